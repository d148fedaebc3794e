"""The fields of a draft's rows in words: what they are called, and what they say."""

from __future__ import annotations

import dataclasses
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from documents.draft.values import DraftAssignment, DraftBaseline, DraftGoal
from targets.choices import Accumulation, Attribute, BaselineKind, Basis, Direction, Operator, Origin
from tasks.models import Assignment

FIELD_LABELS = {
    "seq": _("number"),
    "content": _("content"),
    "label": _("number or name as printed"),
    "area": _("area"),
    "note": _("note"),
    "due": _("to be done by"),
    "assignments": _("assignments"),
    "quantities": _("quantities"),
    "name": _("name"),
    "unit": _("unit"),
    "indicator": _("catalogue entry"),
    "origin": _("origin"),
    "scale": _("scale to the base unit"),
    "accumulation": _("accumulation"),
    "direction": _("direction"),
    "attribute": _("attribute"),
    "group": _("class"),
    "weight": _("weight"),
    "baseline": _("baseline"),
    "goal": _("goal"),
    "targets": _("yearly targets"),
    "actuals": _("actuals"),
    "title": _("title"),
    "is_title_composed": _("title composed, not printed"),
    "doc_number": _("document number"),
    "index_number": _("index number"),
    "issuer": _("issuing body"),
    "issued_on": _("date issued"),
    "coordinator": _("coordinating agency"),
    "printed_mean": _("mean attainment the document prints, %"),
    "is_checked": _("checked by a person"),
    "phases": _("phases"),
    "is_dropped": _("dropped by document"),
    "start_year": _("first year"),
    "end_year": _("last year"),
    "kind": _("kind"),
    "region": _("region"),
}
CHOICES: dict[str, type[TextChoices]] = {
    "origin": Origin,
    "accumulation": Accumulation,
    "direction": Direction,
    "attribute": Attribute,
}


def worded(name: str, value: Any) -> str:
    """The value of a field, choices by their label."""
    choices = CHOICES.get(name)
    return str(choices(value).label) if choices and value in choices.values else written(value)


def written(value: Any) -> str:
    """A value of a draft as a person reads it."""
    if value is None or value == "":
        return "—"
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, DraftBaseline):
        return f"{value.year}: {written(value.value)}（{BaselineKind(value.kind).label}）"
    if isinstance(value, DraftGoal):
        return _goal_in_words(value)
    if isinstance(value, DraftAssignment):
        return f"{value.printed_name}({Assignment.Role(value.role).label})"
    if dataclasses.is_dataclass(value):
        shown = (
            written(getattr(value, f.name))
            for f in dataclasses.fields(value)
            if f.compare and getattr(value, f.name) not in (None, "")
        )
        return " ".join(shown)
    if isinstance(value, dict):
        return "；".join(f"{key}: {written(item)}" for key, item in sorted(value.items())) or "—"
    if isinstance(value, list):
        return "；".join(written(item) for item in value) or "—"
    return f"{value.normalize():f}" if hasattr(value, "normalize") else str(value)


def _goal_in_words(goal: DraftGoal) -> str:
    """2025年 ≥ 60–80 件（较 2021 年增长；clause）."""
    high = f"–{written(goal.value_high)}" if goal.value_high is not None else ""
    basis = "" if goal.basis == Basis.ABSOLUTE else f"{Basis(goal.basis).label}"
    base = (
        f"{goal.base_year or ''}: {written(goal.base_value)}" if goal.base_year or goal.base_value is not None else ""
    )
    more = "；".join(filter(None, (goal.name, basis, base, goal.text)))
    return f"{goal.year} {Operator(goal.operator).label} {written(goal.value)}{high} {goal.unit}（{more}）"


def what_differs(name: str, old: Any, new: Any) -> tuple[str, str]:
    """The old and the new value of a field in words; of lists and years only what is not the same in both."""
    if isinstance(old, dict) and isinstance(new, dict):
        both = {key for key in old if key in new and old[key] == new[key]}
        old, new = ({key: one[key] for key in one if key not in both} for one in (old, new))
    elif isinstance(old, list) and isinstance(new, list):
        gone, come = [one for one in old if one not in new], [one for one in new if one not in old]
        old, new = (gone, come) if gone or come else (old, new)
    return worded(name, old), worded(name, new)
