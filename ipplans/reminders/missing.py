"""Who has not reported in a round: agencies with what they owe, and the people to ask."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from plans.models import Agency, Membership, Plan, Report, Round, User
from targets.models import PlanIndicator
from tasks.models import Task


@dataclass
class OutstandingReports:
    """What one agency still owes in one round."""

    round: Round
    agency: Agency
    today: dt.date
    indicators: list[PlanIndicator] = field(default_factory=list)
    tasks: list[Task] = field(default_factory=list)
    people: list[User] = field(default_factory=list)

    @property
    def due(self) -> dt.date:
        """The due date that counts for the agency, also one given to an agency whose work it took over."""
        return self.round.due_for({self.agency.pk, *(pk for row in self.indicators for pk in row.reporter_ids)})

    @property
    def days_left(self) -> int:
        """How many days there are to the due date; less than 0 when it has gone."""
        return (self.due - self.today).days

    @property
    def days_late(self) -> int:
        return -self.days_left

    @property
    def indicator_lines(self) -> list[str]:
        """The indicators that it owes, as a letter names them."""
        return [
            f"{row.seq} {row.name}" + (f"（{row.unit}）" if row.unit else "") + self._sent_back(row.actuals.all())
            for row in self.indicators
        ]

    @property
    def task_lines(self) -> list[str]:
        """The tasks that it owes, whole: a letter cuts none short."""
        return [f"{task.seq} {task.content}{self._sent_back(task.reports.all())}" for task in self.tasks]

    def _sent_back(self, reports: Iterable[Report]) -> str:
        """That a report was submitted and returned, which is another thing than none."""
        of_year = (report for report in reports if getattr(report, "year", None) == self.round.year)
        is_returned = any(report.status == Report.Status.RETURNED for report in of_year)
        return _(" (returned, to be corrected)") if is_returned else ""

    @property
    def line(self) -> str:
        """One line to copy into a message."""
        values = {"agency": self.agency, "n": len(self.indicators), "tasks": len(self.tasks), "due": self.due}
        return _("%(agency)s: %(n)s indicators, %(tasks)s tasks (due %(due)s)") % values


def missing_in(plan: Plan, rounds: Iterable[Round], today: dt.date) -> list[OutstandingReports]:
    """Return what is owed in these open rounds of a plan, by round and agency, in a fixed number of queries."""
    rows = list(plan.indicators.active().with_figures().order_by("seq"))
    tasks = list(plan.tasks.active().with_agencies().order_by("seq"))
    found: dict[tuple[int, int], OutstandingReports] = {}

    def of(round_: Round, agency: Agency) -> OutstandingReports:
        return found.setdefault((round_.pk, agency.pk), OutstandingReports(round_, agency, today))

    for round_ in rounds:
        for row in rows:
            if (
                row.current_reporter
                and row.is_asked_in(round_.year)
                and not _is_answered(row.actuals.all(), round_, today)
            ):
                of(round_, row.current_reporter).indicators.append(row)
        for task in tasks:
            if not _is_answered(task.reports.all(), round_, today):
                for agency in task.reporters:
                    of(round_, agency).tasks.append(task)
    _add_people(found.values())
    return sorted(found.values(), key=lambda one: (one.due, one.agency.pk))


def _is_answered(reports: Iterable[Report], round_: Round, today: dt.date) -> bool:
    """Whether something was submitted for the period that the round asks for, or is approved and being corrected."""
    of_year = (report for report in reports if getattr(report, "year", None) == round_.year)
    return any(report.answering(round_, today) for report in of_year)


def without_account(agencies: Iterable[Agency]) -> set[int]:
    """Return the ids of those of the agencies in whose name nobody can sign in, in one query."""
    ids = {agency.pk for agency in agencies}
    return ids - set(_entering(ids).values_list("agency", flat=True))


def _entering(agencies: set[int]) -> QuerySet[Membership]:
    roles = (Membership.Role.STAFF, Membership.Role.REVIEWER)
    return Membership.objects.filter(agency__in=agencies, role__in=roles, user__is_active=True)


def _add_people(found: Iterable[OutstandingReports]) -> None:
    """The active people who enter figures for each agency."""
    found = list(found)
    memberships = _entering({one.agency.pk for one in found})
    people: dict[int | None, list[User]] = defaultdict(list)
    for membership in memberships.select_related("user"):
        people[membership.agency_id].append(membership.user)
    for one in found:
        one.people = people[one.agency.pk]
