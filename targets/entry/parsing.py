"""What a person types into a cell: a figure, or in words why there is none."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from targets.choices import Condition
from targets.models import Actual, PlanIndicator
from targets.numbers import number_text

NUMBER = re.compile(r"[+-]?(\d+|\d{1,3}([, ]\d{3})+)(\.\d*)?|[+-]?\.\d+")
MAX_DIGITS = 11  # before the point
MAX_FIGURE = Decimal(10) ** MAX_DIGITS
MAX_DECIMALS = 4  # that a figure is stored with
MAX_TYPED = 60  # characters

WORDS = {
    "不适用": Condition.NOT_APPLICABLE,
    "n/a": Condition.NOT_APPLICABLE,
    "not applicable": Condition.NOT_APPLICABLE,
    "未公布": Condition.NOT_PUBLISHED,
    "尚未公布": Condition.NOT_PUBLISHED,
    "not yet published": Condition.NOT_PUBLISHED,
}
DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")

# What is counted one by one has no decimals, unless the plan itself prints some.
COUNTED = {"件", "个", "家", "名", "人", "次", "人次", "项", "所", "户", "只", "枚", "起", "宗", "场", "期", "篇", "册"}


@dataclass(frozen=True)
class ParsedValue:
    """What a cell says: a value (0 is one), a condition, or nothing yet."""

    value: Decimal | None = None
    condition: str = Condition.VALUE
    expected_on: dt.date | None = None

    @property
    def is_blank(self) -> bool:
        return self.value is None and self.condition == Condition.VALUE


def parsed_value(text: str, decimals: int = MAX_DECIMALS) -> ParsedValue:
    """Return what a cell's text says: "1,400", "不适用", "未公布 2027-03-31", or "" for nothing yet.

    `decimals` is how many places the figure may have. Raises ValidationError, in words, for anything else.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    if len(plain) > MAX_TYPED:
        raise ValidationError(_("This is too long for a figure."))
    found = DATE.search(plain)
    words = (plain[: found.start()] + plain[found.end() :] if found else plain).strip(" ()-:,").lower()
    if condition := WORDS.get(words):
        return ParsedValue(condition=condition, expected_on=_date(found) if found else None)
    return ParsedValue(figure(plain, decimals))


def _date(found: re.Match[str]) -> dt.date:
    try:
        return dt.date(*(int(part) for part in found.groups()))
    except ValueError as fault:
        raise ValidationError(_("This is no date: %(text)s") % {"text": found[0]}) from fault


def figure(text: str, decimals: int = MAX_DECIMALS) -> Decimal | None:
    """Return the number people mean by 1,400, １，２００ or 1 600; None for nothing.

    Raises ValidationError, in words, for a unit, words, a minus sign, a figure too large, or too many decimals.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    if not plain:
        return None
    if not NUMBER.fullmatch(plain) or not plain.isascii():
        raise ValidationError(_("Please type a number only, such as 160 or 6.5, without unit or words."))
    plain = plain.replace(",", "").replace(" ", "")
    if len(plain) > 40 or abs(number := Decimal(plain)) >= MAX_FIGURE:
        raise ValidationError(too_large())
    if number < 0 or plain.startswith("-"):
        raise ValidationError(_("A figure here cannot be negative."))
    if places_of(number) > decimals:
        raise ValidationError(_too_fine(decimals))
    return number


def too_large() -> str:
    return _("This number is too large; at most %(n)s digits before the point.") % {"n": MAX_DIGITS}


def _too_fine(decimals: int) -> str:
    if decimals == 0:
        return _("This is counted one by one: a whole number, please.")
    return _("At most %(n)s decimals, please.") % {"n": decimals}


def places_of(number: Decimal) -> int:
    """Return how many decimals a number needs: 0 for 160.00, 1 for 6.50."""
    return max(0, -int(number.normalize().as_tuple().exponent))


def decimals_of(indicator: PlanIndicator, printed: list[Decimal]) -> int:
    """Return how many decimals a figure of this indicator may have: none where its unit is counted one by one.

    `printed` are the numbers that the plan states for it: 每万人…拥有量 in 件 is printed 6.5.
    """
    is_counted = indicator.unit in COUNTED and not any(map(places_of, printed))
    return 0 if is_counted and not re.search("每|率|平均", indicator.name) else MAX_DECIMALS


def plain_text(number: Decimal) -> str:
    """Return a number's digits, without separators and trailing zeros: 1400, 6.5."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def editable_text(actual: Actual | None) -> str:
    """Return what `parsed_value` reads back as the same: the text that stands in the cell of an actual."""
    if actual is None or (actual.condition == Condition.VALUE and actual.value is None):
        return ""
    if actual.condition == Condition.VALUE:
        return number_text(actual.value)
    words = str(Condition(actual.condition).label)
    return f"{words} {actual.expected_on.isoformat()}" if actual.expected_on else words
