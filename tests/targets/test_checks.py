"""What yearly targets and a goal's number say together (domain.md §2)."""

from decimal import Decimal as D

import pytest

from targets import checks
from targets.choices import Accumulation, Direction

LEVEL_OR_EACH = frozenset({Accumulation.LEVEL, Accumulation.EACH})


def by_year(*values: str) -> dict[int, D]:
    return {2022 + n: D(value) for n, value in enumerate(values)}


@pytest.mark.parametrize(
    ("targets", "goal", "fitting"),
    [
        (by_year("3000", "3000", "4000"), "10000", frozenset({Accumulation.SUM})),
        (by_year("16000", "18000", "20000"), "20000", LEVEL_OR_EACH),
        (by_year("5"), "5", LEVEL_OR_EACH | {Accumulation.SUM}),
        (by_year("0", "0", "7"), "7", LEVEL_OR_EACH | {Accumulation.SUM}),
        (by_year("60", "70", "70"), "100", frozenset()),
        (by_year("2", "2", "3"), "5", frozenset()),
        (by_year("6.5", "7.5", "8.5"), "8.50", LEVEL_OR_EACH),
        ({}, "5", frozenset()),
    ],
)
def test_the_numbers_allow_a_sum_an_end_value_both_or_neither(
    targets: dict[int, D], goal: str, fitting: frozenset[Accumulation]
) -> None:
    assert checks.fitting_accumulations(targets, D(goal)) == fitting
    assert checks.has_goal_mismatch(targets, D(goal)) == (bool(targets) and not fitting)


def test_without_a_goal_nothing_disagrees() -> None:
    assert not checks.has_goal_mismatch(by_year("60", "70"), None)


@pytest.mark.parametrize(
    ("targets", "goal", "name", "found"),
    [
        (
            by_year("10", "15", "15"),
            "60",
            "新增贯标企业",
            (Accumulation.SUM, True, True),
        ),  # the rest is the last year's
        (by_year("6", "7", "8"), "9", "发明专利拥有量", (Accumulation.LEVEL, True, True)),
        (by_year("10", "15", "15"), "60", "知识产权中介机构", (None, True, False)),  # both short, no word
        (by_year("60", "70", "70"), "100", "培育示范企业", (None, False, False)),  # 温州 13: the sum is over
        (by_year("2", "2", "3"), "5", "新增公共服务平台", (None, False, False)),  # 温州 15: words say sum, 7 is over 5
        (by_year("10", "15", "15", "15"), "60", "新增贯标企业", (None, False, False)),  # the last year is printed
    ],
)
def test_targets_that_stop_before_the_last_year_fit_weakly_if_words_say_the_same(
    targets: dict[int, D], goal: str, name: str, found: tuple[Accumulation | None, bool, bool]
) -> None:
    result = checks.inferred_accumulation(targets, D(goal), name, "", 2025)
    assert (result.accumulation, result.is_unsure, result.is_weak) == found
    assert checks.has_goal_mismatch(targets, D(goal), 2025, result.accumulation) == (not result.is_unsure)


def test_less_is_better_fits_weakly_from_above() -> None:
    targets, name = by_year("20", "15", "12"), "侵权投诉率"
    result = checks.inferred_accumulation(targets, D(10), name, "", 2025, Direction.LESS)
    assert (result.accumulation, result.is_weak) == (Accumulation.LEVEL, True)
