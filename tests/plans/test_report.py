"""The way to approval, which a figure and a task report go alike: who may take which step, and what it records."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from plans.models import Membership, Report, User
from targets.models import Actual
from tasks.models import TaskReport
from tests.cast import Cast, make_user
from tests.refusals import refused

Kept = Actual | TaskReport

# status → the steps that are possible in it, and where each leads
STEPS = {
    "draft": {"submit": "submitted"},
    "submitted": {"withdraw": "withdrawn", "approve": "approved", "return_for_correction": "returned"},
    "returned": {"submit": "submitted"},
    "withdrawn": {"submit": "submitted"},
    "approved": {"reopen": "reopened"},
    "reopened": {"submit": "submitted"},
    "undone": {},  # of a record alone
}
JUDGED = {"approve": "submitted", "return_for_correction": "submitted", "reopen": "approved"}


def store(report: Kept, by: User) -> None:
    if isinstance(report, Actual):
        Actual.objects.save_with_history([report], by)
    else:
        TaskReport.objects.save_with_history([report], by)


@pytest.fixture(params=["figure", "task report"])
def report(request: pytest.FixtureRequest, cast: Cast) -> Kept:
    """A stored draft of 甲局, entered by its clerk."""
    if request.param == "figure":
        return cast.actual()
    report = TaskReport(task=cast.plan.tasks.get(seq=1), year=2022, version=0)
    report.enter({"state": "under-way", "summary": "已部署"}, cast.lead, cast.clerk)
    store(report, cast.clerk)
    return report


def take(report: Report, step: str, by: User, reason: str = "请核对") -> None:
    method: Callable[..., None] = getattr(report, step)
    method(by, *([reason] if step in ("return_for_correction", "reopen") else []))


def state_of(report: Report) -> tuple[Any, ...]:
    return report.status, report.version, report.reason, report.author_id, report.changed_at, report.handed_in_at


@pytest.mark.parametrize("status", list(Report.Status))
@pytest.mark.parametrize("step", ["submit", "withdraw", "approve", "return_for_correction", "reopen"])
def test_a_step_is_possible_in_its_status_only(cast: Cast, report: Kept, status: str, step: str) -> None:
    report.status = status
    before = state_of(report)
    by = cast.clerk if step in ("submit", "withdraw") else cast.reviewer
    if step in STEPS[status]:
        take(report, step, by)
        assert (report.status, report.version) == (STEPS[status][step], 2)
    else:
        with refused():
            take(report, step, by)
        assert state_of(report) == before


@pytest.mark.parametrize("person", ["colleague", "reviewer", "admin"])
def test_only_the_author_withdraws(cast: Cast, report: Kept, person: str) -> None:
    report.submit(cast.colleague)
    with refused():
        report.withdraw(getattr(cast, person))
    assert (report.status, report.author) == ("submitted", cast.clerk)
    report.withdraw(cast.clerk)
    assert report.status == "withdrawn"


@pytest.mark.parametrize("person", ["reviewer", "admin"])
@pytest.mark.parametrize("step", ["approve", "return_for_correction"])
def test_nobody_judges_what_he_or_she_entered_last(cast: Cast, report: Kept, person: str, step: str) -> None:
    author = getattr(cast, person)
    report.enter({}, cast.lead, author)
    report.submit(cast.clerk)
    with refused():
        take(report, step, author)
    assert report.status == "submitted"
    take(report, step, cast.admin if author == cast.reviewer else cast.reviewer)
    assert report.status == STEPS["submitted"][step]


def test_its_author_may_reopen_what_another_approved(cast: Cast, report: Kept) -> None:
    report.enter({}, cast.lead, cast.reviewer)
    report.submit(cast.reviewer)
    report.approve(cast.admin)
    report.reopen(cast.reviewer, "更正")
    assert report.status == "reopened"


@pytest.mark.parametrize("reason", ["", "  ", "\n\n", "\u200b\x00", "因" * 201])
@pytest.mark.parametrize("step", ["return_for_correction", "reopen"])
def test_a_step_back_needs_a_reason_of_bounded_length(cast: Cast, report: Kept, step: str, reason: str) -> None:
    report.status = JUDGED[step]
    before = state_of(report)
    with refused():
        take(report, step, cast.reviewer, reason)
    assert state_of(report) == before


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("请核对\n单位", "请核对 单位"),
        ("请核对\r\n单位", "请核对 单位"),
        ("  请核对 单位 \n", "请核对 单位"),
        ("请核对  单位", "请核对 单位"),
        ("请\x00核\u200b对", "请核对"),
        ("因" * 200, "因" * 200),
    ],
)
@pytest.mark.parametrize("step", ["return_for_correction", "reopen"])
def test_a_reason_is_kept_on_one_line(cast: Cast, report: Kept, step: str, given: str, kept: str) -> None:
    report.status = JUDGED[step]
    take(report, step, cast.reviewer, given)
    store(report, cast.reviewer)
    report.refresh_from_db()
    assert report.reason == kept
    assert report.history.latest().history_change_reason == kept


def test_a_reason_in_full_length_has_room_for_the_mark(cast: Cast, report: Kept) -> None:
    report.submit(cast.clerk)
    report.return_for_correction(cast.admin, "因" * 200)
    store(report, cast.admin)
    report.refresh_from_db()
    assert report.reason == "代审 " + "因" * 200
    assert report.history.latest().history_change_reason == report.reason


def test_every_step_is_kept_with_who_took_it_and_why(cast: Cast, report: Kept) -> None:
    steps = [
        ("submit", cast.colleague, "submitted", ""),
        ("withdraw", cast.clerk, "withdrawn", ""),
        ("submit", cast.clerk, "submitted", ""),
        ("return_for_correction", cast.reviewer, "returned", "请核对"),
        ("submit", cast.colleague, "submitted", ""),
        ("approve", cast.reviewer, "approved", ""),
        ("reopen", cast.reviewer, "reopened", "请核对"),
        ("submit", cast.clerk, "submitted", ""),
    ]
    for step, by, _status, _reason in steps:
        report.remark += "已核对" if step == "submit" else ""  # an answer to what was returned
        take(report, step, by)
        store(report, cast.outsider)  # whoever stores it
    first, *rows = report.history.order_by("history_id")
    assert (first.history_type, first.version, first.status, first.history_user) == ("+", 1, "draft", cast.clerk)
    for version, (row, (_step, by, status, reason)) in enumerate(zip(rows, steps, strict=True), 2):
        assert (row.history_type, row.version, row.status, row.history_user) == ("~", version, status, by)
        assert (row.history_change_reason or "", row.reason) == (reason, reason)
    report.refresh_from_db()
    assert (report.status, report.version, report.author, report.reason) == ("submitted", 9, cast.clerk, "")


def test_a_step_bears_the_time_at_which_it_was_taken(cast: Cast, report: Kept) -> None:
    type(report).objects.filter(pk=report.pk).update(changed_at=timezone.now() - dt.timedelta(days=9))
    report.refresh_from_db()
    before = timezone.now()
    report.submit(cast.clerk)
    assert before <= report.changed_at <= timezone.now()
    assert report.handed_in_at == report.changed_at


def test_a_returned_report_keeps_the_day_of_its_first_submission(cast: Cast, report: Kept) -> None:
    report.submit(cast.clerk)
    first = report.handed_in_at
    report.return_for_correction(cast.reviewer, "请核对")
    report.submit(cast.clerk)
    report.approve(cast.reviewer)
    report.reopen(cast.reviewer, "更正")
    report.submit(cast.clerk)
    assert first is not None
    assert (report.handed_in_at, report.changed_at > first) == (first, True)


def test_a_withdrawn_report_was_never_handed_in(cast: Cast, report: Kept) -> None:
    report.submit(cast.clerk)
    first = report.handed_in_at
    report.withdraw(cast.clerk)
    assert report.handed_in_at is None
    report.submit(cast.clerk)
    assert report.handed_in_at == report.changed_at != first


# who judges → whether the record bears the mark 代审
STEPS_IN: dict[str, tuple[Callable[[Cast], User], bool]] = {
    "a reviewer of the region": (lambda c: c.reviewer, False),
    "a reviewer by an agency of the region": (lambda c: make_user("x", "reviewer", agency=c.partner), False),
    "an administrator": (lambda c: c.admin, True),
    "an administrator who reviews the region": (lambda c: also(c.admin, region=c.here), False),
    "an administrator who reviews another region": (lambda c: also(c.admin, region=c.there), True),
}


def also(admin: User, **scope: Any) -> User:
    Membership.objects.create(user=admin, role="reviewer", **scope)
    return User.objects.get(pk=admin.pk)


@pytest.mark.parametrize("who", STEPS_IN)
@pytest.mark.parametrize("step", JUDGED)
def test_an_administrator_who_steps_in_is_marked(cast: Cast, report: Kept, step: str, who: str) -> None:
    person, is_marked = STEPS_IN[who]
    report.status = JUDGED[step]
    take(report, step, by := person(cast))
    store(report, by)
    reason = "" if step == "approve" else "请核对"
    expected = f"代审 {reason}".strip() if is_marked else reason
    assert report.reason == expected
    assert (report.history.latest().history_change_reason or "") == expected


def test_a_figure_of_no_agency_is_judged_in_place_of_nobody_known(cast: Cast, report: Kept) -> None:
    report.submit(cast.clerk)
    report.agency = None
    report.approve(cast.admin)
    assert (report.status, report.reason) == ("approved", "代审")


def test_a_locked_report_takes_no_entry(cast: Cast, report: Kept) -> None:
    for step, by in (("submit", cast.clerk), ("approve", cast.reviewer)):
        take(report, step, by)
        with refused():
            report.enter({}, cast.lead, cast.clerk)
    report.reopen(cast.reviewer, "更正")
    report.enter({}, cast.partner, cast.colleague)
    assert (report.agency, report.author, report.version) == (cast.partner, cast.colleague, 5)


@pytest.mark.parametrize(
    ("status", "handed_in", "kept"),
    [
        ("submitted", None, "then"),
        ("submitted", "later", "then"),
        ("approved", "earlier", "earlier"),
        ("draft", None, None),
        ("returned", "later", "later"),
    ],
)
def test_a_backdated_record_bears_the_time_it_is_given(
    cast: Cast, report: Kept, status: str, handed_in: str | None, kept: str | None
) -> None:
    then = timezone.now() - dt.timedelta(days=40)
    times = {None: None, "then": then, "earlier": then - dt.timedelta(days=2), "later": then + dt.timedelta(days=2)}
    report.status, report.handed_in_at = status, times[handed_in]
    report.backdate(then)
    store(report, cast.clerk)
    report.refresh_from_db()
    assert (report.changed_at, report.handed_in_at) == (then, times[kept])
    newest = report.history.order_by("history_id").last()
    assert newest is not None
    assert newest.history_date == then


def test_new_and_changed_figures_are_kept_together(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    old = [cast.actual(seq=1), cast.actual(seq=2)]
    for actual in old:
        actual.value = Decimal(7)
        del actual._history_user
    new = [Actual(indicator=cast.indicator(seq), year=2023, value=Decimal(8), agency=cast.lead) for seq in (1, 2)]
    with django_assert_num_queries(7):  # all or none; what is signed; new and changed ones, each with their records
        Actual.objects.save_with_history(iter([*old, *new]), cast.reviewer)
    for actual, kind, value in ((old[1], "~", 7), (new[1], "+", 8)):
        stored = Actual.objects.get(indicator=actual.indicator, year=actual.year)
        latest = stored.history.latest()
        assert (stored.value, latest.value) == (value, value)
        assert (latest.history_type, latest.history_user) == (kind, cast.reviewer)
    assert (old[0].history.count(), new[0].history.count()) == (2, 1)


def test_nothing_to_keep_asks_nothing(cast: Cast, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(2):  # the savepoint
        Actual.objects.save_with_history([], cast.clerk)


def test_reports_are_found_by_where_they_stand(cast: Cast) -> None:
    cast.actual(year=2022)
    waiting, approved = cast.submitted(year=2023), cast.approved(year=2024)
    of_plan = Actual.objects.filter(indicator__plan=cast.plan)
    assert list(of_plan.waiting()) == [waiting]
    assert list(of_plan.approved()) == [approved]
