"""The task report itself: what it lacks, what entry changes, and how a half-year's goes on as the year's."""

import datetime as dt
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from plans.models import Round
from tasks.models import Quantity, QuantityReached, TaskEvidence, TaskReport
from tests.cast import Cast
from tests.refusals import refused

TYPED = {"state": "under-way", "summary": "已部署", "percent": 40, "remark": ""}


def entered(cast: Cast, typed: dict[str, Any] | None = None, round_: Round | None = None) -> TaskReport:
    report = TaskReport(task=cast.plan.tasks.get(seq=1), year=2022, version=0)
    report.enter(TYPED | (typed or {}), cast.lead, cast.clerk, round_)
    TaskReport.objects.save_with_history([report], cast.clerk)
    return report


@pytest.mark.parametrize(
    ("typed", "how_many"),
    [
        ({}, 0),
        ({"percent": None}, 0),
        ({"state": "continuous", "percent": 100}, 0),
        ({"summary": ""}, 1),
        ({"summary": " \n"}, 1),
        ({"state": "not-started", "percent": None}, 0),
        ({"state": "not-started", "percent": 0}, 0),
        ({"state": "not-started", "percent": 1}, 1),
        ({"state": "delayed"}, 1),
        ({"state": "delayed", "remark": "资金未到位"}, 0),
        ({"state": "done", "percent": 100, "remark": "内部文件"}, 0),
        ({"state": "done", "percent": None, "remark": "内部文件"}, 0),
        ({"state": "done", "percent": 99, "remark": "内部文件"}, 1),
        ({"state": "done", "percent": 0, "remark": "内部文件"}, 1),
        ({"state": "done", "percent": 100}, 1),
        ({"state": "done", "percent": 50, "summary": ""}, 3),
    ],
)
def test_what_a_report_lacks(cast: Cast, typed: dict[str, Any], how_many: int) -> None:
    lacking = entered(cast, typed).lacks
    assert len(lacking) == len(set(lacking)) == how_many
    assert all(lacking)


def test_evidence_stands_for_a_remark(cast: Cast) -> None:
    report = entered(cast, {"state": "done", "percent": 100})
    TaskEvidence.objects.create(report=report, file=ContentFile(b"%PDF-1.7", "a.pdf"), name="名单.pdf", sha256="0")
    assert report.lacks == []


@pytest.mark.parametrize(("state", "is_asked"), [("done", True), ("under-way", False), ("delayed", False)])
def test_what_is_done_gives_each_promised_number(cast: Cast, state: str, is_asked: bool) -> None:
    report = entered(cast, {"state": state, "percent": None, "remark": "内部文件"})
    first, second = (
        Quantity.objects.create(task=report.task, seq=seq, text=text, value=50) for seq, text in enumerate("甲乙")
    )
    assert [line[-1] for line in report.lacks] == (["甲", "乙"] if is_asked else [])
    QuantityReached.objects.create(report=report, quantity=first, value=0)
    assert set(report.reached) == {first.pk}
    assert [line[-1] for line in report.lacks] == (["乙"] if is_asked else [])
    QuantityReached.objects.create(report=report, quantity=second, value=53)
    assert report.reached[second.pk].value == 53
    assert report.lacks == []


def test_entry_changes_what_was_typed_and_says_by_whom(cast: Cast) -> None:
    report = entered(cast, {"remark": "说明"})
    before = timezone.now()
    report.enter({"percent": 60}, cast.partner, cast.other_clerk)
    TaskReport.objects.save_with_history([report], cast.other_clerk)
    report.refresh_from_db()
    assert (report.state, report.summary, report.percent, report.remark) == ("under-way", "已部署", 60, "说明")
    assert (report.status, report.version) == ("draft", 2)
    assert (report.agency, report.author, report.is_invented) == (cast.partner, cast.other_clerk, False)
    assert before <= report.changed_at <= timezone.now()
    assert report.history.latest().history_user == cast.other_clerk


def test_what_a_demonstration_account_enters_is_invented(cast: Cast) -> None:
    cast.clerk.is_demo = True
    report = entered(cast)
    assert report.is_invented
    report.enter({}, cast.lead, cast.colleague)
    assert not report.is_invented


@pytest.mark.parametrize(("period", "as_of"), [("h1", dt.date(2022, 6, 30)), ("year", None)])
def test_a_report_is_of_the_period_that_the_round_asks_for(cast: Cast, period: str, as_of: dt.date | None) -> None:
    assert entered(cast, round_=Round(year=2022, period=period)).as_of == as_of


def test_entry_without_a_round_leaves_the_period(cast: Cast) -> None:
    report = entered(cast, round_=Round(year=2022, period="h1"))
    report.enter({}, cast.lead, cast.clerk)
    assert report.as_of == dt.date(2022, 6, 30)


def test_an_approved_half_years_report_goes_on_as_the_years(cast: Cast) -> None:
    report = entered(cast, round_=Round(year=2022, period="h1"))
    report.submit(cast.clerk)
    report.approve(cast.reviewer)
    with refused():
        report.enter({"percent": 80}, cast.lead, cast.clerk)
    with refused():
        report.enter({"percent": 80}, cast.lead, cast.clerk, Round(year=2022, period="h1"))
    report.enter({"percent": 80}, cast.lead, cast.clerk, Round(year=2022))
    assert (report.status, report.as_of, report.handed_in_at) == ("draft", None, None)
    assert (report.percent, report.summary, report.version) == (80, "已部署", 4)


def test_a_returned_half_years_report_stays_returned_while_it_is_entered(cast: Cast) -> None:
    half = Round(year=2022, period="h1")
    report = entered(cast, round_=half)
    report.submit(cast.clerk)
    first = report.handed_in_at
    report.return_for_correction(cast.reviewer, "请核对")
    report.enter({"percent": 80}, cast.lead, cast.clerk, half)
    assert (report.status, report.handed_in_at) == ("returned", first)
    assert report.reason == "请核对"
