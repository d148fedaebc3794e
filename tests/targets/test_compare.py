"""One catalogue indicator over regions: base units, ranks, and what is never ranked together."""

import datetime as dt
import re
from decimal import Decimal

import pytest
from django.test import override_settings
from django.urls import reverse

from plans.models import Plan, Region, User
from targets.compare import ComparedGroup, compared_groups
from targets.models import Actual, Indicator, PlanIndicator, YearTarget
from tests.cast import Cast, SignedIn

pytestmark = pytest.mark.django_db
TODAY = dt.date(2024, 6, 1)


@pytest.fixture
def entry(cast: Cast) -> Indicator:
    return Indicator.objects.create(slug="grants-here", name="授权量之和", unit="件", nature="flow")


def row(
    entry: Indicator, name: str, value: str | None, kind: str | None = "sum", level: str = "city", **rest: object
) -> PlanIndicator:
    """A plan's row in a region of its own, with a value approved for 2022."""
    region = Region.objects.create(code=f"98{Region.objects.count():04d}", name=name, slug=f"r-{name}", level=level)
    plan = Plan.objects.create(
        slug=f"p-{name}", region=region, title=name, start_year=2022, end_year=2025, kind="知识产权强县试点"
    )
    made = PlanIndicator.objects.create(
        plan=plan, key="i1", seq=1, label=name, name=name, unit="件", accumulation=kind, indicator=entry, **rest
    )
    if value is not None:
        Actual.objects.create(indicator=made, year=2022, value=Decimal(value), status="approved")
    return made


def groups(entry: Indicator) -> list[ComparedGroup]:
    rows = PlanIndicator.objects.filter(indicator=entry).with_series().select_related("plan__region")
    return compared_groups(rows.prefetch_related("plan__rounds"), [2022], TODAY)


def ranks(group: ComparedGroup) -> dict[str, int | None]:
    return {r.plan.region.name: r.values[0].rank if r.values[0] else None for r in group.rows}


def test_values_are_in_the_base_unit(entry: Indicator) -> None:
    row(entry, "甲", "2.6", scale=Decimal(10000))
    row(entry, "乙", "25000")
    (group,) = groups(entry)
    assert [(r.plan.region.name, r.values[0].value if r.values[0] else None) for r in group.rows] == [
        ("甲", Decimal(26000)),
        ("乙", Decimal(25000)),
    ]
    assert ranks(group) == {"甲": 1, "乙": 2}


def test_equal_values_share_a_place_and_missing_ones_have_none(entry: Indicator) -> None:
    for name, value in (("甲", "5"), ("乙", "7"), ("丙", "5"), ("丁", "1"), ("戊", None)):
        row(entry, name, value)
    (group,) = groups(entry)
    assert ranks(group) == {"乙": 1, "甲": 2, "丙": 2, "丁": 4, "戊": None}


def test_rates_have_a_place_of_their_own_and_one_alone_has_none(entry: Indicator) -> None:
    for name, value, target in (("甲", "90", "100"), ("乙", "45", "50"), ("丙", "44", "40"), ("丁", "10", None)):
        made = row(entry, name, value)
        if target:
            YearTarget.objects.create(indicator=made, year=2022, value=Decimal(target))
    (group,) = groups(entry)
    found = {one.plan.region.name: one.values[0] for one in group.rows}
    # 90 %, 90 %, 110 %, none: equal rates share a place, whatever their values
    assert {name: value and value.rate_rank for name, value in found.items()} == {"丙": 1, "甲": 2, "乙": 2, "丁": None}
    assert {name: value and value.is_alone for name, value in found.items()} == dict.fromkeys(found, False)
    PlanIndicator.objects.filter(indicator=entry).exclude(plan__region__name="甲").update(indicator=None)
    (group,) = groups(entry)
    alone = group.rows[0].values[0]
    assert alone is not None
    assert alone.is_alone


def test_less_is_better_turns_the_order(entry: Indicator) -> None:
    row(entry, "甲", "5", direction="less")
    row(entry, "乙", "7", direction="less")
    (group,) = groups(entry)
    assert ranks(group) == {"甲": 1, "乙": 2}


def test_a_sum_and_a_level_of_one_name_are_never_in_one_ranking(entry: Indicator) -> None:
    row(entry, "甲", "5", "sum")
    row(entry, "乙", "7", "each")
    row(entry, "丙", "9", "level")
    row(entry, "丁", "9", None)
    found = {group.kind: ranks(group) for group in groups(entry)}
    assert found == {"own": {"乙": 1, "甲": 2}, "end": {"丙": 1}, "undecided": {"丁": None}}


def test_a_city_and_a_county_are_not_ranked_together(entry: Indicator) -> None:
    row(entry, "甲", "5")
    row(entry, "乙", "7", level="county")
    assert sorted(len(group.rows) for group in groups(entry)) == [1, 1]


def test_a_half_years_value_is_shown_without_a_place(entry: Indicator) -> None:
    made = row(entry, "甲", "5")
    row(entry, "乙", "7")
    made.actuals.update(as_of=dt.date(2022, 6, 30))
    (group,) = groups(entry)
    assert ranks(group) == {"乙": 1, "甲": None}


def test_the_entries_that_differ_are_entries_of_their_own() -> None:
    different = Indicator.objects.filter(slug__in=["pledge-registered", "pledge-credit", "pledge-guaranteed"])
    assert different.count() == 3


def page(signed_in: SignedIn, cast: Cast, entry: Indicator) -> str:
    cast.plan.indicators.update(indicator=entry)
    cast.other_plan.indicators.update(indicator=entry)
    return signed_in(cast.leader).get(reverse("compare") + f"?indicator={entry.slug}").content.decode()


def test_other_regions_are_not_compared_unless_the_setting_says_so(
    cast: Cast, signed_in: SignedIn, entry: Indicator
) -> None:
    text = page(signed_in, cast, entry)
    assert "甲市" in text
    assert "乙市" not in text
    with override_settings(SHOW_SIBLINGS=True):
        assert "乙市" in page(signed_in, cast, entry)


def test_a_submitted_value_is_not_compared(cast: Cast, signed_in: SignedIn, entry: Indicator) -> None:
    cast.submitted("87654", 2022)
    assert "87,654" not in page(signed_in, cast, entry)


def test_years_stand_in_the_address(signed_in: SignedIn, cast: Cast, entry: Indicator) -> None:
    cast.plan.indicators.update(indicator=entry)
    address = reverse("compare") + f"?indicator={entry.slug}&year=2023&year=2025&year=1999"
    response = signed_in(cast.leader).get(address)
    assert response.context["years"] == [2023, 2025]


def test_without_a_catalogue_entry_the_page_says_so(cast: Cast, signed_in: SignedIn) -> None:
    text = signed_in(cast.leader).get(reverse("compare")).content.decode()
    assert "还没有归入指标库的指标" in text


def test_of_two_plans_of_a_region_the_later_one_is_ranked(entry: Indicator) -> None:
    first = row(entry, "甲", "100")
    row(entry, "乙", "90")
    later = Plan.objects.create(
        slug="p-later", region=first.plan.region, title="后", start_year=2022, end_year=2026, kind="知识产权五年规划"
    )
    first.plan.start_year = 2021
    first.plan.save()
    again = PlanIndicator.objects.create(
        plan=later, key="i1", seq=1, label="甲", name="甲", unit="件", accumulation="sum", indicator=entry
    )
    Actual.objects.create(indicator=again, year=2022, value=Decimal(95), status="approved")
    (group,) = groups(entry)
    assert [(r.plan.slug, r.values[0].rank if r.values[0] else None) for r in group.rows] == [
        ("p-later", 1),
        ("p-乙", 2),
        ("p-甲", None),
    ]


def test_the_page_of_an_indicator_says_which_place_it_has_and_how_that_moved(
    entry: Indicator, signed_in: SignedIn
) -> None:
    for name, before, now in (("甲", "5", "9"), ("乙", "7", "8"), ("丙", "1", "2")):
        made = row(entry, name, before)
        Actual.objects.create(indicator=made, year=2023, value=Decimal(now), status="approved")
    for region in Region.objects.filter(slug__startswith="r-"):
        Region.objects.filter(pk=region.pk).update(slug=f"r-{region.pk}")  # an address has no Chinese
    own = PlanIndicator.objects.get(indicator=entry, plan__region__name="甲")
    client = signed_in(User.objects.get(username="admin"))
    page = client.get(f"{reverse('indicator_detail', args=[own.pk])}?year=2023")
    shown = {one.plan.region.name: (one.now.rank, one.rank_change) for one in page.context["elsewhere"]}
    assert shown == {"甲": (1, 1), "乙": (2, -1), "丙": (3, 0)}
    text = re.sub(r"<[^>]+>|\s", "", page.content.decode())
    for words in ("甲9件1/3↑1", "乙8件2/3↓1", "丙2件3/3持平"):
        assert words in text
