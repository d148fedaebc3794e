"""A draft against a stored plan: which row is which, and what changes in it."""

from __future__ import annotations

import dataclasses
import hashlib
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import islice
from typing import Any, TypeVar

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from documents.draft import Draft, DraftAssignment, DraftBaseline, DraftGoal, DraftIndicator, DraftTask
from plans.models import Plan
from targets.choices import Accumulation, Attribute, BaselineKind, Direction, Operator, Origin
from tasks.models import Assignment

Row = TypeVar("Row", DraftTask, DraftIndicator)
LOOKED_AT = 5  # rows under one number that are compared by their wording
SIMILAR = 0.6  # share of common text from which two rows of one number are taken for one


FIELD_LABELS = {
    "seq": _("number"),
    "content": _("content"),
    "label": _("number or name as printed"),
    "area": _("area"),
    "note": _("note"),
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


class Turn(StrEnum):
    """What becomes of a row: 未变, 改动, 移位, 新增, 删除."""

    UNCHANGED = "unchanged"
    CHANGED = "changed"
    MOVED = "moved"
    NEW = "new"
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
    turn: Turn
    seq: int
    text: str
    key: str = ""
    fields: tuple[FieldChange, ...] = ()


@dataclass(frozen=True)
class Difference:
    rows: list[RowChange] = field(default_factory=list)

    @property
    def changes(self) -> list[RowChange]:
        return [row for row in self.rows if row.turn != Turn.UNCHANGED]

    @property
    def telling(self) -> list[RowChange]:
        """The changes a person must look at; rows that only get another number are counted."""
        return [row for row in self.changes if row.turn != Turn.MOVED]

    @property
    def is_new(self) -> bool:
        """Whether no plan is stored yet."""
        return all(row.key == "" for row in self.rows)

    @property
    def moved_rows(self) -> list[RowChange]:
        return [row for row in self.changes if row.turn == Turn.MOVED]

    def count(self, turn: Turn) -> int:
        return sum(row.turn == turn for row in self.rows)

    @property
    def new(self) -> int:
        return self.count(Turn.NEW)

    @property
    def altered(self) -> int:
        return self.count(Turn.CHANGED)

    @property
    def removed(self) -> int:
        return self.count(Turn.REMOVED)

    @property
    def moved(self) -> int:
        return self.count(Turn.MOVED)

    @property
    def digest(self) -> str:
        """A mark of exactly this difference: what a person confirmed is what is applied."""
        return hashlib.sha256(repr(self.changes).encode()).hexdigest()


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


def pairs(new: Sequence[Row], old: Sequence[Row]) -> list[tuple[Row | None, Row | None]]:
    """Return which row of `new` is which of `old`: same text first, then key or number with similar text.

    A printed number alone never decides: numbers move when a document is corrected.
    """
    partners: dict[int, Row] = {}
    taken: set[int] = set()
    for shelf_of, fits in _PASSES:
        shelves: dict[Hashable, list[Row]] = defaultdict(list)
        for other in old:
            shelves[shelf_of(other)].append(other)
        for row in new:
            if id(row) not in partners:
                near = (other for other in shelves[shelf_of(row)] if id(other) not in taken)
                partner = next((other for other in islice(near, LOOKED_AT) if fits(row, other)), None)
                if partner is not None:
                    partners[id(row)] = partner
                    taken.add(id(partner))
    found: list[tuple[Row | None, Row | None]] = [(row, partners.get(id(row))) for row in new]
    found += [(None, other) for other in old if id(other) not in taken and not other.is_dropped]
    return found


def _text(row: Row) -> tuple[str, ...]:
    return (row.content,) if isinstance(row, DraftTask) else (row.name, row.unit)


def _alike(a: Row, b: Row) -> bool:
    """Two wordings of one row; what a document dropped comes back by equal text alone."""
    return not b.is_dropped and SequenceMatcher(None, _text(a)[0], _text(b)[0]).ratio() >= SIMILAR


# Where partners are looked for, and what they must have in common there. A key alone never decides
# either: what was reported belongs to what is counted.
_PASSES: tuple[tuple[Callable[[Any], Hashable], Callable[[Any, Any], bool]], ...] = (
    (lambda row: (row.key, _text(row)), lambda a, b: True),
    (lambda row: _text(row), lambda a, b: True),
    (lambda row: row.key, lambda a, b: bool(a.key) and _alike(a, b)),
    (lambda row: row.seq, _alike),
)


def _head(draft: Draft, stored: Draft | None) -> RowChange:
    if stored is None:
        return RowChange("plan", Turn.NEW, 0, draft.plan.title)
    changed = _changed_fields(draft.plan, stored.plan, leave=("slug",))
    return RowChange(
        "plan", Turn.CHANGED if changed else Turn.UNCHANGED, 0, draft.plan.title, stored.plan.slug, changed
    )


def _rows(kind: str, matched: Iterable[tuple[Row | None, Row | None]], text: Callable[[Any], str]) -> list[RowChange]:
    changes = [_row(kind, new, old, text) for new, old in matched]
    return sorted(changes, key=lambda change: change.seq)


def _row(kind: str, new: Row | None, old: Row | None, text: Callable[[Any], str]) -> RowChange:
    if new is None:
        assert old is not None
        return RowChange(kind, Turn.REMOVED, old.seq, text(old), old.key)
    if old is None:
        return RowChange(kind, Turn.NEW, new.seq, text(new))
    changed = _changed_fields(_without_entered(new, old), old, leave=("key", "entered", "place", "reporter"))
    moved = {change.name for change in changed} <= {"seq", "label"}
    turn = Turn.UNCHANGED if not changed else Turn.MOVED if moved else Turn.CHANGED
    return RowChange(kind, turn, new.seq, text(new), old.key, changed)


def _without_entered(new: Row, old: Row) -> Row:
    """Figures an agency entered stand, whatever a document states of the same year."""
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
    "kind": Plan.Kind,
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
