"""The second factor (TOTP): set up, asked for, lost, required; off by default."""

import base64
import hashlib
import hmac
import struct
import time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext as _
from lxml import html

from plans.models import AuditEntry
from tests.cast import Cast, SignedIn
from tests.test_audit import sign_in

PAGES = (
    "mfa_index", "mfa_activate_totp", "mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes",
    "account_reauthenticate", "mfa_authenticate",
)  # fmt: skip


@pytest.fixture
def offered(settings: Any, cast: Cast) -> Any:
    settings.TWO_FACTOR = "offered"
    cache.clear()
    return settings


def code_of(secret: str, ahead: int = 0) -> str:
    """The six digits of RFC 6238 of this moment."""
    counter = struct.pack(">Q", int(time.time()) // 30 + ahead)
    digest = hmac.new(base64.b32decode(secret), counter, hashlib.sha1).digest()
    place = digest[-1] & 15
    number = struct.unpack(">I", digest[place : place + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"


def set_up(client: Client) -> tuple[str, list[str]]:
    """Switch the second factor on as a person does; return its secret and the recovery codes."""
    again = client.get(reverse("mfa_activate_totp"))["Location"]
    assert client.post(again, {"password": "cast-password"})["Location"] == reverse("mfa_activate_totp")
    page = html.fromstring(client.get(reverse("mfa_activate_totp")).content)
    secret = page.xpath("//form//code/text()")[0]
    assert page.xpath("//img[starts-with(@src, 'data:image/svg+xml;base64,')]")
    answer = client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
    assert answer.status_code == 302
    codes = html.fromstring(client.get(answer["Location"]).content).xpath("//pre/text()")[0].split()
    cache.clear()  # the code is taken once only; the next one is another 30 seconds later
    return secret, codes


def asked(client: Client, code: str) -> Any:
    return client.post(reverse("mfa_authenticate"), {"code": code})


def test_off_by_default(cast: Cast, signed_in: SignedIn) -> None:
    assert {signed_in(cast.clerk).get(reverse(name)).status_code for name in PAGES} == {404}


def test_signing_in_asks_for_the_code_and_lets_in_with_it_alone(offered: Any, cast: Cast) -> None:
    first, answer = sign_in("c-clerk")
    assert answer["Location"] == reverse("start")
    secret, codes = set_up(first)
    assert len(codes) == 10
    assert secret not in str(Authenticator.objects.get(type="totp").data)  # stored locked
    client, answer = sign_in("c-clerk")
    assert answer["Location"] == reverse("mfa_authenticate")
    assert client.get(reverse("todo")).status_code == 302  # nobody is signed in by a password alone
    wrong = asked(client, "000000" if code_of(secret) != "000000" else "000001")
    assert wrong.status_code == 200
    assert client.get(reverse("todo")).status_code == 302
    assert asked(client, code_of(secret))["Location"] == reverse("start")
    assert client.get(reverse("todo")).status_code == 200
    events = list(AuditEntry.objects.order_by("pk").values_list("event", "details"))
    assert ("account-changed", _("second factor switched on")) in events
    assert [event for event, _details in events][-2:] == ["sign-in-failed", "signed-in"]


def test_the_page_that_was_asked_for_comes_after_the_code(offered: Any, cast: Cast) -> None:
    secret, _codes = set_up(sign_in("c-clerk")[0])
    client = Client()
    data = {"username": "c-clerk", "password": "cast-password", "next": reverse("todo")}
    assert client.post(reverse("sign_in"), data)["Location"] == reverse("mfa_authenticate")
    assert asked(client, code_of(secret))["Location"] == reverse("todo")


def test_a_code_of_the_app_is_good_once(offered: Any, cast: Cast) -> None:
    secret, _codes = set_up(sign_in("c-clerk")[0])
    code = code_of(secret)
    assert asked(sign_in("c-clerk")[0], code).status_code == 302
    assert asked(sign_in("c-clerk")[0], code).status_code == 200


def test_a_recovery_code_lets_in_once(offered: Any, cast: Cast) -> None:
    _secret, codes = set_up(sign_in("c-clerk")[0])
    assert asked(sign_in("c-clerk")[0], codes[0]).status_code == 302
    assert asked(sign_in("c-clerk")[0], codes[0]).status_code == 200
    assert asked(sign_in("c-clerk")[0], codes[1]).status_code == 302


def test_codes_are_not_guessed(offered: Any, cast: Cast) -> None:
    secret, _codes = set_up(sign_in("c-clerk")[0])
    client, _answer = sign_in("c-clerk")
    for guess in range(6):
        asked(client, f"{guess:06d}")
    assert asked(client, code_of(secret)).status_code == 200  # limited, even with the right one
    assert AuditEntry.objects.filter(event="sign-in-failed").count() >= 6


def test_how_one_signs_in_is_changed_with_the_password_alone(offered: Any, cast: Cast) -> None:
    client, _answer = sign_in("c-clerk")
    set_up(client)
    session = client.session
    for one in session["account_authentication_methods"]:
        one["at"] -= 3600  # an hour at the desk
    session.save()
    answer = client.get(reverse("mfa_deactivate_totp"))
    assert answer["Location"].startswith(reverse("account_reauthenticate"))
    again = client.post(answer["Location"], {"password": "wrong"})
    assert again.status_code == 200
    again = client.post(answer["Location"], {"password": "cast-password"})
    assert again.status_code == 302
    assert client.post(reverse("mfa_deactivate_totp")).status_code == 302
    assert not Authenticator.objects.exists()
    assert sign_in("c-clerk")[1]["Location"] == reverse("start")


def test_where_it_is_required_nothing_else_is_open_before(offered: Any, cast: Cast) -> None:
    offered.TWO_FACTOR = "required"
    client, _answer = sign_in("c-clerk")
    for name in ("overview", "todo", "mfa_index"):
        assert client.get(reverse(name))["Location"] == reverse("mfa_activate_totp")
    set_up(client)
    assert client.get(reverse("todo")).status_code == 200


def test_an_administrator_removes_it_for_a_lost_phone(offered: Any, cast: Cast, signed_in: SignedIn) -> None:
    client, _answer = sign_in("c-clerk")
    set_up(client)
    client.get(reverse("todo"))
    data = {"action": "remove_second_factor", "_selected_action": [cast.clerk.pk]}
    assert signed_in(cast.admin).post(reverse("admin:plans_user_changelist"), data).status_code == 302
    assert not Authenticator.objects.exists()
    assert client.get(reverse("todo")).status_code == 302  # signed out
    assert AuditEntry.objects.filter(event="account-changed", details=_("second factor removed")).exists()
    assert sign_in("c-clerk")[1]["Location"] == reverse("start")


def test_switched_off_as_a_whole_nobody_is_asked(offered: Any, cast: Cast) -> None:
    set_up(sign_in("c-clerk")[0])
    offered.TWO_FACTOR = ""
    assert sign_in("c-clerk")[1]["Location"] == reverse("start")


def test_the_packages_own_pages_are_not_in_the_administration(cast: Cast, signed_in: SignedIn) -> None:
    page = signed_in(cast.admin).get(reverse("admin:index")).content.decode()
    for word in ("socialaccount", "emailaddress", "authenticator"):
        assert word not in page
