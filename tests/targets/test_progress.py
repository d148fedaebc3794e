"""The worked cases of domain.md §3, and more worked by hand."""

import datetime as dt
from decimal import Decimal as D
from typing import Any

import pytest

from targets import progress
from targets.choices import Accumulation, Condition, Direction, State
from targets.progress import BenchmarkSource, Lack, Ratio, Reading, Series, Start, Tally


def series(accumulation: str | None, actuals: dict[int, str] | None = None, **more: Any) -> Series:
    """A series of 2022-2025 in plain strings."""
    targets = {year: D(value) for year, value in more.pop("targets", {}).items()}
    goal = more.pop("goal", None)
    readings = {year: Reading(D(value)) for year, value in (actuals or {}).items()}
    return Series(
        first_year=more.pop("first_year", 2022),
        last_year=2025,
        accumulation=Accumulation(accumulation) if accumulation else None,
        targets=targets,
        goal=None if goal is None else D(goal),
        readings=more.pop("readings", readings),
        **more,
    )


def percent(result: object) -> str:
    assert isinstance(result, Ratio)
    assert result.percent is not None
    return str(progress.rounded(result.percent))


TARGETS_3 = {2022: "3000", 2023: "3000", 2024: "4000"}


def test_a_level_is_not_divided_by_summed_targets() -> None:
    level = series(
        "level",
        {2022: "100", 2023: "200", 2024: "300"},
        targets={2022: "100", 2023: "200", 2024: "300"},
        goal="300",
    )
    assert percent(progress.to_date(level, 2024)) == "100.0"
    assert percent(progress.goal_rate(level, 2024)) == "100.0"


def test_a_sum_adds_up_over_the_years() -> None:
    grants = series("sum", {2022: "3300", 2023: "2700"}, targets=TARGETS_3, goal="10000")
    assert percent(progress.attainment_rate(grants, 2022)) == "110.0"
    assert percent(progress.attainment_rate(grants, 2023)) == "90.0"
    assert percent(progress.to_date(grants, 2024)) == "100.0"
    assert percent(progress.goal_rate(grants, 2024)) == "60.0"
    assert progress.expected_progress(grants, 2023) == 60
    assert progress.variance(grants, 2024) == 0
    remaining = progress.remaining(grants, 2024)
    assert remaining.printed == {2024: D(4000)}
    assert remaining.printed_total == remaining.distance == 4000
    assert (remaining.years_left, remaining.per_year) == (2, D(2000))


def test_a_mark_of_every_year_once_failed_stays_failed() -> None:
    pct = series("each", {2022: "120", 2023: "160"}, targets=dict.fromkeys((2022, 2023, 2024), "150"), goal="150")
    assert percent(progress.attainment_rate(pct, 2022)) == "80.0"
    assert percent(progress.attainment_rate(pct, 2023)) == "106.7"
    assert progress.to_date(pct, 2024) == Tally(met=1, due=2, failed=(2022,))
    goal = progress.goal_rate(pct, 2024)
    assert isinstance(goal, Tally)
    assert not goal.is_met


def test_a_level_without_yearly_targets_follows_the_line_from_its_baseline() -> None:
    def at(year: int, actual: str) -> Series:
        return series("level", {year: actual}, goal="18", start=Start(2020, D("9.2")), first_year=2021)

    early = at(2022, "12.72")
    assert progress.benchmark(early, 2022) == progress.Benchmark(D("12.72"), BenchmarkSource.ESTIMATED)
    assert percent(progress.attainment_rate(early, 2022)) == "100.0"
    assert percent(progress.increment_rate(early, 2022)) == "40.0"
    assert progress.expected_progress(early, 2022) == 40
    assert progress.variance(early, 2022) == 0
    late = at(2025, "13.6")
    assert percent(progress.attainment_rate(late, 2025)) == "75.6"
    assert percent(progress.increment_rate(late, 2025)) == "50.0"


def test_less_is_better_turns_ratios_round_and_keeps_the_sign_of_differences() -> None:
    less = series(
        "level", {2024: "12"}, targets={2022: "20", 2023: "15", 2024: "10"}, goal="10",
        start=Start(2021, D(25)), direction=Direction.LESS,
    )  # fmt: skip
    assert percent(progress.attainment_rate(less, 2024)) == "83.3"
    assert percent(progress.increment_rate(less, 2024)) == "86.7"
    behind = progress.variance(less, 2024)
    assert behind is not None
    assert progress.rounded(behind) == D("-13.3")


@pytest.mark.parametrize(
    ("target", "actual", "expected"),
    [("10", "8", "125.0"), ("10", "0", None), ("0", "0", None)],
)
def test_less_is_better_at_and_below_its_target_is_met(target: str, actual: str, expected: str | None) -> None:
    less = series("each", {2022: actual}, targets={2022: target}, direction=Direction.LESS)
    rate = progress.attainment_rate(less, 2022)
    assert rate is not None
    assert rate.is_met
    assert (rate.percent is None) if expected is None else (percent(rate) == expected)
    assert progress.state(less, 2022) == State.MET


def test_a_target_of_zero_is_met_or_not_without_a_percent() -> None:
    for actual, state in (("0", State.MET), ("3", State.MET), ("-1", State.BEHIND)):
        zero = series("sum", {2022: actual}, targets={2022: "0"})
        rate = progress.attainment_rate(zero, 2022)
        assert rate is not None
        assert rate.percent is None
        assert progress.state(zero, 2022) == state


def test_half_a_year_is_held_against_half_the_target() -> None:
    half = {2022: Reading(D(80), as_of=dt.date(2022, 6, 30))}
    sum_ = series("sum", readings=half, targets={2022: "160"}, goal="160")
    rate = progress.attainment_rate(sum_, 2022)
    assert rate is not None
    assert rate.is_met
    assert rate.is_partial
    assert progress.state(sum_, 2022) == State.MET
    assert progress.to_date(sum_, 2022) is None
    assert progress.goal_rate(sum_, 2022) is None
    assert progress.means([(sum_, D(1))], 2022).reported_count == 0


def test_half_a_year_of_a_level_is_held_against_the_line_from_last_year() -> None:
    readings = {2022: Reading(D(100)), 2023: Reading(D(150), as_of=dt.date(2023, 12, 30))}
    level = series("level", readings=readings, targets={2022: "100", 2023: "200"}, goal="300")
    rate = progress.attainment_rate(level, 2023)
    assert rate is not None
    assert rate.whole == D(100) + D(100) * (D(364) / 365)


@pytest.mark.parametrize("accumulation", ["sum", "level", "each"])
def test_without_a_target_the_last_year_is_held_against_the_goal(accumulation: str) -> None:
    row = series(accumulation, {2022: "40", 2025: "50"}, targets={2022: "40"}, goal="100")
    source = BenchmarkSource.TOTAL if accumulation == "sum" else BenchmarkSource.GOAL
    assert progress.benchmark(row, 2025) == progress.Benchmark(D(100), source)
    assert percent(progress.attainment_rate(row, 2025)) == ("90.0" if accumulation == "sum" else "50.0")


def test_a_sum_without_yearly_targets_asks_for_an_even_share_each_year() -> None:
    new = series("sum", {2022: "9", 2023: "6"}, goal="30")
    assert progress.benchmark(new, 2022) == progress.Benchmark(D("7.5"), BenchmarkSource.ESTIMATED)
    assert percent(progress.attainment_rate(new, 2022)) == "120.0"
    assert progress.expected_progress(new, 2023) == 50
    assert percent(progress.to_date(new, 2023)) == "100.0"
    assert progress.variance(new, 2023) == 0


def test_a_ratio_without_a_baseline_must_stand_at_its_full_mark_every_year() -> None:
    closure = series("level", {2022: "81"}, goal="90", is_ratio=True)
    assert progress.benchmark(closure, 2022).value == 90
    assert progress.state(closure, 2022) == State.NEAR
    assert progress.expected_progress(closure, 2022) == 100


def test_a_level_without_baseline_has_no_measure_until_the_last_year() -> None:
    level = series("level", {2022: "12"}, goal="18")
    assert progress.benchmark(level, 2022) == progress.Benchmark(lack=Lack.NO_BASELINE)
    assert progress.state(level, 2022) == State.NO_TARGET
    assert progress.expected_progress(level, 2022) is None
    assert progress.benchmark(level, 2025).value == 18


def test_an_undecided_accumulation_has_yearly_rates_only() -> None:
    row = series(None, {2022: "60", 2023: "77", 2025: "90"}, targets={2022: "60", 2023: "70"}, goal="100")
    assert percent(progress.attainment_rate(row, 2023)) == "110.0"
    assert progress.benchmark(row, 2024) == progress.Benchmark(lack=Lack.UNDECIDED)
    assert percent(progress.attainment_rate(row, 2025)) == "90.0"
    for figure in (progress.to_date, progress.expected_progress, progress.goal_rate, progress.variance):
        assert figure(row, 2025) is None


def test_a_relative_goal_leaves_the_last_year_without_a_measure() -> None:
    madrid = series("level", {2022: "1061"}, targets={2022: "1058"})
    assert progress.benchmark(madrid, 2025) == progress.Benchmark(lack=Lack.NO_GOAL)
    assert percent(progress.attainment_rate(madrid, 2022)) == "100.3"
    assert progress.goal_rate(madrid, 2022) is None


def test_missing_years_are_named_and_never_zero() -> None:
    gap = series("sum", {2022: "3300", 2024: "4000"}, targets=TARGETS_3, goal="10000")
    to_date, goal = progress.to_date(gap, 2024), progress.goal_rate(gap, 2024)
    assert isinstance(to_date, Ratio)
    assert isinstance(goal, Ratio)
    assert to_date.missing == goal.missing == (2023,)
    assert (to_date.part, to_date.whole) == (D(7300), D(7000))
    assert goal.part == 7300


def test_a_condition_is_no_value() -> None:
    readings = {
        2022: Reading(None, Condition.NOT_APPLICABLE),
        2023: Reading(None, Condition.NOT_PUBLISHED),
        2024: Reading(D(4000)),
    }
    row = series("sum", readings=readings, targets=TARGETS_3, goal="10000")
    assert progress.attainment_rate(row, 2022) is None
    assert not progress.is_expected(row, 2022)
    assert progress.state(row, 2023) == State.UNREPORTED
    assert row.gaps(2024) == (2023,)


def test_a_year_past_its_due_date_without_a_report_is_overdue_and_fails_a_yearly_mark() -> None:
    row = series("each", {2023: "160"}, targets={2022: "150", 2023: "150"}, goal="150", overdue=frozenset({2022}))
    assert progress.state(row, 2022) == State.OVERDUE
    assert progress.state(row, 2024) == State.UNREPORTED
    assert progress.to_date(row, 2023) == Tally(met=1, due=2, failed=(2022,))


def test_an_overdue_year_is_missing_in_every_sum() -> None:
    row = series("sum", {2022: "3300", 2023: "2700"}, targets=TARGETS_3, goal="10000", overdue=frozenset({2024}))
    to_date = progress.to_date(row, 2024)
    assert isinstance(to_date, Ratio)
    assert to_date.missing == (2024,)


def test_what_does_not_apply_is_not_unreported() -> None:
    row = series("each", readings={2022: Reading(None, Condition.NOT_APPLICABLE)}, targets={2022: "5"}, goal="5")
    assert progress.state(row, 2022) == State.NO_TARGET
    assert progress.means([(row, D(1))], 2022).expected_count == 0


def test_where_baseline_and_goal_are_equal_there_is_no_increment() -> None:
    flat = series("level", {2022: "95"}, goal="95", start=Start(2021, D(95)))
    assert progress.increment_rate(flat, 2022) is None
    assert percent(progress.goal_rate(flat, 2022)) == "100.0"
    assert progress.variance(flat, 2022) == 0


def test_the_trend_needs_two_years_and_is_a_mean_or_a_line() -> None:
    assert progress.trend(series("sum", {2022: "5"}, goal="30"), 2025) == {}
    assert progress.trend(series("sum", {2022: "5", 2023: "7"}, goal="30"), 2023) == {2024: 6, 2025: 6}
    assert progress.trend(series("level", {2022: "5", 2023: "7"}, goal="30"), 2023) == {2024: 9, 2025: 11}


def test_a_level_says_how_far_it_is_from_its_goal() -> None:
    level = series("level", {2023: "7"}, goal="10")
    assert progress.remaining(level, 2024).distance == 3
    less = series("level", {2023: "7"}, goal="10", direction=Direction.LESS)
    assert progress.remaining(less, 2024).distance == 0


def test_a_milestone_is_due_in_the_last_year() -> None:
    built = series("milestone", {2025: "1"}, goal="1")
    assert progress.benchmark(built, 2022) == progress.Benchmark(lack=Lack.NOT_DUE)
    assert progress.state(built, 2025) == State.MET


def test_means_count_the_unreported_as_zero_and_cap_what_is_over() -> None:
    rows = [
        (series("sum", {2022: "3300"}, targets={2022: "3000"}, goal="10000"), D(1)),
        (series("sum", {2022: "45"}, targets={2022: "50"}, goal="150"), D(2)),
        (series("sum", targets={2022: "50"}, goal="150"), D(1)),
        (series("level", {2022: "5"}, goal="9"), D(1)),
    ]
    means = progress.means(rows, 2022)
    assert means.assessed == 70  # (100 + 2 × 90 + 0) / 4
    assert means.reported is not None
    assert progress.rounded(means.reported) == D("93.3")
    assert means.uncapped is not None
    assert progress.rounded(means.uncapped) == D("96.7")
    assert (means.reported_count, means.expected_count, means.is_thin) == (2, 3, True)


def test_the_means_of_nothing_are_nothing() -> None:
    means = progress.means([], 2022)
    assert (means.assessed, means.reported, means.uncapped, means.is_thin) == (None, None, None, False)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("99.95", "99.9"),
        ("99.999", "99.9"),
        ("100", "100.0"),
        ("89.96", "90.0"),
        ("-5.05", "-5.1"),
        ("130.25", "130.3"),
    ],
)
def test_below_a_hundred_never_reads_a_hundred(value: str, text: str) -> None:
    assert str(progress.rounded(D(value))) == text
