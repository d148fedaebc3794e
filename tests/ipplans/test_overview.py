"""The overview: a tree of regions, ranked; narrowed and sorted by the address."""

import re
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from plans import kept_pages
from plans.models import Agency, Membership, Plan, Region, User
from targets.models import Actual
from tests.cast import Cast, SignedIn, make_plan

pytestmark = pytest.mark.django_db


def county(cast: Cast, name: str, values: list[str]) -> None:
    """A county below 甲市 whose two indicators have these values approved for 2022."""
    number = Region.objects.count()
    region = Region.objects.create(
        code=f"97{number:04d}", name=name, slug=f"x-{number}", level="county", parent=cast.here
    )
    plan = make_plan(region, f"p-{name}", Agency.objects.create(region=region, name="县局"))
    for row, value in zip(plan.indicators.all(), values, strict=False):
        Actual.objects.create(indicator=row, year=2022, value=Decimal(value), status="approved", agency=cast.lead)


def shown(signed_in: SignedIn, user: User, query: str = "?year=2022") -> list[tuple[int, str]]:
    kept_pages.clear()  # what is kept is not rendered again, and then has no context
    response = signed_in(user).get(reverse("overview") + query)
    assert response.status_code == 200
    return [(place.depth, place.row.region.name) for place in response.context["rows"]]


def test_counties_stand_below_their_city_worst_first(cast: Cast, signed_in: SignedIn) -> None:
    county(cast, "丙县", ["50", "6.5"])
    county(cast, "丁县", ["100", "6.5"])
    assert shown(signed_in, cast.leader) == [(0, "甲市"), (1, "丙县"), (1, "丁县")]


def test_a_region_that_reported_too_little_stands_after_the_others(cast: Cast, signed_in: SignedIn) -> None:
    county(cast, "丙县", ["30", "1.5"])
    county(cast, "丁县", ["300"])  # half of its indicators: 50 % assessed, above the other
    assert shown(signed_in, cast.leader)[1:] == [(1, "丙县"), (1, "丁县")]


def test_it_is_sorted_by_what_the_address_says(cast: Cast, signed_in: SignedIn) -> None:
    county(cast, "丙县", ["100", "6.5"])
    county(cast, "丁县", ["50", "2"])
    assert shown(signed_in, cast.leader, "?year=2022&sort=behind")[1:] == [(1, "丁县"), (1, "丙县")]
    assert shown(signed_in, cast.leader, "?year=2022&sort=nonsense")[1:] == [(1, "丁县"), (1, "丙县")]
    assert shown(signed_in, cast.leader, "?year=2022&sort=mean")[1:] == [(1, "丙县"), (1, "丁县")]


def test_words_narrow_it_and_a_child_alone_stands_at_the_top(cast: Cast, signed_in: SignedIn) -> None:
    county(cast, "丙县", ["100", "6.5"])
    assert shown(signed_in, cast.leader, "?year=2022&q=丙") == [(0, "丙县")]
    response = signed_in(cast.leader).get(reverse("overview") + "?year=2022&q=没有")
    assert "没有名称含" in response.content.decode()


def test_a_region_without_a_plan_is_named(cast: Cast, signed_in: SignedIn) -> None:
    Region.objects.create(code="979999", name="戊县", slug="wu", level="county", parent=cast.here)
    response = signed_in(cast.leader).get(reverse("overview") + "?year=2022")
    assert "戊县" in [region.name for region in response.context["without_plan"]]
    assert shown(signed_in, cast.leader, "?year=2019") == []


def test_the_chart_shows_the_figures_of_the_table(signed_in: SignedIn) -> None:
    response = signed_in(User.objects.get(username="leader")).get("/?year=2024")
    bars, before = response.context["charts"]["figures"]["regions"]["data"]
    text = response.content.decode()
    assert set(bars["y"]) == {place.row.region.name for place in response.context["rows"]}
    assert all(percent in text for percent in bars["text"])
    changes = {place.row.region.name: place.row.mean_change for place in response.context["rows"]}
    now, then = (dict(zip(one["y"], map(Decimal, one["x"]), strict=True)) for one in (bars, before))
    assert {name: now[name] - mean for name, mean in then.items()} == {
        n: c for n, c in changes.items() if c is not None
    }


def test_a_flat_list_is_sorted_throughout(cast: Cast, signed_in: SignedIn) -> None:
    county(cast, "丙县", ["100", "6.5"])
    county(cast, "丁县", ["50", "2"])
    found = shown(signed_in, cast.leader, "?year=2022&sort=mean&flat")
    assert [depth for depth, _name in found] == [0, 0, 0]
    assert found[0][1] == "丙县"


def test_regions_in_a_circle_are_refused_and_break_nothing(cast: Cast, signed_in: SignedIn) -> None:
    above = Region.objects.create(code="970001", name="己省", slug="ji", level="province")
    below = Region.objects.create(code="970002", name="庚市", slug="geng", level="city", parent=above)
    above.parent = below
    with pytest.raises(ValidationError, match="不能是自身的下级"):
        above.full_clean()
    above.save()
    Region.objects.filter(pk=cast.here.pk).update(parent=below)
    assert shown(signed_in, cast.leader) == [(0, "甲市")]


def test_it_shows_approved_values_whatever_the_address_says(cast: Cast, signed_in: SignedIn) -> None:
    cast.approved("90")
    cast.submitted("6.5", 2022, 2)
    client, pages = signed_in(cast.leader), []
    for more in ("", "&values=submitted"):
        kept_pages.clear()
        pages.append(client.get(f"/?year=2022{more}").context["rows"][0].row.means.reported_count)
    assert pages == [1, 1]


def test_from_ten_regions_on_they_stand_as_tiles_in_the_order_of_their_codes(cast: Cast, signed_in: SignedIn) -> None:
    above = cast.here.parent
    Membership.objects.create(user=cast.leader, role="leader", region=above)
    for number in range(7, -1, -1):
        region = Region.objects.create(
            code=f"995{number}00", name=f"{number}市", slug=f"n{number}", level="city", parent=above
        )
        make_plan(region, f"n{number}-2022", Agency.objects.create(region=region, name="局"))
    cast.approved("100")
    cast.approved("6.5", seq=2)
    page = signed_in(cast.leader).get("/?year=2022")
    codes = re.findall(r'class="tile state-([\w-]+)"[^>]*href="/regions/(\w+)/', page.content.decode())
    assert codes == [("met", "jia"), ("unreported", "yi"), *[("unreported", f"n{number}") for number in range(8)]]
    Plan.objects.filter(slug="n7-2022").update(end_year=2021, start_year=2021)
    assert 'class="tile' not in signed_in(cast.leader).get("/?year=2022").content.decode()
