"""The overview in a sentence: counts, where most needs a look, what comes first and why, the tasks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from ipplans.attention import AttentionRow, list_address
from ipplans.region_rows import Counted
from targets.change import rate_and_gap
from targets.choices import Judgement, State
from targets.figures import MISSED, TROUBLED
from targets.statements import (
    Address,
    goal_clause,
    joined,
    lights_clause,
    linked,
    say,
    sentence,
    states_clause,
)
from targets.target_table import indicator_address

MAX_NAMES = 3


def overview_statement(
    rows: Sequence[Counted], attention: Sequence[AttentionRow], year: int, is_final: bool, within: str = ""
) -> SafeString | str:
    """Return how all regions stand; "" without rows. `attention` are the indicators that need a look, the worst first.

    The first of them has what its agency said. `within` is the slug of the region that all lie in, if one is asked for.
    """
    if not rows:
        return ""
    address = list_address(year, is_final, within=within)
    first = _counts_clause(rows, year, is_final, address)
    look = _look_clause(rows, year, is_final, address)
    worst = _worst_clause(attention[0]) if attention else ""
    if is_final:
        return sentence(first, look, worst)
    lights = lights_clause((light for row in rows for light in row.lights.elements()), address)
    return sentence(first, lights, look, worst, _tasks_clause(rows, year))


def _counts_clause(rows: Sequence[Counted], year: int, is_final: bool, address: Address) -> SafeString:
    counted: Counter[State | Judgement] = Counter()
    for row in rows:
        counted.update(dict(row.judgement_counts if is_final else row.counts))
    start = _("At the end {plans} plans, {n} goals") if is_final else _("{year}: {plans} plans, {n} indicators")
    words = start.format(
        year=year, plans=sum(row.plan_count for row in rows), n=sum(row.indicator_count for row in rows)
    )
    counts = states_clause(counted.items(), "judgement" if is_final else "state", address)
    return say(_("{start}: {counts}"), start=words, counts=counts)


def _look_clause(rows: Sequence[Counted], year: int, is_final: bool, address: Address) -> SafeString | str:
    """How many need a look, and in which regions most: all of them where several have as many."""
    most = max(row.troubled for row in rows)
    if not most:
        return ""
    shown = "final" if is_final else year
    names = [linked(row.region.name, row.address(shown)) for row in rows if row.troubled == most]
    count = linked(sum(row.troubled for row in rows), address({"look": "1"}))
    if len(names) > 1:
        words = _("{n} need a look, most in {regions} ({most})")
        return say(words, n=count, regions=joined(names[:MAX_NAMES], _(", ")), most=most)
    worst = next(row for row in rows if row.troubled == most)
    words = _("{n} need a look, most in {regions} ({most}: {marks})")
    return say(words, n=count, regions=names[0], most=most, marks=_marks(worst, is_final))


def _marks(row: Counted, is_final: bool) -> str:
    """Why the indicators of a region need a look, by both marks; one may have both."""
    states = [] if is_final else [(str(state.label), row.in_state(state)) for state in TROUBLED]
    slow = [(_("goal %(word)s") % {"word": one.label}, row.in_judgement(one)) for one in MISSED]
    return _(", ").join(f"{word} {count}" for word, count in [*states, *slow] if count)


def _worst_clause(worst: AttentionRow) -> SafeString:
    """What comes first: whose it is, by how much it is behind, why, and whether its goal can still be met."""
    row = worst.figures
    name = linked(f"{worst.region.name} {row.indicator.seq} {row.indicator.name}",
                  f"{indicator_address(row.indicator.pk)}?year={row.year}")  # fmt: skip
    state = _("%(state)s, rate %(rate)s") % {"state": row.now.state.label, "rate": rate_and_gap(row)}
    facts = [worst.why.agency, state if row.now.rate else str(row.now.state.label)]
    if worst.why.cause:
        facts.append(_("cause: %(cause)s") % {"cause": worst.why.cause})
    return say(_("of all of them first {row} ({facts})"), row=name, facts=joined([*facts, goal_clause(row)], _("; ")))


def _tasks_clause(rows: Sequence[Counted], year: int) -> SafeString | str:
    """How many tasks are delayed, and where most."""
    delayed = sum(row.tasks.delayed for row in rows)
    if not delayed:
        return ""
    worst = max(rows, key=lambda row: row.tasks.delayed)
    most = linked(worst.tasks.delayed, worst.delayed_address(year))
    words = _("tasks delayed: {n}, most in {region} ({most})")
    return say(words, n=delayed, region=worst.region.name, most=most)
