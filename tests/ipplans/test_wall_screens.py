"""Screens on a wall: an address without a session, given by an administrator and taken back."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from plans.models import AuditEntry, Round, WallScreen
from tests.cast import Cast, SignedIn

pytestmark = pytest.mark.django_db


def given(cast: Cast, signed_in: SignedIn, name: str = "一楼大厅") -> str:
    """The address of a new screen of 甲市."""
    sent = {"region": cast.here.pk, "name": name}
    page: Any = signed_in(cast.admin).post(reverse("wall_screens"), sent)
    return str(urlsplit(page.context["address"]).path)


def test_a_screen_shows_approved_values_of_its_region_without_signing_in(cast: Cast, signed_in: SignedIn) -> None:
    cast.submitted("87", 2022)
    cast.approved("6.5", 2022, seq=2)
    address = given(cast, signed_in)
    for path in (address, f"{address}slides/"):
        page = Client().get(path)
        assert page.status_code == 200
        words = page.content.decode()
        assert "甲市" in words
        assert "100.0%" in words
        assert "87.0%" not in words
        assert "乙市" not in words
    assert "退出驾驶舱" not in Client().get(address).content.decode()
    assert WallScreen.objects.get().seen_at is not None


def test_taken_back_it_shows_nothing_and_both_steps_are_recorded(cast: Cast, signed_in: SignedIn) -> None:
    address, screen = given(cast, signed_in), WallScreen.objects.get()
    assert address.split("/")[2] not in (screen.token_digest, "")
    client = signed_in(cast.admin)
    listed = client.get(reverse("wall_screens")).content.decode()
    assert "一楼大厅" in listed
    assert address not in listed  # shown once
    assert client.post(reverse("take_back_screen", args=[screen.pk])).status_code == 302
    client.post(reverse("take_back_screen", args=[screen.pk]))
    for path in (address, f"{address}slides/", reverse("wall", args=["guess"])):
        assert Client().get(path).status_code == 404
    screen.refresh_from_db()
    assert screen.taken_back_by == cast.admin
    events = AuditEntry.objects.filter(event__startswith="screen").values_list("event", "subject")
    assert ("screen-given", "甲市 一楼大厅") in events
    assert ("screen-taken-back", "甲市 一楼大厅") in events


def test_only_an_administrator_gives_and_takes_back(cast: Cast, signed_in: SignedIn) -> None:
    given(cast, signed_in)
    for person in (cast.leader, cast.reviewer, cast.clerk):
        client = signed_in(person)
        assert client.get(reverse("wall_screens")).status_code == 403
        assert client.post(reverse("wall_screens"), {"region": cast.here.pk, "name": "x"}).status_code == 403
        assert client.post(reverse("take_back_screen", args=[WallScreen.objects.get().pk])).status_code == 403
    assert WallScreen.objects.get().taken_back_at is None


def test_a_form_that_is_not_right_gives_nothing(cast: Cast, signed_in: SignedIn) -> None:
    answer = signed_in(cast.admin).post(reverse("wall_screens"), {"region": "", "name": ""})
    assert answer.status_code == 422
    assert not WallScreen.objects.exists()


def test_the_year_follows_unless_the_address_names_one(cast: Cast, signed_in: SignedIn) -> None:
    address = given(cast, signed_in)
    cast.approved("100", 2022)
    cast.approved("6.5", 2022, seq=2)
    assert Client().get(address).context["year"] == 2022
    Round.objects.create(plan=cast.plan, year=2023, opens=dt.date(2023, 1, 1), due=dt.date(2999, 1, 31))
    cast.approved("100", 2023)
    cast.approved("7.5", 2023, seq=2)
    slides = Client().get(f"{address}slides/")
    assert slides.context["year"] == 2023
    assert 'data-year="2023"' in slides.content.decode()
    page = signed_in(cast.leader).get(f"{reverse('cockpit', args=['jia'])}?year=2022").content.decode()
    assert f"{reverse('cockpit_slides', args=['jia'])}?year=2022" in page
    assert (
        f'"{reverse("cockpit_slides", args=["jia"])}"'
        in signed_in(cast.leader).get(reverse("cockpit", args=["jia"])).content.decode()
    )
