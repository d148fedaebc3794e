"""The line above a page says where its actual values come from, and nothing that is not true of all of them."""

from typing import Any

import pytest
from django.urls import reverse
from django.utils.translation import gettext as _
from lxml import html as lxml_html

from targets.models import Actual, Indicator
from tests.cast import Cast, SignedIn

PRINTED = "The actual values on this page are real and come from the document itself."
REPORTED = "The actual values on this page were reported by agencies."
BOTH = "The actual values on this page come from the document itself or were reported by agencies."
INVENTED = "Actual values are invented and only show what the system does."
SOME = "Some of the actual values are invented and only show what the system does."
HELD = "The system holds invented actual values, which only show what it does."


def line(response: Any) -> str:
    """What stands above the page, without the word for a demonstration."""
    page = lxml_html.document_fromstring(response.content.decode())
    (shown,) = page.xpath("//aside/div[@class='page']")
    return " ".join(shown.text_content().split()).removeprefix(_("Demonstration data")).strip()


CHANGES: dict[str, dict[str, Any]] = {
    "printed": {"agency": None, "author": None},
    "reported": {"status": "approved"},
    "invented": {"is_invented": True},
}


def put(cast: Cast, year: int, kind: str) -> None:
    actual = cast.approved(year=year)
    Actual.objects.filter(pk=actual.pk).update(**CHANGES[kind])


@pytest.mark.parametrize(
    ("kinds", "sentence"),
    [
        (["printed"], PRINTED),
        (["reported"], REPORTED),
        (["printed", "reported"], BOTH),
        (["invented"], INVENTED),
        (["invented", "reported"], SOME),
        (["invented", "printed"], SOME),
        ([], HELD),
    ],
)
@pytest.mark.parametrize("page", ["region", "indicator"])
def test_the_line_says_what_is_true(
    cast: Cast, signed_in: SignedIn, page: str, kinds: list[str], sentence: str
) -> None:
    for year, kind in enumerate(kinds, 2022):
        put(cast, year, kind)
    region = reverse("region_detail", args=[cast.here.slug])
    address = region if page == "region" else reverse("indicator_detail", args=[cast.indicator(1).pk])
    assert line(signed_in(cast.leader).get(address, {"year": 2022})) == _(sentence)


def test_a_value_that_is_not_shown_yet_does_not_count(cast: Cast, signed_in: SignedIn) -> None:
    put(cast, 2022, "printed")
    cast.actual(year=2023)
    for address in (reverse("region_detail", args=[cast.here.slug]), cast.indicator(1).get_absolute_url()):
        assert line(signed_in(cast.leader).get(address, {"year": 2022})) == _(PRINTED)


def test_values_of_other_regions_on_the_page_count(cast: Cast, signed_in: SignedIn) -> None:
    shared = Indicator.objects.create(name="授权量总数")
    other = cast.other_plan.indicators.get(seq=1)
    type(other).objects.filter(pk__in=[other.pk, cast.indicator(1).pk]).update(indicator=shared)
    put(cast, 2022, "printed")
    Actual.objects.create(indicator=other, year=2022, value=7, status="approved", is_invented=True)
    assert line(signed_in(cast.admin).get(cast.indicator(1).get_absolute_url(), {"year": 2022})) == _(SOME)


@pytest.mark.parametrize("name", ["overview", "agency_list", "tasks:all_tasks", "compare", "todo"])
def test_other_pages_say_that_the_system_holds_invented_values(cast: Cast, signed_in: SignedIn, name: str) -> None:
    assert line(signed_in(cast.leader).get(reverse(name))) == _(HELD)


def test_a_system_without_a_demonstration_needs_no_line(cast: Cast, signed_in: SignedIn) -> None:
    Actual.objects.update(is_invented=False)
    text = signed_in(cast.leader).get(reverse("overview")).content.decode()
    assert _("Demonstration data") not in text
