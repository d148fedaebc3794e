"""What must always hold is held by the database."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal as D
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from plans.models import Agency, Membership, Phase, Plan, Region, Round
from targets.models import Actual, Goal, Indicator, PlanIndicator, YearTarget
from tasks.models import Area, Assignment, Task
from tests.cast import Cast

BROKEN: dict[str, Callable[[Cast], Any]] = {
    "a second target of a year": lambda c: YearTarget.objects.create(indicator=c.indicator(), year=2022, value=D(1)),
    "a second actual of a year": lambda c: (c.actual(), Actual.objects.create(indicator=c.indicator(), year=2022)),
    "an agency twice in a task": lambda c: Assignment.objects.create(
        task=c.plan.tasks.get(seq=1), agency=c.lead, seq=9, role="co", printed_name="x", rule="mark"
    ),
    "a plan that ends before it begins": lambda c: Plan.objects.filter(pk=c.plan.pk).update(end_year=2021),
    "a near mark above the met mark": lambda c: Plan.objects.filter(pk=c.plan.pk).update(near_mark=D(101)),
    "an agency's name twice in a region": lambda c: Agency.objects.create(region=c.here, name=c.lead.name),
    "a plan's slug twice": lambda c: Plan.objects.create(
        slug=c.plan.slug, region=c.there, title="x", start_year=2022, end_year=2025, kind="知识产权五年规划"
    ),
    "a region's slug twice": lambda c: Region.objects.create(code="1", name="x", slug=c.here.slug, level="city"),
    "a region's code twice": lambda c: Region.objects.create(code=c.here.code, name="x", slug="xx", level="city"),
    "a row's key twice in a plan": lambda c: PlanIndicator.objects.create(
        plan=c.plan, key="i1", seq=9, label="x", name="x"
    ),
    "a task's key twice in a plan": lambda c: Task.objects.create(plan=c.plan, key="t1", seq=9, content="x"),
    "an area's name twice in a plan": lambda c: Area.objects.create(plan=c.plan, key="z", seq=9, name="重点"),
    "a scale of nothing": lambda c: PlanIndicator.objects.filter(plan=c.plan).update(scale=0),
    "a range upside down": lambda c: Goal.objects.filter(plan=c.plan).update(value=D(9), value_high=D(3)),
    "a phase that ends before it begins": lambda c: Phase.objects.create(
        plan=c.plan, seq=1, name="x", starts=dt.date(2023, 1, 2), ends=dt.date(2023, 1, 1)
    ),
    "a round due before it opens": lambda c: Round.objects.filter(plan=c.plan).update(due=dt.date(2000, 1, 1)),
    "a value beside a condition": lambda c: Actual.objects.filter(pk=c.actual().pk).update(condition="not-applicable"),
    "nothing handed in": lambda c: Actual.objects.filter(pk=c.actual().pk).update(value=None, status="submitted"),
    "staff of no agency": lambda c: Membership.objects.create(user=c.outsider, role="staff", region=c.here),
    "a leader of an agency": lambda c: Membership.objects.create(user=c.outsider, role="leader", agency=c.lead),
    "an admin of a region": lambda c: Membership.objects.create(user=c.outsider, role="admin", region=c.here),
    "a role twice": lambda c: Membership.objects.create(user=c.leader, role="leader", region=c.here),
    "a catalogue name twice": lambda c: [
        Indicator.objects.create(slug=slug, name="同名", unit="件", nature="flow") for slug in ("n1", "n2")
    ],
}


@pytest.mark.parametrize("what", BROKEN)
def test_the_database_refuses(cast: Cast, what: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        BROKEN[what](cast)


def test_a_figure_keeps_every_digit(cast: Cast) -> None:
    for value in ("99999999999.9999", "0.0001", "12345678901.2345", "0.1"):
        actual = Actual.objects.create(indicator=cast.indicator(), year=2024, value=D(value))
        assert Actual.objects.get(pk=actual.pk).value == D(value)
        actual.delete()
