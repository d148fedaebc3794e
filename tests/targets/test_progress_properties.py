"""What must hold of any series."""

import dataclasses
from decimal import Decimal as D

from hypothesis import given
from hypothesis import strategies as st

from targets import progress
from targets.choices import Accumulation, Direction, State
from targets.progress import Ratio, Reading, Series, Start, Tally

YEARS = (2022, 2023, 2024, 2025)
FIGURES = st.decimals(min_value=-100000, max_value=100000, places=2)


def by_year(values: st.SearchStrategy[D]) -> st.SearchStrategy[dict[int, D]]:
    return st.dictionaries(st.sampled_from(YEARS), values, max_size=4)


SERIES = st.builds(
    lambda accumulation, direction, ratio, targets, goal, start, values, overdue: Series(
        2022, 2025, accumulation, direction, ratio, targets, goal,
        None if start is None else Start(2021, start),
        {year: Reading(value) for year, value in values.items()},
        overdue,
    ),
    st.sampled_from([*Accumulation, None]), st.sampled_from(Direction), st.booleans(), by_year(FIGURES),
    st.none() | FIGURES, st.none() | FIGURES, by_year(FIGURES), st.frozensets(st.sampled_from(YEARS)),
)  # fmt: skip


def turned(series: Series) -> Series:
    """The same series with every sign and the direction turned round."""
    return dataclasses.replace(
        series,
        direction=Direction.LESS if series.direction == Direction.MORE else Direction.MORE,
        targets={year: -value for year, value in series.targets.items()},
        goal=None if series.goal is None else -series.goal,
        start=None if series.start is None else Start(series.start.year, -series.start.value),
        readings={
            year: Reading(-reading.value) for year, reading in series.readings.items() if reading.value is not None
        },
    )


@given(SERIES)
def test_turning_sign_and_direction_round_changes_no_figure(series: Series) -> None:
    other = turned(series)
    for year in YEARS:
        assert progress.state(series, year) == progress.state(other, year)
        assert progress.expected_progress(series, year) == progress.expected_progress(other, year)
        assert progress.variance(series, year) == progress.variance(other, year)
        assert progress.remaining(series, year).distance == progress.remaining(other, year).distance
    assert progress.means([(series, D(1))], 2022) == progress.means([(other, D(1))], 2022)


@given(SERIES)
def test_exactly_reached_is_met(series: Series) -> None:
    for year in YEARS:
        against = progress.benchmark(series, year)
        if against.value is not None and against.source != "total":
            reached = dataclasses.replace(series, readings={year: Reading(against.value)})
            assert progress.state(reached, year) == State.MET


@given(SERIES, FIGURES.filter(lambda step: step > 0))
def test_better_is_never_a_worse_state(series: Series, step: D) -> None:
    order = [State.BEHIND, State.NEAR, State.MET]
    better = step if series.direction == Direction.MORE else -step
    for year, reading in series.readings.items():
        before = progress.state(series, year)
        if before in order and reading.value is not None:
            readings = {**series.readings, year: Reading(reading.value + better)}
            after = progress.state(dataclasses.replace(series, readings=readings), year)
            assert order.index(after) >= order.index(before)


@given(SERIES)
def test_every_year_has_exactly_one_state_and_unreported_years_have_no_rate(series: Series) -> None:
    for year in YEARS:
        state = progress.state(series, year)
        has_rate = progress.attainment_rate(series, year) is not None
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
    assert means.reported_count <= means.expected_count
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
