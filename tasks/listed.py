"""Tasks as lists and papers show them, with the report of one year: plain values, read some at a time."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from plans.models import Report
from tasks.models import Assignment, Task, TaskEvidence, TaskReport
from tasks.models.task import reporting
from tasks.tables import state_words

AT_ONCE = 1000  # tasks
RECORD = ("last_approved",)  # of a report that is being corrected, what still counts
VALUES = (
    "pk", "plan_id", "plan__region__name", "plan__title", "seq", "area__name", "content", "due",
    "reporter_id", "reporter__name",
)  # fmt: skip
Part = tuple[str, int, str]  # role, agency, printed name


@dataclass(frozen=True)
class ListedTask:
    """One task in one year. `report` is what was approved; `agencies` as the document prints them, leads marked *."""

    pk: int
    plan_id: int
    region: str
    plan: str
    seq: int
    area: str
    content: str
    due: dt.date | None
    agencies: str
    reporters: str
    report: TaskReport | None
    is_sent_back: bool
    evidence: Sequence[str] = ()

    @property
    def state(self) -> str:
        """The approved state in words; "" where nothing is approved."""
        return state_words(self.report) if self.report else ""

    @property
    def summary(self) -> str:
        return self.report.summary if self.report else ""


def listed_tasks(keys: Iterable[int], year: int, *, with_evidence: bool = False) -> Iterator[ListedTask]:
    """Yield the tasks of these ids in their order, read a thousand at a time; those taken away since are left out."""
    left = iter(keys)
    while part := list(islice(left, AT_ONCE)):
        yield from _listed(part, year, with_evidence)


def _listed(keys: list[int], year: int, with_evidence: bool) -> Iterator[ListedTask]:
    tasks = {values[0]: values for values in Task.objects.filter(pk__in=keys).order_by().values_list(*VALUES)}
    parts, reports = _parts(keys), _reports(keys, year)
    counting = {pk: report.approved for pk, report in reports.items()}
    evidence = _evidence([report.pk for report in counting.values() if report]) if with_evidence else {}
    for pk in keys:
        if pk not in tasks:
            continue
        *values, due, reporter_id, reporter = tasks[pk]
        plan_id, region, plan, seq, area, content = values[1:]
        approved, stored = counting.get(pk), reports.get(pk)
        yield ListedTask(
            pk, plan_id, region, plan, seq, area or "", content, due, _agencies(parts[pk]),
            _reporters(parts[pk], reporter_id, reporter), approved,
            stored is not None and stored.status == Report.Status.RETURNED,
            evidence.get(approved.pk, []) if approved else [],
        )  # fmt: skip


def _reports(keys: list[int], year: int) -> dict[int, TaskReport]:
    found = TaskReport.objects.filter(task__in=keys, year=year).prefetch_related(*RECORD)
    return {report.task_id: report for report in found}


def _parts(keys: list[int]) -> Mapping[int, list[Part]]:
    parts: dict[int, list[Part]] = defaultdict(list)
    assigned = Assignment.objects.filter(task__in=keys).order_by("task", "seq")
    for task, role, agency, name in assigned.values_list("task", "role", "agency", "printed_name"):
        parts[task].append((role, agency, name))
    return parts


def _agencies(parts: list[Part]) -> str:
    """The printed names; where there are several, leads are marked."""
    has_several = len(parts) > 1
    return "、".join(
        f"*{name}" if has_several and role == Assignment.Role.LEAD else name for role, _agency, name in parts
    )


def _reporters(parts: list[Part], named_id: int | None, named: str | None) -> str:
    """Who reports, by the names of the document; a named reporter that it does not print, by its own."""
    names = {agency: name for _role, agency, name in parts}
    ids = reporting([(role, agency) for role, agency, _name in parts], named_id)
    return "、".join(names.get(agency) or named or "" for agency in ids)


def _evidence(reports: list[int]) -> dict[int, list[str]]:
    """The names of the files behind each report."""
    found: dict[int, list[str]] = defaultdict(list)
    for report, name in TaskEvidence.objects.filter(report__in=reports).order_by("pk").values_list("report", "name"):
        found[report].append(name)
    return found
