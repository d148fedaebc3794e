"""Lights before the date: working days, what a date makes burn, hand-worked and searched."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from plans.lights import Light, Reason, Rule, delivery_reason, lit
from plans.models import Holiday, LightRules
from plans.working_days import WorkingDays

pytestmark = pytest.mark.django_db
USUAL = LightRules()
DUE = dt.date(2026, 1, 30)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("start", "end", "count"),
    [
        ("2025-09-30", "2025-10-08", 0),  # 国庆、中秋 8 天
        ("2025-09-30", "2025-10-11", 3),  # 9日、10日，周六 11 日调休上班
        ("2026-02-13", "2026-02-28", 6),  # 周六 14 日上班，春节 15–23 日，24–27 日和周六 28 日上班
        ("2026-05-08", "2026-05-10", 1),  # 周六 9 日上班
        ("2026-01-30", "2026-01-30", 0),
        ("2026-02-03", "2026-01-30", 0),
    ],
)
def test_holidays_and_weekends_that_are_worked(start: str, end: str, count: int) -> None:
    assert WorkingDays().between(day(start), day(end)) == count


def test_what_an_administrator_entered_comes_first() -> None:
    assert WorkingDays().knows(2026)
    assert not WorkingDays().knows(2044)
    assert not WorkingDays().is_working(day("2044-02-06"))  # a Saturday
    Holiday.objects.create(name="春节", starts=day("2044-01-30"), ends=day("2044-02-05"))
    Holiday.objects.create(name="春节", starts=day("2044-02-06"), ends=day("2044-02-06"), is_working=True)
    days = WorkingDays()
    assert days.knows(2044)
    assert days.is_working(day("2044-02-06"))
    assert not days.is_working(day("2044-02-04"))


def test_a_holiday_that_cannot_be_is_refused_in_words() -> None:
    turned = Holiday(name="春节", starts=day("2027-02-12"), ends=day("2027-02-05"))
    too_long = Holiday(name="春节", starts=day("2027-02-05"), ends=day("2028-02-12"))
    for holiday, words in ((turned, "结束日期早于开始日期"), (too_long, "不会超过一个月")):
        with pytest.raises(ValidationError, match=words):
            holiday.full_clean()


@pytest.mark.parametrize(
    ("today", "submitted", "light", "words"),
    [
        ("2026-01-20", None, None, ""),  # 8 working days left
        ("2026-01-21", None, Light.YELLOW, "2026-01-30截止，还有 7 个工作日，尚未报送"),
        ("2026-01-30", None, Light.YELLOW, "2026-01-30截止，还有 0 个工作日，尚未报送"),
        ("2026-01-31", None, Light.RED, "2026-01-30截止，已逾期 0 个工作日"),
        ("2026-02-02", None, Light.RED, "2026-01-30截止，已逾期 1 个工作日"),
        ("2026-02-02", "2026-01-29", None, ""),
        ("2026-02-02", "2026-01-30", None, ""),
        ("2026-02-02", "2026-01-31", Light.YELLOW, "2026-01-30截止，2026-01-31才报送；补报后仍保持黄灯"),
    ],
)
def test_what_a_due_date_makes_burn(today: str, submitted: str | None, light: Light | None, words: str) -> None:
    found = delivery_reason(USUAL, WorkingDays(), DUE, day(submitted) if submitted else None, day(today))
    assert (found.light, found.words) == (light, words) if found else light is None


def test_a_rule_that_is_switched_off_makes_nothing_burn() -> None:
    rules, days = LightRules(days_before=None, is_overdue_red=False, stays_yellow=False), WorkingDays()
    for today, submitted in (("2026-01-30", None), ("2026-02-02", None), ("2026-02-02", "2026-01-31")):
        assert delivery_reason(rules, days, DUE, day(submitted) if submitted else None, day(today)) is None


BRIGHTNESS = {None: 0, Light.YELLOW: 1, Light.RED: 2}


def brightness(reason: Reason | None) -> int:
    return BRIGHTNESS[reason.light if reason else None]


@given(
    due=st.dates(day("2024-01-01"), day("2026-12-31")),
    first=st.integers(-80, 80),
    later=st.integers(0, 80),
    before=st.none() | st.integers(0, 30),
)
def test_while_nothing_is_reported_no_light_turns_better(
    due: dt.date, first: int, later: int, before: int | None
) -> None:
    rules, days = LightRules(days_before=before), WorkingDays()
    start = due + dt.timedelta(days=first)
    one, two = (delivery_reason(rules, days, due, None, day) for day in (start, start + dt.timedelta(days=later)))
    assert brightness(one) <= brightness(two)


@given(due=st.dates(day("2024-01-01"), day("2026-12-31")), first=st.integers(-80, 80), later=st.integers(0, 80))
def test_a_later_report_never_has_a_better_light(due: dt.date, first: int, later: int) -> None:
    submitted = due + dt.timedelta(days=first)
    today, days = due + dt.timedelta(days=300), WorkingDays()
    one, two = (
        delivery_reason(USUAL, days, due, day, today) for day in (submitted, submitted + dt.timedelta(days=later))
    )
    assert brightness(one) <= brightness(two)


def test_the_worst_of_several_reasons_counts_and_stands_first() -> None:
    yellow, red = Reason(Light.YELLOW, Rule.DUE, "黄"), Reason(Light.RED, Rule.PATH, "红")
    found = lit([yellow, red])
    assert found is not None
    assert (found.light, found.words) == (Light.RED, "红；黄")
    assert lit([]) is None
