"""Sessions end; guesses are limited; where a request comes from is not what it says of itself."""

import datetime as dt
import os
import subprocess
import sys
from typing import Any

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ipplans import guesses
from plans.audit import Event, record
from plans.models import User
from plans.models.api_token import ApiToken
from plans.origin import client_address
from plans.sessions import SEEN
from tests.cast import Cast, SignedIn
from tests.structure import ROOT
from tests.test_audit import sign_in


def test_an_idle_session_ends_and_one_at_work_goes_on(cast: Cast, settings: Any) -> None:
    client, _answer = sign_in("c-clerk")
    for minutes, status in ((59, 200), (61, 302)):
        session = client.session
        session[SEEN] = (timezone.now() - dt.timedelta(minutes=minutes)).isoformat()
        session.save()
        assert client.get(reverse("todo")).status_code == status
    assert not cast.clerk.sessions.exists()


def test_a_person_sees_and_ends_the_other_sessions(cast: Cast) -> None:
    here, _answer = sign_in("c-clerk", **{"User-Agent": "Firefox 128"})
    there, _answer = sign_in("c-clerk", **{"User-Agent": "WeChat"})
    assert {here.get(reverse("todo")).status_code, there.get(reverse("todo")).status_code} == {200}
    page = here.get(reverse("sessions", args=[cast.clerk.pk])).content.decode()
    assert "Firefox 128" in page
    assert "WeChat" in page
    other = cast.clerk.sessions.get(browser="WeChat")
    here.post(reverse("end_session", args=[cast.clerk.pk, other.pk]))
    assert there.get(reverse("todo")).status_code == 302
    own = cast.clerk.sessions.get()
    assert here.post(reverse("end_session", args=[cast.clerk.pk, own.pk])).status_code == 403
    assert here.get(reverse("todo")).status_code == 200


def test_only_an_administrator_ends_the_sessions_of_others(cast: Cast, signed_in: SignedIn) -> None:
    clerk, _answer = sign_in("c-clerk")
    clerk.get(reverse("todo"))
    for person in (cast.leader, cast.reviewer, cast.colleague):
        assert signed_in(person).get(reverse("sessions", args=[cast.clerk.pk])).status_code == 403
        assert signed_in(person).post(reverse("end_session", args=[cast.clerk.pk, 0])).status_code == 403
    assert clerk.get(reverse("todo")).status_code == 200
    signed_in(cast.admin).post(reverse("end_session", args=[cast.clerk.pk, 0]))
    assert clerk.get(reverse("todo")).status_code == 302


@pytest.mark.parametrize("how", ["own", "given", "off"])
def test_a_new_password_and_switching_off_end_the_sessions(cast: Cast, signed_in: SignedIn, how: str) -> None:
    there, _answer = sign_in("c-clerk")
    there.get(reverse("todo"))
    new = {"new_password1": "Qx7-lange-zeile", "new_password2": "Qx7-lange-zeile", "old_password": "cast-password"}
    if how == "own":
        here, _answer = sign_in("c-clerk")
        here.get(reverse("todo"))
        assert here.post(reverse("password_change"), new).status_code == 302
        assert here.get(reverse("todo")).status_code == 200
    elif how == "given":
        words = {"password1": "Qx7-lange-zeile", "password2": "Qx7-lange-zeile", "usable_password": "true"}
        signed_in(cast.admin).post(reverse("admin:auth_user_password_change", args=[cast.clerk.pk]), words)
    else:
        chosen = {"_selected_action": [str(cast.clerk.pk)], "action": "switch_off"}
        signed_in(cast.admin).post(reverse("admin:plans_user_changelist"), chosen)
    assert there.get(reverse("todo")).status_code == 302


def from_address(address: str) -> Client:
    return Client(REMOTE_ADDR=address)


def tried(client: Client, name: str, password: str = "wrong") -> Any:
    return client.post(reverse("sign_in"), {"username": name, "password": password})


def test_five_failures_lock_the_name_from_there_alone(cast: Cast) -> None:
    here, there = from_address("10.0.0.1"), from_address("10.0.0.2")
    for _try in range(5):
        answer = tried(here, "c-clerk")
    assert answer.status_code == 429
    assert tried(here, "c-clerk", "cast-password").status_code == 429
    assert tried(here, "c-leader", "cast-password").status_code == 302  # a colleague at the next desk
    assert tried(there, "c-clerk", "cast-password").status_code == 302  # the person, from home


def test_guesses_where_the_password_is_changed_count_the_same(cast: Cast) -> None:
    client, _answer = sign_in("c-clerk")
    new = {"new_password1": "Qx7-lange-zeile", "new_password2": "Qx7-lange-zeile"}
    for _try in range(5):
        client.post(reverse("password_change"), new | {"old_password": "guess"})
    answer = client.post(reverse("password_change"), new | {"old_password": "cast-password"})
    assert answer.status_code in (200, 429)
    assert User.objects.get(pk=cast.clerk.pk).check_password("cast-password")


def test_an_address_is_limited_and_others_sign_in(cast: Cast, settings: Any) -> None:
    settings.GUESS_SECONDS = 0
    guesser = from_address("10.0.0.9")
    for number in range(guesses.FAILURES_OF_AN_ADDRESS):
        tried(guesser, f"nobody-{number}")
    answer = tried(guesser, "c-clerk", "cast-password")
    assert answer.status_code == 429
    words = "Too many sign-ins failed from this network address. Please try again in 15 minutes."
    assert _(words) in answer.content.decode()
    assert tried(from_address("10.0.0.8"), "c-clerk", "cast-password").status_code == 302


def test_a_name_is_slowed_and_never_locked(cast: Cast, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []
    monkeypatch.setattr("ipplans.guesses.time.sleep", waited.append)
    for number in range(guesses.FAILURES_OF_A_NAME):
        tried(from_address(f"10.0.1.{number}"), "c-clerk")
    assert waited == []
    assert tried(from_address("10.0.2.1"), "c-clerk", "cast-password").status_code == 302
    assert waited == [settings.GUESS_SECONDS]


@pytest.mark.parametrize(
    ("remote", "said", "trusted", "address"),
    [
        ("10.0.0.1", "", [], "10.0.0.1"),
        ("10.0.0.1", "203.0.113.5", [], "10.0.0.1"),  # anybody can say that
        ("10.0.0.1", "203.0.113.5", ["10.0.0.1"], "203.0.113.5"),
        ("10.0.0.1", "198.51.100.1, 203.0.113.5", ["10.0.0.0/8"], "203.0.113.5"),
        ("10.0.0.1", "203.0.113.5, 10.0.0.7", ["10.0.0.0/8"], "203.0.113.5"),
        ("10.0.0.1", "<script>", ["10.0.0.1"], "10.0.0.1"),
        ("", "203.0.113.5", ["unix"], "203.0.113.5"),
        ("", "203.0.113.5", [], ""),
        ("2001:db8::1", "203.0.113.5", ["10.0.0.0/8", "2001:db8::/32"], "203.0.113.5"),
    ],
)
def test_only_our_own_proxies_are_believed(
    settings: Any, remote: str, said: str, trusted: list[str], address: str
) -> None:
    settings.TRUSTED_PROXIES = trusted
    request = RequestFactory(REMOTE_ADDR=remote, HTTP_X_FORWARDED_FOR=said).get("/")
    assert client_address(request) == address


def test_behind_a_proxy_a_guesser_locks_himself_and_not_the_administrator(cast: Cast, settings: Any) -> None:
    settings.TRUSTED_PROXIES = ["127.0.0.1"]
    for _try in range(6):
        tried(Client(HTTP_X_FORWARDED_FOR="203.0.113.5"), "c-admin")
    assert tried(Client(HTTP_X_FORWARDED_FOR="203.0.113.5"), "c-admin", "cast-password").status_code == 429
    assert tried(Client(HTTP_X_FORWARDED_FOR="203.0.113.6"), "c-admin", "cast-password").status_code == 302


@pytest.mark.parametrize("password", ["kurz-7", "IPplans-2026!", "zhishichanquan9", "xx-Qwerty-xx-9", "Wenzhou-Ju-77"])
def test_a_password_that_leans_on_a_word_is_refused_in_chinese(cast: Cast, settings: Any, password: str) -> None:
    settings.PASSWORD_WORDS = ["wenzhou"]
    client, _answer = sign_in("c-clerk")
    new = {"old_password": "cast-password", "new_password1": password, "new_password2": password}
    page = client.post(reverse("password_change"), new).content.decode()
    assert "密码" in page
    assert User.objects.get(pk=cast.clerk.pk).check_password("cast-password")


@pytest.mark.django_db
def test_no_demonstration_password_is_shown_over_https(settings: Any) -> None:
    assert "ipplans-demo" in Client().get(reverse("sign_in")).content.decode()
    settings.HTTPS = True
    assert "ipplans-demo" not in Client().get(reverse("sign_in")).content.decode()


def test_failures_older_than_the_window_do_not_count(cast: Cast) -> None:
    record(Event.SIGN_IN_FAILED, None, name="x")
    assert guesses._failures(person_name="x") == 1
    assert guesses._failures(person_name="y") == 0


def test_a_new_password_and_switching_off_take_back_the_tokens_of_programs(cast: Cast, signed_in: SignedIn) -> None:
    own = ApiToken(person=cast.leader, name="表格")
    secret = own.give()
    asked = {"headers": {"Authorization": f"Bearer {secret}"}}
    assert Client().get("/api/v1/regions", **asked).status_code == 200  # type: ignore[arg-type]
    client = signed_in(cast.leader)
    cast.leader.set_password("alt-aber-lang-7")
    cast.leader.save()
    client.force_login(cast.leader, backend="plans.signed_in.Backend")
    new = {"old_password": "alt-aber-lang-7", "new_password1": "neu-und-lang-8", "new_password2": "neu-und-lang-8"}
    assert client.post(reverse("password_change"), new).status_code == 302
    own.refresh_from_db()
    assert own.taken_back_at is not None
    assert Client().get("/api/v1/regions", **asked).status_code == 401  # type: ignore[arg-type]


def test_a_program_that_forgets_https_is_refused_and_not_led_on(cast: Cast, settings: Any) -> None:
    secret = ApiToken(person=cast.leader, name="表格").give()
    settings.HTTPS, settings.SECURE_SSL_REDIRECT = True, True
    asked = {"headers": {"Authorization": f"Bearer {secret}"}}
    refused = Client().get("/api/v1/regions", **asked)  # type: ignore[arg-type]
    assert refused.status_code == 403
    assert "https" in refused.json()["detail"]
    assert Client().get("/api/v1/regions", secure=True, **asked).status_code == 200  # type: ignore[arg-type]
    assert Client().get("/sign-in/").status_code == 301


def test_behind_https_cookies_belong_to_this_host_alone() -> None:
    environment = {**os.environ, "HTTPS": "1", "DJANGO_SETTINGS_MODULE": "ipplans.settings"}
    names = "s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.LANGUAGE_COOKIE_NAME"
    flags = "s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.CSRF_COOKIE_HTTPONLY"
    secure = f"from django.conf import settings as s; print({names}); print({flags})"
    command = [sys.executable, "-c", f"{secure}; print(s.SESSION_COOKIE_HTTPONLY, s.SESSION_COOKIE_SAMESITE)"]
    said = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    assert said[:3] == ["__Host-session", "__Host-csrf", "__Host-language"]
    assert said[3:] == ["True", "True", "True", "True", "Lax"]
