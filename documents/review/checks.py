"""A draft → findings: what a person should look at before (or after) it is loaded (domain.md §4, Findings).

The same checks run on a stored plan. What only the reading of a document can see are the draft's `doubts`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from decimal import Decimal

from rapidfuzz.distance import Levenshtein

from documents.draft.cell_path import CellPath, Section
from documents.draft.findings import ERROR, INFO, WARNING, Finding, severity
from documents.draft.values import Draft, DraftAssignment, DraftGoal, DraftIndicator, DraftTask
from documents.notation.agency_names import is_unspecified, main_name
from documents.notation.units import in_unit
from documents.notation.values import base_unit
from targets.checks import falling_years, has_goal_mismatch
from targets.choices import Accumulation, Direction

MAX_NAMES = 3_000


def lint(draft: Draft, other_names: Collection[str] = ()) -> list[Finding]:
    """Return every finding: the doubts of the reading, and what the draft itself shows.

    `other_names` are agencies that other plans of the region name.
    """
    found = [*_head(draft), *_targets(draft), *_goals(draft), *_tasks(draft), *_agencies(draft, set(other_names))]
    order = {ERROR: 0, WARNING: 1, INFO: 2}
    return sorted([*draft.doubts, *found], key=lambda finding: order[severity(finding)])


def _head(draft: Draft) -> Iterator[Finding]:
    plan = draft.plan
    if draft.is_read and draft.is_empty:
        yield Finding("nothing-read")
    if not plan.region:
        yield Finding("region-unknown", CellPath.plan("region"))
    if not plan.start_year or not plan.end_year:
        yield Finding("years-unknown", CellPath.plan("start_year"))
    if plan.is_title_composed:
        yield Finding("title-composed", CellPath.plan("title"), values={"title": plan.title})


# Targets and goals


def _targets(draft: Draft) -> Iterator[Finding]:
    yield from _missing_targets(draft)
    goals = {goal.indicator: goal for goal in reversed(draft.stated_goals)}
    doubted = {doubt.cell for doubt in draft.doubts}
    uncut = {doubt.cell for doubt in draft.doubts if doubt.code == "ambiguous-cells"}
    last = draft.plan.end_year or 0
    for row in draft.active_indicators:
        goal = goals.get(row.seq)
        cell = CellPath.indicator(row.seq)
        if not row.unit:
            yield Finding("unit-missing", cell.at("unit"), row.place, {"name": row.name})
        if goal is None and cell not in uncut:
            yield Finding("indicator-without-goal", cell.at("goal"), row.place, {"name": row.name})
        if goal is not None:
            yield from _against_goal(row, goal, cell, row.accumulation is None or draft.is_read, last)
        yield from _undecided(row, goal, doubted, last)
        for year in falling_years(row.targets, row.accumulation, row.direction):
            yield Finding("level-falls", cell.at("targets", year), row.place, {"name": row.name, "year": str(year)})


def _undecided(
    row: DraftIndicator, goal: DraftGoal | None, doubted: set[CellPath], last_year: int
) -> Iterator[Finding]:
    """A row of which nobody has said yet how its years add up."""
    cell = CellPath.indicator(row.seq).at("accumulation")
    value = in_unit(goal.value, goal.unit, row.unit) if goal is not None and goal.basis == "absolute" else None
    if row.accumulation is None and cell not in doubted and not has_goal_mismatch(row.targets, value, last_year):
        yield Finding("accumulation-unsure", cell, row.place, {"name": row.name, "kind": ""})


def _missing_targets(draft: Draft) -> Iterator[Finding]:
    """Years without a column, and empty places in a row."""
    rows = [row for row in draft.active_indicators if row.origin == "table"]
    years = range(draft.plan.start_year, draft.plan.end_year + 1) if draft.plan.start_year else range(0)
    columns = {year for row in rows for year in row.targets}
    open_rows = {doubt.cell.row for doubt in draft.doubts if _leaves_open(doubt.cell)}
    left_out = [year for year in years if year not in columns and (columns or year != draft.plan.end_year)]
    if rows and left_out:
        place = {name: n for name, n in rows[0].place.items() if name == "table"}
        yield Finding("target-missing", CellPath(Section.INDICATORS), place, {"years": "、".join(map(str, left_out))})
    for row in rows:
        missing = [year for year in sorted(columns) if year in years and year not in row.targets]
        if missing and (row.targets or columns) and CellPath.indicator(row.seq) not in open_rows:
            years_text = "、".join(map(str, missing))
            yield Finding(
                "target-missing",
                CellPath.indicator(row.seq).at("targets", missing[0]),
                row.place,
                {"years": years_text},
            )


def _leaves_open(cell: CellPath) -> bool:
    """Whether a doubt is about a whole row, or the target of one year: then an empty place is no news."""
    return cell.cell is None or (cell.field == "targets" and cell.cell.year is not None)


def _mismatches(row: DraftIndicator, goal: Decimal | None, last_year: int) -> bool:
    kind = Accumulation(row.accumulation) if row.accumulation else None
    return has_goal_mismatch(row.targets, goal, last_year, kind, Direction(row.direction))


def _against_goal(
    row: DraftIndicator, goal: DraftGoal, cell: CellPath, is_open: bool, last_year: int
) -> Iterator[Finding]:
    is_absolute = goal.basis == "absolute"
    value = in_unit(goal.value, goal.unit, row.unit) if is_absolute else None
    if is_absolute and not goal.is_from_table and is_open and _mismatches(row, value, last_year):
        targets = "、".join(f"{row.targets[year].normalize():f}" for year in sorted(row.targets))
        yield Finding("goal-mismatch", cell.at("accumulation"), row.place, {"targets": targets, "goal": goal.text})
    if is_absolute and row.unit and goal.unit and base_unit(row.unit)[0] != base_unit(goal.unit)[0]:
        yield Finding(
            "unit-differs", cell.at("unit"), row.place, {"name": row.name, "unit": row.unit, "goal_unit": goal.unit}
        )


def _goals(draft: Draft) -> Iterator[Finding]:
    for place, goal in enumerate(draft.stated_goals):
        if goal.basis != "absolute" and goal.base_value is None:
            row = CellPath.indicator(goal.indicator).at("goal") if goal.indicator else CellPath.goal(place).at("base")
            yield Finding("goal-relative", row, goal.place, {"text": goal.text})
        if goal.indicator is None:
            yield Finding("goal-without-indicator", CellPath.goal(place), goal.place, {"text": goal.text})


# Tasks and agencies


def _tasks(draft: Draft) -> Iterator[Finding]:
    for task in draft.active_tasks:
        cell = CellPath.task(task.seq)
        leads = [part for part in task.assignments if part.role == "lead"]
        if not task.assignments:
            yield Finding("task-without-agency", cell.at("lead"), task.place)
        elif not leads and len(task.assignments) > 1:
            yield Finding("no-lead", cell.at("lead"), task.place, {"names": _named(task.assignments)})
        if len(leads) > 1:
            yield Finding("several-leads", cell.at("lead"), task.place, {"names": _named(leads)})
        for part in task.assignments:
            if is_unspecified(part.printed_name):
                yield Finding("agency-unspecified", cell.at(part.role), task.place, {"name": part.printed_name})


def _named(parts: list[DraftAssignment]) -> str:
    return "、".join(part.printed_name for part in parts)


def _agencies(draft: Draft, other_names: set[str]) -> Iterator[Finding]:
    places: dict[str, DraftTask] = {}
    count: Counter[str] = Counter()
    for task in draft.active_tasks:
        for part in task.assignments:
            count[part.printed_name] += 1
            places.setdefault(part.printed_name, task)
    if len(count) > MAX_NAMES:
        return
    roles = {name: next(p.role for p in task.assignments if p.printed_name == name) for name, task in places.items()}
    for name, other in _misprints(count, other_names):
        task = places[name]
        yield Finding(
            "agency-misprint",
            CellPath.task(task.seq).at(roles[name]),
            task.place,
            {"name": name, "other": other},
            [other, name],
        )
    for name, other in _variants(sorted(set(count) | other_names, key=lambda n: (len(n), n)), set(count)):
        known = places.get(name) or places[other]
        yield Finding(
            "agency-variant",
            CellPath.task(known.seq).at(roles.get(name) or roles[other]),
            known.place,
            {"name": name, "other": other},
        )


def _misprints(count: Counter[str], other_names: set[str]) -> Iterator[tuple[str, str]]:
    """A name used once here and nowhere else, one character away from a name used at least twice."""
    usual = [name for name, n in count.items() if n >= 2]
    for name, n in count.items():
        if n == 1 and name not in other_names:
            other = next((other for other in usual if is_one_character_away(name, other)), None)
            if other:
                yield name, other


def is_one_character_away(a: str, b: str) -> bool:
    """One more or less; or one other in names of six characters or more (市民政局 beside 市财政局 is none)."""
    return (len(a) != len(b) or len(a) >= 6) and Levenshtein.distance(a, b, score_cutoff=1) == 1


def _variants(names: list[str], own: set[str]) -> Iterator[tuple[str, str]]:
    """Two names of one agency: one with its other name in a bracket, or a shorter form of the other."""
    by_main: dict[str, str] = {}
    for name in names:
        main, _other = main_name(name)
        known = by_main.setdefault(main, name)
        if known != name and (known in own or name in own):
            yield known, name
    mains = sorted(by_main, key=len)
    for place, short in enumerate(mains):
        for long in mains[place + 1 :]:
            if _is_short_form(short, long) and (by_main[short] in own or by_main[long] in own):
                yield by_main[short], by_main[long]


def _is_short_form(short: str, long: str) -> bool:
    """市市场监管局 for 市市场监督管理局: the same first and last character, all of the short one in order."""
    if (
        len(short) < 4
        or len(long) - len(short) < 2
        or short[0] != long[0]
        or short[-1] != long[-1]
        or "(" in short + long
    ):
        return False
    characters = iter(long)
    return all(character in characters for character in short) and not short.startswith(("各", "有关"))
