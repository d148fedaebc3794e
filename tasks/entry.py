"""The report on one task and year as one person enters it: checked, and compared with what is stored."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from plans.models import Agency, NotPossible, Report, Round, User, entry_lock, entry_rounds_by_year
from targets.entry.submitted_cell import KEEP_THEIRS
from tasks.forms import TaskReportForm
from tasks.models import Task, TaskPart, TaskReport


@dataclass
class TaskEntry:
    """One task in one year, as one person reports it.

    `data` is what a form sent, its fields named with `prefix` where it is of a table. `lacks` are the field and the
    words of what must be there before it is submitted; they keep nothing from being stored.
    """

    task: Task
    year: int
    by: User
    today: dt.date
    data: QueryDict | None = None
    prefix: str | None = None
    conflict: str = ""
    lacks: list[tuple[str, str]] = field(default_factory=list)
    is_stored: bool = False
    is_submitted: bool = False

    def __post_init__(self) -> None:
        self.rounds: Iterable[Round] = self.task.plan.rounds.all()
        self.report = next((report for report in self.task.reports.all() if report.year == self.year), None)
        if self.report is not None:
            self.report.task = self.task

    @cached_property
    def form(self) -> TaskReportForm:
        return TaskReportForm(self.task, self.report, self.data, self.prefix)

    def take(self, rounds: Iterable[Round], report: TaskReport | None) -> None:
        """Take the rounds and the report as they are now, within a transaction that holds their lock."""
        self.rounds, self.report = rounds, report
        vars(self).pop("open_round", None)
        if report is not None:
            report.task = self.task
        self.conflict = self._conflict()

    @property
    def lock(self) -> str:
        """Why nothing can be entered; "" if it can."""
        round_ = self.open_round
        if closed := entry_lock(round_, self.year, self.today):
            return closed
        if self.report is None or self.report.is_editable or self.is_carried_over:
            return ""
        is_waiting = self.report.status == Report.Status.SUBMITTED
        return _("Handed in, waiting for review") if is_waiting else _("Approved; a reviewer can reopen it")

    @cached_property
    def open_round(self) -> Round | None:
        """The round in which the year is entered."""
        return entry_rounds_by_year(self.rounds, self.today).get(self.year)

    @property
    def is_carried_over(self) -> bool:
        """Whether what is stored is approved for an earlier period of the year than the one asked for now."""
        round_ = self.open_round
        return self.report is not None and round_ is not None and self.report.is_earlier_than(round_)

    @property
    def is_open(self) -> bool:
        """Whether there is a report, and it can be changed now."""
        return self.report is not None and not self.lock

    @property
    def is_open_to_files(self) -> bool:
        """Whether the person can attach files: the report is open, and one of the person's agencies reports it."""
        return self.is_open and self.agency is not None

    @cached_property
    def agency(self) -> Agency | None:
        """In whose name the person reports."""
        return next((agency for agency in self.task.reporters if agency.pk in self.by.agency_ids), None)

    @cached_property
    def parts(self) -> list[tuple[Agency, TaskPart | None]]:
        """Every co-responsible agency with what it has added; None where it is still missing."""
        added = {part.agency_id: part for part in self.report.parts.all()} if self.report is not None else {}
        return [(agency, added.get(agency.pk)) for agency in self.task.partners]

    @property
    def unconfirmed(self) -> list[Agency]:
        return [agency for agency, part in self.parts if part is None or not part.is_confirmed]

    @property
    def can_be_stored(self) -> bool:
        """Whether what was sent can be stored, once `take` was called."""
        return self.form.is_valid() and not self.conflict and not self.lock

    def enter(self) -> TaskReport | None:
        """Return the report with what the form says, or None where that changes nothing."""
        report = self.report
        if report is not None and self.form.cleaned_data["choice"] == KEEP_THEIRS:
            return None
        if report is not None and not self.is_carried_over and self._is_same(report):
            return None
        self.report = report = report or TaskReport(task=self.task, year=self.year, version=0)
        report.enter(self.form.parsed, self.agency, self.by, self.open_round)
        return report

    def _conflict(self) -> str:
        """Who stored another report since the person saw it, and what it says; "" if nobody did."""
        current = self.report
        if current is None or not self.form.is_valid() or self._is_same(current):
            return ""
        if current.version == self.form.cleaned_data["version"]:
            return ""
        message = _("%(who)s stored another report here at %(when)s, after you opened this page: %(theirs)s")
        when = timezone.localtime(current.changed_at).strftime("%m-%d %H:%M")
        who = current.author.label if current.author else _("someone")
        theirs = f"{current.get_state_display()} {current.summary}"
        return message % {"who": who, "when": when, "theirs": theirs}

    def _is_same(self, current: TaskReport) -> bool:
        stored = {pk: row.value for pk, row in current.reached.items()}
        return all(stored.get(pk) == value for pk, value in self.form.reached.items()) and all(
            getattr(current, name) == value for name, value in self.form.parsed.items()
        )


def add_part(task: Task, year: int, agency: Agency, text: str, is_confirmed: bool, by: User) -> TaskPart:
    """Store what a co-responsible agency adds; where its lead has not begun, the report begins here."""
    begun = TaskReport.objects.filter(task=task, year=year).exclude(summary="").exists()
    if is_confirmed and not begun:
        raise NotPossible(_("The lead has not written its report yet: there is nothing to confirm."))
    report, _is_new = TaskReport.objects.get_or_create(
        task=task,
        year=year,
        defaults={
            "state": TaskReport.State.NOT_STARTED,
            "agency": next(iter(task.reporters), None),
            "version": 0,
            "is_invented": by.is_demo,
        },
    )
    part, _is_new = TaskPart.objects.update_or_create(
        report=report, agency=agency, defaults={"text": text, "is_confirmed": is_confirmed}
    )
    return part
