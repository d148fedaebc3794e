"""A made-up country: each region its own plan, agencies, reports and people, with the figures of the plan it is of."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F
from django.urls import reverse

from ipplans.country import MADE_UP
from ipplans.region_rows import region_rows
from plans.models import Agency, Membership, Plan, Region, Round, User
from targets.models import Actual, PlanIndicator
from tasks.models import Assignment, Task, TaskReport
from tests.cast import SignedIn, make_user

pytestmark = pytest.mark.django_db


def made(count: int) -> list[Plan]:
    out = StringIO()
    call_command("makedata", "--regions", str(count), stdout=out)
    assert f"{count} regions have a made-up plan" in out.getvalue()
    return list(Plan.objects.filter(note=MADE_UP).select_related("region", "coordinator").order_by("pk"))


def test_each_region_gets_a_whole_plan_of_its_own(signed_in: SignedIn, django_user_model: Any) -> None:
    plans = made(6)
    assert len(plans) == 6
    assert len({plan.region_id for plan in plans}) == 6
    assert all(plan.coordinator is None or plan.coordinator.region_id == plan.region_id for plan in plans)
    assert not PlanIndicator.objects.exclude(reporter=None).exclude(reporter__region=F("plan__region")).exists()
    assert not Assignment.objects.exclude(agency__region=F("task__plan__region")).exists()
    assert not Actual.objects.exclude(agency=None).exclude(agency__region=F("indicator__plan__region")).exists()
    assert not TaskReport.objects.exclude(agency=None).exclude(agency__region=F("task__plan__region")).exists()
    for plan in plans:
        source = Plan.objects.get(slug=plan.slug.rpartition("-")[0])
        for rows in ("indicators", "tasks", "rounds", "phases", "goals"):
            assert getattr(plan, rows).count() == getattr(source, rows).count()
        now, then = (region_rows([one], 2024, Round.objects.first().due)[0] for one in (plan, source))  # type: ignore[union-attr]
        assert now.figures.means == then.figures.means
        assert now.tasks.states == then.tasks.states
        reports = Actual.history.filter(indicator__plan=plan)
        assert reports.count() == Actual.history.filter(indicator__plan=source).count()
    plan = next(plan for plan in plans if plan.coordinator)
    clerk = User.objects.get(username=f"clerk-{plan.region.code}")
    assert signed_in(clerk).get(reverse("todo")).status_code == 200
    reviewer = User.objects.get(username=f"reviewer-{plan.region.code}")
    assert signed_in(reviewer).get(reverse("review")).status_code == 200
    assert signed_in(reviewer).get(reverse("region_detail", args=[plan.region.slug])).status_code == 200
    assert signed_in(clerk).get(reverse("region_detail", args=[plans[-1].region.slug])).status_code == 404
    assert Membership.objects.filter(user__in=[clerk, reviewer]).count() == 2
    assert Agency.objects.filter(region=plan.region).exists()
    assert Task.objects.filter(plan=plan).first().pk > 100  # type: ignore[union-attr]


def test_a_second_time_other_regions_get_one_and_rows_go_on_being_numbered() -> None:
    made(2)
    assert len(made(2)) == 4
    region = Region.objects.filter(plans=None).first()
    assert region is not None
    Agency.objects.create(region=region, name="新设局")  # its number is free


def test_it_goes_into_a_demonstration_alone() -> None:
    make_user("person", "admin")
    with pytest.raises(CommandError, match="accounts of people"):
        call_command("makedata", "--regions", "2")
    with pytest.raises(CommandError, match="at least 1"):
        call_command("makedata", "--regions", "0")
    assert not Plan.objects.filter(note=MADE_UP).exists()
