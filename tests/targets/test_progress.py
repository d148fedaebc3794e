"""The worked cases of domain.md §3, and more worked by hand."""

import dataclasses
import datetime as dt
from decimal import Decimal as D
from typing import Any

import pytest

from targets import progress
from targets.choices import Accumulation, Condition, Direction, Judgement, State
from targets.progress import BenchmarkSource, Lack, Ratio, Reading, Series, Start, Tally, Unjudged


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


def judged(row: Series, until: int) -> Judgement:
    found = progress.outlook(row, until)
    assert found is not None
    return found.judgement


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
    remaining = progress.remaining(dataclasses.replace(grants, this_year=2024), 2024)
    assert remaining.printed == {2024: D(4000)}
    assert remaining.printed_total == remaining.distance == 4000
    assert (remaining.years_left, remaining.per_year) == (2, D(2000))


def test_a_mark_of_every_year_once_failed_stays_failed() -> None:
    pct = series("each", {2022: "120", 2023: "160"}, targets=dict.fromkeys((2022, 2023, 2024), "150"), goal="150",
                 is_every_year=True)  # fmt: skip
    assert percent(progress.attainment_rate(pct, 2022)) == "80.0"
    assert percent(progress.attainment_rate(pct, 2023)) == "106.7"
    assert progress.to_date(pct, 2024) == Tally(met=1, due=2, failed=(2022,))
    goal = progress.goal_rate(pct, 2024)
    assert isinstance(goal, Tally)
    assert not goal.is_met
    assert judged(pct, 2023) == Judgement.SLOW


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


def test_half_a_year_is_held_against_half_the_target_and_is_no_report_of_the_year() -> None:
    half = {2022: Reading(D(80), as_of=dt.date(2022, 6, 30))}
    sum_ = series("sum", readings=half, targets={2022: "160"}, goal="160", asked=frozenset({2022}))
    rate = progress.attainment_rate(sum_, 2022)
    assert rate is not None
    assert rate.is_met
    assert rate.is_partial
    assert progress.state(sum_, 2022) == State.UNREPORTED
    assert progress.state(dataclasses.replace(sum_, overdue=frozenset({2022})), 2022) == State.OVERDUE
    assert progress.to_date(sum_, 2022) is None
    assert progress.goal_rate(sum_, 2022) is None
    assert progress.means([(sum_, D(1))], 2022).reported_count == 0


def test_half_a_year_of_a_level_is_held_against_the_line_from_last_year() -> None:
    readings = {2022: Reading(D(100)), 2023: Reading(D(150), as_of=dt.date(2023, 12, 30))}
    level = series("level", readings=readings, targets={2022: "100", 2023: "200"}, goal="300")
    rate = progress.attainment_rate(level, 2023)
    assert rate is not None
    assert rate.whole == D(100) + D(100) * 364 / 365


def test_what_is_due_within_a_year_never_passes_its_target_nor_falls_below_nothing() -> None:
    readings = {2022: Reading(D(250)), 2023: Reading(D(150), as_of=dt.date(2023, 6, 30))}
    beyond = series("level", readings=readings, targets={2022: "100", 2023: "200"}, goal="300")
    rate = progress.attainment_rate(beyond, 2023)
    assert rate is not None
    assert rate.whole == 200


def test_the_goal_of_a_sum_reached_by_its_printed_targets_leaves_the_last_year_without_a_measure() -> None:
    grants = series("sum", {2022: "3090", 2023: "3120", 2024: "4320", 2025: "1"}, targets=TARGETS_3, goal="10000",
                    asked=frozenset({2025}))  # fmt: skip
    assert progress.benchmark(grants, 2025) == progress.Benchmark(lack=Lack.SUMS_TO_GOAL)
    assert progress.attainment_rate(grants, 2025) is None
    assert progress.state(grants, 2025) == State.NO_TARGET
    assert percent(progress.goal_rate(grants, 2025)) == "105.3"
    assert judged(grants, 2025) == Judgement.DONE_EARLY
    means = progress.means([(grants, D(1))], 2025)
    assert (means.due_count, means.measured_count, means.reported_count) == (1, 0, 1)


def test_a_half_year_of_a_sum_whose_goal_is_reached_has_no_rate() -> None:
    readings = {2022: Reading(D(12000)), 2025: Reading(D(50), as_of=dt.date(2025, 6, 30))}
    row = series("sum", readings=readings, targets=TARGETS_3, goal="10000")
    assert progress.attainment_rate(row, 2025) is None
    assert progress.state(row, 2025) == State.UNREPORTED


def test_the_last_year_of_a_sum_asks_for_what_the_printed_years_leave() -> None:
    row = series("sum", {2025: "10"}, targets={2022: "50", 2023: "60", 2024: "70"}, goal="200")
    assert progress.benchmark(row, 2025) == progress.Benchmark(D(20), BenchmarkSource.BALANCE)
    assert percent(progress.attainment_rate(row, 2025)) == "50.0"
    gap = series("sum", targets={2022: "50", 2024: "70"}, goal="200")
    assert (
        progress.benchmark(gap, 2023) == progress.benchmark(gap, 2025) == progress.Benchmark(lack=Lack.PARTLY_PRINTED)
    )


@pytest.mark.parametrize("accumulation", ["level", "each"])
def test_without_a_target_the_last_year_is_held_against_the_goal(accumulation: str) -> None:
    row = series(accumulation, {2022: "40", 2025: "50"}, targets={2022: "40"}, goal="100")
    assert progress.benchmark(row, 2025) == progress.Benchmark(D(100), BenchmarkSource.GOAL)
    assert percent(progress.attainment_rate(row, 2025)) == "50.0"


def test_a_sum_without_yearly_targets_asks_for_its_share_each_year() -> None:
    new = series("sum", {2022: "9", 2023: "6"}, goal="30")
    assert progress.benchmark(new, 2022) == progress.Benchmark(D("7.5"), BenchmarkSource.ESTIMATED)
    assert percent(progress.attainment_rate(new, 2022)) == "120.0"
    assert progress.expected_progress(new, 2023) == 50
    assert percent(progress.to_date(new, 2023)) == "100.0"
    assert progress.variance(new, 2023) == 0


def test_whole_pieces_are_not_cut_into_halves() -> None:
    new = series("sum", {2022: "9", 2023: "6"}, goal="30", is_whole=True)
    assert [progress.benchmark(new, year).value for year in new.years] == [8, 7, 8, 7]
    assert progress.expected_progress(new, 2022) == 25  # the path is not rounded
    level = series("level", {2022: "203"}, goal="300", start=Start(2021, D(201)), is_whole=True)
    assert [progress.benchmark(level, year).value for year in level.years] == [226, 251, 276, 300]
    less = series("level", goal="201", start=Start(2021, D(300)), is_whole=True, direction=Direction.LESS)
    assert [progress.benchmark(less, year).value for year in less.years] == [275, 250, 225, 201]


def test_a_goal_under_ten_pieces_is_not_cut_into_years() -> None:
    few = series("sum", {2022: "2", 2023: "1", 2025: "1"}, goal="6", is_whole=True)
    assert progress.benchmark(few, 2022) == progress.benchmark(few, 2025) == progress.Benchmark(lack=Lack.SMALL)
    assert progress.state(few, 2022) == State.NO_TARGET
    # 1.5, 3 and 4.5 pieces: counted as 1, 3 and 4 of 6
    assert [progress.rounded(progress.expected_progress(few, y) or D(-1)) for y in few.years] == [
        D("16.7"), D("50.0"), D("66.7"), D("100.0"),
    ]  # fmt: skip
    way = series("level", {2022: "101"}, goal="104", start=Start(2021, D(100)), is_whole=True)
    assert progress.benchmark(way, 2022) == progress.Benchmark(lack=Lack.SMALL)
    assert progress.benchmark(way, 2025).value == 104
    assert progress.expected_progress(way, 2022) == 25
    less = series("level", goal="100", start=Start(2021, D(106)), is_whole=True, direction=Direction.LESS)
    assert progress.expected_progress(less, 2022) == progress.ratio(D(1), D(6)).percent  # 104.5 counted as 105


def test_a_plan_of_one_year_asks_for_its_whole_goal_however_small() -> None:
    one = series("sum", {2025: "4"}, goal="6", is_whole=True, first_year=2025)
    assert progress.benchmark(one, 2025).value == 6


def test_the_months_of_the_plan_share_out_a_sum() -> None:
    # 2022-08 to 2025-07: 5 + 12 + 12 + 7 of 36 months
    row = series("sum", goal="36", begins=dt.date(2022, 8, 1), ends=dt.date(2025, 7, 31))
    assert [progress.benchmark(row, year).value for year in row.years] == [5, 12, 12, 7]
    assert progress.expected_progress(row, 2023) == progress.ratio(D(17), D(36)).percent


def test_a_plan_that_ends_within_a_year_has_its_whole_year_by_then() -> None:
    ends = dt.date(2025, 7, 31)
    whole = series("level", readings={2025: Reading(D(18), as_of=ends)}, goal="18", ends=ends)
    assert progress.state(whole, 2025) == State.MET
    early = series("level", readings={2025: Reading(D(18), as_of=dt.date(2025, 6, 30))}, goal="18", ends=ends)
    assert progress.state(early, 2025) == State.UNREPORTED


def test_within_the_first_year_the_plan_counts_from_its_own_beginning() -> None:
    half = {2022: Reading(D(10), as_of=dt.date(2022, 9, 30))}
    row = series("each", readings=half, targets={2022: "153"}, goal="153", begins=dt.date(2022, 8, 1))
    rate = progress.attainment_rate(row, 2022)
    assert rate is not None
    assert rate.whole == 61  # 61 of 153 days


def test_a_ratio_without_a_baseline_must_stand_at_its_full_mark_every_year() -> None:
    closure = series("level", {2022: "81"}, goal="90", is_ratio=True)
    assert progress.benchmark(closure, 2022).value == 90
    assert progress.state(closure, 2022) == State.NEAR
    assert progress.expected_progress(closure, 2022) == 100


def test_a_level_without_baseline_has_no_measure_until_the_last_year() -> None:
    level = series("level", {2022: "12"}, goal="18")
    assert progress.benchmark(level, 2022) == progress.Benchmark(lack=Lack.NO_BASELINE)
    assert progress.state(level, 2022) == State.NO_TARGET
    assert progress.state(level, 2023) == State.UNREPORTED
    assert progress.expected_progress(level, 2022) is None
    assert progress.benchmark(level, 2025).value == 18


def test_an_undecided_accumulation_has_yearly_rates_only() -> None:
    row = series(None, {2022: "60", 2023: "77", 2025: "90"}, targets={2022: "60", 2023: "70"}, goal="100")
    assert percent(progress.attainment_rate(row, 2023)) == "110.0"
    assert progress.benchmark(row, 2024) == progress.Benchmark(lack=Lack.UNDECIDED)
    assert progress.benchmark(row, 2025) == progress.Benchmark(lack=Lack.UNDECIDED)
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
    assert progress.variance(gap, 2024) == 3  # 73 % reached, where the two reported years ask for 70 %


def test_a_condition_is_no_value() -> None:
    readings = {
        2022: Reading(None, Condition.NOT_APPLICABLE),
        2023: Reading(None, Condition.NOT_PUBLISHED),
        2024: Reading(D(4000)),
    }
    row = series("sum", readings=readings, targets=TARGETS_3, goal="10000")
    assert progress.attainment_rate(row, 2022) is None
    assert not progress.is_due(row, 2022)
    assert progress.state(row, 2022) == State.NOT_APPLICABLE
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
    assert progress.state(row, 2022) == State.NOT_APPLICABLE
    assert progress.means([(row, D(1))], 2022).due_count == 0


@pytest.mark.parametrize("start", ["95", "97"])
def test_a_goal_to_hold_has_no_increment_and_no_path_and_is_its_own_measure(start: str) -> None:
    flat = series("level", {2022: "95"}, goal="95", start=Start(2021, D(start)))
    assert progress.increment_rate(flat, 2022) is None
    assert percent(progress.goal_rate(flat, 2022)) == "100.0"
    assert progress.expected_progress(flat, 2022) is progress.variance(flat, 2022) is None
    assert progress.benchmark(flat, 2023).value == 95
    assert judged(flat, 2022) == Judgement.ON_COURSE


def test_the_trend_needs_two_years_and_is_a_mean_or_a_line() -> None:
    assert progress.trend(series("sum", {2022: "5"}, goal="30"), 2025) == {}
    assert progress.trend(series("sum", {2022: "5", 2023: "7"}, goal="30"), 2023) == {2024: 6, 2025: 6}
    assert progress.trend(series("level", {2022: "5", 2023: "7"}, goal="30"), 2023) == {2024: 9, 2025: 11}


def test_from_three_years_on_the_trend_says_how_far_the_years_lie_from_it() -> None:
    assert progress.trend_error(series("level", {2022: "1", 2023: "2"}, goal="9"), 2023) is None
    # mean 113.33…: √((13.33² + 3.33² + 16.67²) ÷ 2) = √233.33…
    error = progress.trend_error(series("sum", {2022: "100", 2023: "110", 2024: "130"}, goal="900"), 2024)
    assert error is not None
    assert round(error, 4) == D("15.2753")
    # line 0.833…, 2.333…, 3.833…: √(0.1667² + 0.3333² + 0.1667²) = √0.16666…
    error = progress.trend_error(series("level", {2022: "1", 2023: "2", 2024: "4"}, goal="9"), 2024)
    assert error is not None
    assert round(error, 4) == D("0.4082")
    assert progress.trend_error(series("level", {2022: "1", 2023: "2", 2024: "3"}, goal="9"), 2024) == 0


def test_a_level_says_how_far_it_is_from_its_goal() -> None:
    level = series("level", {2023: "7"}, goal="10")
    assert progress.remaining(level, 2024).distance == 3
    less = series("level", {2023: "7"}, goal="10", direction=Direction.LESS)
    assert progress.remaining(less, 2024).distance == 0


def test_a_milestone_is_due_in_the_last_year() -> None:
    built = series("milestone", {2022: "0", 2025: "1"}, goal="1")
    assert progress.benchmark(built, 2022) == progress.Benchmark(lack=Lack.NOT_DUE)
    assert progress.state(built, 2022) == State.NO_TARGET
    assert progress.state(built, 2025) == State.MET
    assert progress.outlook(built, 2024) == progress.Outlook(Judgement.UNKNOWN, Unjudged.NOT_BUILT)
    assert judged(built, 2025) == Judgement.DONE


def test_a_milestone_built_early_is_met_from_then_on_without_a_report() -> None:
    built = series("milestone", {2024: "1"}, goal="1", asked=frozenset({2024, 2025}), overdue=frozenset({2025}))
    assert (progress.state(built, 2024), judged(built, 2024)) == (State.MET, Judgement.EARLY)
    assert (progress.state(built, 2025), judged(built, 2025)) == (State.MET, Judgement.DONE_EARLY)
    means = progress.means([(built, D(1))], 2025)
    assert (means.assessed, means.reported_count, means.due_count) == (100, 1, 1)
    undone = series("milestone", {2024: "1", 2025: "0"}, goal="1")
    assert (progress.state(undone, 2025), judged(undone, 2025)) == (State.BEHIND, Judgement.NOT_DONE)


ALLOWANCE = {2022: "40", 2023: "30", 2024: "30"}


def test_an_allowance_is_judged_by_what_is_used_up_to_date() -> None:
    used = series("sum", {2022: "30", 2023: "35"}, targets=ALLOWANCE, goal="100", direction=Direction.LESS)
    rate = progress.attainment_rate(used, 2023)
    assert rate is not None
    assert (rate.part, rate.whole, rate.percent, rate.is_met) == (65, 70, None, True)
    assert progress.state(used, 2023) == State.MET
    assert progress.to_date(used, 2023) == rate
    assert progress.variance(used, 2023) == 5
    assert judged(used, 2023) == Judgement.AHEAD
    assert progress.expected_progress(used, 2023) == 70
    assert progress.means([(used, D(1))], 2023).assessed == 100


def test_an_allowance_used_up_is_not_reached_at_once() -> None:
    over = series("sum", {2022: "30", 2023: "75"}, targets=ALLOWANCE, goal="100", direction=Direction.LESS)
    assert percent(progress.attainment_rate(over, 2023)) == "66.7"  # 70 ÷ 105
    assert progress.state(over, 2023) == State.BEHIND
    found = progress.outlook(over, 2023)
    assert found is not None
    assert (found.judgement, found.gap) == (Judgement.NOT_DONE, 5)


def test_an_allowance_is_held_against_the_goal_in_the_end_and_needs_its_last_year() -> None:
    late = series("sum", {2022: "50", 2023: "20", 2024: "20"}, targets=ALLOWANCE, goal="100", direction=Direction.LESS)
    assert progress.state(late, 2022) == State.BEHIND
    due = dataclasses.replace(late, overdue=frozenset({2025}))
    assert progress.outlook(due, 2025) == progress.Outlook(Judgement.UNKNOWN, Unjudged.LAST_UNREPORTED)
    done = dataclasses.replace(late, readings={**late.readings, 2025: Reading(D(10))})
    assert (progress.state(done, 2025), judged(done, 2025)) == (State.MET, Judgement.DONE)


def test_a_level_of_which_nothing_is_left_is_met_without_a_percent() -> None:
    none = series("level", {2024: "0"}, targets={2024: "10"}, goal="10", direction=Direction.LESS)
    rate = progress.attainment_rate(none, 2024)
    assert rate is not None
    assert (rate.percent, rate.is_met, progress.variance(none, 2024)) == (None, True, None)


def test_a_level_behind_its_path_is_slower_than_expected_until_it_is_not_reached() -> None:
    level = series("level", {2024: "88"}, goal="100", targets={2024: "100"})
    assert progress.variance(level, 2024) == -12
    assert judged(level, 2024) == Judgement.SLOW
    ended = dataclasses.replace(level, readings={**level.readings, 2025: Reading(D(88))})
    found = progress.outlook(ended, 2025)
    assert found is not None
    assert (found.judgement, found.gap) == (Judgement.NOT_DONE, 12)


def test_ahead_needs_every_year_before_the_latest() -> None:
    gap = series("sum", {2022: "3500", 2024: "5000"}, targets=TARGETS_3, goal="10000")
    assert progress.variance(gap, 2024) == 15
    assert judged(gap, 2024) == Judgement.ON_COURSE
    full = series("sum", {2022: "3500", 2023: "3000"}, targets=TARGETS_3, goal="10000")
    assert judged(full, 2023) == Judgement.AHEAD


@pytest.mark.parametrize(
    ("value", "word"), [("5.5", Judgement.AHEAD), ("5.4", Judgement.ON_COURSE), ("4.5", Judgement.SLOW)]
)
def test_five_points_are_the_mark(value: str, word: Judgement) -> None:
    assert judged(series("level", {2022: value}, targets={2022: "5"}, goal="10"), 2022) == word


def test_a_ratio_at_its_goal_is_never_early() -> None:
    path = {2022: "80", 2023: "85", 2024: "96"}
    row = series("level", {2022: "100", 2024: "100"}, targets=path, goal="100", is_ratio=True)
    assert judged(row, 2022) == Judgement.AHEAD  # the path is at 80 %
    assert judged(row, 2024) == Judgement.ON_COURSE  # the path is at 96 %
    ended = dataclasses.replace(row, readings={**row.readings, 2025: Reading(D(100))})
    assert judged(ended, 2025) == Judgement.DONE


def test_without_a_path_the_forecast_judges_from_two_years_on() -> None:
    one = series("level", {2022: "12"}, goal="18")
    assert progress.outlook(one, 2022) == progress.Outlook(Judgement.UNKNOWN, Unjudged.TOO_FEW)
    for second, word in (("13", Judgement.SLOW), ("14", Judgement.ON_COURSE), ("15", Judgement.AHEAD)):
        assert judged(series("level", {2022: "12", 2023: second}, goal="18"), 2023) == word
    assert judged(series("level", {2022: "18"}, goal="18"), 2022) == Judgement.EARLY


def test_what_must_be_reached_every_year_fails_once_for_all() -> None:
    yearly = dict.fromkeys((2022, 2023, 2024), "150")

    def pct(values: dict[int, str], **more: Any) -> Series:
        return series("each", values, targets=yearly, goal="150", is_every_year=True, **more)

    assert judged(pct({2022: "120", 2023: "160"}), 2023) == Judgement.SLOW
    assert judged(pct({2022: "150", 2023: "160"}), 2023) == Judgement.ON_COURSE
    assert judged(pct(dict.fromkeys(range(2022, 2026), "150")), 2025) == Judgement.DONE
    assert judged(pct({2022: "120", 2023: "150", 2024: "150", 2025: "150"}), 2025) == Judgement.NOT_DONE
    open_year = pct({2022: "150", 2023: "150", 2025: "150"})
    found = progress.outlook(open_year, 2025)
    assert found is not None
    assert (found.judgement, found.lack) == (Judgement.UNKNOWN, Unjudged.YEAR_UNREPORTED)


def test_a_yearly_mark_that_need_not_hold_every_year_is_judged_by_the_latest() -> None:
    row = series("each", {2022: "15", 2023: "21"}, targets={2022: "16", 2023: "18"}, goal="20")
    assert judged(row, 2022) == Judgement.SLOW
    assert judged(row, 2023) == Judgement.ON_COURSE
    assert percent(progress.goal_rate(row, 2023)) == "105.0"
    ended = dataclasses.replace(row, readings={**row.readings, 2025: Reading(D(19))})
    assert judged(ended, 2025) == Judgement.NOT_DONE


@pytest.mark.parametrize(
    ("accumulation", "values", "found"),
    [
        ("sum", {2022: "60", 2023: "50"}, (Judgement.DONE_EARLY, None)),
        ("sum", {2022: "60", 2023: "30"}, (Judgement.UNKNOWN, Unjudged.LAST_UNREPORTED)),
        ("level", {2024: "120"}, (Judgement.UNKNOWN, Unjudged.LAST_UNREPORTED)),
    ],
)
def test_past_due_without_its_last_year(accumulation: str, values: dict[int, str], found: tuple[Any, Any]) -> None:
    row = series(accumulation, values, goal="100", overdue=frozenset({2025}))
    result = progress.outlook(row, 2025)
    assert result is not None
    assert (result.judgement, result.lack) == found


def test_before_its_due_date_the_last_year_is_judged_like_those_before() -> None:
    assert judged(series("sum", {2022: "60", 2023: "50"}, goal="100"), 2025) == Judgement.EARLY


def test_what_nobody_decided_cannot_be_judged() -> None:
    undecided = series(None, {2022: "60"}, targets={2022: "60"}, goal="100")
    assert progress.outlook(undecided, 2025) == progress.Outlook(Judgement.UNKNOWN, Unjudged.UNDECIDED)
    relative = series("level", {2022: "60"}, is_relative=True)
    assert progress.outlook(relative, 2025) == progress.Outlook(Judgement.UNKNOWN, Unjudged.RELATIVE)
    assert progress.outlook(series("level", {2022: "60"}), 2025) is None


def test_a_relative_goal_with_its_base_takes_part_in_measure_and_judgement_only() -> None:
    row = series("level", {2024: "90", 2025: "99"}, goal="100", is_relative=True)
    assert progress.benchmark(row, 2025).value == 100
    assert percent(progress.attainment_rate(row, 2025)) == "99.0"
    assert progress.goal_rate(row, 2025) is progress.variance(row, 2025) is None
    assert judged(row, 2025) == Judgement.NOT_DONE
    assert progress.final_share(row) is None


def test_after_the_plans_end_no_years_are_left() -> None:
    row = series("sum", {2022: "60"}, goal="100", this_year=2026)
    remaining = progress.remaining(row, 2025)
    assert (remaining.distance, remaining.years_left, remaining.is_over) == (40, 0, True)
    inside = progress.remaining(dataclasses.replace(row, this_year=2023), 2025)
    assert (inside.years_left, inside.is_over) == (3, False)


def test_the_view_of_the_end_counts_goals_by_their_latest_report() -> None:
    rows = [
        (series("sum", {2022: "60", 2023: "50"}, goal="100", overdue=frozenset({2025})), D(1)),  # 100, early
        (series("level", {2024: "60"}, goal="100", overdue=frozenset({2025})), D(2)),  # 60, last year not reported
        (series("sum", goal="100", overdue=frozenset({2025})), D(1)),  # 0
        (series(None, {2025: "5"}, goal="9"), D(1)),  # takes no part
        (series("milestone", {2025: "1"}, goal="1"), D(1)),  # 100
    ]
    mean = progress.final_mean(rows)
    assert (mean.mean, mean.count, mean.unjudged_count, mean.is_thin) == (64, 4, 2, True)


def test_means_count_the_unreported_as_zero_and_cap_what_is_over() -> None:
    rows = [
        (series("sum", {2022: "3300"}, targets={2022: "3000"}, goal="10000"), D(1)),
        (series("sum", {2022: "45"}, targets={2022: "50"}, goal="150"), D(2)),
        (series("sum", targets={2022: "50"}, goal="150", asked=frozenset({2022})), D(1)),
        (series("level", {2022: "5"}, goal="9"), D(1)),  # due and reported, without a measure
    ]
    means = progress.means(rows, 2022)
    assert means.assessed == 70  # (100 + 2 × 90 + 0) / 4
    assert means.reported is not None
    assert progress.rounded(means.reported) == D("93.3")
    assert means.uncapped is not None
    assert progress.rounded(means.uncapped) == D("96.7")
    assert (means.reported_count, means.due_count, means.measured_count, means.is_thin) == (3, 4, 3, True)


def test_the_means_of_nothing_are_nothing() -> None:
    means = progress.means([], 2022)
    assert (means.assessed, means.reported, means.uncapped, means.is_thin) == (None, None, None, False)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("99.95", "99.9"),
        ("99.999", "99.9"),
        ("100", "100.0"),
        ("89.96", "89.9"),
        ("89.949", "89.9"),
        ("90", "90.0"),
        ("-5.05", "-5.1"),
        ("130.25", "130.3"),
    ],
)
def test_below_a_mark_never_reads_as_the_mark(value: str, text: str) -> None:
    assert str(progress.rounded(D(value), (D(100), D(90)))) == text
