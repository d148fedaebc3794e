"""Formulas as text, with the numbers put in."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from django.utils.translation import gettext as _

from targets.choices import Direction
from targets.figures import IndicatorFigures
from targets.numbers import exact_text, rate_text
from targets.progress import Ratio, Series, Tally


def divided(figures: IndicatorFigures, part: str, whole: str, rate: Ratio) -> str:
    """Part ÷ whole = percent, turned round where less is better; in words where there is no percent."""
    if rate.percent is None:
        return f"{part} / {whole}: {rate_text(rate)}"
    formula = in_direction(figures.series, part, whole)
    return f"{formula} = {rate_text(rate)}" + _missing(rate)


def in_direction(series: Series, part: str, whole: str) -> str:
    """Part ÷ whole, or whole ÷ part where less is better."""
    above, below = (part, whole) if series.direction == Direction.MORE else (whole, part)
    return f"{bracketed(above)} ÷ {bracketed(below)}"


def _missing(rate: Ratio) -> str:
    return " · " + _("* without %(years)s") % {"years": "、".join(map(str, rate.missing))} if rate.missing else ""


def tally_text(result: Tally) -> str:
    how = _("%(met)s of %(due)s due years met") % {"met": result.met, "due": result.due}
    failed = "、".join(map(str, result.failed))
    return how + (" · " + _("not met in %(years)s") % {"years": failed} if failed else "")


def sum_text(values: Iterable[Decimal]) -> str:
    """1,000 + 2,000; "0" for none."""
    return " + ".join(exact_text(value) for value in values) or "0"


def bracketed(text: str) -> str:
    return f"({text})" if " " in text else text
