"""What no browser sends: every field of every form fuzzed, bodies that are none, a scanner's list of addresses."""

from __future__ import annotations

import datetime as dt
import json
from itertools import product
from typing import Any

import pytest
from django.core.handlers.base import BaseHandler
from django.db import transaction
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from plans.audit import faults
from plans.models import Report
from targets.models import Actual
from tests.cast import Cast, SignedIn
from tests.test_session_end import FORMS
from tests.test_sweep import browser

pytestmark = pytest.mark.django_db
ODD = [
    "", "\0", "a\0b", "9" * 40, "-9223372036854775809", "1e999", "NaN", "１２３", "2024-02-30", "0000-00-00",
    "'\"><script>alert(1)</script>", "{{7*7}}", "字" * 20_000, "\u202e\ufeff\U0001f600", "../../etc/passwd",
]  # fmt: skip
SCANNED = [
    "wp-admin", "wp-login.php", ".env", ".git/config", "phpmyadmin", "admin.php", "server-status", "actuator/env",
    "cgi-bin/test.cgi", "api/v1/users", "console", "manager/html", "solr/admin", "vendor/phpunit", "xmlrpc.php",
    "backup.zip", "db.sqlite3", "secret_key", "var/secret_key", "static/../secret_key", "files/a.pdf", "media/x",
    "debug/default", "owa/auth.owa", "HNAP1", "boaform/admin", "struts2-showcase", "jenkins/script", "_ignition/health",
    "telescope",
]  # fmt: skip
AROUND = [
    "/{}", "/{}/", "/./{}", "/%2e%2e/{}", "/..%2f{}", "/static/{}", "/admin/{}", "/plans/{}/", "/regions/{}/",
    "/{}?a=1", "/{}%00", "/{}%0d%0aX-Injected:1", "/index.php/{}", "/{}~", "/{}.bak", "/imports/{}", "/{}%ff",
]  # fmt: skip


@pytest.mark.parametrize("name", FORMS)
def test_no_field_of_a_form_brings_the_server_down(name: str, cast: Cast, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT, settings.GUESS_SECONDS = tmp_path, 0
    sent = FORMS[name](cast)
    fields = {field for field, value in sent.data.items() if isinstance(value, str | int)}
    failed = []
    for field, odd in product(sorted(fields) or ["x"], ODD):
        for file in (value for value in sent.data.values() if hasattr(value, "seek")):
            file.seek(0)  # it was read by the request before
        with transaction.atomic():
            answer = browser(sent.person).post(sent.address, sent.data | {field: odd})
            if answer.status_code >= 500 or "Traceback" in answer.content.decode(errors="replace"):
                failed.append((field, odd[:30], answer.status_code))
            transaction.set_rollback(True)
    assert failed == []


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data; name"),
        ("multipart/form-data", b"no boundary"),
        ("multipart/form-data; boundary=" + "x" * 300, b"--x--"),
        ("application/x-www-form-urlencoded", b"a=%ff%fe&b=\xff\xfe"),
        ("application/x-www-form-urlencoded", b"&".join(b"a%d=1" % n for n in range(5000))),
        ("application/x-www-form-urlencoded; charset=utf-7", b"a=+ADw-script+AD4-"),
        ("application/json", b"{" * 5000),
        ("text/plain", b"\0" * 1000),
    ],
)
def test_a_body_that_is_none_is_refused_in_words(cast: Cast, signed_in: SignedIn, kind: str, body: bytes) -> None:
    for page in ("sign_in", "todo", "accounts", "review_many"):
        client = signed_in(cast.admin) if page != "sign_in" else Client(raise_request_exception=False)
        client.raise_request_exception = False
        answer = client.post(reverse(page), body, content_type=kind)
        assert answer.status_code < 500
        assert "Traceback" not in answer.content.decode()


@pytest.mark.parametrize("who", ["visitor", "clerk"])
def test_a_scanner_finds_nothing_and_breaks_nothing(who: str, cast: Cast) -> None:
    client = browser(cast.clerk if who == "clerk" else None)
    addresses = [form.format(name) for form in AROUND for name in SCANNED]
    addresses += [f"/{name}{n}/" for name in ("imports", "evidence", "final", "x") for n in range(130)]
    assert len(addresses) > 1000
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code in (301, 302, 400, 403, 404), (address, answer.status_code)
        assert "X-Injected" not in answer.headers


@pytest.mark.parametrize("wrong", [-1, 1])
def test_a_clock_that_is_an_hour_wrong_changes_no_figure_and_breaks_no_chain(
    cast: Cast, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch, wrong: int
) -> None:
    """Entered by the right clock, submitted by one an hour wrong, approved by the right one again."""
    clerk, reviewer = signed_in(cast.clerk), signed_in(cast.reviewer)
    actual = cast.actual("90")
    right = timezone.now
    with monkeypatch.context() as patched:
        patched.setattr(timezone, "now", lambda: right() + dt.timedelta(hours=wrong))
        cell = {f"i{actual.indicator_id}y2022-text": "91", f"i{actual.indicator_id}y2022-version": str(actual.version)}
        url = reverse("targets:entry", args=[cast.plan.slug, 2022])
        assert clerk.post(url, cell | {"submit": "1"}).status_code == 302
        clerk.get(reverse("documents:download_entry_workbook", args=[cast.plan.slug]))
    actual.refresh_from_db()
    reviewer.post(reverse("review_action", args=[actual.pk, "approve"]), {"version": actual.version})
    clerk.get(reverse("documents:download_entry_workbook", args=[cast.plan.slug]))
    actual = Actual.objects.get(pk=actual.pk)
    assert (actual.value, actual.status) == (91, Report.Status.APPROVED)
    assert [row.status for row in actual.history.all()] == ["approved", "submitted", "draft"]
    assert actual.contributor_ids == {cast.clerk.pk}
    assert list(faults()) == []
    # Who was last seen an hour ago by what the clock says now signs in again; nobody stays in for longer.
    assert clerk.get(reverse("todo")).status_code == (200 if wrong > 0 else 302)


def test_answers_to_scripts_are_words_too(cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.clerk)
    answer = client.post(
        "/nowhere/", json.dumps({}), content_type="application/json", headers={"Accept": "application/json"}
    )
    assert answer.status_code == 404
    assert answer.json()["words"]


def test_head_says_how_long_a_page_is_and_sends_none() -> None:
    """Asked as a server asks: the test client would take a page away itself."""
    site = BaseHandler()
    site.load_middleware()
    answer = site.get_response(RequestFactory().head(reverse("sign_in")))
    assert isinstance(answer, HttpResponse)
    assert answer.status_code == 200
    assert answer.content == b""
    assert int(answer.headers["Content-Length"]) > 1000


@pytest.mark.parametrize("method", ["TRACE", "PUT", "DELETE", "PATCH", "OPTIONS", "PROPFIND"])
def test_methods_that_no_page_knows_are_refused(cast: Cast, signed_in: SignedIn, method: str) -> None:
    for address in ("/", f"/regions/{cast.here.slug}/", "/api/v1/regions", "/nowhere/"):
        answer = signed_in(cast.leader).generic(method, address)
        assert answer.status_code == 405, address
        assert not answer.content
