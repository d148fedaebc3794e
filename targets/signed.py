"""The figures of a signed year as they were signed, as plain values: pages and outputs read these, not today's rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from targets.choices import Judgement, State
from targets.progress import Benchmark, FinalMean, Means, Ratio


@dataclass(frozen=True)
class SignedFigure:
    """One indicator as it was signed: its benchmark, value or condition, rate and state; and what it came to by then.

    The texts are those of the page on that day. `judgement` is None where the plan states no goal as a number.
    """

    benchmark: Benchmark
    value: Decimal | None
    words: str
    rate: Ratio | None
    state: State
    to_date: str
    goal_rate: str
    variance: str
    judgement: Judgement | None
    judgement_note: str


@dataclass(frozen=True)
class SignedYear:
    """A year of one plan as it was signed; figures by the indicator's id. `is_old`: signed before all was kept."""

    year: int
    address: str
    version: int
    is_old: bool
    means: Means
    final_mean: FinalMean | None
    figures: Mapping[int, SignedFigure] = field(default_factory=dict)
