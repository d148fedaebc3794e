"""The report on one task and year: checked, compared with what is stored, stored as a whole."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from django.db import transaction
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from plans.models import Agency, NotPossible, Report, Round, User, entry_lock, entry_rounds_by_year, lock_rounds
from targets.entry.submitted_cell import KEEP_THEIRS
from tasks.forms import TaskReportForm
from tasks.models import QuantityReached, Task, TaskPart, TaskReport


@dataclass
class TaskEntry:
    """One task in one year, as one person reports it."""

    task: Task
    year: int
    by: User
    today: dt.date
    data: QueryDict | None = None
    conflict: str = ""
    lacks: list[str] = field(default_factory=list)
    is_submitted: bool = False

    def __post_init__(self) -> None:
        self.rounds: Iterable[Round] = self.task.plan.rounds.all()
        self.report = self.task.reports.filter(year=self.year).select_related("author").first()
        self.form = TaskReportForm(self.task, self.report, self.data)

    @property
    def lock(self) -> str:
        """Why nothing can be entered; "" if it can."""
        round_ = self.open_round
        if closed := entry_lock(round_, self.year, self.today):
            return closed
        if self.report is None or self.report.is_editable or (round_ and self.report.is_earlier_than(round_)):
            return ""
        is_waiting = self.report.status == Report.Status.SUBMITTED
        return _("Handed in, waiting for review") if is_waiting else _("Approved; a reviewer can reopen it")

    @property
    def open_round(self) -> Round | None:
        """The round in which the year is entered."""
        return entry_rounds_by_year(self.rounds, self.today).get(self.year)

    def take_lock(self) -> None:
        """Lock the rounds and load the report again; within a transaction, so that closing a round waits."""
        self.rounds = lock_rounds([self.task.plan_id])
        self.report = self.task.reports.filter(year=self.year).select_related("author").first()

    @property
    def is_open(self) -> bool:
        """Whether there is a report, and it can be changed now."""
        return self.report is not None and not self.lock

    @property
    def is_open_to_files(self) -> bool:
        """Whether the person can attach files: the report is open, and one of the person's agencies reports it."""
        return self.is_open and self.agency is not None

    @property
    def agency(self) -> Agency | None:
        """In whose name the person reports."""
        return next((agency for agency in self.task.reporters if agency.pk in self.by.agency_ids), None)

    @cached_property
    def parts(self) -> list[tuple[Agency, TaskPart | None]]:
        """Every co-responsible agency with what it has added; None where it is still missing."""
        added = {}
        if self.report is not None:
            added = {part.agency_id: part for part in self.report.parts.select_related("agency")}
        return [(agency, added.get(agency.pk)) for agency in self.task.partners]

    @property
    def unconfirmed(self) -> list[Agency]:
        return [agency for agency, part in self.parts if part is None or not part.is_confirmed]

    def save(self, submit: bool) -> bool:
        """Store the report; with `submit`, also submit it. False for a conflict, an error, or something missing.

        What is missing keeps it from being submitted; it is stored as a draft all the same.
        """
        if not self.form.is_valid():
            return False
        with transaction.atomic():
            self.take_lock()
            self.conflict = self._conflict()
            if self.conflict or self.lock:
                return False
            report = self._stored()
            self.lacks = report.lacks if submit else []
            self.is_submitted = submit and not self.lacks
            if self.is_submitted:
                report.submit(self.by)
                TaskReport.objects.save_with_history([report], self.by)
        return not self.lacks

    def _conflict(self) -> str:
        """Who stored another report since the person saw it, and what it says; "" if nobody did."""
        current = self.report
        if current is None or self._is_same(current) or current.version == self.form.cleaned_data["version"]:
            return ""
        message = _("%(who)s stored another report here at %(when)s, after you opened this page: %(theirs)s")
        when = timezone.localtime(current.changed_at).strftime("%m-%d %H:%M")
        theirs = f"{current.get_state_display()} {current.summary}"
        return message % {
            "who": current.author.label if current.author else _("someone"),
            "when": when,
            "theirs": theirs,
        }

    def _is_same(self, current: TaskReport) -> bool:
        stored = {pk: row.value for pk, row in current.reached.items()}
        return all(stored.get(pk) == value for pk, value in self.form.reached.items()) and all(
            getattr(current, name) == value for name, value in self.form.parsed.items()
        )

    def _stored(self) -> TaskReport:
        report = self.report
        is_of_now = report is not None and (self.open_round is None or not report.is_earlier_than(self.open_round))
        is_kept = report is not None and self.form.cleaned_data["choice"] == KEEP_THEIRS
        if report is not None and (is_kept or (is_of_now and self._is_same(report))):
            return report
        self.report = report = report or TaskReport(task=self.task, year=self.year, version=0)
        report.enter(self.form.parsed, self.agency, self.by, self.open_round)
        TaskReport.objects.save_with_history([report], self.by)
        for part in report.parts.filter(is_confirmed=True):
            part.is_confirmed = False  # what they confirmed says something else now
            part.save()
        for pk, value in self.form.reached.items():
            if value is None:
                report.quantities.filter(quantity=pk).delete()
            else:
                QuantityReached.objects.update_or_create(report=report, quantity_id=pk, defaults={"value": value})
        return report


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
