"""A report beside the period that a round asks for: locked, earlier, or its answer."""

import datetime as dt

import pytest

from plans.models import Report, Round
from targets.models import Actual
from tasks.models import TaskReport
from tests.refusals import refused

HALF = dt.date(2022, 6, 30)
TODAY = dt.date(2023, 1, 20)


@pytest.mark.parametrize(
    ("status", "as_of", "with_round", "is_possible"),
    [
        *((status, None, True, True) for status in ("draft", "returned", "withdrawn", "reopened")),
        *((status, HALF, False, True) for status in ("draft", "returned", "withdrawn", "reopened")),
        *((status, as_of, False, False) for status in ("submitted", "approved") for as_of in (None, HALF)),
        ("submitted", HALF, True, False),
        ("approved", None, True, False),
        ("approved", HALF, True, True),  # the half-year's figure makes room for the year's
    ],
)
def test_what_is_locked(status: str, as_of: dt.date | None, with_round: bool, is_possible: bool) -> None:
    round_ = Round(year=2022) if with_round else None
    for report in (Actual(status=status, as_of=as_of), TaskReport(status=status, as_of=as_of)):
        if is_possible:
            report.require_editable(round_)
        else:
            with refused():
                report.require_editable(round_)


@pytest.mark.parametrize(
    ("status", "as_of", "period", "is_earlier"),
    [
        ("approved", HALF, "year", True),
        ("approved", HALF, "q3", True),
        ("approved", HALF, "h1", False),
        ("approved", HALF, "q1", False),
        ("approved", None, "year", False),
        ("submitted", HALF, "year", False),
        ("reopened", HALF, "year", False),
    ],
)
def test_what_was_approved_for_an_earlier_period(
    status: str, as_of: dt.date | None, period: str, is_earlier: bool
) -> None:
    round_ = Round(year=2022, period=period)
    for report in (Actual(status=status, as_of=as_of), TaskReport(status=status, as_of=as_of)):
        assert report.is_earlier_than(round_) == is_earlier
        if status == "approved":
            assert report.answers(round_, TODAY) != is_earlier


@pytest.mark.parametrize(
    ("status", "stage", "period", "is_earlier"),
    [
        ("approved", "flash", "year", True),
        ("approved", "flash", "h1", False),
        ("approved", "preliminary", "year", False),
        ("submitted", "flash", "year", False),
    ],
)
def test_a_flash_figure_is_earlier_than_the_years(status: str, stage: str, period: str, is_earlier: bool) -> None:
    assert Actual(status=status, stage=stage).is_earlier_than(Round(year=2022, period=period)) == is_earlier


@pytest.mark.parametrize("status", list(Report.Status))
def test_what_is_handed_in_or_approved_answers_a_round(status: str) -> None:
    for report in (Actual(status=status), TaskReport(status=status)):
        assert report.answers(Round(year=2022), TODAY) == (status in ("submitted", "approved"))


@pytest.mark.parametrize(
    ("condition", "days", "answers"),
    [
        ("not-published", None, True),
        ("not-published", 1, True),
        ("not-published", 0, True),
        ("not-published", -1, False),
        ("value", -1, True),
    ],
)
def test_a_promised_figure_answers_until_its_day(condition: str, days: int | None, answers: bool) -> None:
    expected_on = None if days is None else TODAY + dt.timedelta(days=days)
    actual = Actual(status="approved", condition=condition, expected_on=expected_on)
    assert actual.answers(Round(year=2022), TODAY) == answers
