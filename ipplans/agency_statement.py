"""An agency in its year, in a sentence: how it delivered, and what of its own is behind."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from ipplans.punctuality import Punctuality
from plans.delivery import Delivery
from targets.choices import State
from targets.figures import MISSED, IndicatorFigures
from targets.numbers import rate_text
from targets.statements import joined, linked, say, sentence
from targets.target_table import indicator_address

MAX_NAMES = 3


def agency_statement(
    year: int, delivered: Punctuality | None, rows: Sequence[IndicatorFigures], delayed: int
) -> SafeString | str:
    """Return what was due and how it came, which indicators are behind or slip, and how many tasks are delayed."""
    behind = [row for row in rows if row.now.state == State.BEHIND]
    missed = [row for row in rows if row.judgement in MISSED]
    return sentence(
        _delivered_clause(year, delivered),
        _rows_clause(_("behind: {n} ({rows})"), behind),
        _rows_clause(_("goals that slip or were missed: {n} ({rows})"), missed),
        say(_("tasks delayed: {n}"), n=delayed) if delayed else "",
    )


def _delivered_clause(year: int, delivered: Punctuality | None) -> SafeString | str:
    if delivered is None or not delivered.due:
        return say(_("{year}: nothing was due"), year=year)
    counts = {
        Delivery.ON_TIME: delivered.on_time,
        Delivery.LATE: delivered.late,
        Delivery.OVERDUE: delivered.overdue,
    }
    parts = joined((say("{word} {n}", word=how.label, n=n) for how, n in counts.items() if n), _(", "))
    words = _("{year}: {due} reports due, {parts} (share in time {rate})")
    return say(words, year=year, due=delivered.due, parts=parts, rate=rate_text(delivered.rate))


def _rows_clause(words: str, rows: Sequence[IndicatorFigures]) -> SafeString | str:
    if not rows:
        return ""
    shown = [row.indicator for row in rows[:MAX_NAMES]]
    names = (linked(f"{row.seq} {row.name}", indicator_address(row.pk)) for row in shown)
    more = _(" and others") if len(rows) > MAX_NAMES else ""
    return say(words, n=len(rows), rows=say("{names}{more}", names=joined(names, _(", ")), more=more))
