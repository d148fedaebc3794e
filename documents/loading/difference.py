"""A draft against a stored plan: what would change, row by row."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from documents.draft.values import Draft, DraftAssignment, DraftBaseline, DraftGoal, DraftTask
from documents.matching.rows import Row, pairs
from targets.choices import Accumulation, Attribute, BaselineKind, Direction, Operator, Origin
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


class ChangeKind(StrEnum):
    """What becomes of a row: 未变, 改动, 移位, 新增, 删除."""

    UNCHANGED = "unchanged"
    CHANGED = "changed"
    MOVED = "moved"
    ADDED = "new"
    REMOVED = "removed"


@dataclass(frozen=True)
class FieldChange:
    name: str
    old: str
    new: str

    @property
    def label(self) -> str:
        """The field's name as a person reads it."""
        return str(FIELD_LABELS.get(self.name, self.name))


@dataclass(frozen=True)
class RowChange:
    """`kind` is plan, task or indicator; `key` names the stored row, "" for a new one."""

    kind: str
    change_kind: ChangeKind
    seq: int
    text: str
    key: str = ""
    fields: tuple[FieldChange, ...] = ()


@dataclass(frozen=True)
class Difference:
    rows: list[RowChange] = field(default_factory=list)

    @property
    def changes(self) -> list[RowChange]:
        return [row for row in self.rows if row.change_kind != ChangeKind.UNCHANGED]

    @property
    def telling(self) -> list[RowChange]:
        """The changes a person must look at; rows that only get another number are counted."""
        return [row for row in self.changes if row.change_kind != ChangeKind.MOVED]

    @property
    def is_new(self) -> bool:
        """Whether no plan is stored yet."""
        return all(row.key == "" for row in self.rows)

    @property
    def moved_rows(self) -> list[RowChange]:
        return [row for row in self.changes if row.change_kind == ChangeKind.MOVED]

    def count(self, change_kind: ChangeKind) -> int:
        return sum(row.change_kind == change_kind for row in self.rows)

    @property
    def added(self) -> int:
        return self.count(ChangeKind.ADDED)

    @property
    def changed(self) -> int:
        return self.count(ChangeKind.CHANGED)

    @property
    def removed(self) -> int:
        return self.count(ChangeKind.REMOVED)

    @property
    def moved(self) -> int:
        return self.count(ChangeKind.MOVED)

    @property
    def digest(self) -> str:
        """A mark of exactly this difference: what a person confirmed is what is applied."""
        return hashlib.sha256(repr(self.changes).encode()).hexdigest()


def summary(differences: Iterable[Difference]) -> str:
    """Return in words how much was changed, over all plans of one document."""
    differences = list(differences)
    counts = {
        "new": sum(one.added for one in differences),
        "altered": sum(one.changed for one in differences),
        "removed": sum(one.removed for one in differences),
        "moved": sum(one.moved for one in differences),
    }
    return str(_("%(new)s new, %(altered)s altered, %(removed)s removed, %(moved)s moved")) % counts


def difference(draft: Draft, stored: Draft | None) -> Difference:
    """Return what `draft` would change in `stored`, row by row; against nothing all is new."""
    tasks, indicators = (stored.tasks, stored.indicators) if stored else ([], [])
    return Difference(
        [
            _head(draft, stored),
            *_rows("indicator", pairs(draft.indicators, indicators), lambda row: row.name),
            *_rows("task", pairs(draft.tasks, tasks), lambda row: row.content),
        ]
    )


def _head(draft: Draft, stored: Draft | None) -> RowChange:
    if stored is None:
        return RowChange("plan", ChangeKind.ADDED, 0, draft.plan.title)
    changed = _changed_fields(draft.plan, stored.plan, leave=("slug", "is_another"))
    return RowChange(
        "plan", ChangeKind.CHANGED if changed else ChangeKind.UNCHANGED, 0, draft.plan.title, stored.plan.slug, changed
    )


def _rows(kind: str, matched: Iterable[tuple[Row | None, Row | None]], text: Callable[[Any], str]) -> list[RowChange]:
    changes = [_row(kind, new, old, text) for new, old in matched]
    return sorted(changes, key=lambda change: change.seq)


def _row(kind: str, new: Row | None, old: Row | None, text: Callable[[Any], str]) -> RowChange:
    if new is None:
        assert old is not None
        return RowChange(kind, ChangeKind.REMOVED, old.seq, text(old), old.key)
    if old is None:
        return RowChange(kind, ChangeKind.ADDED, new.seq, text(new))
    changed = _changed_fields(_without_entered(new, old), old, leave=("key", "entered", "place", "reporter"))
    moved = {change.name for change in changed} <= {"seq", "label"}
    change_kind = ChangeKind.UNCHANGED if not changed else ChangeKind.MOVED if moved else ChangeKind.CHANGED
    return RowChange(kind, change_kind, new.seq, text(new), old.key, changed)


def _without_entered(new: Row, old: Row) -> Row:
    """Figures an agency entered are kept, whatever a document states of the same year."""
    if isinstance(new, DraftTask) or isinstance(old, DraftTask):
        return new
    return dataclasses.replace(new, actuals={y: a for y, a in new.actuals.items() if y not in old.entered})


def _changed_fields(new: Any, old: Any, leave: tuple[str, ...]) -> tuple[FieldChange, ...]:
    names = [f.name for f in dataclasses.fields(new) if f.name not in leave]
    return tuple(
        FieldChange(name, worded(name, getattr(old, name)), worded(name, getattr(new, name)))
        for name in names
        if getattr(new, name) != getattr(old, name)
    )


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
        return f"{Operator(value.operator).label} {written(value.value)} {value.unit}（{value.text}）"
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
