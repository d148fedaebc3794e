"""The paper of a year: Word reports and the official workbook of a plan, the workbook of a region."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import IO

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from documents.exports import Output, export
from documents.exports.output import Counting
from documents.models import Snapshot
from ipplans.reports.bulletin import periods
from ipplans.reports.content import PlanReport, of_agencies, plan_reports, signed_report
from ipplans.reports.kinds import LABELS, Fields, Kind, report_fields
from ipplans.reports.pdf.process import write_pdf
from ipplans.reports.word import write_word
from ipplans.reports.workbook import write_workbook
from ipplans.summaries import stored_first_year
from plans.models import Plan, Region, Round
from plans.request import Request
from plans.rights import Right, can, require
from targets.models import PlanIndicator
from targets.years import asked_year, chosen_year, is_final_view
from tasks.models import Task

WriteReport = Callable[[str, Fields, IO[bytes]], None]


def reports(request: Request, slug: str) -> HttpResponse:
    """All that can be taken out of a plan's year: papers to send up, and data to compute with."""
    plan = _plan(request, slug)
    today = timezone.localdate()
    year = chosen_year(request, plan, _latest(plan, today))
    context = {
        "plan": plan,
        "year": year,
        "kinds": [(kind.value, label) for kind, label in LABELS.items() if kind != Kind.BULLETIN],
        "periods": periods(year),
        "is_whole": can(request.user, Right.EXPORT_PLAN, plan),
    }
    return render(request, "reports.html", context)


@export
def report_file(request: Request, slug: str, kind: str) -> Output:
    """A report as Word; always in Chinese, whatever the language of the screen."""
    return report_output(request, slug, kind, "docx", write_word)


@export
def report_pdf(request: Request, slug: str, kind: str) -> Output:
    """The same report as PDF."""
    return report_output(request, slug, kind, "pdf", write_pdf)


def report_output(request: Request, slug: str, kind: str, ending: str, write_as: WriteReport) -> Output:
    plan = _plan(request, slug)
    require(request.user, Right.EXPORT_PLAN, plan)
    if kind not in list(Kind):
        raise Http404
    today = timezone.localdate()
    year = chosen_year(request, plan, _latest(plan, today))
    period = request.GET.get("period") or f"{today:%Y-%m}"

    def write(file: IO[bytes], counting: Counting) -> None:
        with translation.override("zh-hans"):
            report = plan_reports([plan], year, today)[0]
            write_as(kind, report_fields(Kind(kind), report, today, period), file)

    name = f"{plan.title} {LABELS[Kind(kind)]} {period if kind == Kind.BULLETIN else year}"
    return Output(f"{name}.{ending}", 0, write)


def _plan(request: Request, slug: str) -> Plan:
    plan = get_object_or_404(Plan.objects.visible_to(request.user).select_related("region"), slug=slug)
    require(request.user, Right.EXPORT_OWN, plan)
    return plan


def _latest(plan: Plan, today: dt.date) -> int:
    """The year of the plan that papers speak of first: the one before this, as far as the plan has it."""
    return min(max(today.year - 1, plan.start_year), plan.end_year)


@export
def plan_workbook(request: Request, slug: str) -> Output:
    """The official workbook of one plan; agency staff get the rows of their own agency."""
    plan = _plan(request, slug)
    today = timezone.localdate()
    year = chosen_year(request, plan, _latest(plan, today))
    is_final, is_whole = is_final_view(request), can(request.user, Right.EXPORT_PLAN, plan)

    def found() -> list[PlanReport]:
        whole = plan_reports([plan], year, today, is_final)
        return whole if is_whole else [of_agencies(report, request.user.agency_ids) for report in whole]

    return _output([plan], found, plan.title, year, today)


@export
def signed_workbook(request: Request, pk: int) -> Output:
    """The official workbook of a year as this version of it was signed, also where that was taken back since."""
    visible = Snapshot.objects.visible_to(request.user).filter(round__period=Round.Period.YEAR)
    snapshot = get_object_or_404(visible.select_related("round__plan__region", "signed_by"), pk=pk)
    plan, year = snapshot.round.plan, snapshot.round.year
    require(request.user, Right.EXPORT_PLAN, plan)
    today = timezone.localdate()
    title = f"{plan.title} {_('version %(n)s') % {'n': snapshot.version}}"
    return _output([plan], lambda: [signed_report(snapshot, today)], title, year, today)


@export
def region_workbook(request: Request, slug: str) -> Output:
    """The official workbook of a region with all regions below it: of each the plan in force in the year."""
    region = get_object_or_404(Region.objects.visible_to(request.user), slug=slug)
    plans = Plan.objects.filter(region__in=Region.objects.ids_below([region.pk])).select_related("region")
    today = timezone.localdate()
    year = asked_year(request) or stored_first_year(plans, today).year
    in_force = list(plans.in_force(year).defer("source_text"))
    if not in_force:
        raise Http404
    exported = [plan for plan in in_force if can(request.user, Right.EXPORT_PLAN, plan)]
    if not exported:
        require(request.user, Right.EXPORT_PLAN, in_force[0])
    title = _("%(region)s: progress of plans") % {"region": region.name}
    return _output(exported, lambda: plan_reports(exported, year, today), title, year, today)


def _output(
    plans: list[Plan], reports: Callable[[], list[PlanReport]], title: str, year: int, today: dt.date
) -> Output:
    def write(file: IO[bytes], counting: Counting) -> None:
        write_workbook(list(counting(reports())), title, year, today, file)

    rows = PlanIndicator.objects.filter(plan__in=plans).count() + Task.objects.filter(plan__in=plans).count()
    return Output(f"{title} {year}.xlsx", rows, write)
