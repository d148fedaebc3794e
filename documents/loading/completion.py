"""What a document does not print stays as it is stored: people decided it."""

from __future__ import annotations

from dataclasses import replace

from documents.draft.values import Draft, DraftGoal, DraftIndicator, DraftPlan, DraftTask
from documents.matching.rows import pairs

PLAN_FIELDS = (
    "coordinator",
    "note",
    "printed_mean",
    "doc_number",
    "index_number",
    "issuer",
    "issued_on",
    "phases",
    "kind",
    "slug",
)
ROW_FIELDS = ("indicator", "accumulation", "attribute", "group", "note", "baseline", "goal")


def completed_from_stored(draft: Draft, stored: Draft | None) -> Draft:
    """Return a draft read from a document, filled up with what is stored where the document says nothing.

    A fixture or an exported plan states everything: nothing is filled up but the base that a reviewer gave a goal.
    """
    if stored is not None and draft.is_excerpt:
        return _with_figures(stored, draft)
    if stored is not None:
        draft = _with_bases(draft, stored)
    if stored is None or not draft.is_read:
        return draft
    said = draft.said_same
    indicators = [_row(new, old) for new, old in pairs(draft.indicators, stored.indicators, said) if new is not None]
    tasks = [_task(new, old) for new, old in pairs(draft.tasks, stored.tasks, said) if new is not None]
    return replace(draft, plan=_plan(draft.plan, stored.plan), indicators=indicators, tasks=tasks)


def _with_figures(stored: Draft, excerpt: Draft) -> Draft:
    """The stored plan with the actuals that a later plan states of it."""
    found = {id(old): new for new, old in pairs(excerpt.indicators, stored.indicators) if new is not None and old}
    rows = [
        replace(row, actuals=row.actuals | found[id(row)].actuals) if id(row) in found else row
        for row in stored.indicators
        if not row.is_dropped
    ]
    return replace(stored, indicators=rows, tasks=[task for task in stored.tasks if not task.is_dropped])


def _with_bases(draft: Draft, stored: Draft) -> Draft:
    """The draft with the bases of relative goals that it does not state itself."""
    matched = pairs(draft.indicators, stored.indicators, draft.said_same)
    rows = [replace(new, goal=_based(new.goal, old)) for new, old in matched if new]
    return replace(draft, indicators=rows)


def _based(new: DraftGoal | None, old: DraftIndicator | None) -> DraftGoal | None:
    before = old.goal if old else None
    if new is None or before is None or new.base_value is not None or before.base_value is None:
        return new
    if (new.basis, new.value) != (before.basis, before.value):
        return new
    return replace(new, base_value=before.base_value, base_year=new.base_year or before.base_year)


def _plan(new: DraftPlan, old: DraftPlan) -> DraftPlan:
    values = {name: getattr(new, name) or getattr(old, name) for name in PLAN_FIELDS}
    if new.is_title_composed:
        values |= {"title": old.title, "is_title_composed": old.is_title_composed}
    return replace(new, **values, is_checked=new.is_checked or old.is_checked)


def _row(new: DraftIndicator, old: DraftIndicator | None) -> DraftIndicator:
    if old is None:
        return new
    values = {name: getattr(new, name) or getattr(old, name) for name in ROW_FIELDS}
    actuals = {year: actual for year, actual in old.actuals.items() if year not in new.actuals} | new.actuals
    weight = old.weight if new.weight == 1 else new.weight
    return replace(new, **values, actuals=actuals, weight=weight, key=old.key)


def _task(new: DraftTask, old: DraftTask | None) -> DraftTask:
    return new if old is None else replace(new, note=new.note or old.note, due=new.due or old.due, key=old.key)
