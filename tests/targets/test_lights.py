"""Lights of indicators: the year's figure against what is due by its day, hand-worked and searched."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.lights import Light, Lit, Rule, watches
from plans.models import LightRules, Plan, Report, Round
from targets.choices import Accumulation, Direction
from targets.lights import Reached, indicator_lights, path_reason
from targets.models import Actual
from targets.plan_figures import plan_figures
from targets.progress import Reading, Series, attainment_rate
from tests.cast import Cast

pytestmark = pytest.mark.django_db
TODAY = dt.date(2023, 11, 1)
HALF, QUARTER_3 = dt.date(2023, 6, 30), dt.date(2023, 9, 30)


def stored(cast: Cast, value: str, as_of: dt.date | None, seq: int = 1, status: str = "approved") -> None:
    """Report a figure of 2023 for the period that ends on `as_of`, or for the whole year."""
    row = cast.indicator(seq)
    actual = Actual.objects.filter(indicator=row, year=2023).first() or Actual(indicator=row, year=2023)
    actual.value, actual.as_of, actual.status = D(value), as_of, status
    actual.agency = row.current_reporter
    actual.changed_at = actual.handed_in_at = dt.datetime(2023, 7, 5, 9, tzinfo=dt.UTC)
    Actual.objects.save_with_history([actual], cast.clerk)


def opened(cast: Cast, **fields: object) -> Round:
    values = {"opens": dt.date(2023, 7, 1), "due": dt.date(2024, 1, 31)} | fields
    return Round.objects.create(plan=cast.plan, year=2023, **values)


def lights(cast: Cast, today: dt.date = TODAY, year: int = 2023) -> dict[int, Lit]:
    plan = Plan.objects.select_related("light_rules").prefetch_related("rounds", "phases").get(pk=cast.plan.pk)
    rows = plan_figures(plan, plan.indicators.active().with_series(), year, today).rows
    found = indicator_lights(rows, watches([plan], year, today), year)
    return {row.indicator.seq: found[row.indicator.pk] for row in rows if row.indicator.pk in found}


@pytest.mark.parametrize(
    ("value", "light", "words"),
    [
        # target 100, by 30 June 100 × 181 ÷ 365 = 49.589…
        ("34", Light.RED, "截至2023-06-30达应达进度的 68.6%，低于 70%"),
        ("35", Light.YELLOW, "截至2023-06-30达应达进度的 70.6%，低于 90%"),
        ("44", Light.YELLOW, "截至2023-06-30达应达进度的 88.7%，低于 90%"),
        ("45", None, ""),  # 90.7 %
        ("0", Light.RED, "截至2023-06-30达应达进度的 0.0%，低于 70%"),
    ],
)
def test_a_half_years_figure_against_its_path(cast: Cast, value: str, light: Light | None, words: str) -> None:
    opened(cast)
    stored(cast, value, HALF)
    found = lights(cast).get(1)
    assert (found.light, found.words) == (light, words) if found else light is None


def test_a_percent_under_a_mark_never_prints_as_it(cast: Cast) -> None:
    opened(cast)
    LightRules.objects.create(plan=cast.plan, yellow_below=D("90.8"))
    stored(cast, "45", HALF)  # 90.745…
    assert lights(cast)[1].words == "截至2023-06-30达应达进度的 90.7%，低于 90.8%"


def test_made_good_after_red_is_yellow_until_the_round_is_closed(cast: Cast) -> None:
    round_ = opened(cast)
    stored(cast, "30", HALF)
    stored(cast, "80", QUARTER_3)  # of 74.8
    found = lights(cast)[1]
    assert (found.light, found.reasons[0].rule) == (Light.YELLOW, Rule.MADE_GOOD)
    assert found.words == "截至2023-06-30曾只达应达进度的 60.5%，转好后仍保持黄灯"
    stored(cast, "120", None)
    assert lights(cast)[1].light == Light.YELLOW
    round_.close()
    assert 1 not in lights(cast)


def test_made_good_after_yellow_goes_out(cast: Cast) -> None:
    opened(cast)
    stored(cast, "40", HALF)
    assert lights(cast)[1].light == Light.YELLOW
    stored(cast, "80", QUARTER_3)
    assert lights(cast) == {}


def test_a_slip_set_right_leaves_no_light(cast: Cast) -> None:
    opened(cast)
    stored(cast, "5", HALF)
    stored(cast, "5", HALF, status=Report.Status.REOPENED)
    stored(cast, "50", HALF)
    assert lights(cast) == {}


def test_only_approved_figures_make_lights(cast: Cast) -> None:
    opened(cast)
    stored(cast, "5", HALF, status=Report.Status.SUBMITTED)
    assert lights(cast) == {}


def test_a_year_nobody_asks_for_and_a_closed_one_have_no_lights(cast: Cast) -> None:
    stored(cast, "5", HALF)
    assert lights(cast) == {}
    round_ = opened(cast, due=dt.date(2023, 9, 1))
    assert {seq: light.light for seq, light in lights(cast).items()} == {1: Light.RED, 2: Light.RED}
    assert [reason.rule for reason in lights(cast)[1].reasons] == [Rule.OVERDUE, Rule.PATH]
    round_.close()
    assert lights(cast) == {}


def test_a_late_report_is_yellow_and_a_due_one_yellow_within_seven_working_days(cast: Cast) -> None:
    opened(cast, due=dt.date(2023, 7, 1))
    stored(cast, "100", None)  # first handed in on 5 July
    assert lights(cast)[1].words == "2023-07-01截止，2023-07-05才报送；补报后仍保持黄灯"
    Round.objects.filter(plan=cast.plan, year=2023).update(due=dt.date(2023, 11, 10))
    assert lights(cast)[2].words == "2023-11-10截止，还有 7 个工作日，尚未报送"


def test_the_queries_do_not_grow(cast: Cast, django_assert_max_num_queries: object) -> None:
    opened(cast)
    for seq in (1, 2):
        stored(cast, "1", HALF, seq)
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        assert len(lights(cast)) == 2


PERCENTS = st.lists(st.decimals(0, 200, places=1), min_size=1, max_size=4)
BRIGHTNESS = {None: 0, Light.YELLOW: 1, Light.RED: 2}


def brightness(percents: list[D], rules: LightRules) -> int:
    figures = [Reached(dt.date(2023, month + 1, 1), percent) for month, percent in enumerate(percents)]
    reason = path_reason(rules, figures)
    return BRIGHTNESS[reason.light if reason else None]


@given(
    percents=PERCENTS,
    which=st.integers(0, 3),
    worse=st.decimals(0, 100, places=1),
    red=st.decimals(1, 90, places=1),
    room=st.decimals(0, 20, places=1),
    stays=st.booleans(),
)
def test_no_light_turns_better_while_a_figure_turns_worse(
    percents: list[D], which: int, worse: D, red: D, room: D, stays: bool
) -> None:
    rules = LightRules(red_below=red, yellow_below=red + room, stays_yellow=stays)
    lower = list(percents)
    lower[which % len(lower)] = max(D(0), lower[which % len(lower)] - worse)
    assert brightness(percents, rules) <= brightness(lower, rules)


@given(
    value=st.decimals(0, 300, places=2),
    worse=st.decimals(0, 300, places=2),
    day=st.dates(dt.date(2023, 1, 31), dt.date(2023, 12, 31)),
    direction=st.sampled_from(Direction),
    accumulation=st.sampled_from([Accumulation.SUM, Accumulation.LEVEL, Accumulation.EACH]),
)
def test_a_worse_value_never_has_a_better_light(
    value: D, worse: D, day: dt.date, direction: Direction, accumulation: Accumulation
) -> None:
    """The whole way from a value to its light: more is better, less is better, an allowance."""

    def light(reported: D) -> int:
        series = Series(
            2022, 2025, accumulation, direction, goal=D(400), targets={y: D(100) for y in range(2022, 2026)},
            readings={2023: Reading(reported, as_of=day)},
        )  # fmt: skip
        rate = attainment_rate(series, 2023)
        assert rate is not None
        percent = rate.percent if rate.percent is not None else D(100 if rate.is_met else 0)
        return brightness([percent], LightRules())

    assert light(value) <= light(max(D(0), value - worse) if direction == Direction.MORE else value + worse)
