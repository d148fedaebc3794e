"""What yearly targets and a goal's number say together (domain.md §2)."""

from decimal import Decimal as D

import pytest

from targets import checks
from targets.choices import Accumulation

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
