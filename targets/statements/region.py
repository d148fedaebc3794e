"""A plan in its year, in a sentence: counts, the worst and since when, what fell, what slips, what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from plans.lights import Lit
from targets.change import behind_since, change_of, change_share, rate_and_gap, signed_percent
from targets.choices import Judgement, State
from targets.figures import MISSED, IndicatorFigures
from targets.plan_figures import PlanFigures
from targets.progress import Ratio
from targets.statements.indicator import goal_clause
from targets.statements.words import Address, joined, lights_clause, linked, say, sentence, states_clause
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
    figures: PlanFigures,
    is_final: bool,
    address: Address,
    said: Mapping[int, Why] | None = None,
    lights: Mapping[int, Lit] | None = None,
) -> SafeString:
    """Return how a plan stands in its year, or in the end.

    `address` is that of the list of its indicators; `said` what the agencies said, and `lights` what burns in the
    year, by the indicator's id.
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
        lights_clause((lit.light for lit in (lights or {}).values()), address),
        missing_clause(figures.rows),
    )


def worst_clause(rows: Sequence[IndicatorFigures], said: Mapping[int, Why]) -> SafeString | str:
    """Return the row furthest behind its target in the year: whose it is, by how much, since when, why; "" for none."""
    behind = [row for row in rows if row.now.state == State.BEHIND]
    if not behind:
        return ""
    row = min(behind, key=lambda one: (_percent(one.now.rate), one.indicator.seq))
    why, since = said.get(row.indicator.pk, Why()), behind_since(row)
    facts: list[SafeString | str] = [why.agency, _("rate %(rate)s") % {"rate": rate_and_gap(row)}]
    if since < row.year:
        facts.append(_("since %(year)s") % {"year": since})
    if why.cause:
        facts.append(_("cause: %(cause)s") % {"cause": why.cause})
    if row is not slowest(rows):  # of that one it is said below
        facts.append(goal_clause(row))
    words = _("furthest behind: {row} ({facts})")
    return say(words, row=indicator_link(row), facts=joined(facts, _("; ")))


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
    words = _("goals {word}: {n}, furthest from its path: {row} ({facts})")
    return say(words, word=word, n=count, row=indicator_link(worst), facts=slow_facts(worst))


def slow_facts(row: IndicatorFigures) -> SafeString:
    """Return by how much a goal is off its path, and whether it can still be met."""
    points = say(_("{points} points"), points=row.variance_text)
    is_open = row.judgement != Judgement.NOT_DONE
    return joined([points, goal_clause(row) if is_open else ""], _("; "))


def slowest(rows: Iterable[IndicatorFigures]) -> IndicatorFigures | None:
    """Return the row whose goal slips or was missed by the most points; None without one."""
    return furthest_from_path(row for row in rows if row.judgement in MISSED)


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
