"""Nothing typed is lost at a session's end: every address that takes a form × a session that has ended.

After signing in, the page of the form is there (200), with what was typed in its fields. An address without a line in
`FORMS` or `NO_FORM` fails.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from lxml import html as lxml_html

from documents.models import Import, TableShape
from documents.reading.extract import KnownShape
from ipplans.snapshots import take_snapshot
from plans.kept_forms import MAX_CHARACTERS, OWNER, signed_owner
from plans.models import Agency, Extension, Holiday, Round, User, WallScreen
from targets.models import Actual, Evidence, Indicator
from tasks.models import Note, TaskEvidence, TaskReport
from tests.cast import Cast, SignedIn

TYPED = "请核对第二季度的数据"
SIGNED_OUT = "You are signed out. What you typed is still here: sign in again in a new tab, then send it once more."
FILE = {"file": "evidence/x.pdf", "name": "x.pdf", "sha256": "0"}
NO_FORM = {
    "indicator_list", "indicator_export", "agency_export", "documents:task_export", "documents:export_list",
    "documents:ask_export", "documents:export_file", "documents:drop_export",
    "region_detail", "cockpit", "cockpit_slides", "indicator_detail", "agency_list", "agency_detail", "todo", "review",
    "start", "menu_counts", "undo_review", "workbench", "workbenches", "missing_export",
    "urging_letters", "note_list", "note_export", "close_note",
    "help", "help_page", "help_picture",
    "overview_export", "compare_export", "review_export", "todo_export", "round_export", "documents:import_export",
    "overview", "activity", "activity_export", "missing", "letter", "snapshot_list", "snapshot_detail",
    "plans:plan_source", "compare", "targets:entry_sheet", "targets:evidence_file", "tasks:all_tasks",
    "tasks:task_list", "tasks:task_detail", "tasks:evidence_file", "documents:review", "documents:source_file",
    "documents:plan_findings", "documents:target_export", "plan_workbook", "region_workbook", "reports", "report_file",
    "region_pdf", "indicator_pdf", "signed_workbook", "report_pdf",
    "documents:plan_as_object", "documents:plan_as_fixture", "take_back_token",
    "api:openapi-json", "api:api-root", "api:regions", "api:plans", "api:plan", "api:indicators", "api:tasks",
    "api:agencies", "api:figures", "api:changes",
    "documents:download_entry_workbook",
    "documents:all_task_export", "account_template", "account_list", "sign_in",
    "set_language", "wall", "wall_slides",
    "admin:index", "admin:login", "admin:password_change_done", "admin:autocomplete", "admin:jsi18n",
    "admin:view_on_site", "admin:app_list", "admin:password_change", "sessions", "audit_log", "audit_export",
    # before sign-in, or a code and a password: nothing that is to be kept
    "account_login", "openid_connect_login", "openid_connect_callback", "mfa_authenticate", "mfa_index",
    "mfa_activate_totp", "mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes",
    "account_reauthenticate",
}  # fmt: skip


@dataclass
class Sent:
    """A form as `person` sends it to `address`; `shows` is what must stand in it again."""

    person: User
    address: str
    data: dict[str, Any] = field(default_factory=dict)
    shows: str = ""


Make = Callable[[Cast], Sent]
FORMS: dict[str, Make] = {}


def form(name: str) -> Callable[[Make], Make]:
    def keep(make: Make) -> Make:
        assert name not in FORMS
        FORMS[name] = make
        return make

    return keep


def report_of(cast: Cast, status: str = "draft") -> TaskReport:
    report = TaskReport(task=cast.plan.tasks.get(seq=1), year=2022, version=0)
    report.enter({"state": "under-way", "summary": "进展"}, cast.lead, cast.clerk)
    TaskReport.objects.save_with_history([report], cast.clerk)
    TaskReport.objects.filter(pk=report.pk).update(status=status)
    return report


def closed_round(cast: Cast) -> Round:
    cast.plan.rounds.update(status="closed")
    return cast.plan.rounds.get()


def document(cast: Cast) -> Import:
    text = "甲市知识产权方案（2031-2032年）\n序号|主要指标|2031年|2032年\n1|授权量（件）|1|2\n\n附件\n\n"
    text += "事由|怎么办|谁来办\n创造|培育企业。|市科技局\n运用|推广许可。|市财政局"  # a head that no rule knows
    client = Client()
    client.force_login(cast.admin, backend="plans.signed_in.Backend")
    client.post(reverse("documents:upload"), {"file": SimpleUploadedFile("方案.txt", text.encode())})
    return Import.objects.get()


@form("api_tokens")
def make_a_token(cast: Cast) -> Sent:
    return Sent(cast.leader, reverse("api_tokens"), {"name": TYPED}, TYPED)


@form("review_action")
def return_a_figure(cast: Cast) -> Sent:
    actual = cast.submitted()
    address = reverse("review_action", args=[actual.pk, "return"])
    return Sent(cast.reviewer, address, {"version": actual.version, "reason": TYPED}, TYPED)


@form("review_action reopen")
def reopen_a_figure(cast: Cast) -> Sent:
    actual = cast.approved()
    address = reverse("review_action", args=[actual.pk, "reopen"])
    return Sent(cast.reviewer, address, {"version": actual.version, "reason": TYPED}, TYPED)


@form("review_action approve")
def approve_a_figure(cast: Cast) -> Sent:
    actual = cast.submitted()
    return Sent(cast.reviewer, reverse("review_action", args=[actual.pk, "approve"]), {"version": actual.version})


@form("task_review_action")
def return_a_task_report(cast: Cast) -> Sent:
    report = report_of(cast, "submitted")
    address = reverse("task_review_action", args=[report.pk, "return"])
    return Sent(cast.reviewer, address, {"version": report.version, "reason": TYPED}, TYPED)


@form("task_review_action reopen")
def reopen_a_task_report(cast: Cast) -> Sent:
    report = report_of(cast, "approved")
    address = reverse("task_review_action", args=[report.pk, "reopen"])
    return Sent(cast.reviewer, address, {"version": report.version, "reason": TYPED}, TYPED)


@form("review_many")
def return_the_picked(cast: Cast) -> Sent:
    actual = cast.submitted()
    data = {"pick": [f"actual-{actual.pk}-{actual.version}"], "reason": TYPED, "return": "1"}
    return Sent(cast.reviewer, reverse("review_many"), data, TYPED)


@form("urge_all")
def urge_all(cast: Cast) -> Sent:
    data = {"kind": "1", "number": TYPED, "answer_by": "2999-01-01", "contact": "某人", "phone": "0577"}
    return Sent(cast.reviewer, reverse("urge_all", args=[cast.plan.rounds.get().pk]), data, TYPED)


@form("send_up")
def send_up(cast: Cast) -> Sent:
    cast.plan.rounds.get().close()
    snapshot = take_snapshot(cast.plan.rounds.get(), cast.reviewer, str(cast.reviewer), timezone.localdate())
    data = {"day": str(timezone.localdate()), "document": TYPED}
    return Sent(cast.reviewer, reverse("send_up", args=[snapshot.pk]), data, TYPED)


@form("name_reporters")
def name_reporters(cast: Cast) -> Sent:
    data = {"pick": [f"indicator-{cast.indicator(1).pk}"], "reporter": cast.partner.pk, "reason": TYPED}
    return Sent(cast.reviewer, reverse("name_reporters", args=[cast.plan.slug]), data, TYPED)


@form("paste_reporters")
def look_at_reporters(cast: Cast) -> Sent:
    return Sent(cast.reviewer, reverse("paste_reporters", args=[cast.plan.slug]), {"text": TYPED, "field": ""})


@form("agency_accounts")
def make_accounts_for_agencies(cast: Cast) -> Sent:
    agency = Agency.objects.create(region=cast.here, name="市戊局")
    cast.indicator(1).name_reporter(agency, "分工")
    data = {f"agency-{agency.pk}-name": TYPED}
    return Sent(cast.admin, reverse("agency_accounts", args=[cast.plan.slug]), data, TYPED)


@form("send_reminder")
def remind(cast: Cast) -> Sent:
    return Sent(cast.reviewer, reverse("send_reminder", args=[cast.plan.rounds.get().pk, cast.lead.pk]))


@form("agency_step")
def take_a_step(cast: Cast) -> Sent:
    data = {"step": "hand-over", "successor": cast.partner.pk, "last_day": "2026-06-30", "reason": TYPED}
    return Sent(cast.admin, reverse("agency_step", args=[cast.lead.pk]), data, TYPED)


@form("wall_screens")
def give_a_screen(cast: Cast) -> Sent:
    return Sent(cast.admin, reverse("wall_screens"), {"region": cast.here.pk, "name": TYPED}, TYPED)


@form("take_back_screen")
def take_back_a_screen(cast: Cast) -> Sent:
    screen = WallScreen(region=cast.here, name="大厅")
    screen.give(cast.admin)
    return Sent(cast.admin, reverse("take_back_screen", args=[screen.pk]), {})


@form("light_rules")
def set_the_lights(cast: Cast) -> Sent:
    data = {"red_below": "61.25", "yellow_below": "85", "days_before": "10", "is_overdue_red": "on"}
    return Sent(cast.reviewer, reverse("light_rules", args=[cast.plan.slug]), data, "61.25")


@form("targets:give_base")
def give_the_base(cast: Cast) -> Sent:
    cast.indicator(2).goals.update(basis="growth", value=10, unit="%")
    address = reverse("targets:give_base", args=[cast.indicator(2).pk])
    return Sent(cast.reviewer, address, {"value": "7.5", "source": TYPED}, TYPED)


@form("plans:extend_round")
def extend_the_round(cast: Cast) -> Sent:
    data = {"due": "2999-03-17", "reason": TYPED, "agency": ""}
    return Sent(cast.reviewer, reverse("plans:extend_round", args=[cast.plan.rounds.get().pk]), data, TYPED)


@form("plans:ask_extension")
def ask_for_an_extension(cast: Cast) -> Sent:
    data = {"due": "2999-03-17", "reason": TYPED}
    address = reverse("plans:ask_extension", args=[cast.plan.rounds.get().pk, cast.lead.pk])
    return Sent(cast.clerk, address, data, TYPED)


@form("plans:decide_extension")
def decide_an_extension(cast: Cast) -> Sent:
    due = dt.date(2999, 3, 17)
    asked = Extension.objects.ask(cast.plan.rounds.get(), cast.lead, due, "人员变动", cast.clerk)
    return Sent(cast.reviewer, reverse("plans:decide_extension", args=[asked.pk, "decline"]), {"word": TYPED}, TYPED)


@form("freeze_round")
def make_final(cast: Cast) -> Sent:
    return Sent(cast.reviewer, reverse("freeze_round", args=[closed_round(cast).pk]), {"signed": TYPED}, TYPED)


@form("lift_final")
def lift_final_figures(cast: Cast) -> Sent:
    snapshot = take_snapshot(closed_round(cast), cast.reviewer, "c-reviewer", timezone.localdate())
    data = {"document": "甲政办〔2026〕3号", "reason": TYPED}
    return Sent(cast.admin, reverse("lift_final", args=[snapshot.pk]), data, TYPED)


@form("plans:round_list")
def open_a_round(cast: Cast) -> Sent:
    data = {"year": "2023", "period": "year", "opens": "2024-01-01", "due": "2024-03-17"}
    return Sent(cast.reviewer, reverse("plans:round_list", args=[cast.plan.slug]), data, "2024-03-17")


@form("plans:round_action")
def reopen_the_round(cast: Cast) -> Sent:
    address = reverse("plans:round_action", args=[closed_round(cast).pk, "reopen"])
    return Sent(cast.reviewer, address, {"reason": TYPED, "due": "2024-03-17"}, TYPED)


@form("targets:entry")
def enter_a_figure(cast: Cast) -> Sent:
    name = f"i{cast.indicator(1).pk}y2022"
    data = {f"{name}-text": "77", f"{name}-version": "0", f"{name}-remark": TYPED, "submit": "1"}
    return Sent(cast.clerk, reverse("targets:entry", args=[cast.plan.slug, 2022]), data, TYPED)


@form("targets:indicator_entry")
def enter_a_figure_with_details(cast: Cast) -> Sent:
    data = {"value": "77", "condition": "value", "stage": "final", "version": "0", "remark": TYPED}
    return Sent(cast.clerk, reverse("targets:indicator_entry", args=[cast.indicator(1).pk, 2022]), data, TYPED)


@form("targets:paste")
def look_at_a_block(cast: Cast) -> Sent:
    return Sent(cast.clerk, reverse("targets:paste", args=[cast.plan.slug]), {"text": TYPED, "field": ""})


@form("targets:withdraw_all")
def withdraw_all(cast: Cast) -> Sent:
    cast.submitted()
    return Sent(cast.clerk, reverse("targets:withdraw_all", args=[cast.plan.slug]))


@form("targets:withdraw")
def withdraw(cast: Cast) -> Sent:
    return Sent(cast.clerk, reverse("targets:withdraw", args=[cast.submitted().pk]))


@form("targets:add_evidence")
def add_evidence(cast: Cast) -> Sent:
    address = reverse("targets:add_evidence", args=[cast.actual().pk])
    return Sent(cast.clerk, address, {"file": SimpleUploadedFile("新.pdf", b"%PDF-new")})


@form("targets:remove_evidence")
def remove_evidence(cast: Cast) -> Sent:
    evidence = Evidence.objects.create(actual=cast.actual(), **FILE)
    return Sent(cast.clerk, reverse("targets:remove_evidence", args=[evidence.pk]))


@form("targets:name_reporter")
def name_a_reporter(cast: Cast) -> Sent:
    address = reverse("targets:name_reporter", args=[cast.indicator(1).pk])
    return Sent(cast.reviewer, address, {"reporter": cast.partner.pk, "reason": TYPED}, TYPED)


@form("targets:revise_target")
def revise_a_target(cast: Cast) -> Sent:
    address = reverse("targets:revise_target", args=[cast.indicator(1).pk, 2023])
    return Sent(cast.reviewer, address, {"value": "130", "document": "甲政办〔2023〕1号", "reason": TYPED}, TYPED)


@form("tasks:task_report")
def report_a_task(cast: Cast) -> Sent:
    address = reverse("tasks:task_report", args=[cast.plan.tasks.get(seq=1).pk, 2022])
    return Sent(cast.clerk, address, {"state": "under-way", "summary": TYPED, "version": "0"}, TYPED)


@form("tasks:task_part")
def add_a_part(cast: Cast) -> Sent:
    address = reverse("tasks:task_part", args=[cast.plan.tasks.get(seq=1).pk, 2022])
    return Sent(cast.other_clerk, address, {"text": TYPED}, TYPED)


@form("tasks:ledger")
def report_in_the_table(cast: Cast) -> Sent:
    name = f"t{cast.plan.tasks.get(seq=1).pk}"
    data = {f"{name}-version": "0", f"{name}-state": "under-way", f"{name}-summary": TYPED, "submit": "1"}
    return Sent(cast.clerk, reverse("tasks:ledger", args=[cast.plan.slug, 2022]), data, TYPED)


@form("tasks:paste_tasks")
def look_at_a_block_of_tasks(cast: Cast) -> Sent:
    return Sent(cast.clerk, reverse("tasks:paste_tasks", args=[cast.plan.slug, 2022]), {"text": TYPED, "field": ""})


@form("tasks:ledger_parts")
def parts_in_the_table(cast: Cast) -> Sent:
    name = f"p{cast.plan.tasks.get(seq=1).pk}"
    data = {f"{name}-version": "0", f"{name}-text": TYPED}
    return Sent(cast.other_clerk, reverse("tasks:ledger_parts", args=[cast.plan.slug, 2022]), data, TYPED)


@form("tasks:withdraw_report")
def withdraw_a_report(cast: Cast) -> Sent:
    return Sent(cast.clerk, reverse("tasks:withdraw_report", args=[report_of(cast, "submitted").pk]))


@form("tasks:add_evidence")
def add_task_evidence(cast: Cast) -> Sent:
    address = reverse("tasks:add_evidence", args=[report_of(cast).pk])
    return Sent(cast.clerk, address, {"file": SimpleUploadedFile("新.pdf", b"%PDF-new")})


@form("tasks:remove_evidence")
def remove_task_evidence(cast: Cast) -> Sent:
    evidence = TaskEvidence.objects.create(report=report_of(cast), **FILE)
    return Sent(cast.clerk, reverse("tasks:remove_evidence", args=[evidence.pk]))


@form("tasks:note_on_task")
def leave_a_note_on_a_task(cast: Cast) -> Sent:
    address = reverse("tasks:note_on_task", args=[cast.plan.tasks.get(seq=1).pk])
    return Sent(cast.leader, address, {"text": TYPED}, TYPED)


@form("tasks:note_on_indicator")
def leave_a_note_on_an_indicator(cast: Cast) -> Sent:
    return Sent(cast.leader, reverse("tasks:note_on_indicator", args=[cast.indicator(1).pk]), {"text": TYPED}, TYPED)


@form("tasks:answer_note")
def answer_a_note(cast: Cast) -> Sent:
    note = Note.objects.create(indicator=cast.indicator(1), text="请说明", author=cast.leader)
    return Sent(cast.clerk, reverse("tasks:answer_note", args=[note.pk]), {"answer": TYPED}, TYPED)


@form("documents:upload")
def upload_a_document(cast: Cast) -> Sent:
    return Sent(cast.admin, reverse("documents:upload"), {"file": SimpleUploadedFile("方案.txt", b"x")})


@form("documents:discard")
def lay_a_document_aside(cast: Cast) -> Sent:
    return Sent(cast.admin, reverse("documents:discard", args=[document(cast).pk]))


@form("documents:resume")
def take_a_document_up_again(cast: Cast) -> Sent:
    found = document(cast)
    Import.objects.update(status=Import.Status.DISCARDED)
    return Sent(cast.admin, reverse("documents:resume", args=[found.pk]))


@form("documents:resolve_finding")
def pick_a_reading(cast: Cast) -> Sent:
    address = reverse("documents:resolve_finding", args=[document(cast).pk])
    return Sent(cast.admin, address, {"finding": "x", "reading": "0"})


@form("documents:acknowledge_findings")
def acknowledge(cast: Cast) -> Sent:
    return Sent(cast.admin, reverse("documents:acknowledge_findings", args=[document(cast).pk]), {"code": "x"})


@form("documents:difference")
def load_a_document(cast: Cast) -> Sent:
    data = {"kind": "revision", "doc_number": "1号", "reason": TYPED, "digest": "x"}
    return Sent(cast.admin, reverse("documents:difference", args=[document(cast).pk]), data)


@form("documents:add_row")
def add_a_row(cast: Cast) -> Sent:
    return Sent(cast.admin, reverse("documents:add_row", args=[document(cast).pk, "tasks"]))


@form("documents:edit_row")
def edit_a_row(cast: Cast) -> Sent:
    found = document(cast)
    address = reverse("documents:edit_row", args=[found.pk, "plan", 0])
    return Sent(cast.admin, address, {"title": TYPED, "version": found.version}, TYPED)


@form("documents:say_same")
def say_that_two_rows_are_one(cast: Cast) -> Sent:
    return Sent(cast.admin, reverse("documents:say_same", args=[document(cast).pk]), {"row": "task|x", "key": ""})


@form("documents:name_table")
def name_the_columns_of_a_table(cast: Cast) -> Sent:
    found = document(cast)
    data = {"version": found.version, "depth": 2, "column_1": "content", "column_2": "responsible"}
    return Sent(cast.admin, reverse("documents:name_table", args=[found.pk, 2, 0]), data)


@form("documents:forget_shape")
def forget_a_head(cast: Cast) -> Sent:
    shape = TableShape.remember(KnownShape(("事由", "谁来办"), ("content", "responsible")), cast.admin)
    return Sent(cast.admin, reverse("documents:forget_shape", args=[shape.pk]))


@form("documents:upload_entry_workbook")
def upload_a_workbook(cast: Cast) -> Sent:
    address = reverse("documents:upload_entry_workbook", args=[cast.plan.slug])
    return Sent(cast.clerk, address, {"file": SimpleUploadedFile("填报.xlsx", b"x")})


@form("accounts")
def make_accounts(cast: Cast) -> Sent:
    return Sent(cast.admin, reverse("accounts"), {"file": SimpleUploadedFile("人员.xlsx", b"x")})


@form("password_change")
def change_the_password(cast: Cast) -> Sent:
    return Sent(cast.clerk, reverse("password_change"), {"old_password": TYPED, "new_password1": TYPED})


@form("sign_out")
def sign_out(cast: Cast) -> Sent:
    return Sent(cast.clerk, reverse("sign_out"))


@form("admin:logout")
def sign_out_of_the_admin(cast: Cast) -> Sent:
    return Sent(cast.admin, reverse("admin:logout"))


@form("end_session")
def end_a_session(cast: Cast) -> Sent:
    return Sent(cast.clerk, reverse("end_session", args=[cast.clerk.pk, 0]))


@form("admin:auth_user_password_change")
def set_a_password(cast: Cast) -> Sent:
    return Sent(cast.admin, reverse("admin:auth_user_password_change", args=[cast.clerk.pk]), {"password1": TYPED})


ADMIN_OBJECTS: dict[str, Callable[[Cast], Any]] = {
    "plans_region": lambda cast: cast.here,
    "plans_agency": lambda cast: Agency.objects.create(region=cast.here, name="某局"),
    "plans_plan": lambda cast: cast.plan,
    "plans_user": lambda cast: cast.clerk,
    "plans_holiday": lambda cast: Holiday.objects.create(name="春节", starts="2044-01-30", ends="2044-02-05"),
    "targets_indicator": lambda cast: Indicator.objects.create(name="某指标"),
    "targets_planindicator": lambda cast: cast.indicator(1),
}
ADMIN_FIELDS = {"plans_plan": "title", "plans_user add": "username", "targets_planindicator": "weight"}
ADMIN_PAGES = ("changelist", "add", "change", "delete", "history")
CLOSED = {"admin:targets_planindicator_add"} | {f"admin:auth_group_{page}" for page in ADMIN_PAGES}  # to everybody


def in_admin(cast: Cast, model: str, page: str) -> Sent:
    """A form of Django's admin."""
    made = ADMIN_OBJECTS[model](cast)
    address = reverse(f"admin:{model}_{page}", args=[] if page in ("changelist", "add") else [made.pk])
    if page not in ("add", "change"):
        return Sent(cast.admin, address, {"post": "yes"})
    name = ADMIN_FIELDS.get(f"{model} {page}") or ADMIN_FIELDS.get(model, "name")
    return Sent(cast.admin, address, {name: TYPED}, TYPED)


def names(patterns: Sequence[URLPattern | URLResolver], namespace: str = "") -> Iterator[str]:
    """The names of all addresses."""
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            if pattern.name:
                yield namespace + pattern.name
        else:
            yield from names(pattern.url_patterns, namespace + (f"{pattern.namespace}:" if pattern.namespace else ""))


ALL = sorted(set(names(get_resolver().url_patterns)))


def end_session(client: Client, how: str) -> None:
    if how == "cookie gone":
        client.cookies.pop("sessionid")
    else:
        Session.objects.all().delete()


def sign_in_again(client: Client, person: User, response: Any) -> Any:
    """Sign in on the page that the answer leads to, and follow."""
    while not response.url.startswith(reverse("sign_in")):
        response = client.get(response.url)
    client.get(response.url)
    return client.post(response.url, {"username": person.username, "password": "cast-password"}, follow=True)


def fields_of(response: Any) -> set[str]:
    """What stands in the fields of a page, where a person sees it."""
    page = lxml_html.document_fromstring(response.content.decode())
    boxes = [box for box in page.iter("input") if box.get("type") not in ("hidden", "checkbox", "radio")]
    return {(area.text or "").strip("\n") for area in page.iter("textarea")} | {box.get("value", "") for box in boxes}


def lead_back(client: Client, sent: Sent, how: str) -> None:
    end_session(client, how)
    response = client.post(sent.address, sent.data | {OWNER: signed_owner(sent.person.pk)})
    assert response.status_code == 302
    if response["Location"] == reverse("sign_in") and "sign-out" in sent.address:
        return  # signed out already
    page = sign_in_again(client, sent.person, response)
    assert page.status_code == 200
    assert not sent.shows or sent.shows in fields_of(page)
    if any(isinstance(value, SimpleUploadedFile) for value in sent.data.values()):
        assert _("Please choose the file again.") in page.content.decode()


def test_every_address_has_a_line() -> None:
    lines = {name.split(" ")[0] for name in FORMS} | NO_FORM | CLOSED
    of_admin = {f"admin:{model}_{page}" for model in ADMIN_OBJECTS for page in ADMIN_PAGES}
    records = {f"admin:{model}_simple_history" for model in ADMIN_OBJECTS}  # of the past: nothing is typed there
    assert set(ALL) - lines - of_admin == records


@pytest.mark.parametrize("how", ["session gone", "cookie gone"])
@pytest.mark.parametrize("name", FORMS)
def test_what_was_typed_stands_in_its_form_after_signing_in(
    cast: Cast, signed_in: SignedIn, name: str, how: str
) -> None:
    sent = FORMS[name](cast)
    lead_back(signed_in(sent.person), sent, how)


@pytest.mark.parametrize("page", ADMIN_PAGES)
@pytest.mark.parametrize("model", ADMIN_OBJECTS)
def test_the_administration_loses_nothing_either(cast: Cast, signed_in: SignedIn, model: str, page: str) -> None:
    if f"admin:{model}_{page}" in CLOSED:
        return
    sent = in_admin(cast, model, page)
    lead_back(signed_in(sent.person), sent, "session gone")


def marked(sent: Sent) -> dict[str, Any]:
    return sent.data | {OWNER: signed_owner(sent.person.pk)}


def test_nothing_is_sent_by_itself(cast: Cast, signed_in: SignedIn) -> None:
    sent = return_a_figure(cast)
    before = Actual.history.count()
    lead_back(signed_in(sent.person), sent, "session gone")
    assert Actual.history.count() == before


def test_a_form_that_does_not_say_whose_it_is_comes_back_to_who_signs_in(cast: Cast, signed_in: SignedIn) -> None:
    """A page opened before forms said it."""
    sent = return_a_figure(cast)
    client = signed_in(sent.person)
    end_session(client, "session gone")
    page = sign_in_again(client, sent.person, client.post(sent.address, sent.data))
    assert TYPED in fields_of(page)


def test_the_text_is_put_back_once(cast: Cast, signed_in: SignedIn) -> None:
    sent = return_a_figure(cast)
    client = signed_in(sent.person)
    lead_back(client, sent, "session gone")
    assert TYPED not in client.get(reverse("review")).content.decode()


def test_who_signs_in_after_somebody_else_is_not_shown_what_was_typed(cast: Cast, signed_in: SignedIn) -> None:
    sent = reopen_a_figure(cast)
    client = signed_in(sent.person)
    end_session(client, "session gone")
    response = client.post(sent.address, marked(sent))
    page = sign_in_again(client, cast.admin, response)
    assert page.status_code == 200
    assert TYPED not in page.content.decode()


def test_every_form_says_whose_it_is_and_a_forged_mark_is_nobody_s(cast: Cast, signed_in: SignedIn) -> None:
    sent = return_a_figure(cast)
    client = signed_in(sent.person)
    page = client.get(reverse("review")).content.decode()
    assert page.count(f'name="{OWNER}"') == page.count('name="csrfmiddlewaretoken"')
    assert signed_owner(sent.person.pk) in page
    end_session(client, "session gone")
    response = client.post(sent.address, sent.data | {OWNER: f"{sent.person.pk}:forged"})
    assert TYPED not in sign_in_again(client, sent.person, response).content.decode()


@pytest.mark.parametrize("is_signed_in", [True, False])
def test_a_form_from_before_the_last_sign_in_leads_back_as_well(
    cast: Cast, signed_in: SignedIn, is_signed_in: bool
) -> None:
    """Its CSRF token is stale."""
    sent = return_a_figure(cast)
    client = Client(enforce_csrf_checks=True)
    client.force_login(sent.person, backend="plans.signed_in.Backend")
    data = marked(sent) | {"csrfmiddlewaretoken": "a" * 64}
    if is_signed_in:
        page = client.post(sent.address, data, follow=True)
        assert TYPED in fields_of(page)
        return
    end_session(client, "session gone")
    response = client.post(sent.address, data)
    assert response.url.startswith(reverse("sign_in"))  # type: ignore[attr-defined]
    client.force_login(sent.person, backend="plans.signed_in.Backend")
    assert TYPED in fields_of(client.get(reverse("review")))


@pytest.mark.parametrize("kind", ["of another person", "of another site"])
def test_a_stale_form_that_is_not_the_persons_own_is_refused(cast: Cast, signed_in: SignedIn, kind: str) -> None:
    sent = return_a_figure(cast)
    client = Client(enforce_csrf_checks=True)
    client.force_login(sent.person, backend="plans.signed_in.Backend")
    owner = cast.admin if kind == "of another person" else sent.person
    headers = {"Origin": "https://elsewhere.example"} if kind == "of another site" else {}
    data = sent.data | {OWNER: signed_owner(owner.pk)}
    assert client.post(sent.address, data, headers=headers).status_code == 403
    assert TYPED not in client.get(reverse("review")).content.decode()


def test_a_text_without_a_place_is_shown_in_words(cast: Cast, signed_in: SignedIn) -> None:
    """Meanwhile a colleague approved what the reviewer was about to return."""
    sent = return_a_figure(cast)
    client = signed_in(sent.person)
    end_session(client, "session gone")
    response = client.post(sent.address, marked(sent))
    Actual.objects.update(status="approved")
    page = sign_in_again(client, sent.person, response)
    assert TYPED not in fields_of(page)
    assert f"<li>{TYPED}</li>" in page.content.decode()


def test_what_somebody_else_stored_meanwhile_is_not_written_over(cast: Cast, signed_in: SignedIn) -> None:
    """The form keeps the version that the person saw."""
    sent = enter_a_figure_with_details(cast)
    client = signed_in(sent.person)
    end_session(client, "session gone")
    response = client.post(sent.address, marked(sent))
    cast.actual("55", by=cast.colleague)
    page = sign_in_again(client, sent.person, response)
    sent_again = lxml_html.document_fromstring(page.content.decode()).forms
    fields = next(dict(form.form_values()) for form in sent_again if "stage" in form.fields)
    answer = client.post(sent.address, fields | {"submit": "1"})
    assert answer.status_code == 422
    assert "c-colleague" in answer.content.decode()
    assert cast.indicator(1).actuals.get().value == 55


def test_a_text_that_is_too_long_to_keep_is_said_to_be(cast: Cast, signed_in: SignedIn) -> None:
    sent = return_a_figure(cast)
    client = signed_in(sent.person)
    end_session(client, "session gone")
    response = client.post(sent.address, marked(sent) | {"reason": "字" * (MAX_CHARACTERS + 1)})
    page = sign_in_again(client, sent.person, response).content.decode()
    assert _("Nothing was sent: you had to sign in again, and the text was too long to be kept.") in page


def test_passwords_are_not_kept(cast: Cast, signed_in: SignedIn) -> None:
    sent = change_the_password(cast)
    client = signed_in(sent.person)
    end_session(client, "session gone")
    client.post(sent.address, marked(sent))
    assert TYPED not in str(dict(client.session))


def test_who_must_change_a_first_password_is_led_back_after_that(cast: Cast, signed_in: SignedIn) -> None:
    sent = leave_a_note_on_a_task(cast)
    client = signed_in(sent.person)
    end_session(client, "session gone")
    response = client.post(sent.address, marked(sent))
    User.objects.filter(pk=sent.person.pk).update(has_first_password=True)
    page = sign_in_again(client, sent.person, response)
    assert page.request["PATH_INFO"] == reverse("password_change")
    new = {"old_password": "cast-password", "new_password1": "n-7-lang-genug", "new_password2": "n-7-lang-genug"}
    assert TYPED in fields_of(client.post(reverse("password_change"), new, follow=True))


ASK_BY_HTMX = {"HX-Request": "true", "HX-Current-URL": "http://testserver/review/?page=1"}
ASK_BY_FETCH = {"Accept": "application/json"}


@pytest.mark.parametrize("headers", [ASK_BY_HTMX, ASK_BY_FETCH])
def test_a_script_gets_401_with_a_sentence_and_the_way_to_sign_in(cast: Cast, headers: dict[str, str]) -> None:
    sent = return_a_figure(cast)
    for response in (Client().post(sent.address, sent.data, headers=headers), Client().get("/tasks/", headers=headers)):
        assert response.status_code == 401
        answer = response.content.decode() if headers == ASK_BY_HTMX else str(response.json())
        assert _(SIGNED_OUT) in answer
        assert reverse("sign_in") in answer
        assert headers != ASK_BY_HTMX or "%3Fpage%3D1" in answer  # to the page that asked, as it was narrowed
        assert "<form" not in answer


@pytest.mark.parametrize("headers", [ASK_BY_HTMX, ASK_BY_FETCH])
def test_a_script_gets_403_where_the_person_may_not(cast: Cast, signed_in: SignedIn, headers: dict[str, str]) -> None:
    sent = return_a_figure(cast)
    response = signed_in(cast.clerk).post(sent.address, sent.data, headers=headers)
    assert response.status_code == 403
    answer = response.content.decode() if headers == ASK_BY_HTMX else str(response.json())
    assert _("Your account has no right to do this.") in answer
    assert _(SIGNED_OUT) not in answer
    assert signed_in(cast.stranger).post(sent.address, sent.data, headers=headers).status_code == 404


def test_a_stale_list_is_loaded_again_with_the_text(cast: Cast, signed_in: SignedIn) -> None:
    sent = return_a_figure(cast)
    client = Client(enforce_csrf_checks=True)
    client.force_login(sent.person, backend="plans.signed_in.Backend")
    response = client.post(sent.address, marked(sent), headers=ASK_BY_HTMX)
    assert response.headers["HX-Redirect"] == reverse("review")
    assert TYPED in fields_of(client.get(reverse("review")))
    assert client.post(sent.address, marked(sent), headers=ASK_BY_FETCH).status_code == 403


@pytest.mark.django_db
def test_who_sends_no_cookies_reads_that_nobody_can_sign_in_so() -> None:
    """Behind HTTPS=1 over http: no browser sends them."""
    client, form = Client(enforce_csrf_checks=True), {"username": "leader", "password": "cast-password"}
    assert "https://" in client.post(reverse("sign_in"), form).content.decode()
    client.get(reverse("sign_in"))
    stale = client.post(reverse("sign_in"), form)
    assert stale.status_code == 403
    assert "https://" not in stale.content.decode()
