"""No page is ever overtaken: two web processes on one database, changes by one, looks by the other, at random.

After every change a page that either process gives out, kept or made, is the page that the rows make now; and what is
stored of figures is what the rows say. Small in `make test`; `make stateful` plays it longer.
"""

from __future__ import annotations

import contextlib
import http.client
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, Phase
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from ipplans.summary_check import differences
from plans import kept_pages
from plans.models import Agency, LightRules, Membership, Region, Round, User
from targets.models import Actual, YearTarget
from tasks.models import Note, TaskReport
from tests.cast import Cast, make_cast
from tests.machine import free_port, wait_for

EXAMPLES, STEPS = (int(n) for n in os.environ.get("NEVER_STALE", "10x20").split("x"))
TOKEN = "a" * 32
VARIES = re.compile(r'(name="csrfmiddlewaretoken" value="|X-CSRFToken": "|data-undo="|data-seconds>)[A-Za-z0-9]+')


class Web:
    """One web process, with pages kept in its own memory."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        name = connection.settings_dict["NAME"]
        url = f"sqlite:///{name}" if connection.vendor == "sqlite" else _postgresql_url(str(name))
        own = {"BIND": f"127.0.0.1:{self.port}", "WORKERS": "1", "LOG_LEVEL": "critical", "DEBUG": "1"}
        self.process = subprocess.Popen(
            [str(Path(sys.executable).parent / "gunicorn")],
            env=os.environ | own | {
                "DATABASE_URL": url, "VAR_DIR": str(folder), "SECRET_KEY": settings.SECRET_KEY,
                "DJANGO_SETTINGS_MODULE": "ipplans.settings",
            },
        )  # fmt: skip
        wait_for(self.port)
        self.line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)

    def ask(self, key: str, path: str, form: dict[str, Any] | None = None) -> tuple[int, str]:
        headers = {"Cookie": f"sessionid={key}; csrftoken={TOKEN}"}
        body = None
        if form is not None:
            body = urlencode(form | {"csrfmiddlewaretoken": TOKEN}, doseq=True)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.line.request("GET" if form is None else "POST", path, body, headers)
        response = self.line.getresponse()
        return response.status, response.read().decode()


def _postgresql_url(name: str) -> str:
    known = connection.settings_dict
    return f"postgres://{known['USER']}@{known['HOST']}:{known['PORT']}/{name}"


@contextlib.contextmanager
def two_processes(folder: Path) -> Iterator[list[Web]]:
    webs = [Web(folder), Web(folder)]
    try:
        yield webs
    finally:
        for web in webs:
            web.process.terminate()
            web.process.wait()


def session_of(user: User) -> str:
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    store[SESSION_KEY], store[BACKEND_SESSION_KEY] = str(user.pk), "plans.signed_in.Backend"
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store["seen_at"] = timezone.now().isoformat()
    store.save()
    return str(store.session_key)


class Stage:
    """What is played on: the rows, the people with their sessions, the pages that are looked at, the changes."""

    def __init__(self, cast: Cast, webs: list[Web]) -> None:
        self.cast, self.webs = cast, webs
        people = ("leader", "clerk", "reviewer", "admin", "stranger")
        self.keys = {person: session_of(getattr(cast, person)) for person in people}
        self.pages = {
            "overview": ("leader", "/?year=2022"),
            "region": ("leader", reverse("region_detail", args=[cast.here.slug]) + "?year=2022"),
            "region of others": ("stranger", reverse("region_detail", args=[cast.there.slug])),
            "the end": ("leader", reverse("region_detail", args=[cast.here.slug]) + "?year=final"),
            "indicators": ("leader", reverse("indicator_list") + "?year=2022"),
            "indicator": ("reviewer", reverse("indicator_detail", args=[cast.indicator(1).pk])),
            "agency": ("leader", reverse("agency_detail", args=[cast.lead.pk])),
            "agencies": ("leader", reverse("agency_list")),
            "to-do": ("clerk", reverse("todo")),
            "entry": ("clerk", reverse("targets:entry", args=[cast.plan.slug])),
            "ledger": ("clerk", reverse("tasks:ledger", args=[cast.plan.slug, 2022])),
            "review": ("reviewer", reverse("review")),
            "tasks": ("leader", reverse("tasks:task_list", args=[cast.plan.slug])),
            "all tasks": ("leader", reverse("tasks:all_tasks")),
            "task": ("leader", reverse("tasks:task_detail", args=[cast.plan.tasks.get(seq=1).pk])),
            "compare": ("admin", reverse("compare")),
            "notes": ("leader", reverse("note_list")),
            "slides": ("leader", reverse("cockpit_slides", args=[cast.here.slug])),
        }
        self.changes: dict[str, Callable[[int], None]] = {
            "type": self.type_a_figure,
            "submit": self.submit_a_figure,
            "approve": lambda n: self.review("approve"),
            "return": lambda n: self.review("return"),
            "reopen": lambda n: self.review("reopen"),
            "report": self.report_a_task,
            "note": self.leave_a_note,
            "close or reopen": self.close_or_reopen,
            "reporter": self.name_a_reporter,
            "rename": lambda n: self.direct(Agency.objects.filter(pk=cast.lead.pk), name=f"市{n}局"),
            "region's name": lambda n: self.direct(Region.objects.filter(pk=cast.here.pk), name=f"甲{n}市"),
            "person's name": lambda n: self.direct(User.objects.filter(pk=cast.reviewer.pk), name=f"审核{n}"),
            "target": lambda n: self.direct(YearTarget.objects.filter(indicator=cast.indicator(1), year=2022), value=n),
            "due": lambda n: self.direct(Round.objects.filter(plan=cast.plan), due=f"20{24 + n % 70}-06-30"),
            "marks": lambda n: self.direct(type(cast.plan).objects.filter(pk=cast.plan.pk), near_mark=n % 100),
            "lights": self.set_lights,
            "right": self.give_or_take_a_right,
        }

    def post(self, person: str, path: str, form: dict[str, Any]) -> None:
        status, _page = self.webs[0].ask(self.keys[person], path, form)
        assert status < 500

    def direct(self, rows: Any, **values: Any) -> None:
        """By another door than the pages'."""
        rows.update(**values)

    def actual(self) -> Actual | None:
        return Actual.objects.filter(indicator=self.cast.indicator(1), year=2022).first()

    def _cell(self, n: int) -> dict[str, str]:
        name, found = f"i{self.cast.indicator(1).pk}y2022", self.actual()
        return {
            f"{name}-text": str(n),
            f"{name}-version": str(found.version if found else 0),
            f"{name}-remark": f"据{n}",
        }

    def type_a_figure(self, n: int) -> None:
        self.post("clerk", reverse("targets:entry", args=[self.cast.plan.slug]), self._cell(n))

    def submit_a_figure(self, n: int) -> None:
        self.post("clerk", reverse("targets:entry", args=[self.cast.plan.slug, 2022]), self._cell(n) | {"submit": "1"})

    def review(self, action: str) -> None:
        if (found := self.actual()) is not None:
            form = {"version": found.version, "reason": "核对"}
            self.post("reviewer", reverse("review_action", args=[found.pk, action]), form)
            self.webs[0].ask(self.keys["reviewer"], reverse("review"))  # shows its message, once

    def report_a_task(self, n: int) -> None:
        task = self.cast.plan.tasks.get(seq=1)
        found = TaskReport.objects.filter(task=task, year=2022).first()
        states = ["under-way", "done", "delayed"]
        form = {"state": states[n % 3], "summary": f"进展{n}", "version": found.version if found else 0}
        self.post(
            "clerk", reverse("tasks:task_report", args=[task.pk, 2022]), form | ({"submit": "1"} if n % 2 else {})
        )

    def leave_a_note(self, n: int) -> None:
        Note.objects.create(indicator=self.cast.indicator(1), text=f"请说明{n}", author=self.cast.leader)

    def close_or_reopen(self, n: int) -> None:
        round_ = self.cast.plan.rounds.get()
        action = "close" if round_.status in Round.OPEN_STATUSES else "reopen"
        self.post("reviewer", reverse("plans:round_action", args=[round_.pk, action]), {"reason": "补报"})

    def name_a_reporter(self, n: int) -> None:
        agency = (self.cast.lead, self.cast.partner)[n % 2]
        self.cast.indicator(1).name_reporter(agency, "分工")

    def set_lights(self, n: int) -> None:
        LightRules.objects.update_or_create(plan=self.cast.plan, defaults={"yellow_below": 100 + n, "red_below": n})

    def give_or_take_a_right(self, n: int) -> None:
        given = Membership.objects.filter(user=self.cast.leader, role="leader", region=self.cast.there)
        if not given.delete()[0]:
            Membership.objects.create(user=self.cast.leader, role="leader", region=self.cast.there)

    def made_now(self, person: str, path: str) -> tuple[int, str]:
        """The page as it is made from the rows alone, here."""
        kept_pages.clear()
        client = Client()
        client.cookies["sessionid"], client.cookies["csrftoken"] = self.keys[person], TOKEN
        response = client.get(path)
        return response.status_code, response.content.decode()


CHANGES = (
    "type", "submit", "approve", "return", "reopen", "report", "note", "close or reopen", "reporter", "rename",
    "region's name", "person's name", "target", "due", "marks", "lights", "right",
)  # fmt: skip


class NeverStale(RuleBasedStateMachine):
    webs: list[Web]

    @initialize()
    def begin(self) -> None:
        """From the same rows each time, under new numbers: nothing that is kept of another play is of these."""
        call_command("flush", interactive=False, verbosity=0, reset_sequences=False, inhibit_post_migrate=True)
        self.stage = Stage(make_cast(), self.webs)

    @rule(
        change=st.sampled_from(CHANGES),
        n=st.integers(1, 99),
        pages=st.lists(st.integers(0, 17), min_size=2, max_size=3, unique=True),
        second=st.booleans(),
    )
    def look_change_and_look_again(self, change: str, n: int, pages: list[int], second: bool) -> None:
        """What a process has kept a moment ago is what a change of another one has to end."""
        asked = [list(self.stage.pages.values())[number] for number in pages]
        looking = self.stage.webs[1 if second else 0]
        for person, path in asked:
            looking.ask(self.stage.keys[person], path)
        self.stage.changes[change](n)
        for person, path in asked:
            shown, expected = looking.ask(self.stage.keys[person], path), self.stage.made_now(person, path)
            assert shown[0] == expected[0], path
            if shown[0] == 200:
                assert _plain(shown[1]) == _plain(expected[1]), path

    @invariant()
    def what_is_stored_is_what_the_rows_say(self) -> None:
        assert [line for _count, lines in differences(timezone.localdate()) for line in lines] == []


def _plain(page: str) -> str:
    return VARIES.sub("", page)


@pytest.mark.django_db(transaction=True)
def test_no_page_is_ever_overtaken(tmp_path: Path) -> None:
    with two_processes(tmp_path) as webs:
        NeverStale.webs = webs
        quick = hypothesis_settings(
            max_examples=EXAMPLES, stateful_step_count=STEPS, deadline=None, database=None, derandomize=True,
            suppress_health_check=list(HealthCheck), phases=[Phase.generate],
        )  # fmt: skip
        run_state_machine_as_test(NeverStale, settings=quick)
