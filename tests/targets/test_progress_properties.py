"""What must hold of any series."""

import dataclasses
import datetime as dt
from decimal import Decimal as D

from hypothesis import assume, example, given
from hypothesis import strategies as st

from targets import progress
from targets.choices import Accumulation, Direction, Judgement, State
from targets.progress import Ratio, Reading, Series, Start, Tally

YEARS = (2022, 2023, 2024, 2025)
FIGURES = st.decimals(min_value=-100000, max_value=100000, places=2)


def by_year(values: st.SearchStrategy[D]) -> st.SearchStrategy[dict[int, D]]:
    return st.dictionaries(st.sampled_from(YEARS), values, max_size=4)


AS_OF = st.none() | st.dates(dt.date(2022, 1, 1), dt.date(2025, 12, 31))


def readings(values: dict[int, D], as_of: dt.date | None) -> dict[int, Reading]:
    return {y: Reading(value, as_of=as_of if as_of and as_of.year == y else None) for y, value in values.items()}


SERIES = st.builds(
    lambda values, as_of, start, **more: Series(
        2022, 2025, readings=readings(values, as_of), start=None if start is None else Start(2021, start), **more
    ),
    accumulation=st.sampled_from([*Accumulation, None]), direction=st.sampled_from(Direction),
    is_ratio=st.booleans(), is_whole=st.booleans(), is_every_year=st.booleans(), is_relative=st.booleans(),
    targets=by_year(FIGURES), goal=st.none() | FIGURES, start=st.none() | FIGURES, values=by_year(FIGURES), as_of=AS_OF,
    overdue=st.frozensets(st.sampled_from(YEARS)), asked=st.frozensets(st.sampled_from(YEARS)),
    ends=st.none() | st.just(dt.date(2025, 7, 31)), this_year=st.integers(2021, 2027),
)  # fmt: skip
WHOLE = st.integers(-50, 50).map(D)


@st.composite
def levels(draw: st.DrawFn) -> Series:
    """A level on its way from a baseline to a goal, without printed targets, in whole pieces or not."""
    numbers = WHOLE if draw(st.booleans()) else FIGURES
    start, goal = draw(numbers), draw(numbers)
    values = draw(by_year(numbers))
    return Series(
        2022, 2025, Accumulation.LEVEL, Direction.MORE if goal > start else Direction.LESS,
        goal=goal, start=Start(2021, start), is_whole=numbers is WHOLE,
        readings={year: Reading(value) for year, value in values.items()},
        overdue=draw(st.frozensets(st.sampled_from(YEARS))),
    )  # fmt: skip


def turned(series: Series) -> Series:
    """The same level turned round between baseline and goal."""
    assert series.start is not None
    assert series.goal is not None
    both = series.start.value + series.goal
    return dataclasses.replace(
        series,
        direction=Direction.LESS if series.direction == Direction.MORE else Direction.MORE,
        goal=series.start.value,
        start=Start(2021, series.goal),
        readings={y: Reading(both - r.value) for y, r in series.readings.items() if r.value is not None},
    )


@given(levels())
def test_turning_a_level_round_between_baseline_and_goal_changes_no_figure_of_its_way(series: Series) -> None:
    assume(series.start is not None and series.goal not in (0, series.start.value) and series.start.value != 0)
    other = turned(series)
    for year in YEARS:
        assert progress.increment_rate(series, year) is None or _percent(series, year) == _percent(other, year)
        assert progress.expected_progress(series, year) == progress.expected_progress(other, year)
        assert progress.variance(series, year) == progress.variance(other, year)
        assert progress.outlook(series, year) == progress.outlook(other, year)


def _percent(series: Series, year: int) -> D | None:
    found = progress.increment_rate(series, year)
    return None if found is None else found.percent


@example(
    Series(
        2022,
        2025,
        accumulation=Accumulation.SUM,
        direction=Direction.LESS,
        is_ratio=False,
        targets={2024: D(0)},
        readings={2022: Reading(D(0)), 2023: Reading(D(0)), 2024: Reading(D(0), as_of=dt.date(2024, 1, 1))},
        this_year=2021,
    )
)
@given(SERIES)
def test_a_value_within_the_year_changes_no_mean_and_no_state(series: Series) -> None:
    for year in YEARS:
        if series.is_partial(year) and series.accumulation != Accumulation.MILESTONE:
            without = dataclasses.replace(series, readings={y: r for y, r in series.readings.items() if y != year})
            assert progress.state(series, year) == progress.state(without, year)
            assert progress.goal_rate(series, year) == progress.goal_rate(without, year)
            assert progress.to_date(series, year) == progress.to_date(without, year)


@given(SERIES)
def test_the_judgement_says_a_gap_only_where_the_goal_is_missed_and_a_reason_only_where_there_is_none(
    series: Series,
) -> None:
    for year in YEARS:
        found = progress.outlook(series, year)
        if found is not None:
            assert (found.lack is not None) == (found.judgement == Judgement.UNKNOWN)
            assert found.gap is None or found.judgement == Judgement.NOT_DONE
            assert found.judgement not in (Judgement.DONE, Judgement.DONE_EARLY) or year == 2025


@given(st.lists(st.tuples(SERIES, st.decimals(0, 5, places=1)), max_size=6))
def test_the_mean_of_the_end_stays_within_its_bounds(rows: list[tuple[Series, D]]) -> None:
    found = progress.final_mean(rows)
    assert found.unjudged_count <= found.count <= len(rows)
    assert found.mean is None or found.mean <= 100


@given(SERIES)
def test_the_measures_of_whole_pieces_without_printed_targets_add_up_to_the_goal(series: Series) -> None:
    bare = dataclasses.replace(series, targets={}, accumulation=Accumulation.SUM)
    measures = [progress.benchmark(bare, year) for year in YEARS]
    if bare.goal is not None and bare.goal == bare.goal.to_integral_value() and measures[0].value is not None:
        assert sum(m.value for m in measures if m.value is not None) == bare.goal


@given(SERIES)
def test_exactly_reached_is_met(series: Series) -> None:
    for year in YEARS:
        against = progress.benchmark(series, year)
        if against.value is not None and not series.is_allowance:
            reached = dataclasses.replace(series, readings={year: Reading(against.value)})
            assert progress.state(reached, year) == State.MET


@given(SERIES, FIGURES.filter(lambda step: step > 0))
def test_better_is_never_a_worse_state(series: Series, step: D) -> None:
    assume(series.accumulation != Accumulation.MILESTONE)  # 0 or 1, and more is better
    order = [State.BEHIND, State.NEAR, State.MET]
    better = step if series.direction == Direction.MORE else -step
    for year, reading in series.readings.items():
        if series.is_partial(year):
            continue
        before = progress.state(series, year)
        if before in order and reading.value is not None:
            readings = {**series.readings, year: Reading(reading.value + better)}
            after = progress.state(dataclasses.replace(series, readings=readings), year)
            assert order.index(after) >= order.index(before)


@given(SERIES)
def test_every_year_has_exactly_one_state_and_unreported_years_have_no_rate(series: Series) -> None:
    for year in YEARS:
        state = progress.state(series, year)
        rate = progress.attainment_rate(series, year)
        has_rate = rate is not None and not rate.is_partial
        assert has_rate == (state in (State.MET, State.NEAR, State.BEHIND))


@given(SERIES)
def test_figures_until_a_year_do_not_know_later_years(series: Series) -> None:
    cut = dataclasses.replace(series, readings={y: r for y, r in series.readings.items() if y <= 2023})
    for figure in (progress.to_date, progress.goal_rate, progress.variance, progress.remaining, progress.trend):
        assert figure(series, 2023) == figure(cut, 2023)


@given(SERIES)
def test_marks_never_count_more_met_than_due(series: Series) -> None:
    for result in (progress.to_date(series, 2025), progress.goal_rate(series, 2025)):
        if isinstance(result, Tally):
            assert 0 <= result.met <= result.due <= 4
            assert len(result.failed) == result.due - result.met


@given(st.lists(st.tuples(SERIES, st.decimals(0, 5, places=1)), max_size=6))
def test_means_stay_within_their_bounds(rows: list[tuple[Series, D]]) -> None:
    means = progress.means(rows, 2024)
    assert means.reported_count <= means.due_count
    assert means.measured_count <= means.due_count
    assert means.assessed is None or means.assessed <= 100
    assert means.reported is None or means.reported <= 100


@given(FIGURES, FIGURES, st.sampled_from(Direction))
def test_met_and_percent_never_disagree(part: D, whole: D, direction: Direction) -> None:
    result = progress.ratio(part, whole, direction)
    assert isinstance(result, Ratio)
    reached = part >= whole if direction == Direction.MORE else part <= whole
    assert result.is_met == reached
    if result.percent is not None:
        assert (progress.rounded(result.percent) >= 100) == reached
