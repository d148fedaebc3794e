"""Conditional requests: nothing is sent again while nothing changed; whatever changed is."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from plans import kept_pages
from plans.models import Membership, Round
from targets.choices import IN_CORRECTION
from targets.models import Actual
from tests.cast import Cast, SignedIn

pytestmark = pytest.mark.django_db
TRIES = 200  # the log of a PostgreSQL server moves with what other tests write to other databases meanwhile


def look(client: Client, address: str, mark: str = "") -> tuple[int, str]:
    response = client.get(address, headers={"If-None-Match": mark} if mark else {})
    return response.status_code, response.headers.get("ETag", "")


def pages(cast: Cast) -> list[str]:
    return [
        reverse("overview"),
        reverse("region_detail", args=[cast.here.slug]),
        reverse("cockpit_slides", args=[cast.here.slug]),
    ]


@pytest.mark.parametrize("number", range(3))
def test_the_second_look_gets_nothing_again(cast: Cast, signed_in: SignedIn, number: int) -> None:
    client, address = signed_in(cast.leader), pages(cast)[number]
    client.get(address)  # sets the cookie of forms
    for _try in range(TRIES):
        status, mark = look(client, address)
        assert (status, bool(mark)) == (200, True)
        response = client.get(address, headers={"If-None-Match": mark})
        if response.status_code == 304:
            break
    assert (response.status_code, response.content) == (304, b"")
    assert "no-cache" in response.headers["Cache-Control"]
    assert "private" in response.headers["Cache-Control"]


def changes(cast: Cast) -> dict[str, object]:
    def approve() -> None:
        cast.approved("90", 2022)

    def rename() -> None:
        cast.lead.name = "市新局"
        cast.lead.save()

    def open_round() -> None:
        today = timezone.localdate()
        Round.objects.create(plan=cast.plan, year=2023, opens=today, due=today + dt.timedelta(days=3))

    def give_right() -> None:
        Membership.objects.create(user=cast.leader, role="reviewer", region=cast.here)

    def revise() -> None:
        cast.indicator(1).targets.get(year=2022).revise(cast.indicator(1).targets.get(year=2022).value + 1, "文", "调")

    return {"approve": approve, "rename": rename, "round": open_round, "right": give_right, "revise": revise}


@pytest.mark.parametrize("change", ["approve", "rename", "round", "right", "revise"])
def test_whatever_changes_is_sent(cast: Cast, signed_in: SignedIn, change: str) -> None:
    client, address = signed_in(cast.leader), pages(cast)[1]
    client.get(address)
    _status, mark = look(client, address)
    changes(cast)[change]()  # type: ignore[operator]
    assert look(client, address, mark)[0] == 200


def test_another_person_language_or_year_is_another_page(cast: Cast, signed_in: SignedIn) -> None:
    client, address = signed_in(cast.leader), pages(cast)[1]
    client.get(address)
    _status, mark = look(client, address)
    assert look(client, address + "?year=2023", mark)[0] == 200
    client.cookies["django_language"] = "en"
    assert look(client, address, mark)[0] == 200
    assert look(signed_in(cast.reviewer), address, mark)[0] == 200
    assert look(signed_in(cast.stranger), address, mark)[0] == 404


def test_a_signed_out_browser_gets_no_304(cast: Cast, signed_in: SignedIn) -> None:
    client, address = signed_in(cast.leader), pages(cast)[1]
    client.get(address)
    _status, mark = look(client, address)
    client.logout()
    assert look(client, address, mark)[0] == 302


def test_a_message_that_waits_is_shown(cast: Cast, signed_in: SignedIn) -> None:
    client, address = signed_in(cast.reviewer), pages(cast)[1]
    client.get(address)
    _status, mark = look(client, address)
    actual = cast.submitted("90")
    client.post(reverse("review_action", args=[actual.pk, "approve"]))
    response = client.get(address, headers={"If-None-Match": mark})
    assert response.status_code == 200
    assert not response.headers.get("ETag")


def test_what_is_kept_in_memory_ends_with_any_change(cast: Cast, signed_in: SignedIn) -> None:
    address = reverse("region_detail", args=[cast.here.slug]) + "?year=2022"
    leader, reviewer = signed_in(cast.leader), signed_in(cast.reviewer)
    cast.approved("91", 2022)
    assert "91.0%" in leader.get(address).content.decode()
    with CaptureQueriesContext(connection) as anew:
        kept_pages.clear()
        assert "91.0%" in reviewer.get(address).content.decode()
    for _try in range(TRIES):
        with CaptureQueriesContext(connection) as again:
            assert "91.0%" in reviewer.get(address).content.decode()
        if len(again) < len(anew):
            break
    assert len(again) < len(anew) - 5
    actual = Actual.objects.get(year=2022, indicator=cast.indicator(1))
    actual.reopen(cast.reviewer, "更正")
    Actual.objects.save_with_history([actual], cast.reviewer)
    assert str(IN_CORRECTION) in leader.get(address).content.decode()


def test_what_is_kept_holds_nothing_of_the_person(cast: Cast, signed_in: SignedIn) -> None:
    address = reverse("region_detail", args=[cast.here.slug]) + "?year=2022"
    as_reviewer = signed_in(cast.reviewer).get(address).content.decode()
    as_leader = signed_in(cast.leader).get(address).content.decode()
    rounds = reverse("plans:round_list", args=[cast.plan.slug])
    assert rounds in as_reviewer
    assert rounds not in as_leader
    cast.submitted("93", 2022)
    assert "93.0%" in signed_in(cast.leader).get(address + "&values=submitted").content.decode()
    with override_settings(SHOW_SIBLINGS=True):
        assert "93.0%" not in signed_in(cast.stranger).get(address + "&values=submitted").content.decode()


@pytest.mark.parametrize("number", range(2))
def test_a_page_asks_once_for_the_version_of_the_data(cast: Cast, signed_in: SignedIn, number: int) -> None:
    client, address = signed_in(cast.leader), pages(cast)[number]
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    asked = [q for q in queries.captured_queries if 'SUM("plans_plan"."revision")' in q["sql"]]
    assert len(asked) == 1
