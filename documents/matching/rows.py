"""Which row of a draft is which row of the stored plan."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from itertools import islice
from typing import Any, TypeVar

from rapidfuzz import fuzz

from documents.draft.values import DraftIndicator, DraftTask

Row = TypeVar("Row", DraftTask, DraftIndicator)
MAX_CANDIDATES = 5  # rows under one number that are compared by their wording
SIMILAR = 60  # % of common text from which two rows of one number are taken for one


def pairs(new: Sequence[Row], old: Sequence[Row]) -> list[tuple[Row | None, Row | None]]:
    """Return which row of `new` is which of `old`: same text first, then key or number with similar text.

    A printed number alone never decides: numbers move when a document is corrected.
    """
    partners: dict[int, Row] = {}
    taken: set[int] = set()
    for key_of, fits in _PASSES:
        rows_by_key: dict[Hashable, list[Row]] = defaultdict(list)
        for other in old:
            rows_by_key[key_of(other)].append(other)
        for row in new:
            if id(row) not in partners:
                candidates = (other for other in rows_by_key[key_of(row)] if id(other) not in taken)
                partner = next((other for other in islice(candidates, MAX_CANDIDATES) if fits(row, other)), None)
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
    return not b.is_dropped and fuzz.ratio(_text(a)[0], _text(b)[0]) >= SIMILAR


# Where partners are looked for, and what they must have in common there. A key alone never decides
# either: what was reported belongs to what is counted.
_PASSES: tuple[tuple[Callable[[Any], Hashable], Callable[[Any, Any], bool]], ...] = (
    (lambda row: (row.key, _text(row)), lambda a, b: True),
    (lambda row: _text(row), lambda a, b: True),
    (lambda row: row.key, lambda a, b: bool(a.key) and _alike(a, b)),
    (lambda row: row.seq, _alike),
)
