"""The addresses under /api/v1/."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from decimal import Decimal
from heapq import merge
from itertools import islice
from typing import Annotated, Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Path, Query

from documents.models import Snapshot
from ipplans.api.schemas import (
    AgencyOut,
    ChangeOut,
    Fault,
    FigureOut,
    IndicatorOut,
    Misasked,
    Page,
    PlanOut,
    RegionOut,
    TaskOut,
    YearOut,
)
from ipplans.api.site import PAGE, answered, api, page_of
from ipplans.attention import listed, rows_of
from ipplans.summaries import refresh_years, stored_first_year
from plans.models import Agency, Plan, Region, Report
from plans.request import Request
from targets.choices import Judgement, State
from targets.figures import IndicatorFigures
from targets.models import Actual
from targets.numbers import benchmark_note
from targets.plan_figures import plan_figures
from targets.target_table import cell_text, row_text
from targets.year_figures import YearFigures
from tasks.listed import ListedTask, listed_tasks
from tasks.models import Task, TaskReport

PageNumber = Annotated[int, Query(ge=1, le=1_000_000)]
Year = Annotated[
    int | None,
    Query(ge=1980, le=2100, description="else the one that is shown first"),
]
Slug = Annotated[str, Path(pattern=r"^[-a-zA-Z0-9_]+$", max_length=60)]
FAULTS: dict[Any, Any] = {401: Fault, 403: Fault, 404: Fault, 422: Misasked}


@api.get("/regions", response={200: Page[RegionOut], **FAULTS}, summary="Regions whose pages one may open")
def regions(request: Request, response: HttpResponse, page: PageNumber = 1) -> Any:
    rows = Region.objects.visible_to(request.user).select_related("parent").order_by("code")
    return answered(request, response, _plans(request), lambda: page_of(rows, page, _regions))


@api.get("/plans", response={200: Page[PlanOut], **FAULTS}, summary="Plans")
def plans(request: Request, response: HttpResponse, page: PageNumber = 1) -> Any:
    rows = _plans(request).select_related("region").defer("source_text").order_by("region__code", "start_year", "pk")
    return answered(request, response, _plans(request), lambda: page_of(rows, page, lambda found: [*map(_plan, found)]))


@api.get("/plans/{slug}", response={200: PlanOut, **FAULTS}, summary="One plan")
def plan(request: Request, response: HttpResponse, slug: Slug) -> Any:
    found = _the_plan(request, slug)
    return answered(request, response, Plan.objects.filter(pk=found.pk), lambda: _plan(found))


@api.get("/plans/{slug}/indicators", response={200: list[IndicatorOut], **FAULTS}, summary="Indicators of a plan")
def indicators(request: Request, response: HttpResponse, slug: Slug, year: Year = None) -> Any:
    found = _the_plan(request, slug)
    chosen = _year_of(found, year)
    return answered(request, response, Plan.objects.filter(pk=found.pk), lambda: _indicators(found, chosen))


@api.get(
    "/plans/{slug}/tasks", response={200: Page[TaskOut], **FAULTS}, summary="Tasks of a plan, with one year's state"
)
def tasks(request: Request, response: HttpResponse, slug: Slug, year: Year = None, page: PageNumber = 1) -> Any:
    found = _the_plan(request, slug)
    chosen = _year_of(found, year)
    keys = Task.objects.filter(plan=found).active().order_by("seq", "pk").values_list("pk", flat=True)
    says = found.region_id in request.user.regions_below

    def made(some: list[int]) -> list[TaskOut]:
        return [_task(found, task, chosen, says) for task in listed_tasks(some, chosen)]

    return answered(request, response, Plan.objects.filter(pk=found.pk), lambda: page_of(keys, page, made))


@api.get("/agencies", response={200: Page[AgencyOut], **FAULTS}, summary="Agencies, of one region or of all")
def agencies(
    request: Request,
    response: HttpResponse,
    region: Annotated[str | None, Query(pattern=r"^\d{2,12}$", description="code")] = None,
    page: PageNumber = 1,
) -> Any:
    rows = Agency.objects.visible_to(request.user).select_related("region").order_by("region__code", "pk")
    chosen = rows.filter(region__code=region) if region else rows
    return answered(request, response, _plans(request), lambda: page_of(chosen, page, _agencies))


@api.get("/figures", response={200: Page[FigureOut], **FAULTS}, summary="Every indicator of one year, the worst first")
def figures(
    request: Request,
    response: HttpResponse,
    year: Year = None,
    state: Annotated[State | None, Query()] = None,
    judgement: Annotated[Judgement | None, Query()] = None,
    page: PageNumber = 1,
) -> Any:
    today = timezone.localdate()
    chosen = year or stored_first_year(_plans(request), today).year

    def made() -> dict[str, Any]:
        plans = _plans(request)
        refresh_years(plans, chosen, False, today)
        found = listed(plans, chosen, False)
        for name, value in (("state", state), ("judgement", judgement)):
            found = found.filter(**{name: value}) if value else found
        return page_of(found.values_list("indicator", flat=True), page, lambda keys: _figures(request, keys, chosen))

    return answered(request, response, _plans(request), made)


@api.get("/changes", response={200: Page[ChangeOut], **FAULTS}, summary="What was approved since")
def changes(request: Request, response: HttpResponse, since: dt.datetime, page: PageNumber = 1) -> Any:
    """Approved figures and task reports, the earliest first; with the `at` of the last one it goes on from there."""
    at = _moment(since)

    def made() -> dict[str, Any]:
        found = [_approved(Actual, "indicator", request, at), _approved(TaskReport, "task", request, at)]
        count = sum(rows.count() for rows in found)
        in_turn = merge(*(_told(kind, rows) for kind, rows in zip(("figure", "task"), found, strict=True)))
        items = [_change(*one) for one in islice(in_turn, (page - 1) * PAGE, page * PAGE)]
        return {"items": items, "count": count, "page": page, "pages": max(1, -(-count // PAGE))}

    return answered(request, response, _plans(request), made)


def _moment(since: dt.datetime) -> dt.datetime:
    """The moment in UTC, in our own time where it names no zone; at the edge of the calendar the edge itself.

    Databases do not know every zone that may be written: PostgreSQL refuses -20:48.
    """
    aware = since if since.tzinfo else since.replace(tzinfo=timezone.get_current_timezone())
    try:
        return aware.astimezone(dt.UTC)
    except OverflowError:
        return aware.replace(tzinfo=dt.UTC)


def _plans(request: Request) -> Any:
    return Plan.objects.visible_to(request.user)


def _the_plan(request: Request, slug: str) -> Plan:
    related = _plans(request).select_related("region", "coordinator__successor").defer("source_text")
    found: Plan = get_object_or_404(related.prefetch_related("rounds", "phases"), slug=slug)
    return found


def _year_of(plan: Plan, year: int | None) -> int:
    return year if year is not None and year in plan.years else plan.end_year


def _regions(rows: list[Region]) -> list[RegionOut]:
    return [
        RegionOut(code=r.code, name=r.name, slug=r.slug, level=r.level, parent=r.parent.code if r.parent else None)
        for r in rows
    ]


def _plan(row: Plan) -> PlanOut:
    return PlanOut(
        slug=row.slug, title=row.title, document_number=row.doc_number, region=row.region.code, kind=row.kind,
        first_year=row.start_year, last_year=row.end_year, revision=row.revision,
    )  # fmt: skip


def _agencies(rows: list[Agency]) -> list[AgencyOut]:
    return [AgencyOut(id=a.pk, name=a.name, region=a.region.code, kind=a.kind, successor=a.successor_id) for a in rows]


def _indicators(plan: Plan, year: int) -> list[IndicatorOut]:
    signed = Snapshot.objects.signed_years([plan]).get(plan.pk)
    rows = plan.indicators.active().with_numbers().order_by("seq")
    found = plan_figures(plan, rows, year, timezone.localdate(), signed=signed)
    return [
        IndicatorOut(
            **_figure(row),
            group=row.indicator.group, attribute=row.indicator.attribute, accumulation=row.indicator.accumulation,
            direction=row.indicator.direction, weight=digits(row.indicator.weight) or "",
            reporter=str(row.indicator.current_reporter or ""), years=[_year(cell) for cell in row.cells],
        )
        for row in found.rows
    ]  # fmt: skip


def _figures(request: Request, keys: Sequence[int], year: int) -> list[FigureOut]:
    rows = rows_of(keys, year, timezone.localdate(), False, request.user.regions_below)
    return [FigureOut(**_figure(row.figures)) for row in rows]


def _figure(row: IndicatorFigures) -> dict[str, Any]:
    """An indicator as of its year: what the region's page writes of it."""
    text, one = row_text(row), row.indicator
    return {
        "region": one.plan.region.code, "plan": one.plan.slug, "seq": one.seq, "key": one.key, "name": one.name,
        "unit": one.unit, "catalogue": one.indicator.slug if one.indicator else None, "year": _year(row.now),
        "to_date": text.to_date, "goal": text.goal, "goal_rate": text.goal_rate,
        "judgement": row.judgement.value if row.judgement else None,
        "judgement_word": text.judgement.word if text.judgement else "",
    }  # fmt: skip


def _year(cell: YearFigures) -> YearOut:
    text = cell_text(cell)
    return YearOut(
        year=cell.year, target=digits(cell.benchmark.value), target_note=benchmark_note(cell.benchmark),
        actual=digits(cell.value), silence=text.actual_words,
        as_of=cell.actual.as_of if cell.is_partial and cell.actual else None, rate=text.rate,
        state=cell.state.value, state_word=str(cell.state.label), is_being_corrected=cell.is_in_correction,
    )  # fmt: skip


def _task(plan: Plan, task: ListedTask, year: int, says: bool) -> TaskOut:
    return TaskOut(
        plan=plan.slug, seq=task.seq, area=task.area, content=task.content, due=task.due, agencies=task.agencies,
        reporters=task.reporters, year=year, state=task.report.state if task.report else None, state_word=task.state,
        summary=task.summary if says else "",
    )  # fmt: skip


def _approved(model: Any, subject: str, request: Request, since: dt.datetime) -> Any:
    """Reports that were approved since, as plain values, the earliest first."""
    visible = model.objects.visible_to(request.user).filter(status=Report.Status.APPROVED, changed_at__gt=since)
    columns = ("changed_at", "pk", "year", f"{subject}__plan__slug", f"{subject}__seq")
    return visible.order_by("changed_at", "pk").values_list(*columns)


def _told(kind: str, rows: Any) -> Iterator[tuple[Any, ...]]:
    return ((at, kind, *more) for at, *more in rows.iterator(chunk_size=PAGE))


def _change(at: dt.datetime, kind: str, _pk: int, year: int, plan: str, seq: int) -> ChangeOut:
    return ChangeOut(at=at, kind=kind, year=year, plan=plan, seq=seq)


def digits(value: Decimal | None) -> str | None:
    """A number in plain digits, without zeros at its end."""
    return None if value is None else f"{value.normalize():f}"
