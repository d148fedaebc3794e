"""Reopened (domain.md §1): until approved again, leaders keep the last approved record, marked 更正中."""

import datetime as dt
import io
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from documents.models import Snapshot
from ipplans.region_rows import region_rows
from plans.models import Plan, Round
from targets.choices import IN_CORRECTION, STATE_SHAPES, State
from targets.models import Actual, PlanIndicator
from targets.plan_figures import PlanFigures, plan_figures
from tests.cast import Cast, SignedIn

PAST = dt.date(2023, 2, 1)
DRAFT, SUBMITTED = "draft", "submitted"


def past_due(cast: Cast) -> None:
    cast.plan.rounds.update(due=PAST)


def step(client: Client, actual: Actual, action: str, reason: str = "年鉴更正") -> int:
    """Take a step of review over HTTP, on what is stored."""
    actual.refresh_from_db()
    url = reverse("review_action", args=[actual.pk, action])
    return client.post(url, {"version": actual.version, "reason": reason}).status_code


def enter(client: Client, actual: Actual, text: str, submit: bool = False, remark: str = "更正") -> int:
    """Type a value into the grid; return the answer's status."""
    actual.refresh_from_db()
    name = f"i{actual.indicator_id}y{actual.year}"
    data = {f"{name}-text": text, f"{name}-version": str(actual.version), f"{name}-remark": remark}
    grid = reverse("targets:entry", args=[actual.indicator.plan.slug, actual.year])
    return client.post(grid, data | ({"submit": "1"} if submit else {})).status_code


def reopened(cast: Cast, signed_in: SignedIn, value: str = "99") -> Actual:
    actual = cast.approved(value)
    past_due(cast)
    step(signed_in(cast.reviewer), actual, "reopen")
    return actual


# each status after a reopening → how one comes there over HTTP
AFTERWARDS: dict[str, Callable[[Cast, SignedIn, Actual], object]] = {
    "reopened": lambda c, s, a: None,
    "a draft edited": lambda c, s, a: enter(s(c.clerk), a, "1370"),
    "a draft emptied": lambda c, s, a: enter(s(c.clerk), a, ""),
    "submitted": lambda c, s, a: enter(s(c.clerk), a, "1370", submit=True),
    "returned": lambda c, s, a: (enter(s(c.clerk), a, "1370", submit=True), step(s(c.reviewer), a, "return")),
    "withdrawn": lambda c, s, a: (
        enter(s(c.clerk), a, "1370", submit=True),
        s(c.clerk).post(reverse("targets:withdraw", args=[a.pk])),
    ),
}


def figures(cast: Cast) -> PlanFigures:
    plan = Plan.objects.prefetch_related("rounds").get(pk=cast.plan.pk)
    return plan_figures(plan, plan.indicators.active().with_figures(), 2022, timezone.localdate())


@pytest.mark.parametrize("status", AFTERWARDS)
def test_leaders_keep_the_approved_value_whatever_the_status(cast: Cast, signed_in: SignedIn, status: str) -> None:
    actual = reopened(cast, signed_in)
    AFTERWARDS[status](cast, signed_in, actual)
    cell = figures(cast).rows[0].now
    assert (cell.value, cell.state, cell.is_in_correction) == (99, State.NEAR, True)
    assert figures(cast).means.reported == 99
    assert [row.indicator.seq for row in figures(cast).in_correction] == [1]


@pytest.mark.parametrize("status", AFTERWARDS)
def test_every_page_of_a_leader_shows_it_with_its_mark(cast: Cast, signed_in: SignedIn, status: str) -> None:
    actual = reopened(cast, signed_in)
    AFTERWARDS[status](cast, signed_in, actual)
    pages = [
        reverse("overview") + "?year=2022",
        reverse("region_detail", args=[cast.here.slug]) + "?year=2022",
        reverse("indicator_detail", args=[actual.indicator_id]) + "?year=2022",
        reverse("agency_detail", args=[cast.lead.pk]) + "?year=2022",
        reverse("cockpit", args=[cast.here.slug]) + "?year=2022",
    ]
    for address in pages:
        page = signed_in(cast.leader).get(address).content.decode()
        assert "99.0%" in page, address
        assert str(IN_CORRECTION) in page, address
        assert "1,370" not in page, address


def test_the_year_first_shown_stays_while_its_only_value_is_being_corrected(cast: Cast, signed_in: SignedIn) -> None:
    reopened(cast, signed_in)
    for address in (reverse("overview"), reverse("region_detail", args=[cast.here.slug])):
        assert "99.0%" in signed_in(cast.leader).get(address).content.decode()


def test_the_target_workbook_holds_it_with_its_mark(cast: Cast, signed_in: SignedIn) -> None:
    reopened(cast, signed_in)
    url = reverse("documents:target_export", args=[cast.plan.slug, "xlsx"]) + "?year=2022"
    sheet = load_workbook(io.BytesIO(signed_in(cast.leader).get(url).content)).active
    cells = {cell for row in sheet.iter_rows(values_only=True) for cell in row}  # type: ignore[union-attr]
    assert 99 in cells
    assert f"{STATE_SHAPES[State.NEAR]}{State.NEAR.label}({IN_CORRECTION})" in cells


def test_the_mean_of_the_region_does_not_fall(cast: Cast, signed_in: SignedIn) -> None:
    actual = cast.approved("99")
    cast.approved("6.5", seq=2)
    past_due(cast)

    def mean() -> Decimal | None:
        return region_rows([cast.plan], 2022, timezone.localdate())[0].figures.means.assessed

    before = mean()
    step(signed_in(cast.reviewer), actual, "reopen")
    assert before == mean() == Decimal("99.5")


def test_the_newer_one_counts_with_the_switch_and_after_its_approval(cast: Cast, signed_in: SignedIn) -> None:
    actual = reopened(cast, signed_in)
    enter(signed_in(cast.clerk), actual, "1370", submit=True)
    page = reverse("region_detail", args=[cast.here.slug]) + "?year=2022"
    assert "1,370.0%" in signed_in(cast.leader).get(page + "&values=submitted").content.decode()
    step(signed_in(cast.reviewer), actual, "approve")
    after = signed_in(cast.leader).get(page).content.decode()
    assert "1,370.0%" in after
    assert str(IN_CORRECTION) not in after


def test_the_newest_approval_counts_by_its_number_not_by_its_date(cast: Cast, signed_in: SignedIn) -> None:
    actual = reopened(cast, signed_in)
    enter(signed_in(cast.clerk), actual, "95", submit=True)
    step(signed_in(cast.reviewer), actual, "approve")
    newest = Actual.history.filter(id=actual.pk, status="approved").order_by("-history_id")[0]
    newest.history_date = timezone.now() - dt.timedelta(days=900)
    newest.save()
    step(signed_in(cast.reviewer), actual, "reopen")
    assert figures(cast).rows[0].now.value == 95


def test_who_works_on_it_sees_both_values_and_a_leader_one(cast: Cast, signed_in: SignedIn) -> None:
    actual = reopened(cast, signed_in)
    enter(signed_in(cast.clerk), actual, "1270")
    url = reverse("indicator_detail", args=[actual.indicator_id])
    for person, sees_both in ((cast.clerk, True), (cast.reviewer, True), (cast.leader, False), (cast.stranger, False)):
        page = signed_in(person).get(url).content.decode()
        assert ("1,270" in page) == sees_both
        assert ("99.0%" in page) == (person != cast.stranger)


def test_a_reviewer_sees_the_approved_value_beside_the_new_one(cast: Cast, signed_in: SignedIn) -> None:
    actual = reopened(cast, signed_in, "93.5")
    enter(signed_in(cast.clerk), actual, "1370", submit=True)
    page = signed_in(cast.reviewer).get(reverse("review")).content.decode()
    assert str(IN_CORRECTION) in page
    assert ("93.5" in page, "1,370" in page) == (True, True)


def test_what_was_never_approved_waits_as_before(cast: Cast, signed_in: SignedIn) -> None:
    actual = cast.submitted("99")
    step(signed_in(cast.reviewer), actual, "return")
    cell = figures(cast).rows[0].now
    assert (cell.actual, cell.is_in_correction) == (None, False)


def test_a_value_is_reported_in_time_while_its_approved_record_counts(cast: Cast, signed_in: SignedIn) -> None:
    actual = reopened(cast, signed_in)
    Actual.history.filter(id=actual.pk).update(handed_in_at=timezone.make_aware(dt.datetime(2023, 1, 20)))
    page = signed_in(cast.reviewer).get(reverse("missing", args=[cast.plan.slug])).content.decode()
    assert "授权量" not in page
    assert figures(cast).overdue == [figures(cast).rows[1]]
    todo = signed_in(cast.clerk).get(reverse("todo")).content.decode()
    assert "年鉴更正" in todo


def test_withdrawing_a_correction_leaves_the_first_submission(cast: Cast, signed_in: SignedIn) -> None:
    actual = reopened(cast, signed_in)
    first = Actual.objects.get(pk=actual.pk).handed_in_at
    AFTERWARDS["withdrawn"](cast, signed_in, actual)
    actual.refresh_from_db()
    assert (actual.status, actual.handed_in_at) == ("withdrawn", first)


@pytest.mark.parametrize("status", [name for name in AFTERWARDS if name != "submitted"])
def test_a_year_is_frozen_with_the_approved_record(cast: Cast, signed_in: SignedIn, status: str) -> None:
    actual = reopened(cast, signed_in)
    AFTERWARDS[status](cast, signed_in, actual)
    Round.objects.filter(plan=cast.plan).update(status="closed")
    url = reverse("freeze_round", args=[cast.plan.rounds.get().pk])
    signed_in(cast.reviewer).post(url, {"signed": "c-reviewer"})
    figure = Snapshot.objects.get(round__plan=cast.plan).figures.get(seq=1)
    assert (figure.value, figure.state, figure.entered_by, figure.approved_by) == (99, "near", "c-clerk", "c-reviewer")


def test_a_value_approved_without_a_record_gets_one_when_it_is_reopened(cast: Cast, signed_in: SignedIn) -> None:
    actual = Actual.objects.create(indicator=cast.indicator(), year=2022, value=97, agency=cast.lead, status="approved")
    Actual.history.filter(id=actual.pk).delete()
    step(signed_in(cast.reviewer), actual, "reopen")
    assert figures(cast).rows[0].now.value == 97


def test_the_approved_figure_of_the_half_year_stays_while_the_year_is_entered(cast: Cast, signed_in: SignedIn) -> None:
    actual = cast.approved("45")
    half = dt.date(2022, 6, 30)
    Actual.objects.filter(pk=actual.pk).update(as_of=half)
    Actual.history.filter(id=actual.pk).update(as_of=half)
    assert enter(signed_in(cast.clerk), actual, "98") == 302
    cell = figures(cast).rows[0].now
    assert (cell.value, cell.actual and cell.actual.as_of, cell.is_in_correction) == (45, half, False)


def test_one_query_more_at_most_however_many_are_reopened(
    cast: Cast, signed_in: SignedIn, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    cast.approved("99")
    rows = PlanIndicator.objects.filter(plan=cast.plan).with_figures()
    for actual, more in ((None, 8), (cast.approved("6.5", seq=2), 9)):
        if actual:
            step(signed_in(cast.reviewer), actual, "reopen")
        with django_assert_num_queries(more):
            for row in rows.all():
                for stored in row.actuals.all():
                    assert stored.approved
