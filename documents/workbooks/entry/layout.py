"""What both sheets of the workbook have in common: columns with titles, and hidden ones that say whose each row is."""

from __future__ import annotations

import hashlib
import json
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from documents.reading.sheets import SheetCell

FORMAT = "ipplans-entry-3"
EARLIER_FORMATS = ("ipplans-entry-1", "ipplans-entry-2")
META = "ipplans"
HEAD_ROW = 3
FIRST_ROW = HEAD_ROW + 1
SEQ, YEAR, KEY, VERSION, DIGEST = "seq", "year", "key", "version", "digest"


class Column(NamedTuple):
    """A column by its name in code, its title, and its width in characters."""

    name: str
    label: str | Promise
    width: int


HIDDEN = [
    Column(KEY, _("row key"), 10),
    Column(VERSION, _("row version"), 10),
    Column(DIGEST, _("row digest"), 10),  # what the row said when it was downloaded
]


class SheetRow(ABC):
    """One row of a sheet: what is stored there, and how what was filled in is read.

    `texts` has what stands in each field of this row, "" for nothing; a field that is not in it takes nothing.
    """

    key: str
    seq: int
    year: int
    name: str
    version: int
    lock: str
    stored: str  # who stored what, for the sentence to whoever comes later; "" where nothing is
    texts: Mapping[str, str]

    @property
    @abstractmethod
    def fixed(self) -> Sequence[object]:
        """What stands in the locked columns, in their order."""

    def is_open(self, name: str) -> bool:
        """Whether the field can be filled in."""
        return not self.lock and name in self.texts

    @abstractmethod
    def cell_value(self, name: str) -> object:
        """A number as a number and a date as a date, so that a spreadsheet treats them so."""

    @abstractmethod
    def text_of(self, name: str, cell: SheetCell) -> str:
        """Return what a filled-in cell says, numbers and dates in one way of writing. Raises ValidationError."""

    @abstractmethod
    def faults(self, texts: Mapping[str, str]) -> list[tuple[str, str]]:
        """Return what is wrong with these texts taken together: the field, and the words."""

    def is_replaced(self, name: str, texts: Mapping[str, str], changed: Sequence[str]) -> bool:
        """Whether a blank says something because of what stands beside it."""
        return False

    @property
    def digest(self) -> str:
        return row_digest(self.texts)


def row_digest(texts: Mapping[str, str]) -> str:
    """Return a short mark of what a row says."""
    return hashlib.sha256(json.dumps(texts, ensure_ascii=False, sort_keys=True).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class SheetForm:
    """One sheet of the workbook. `key` is what its rows' keys look like, `note` what period it asks for, if a part."""

    title: str
    key: str
    fixed: Sequence[Column]
    fields: Sequence[Column]
    rows: Sequence[SheetRow]
    choices: Mapping[str, Sequence[str]]
    dates: frozenset[str] = frozenset()
    note: str = ""
    columns: list[Column] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "columns", [*self.fixed, *self.fields, *HIDDEN])

    @property
    def required(self) -> set[str]:
        """The columns without which no row can be read."""
        return {SEQ, YEAR, *(column.name for column in (*self.fields, *HIDDEN))}
