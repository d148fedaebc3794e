"""Which row of a draft is which row of the stored plan."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from itertools import islice
from typing import Any, TypeVar

from rapidfuzz import fuzz, process

from documents.draft.values import DraftIndicator, DraftTask
from documents.notation.similarity import replaces_kind, replaces_noun

Row = TypeVar("Row", DraftTask, DraftIndicator)
Said = Mapping[
    str, str
]  # by the mark of a new row (`identity`), the key of the stored one that a person said it is; "" for none
NOTHING_SAID: Said = {}
MAX_CANDIDATES = 5  # rows under one number that are compared by their wording
MAX_LIKELY = 250_000  # pairs beyond which none is offered
MAX_COMPARED = 400  # characters of a text that are compared with those of every other row
SIMILAR = 60  # % of common text from which two rows of one number are taken for one


def pairs(new: Sequence[Row], old: Sequence[Row], said: Said = NOTHING_SAID) -> list[tuple[Row | None, Row | None]]:
    """Return which row of `new` is which of `old`: as a person said, then same text, then key or number with similar
    text.

    A printed number alone never decides: numbers move when a document is corrected. A name whose noun is replaced
    (发明, 实用新型) is another row, whatever its number; `likely_pairs` offers it to a person.
    """
    partners: dict[int, Row] = {}
    taken: set[int] = set()
    for key_of, old_key_of, fits in (_said_pass(said), *_PASSES):
        rows_by_key: dict[Hashable, list[Row]] = defaultdict(list)
        for other in old:
            rows_by_key[old_key_of(other)].append(other)
        for row in new:
            if id(row) not in partners and not (fits is _alike and identity(row) in said):
                candidates = (other for other in rows_by_key[key_of(row)] if id(other) not in taken)
                partner = next((other for other in islice(candidates, MAX_CANDIDATES) if fits(row, other)), None)
                if partner is not None:
                    partners[id(row)] = partner
                    taken.add(id(partner))
    found: list[tuple[Row | None, Row | None]] = [(row, partners.get(id(row))) for row in new]
    found += [(None, other) for other in old if id(other) not in taken and not other.is_dropped]
    return found


def likely_pairs(matched: Sequence[tuple[Row | None, Row | None]], said: Said = NOTHING_SAID) -> list[tuple[Row, Row]]:
    """Return rows that would be new, each with the row that would be removed and is most like it.

    Only where nobody has said yet whether they are one.
    """
    new = [row for row, other in matched if row is not None and other is None and identity(row) not in said]
    old = [other for row, other in matched if row is None and other is not None]
    if not new or not old or len(new) * len(old) > MAX_LIKELY:
        return []
    old_words = [_text(row)[0][:MAX_COMPARED] for row in old]
    best = sorted(
        (-score, n, m)
        for n, row in enumerate(new)
        for _words, score, m in process.extract_iter(
            _text(row)[0][:MAX_COMPARED], old_words, scorer=fuzz.ratio, score_cutoff=SIMILAR
        )
    )
    found: dict[int, int] = {}
    for _score, n, m in best:
        if n not in found and m not in found.values():
            found[n] = m
    return [(new[n], old[m]) for n, m in sorted(found.items())]


def identity(row: DraftTask | DraftIndicator) -> str:
    """A mark of a new row's kind and text, by which a person's answer is kept: a text may be long."""
    words = "|".join(("task" if isinstance(row, DraftTask) else "indicator", *_text(row)))
    return hashlib.sha256(words.encode()).hexdigest()


def _text(row: DraftTask | DraftIndicator) -> tuple[str, ...]:
    return (row.content,) if isinstance(row, DraftTask) else (row.name, row.unit)


def _alike(a: Any, b: Any) -> bool:
    """Two wordings of one row; what a document dropped comes back by equal text alone."""
    one, other = _text(a)[0], _text(b)[0]
    is_another = replaces_kind if isinstance(a, DraftTask) else replaces_noun
    return not b.is_dropped and fuzz.ratio(one, other) >= SIMILAR and not is_another(one, other)


Pass = tuple[Callable[[Any], Hashable], Callable[[Any], Hashable], Callable[[Any, Any], bool]]


def _said_pass(said: Said) -> Pass:
    """The row that a person named, by its key."""
    return lambda row: said.get(identity(row)) or None, lambda row: row.key, lambda a, b: True


def _by(key_of: Callable[[Any], Hashable], fits: Callable[[Any, Any], bool]) -> Pass:
    return key_of, key_of, fits


# Where partners are looked for, and what they must have in common there. A key alone never decides
# either: what was reported belongs to what is counted.
_PASSES: tuple[Pass, ...] = (
    _by(lambda row: (row.key, _text(row)), lambda a, b: True),
    _by(lambda row: _text(row), lambda a, b: True),
    _by(lambda row: row.key or id(row), _alike),
    _by(lambda row: row.seq, _alike),
)
