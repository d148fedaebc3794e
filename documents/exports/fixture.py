"""A plan as a fixture: `manage.py loaddata` elsewhere makes the same plan of it. Also as the object of domain.md §4.

In it is what the plan promises, with what it names: agencies, and those regions and catalogue entries that do not come
with the program. Not in it: rounds, accounts, and what agencies reported.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.core import serializers
from django.db.models import Model, Q

from documents.draft.json import as_object
from documents.matching.stored import draft_of
from documents.review.findings import findings_of
from plans.models import Agency, AgencyAlias, Plan, Region
from targets.models import Actual, Baseline, Goal, Indicator, IndicatorAlias, PlanIndicator, YearTarget
from tasks.models import Area, Assignment, Quantity, Task

COUNTED = ("revision",)  # by the database: of no plan, and of no other system


def plan_object(plan: Plan) -> str:
    """Return the plan as JSON; importing it gives the same plan."""
    draft = draft_of(plan)
    return json.dumps(as_object(draft, findings_of(draft)), ensure_ascii=False, indent=1)


def plan_fixture(plan: Plan) -> str:
    """Return the plan as a fixture, a row a line."""
    rows = serializers.serialize("python", _rows(plan), use_natural_foreign_keys=True, use_natural_primary_keys=True)
    for row in rows:
        for field in COUNTED:
            row["fields"].pop(field, None)
    lines = (json.dumps(row, ensure_ascii=False, default=str) for row in rows)
    return "[\n" + ",\n".join(lines) + "\n]\n"


def _rows(plan: Plan) -> Iterator[Model]:
    """What the plan is made of, each row after those it names."""
    agencies = _agencies(plan)
    yield from _not_shipped(_regions(plan, agencies), "regions", "code")
    entries = list(Indicator.objects.filter(plan_indicators__plan=plan).distinct().order_by("pk"))
    own = list(_not_shipped(entries, "indicators", "slug"))
    yield from own
    yield from IndicatorAlias.objects.filter(indicator__in=own).order_by("pk")
    yield from agencies
    yield from AgencyAlias.objects.filter(agency__in=agencies).order_by("pk")
    yield Plan.objects.get(pk=plan.pk)
    yield from plan.phases.order_by("seq")
    yield from Area.objects.filter(plan=plan).order_by("seq")
    yield from Task.objects.filter(plan=plan).order_by("seq")
    yield from Assignment.objects.filter(task__plan=plan).order_by("task__seq", "seq")
    yield from Quantity.objects.filter(task__plan=plan).order_by("task__seq", "seq")
    yield from PlanIndicator.objects.filter(plan=plan).order_by("seq").prefetch_related("sources")
    yield from YearTarget.objects.filter(indicator__plan=plan).order_by("indicator__seq", "year")
    yield from Baseline.objects.filter(indicator__plan=plan).order_by("indicator__seq")
    yield from Goal.objects.filter(plan=plan).order_by("key")
    yield from Actual.objects.filter(indicator__plan=plan, agency=None).order_by("indicator__seq", "year")


def _agencies(plan: Plan) -> list[Agency]:
    """Every agency that the plan names, and those that took over from them, these first."""
    named = Agency.objects.filter(
        Q(assignments__task__plan=plan)
        | Q(indicators__plan=plan)
        | Q(coordinated_plans=plan)
        | Q(pk__in=plan.tasks.values("reporter"))
        | Q(pk__in=PlanIndicator.sources.through.objects.filter(planindicator__plan=plan).values("agency"))
    )
    found: dict[int, Agency] = {}
    for agency in named.distinct().select_related("region", "successor").order_by("pk"):
        chain, one = [], agency
        while one is not None and one.pk not in found and one not in chain:
            chain.append(one)
            one = one.successor  # type: ignore[assignment]
        found |= {one.pk: one for one in reversed(chain)}
    return list(found.values())


def _regions(plan: Plan, agencies: Iterable[Agency]) -> list[Region]:
    """The regions of the plan and of its agencies, and those above them, these first."""
    found: dict[int, Region] = {}
    for region in [plan.region, *(agency.region for agency in agencies)]:
        chain: list[Region] = []
        above: Region | None = region
        while above is not None and above.pk not in found:
            chain.append(above)
            above = above.parent
        found |= {one.pk: one for one in reversed(chain)}
    return list(found.values())


def _not_shipped(rows: Iterable[Any], fixture: str, key: str) -> Iterator[Any]:
    """Those that are not among the rows that come with the program."""
    text = (settings.BASE_DIR / "fixtures" / f"{fixture}.json").read_text(encoding="utf-8")
    shipped = {row["fields"].get(key) for row in json.loads(text)}
    return (row for row in rows if getattr(row, key) not in shipped)
