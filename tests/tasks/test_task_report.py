"""Task reports: by the lead, with the parts of those who share the task, on their way to approval."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.translation import gettext as _

from plans.models import Round, User
from tasks.entry import TaskEntry
from tasks.models import Quantity, Task, TaskEvidence, TaskPart, TaskReport
from tasks.saving import save_reports
from tests.cast import Cast, SignedIn

REPORT = {"state": "under-way", "summary": "已制定方案", "version": "0"}


def url(cast: Cast, seq: int = 1, year: int = 2022) -> str:
    return reverse("tasks:task_report", args=[cast.plan.tasks.get(seq=seq).pk, year])


def send(
    cast: Cast, signed_in: SignedIn, fields: dict[str, str], button: str = "submit", by: User | None = None
) -> Any:
    return signed_in(by or cast.clerk).post(url(cast), REPORT | fields | {button: "1"})


def stored(cast: Cast) -> TaskReport:
    return TaskReport.objects.get(task=cast.plan.tasks.get(seq=1))


def test_a_report_goes_from_the_lead_to_the_task_page(cast: Cast, signed_in: SignedIn) -> None:
    assert send(cast, signed_in, {"percent": "40"}).status_code == 302
    report = stored(cast)
    assert (report.status, report.agency, report.percent) == ("submitted", cast.lead, 40)
    page = reverse("tasks:task_detail", args=[report.task_id])
    assert "已制定方案" not in signed_in(cast.leader).get(page).content.decode()
    queue = signed_in(cast.reviewer).get(reverse("review")).content.decode()
    assert "已制定方案" in queue
    action = reverse("task_review_action", args=[report.pk, "approve"])
    signed_in(cast.reviewer).post(action, {"version": report.version})
    told = signed_in(cast.leader).get(page).content.decode()
    for words in ("已制定方案", "c-clerk", "c-reviewer", "已审核"):
        assert words in told


def test_nothing_is_handed_in_without_words(cast: Cast, signed_in: SignedIn) -> None:
    response = send(cast, signed_in, {"summary": " "})
    assert response.status_code == 422
    assert _("Please say in a few words how the task stands.") in response.content.decode()
    assert stored(cast).status == "draft"


def test_done_needs_evidence_or_a_remark_and_the_promised_number(cast: Cast, signed_in: SignedIn) -> None:
    task = cast.plan.tasks.get(seq=1)
    quantity = Quantity.objects.create(task=task, seq=1, text="超50家", operator=">", value=50, unit="家")
    page = send(cast, signed_in, {"state": "done"}).content.decode()
    assert _("Done needs evidence, or a remark why there is none.") in page
    assert "请填写完成数：超50家" in page
    report = stored(cast)
    evidence = reverse("tasks:add_evidence", args=[report.pk])
    signed_in(cast.clerk).post(evidence, {"file": SimpleUploadedFile("名单.pdf", b"%PDF-1.7")})
    number = {f"quantity_{quantity.pk}": "53"}
    assert send(cast, signed_in, {"state": "done", "version": str(report.version)} | number).status_code == 302
    report = stored(cast)
    assert (report.status, report.quantities.get().value) == ("submitted", 53)


def test_a_remark_stands_for_evidence(cast: Cast, signed_in: SignedIn) -> None:
    assert send(cast, signed_in, {"state": "done", "remark": "会议纪要为内部文件"}).status_code == 302


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [({"percent": "140"}, "100"), ({"state": "finished"}, "finished"), ({"percent": "viel"}, "只填数字")],
)
def test_bad_input_is_named_and_stays(cast: Cast, signed_in: SignedIn, fields: dict[str, str], sentence: str) -> None:
    response = signed_in(cast.clerk).post(url(cast), REPORT | fields | {"submit": "1"})
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert "已制定方案" in response.content.decode()
    assert not TaskReport.objects.filter(task__plan=cast.plan).exists()


def test_of_two_people_the_second_sees_both_and_chooses(cast: Cast, signed_in: SignedIn) -> None:
    send(cast, signed_in, {"summary": "先写的"}, "save", cast.colleague)
    response = send(cast, signed_in, {"summary": "后写的"})
    page = response.content.decode()
    assert response.status_code == 422
    for words in ("c-colleague", "先写的", "后写的"):
        assert words in page
    assert stored(cast).summary == "先写的"
    asked = {"version": "1", "asked": "1", "summary": "后写的"}
    assert _("Please choose which of the two reports stands.") in send(cast, signed_in, asked).content.decode()
    assert send(cast, signed_in, asked | {"choice": "mine"}).status_code == 302
    assert stored(cast).summary == "后写的"


def test_a_partner_adds_its_part_and_the_lead_sees_who_is_missing(cast: Cast, signed_in: SignedIn) -> None:
    send(cast, signed_in, {}, "save")
    assert _("not confirmed yet") in signed_in(cast.clerk).get(url(cast)).content.decode()
    part = reverse("tasks:task_part", args=[cast.plan.tasks.get(seq=1).pk, 2022])
    signed_in(cast.other_clerk).post(part, {"text": "已培训两期", "is_confirmed": "on"})
    page = signed_in(cast.clerk).get(url(cast)).content.decode()
    assert "已培训两期" in page
    assert _("not confirmed yet") not in page
    assert send(cast, signed_in, {"version": "1"}).status_code == 302
    signed_in(cast.other_clerk).post(part, {"text": "改"})
    assert TaskPart.objects.get().text == "已培训两期"


def test_nobody_reviews_an_own_report_and_a_return_keeps_its_reason(cast: Cast, signed_in: SignedIn) -> None:
    send(cast, signed_in, {})
    report = stored(cast)
    TaskReport.objects.filter(pk=report.pk).update(author=cast.reviewer)
    decision = {"version": str(report.version), "reason": "请补充数据"}
    back = reverse("task_review_action", args=[report.pk, "return"])
    assert (
        _("Nobody reviews what he or she entered, in whole or in part, since the last approval.")
        in signed_in(cast.reviewer).post(back, decision, follow=True).content.decode()
    )
    TaskReport.objects.filter(pk=report.pk).update(author=cast.clerk)
    signed_in(cast.reviewer).post(back, decision)
    assert (stored(cast).status, stored(cast).reason) == ("returned", "请补充数据")
    assert "请补充数据" in signed_in(cast.clerk).get(reverse("todo")).content.decode()


def test_a_task_without_a_lead_is_reported_by_the_first_agency_until_one_is_named(
    cast: Cast, signed_in: SignedIn
) -> None:
    page = signed_in(cast.other_clerk).get(url(cast, 2)).content.decode()
    assert "暂定" in page
    task = cast.plan.tasks.get(seq=2)
    task.name_reporter(cast.lead, "分工")
    assert signed_in(cast.other_clerk).post(url(cast, 2), REPORT).status_code == 403
    assert signed_in(cast.clerk).post(url(cast, 2), REPORT | {"save": "1"}).status_code == 302
    assert not task.assignments.filter(role="lead").exists()


def test_a_closed_round_takes_no_report(cast: Cast, signed_in: SignedIn) -> None:
    cast.plan.rounds.get().close()
    assert send(cast, signed_in, {}).status_code == 409
    assert not TaskReport.objects.filter(task__plan=cast.plan).exists()


@pytest.mark.parametrize(
    ("person", "status"),
    [("clerk", 200), ("other_clerk", 200), ("leader", 200), ("reviewer", 200), ("admin", 200), ("stranger", 404)],
)
def test_files_are_given_to_those_who_may_read_them(cast: Cast, signed_in: SignedIn, person: str, status: int) -> None:
    send(cast, signed_in, {}, "save")
    add = reverse("tasks:add_evidence", args=[stored(cast).pk])
    signed_in(cast.clerk).post(add, {"file": SimpleUploadedFile("名单.pdf", b"%PDF-1.7")})
    file = reverse("tasks:evidence_file", args=[TaskEvidence.objects.get().pk])
    assert signed_in(getattr(cast, person)).get(file).status_code == status


def test_a_report_is_withdrawn_by_its_author(cast: Cast, signed_in: SignedIn) -> None:
    send(cast, signed_in, {})
    withdraw = reverse("tasks:withdraw_report", args=[stored(cast).pk])
    assert (
        _("Only the person who entered a value can withdraw it.")
        in signed_in(cast.colleague).post(withdraw, follow=True).content.decode()
    )
    signed_in(cast.clerk).post(withdraw)
    assert stored(cast).status == "withdrawn"


def test_a_confirmation_needs_a_report_and_falls_with_it(cast: Cast, signed_in: SignedIn) -> None:
    part = reverse("tasks:task_part", args=[cast.plan.tasks.get(seq=1).pk, 2022])
    early = signed_in(cast.other_clerk).post(part, {"text": "配合", "is_confirmed": "on"}, follow=True)
    assert _("The lead has not written its report yet: there is nothing to confirm.") in early.content.decode()
    send(cast, signed_in, {}, "save")
    signed_in(cast.other_clerk).post(part, {"text": "配合", "is_confirmed": "on"})
    assert TaskPart.objects.get().is_confirmed
    send(cast, signed_in, {"summary": "改写", "version": str(stored(cast).version)}, "save")
    assert not TaskPart.objects.get().is_confirmed


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"state": "not-started", "percent": "80"}, "应为 0"),
        ({"state": "done", "percent": "60", "remark": "无"}, "应为 100"),
        ({"state": "delayed"}, "说明原因和措施"),
    ],
)
def test_state_and_percentage_fit(cast: Cast, signed_in: SignedIn, fields: dict[str, str], sentence: str) -> None:
    assert sentence in send(cast, signed_in, fields).content.decode()
    assert stored(cast).status == "draft"


def test_a_round_closed_meanwhile_takes_no_report(cast: Cast) -> None:
    from django.http import QueryDict
    from django.utils import timezone

    data = QueryDict(mutable=True)
    data.update(REPORT)
    task = Task.objects.with_agencies().prefetch_related("plan__rounds").get(plan=cast.plan, seq=1)
    entry = TaskEntry(task, 2022, cast.clerk, timezone.localdate(), data)
    cast.plan.rounds.get().close()
    save_reports([entry], cast.clerk, submit=True)
    assert not entry.is_stored
    assert not TaskReport.objects.filter(task=task).exists()


def test_the_half_years_report_goes_on_as_the_years(cast: Cast, signed_in: SignedIn) -> None:
    cast.plan.rounds.update(period="h1")
    send(cast, signed_in, {})
    TaskReport.objects.update(status="approved")
    cast.plan.rounds.get().close()
    Round.objects.create(plan=cast.plan, year=2022, opens="2023-01-01", due="2999-01-01")
    assert "任务 1 项，待报 1 项" in signed_in(cast.clerk).get(reverse("todo")).content.decode()
    assert send(cast, signed_in, {"version": str(stored(cast).version)}).status_code == 302
    assert (stored(cast).status, stored(cast).as_of) == ("submitted", None)
