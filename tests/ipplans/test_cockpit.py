"""The cockpit: the region and those below; nothing that is not approved."""

import pytest
from django.urls import reverse

from tests.cast import Cast, SignedIn

pytestmark = pytest.mark.django_db


def test_only_approved_values_are_shown(cast: Cast, signed_in: SignedIn) -> None:
    cast.submitted("87", 2022)
    cast.approved("6.5", 2022, seq=2)
    client = signed_in(cast.leader)
    for name in ("cockpit", "cockpit_slides"):
        text = client.get(reverse(name, args=[cast.here.slug]) + "?year=2022&values=submitted").content.decode()
        assert "87.0%" not in text
        assert "100.0%" in text


def test_another_region_is_not_there(cast: Cast, signed_in: SignedIn) -> None:
    for name in ("cockpit", "cockpit_slides"):
        assert signed_in(cast.stranger).get(reverse(name, args=[cast.here.slug])).status_code == 404


def test_a_region_without_a_plan_says_so(cast: Cast, signed_in: SignedIn) -> None:
    text = signed_in(cast.leader).get(reverse("cockpit", args=[cast.here.slug]) + "?year=1999").content.decode()
    assert "没有执行中的方案" in text
