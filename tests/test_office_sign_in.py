"""Signing in through the office's own server of accounts: a real OpenID Connect server on this machine."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext as _
from oidc_provider_mock import run_server_in_thread

from plans.models import AuditEntry
from tests.cast import Cast
from tests.machine import free_port

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with run_server_in_thread(port=free_port()) as running:
        yield f"http://localhost:{running.server_port}"


@pytest.fixture
def office(server: str, settings: Any, cast: Cast) -> str:
    """The server, known to us; its user 7f3a is our c-clerk."""
    settings.OIDC_ISSUER = server
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [offered(server)]}}
    name(server, "7f3a", "c-clerk")
    return server


def offered(server: str) -> dict[str, Any]:
    options = {"server_url": server, "oauth_pkce_enabled": True}
    return {"provider_id": "office", "name": "统一", "client_id": "ipplans", "secret": "s", "settings": options}


def name(server: str, sub: str, username: str) -> None:
    claims = {"preferred_username": username, "name": username}
    assert requests.put(f"{server}/users/{sub}", json=claims, timeout=10).ok


def to_office(client: Client, page: str = "") -> str:
    """Follow the link of the sign-in page; return the address at the office's server."""
    return str(client.get(reverse("openid_connect_login"), {"next": page} if page else {})["Location"])


def back(client: Client, address: str, **answer: str) -> Any:
    """Answer at the office's server as a person does, and come back."""
    sent = requests.post(address, data=answer, allow_redirects=False, timeout=10)
    returned = urlsplit(sent.headers["Location"])
    assert returned.path == reverse("openid_connect_callback")
    return client.get(f"{returned.path}?{returned.query}")


def test_the_sign_in_page_offers_it_where_it_is_set(office: str, settings: Any) -> None:
    link = reverse("openid_connect_login")
    assert link in Client().get(reverse("sign_in")).content.decode()
    settings.OIDC_ISSUER = ""
    assert link not in Client().get(reverse("sign_in")).content.decode()


def test_who_has_an_account_is_let_in(office: str, cast: Cast) -> None:
    client = Client()
    answer = back(client, to_office(client, reverse("todo")), sub="7f3a")
    assert (answer.status_code, answer["Location"]) == (302, reverse("todo"))
    assert client.get(reverse("todo")).wsgi_request.user == cast.clerk
    entry = AuditEntry.objects.get(event="signed-in")
    assert (entry.person_name, entry.details) == (cast.clerk.label, "")
    assert entry.subject


def test_the_number_at_the_office_counts_once_the_person_is_known(office: str, cast: Cast) -> None:
    """Somebody who later gets the name of another there does not get that person's account here."""
    client = Client()
    back(client, to_office(client), sub="7f3a")
    name(office, "7f3a", "renamed")
    again = Client()
    back(again, to_office(again), sub="7f3a")
    assert again.get(reverse("todo")).wsgi_request.user == cast.clerk
    name(office, "9999", "c-clerk")
    other = Client()
    answer = back(other, to_office(other), sub="9999")
    assert answer.status_code == 403
    assert other.get(reverse("todo")).status_code == 302


def test_who_has_none_gets_none(office: str, cast: Cast) -> None:
    name(office, "unknown", "somebody")
    client = Client()
    answer = back(client, to_office(client), sub="unknown")
    words = _("There is no account %(name)s here. Please ask the administrator for one.") % {"name": "somebody"}
    assert words in answer.content.decode()
    assert client.get(reverse("todo")).status_code == 302
    assert AuditEntry.objects.get().event == "sign-in-failed"


def test_who_was_switched_off_stays_out(office: str, cast: Cast) -> None:
    cast.clerk.is_active = False
    cast.clerk.save()
    client = Client()
    answer = back(client, to_office(client), sub="7f3a")
    assert answer.status_code == 403
    assert client.get(reverse("todo")).status_code == 302


def test_no_password_of_ours_is_asked_of_whom_the_office_vouches_for(office: str, cast: Cast, settings: Any) -> None:
    cast.clerk.has_first_password = True
    cast.clerk.save()
    settings.TWO_FACTOR = "required"
    client = Client()
    back(client, to_office(client), sub="7f3a")
    assert client.get(reverse("todo")).status_code == 200


@pytest.mark.parametrize("how", ["denied", "no state", "another browser's", "made up"])
def test_what_does_not_come_from_the_office_lets_nobody_in(office: str, how: str) -> None:
    client = Client()
    address = to_office(client)
    callback = reverse("openid_connect_callback")
    if how == "denied":
        answer = back(client, address, action="deny")
    elif how == "another browser's":
        client = Client()
        answer = back(client, address, sub="7f3a")
    else:
        state = address.partition("state=")[2].partition("&")[0]
        answer = client.get(callback, {"code": "x"} | ({"state": state} if how == "made up" else {}))
    assert answer.status_code == 403
    assert _("Not signed in") in answer.content.decode()
    assert client.get(reverse("todo")).status_code == 302


def test_an_office_server_that_does_not_answer_is_said_in_words(office: str, settings: Any) -> None:
    nowhere = offered(f"http://localhost:{free_port()}")
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [nowhere]}}
    answer = Client().get(reverse("openid_connect_login"))
    assert answer.status_code == 403
    assert _("Not signed in") in answer.content.decode()


def test_without_the_setting_there_is_no_such_page(cast: Cast) -> None:
    assert Client().get(reverse("openid_connect_login")).status_code == 404
    assert Client().get(reverse("openid_connect_callback")).status_code == 404
