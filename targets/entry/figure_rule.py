"""What a figure must be: in which unit, how fine, and whether it may be below 0."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from targets.units import POINT_UNITS, counts_pieces, is_ratio_unit

MAX_DIGITS = 11  # before the point
MAX_FIGURE = Decimal(10) ** MAX_DIGITS
MAX_DECIMALS = 4  # that a figure is stored with
PARTS_OF = {"%": Decimal(100), "‰": Decimal(1000)}  # a ratio is its part of
GROWTH = re.compile("增长|增幅|增速")

AVERAGED = re.compile("率|平均")  # has decimals, whatever its unit


@dataclass(frozen=True)
class FigureRule:
    """`most` is the largest value, where there is one."""

    unit: str = ""
    decimals: int = MAX_DECIMALS
    can_be_negative: bool = False
    most: Decimal | None = None

    @property
    def is_ratio(self) -> bool:
        """Whether a figure has a numerator and a denominator."""
        return self.unit in PARTS_OF

    @property
    def ratio_sign(self) -> str:
        """The sign that may stand behind a figure because it is its unit: 88% where it is counted in %."""
        return "%" if self.unit in POINT_UNITS else self.unit if self.is_ratio else ""

    @property
    def of_part(self) -> FigureRule:
        """The rule of a numerator or denominator."""
        return replace(self, unit="", decimals=MAX_DECIMALS)


ANY = FigureRule()


def figure_rule(unit: str, name: str, printed: Sequence[Decimal] = ()) -> FigureRule:
    """Return the rule of what is counted in `unit` and called `name` (domain.md §3): rates and growth may be negative.

    `printed` are the numbers that the plan states for it: 每万人…拥有量 in 件 is printed 6.5.
    """
    can_be_negative = is_ratio_unit(unit) or GROWTH.search(name) is not None
    is_counted = counts_pieces(name, unit) and not any(map(places_of, printed)) and not AVERAGED.search(name)
    return FigureRule(unit, 0 if is_counted else MAX_DECIMALS, can_be_negative)


def printed_rule(unit: str, name: str) -> FigureRule:
    """Return the rule of a number that a document prints: it is as fine as it is printed."""
    return replace(figure_rule(unit, name), decimals=MAX_DECIMALS)


def places_of(number: Decimal) -> int:
    """Return how many decimals a number needs: 0 for 160.00, 1 for 6.50."""
    return max(0, -int(number.normalize().as_tuple().exponent))
