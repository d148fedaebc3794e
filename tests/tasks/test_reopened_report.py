"""A reopened task report (domain.md §1): leaders keep the approved one, marked 更正中, until another is approved."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from documents.models import Snapshot
from plans.delivery import Delivery
from plans.models import Round
from targets.choices import IN_CORRECTION
from tasks.delivered import delivered
from tasks.models import Quantity, QuantityReached, Task, TaskReport
from tasks.progress import TaskYear, task_years
from tests.cast import Cast, SignedIn

FORM = {"state": "under-way", "summary": "已部署到位", "percent": "50", "remark": ""}


def send(client: Client, report: TaskReport | Task, **values: str) -> None:
    task = report.task if isinstance(report, TaskReport) else report
    stored = TaskReport.objects.filter(task=task, year=2022).first()
    data = FORM | {"version": str(stored.version if stored else 0)} | values
    answer = client.post(reverse("tasks:task_report", args=[task.pk, 2022]), data)
    assert answer.status_code == 302, answer.content.decode()


def step(client: Client, report: TaskReport, action: str) -> None:
    report.refresh_from_db()
    url = reverse("task_review_action", args=[report.pk, action])
    client.post(url, {"version": report.version, "reason": "数据有误"})


@pytest.fixture
def report(cast: Cast, signed_in: SignedIn) -> TaskReport:
    """甲局's report on task 1, approved in time and reopened after the due date."""
    task = cast.plan.tasks.get(seq=1)
    Quantity.objects.create(task=task, seq=1, text="超50家", operator=">", value=50, unit="家")
    quantity = task.quantities.get()
    send(signed_in(cast.clerk), task, submit="1", **{f"quantity_{quantity.pk}": "61"})
    report = TaskReport.objects.get(task=task, year=2022)
    step(signed_in(cast.reviewer), report, "approve")
    in_time = timezone.make_aware(dt.datetime(2023, 1, 20))
    TaskReport.objects.filter(pk=report.pk).update(handed_in_at=in_time)
    TaskReport.history.filter(id=report.pk).update(handed_in_at=in_time)
    Round.objects.filter(plan=cast.plan).update(due=dt.date(2023, 2, 1))
    step(signed_in(cast.reviewer), report, "reopen")
    return report


AFTERWARDS: dict[str, Callable[[Cast, SignedIn, TaskReport], object]] = {
    "reopened": lambda c, s, r: None,
    "a draft edited": lambda c, s, r: send(s(c.clerk), r, state="delayed", summary="另行部署", remark="场地未定"),
    "submitted": lambda c, s, r: send(s(c.clerk), r, state="delayed", summary="另行部署", remark="场地", submit="1"),
}


def in_year(cast: Cast) -> TaskYear:
    plan = cast.plan.__class__.objects.prefetch_related("rounds").get(pk=cast.plan.pk)
    return task_years([plan], 2022, timezone.localdate())[plan.pk][0]


@pytest.mark.parametrize("status", AFTERWARDS)
def test_state_and_delivery_stay_as_approved(cast: Cast, signed_in: SignedIn, report: TaskReport, status: str) -> None:
    AFTERWARDS[status](cast, signed_in, report)
    assert (in_year(cast).state, in_year(cast).delivery) == ("under-way", Delivery.ON_TIME)


@pytest.mark.parametrize("status", AFTERWARDS)
def test_the_lists_find_it_as_approved(cast: Cast, signed_in: SignedIn, report: TaskReport, status: str) -> None:
    AFTERWARDS[status](cast, signed_in, report)
    tasks, today = cast.plan.tasks.all(), timezone.localdate()
    assert report.task in delivered(tasks, Delivery.ON_TIME, 2022, today)
    assert report.task not in delivered(tasks, Delivery.OVERDUE, 2022, today)
    url = reverse("tasks:task_list", args=[cast.plan.slug]) + "?year=2022&state="
    found = signed_in(cast.leader).get(url + "under-way").content.decode()
    assert f"({IN_CORRECTION})" in found or f"（{IN_CORRECTION}）" in found
    assert "任务内容1" not in signed_in(cast.leader).get(url + "delayed").content.decode()
    assert (
        reverse("tasks:task_detail", args=[report.task_id])
        in signed_in(cast.leader).get(reverse("tasks:all_tasks")).content.decode()
    )


@pytest.mark.parametrize("status", AFTERWARDS)
def test_a_leader_reads_the_approved_one_with_its_numbers_and_mark(
    cast: Cast, signed_in: SignedIn, report: TaskReport, status: str
) -> None:
    quantity = report.task.quantities.get()
    AFTERWARDS[status](cast, signed_in, report)
    QuantityReached.objects.update_or_create(report=report, quantity=quantity, defaults={"value": Decimal(88)})
    page = signed_in(cast.leader).get(report.get_absolute_url()).content.decode()
    for words in ("已部署到位", "61 家", str(IN_CORRECTION)):
        assert words in page
    for words in ("另行部署", "场地", "88 家"):
        assert words not in page


def test_the_years_final_figures_hold_the_approved_one(cast: Cast, signed_in: SignedIn, report: TaskReport) -> None:
    AFTERWARDS["a draft edited"](cast, signed_in, report)
    Round.objects.filter(plan=cast.plan).update(status="closed")
    url = reverse("freeze_round", args=[cast.plan.rounds.get().pk])
    signed_in(cast.reviewer).post(url, {"signed": "c-reviewer"})
    kept = Snapshot.objects.get(round__plan=cast.plan).tasks.get(seq=1)
    assert (kept.state, kept.percent, kept.summary, kept.approved_by) == ("under-way", 50, "已部署到位", "c-reviewer")
