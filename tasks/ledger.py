"""任务进展台账: the tasks of a plan that a person's agencies report in one year, and their parts of others' tasks."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, prefetch_related_objects
from django.http import Http404, QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from plans.models import Agency, Plan, Report, Round, User, entry_lock, entry_rounds_by_year
from plans.models.fixed_read import FixedRead
from plans.rights import require_own_region, require_own_rows, require_visible
from targets.entry.cell_state import SENT_BACK, EntryState
from targets.numbers import number_text
from tasks.entry import TaskEntry
from tasks.models import Quantity, Task, TaskPart, TaskReport
from tasks.saving import BEHIND

VERSION = re.compile(r"[tp]([0-9]{1,18})-version")  # of a row that was sent: a task, or the own part of one
SHOWN = ("assignments__agency__successor", "quantities")


@dataclass
class LedgerRow:
    """One task of the table: what is stored, what was typed, and how far it is.

    What is worked out of the entry is kept: after the entry was stored, a new row is made of it.
    """

    entry: TaskEntry

    @property
    def task(self) -> Task:
        return self.entry.task

    @property
    def name(self) -> str:
        """The row in the form's field names."""
        return f"t{self.task.pk}"

    @cached_property
    def lock(self) -> str:
        return self.entry.lock

    @cached_property
    def last(self) -> TaskReport | None:
        """The report of the last year before that has one: its words are where this year's often begin."""
        approved = (report for report in self.task.reports.all() if report.status == Report.Status.APPROVED)
        before = (report for report in approved if report.year < self.entry.year and report.summary)
        return max(before, key=lambda report: report.year, default=None)

    @cached_property
    def report(self) -> TaskReport | None:
        """What is stored for the asked period; None where only a partner has added a part yet."""
        report = self.entry.report
        return None if report is None or not report.version or self.entry.is_carried_over else report

    @property
    def can_withdraw(self) -> bool:
        """Whether the person may take back what waits for review."""
        report, entry = self.report, self.entry
        is_waiting = report is not None and report.status == Report.Status.SUBMITTED and report.author_id == entry.by.pk
        return is_waiting and entry.open_round is not None and entry.open_round.is_open(entry.today)

    @property
    def version(self) -> int:
        return self.entry.report.version if self.entry.report else 0

    @cached_property
    def texts(self) -> dict[str, str]:
        """What each field shows: what was typed and is not stored yet, else what is stored."""
        report = self.report
        shown = {"state": TaskReport.State.UNDER_WAY.value, "percent": "", "summary": "", "remark": ""}
        if report is not None:
            percent = "" if report.percent is None else str(report.percent)
            shown = {"state": report.state, "percent": percent, "summary": report.summary, "remark": report.remark}
            shown |= {f"quantity_{pk}": number_text(row.value) for pk, row in report.reached.items()}
        return shown | self.unstored_texts

    @property
    def unstored_texts(self) -> dict[str, str]:
        data, start = self.entry.data, f"{self.name}-"
        if data is None or self.entry.is_stored:
            return {}
        return {key.removeprefix(start): str(data[key]) for key in data if key.startswith(start)}

    @property
    def quantities(self) -> list[tuple[Quantity, str]]:
        texts = self.texts
        return [(row, texts.get(f"quantity_{row.pk}", "")) for row in self.task.quantities.all()]

    @cached_property
    def faults(self) -> list[str]:
        """What is wrong with what was typed."""
        if self.entry.data is None or self.entry.is_stored or not self.unstored_texts:
            return []
        return list(dict.fromkeys(str(error) for errors in self.entry.form.errors.values() for error in errors))

    @cached_property
    def lacks(self) -> list[tuple[str, str]]:
        """What must be said before it is submitted."""
        return [] if self.lock or self.report is None else self.report.lacking

    @cached_property
    def reason(self) -> str:
        """Why a reviewer returned or reopened it, for as long as it has not been submitted again."""
        report = self.report
        if report is None or not report.reason or not report.is_editable or self.answers_missing:
            return ""
        return f"{report.get_status_display()}：{report.reason}"

    @cached_property
    def answers_missing(self) -> bool:
        return self.report is not None and not self.lock and self.report.lacks_answer

    @cached_property
    def state(self) -> EntryState:
        """How far it is, with what was typed."""
        if self.faults or self.entry.conflict:
            return EntryState.WRONG
        status = self.entry.report.status if self.entry.report else ""
        if self.lock:
            states = {Report.Status.SUBMITTED: EntryState.SUBMITTED, Report.Status.APPROVED: EntryState.APPROVED}
            return states.get(Report.Status(status), EntryState.CLOSED) if status else EntryState.CLOSED
        if self.report is None:
            return EntryState.EMPTY
        if self.lacks:
            is_answer_alone = self.answers_missing and len(self.lacks) == 1
            return EntryState.RETURNED if is_answer_alone else EntryState.TO_EXPLAIN
        return EntryState.CORRECTED if status in SENT_BACK else EntryState.READY

    @cached_property
    def has_something_below(self) -> bool:
        """Whether something stands below the row: a fault, a reason, what is lacking, or a remark."""
        words = self.faults or self.entry.conflict or self.reason or self.lacks or self.texts["remark"]
        return not self.lock and bool(words)

    @property
    def files(self) -> int:
        return len(self.report.evidence.all()) if self.report else 0

    @property
    def confirmed(self) -> int:
        return len(self.entry.parts) - len(self.entry.unconfirmed)


@dataclass
class PartRow:
    """A task that another agency leads, with the part of the person's own."""

    task: Task
    report: TaskReport | None
    agency: Agency
    lock: str

    @property
    def name(self) -> str:
        return f"p{self.task.pk}"

    @cached_property
    def part(self) -> TaskPart | None:
        parts = self.report.parts.all() if self.report else []
        return next((part for part in parts if part.agency_id == self.agency.pk), None)

    @property
    def text(self) -> str:
        return self.part.text if self.part else ""

    @property
    def is_confirmed(self) -> bool:
        return bool(self.part and self.part.is_confirmed)


@dataclass
class Ledger:
    """The table of one plan and year, as one person sees it."""

    plan: Plan
    year: int
    by: User
    today: dt.date
    rows: list[LedgerRow]
    parts: list[PartRow]

    @property
    def round(self) -> Round | None:
        return entry_rounds_by_year(self.plan.rounds.all(), self.today).get(self.year)

    @property
    def due(self) -> dt.date | None:
        return self.round.due_for(self.by.agency_ids) if self.round else None

    @property
    def lock(self) -> str:
        """Why nothing can be entered for the year; "" if something can."""
        return entry_lock(self.round, self.year, self.today)

    @property
    def open_rows(self) -> list[LedgerRow]:
        return [row for row in self.rows if not row.lock]

    @cached_property
    def agency_names(self) -> str:
        return "、".join(dict.fromkeys(str(row.entry.agency) for row in self.rows if row.entry.agency))

    @cached_property
    def has_agencies(self) -> bool:
        """Whether the person reports for more than one agency: then each row names its own."""
        return len({row.entry.agency for row in self.rows}) > 1

    @property
    def problems(self) -> int:
        return sum(row.state == EntryState.WRONG for row in self.rows)


PLAN = FixedRead(
    lambda slug: (
        Plan.objects.filter(slug=slug)
        .select_related("region", "coordinator")
        .prefetch_related("rounds")
        .defer("source_text")
    )
)
LED = FixedRead(
    lambda plan, agencies: (
        Task.objects.filter(plan=plan).active().reported_by(agencies).order_by().values_list("pk", flat=True)
    )
)
SHARED = FixedRead(
    lambda plan, agencies: (
        Task.objects.filter(plan=plan).active().shared_by(agencies).order_by().values_list("pk", flat=True)
    )
)
TASKS = FixedRead(
    lambda ids: (
        Task.objects.filter(pk__in=ids)
        .select_related("area", "reporter__successor")
        .order_by("seq")
        .prefetch_related(*SHOWN)
    )
)


def ledger_of(user: User, slug: str, year: int, data: QueryDict | None = None) -> Ledger:
    """Return the tasks that the person's agencies report or share, in a fixed number of queries.

    Raises Http404, and PermissionDenied where the agencies have none.
    """
    plan: Plan = PLAN.found(slug)
    require_visible(user, plan.region_id if plan else None)
    require_own_region(user, plan)
    if year not in plan.years:
        raise Http404
    today = timezone.localdate()
    led, shared = set(LED(plan.pk, user.agency_ids)), set(SHARED(plan.pk, user.agency_ids))
    if not led and not shared:
        raise PermissionDenied(_("No task of this plan is reported by your agency."))
    found = _loaded(plan, year, led | shared)
    rows = [LedgerRow(TaskEntry(task, year, user, today, data, f"t{task.pk}")) for task in found if task.pk in led]
    parts = [_part_row(task, year, user, today) for task in found if task.pk in shared]
    return Ledger(plan, year, user, today, rows, parts)


def require_own_tasks(data: QueryDict, own: Sequence[Task], user: User) -> None:
    """Refuse a forged table. Raises Http404 and PermissionDenied as `require_own_rows` does."""
    sent = {int(found[1]) for name in data if (found := VERSION.fullmatch(name))}
    require_own_rows(sent, {task.pk for task in own}, Task.objects.visible_to(user))


def _loaded(plan: Plan, year: int, ids: set[int]) -> list[Task]:
    """The tasks with their reports up to the year, and what stands behind those of the year itself."""
    found: list[Task] = TASKS(ids)
    prefetch_related_objects(found, Prefetch("reports", TaskReport.objects.filter(year__lte=year)))
    of_year = []
    for task in found:
        task.plan = plan
        of_year += [report for report in task.reports.all() if report.year == year]
    prefetch_related_objects(of_year, *BEHIND)
    return found


def _part_row(task: Task, year: int, user: User, today: dt.date) -> PartRow:
    entry = TaskEntry(task, year, user, today)
    agency = next((one for one in task.partners if one.pk in user.agency_ids), task.partners[0])
    return PartRow(task, entry.report, agency, entry.lock)
