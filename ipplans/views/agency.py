"""Agencies: what does each carry, and does it deliver?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from documents.exports import Form, Output, export, listing_output, table_listing
from documents.models import Snapshot
from documents.notation.agency_names import is_unspecified
from ipplans.agency_statement import agency_statement
from ipplans.agency_tables import AgencyTable, PunctualityTable
from ipplans.punctuality import Punctuality, indicator_answers, punctuality
from plans.calendar import plan_calendar
from plans.delivery import Answer, Delivery, delivery_in
from plans.kept_pages import kept_page
from plans.listing import ordered, paged
from plans.models import Agency, AgencyAlias, Plan, Region, User
from plans.models.agency import AgencyQuerySet
from plans.models.fixed_read import FixedRead
from plans.models.plan import Revisions
from plans.region_choice import region_choice
from plans.request import Request
from plans.rights import Right, can, require_visible
from plans.shown_plans import plans_of, visible_revisions
from plans.words import printable
from targets.choices import State
from targets.figures import indicator_figures
from targets.first_year import first_year
from targets.models import PlanIndicator
from targets.signed import SignedYear
from targets.years import asked_year
from tasks.models import Assignment, Task, TaskReport
from tasks.plans_of import revisions_of_agencies
from tasks.progress import task_years

ROLES = {"leads": Assignment.Role.LEAD, "shares": Assignment.Role.CO}
SignedYears = Mapping[int, Mapping[int, SignedYear]]  # by plan and year


@kept_page(lambda request: visible_revisions(request.user))
def agency_list(request: Request) -> HttpResponse:
    """All agencies of the visible regions, with how many tasks they carry; of one region with how they delivered."""
    found = _listed(request)
    return render(request, "agency_list.html", found | {"table": paged(request, found["table"])})


@export
def agency_export(request: Request, form: Form) -> Output:
    """The same list, all pages."""
    found = _listed(request)
    about = [found["chosen"].name, str(found["year"])] if found["chosen"] else []
    ordered(request, found["table"])
    return listing_output(table_listing(" ".join([_("Agencies"), *about]), found["table"]), form)


def _listed(request: Request) -> dict[str, Any]:
    visible = Agency.objects.visible_to(request.user)
    regions = Region.objects.visible_to(request.user).filter(Exists(Agency.objects.filter(region=OuterRef("pk"))))
    choice = region_choice(regions.select_related("parent"), printable(request.GET.get("region", "")))
    words = printable(request.GET.get("q", ""))
    agencies = _named(visible, words) if words else visible
    context: dict[str, Any] = {"choice": choice, "chosen": choice.chosen, "words": words}
    if choice.chosen is not None:
        return context | _of_region(request, choice.chosen, agencies)
    order = ("region", "-leads") if choice.regions is not None else ("region", "name")
    return context | {"table": AgencyTable(_counted(agencies, request.user), order_by=order)}


def _named(agencies: AgencyQuerySet, words: str) -> AgencyQuerySet:
    """Those with these words in one of their names."""
    other = AgencyAlias.objects.filter(agency=OuterRef("pk"), name__alike=words)
    return agencies.filter(Q(name__alike=words) | Exists(other))


def _of_region(request: Request, region: Region, agencies: AgencyQuerySet) -> dict[str, object]:
    """The agencies of one region, with how each answered in a year."""
    today = timezone.localdate()
    years = _years(Plan.objects.filter(region=region), today)
    year = _chosen_year(request, years, region)
    rows = _counted(agencies.filter(region=region), request.user)
    table = PunctualityTable(rows, delivered=_delivered(region, year, today), order_by=("-leads", "name"))
    return {"table": table, "years": years, "year": year}


def _counted(agencies: AgencyQuerySet, user: User) -> QuerySet[Agency]:
    """With how many tasks of visible plans each leads and shares; counted for the rows that are shown."""
    own = Assignment.objects.filter(user.visible_regions.of("task__plan__region"), agency=OuterRef("pk"))
    tasks = own.order_by().values("agency").annotate(n=Count("pk"))
    of = {name: tasks.filter(role=role).values("n") for name, role in ROLES.items()}
    counts = {name: Coalesce(Subquery(found), 0) for name, found in of.items()}
    return agencies.select_related("region").prefetch_related("aliases").annotate(**counts)


def _years(plans: QuerySet[Plan], today: dt.date) -> list[int]:
    """The years of these plans up to this one, the latest first."""
    spans = plans.order_by().values_list("start_year", "end_year")
    return sorted(
        {year for first, last in spans for year in range(first, last + 1) if year <= today.year}, reverse=True
    )


def _chosen_year(request: Request, years: list[int], region: Region) -> int:
    """The asked year, else the one that pages of the region show first."""
    asked = asked_year(request)
    if asked in years:
        return asked
    return first_year(Plan.objects.filter(region=region).defer("source_text"), timezone.localdate()).year


def _delivered(region: Region, year: int, today: dt.date) -> dict[int, Punctuality]:
    """How the agencies of a region answered in `year`, over all its plans, in a fixed number of queries."""
    plans = plans_of(region)
    rows, tasks = PlanIndicator.objects.by_plan(plans), task_years(plans, year, today)
    signed = Snapshot.objects.signed_years(plans)
    answers = [one for plan in plans for one in _indicator_answers(plan, rows[plan.pk], year, today, signed)]
    answers += [task.answer for plan in plans for task in tasks[plan.pk]]
    return {one.agency.pk: one for one in punctuality(answers)}


def _indicator_answers(
    plan: Plan, rows: list[PlanIndicator], year: int, today: dt.date, signed: SignedYears
) -> list[Answer]:
    """How the indicators of a plan were answered, with those that are behind, as they were signed where they were."""
    calendar, of_plan = plan_calendar(plan, today), signed.get(plan.pk)
    shown = rows if year in plan.years else []
    figures = [indicator_figures(row, year, calendar, signed=of_plan) for row in shown]
    behind = {one.indicator.pk for one in figures if one.now.state == State.BEHIND}
    return indicator_answers(plan, rows, year, today, behind)


@dataclass(frozen=True)
class AgencyTask:
    """One task an agency carries, in one year."""

    assignment: Assignment
    report: TaskReport | None
    delivery: Delivery | None

    @property
    def task(self) -> Task:
        return self.assignment.task

    @property
    def approved(self) -> TaskReport | None:
        """The approved report that counts."""
        return self.report.approved if self.report else None

    @property
    def is_delayed(self) -> bool:
        return self.approved is not None and self.approved.state == TaskReport.State.DELAYED


def _below_collective(pk: int) -> QuerySet[Plan, tuple[int, int]]:
    collective = Agency.objects.filter(pk=pk, kind=Agency.Kind.COLLECTIVE).values("region")
    return Plan.objects.filter(region__parent__in=collective).order_by().values_list("pk", "revision")


def _assignments(agencies: Collection[int], year: int) -> QuerySet[Assignment]:
    carried = Assignment.objects.filter(agency__in=agencies, task__dropped_by="")
    running = carried.filter(task__plan__start_year__lte=year, task__plan__end_year__gte=year)
    with_tasks = running.prefetch_related(Prefetch("task", Task.objects.with_agencies()))
    return with_tasks.order_by("task__plan__start_year", "task__seq", "-role")


def _rows(agencies: Collection[int], year: int) -> QuerySet[PlanIndicator]:
    own = PlanIndicator.objects.reported_by(agencies).active().with_figures()
    return own.filter(plan__start_year__lte=year, plan__end_year__gte=year).order_by("plan", "seq")


AGENCY = FixedRead(lambda pk: Agency.objects.filter(pk=pk).select_related("region").prefetch_related("aliases"))
ASSIGNMENTS, INDICATORS = FixedRead(_assignments), FixedRead(_rows)
PLANS_BELOW = FixedRead(_below_collective)


def _revisions(pk: int) -> Revisions:
    """How far the plans are where an agency, or one whose work it took over, has work, of a collective those below."""
    ids = {pk} | Agency.objects.predecessor_ids({pk}, timezone.localdate())
    return Revisions.of_each(revisions_of_agencies(ids) | dict(PLANS_BELOW(pk)))


@kept_page(lambda request, pk: _revisions(pk))
def agency_detail(request: Request, pk: int) -> HttpResponse:
    """What one agency carries across all plans: its indicators, the tasks it leads and shares, and how it delivers."""
    agency: Agency = AGENCY.found(pk)
    require_visible(request.user, agency.region_id if agency else None)
    today = timezone.localdate()
    years = _years(Plan.objects.filter(region=agency.region), today)
    year = _chosen_year(request, years, agency.region)
    ids = {agency.pk} | Agency.objects.predecessor_ids({agency.pk}, today)
    rows, carried = _indicators(request.user, ids, year), _carried(request.user, ids, year, today)
    context = {"agency": agency, "years": years, "year": year, "below": _regions_below(request, agency)}
    context["can_step"] = can(request.user, Right.MANAGE_AGENCIES)
    context["is_unspecified"] = is_unspecified(agency.name)
    delivered = _delivered(agency.region, year, today).get(agency.pk)
    context |= _figures(rows, carried, delivered, year, today)
    return render(request, "agency_detail.html", context | _by_role(request, carried))


def _figures(
    rows: list[PlanIndicator], carried: list[AgencyTask], delivered: Punctuality | None, year: int, today: dt.date
) -> dict[str, object]:
    """How the agency delivered and how its indicators stand, with the sentence that says it."""
    signed = Snapshot.objects.signed_years(row.plan for row in rows)
    figures = [
        indicator_figures(row, year, plan_calendar(row.plan, today), signed=signed.get(row.plan_id)) for row in rows
    ]
    delayed = sum(one.is_delayed for one in carried if one.assignment.role == Assignment.Role.LEAD)
    statement = agency_statement(year, delivered, figures, delayed)
    return {"punctuality": delivered, "indicators": figures, "statement": statement}


def _by_role(request: Request, carried: list[AgencyTask]) -> dict[str, object]:
    """The tasks led and shared, narrowed by how they were delivered where the address asks for it."""
    chosen = request.GET.get("delivery", "")
    led = [one for one in carried if one.assignment.role == Assignment.Role.LEAD]
    shared = [one for one in carried if one.assignment.role == Assignment.Role.CO]
    return {
        "chosen": chosen,
        "deliveries": Delivery.choices,
        "lead_count": len(led),
        "shared_count": len(shared),
        "led": [one for one in led if chosen in ("", one.delivery)],
        "shared": [one for one in shared if chosen in ("", one.delivery)],
    }


def _carried(user: User, agency_ids: set[int], year: int, today: dt.date) -> list[AgencyTask]:
    """The tasks of these agencies in the plans of a year that the person may see, each once."""
    found: list[Assignment] = ASSIGNMENTS(agency_ids, year)
    assignments = [one for one in found if one.task.plan.region_id in user.visible_regions]
    by_task = {assignment.task_id: assignment for assignment in reversed(assignments)}
    return [_of_year(assignment, year, today) for assignment in reversed(by_task.values())]


def _of_year(assignment: Assignment, year: int, today: dt.date) -> AgencyTask:
    task = assignment.task
    report = next((report for report in task.reports.all() if report.year == year), None)
    how = delivery_in(year, task.reports.all(), task.plan.rounds.all(), today, task.reporter_ids)
    return AgencyTask(assignment, report, how)


def _indicators(user: User, agency_ids: set[int], year: int) -> list[PlanIndicator]:
    """The indicators for which the agencies answer, of the plans of a year that the person may see."""
    found: list[PlanIndicator] = INDICATORS(agency_ids, year)
    return [row for row in found if row.plan.region_id in user.visible_regions]


def _regions_below(request: Request, agency: Agency) -> Iterable[Region]:
    """The regions that a collective (各县(市、区)政府) stands for."""
    if agency.kind != Agency.Kind.COLLECTIVE:
        return []
    return agency.region.children.visible_to(request.user).prefetch_related("plans")
