"""A plan in its year, in a sentence: counts, the worst and since when, what fell, what slips, what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from targets.change import behind_since, change_of, change_share, gap_of, signed_percent
from targets.choices import State
from targets.figures import MISSED, IndicatorFigures
from targets.numbers import computed_text, rate_text
from targets.plan_figures import PlanFigures
from targets.progress import Ratio
from targets.statements.words import Address, joined, linked, say, sentence, states_clause
from targets.target_table import indicator_address

MISSING = (State.UNREPORTED, State.OVERDUE)
MAX_NAMES = 3


@dataclass(frozen=True)
class Why:
    """Who reported a figure, and what was said of it where it is behind."""

    agency: str = ""
    cause: str = ""
    remedy: str = ""
    remedy_by: str = ""


def region_statement(
    figures: PlanFigures, is_final: bool, address: Address, said: Mapping[int, Why] | None = None
) -> SafeString:
    """Return how a plan stands in its year, or in the end.

    `address` is that of the list of its indicators, `said` what the agencies said, by the indicator's id.
    """
    start = _("At the end {n} goals") if is_final else _("{year}: {n} indicators")
    counts = figures.judgements if is_final else figures.counts
    counted = states_clause(counts, "judgement" if is_final else "state", address)
    first = say(_("{start}: {counts}"), start=start.format(year=figures.year, n=len(figures.rows)), counts=counted)
    if is_final:
        return sentence(first, slow_clause(figures.rows, address))
    return sentence(
        first,
        worst_clause(figures.rows, said or {}),
        fallen_clause(figures.rows, address),
        slow_clause(figures.rows, address),
        missing_clause(figures.rows),
    )


def worst_clause(rows: Sequence[IndicatorFigures], said: Mapping[int, Why]) -> SafeString | str:
    """Return the row furthest behind its target in the year: whose it is, by how much, since when, why; "" for none."""
    behind = [row for row in rows if row.now.state == State.BEHIND]
    if not behind:
        return ""
    row = min(behind, key=lambda one: (_percent(one.now.rate), one.indicator.seq))
    why, since = said.get(row.indicator.pk, Why()), behind_since(row)
    facts = [why.agency, _("rate %(rate)s") % {"rate": rate_and_gap(row)}]
    if since < row.year:
        facts.append(_("since %(year)s") % {"year": since})
    if why.cause:
        facts.append(_("cause: %(cause)s") % {"cause": why.cause})
    words = _("furthest behind: {row} ({facts})")
    return say(words, row=indicator_link(row), facts=joined(facts, _("; ")))


def rate_and_gap(row: IndicatorFigures) -> str:
    """Return 完成率 45.2%，差 12 件 of the year."""
    gap = gap_of(row)
    if gap is None:
        return rate_text(row.now.rate)
    values = {"rate": rate_text(row.now.rate), "gap": computed_text(gap), "unit": row.gap_unit}
    return _("%(rate)s, short by %(gap)s %(unit)s") % values


def fallen_clause(rows: Sequence[IndicatorFigures], address: Address) -> SafeString | str:
    """Return how many are worse than the year before, and which one by the largest share of it; "" for none."""
    fallen = [row for row in rows if (change_of(row) or 0) < 0]
    if not fallen:
        return ""
    count = linked(len(fallen), address({"change": "worse"}))
    shares = [(share, row) for row in fallen if (share := change_share(row)) is not None]
    if not shares:
        return say(_("worse than the year before: {n}"), n=count)
    share, row = min(shares, key=lambda one: (one[0], one[1].indicator.seq))
    words = _("worse than the year before: {n}, most of all {row} ({share})")
    return say(words, n=count, row=indicator_link(row), share=signed_percent(share))


def slow_clause(rows: Sequence[IndicatorFigures], address: Address) -> SafeString | str:
    """Return how many goals slip or were missed, and which by the most points; "" for none."""
    slow = [row for row in rows if row.judgement in MISSED]
    if not slow:
        return ""
    judgements = [judgement for judgement in MISSED if any(row.judgement == judgement for row in slow)]
    word = "/".join(str(judgement.label) for judgement in judgements)
    count = linked(len(slow), address({"judgement": ",".join(judgements)}))
    worst = furthest_from_path(slow)
    if worst is None:
        return say(_("goals {word}: {n}"), word=word, n=count)
    words = _("goals {word}: {n}, furthest from its path: {row} ({points} points)")
    return say(words, word=word, n=count, row=indicator_link(worst), points=worst.variance_text)


def furthest_from_path(rows: Iterable[IndicatorFigures]) -> IndicatorFigures | None:
    """Return the row with the least variance; None where no row has one."""
    measured = [(row.variance, row.indicator.seq, row) for row in rows if row.variance is not None]
    return min(measured, key=lambda one: one[:2])[2] if measured else None


def missing_clause(rows: Sequence[IndicatorFigures]) -> SafeString | str:
    """Return which values are missing, and since when; "" for none."""
    missing = [row for row in rows if row.now.state in MISSING]
    if not missing:
        return ""
    names = joined((_missing_row(row) for row in missing[:MAX_NAMES]), _(", "))
    more = _(" and others") if len(missing) > MAX_NAMES else ""
    return say(_("missing: {n} ({names}{more})"), n=len(missing), names=names, more=more)


def _missing_row(row: IndicatorFigures) -> SafeString:
    year = row.year
    while year - 1 in row.series.years and row.cell(year - 1).state in MISSING:
        year -= 1
    if year == row.year:
        return indicator_link(row)
    return say(_("{row} since {year}"), row=indicator_link(row), year=year)


def indicator_link(row: IndicatorFigures) -> SafeString:
    return linked(f"{row.indicator.seq} {row.indicator.name}", f"{indicator_address(row.indicator.pk)}?year={row.year}")


def _percent(rate: Ratio | None) -> Decimal:
    return rate.percent if rate is not None and rate.percent is not None else Decimal(0)
