"""Which year a page shows first (domain.md §3)."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse

from plans.models import Agency, Plan, Region, Round
from targets.first_year import FirstYear, YearReported, first_year
from targets.models import Actual
from tests.cast import Cast, SignedIn, make_plan

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 3, 1)


def report(plan: Plan, year: int, values: int = 2, **more: object) -> None:
    for row in plan.indicators.all()[:values]:
        value = None if "condition" in more else Decimal(100)
        Actual.objects.create(indicator=row, year=year, value=value, status="approved", **more)


def ask(plan: Plan, year: int) -> None:
    Round.objects.create(plan=plan, year=year, opens=dt.date(year + 1, 1, 1), due=dt.date(2999, 1, 31))


def test_one_early_value_turns_nobodys_page_to_an_empty_year(cast: Cast) -> None:
    for year in (2023, 2024):
        ask(cast.plan, year)
    report(cast.plan, 2023)
    report(cast.plan, 2024, values=1)
    assert first_year([cast.plan], TODAY) == FirstYear(2023, in_work=(YearReported(2024, 1, 2),))


def test_over_several_regions_four_fifths_of_what_is_due_count(cast: Cast) -> None:
    plans = [cast.plan]
    for number in range(4):
        region = Region.objects.create(code=f"97{number:04d}", name=f"县{number}", slug=f"x-{number}", level="county")
        plans.append(make_plan(region, f"p-{number}", Agency.objects.create(region=region, name="县局")))
    for plan in plans:
        ask(plan, 2023)
        report(plan, 2022)
    for plan in plans[:4]:
        report(plan, 2023)
    assert first_year(plans, TODAY).year == 2023  # 8 of 10
    Actual.objects.filter(indicator__plan=plans[3], year=2023).first().delete()  # type: ignore[union-attr]
    assert first_year(plans, TODAY) == FirstYear(2022, in_work=(YearReported(2023, 7, 10),))


def test_the_last_year_is_shown_as_the_end_once_it_is_reported(cast: Cast) -> None:
    ask(cast.plan, 2025)
    report(cast.plan, 2025, values=1)
    assert first_year([cast.plan], TODAY) == FirstYear(2025)  # the latest with any
    report_second = cast.indicator(2)
    Actual.objects.create(indicator=report_second, year=2025, value=Decimal(9), status="approved")
    assert first_year([cast.plan], TODAY) == FirstYear(2025, is_final=True)


def test_values_within_the_year_do_not_count_and_what_does_not_apply_is_not_due(cast: Cast) -> None:
    report(cast.plan, 2022)
    ask(cast.plan, 2023)
    report(cast.plan, 2023, as_of=dt.date(2023, 6, 30))
    assert first_year([cast.plan], TODAY) == FirstYear(2022, in_work=(YearReported(2023, 0, 2),))
    Actual.objects.filter(year=2023).delete()
    report(cast.plan, 2023, values=1, condition="not-applicable")
    Actual.objects.create(indicator=cast.indicator(2), year=2023, value=Decimal(7), status="approved")
    assert first_year([cast.plan], TODAY).year == 2023


def test_without_any_value_it_is_the_year_nearest_to_today(cast: Cast) -> None:
    assert first_year([cast.plan], dt.date(2024, 5, 1)).year == 2024
    assert first_year([cast.plan], TODAY).year == 2025
    assert first_year([cast.plan], dt.date(2020, 1, 1)).year == 2022
    assert first_year([], TODAY) == FirstYear(2026)


@pytest.mark.parametrize("name", ["overview", "region_detail", "cockpit", "agency_list"])
def test_every_page_of_a_year_begins_with_it(cast: Cast, signed_in: SignedIn, name: str) -> None:
    ask(cast.plan, 2023)
    report(cast.plan, 2022)
    report(cast.plan, 2023, values=1)
    args = [cast.here.slug] if name in ("region_detail", "cockpit") else []
    query = f"?region={cast.here.slug}" if name == "agency_list" else ""
    response = signed_in(cast.leader).get(reverse(name, args=args) + query)
    assert response.context["year"] == 2022
    if name in ("overview", "region_detail"):
        assert "2023年填报中，指标已审核 1 / 2" in response.content.decode()
