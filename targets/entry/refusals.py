"""Why what was typed cannot be taken, each cause with a sentence that says what to do."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum, auto
from types import MappingProxyType

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Cause(Enum):
    """What is wrong with what was typed."""

    WORDS = auto()
    NOTHING = auto()
    SEVERAL = auto()
    RANGE = auto()
    ABOUT = auto()
    UNIT = auto()
    SCALED = auto()
    OTHER_UNIT = auto()
    PERCENT = auto()
    RAISED = auto()
    NOTE = auto()
    EXPONENT = auto()
    FRACTION = auto()
    NUMERALS = auto()
    LETTERS = auto()
    DATE = auto()
    FORMULA = auto()
    ERROR = auto()
    TRUTH = auto()
    NEGATIVE = auto()
    TOO_LONG = auto()
    TOO_LARGE = auto()
    TOO_HIGH = auto()
    NOT_WHOLE = auto()
    TOO_FINE = auto()
    NO_DATE = auto()
    NOT_LISTED = auto()
    TOO_MANY_CHARACTERS = auto()
    STRUCK_OUT = auto()
    HIDDEN = auto()


SENTENCES: Mapping[Cause, Promise] = MappingProxyType({
    Cause.WORDS: _("“%(text)s” is no number. Please type digits only, such as 160 or 6.5."),
    Cause.NOTHING: _(
        "“%(text)s” does not say why there is no number. Please leave the cell empty, or type 不适用 or 未公布."
    ),
    Cause.SEVERAL: _("One number a cell, please; thousands are separated in groups of three, as in 1,600: “%(text)s”."),
    Cause.RANGE: _("“%(text)s” is a range. Please type one number."),
    Cause.ABOUT: _("Please type the exact number, without words such as 约 or 以上: “%(text)s”."),
    Cause.UNIT: _("Please type %(number)s, without the unit."),
    Cause.SCALED: _("Please type %(number)s (in %(unit)s), without 万 or 亿."),
    Cause.OTHER_UNIT: _("This is counted in %(unit)s, not in %(other)s. Please convert it and type the number only."),
    Cause.PERCENT: _("This is counted in %(unit)s; “%(text)s” is a share. Please type the number itself."),
    Cause.RAISED: _(
        "“%(text)s” has a raised or lowered character. Please write a power out (10³ is 1000), "
        "or take a note mark away."
    ),
    Cause.NOTE: _("Please type %(number)s, without the note mark."),
    Cause.EXPONENT: _("Please write the number out: %(number)s."),
    Cause.FRACTION: _("“%(text)s” is a fraction. Please type a decimal number, such as 0.5."),
    Cause.NUMERALS: _("Please write “%(text)s” in digits, such as 160."),
    Cause.LETTERS: _("Letters stand among the digits: “%(text)s”. Please check the number and type it again."),
    Cause.DATE: _("“%(text)s” is a date. Please type a number, or 未公布 before the date."),
    Cause.FORMULA: _("Please put in a value, not a formula."),
    Cause.ERROR: _("The spreadsheet shows the error %(text)s here. Please put in the value."),
    Cause.TRUTH: _("%(text)s is no value here. Please type a number or words."),
    Cause.NEGATIVE: _("What is counted in %(unit)s cannot be negative. Please check the sign."),
    Cause.TOO_LONG: _("This is too long for a figure. Please type one number, and the rest into the remark."),
    Cause.TOO_LARGE: _("This number is too large; at most %(n)s digits before the point."),
    Cause.TOO_HIGH: _("At most %(n)s, please."),
    Cause.NOT_WHOLE: _("This is counted one by one: a whole number, please."),
    Cause.TOO_FINE: _("At most %(n)s decimals, please."),
    Cause.NO_DATE: _("This is no date: %(text)s. Please type it like 2027-03-31 or 2027年3月底."),
    Cause.NOT_LISTED: _("Please choose from the list: %(text)s"),
    Cause.TOO_MANY_CHARACTERS: _("At most %(n)s characters, please."),
    Cause.STRUCK_OUT: _("This cell is struck out. Please clear it, or take the line through it away."),
    Cause.HIDDEN: _(
        "This was changed in a hidden row or column. Please show all rows and columns, check it, and upload again."
    ),
})  # fmt: skip


def refusal(cause: Cause, **values: object) -> ValidationError:
    """Return the refusal of a cause in words; a long text is cut."""
    return ValidationError(
        str(SENTENCES[cause])
        % {name: str(value)[:20] if name in ("text", "other") else value for name, value in values.items()},
        code=cause.name,
    )
