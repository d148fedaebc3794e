"""Every address × role × method × region, read from the resolver: nobody sees or changes what is not theirs.

A new address is swept without a line here; where its `pk` names a kind of row that is not listed, the test says so.
What each role may do is told elsewhere (`test_rights.py`, `test_matrix.py`); here, what nobody may.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest
from django.contrib import admin
from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from documents.models import Export
from ipplans.snapshots import take_snapshot
from plans.models import ApiToken, Extension, Round, SignedInSession, Urging, User, WallScreen
from targets.models import Evidence
from tasks.models import Note, TaskEvidence, TaskReport
from tests.cast import Cast, make_cast, make_user
from tests.test_session_end import FORMS, document

pytestmark = pytest.mark.django_db
MARK = "甲市的事"  # in every text of the region that others do not see
OUTSIDE = ["visitor", "outsider", "stranger", "away_clerk", "away_leader"]
INSIDE = ["leader", "clerk", "colleague", "other_clerk", "reviewer"]
PUBLIC = {
    "sign_in", "account_login", "sign_out", "set_language", "mfa_authenticate", "openid_connect_login",
    "openid_connect_callback", "admin:login", "admin:logout",
    "api:openapi-json", "api:api-root",  # what there is to ask, and none of it
    "help", "help_page", "help_picture",  # how the screens are used: nothing of anybody's data
    "wall", "wall_slides",  # by a token that nobody can guess: tests/ipplans/test_wall_screens.py
}  # fmt: skip
OWN = {
    "api_tokens",
    "sign_out",
    "set_language",
    "password_change",
    "admin:logout",
}  # forms that everybody sends for himself
REGION = {"region_detail", "region_workbook", "region_pdf", "cockpit", "cockpit_slides"}
ACTIONS = {
    "review_action": ["approve", "return", "reopen"],
    "task_review_action": ["approve", "return", "reopen"],
    "plans:round_action": ["close", "reopen"],
    "plans:decide_extension": ["give", "decline"],
}
WRITES = re.compile(r'(?:INSERT INTO|UPDATE|DELETE FROM) "(\w+)"', re.IGNORECASE)
NO_CHANGE = {
    "django_session", "plans_signedinsession", "plans_auditentry", "axes_accessattempt",
    "ipplans_reportedyear", "ipplans_yearsummary", "ipplans_indicatorsummary",  # computed from the rows by who looks
}  # fmt: skip
# What is sent by these shows what would be, asks once more, or is refused even to its person.
QUIET = {
    "freeze_round", "targets:paste", "tasks:paste_tasks", "paste_reporters", "documents:upload",
    "send_reminder", "agency_step", "light_rules",
    "documents:difference", "documents:resolve_finding", "documents:edit_row", "documents:say_same", "accounts",
    "password_change", "end_session", "admin:auth_user_password_change", "documents:upload_entry_workbook",
}  # fmt: skip
MAY_REFUSE = {302, 400, 401, 403, 404, 405}


def patterns(found: Sequence[Any] | None = None, space: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every address that has a name, with its namespace."""
    for one in get_resolver().url_patterns if found is None else found:
        if isinstance(one, URLResolver):
            yield from patterns(one.url_patterns, f"{space}{one.namespace}:" if one.namespace else space)
        elif one.name:
            yield f"{space}{one.name}", one


class World:
    """甲市 with a row of every kind, each bearing the mark; 乙市 beside it."""

    def __init__(self) -> None:
        self.cast = cast = make_cast()
        cast.plan.indicators.update(name=f"指标{MARK}", label=f"指标{MARK}")
        cast.plan.tasks.update(content=f"任务{MARK}")
        cast.plan.__class__.objects.filter(pk=cast.plan.pk).update(title=f"方案{MARK}", source_text=f"原文{MARK}")
        cast.plan.refresh_from_db()
        self.away_clerk = make_user("c-away", "staff", agency=cast.other_plan.coordinator)
        self.away_leader = make_user("c-away-leader", "leader", region=cast.there)
        self.actual = cast.submitted("90")
        task = cast.plan.tasks.get(seq=1)
        self.report = TaskReport.objects.create(task=task, year=2022, agency=cast.lead, author=cast.clerk, version=1)
        pdf, digest = ContentFile(b"%PDF-1.4", "a.pdf"), hashlib.sha256(b"%PDF-1.4").hexdigest()
        self.evidence = Evidence.objects.create(actual=self.actual, file=pdf, name=f"{MARK}.pdf", sha256=digest)
        self.task_evidence = TaskEvidence.objects.create(report=self.report, file=pdf, name="b.pdf", sha256=digest)
        self.note = Note.objects.create(indicator=cast.indicator(), author=cast.leader, text=f"批示{MARK}")
        self.round = cast.plan.rounds.get(year=2022)
        today = timezone.localdate()
        later = self.round.due + dt.timedelta(days=1)
        self.extension = Extension.objects.ask(self.round, cast.lead, later, MARK, cast.clerk)
        self.session = SignedInSession.objects.create(
            user=cast.clerk, session_key="x" * 32, began_at=timezone.now(), seen_at=timezone.now()
        )
        urged = {"kind": 1, "answer_by": today, "contact": MARK, "sent_by": cast.reviewer}
        self.urging = Urging.objects.create(round=self.round, **urged)
        self.token = ApiToken(person=cast.leader, name=MARK)
        self.token.give()
        self.screen = WallScreen(region=cast.here, name=MARK)
        self.screen.give(cast.admin)
        self.import_ = document(cast)
        self.export = Export.objects.create(
            person=cast.leader, address="/tasks.csv", name=f"{MARK}.csv", rows=1, state="done", sha256=digest,
            rights=cast.leader.rights_mark, file="", ended_at=timezone.now(),
        )  # fmt: skip
        self.export.file.save("a.csv", pdf)
        closed = Round.objects.create(plan=cast.plan, year=2023, opens=today, due=today, status="closed")
        self.snapshot = take_snapshot(closed, cast.reviewer, str(cast.reviewer), today)

    def key(self, name: str) -> Any:
        """The row that an address of this name is about."""
        cast, last = self.cast, name.rpartition(":")[2]
        if "evidence" in last and last != "add_evidence":
            return self.task_evidence if name.startswith("tasks:") else self.evidence
        kinds = {
            "documents:export_file": self.export,
            "documents:drop_export": self.export,
            "documents:": self.import_,
            "plans:decide_extension": self.extension,
            "plans:": self.round,
            "task_review_action": self.report,
            "review_action": self.actual,
            "indicator_detail": cast.indicator(),
            "indicator_pdf": cast.indicator(),
            "agency": cast.lead,
            "workbench": self.round,
            "urge_all": self.round,
            "urging_letters": self.urging,
            "send_up": self.snapshot,
            "letter": self.round,
            "send_reminder": self.round,
            "freeze_round": self.round,
            "snapshot_detail": self.snapshot,
            "signed_workbook": self.snapshot,
            "lift_final": self.snapshot,
            "targets:withdraw": self.actual,
            "targets:add_evidence": self.actual,
            "targets:": cast.indicator(),
            "tasks:note_on_indicator": cast.indicator(),
            "tasks:answer_note": self.note,
            "close_note": self.note,
            "tasks:withdraw_report": self.report,
            "tasks:add_evidence": self.report,
            "tasks:": cast.plan.tasks.get(seq=1),
            "take_back_screen": self.screen,
            "take_back_token": self.token,
            "sessions": cast.clerk,
            "end_session": cast.clerk,
        }
        return next(row for begin, row in kinds.items() if name.startswith(begin))

    def addresses(self, name: str, pattern: URLPattern) -> list[str]:
        """The address of this name about 甲市, once for each action. Raises StopIteration for an unknown kind."""
        values: dict[str, Any] = {}
        for part in pattern.pattern.converters:
            if part == "pk":
                values[part] = self.key(name).pk
            else:
                values[part] = {
                    "slug": self.cast.here.slug if name in REGION else self.cast.plan.slug,
                    "year": 2022, "agency": self.cast.lead.pk, "session": self.session.pk, "number": 1,
                    "kind": "annual" if name in ("report_file", "report_pdf") else "indicators",
                    "name": "entry" if name == "help_picture" else "clerk",
                    "action": "x", "object_id": 1, "app_label": "plans", "url": "x",
                    "form": "csv", "content_type_id": 1, "model": "x", "table": 2, "row": 0, "token": "x",
                }[part]  # fmt: skip
        if "action" in values:
            return [reverse(name, kwargs=values | {"action": one}) for one in ACTIONS[name]]
        return [reverse(name, kwargs=values)]

    def everywhere(self) -> Iterator[tuple[str, str]]:
        """Every address with its name; of the administration, about a row where there is one."""
        for name, pattern in patterns():
            if name.startswith("admin:"):
                yield from _of_administration(name, pattern)
            else:
                yield from ((name, address) for address in self.addresses(name, pattern))

    def person(self, who: str) -> User | None:
        if who == "visitor":
            return None
        found: User = getattr(self, who, None) or getattr(self.cast, who)
        return found


def _of_administration(name: str, pattern: URLPattern) -> Iterator[tuple[str, str]]:
    values: list[Any] = []
    for part in pattern.pattern.converters:
        models = {f"{m._meta.app_label}_{m._meta.model_name}": m for m in admin.site._registry}
        model = models.get(name.removeprefix("admin:").rpartition("_")[0])
        row = model._base_manager.first() if model is not None else None
        values.append(row.pk if row is not None else "plans" if part == "app_label" else 1)
    try:
        yield name, reverse(name, args=values)
    except NoReverseMatch:
        yield name, f"/admin/{name}/"


@contextmanager
def noted_writes() -> Iterator[list[str]]:
    """Collect what is written into tables of ours; who was seen, what was refused or computed, is no change."""
    found: list[str] = []

    def note(execute: Any, sql: str, *args: Any) -> Any:
        written = WRITES.match(sql)
        if written and written[1] not in NO_CHANGE:
            found.append(written[1])
        return execute(sql, *args)

    with connection.execute_wrapper(note):
        yield found


def browser(user: User | None) -> Client:
    client = Client(raise_request_exception=False)
    if user is not None:
        client.force_login(user, backend="plans.signed_in.Backend")
    return client


def text_of(answer: Any) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return str(content.decode(errors="replace"))


@pytest.mark.parametrize("who", [*OUTSIDE, *INSIDE, "admin"])
def test_looking_changes_nothing_and_shows_no_other_region(who: str, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    world = World()
    client, count, violations = browser(world.person(who)), 0, []
    for name, address in world.everywhere():
        for method in ("GET", "HEAD", "OPTIONS", "TRACE"):
            with noted_writes() as writes:
                answer, count = client.generic(method, address), count + 1
            said = (name, method, answer.status_code)
            if writes:
                violations.append(("changed", *said, *writes))
            if answer.status_code >= 500:
                violations.append(("fault", *said))
            if who in OUTSIDE and MARK in text_of(answer):
                violations.append(("seen", *said))
            if who == "visitor" and name not in PUBLIC and answer.status_code not in MAY_REFUSE:
                violations.append(("open", *said))
            if who != "admin" and name.startswith("admin:") and answer.status_code not in MAY_REFUSE:
                violations.append(("administration", *said))
            if "no-store" not in answer.headers.get("Cache-Control", "no-store missing"):
                violations.append(("stays in the browser", *said))
            if "Content-Security-Policy" not in answer.headers and answer.status_code != 304:
                violations.append(("no policy", *said))
        if name in OWN:
            client = browser(world.person(who))
    assert violations == []
    assert count > 500


@pytest.mark.parametrize("who", OUTSIDE)
def test_sending_changes_nothing_of_another_region(who: str, settings: Any, tmp_path: Any) -> None:
    """Each form as it is truly sent, by people it is not for; and an empty one to every address."""
    settings.MEDIA_ROOT = tmp_path
    world = World()
    client, violations = browser(world.person(who)), []
    for name, address in world.everywhere():
        for method in ("POST", "PUT", "PATCH", "DELETE"):
            with noted_writes() as writes:
                answer = client.generic(method, address)
            if answer.status_code >= 500 or (name not in OWN and writes):
                violations.append((name, method, answer.status_code, *writes))
        if name in OWN:
            client = browser(world.person(who))
    assert violations == []


@pytest.mark.parametrize("name", FORMS)
def test_a_true_form_changes_something_from_the_right_hands_alone(
    name: str, cast: Cast, settings: Any, tmp_path: Any
) -> None:
    """By no other method, by nobody it is not for; and by its person it does: so that a change would be seen."""
    settings.MEDIA_ROOT = tmp_path
    people: dict[str, User | None] = {who: getattr(cast, who, None) for who in OUTSIDE}
    people["away_clerk"] = make_user("c-away", "staff", agency=cast.other_plan.coordinator)
    people["away_leader"] = make_user("c-away-leader", "leader", region=cast.there)
    sent, violations = FORMS[name](cast), []
    right = browser(sent.person)
    for method in ("GET", "PUT", "PATCH", "DELETE"):
        with undone(), noted_writes() as writes:
            answer = right.generic(method, sent.address, b"x=1", "application/x-www-form-urlencoded")
        if answer.status_code >= 500 or writes:
            violations.append((method, answer.status_code, *writes))
    for who, person in people.items() if name.partition(" ")[0] not in OWN else ():
        client = browser(person)
        with undone(), noted_writes() as writes:
            answer = client.post(sent.address, from_the_start(sent.data))
        if answer.status_code not in MAY_REFUSE or writes:
            violations.append((who, answer.status_code, *writes))
    assert violations == []
    with undone(), noted_writes() as writes:
        right.post(sent.address, from_the_start(sent.data))
    assert bool(writes) != (name in QUIET)


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def from_the_start(data: dict[str, Any]) -> dict[str, Any]:
    """What is sent, its files to be read once more."""
    for value in data.values():
        if hasattr(value, "seek"):
            value.seek(0)
    return data
