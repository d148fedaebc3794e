"""A draft against a stored plan: what would change, row by row."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _

from documents.draft.values import Draft, DraftTask
from documents.loading.wording import FIELD_LABELS, what_differs
from documents.matching.rows import Row, identity, likely_pairs, pairs

NO_REPORTS: Mapping[str, int] = {}


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
    """`kind` is plan, task or indicator; `key` names the stored row, "" for a new one.

    `reports` is how many reports a removed row has: it is cancelled, and they are kept.
    """

    kind: str
    change_kind: ChangeKind
    seq: int
    text: str
    key: str = ""
    fields: tuple[FieldChange, ...] = ()
    reports: int = 0


@dataclass(frozen=True)
class LikelyPair:
    """A new row and a stored one that would be removed: perhaps they are one. `mark` is the new one's."""

    kind: str
    mark: str
    text: str
    old_text: str
    key: str
    reports: int = 0


@dataclass(frozen=True)
class Difference:
    rows: list[RowChange] = field(default_factory=list)
    likely: list[LikelyPair] = field(default_factory=list)

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


def difference(draft: Draft, stored: Draft | None, reports: Mapping[str, int] = NO_REPORTS) -> Difference:
    """Return what `draft` would change in `stored`, row by row; against nothing all is new.

    `reports` is how many reports a stored row has, by its key.
    """
    tasks, indicators = (stored.tasks, stored.indicators) if stored else ([], [])
    said = draft.said_same
    of_indicators, of_tasks = pairs(draft.indicators, indicators, said), pairs(draft.tasks, tasks, said)
    return Difference(
        [
            _head(draft, stored),
            *_rows("indicator", of_indicators, lambda row: row.name, reports),
            *_rows("task", of_tasks, lambda row: row.content, reports),
        ],
        [
            *(
                _likely("indicator", new, old, lambda row: row.name, reports)
                for new, old in likely_pairs(of_indicators, said)
            ),
            *(_likely("task", new, old, lambda row: row.content, reports) for new, old in likely_pairs(of_tasks, said)),
        ],
    )


def _likely(kind: str, new: Row, old: Row, text: Callable[[Any], str], reports: Mapping[str, int]) -> LikelyPair:
    return LikelyPair(kind, identity(new), text(new), text(old), old.key, reports.get(old.key, 0))


def _head(draft: Draft, stored: Draft | None) -> RowChange:
    if stored is None:
        return RowChange("plan", ChangeKind.ADDED, 0, draft.plan.title)
    changed = _changed_fields(draft.plan, stored.plan, leave=("slug", "is_another"))
    return RowChange(
        "plan", ChangeKind.CHANGED if changed else ChangeKind.UNCHANGED, 0, draft.plan.title, stored.plan.slug, changed
    )


def _rows(
    kind: str, matched: Iterable[tuple[Row | None, Row | None]], text: Callable[[Any], str], reports: Mapping[str, int]
) -> list[RowChange]:
    changes = [_row(kind, new, old, text, reports) for new, old in matched]
    return sorted(changes, key=lambda change: change.seq)


def _row(
    kind: str, new: Row | None, old: Row | None, text: Callable[[Any], str], reports: Mapping[str, int]
) -> RowChange:
    if new is None:
        assert old is not None
        return RowChange(kind, ChangeKind.REMOVED, old.seq, text(old), old.key, reports=reports.get(old.key, 0))
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
    """The fields that differ in what a person reads; how a role was found (`rule`) is nothing to read."""
    names = [
        f.name for f in dataclasses.fields(new) if f.name not in leave and getattr(new, f.name) != getattr(old, f.name)
    ]
    found = (FieldChange(name, *what_differs(name, getattr(old, name), getattr(new, name))) for name in names)
    return tuple(change for change in found if change.old != change.new)
