"""What a figure must be: in which unit, how fine, and whether it may be below 0."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

MAX_DIGITS = 11  # before the point
MAX_FIGURE = Decimal(10) ** MAX_DIGITS
MAX_DECIMALS = 4  # that a figure is stored with
PARTS_OF = {"%": Decimal(100), "‰": Decimal(1000)}  # a ratio is its part of
POINTS = {"百分点", "个百分点"}
GROWTH = re.compile("增长|增幅|增速")

# What is counted one by one has no decimals, unless the plan itself prints some.
COUNTED = {"件", "个", "家", "名", "人", "次", "人次", "项", "所", "户", "只", "枚", "起", "宗", "场", "期", "篇", "册"}


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
        return "%" if self.unit in POINTS else self.unit if self.is_ratio else ""

    @property
    def of_part(self) -> FigureRule:
        """The rule of a numerator or denominator."""
        return replace(self, unit="", decimals=MAX_DECIMALS)


ANY = FigureRule()


def figure_rule(unit: str, name: str, printed: Sequence[Decimal] = ()) -> FigureRule:
    """Return the rule of what is counted in `unit` and called `name` (domain.md §3): rates and growth may be negative.

    `printed` are the numbers that the plan states for it: 每万人…拥有量 in 件 is printed 6.5.
    """
    can_be_negative = unit in PARTS_OF or unit in POINTS or GROWTH.search(name) is not None
    is_counted = unit in COUNTED and not any(map(places_of, printed)) and not re.search("每|率|平均", name)
    return FigureRule(unit, 0 if is_counted else MAX_DECIMALS, can_be_negative)


def printed_rule(unit: str, name: str) -> FigureRule:
    """Return the rule of a number that a document prints: it is as fine as it is printed."""
    return replace(figure_rule(unit, name), decimals=MAX_DECIMALS)


def places_of(number: Decimal) -> int:
    """Return how many decimals a number needs: 0 for 160.00, 1 for 6.50."""
    return max(0, -int(number.normalize().as_tuple().exponent))
