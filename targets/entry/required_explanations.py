"""What a figure must be explained by before it is submitted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from targets import progress
from targets.choices import Accumulation, Condition, Direction, State
from targets.models import Actual
from targets.numbers import number_text, percent_text
from targets.progress import Series

JUMP = Decimal("0.5")  # of last year's value
FAR_OFF = 10  # times the target: most likely the wrong unit
HUNDRED = Decimal(100)


class Oddity(TextChoices):
    """Why a figure needs a look, in a few words."""

    FAR = "far", gettext_lazy("more than 10 times the target")
    JUMP = "jump", gettext_lazy("changed by more than half")
    FALL = "fall", gettext_lazy("lower than last year")
    ABOVE_ALL = "above-all", gettext_lazy("above 100%")


@dataclass(frozen=True)
class RequiredExplanation:
    """One field of an actual that must be filled, and why."""

    field: str
    why: str

    def is_given(self, actual: Actual) -> bool:
        """Whether it was filled; a date that is asked for is missing or has gone by."""
        return self.field != "expected_on" and bool(getattr(actual, self.field))


def required_explanations(actual: Actual, series: Series, today: dt.date) -> Iterator[RequiredExplanation]:
    """Yield what must be said to `actual`, said already or not.

    `series` holds its reading among those of the other years.
    """
    if actual.condition == Condition.NOT_PUBLISHED:
        if actual.expected_on is None:
            yield RequiredExplanation("expected_on", _("Please give the date on which it is expected."))
        elif actual.expected_on < today:
            yield RequiredExplanation("expected_on", _("This day has gone by."))
    elif actual.condition == Condition.NOT_APPLICABLE:
        yield RequiredExplanation("remark", _("Please say why it does not apply."))
    elif actual.value is not None:
        yield from (RequiredExplanation("remark", why) for _kind, why in oddities(actual, actual.value, series))
        if is_behind(series, actual.year):
            behind = _("Behind the target: please give cause, measure and date.")
            yield from (RequiredExplanation(field, behind) for field in ("cause", "remedy", "remedy_by"))


def is_behind(series: Series, year: int) -> bool:
    """Whether the value is behind what was due by its day, within the year, too.

    Where nobody has decided yet how the years add up, the plan itself is in doubt, and no agency has to answer for it.
    """
    if series.accumulation is None:
        return False
    rate = progress.attainment_rate(series, year)
    return rate is not None and progress.judged_by_rate(series, rate) == State.BEHIND


def oddities(actual: Actual, value: Decimal, series: Series) -> Iterator[tuple[Oddity, str]]:
    """Yield what is possible but rare, and most often a slip of the pen, with the sentence for who enters it."""
    target = None if series.is_allowance else progress.benchmark(series, actual.year).value
    last = series.settled(actual.year - 1).get(actual.year - 1)
    is_whole = not series.is_partial(actual.year)
    if target and value > target * FAR_OFF:
        words = _("More than 10 times the target (%(target)s): please check the unit, or say why in the remark.")
        yield Oddity.FAR, words % {"target": number_text(target)}
    if last and is_whole and abs(value - last) > abs(last) * JUMP:
        change = percent_text(abs((value - last) / last) * 100)
        words = _("Up %(change)s on last year (%(last)s): please say why in the remark.")
        if value < last:
            words = _("Down %(change)s on last year (%(last)s): please say why in the remark.")
        yield Oddity.JUMP, words % {"change": change, "last": number_text(last)}
    elif last is not None and _falls(series) and value < last:
        words = _("A figure as of year end that is lower than last year's (%(last)s): please say why.")
        yield Oddity.FALL, words % {"last": number_text(last)}
    if series.is_ratio and value > HUNDRED:
        yield Oddity.ABOVE_ALL, _("Above 100%: please check, or say why in the remark.")


def _falls(series: Series) -> bool:
    return series.accumulation == Accumulation.LEVEL and series.direction == Direction.MORE
