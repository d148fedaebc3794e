"""In time, late, overdue, not due yet: what a round makes of the report it asked for."""

import datetime as dt

import pytest
from django.utils import timezone

from plans.delivery import Delivery, delivery, delivery_in, year_rounds
from plans.models import Round
from tasks.models import TaskReport

DUE = dt.date(2023, 1, 31)
DAY = dt.timedelta(days=1)
ROUND = Round(year=2022, opens=dt.date(2023, 1, 1), due=DUE)
HALF = dt.date(2022, 6, 30)


def at(day: dt.date, hour: int = 12) -> dt.datetime:
    """That hour of the day here, which is another day in Greenwich before eight."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time(hour)))


def report(status: str, handed_in: dt.datetime | None = None, year: int = 2022, **fields: dt.date | None) -> TaskReport:
    """A report that was changed last long after its due date."""
    return TaskReport(
        status=status, year=year, handed_in_at=handed_in, changed_at=at(DUE + 90 * DAY), as_of=fields.get("as_of")
    )


@pytest.mark.parametrize("status", ["submitted", "approved"])
@pytest.mark.parametrize(
    ("handed_in", "expected"),
    [
        (at(DUE - DAY), Delivery.ON_TIME),
        (at(DUE, 23), Delivery.ON_TIME),
        (at(DUE + DAY, 0), Delivery.LATE),
        (at(DUE + 30 * DAY), Delivery.LATE),
        (None, Delivery.LATE),  # the day of the last change counts
    ],
)
def test_the_first_submission_is_measured_by_the_due_date(
    status: str, handed_in: dt.datetime | None, expected: Delivery
) -> None:
    assert delivery(report(status, handed_in), ROUND, DUE + 99 * DAY, []) == expected


@pytest.mark.parametrize(
    "found",
    [None, *(report(status, at(DUE - DAY)) for status in ("draft", "returned", "withdrawn", "reopened"))],
    ids=lambda found: getattr(found, "status", "nothing"),
)
@pytest.mark.parametrize(
    ("today", "expected"),
    [(DUE - DAY, Delivery.WAITING), (DUE, Delivery.WAITING), (DUE + DAY, Delivery.OVERDUE)],
)
def test_what_is_not_handed_in_is_overdue_after_the_due_date(
    found: TaskReport | None, today: dt.date, expected: Delivery
) -> None:
    assert delivery(found, ROUND, today, []) == expected


@pytest.mark.parametrize("found", [None, report("approved", at(DUE))], ids=["nothing", "approved"])
def test_where_no_round_asked_nothing_is_late(found: TaskReport | None) -> None:
    assert delivery(found, None, DUE + DAY, []) is None


@pytest.mark.parametrize(
    ("period", "expected"),
    [("h1", Delivery.ON_TIME), ("year", Delivery.OVERDUE)],  # the year's is still owed
)
def test_an_approved_half_years_report_answers_no_later_round(period: str, expected: Delivery) -> None:
    half = report("approved", at(DUE - DAY), as_of=HALF)
    assert delivery(half, Round(year=2022, period=period, due=DUE), DUE + DAY, []) == expected


@pytest.mark.parametrize(
    ("ends", "expected"),
    [
        (HALF, Delivery.ON_TIME),  # the plan ends with the half-year: nothing of its year is owed any more
        (HALF - DAY, Delivery.ON_TIME),
        (HALF + DAY, Delivery.OVERDUE),
        (HALF.replace(year=2023), Delivery.OVERDUE),
        (None, Delivery.OVERDUE),
    ],
)
def test_a_plan_that_ends_within_its_last_year_owes_nothing_for_what_follows(
    ends: dt.date | None, expected: Delivery
) -> None:
    round_ = Round(year=2022, due=DUE)
    vars(round_)["plan_ends"] = ends
    assert delivery(report("approved", at(DUE - DAY), as_of=HALF), round_, DUE + DAY, []) == expected


def test_only_the_whole_years_round_of_a_year_counts() -> None:
    half, next_year = Round(year=2022, period="h1", due=HALF), Round(year=2023, due=DUE)
    assert year_rounds([half, ROUND, next_year]) == {2022: ROUND, 2023: next_year}
    assert year_rounds([half]) == {}


@pytest.mark.parametrize(
    ("year", "expected"), [(2022, Delivery.LATE), (2023, Delivery.WAITING), (2024, Delivery.OVERDUE), (2025, None)]
)
def test_a_year_is_judged_by_its_own_report_and_round(year: int, expected: Delivery | None) -> None:
    reports = [report("approved", at(DUE), year=2025), report("submitted", at(DUE + DAY), year=2022)]
    rounds = [ROUND, Round(year=2023, due=DUE + 9 * DAY), Round(year=2024, due=DUE)]
    assert delivery_in(year, reports, rounds, DUE + 5 * DAY, []) == expected
