"""Role × action × own or other agency × own or other region × open, closed, frozen (domain.md §5), from the outside.

Whoever may do a thing in a state of the round changes something; for everybody else nothing changes: 404 where they
see nothing of the region, 403 where they lack the right, words where only the round stands in the way.
"""

import hashlib
import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook, load_workbook

from documents.models import Import, Snapshot
from plans.models import Agency, Extension, Membership, Plan, Reminder, Round, User
from targets.models import Actual, Evidence, Goal, PlanIndicator, YearTarget
from tasks.models import Note, Task, TaskEvidence, TaskPart, TaskReport
from tests.cast import Cast, SignedIn, make_user

PEOPLE = [
    "visitor", "leader", "clerk", "colleague", "other_clerk", "reviewer", "admin",
    "stranger", "away_clerk", "away_leader", "outsider",
]  # fmt: skip
SEE = {"leader", "clerk", "colleague", "other_clerk", "reviewer", "admin"}
OWN, GUIDE, MANAGE = {"clerk", "colleague"}, {"leader", "reviewer"}, {"reviewer", "admin"}
ANY, OPEN, CLOSED = {"open", "closed", "frozen"}, {"open"}, {"closed"}
NOT_FROZEN = {"open", "closed"}
RECORDED: list[Any] = [
    Actual.history, TaskReport.history, TaskPart.history, Evidence.history, TaskEvidence.history, Note.history,
    Round.history, PlanIndicator.history, Task.history, Snapshot.objects, YearTarget.history, Reminder.objects,
    Membership.objects, Import.objects, Agency.history, Extension.history, Goal.history,
]  # fmt: skip


@dataclass
class Setting:
    """What an action is tried on."""

    cast: Cast
    actual: Actual
    report: TaskReport
    evidence: Evidence
    task_evidence: TaskEvidence
    note: Note
    extension: Extension
    workbook: bytes = b""

    @property
    def revision(self) -> int:
        return Plan.objects.get(pk=self.cast.plan.pk).revision

    @property
    def row(self) -> PlanIndicator:
        return self.cast.indicator(1)

    @property
    def task(self) -> Task:
        return self.cast.plan.tasks.get(seq=1)


Attempt = Callable[[Client, Setting], Any]
ACTIONS: dict[str, tuple[set[str], set[str], str, Attempt]] = {}


def action(who: set[str], states: set[str], status: str = "draft") -> Callable[[Attempt], Attempt]:
    """An action, who may take it, in which states of the round, and on a figure and report of which status."""

    def keep(ask: Attempt) -> Attempt:
        ACTIONS[ask.__name__] = (who, states, status, ask)
        return ask

    return keep


def cell(it: Setting, value: str = "77") -> dict[str, str]:
    name = f"i{it.row.pk}y2022"
    return {f"{name}-text": value, f"{name}-version": str(it.actual.version)}


@action(OWN, OPEN)
def save_in_the_grid(client: Client, it: Setting) -> Any:
    return client.post(reverse("targets:entry", args=[it.cast.plan.slug]), cell(it))


@action(OWN, OPEN)
def save_by_script(client: Client, it: Setting) -> Any:
    url = reverse("targets:entry", args=[it.cast.plan.slug])
    return client.post(url, cell(it), headers={"Accept": "application/json"})


@action(OWN, OPEN)
def submit_figure(client: Client, it: Setting) -> Any:
    return client.post(reverse("targets:entry", args=[it.cast.plan.slug, 2022]), cell(it, "90") | {"submit": "1"})


@action(OWN, OPEN)
def save_a_cell_with_details(client: Client, it: Setting) -> Any:
    data = {"value": "77", "condition": "value", "stage": "final", "version": str(it.actual.version)}
    return client.post(reverse("targets:indicator_entry", args=[it.row.pk, 2022]), data)


@action({"clerk"}, OPEN, "submitted")
def withdraw(client: Client, it: Setting) -> Any:
    return client.post(reverse("targets:withdraw", args=[it.actual.pk]))


@action(OWN, OPEN)
def add_evidence(client: Client, it: Setting) -> Any:
    file = SimpleUploadedFile("新.pdf", b"%PDF-new")
    return client.post(reverse("targets:add_evidence", args=[it.actual.pk]), {"file": file})


@action(OWN, OPEN)
def remove_evidence(client: Client, it: Setting) -> Any:
    return client.post(reverse("targets:remove_evidence", args=[it.evidence.pk]))


@action(OWN, OPEN)
def upload_a_workbook(client: Client, it: Setting) -> Any:
    url = reverse("documents:upload_entry_workbook", args=[it.cast.plan.slug])
    page = client.post(url, {"file": SimpleUploadedFile("填报.xlsx", it.workbook)})
    return client.post(url, {"apply": page.context["signed"]}) if page.status_code == 200 else page


@action(MANAGE, NOT_FROZEN, "submitted")
def approve(client: Client, it: Setting) -> Any:
    return client.post(reverse("review_action", args=[it.actual.pk, "approve"]), {"version": it.actual.version})


@action(MANAGE, NOT_FROZEN, "submitted")
def return_for_correction(client: Client, it: Setting) -> Any:
    data = {"version": it.actual.version, "reason": "核对"}
    return client.post(reverse("review_action", args=[it.actual.pk, "return"]), data)


@action(MANAGE, NOT_FROZEN, "approved")
def reopen_a_figure(client: Client, it: Setting) -> Any:
    data = {"version": it.actual.version, "reason": "更正"}
    return client.post(reverse("review_action", args=[it.actual.pk, "reopen"]), data)


@action(MANAGE, NOT_FROZEN, "submitted")
def approve_the_picked(client: Client, it: Setting) -> Any:
    picks = [f"actual-{it.actual.pk}-{it.actual.version}", f"task-{it.report.pk}-{it.report.version}"]
    return client.post(reverse("review_many"), {"pick": picks, "approve": "1"})


@action(OWN, OPEN)
def save_a_task_report(client: Client, it: Setting) -> Any:
    data = {"state": "under-way", "summary": "新进展", "version": str(it.report.version)}
    return client.post(reverse("tasks:task_report", args=[it.task.pk, 2022]), data)


@action({"other_clerk"}, OPEN)
def add_a_part(client: Client, it: Setting) -> Any:
    return client.post(reverse("tasks:task_part", args=[it.task.pk, 2022]), {"text": "配合", "is_confirmed": "on"})


@action({"clerk"}, OPEN, "submitted")
def withdraw_a_task_report(client: Client, it: Setting) -> Any:
    return client.post(reverse("tasks:withdraw_report", args=[it.report.pk]))


@action(OWN, OPEN)
def add_task_evidence(client: Client, it: Setting) -> Any:
    file = SimpleUploadedFile("新.pdf", b"%PDF-new")
    return client.post(reverse("tasks:add_evidence", args=[it.report.pk]), {"file": file})


@action(OWN, OPEN)
def remove_task_evidence(client: Client, it: Setting) -> Any:
    return client.post(reverse("tasks:remove_evidence", args=[it.task_evidence.pk]))


@action(MANAGE, NOT_FROZEN, "submitted")
def approve_a_task_report(client: Client, it: Setting) -> Any:
    return client.post(reverse("task_review_action", args=[it.report.pk, "approve"]), {"version": it.report.version})


@action(GUIDE, ANY)
def leave_a_note(client: Client, it: Setting) -> Any:
    return client.post(reverse("tasks:note_on_indicator", args=[it.row.pk]), {"text": "请说明"})


@action(OWN, ANY)
def answer_a_note(client: Client, it: Setting) -> Any:
    return client.post(reverse("tasks:answer_note", args=[it.note.pk]), {"answer": "说明"})


@action(MANAGE, ANY)
def name_reporters(client: Client, it: Setting) -> Any:
    data = {"pick": [f"indicator-{it.row.pk}"], "reporter": str(it.cast.partner.pk), "reason": "分工"}
    return client.post(reverse("name_reporters", args=[it.cast.plan.slug]), data)


@action(MANAGE, NOT_FROZEN)
def revise_a_target(client: Client, it: Setting) -> Any:
    data = {"value": "130", "document": "甲政办〔2023〕1号", "reason": "调整"}
    return client.post(reverse("targets:revise_target", args=[it.row.pk, 2022]), data)


@action(MANAGE, ANY)
def give_the_base_of_a_goal(client: Client, it: Setting) -> Any:
    it.row.goals.update(basis="growth", base_value=None)
    data = {"value": "130", "source": "2021年统计公报"}
    return client.post(reverse("targets:give_base", args=[it.row.pk]), data)


@action(MANAGE, OPEN)
def send_a_reminder(client: Client, it: Setting) -> Any:
    return client.post(reverse("send_reminder", args=[it.cast.plan.rounds.get().pk, it.cast.lead.pk]))


@action({"admin"}, ANY)
def make_accounts(client: Client, it: Setting) -> Any:
    return client.post(reverse("accounts"), {"file": SimpleUploadedFile("人员.xlsx", people())})


@action({"admin"}, ANY)
def rename_an_agency(client: Client, it: Setting) -> Any:
    data = {"step": "rename", "name": "市新局", "last_day": "2023-01-31", "reason": "改名"}
    data["confirmed"] = "rename|市新局|None|2023-01-31|改名"
    return client.post(reverse("agency_step", args=[it.cast.lead.pk]), data)


@action({"admin"}, ANY)
def import_a_plan(client: Client, it: Setting) -> Any:
    text = "甲市知识产权方案（2031-2032年）\n序号|主要指标|2031年|2032年\n1|授权量（件）|1|2"
    return client.post(reverse("documents:upload"), {"file": SimpleUploadedFile("方案.txt", text.encode())})


@action(MANAGE, CLOSED)
def open_another_round_of_the_year(client: Client, it: Setting) -> Any:
    data = {"year": "2022", "period": "q3", "opens": "2022-10-01", "due": "2022-10-31"}
    return client.post(reverse("plans:round_list", args=[it.cast.plan.slug]), data)


@action(MANAGE, ANY)
def open_a_round(client: Client, it: Setting) -> Any:
    data = {"year": "2023", "period": "year", "opens": "2024-01-01", "due": "2024-01-31"}
    return client.post(reverse("plans:round_list", args=[it.cast.plan.slug]), data)


@action(MANAGE, OPEN)
def close_the_round(client: Client, it: Setting) -> Any:
    return client.post(reverse("plans:round_action", args=[it.cast.plan.rounds.get().pk, "close"]))


@action(MANAGE, OPEN)
def extend_the_round(client: Client, it: Setting) -> Any:
    data = {"due": "2999-03-31", "reason": "年鉴未出", "agency": ""}
    return client.post(reverse("plans:extend_round", args=[it.cast.plan.rounds.get().pk]), data)


@action(OWN, OPEN)
def ask_for_an_extension(client: Client, it: Setting) -> Any:
    data = {"due": "2999-03-31", "reason": "年鉴未出"}
    return client.post(reverse("plans:ask_extension", args=[it.cast.plan.rounds.get().pk, it.cast.lead.pk]), data)


@action(MANAGE, OPEN)
def decide_about_an_extension(client: Client, it: Setting) -> Any:
    return client.post(reverse("plans:decide_extension", args=[it.extension.pk, "give"]))


@action(MANAGE, CLOSED)
def reopen_the_round(client: Client, it: Setting) -> Any:
    url = reverse("plans:round_action", args=[it.cast.plan.rounds.get().pk, "reopen"])
    return client.post(url, {"reason": "补报"})


@action(MANAGE, CLOSED)
def make_final(client: Client, it: Setting) -> Any:
    return client.post(
        reverse("freeze_round", args=[it.cast.plan.rounds.get().pk]),
        {"signed": "c-reviewer" if client.session.get("_auth_user_id") == str(it.cast.reviewer.pk) else "c-admin"},
    )


@action({"admin"}, {"frozen"})
def lift_final_figures(client: Client, it: Setting) -> Any:
    url = reverse("lift_final", args=[Snapshot.objects.get(round__plan=it.cast.plan).pk])
    return client.post(url, {"document": "甲政办〔2026〕3号", "reason": "数据有误"})


def people() -> bytes:
    book = Workbook()
    sheet: Any = book.active
    sheet.append(["地区", "单位", "姓名", "角色", "手机", "邮箱", "用户名"])
    sheet.append(["甲市", "市甲局", "新人", "填报员", "", "", ""])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


OF_NO_PLAN = {"import_a_plan"}  # a document under review is of no plan yet
PREPARED = {"give_the_base_of_a_goal"}  # by a change of its own

# Whoever may open the page, but is told there why this is not theirs to do.
TOLD = {
    ("withdraw", "colleague"): 302,
    ("withdraw_a_task_report", "colleague"): 302,
    ("upload_a_workbook", "other_clerk"): 422,
}


@pytest.fixture
def it(cast: Cast, signed_in: SignedIn, settings: Any) -> Setting:
    settings.EMAIL_URL = "smtp://127.0.0.1"  # mails of a test stay in memory
    User.objects.filter(pk=cast.clerk.pk).update(email="clerk@example.org")
    make = {"role": Membership.Role.STAFF, "agency": cast.there.agencies.get()}
    cast.away_clerk = make_user("c-away-clerk", **make)  # type: ignore[attr-defined, arg-type]
    cast.away_leader = make_user("c-away-leader", "leader", region=cast.there)  # type: ignore[attr-defined]
    actual = cast.actual("90")
    report = TaskReport(task=cast.plan.tasks.get(seq=1), year=2022, version=0)
    report.enter({"state": "under-way", "summary": "进展"}, cast.lead, cast.clerk)
    TaskReport.objects.save_with_history([report], cast.clerk)
    file = {"file": "evidence/x.pdf", "name": "x.pdf", "sha256": "0"}
    return Setting(
        cast, actual, report,
        Evidence.objects.create(actual=actual, **file),
        TaskEvidence.objects.create(report=report, **file),
        Note.objects.create(indicator=cast.indicator(1), text="请说明", author=cast.leader),
        Extension.objects.create(
            round=cast.plan.rounds.get(), agency=cast.partner, old_due="2999-01-31", due="2999-02-28", reason="核对"
        ),
        filled_in(cast, signed_in),
    )  # fmt: skip


def filled_in(cast: Cast, signed_in: SignedIn) -> bytes:
    url = reverse("documents:download_entry_workbook", args=[cast.plan.slug])
    book = load_workbook(io.BytesIO(signed_in(cast.clerk).get(url).content))
    sheet: Any = book.active
    sheet["H4"] = 77
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def put(it: Setting, status: str, state: str) -> None:
    """The figure and the report in a status, the round in a state."""
    for report in (it.actual, it.report):
        type(report).objects.filter(pk=report.pk).update(status=status)
    it.cast.plan.rounds.update(status=state)
    lifted = None if state == "frozen" else timezone.now()
    signed = {"signed_by": it.cast.reviewer, "signed_name": "c-reviewer", "lifted_at": lifted}
    Snapshot.objects.get_or_create(round=it.cast.plan.rounds.get(), defaults=signed)


def fingerprint() -> list[int]:
    return [records.count() for records in RECORDED]


def client_of(it: Setting, person: str, signed_in: SignedIn) -> Client:
    if person == "visitor":
        return Client()
    return signed_in(User.objects.get(pk=getattr(it.cast, person).pk))


@pytest.mark.parametrize("person", PEOPLE)
@pytest.mark.parametrize("name", ACTIONS)
def test_the_matrix(it: Setting, signed_in: SignedIn, person: str, name: str) -> None:
    who, states, status, ask = ACTIONS[name]
    for state in ("open", "closed", "frozen"):
        with transaction.atomic():
            put(it, status, state)
            before, revision = fingerprint(), it.revision
            response = ask(client_of(it, person, signed_in), it)
            is_changed = fingerprint() != before
            # Whatever its pages can show raises the plan's revision, and nothing else does.
            if name not in PREPARED:
                assert (it.revision > revision) == (is_changed and name not in OF_NO_PLAN), state
            transaction.set_rollback(True)
        if person in who and state in states:
            assert is_changed, state
            continue
        assert not is_changed, state
        if person == "visitor" and name == "save_by_script":
            assert response.status_code == 401
        elif person == "visitor":
            assert response.url.startswith(reverse("sign_in"))
        elif person in who:
            assert response.status_code in (200, 302, 409, 422), state
        elif person in SEE:
            assert response.status_code == TOLD.get((name, person), 403), state
        else:
            assert response.status_code in (403, 404), state


READ = {
    "figure": ({"clerk", "colleague", "leader", "reviewer", "admin"}, "targets:evidence_file"),
    "task": ({"clerk", "colleague", "other_clerk", "leader", "reviewer", "admin"}, "tasks:evidence_file"),
}


@pytest.mark.parametrize("person", PEOPLE)
@pytest.mark.parametrize("of", READ)
def test_a_guessed_address_of_a_file(it: Setting, signed_in: SignedIn, person: str, of: str, tmp_path: Any) -> None:
    from django.core.files.base import ContentFile

    evidence: Any = it.evidence if of == "figure" else it.task_evidence
    content = b"%PDF-1.7"
    evidence.sha256 = hashlib.sha256(content).hexdigest()
    evidence.file.save("y.pdf", ContentFile(content))
    who, name = READ[of]
    response = client_of(it, person, signed_in).get(reverse(name, args=[evidence.pk]))
    if person == "visitor":
        assert response.url.startswith(reverse("sign_in"))  # type: ignore[attr-defined]
    else:
        assert response.status_code == (200 if person in who else 403 if person in SEE else 404)


def test_a_form_sent_again_changes_nothing_more(it: Setting, signed_in: SignedIn) -> None:
    """Replayed: the same figures, the same hand-in, the same approval."""
    put(it, "draft", "open")
    clerk, reviewer = client_of(it, "clerk", signed_in), client_of(it, "reviewer", signed_in)
    for client, ask in ((clerk, submit_figure), (clerk, save_a_task_report), (clerk, save_in_the_grid)):
        ask(client, it)
        before = fingerprint()
        ask(client, it)
        assert fingerprint() == before
    it.actual.refresh_from_db()
    approve(reviewer, it)
    before = fingerprint()
    approve(reviewer, it)
    assert fingerprint() == before


@pytest.mark.parametrize("field", ["status", "author", "agency", "is_invented", "reason", "changed_at"])
def test_what_no_form_has_can_not_be_sent(it: Setting, signed_in: SignedIn, field: str) -> None:
    put(it, "draft", "open")
    clerk = client_of(it, "clerk", signed_in)
    name = f"i{it.row.pk}y2022"
    forged = {field: "approved", f"{name}-{field}": "1", f"i{it.row.pk}-{field}": "1"}
    clerk.post(reverse("targets:entry", args=[it.cast.plan.slug]), cell(it) | forged)
    data = {"state": "done", "summary": "x", "version": str(it.report.version), field: "approved"}
    clerk.post(reverse("tasks:task_report", args=[it.task.pk, 2022]), data)
    it.actual.refresh_from_db()
    it.report.refresh_from_db()
    for report in (it.actual, it.report):
        assert (report.status, report.author, report.agency) == ("draft", it.cast.clerk, it.cast.lead)
        assert (report.reason, report.is_invented) == ("", False)
