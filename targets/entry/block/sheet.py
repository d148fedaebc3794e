"""A sheet as a block meets it: rows with a number and a name, columns that take something, and what comes of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Column:
    """A column that a block may fill. `titles` are words its head may bear, `others` those that make it another's."""

    key: str
    label: str
    titles: tuple[str, ...] = ()
    year: int | None = None
    is_text: bool = False


@dataclass(frozen=True)
class Place:
    """Where something of a block goes: a field of the page, or a locked cell. `shown` is what stands there."""

    field: str = ""
    shown: str = ""
    lock: str = ""


@dataclass(frozen=True)
class Checked:
    """What comes of a text: what the field gets (`value`), or why it cannot be taken (`fault`)."""

    value: str = ""
    fault: str = ""
    is_same: bool = False


@dataclass(frozen=True)
class SheetRow:
    """A row of a sheet.

    `printed` is what else the sheet prints of it: its unit, its agencies. `check` reads a text for one of its columns.
    """

    seq: int
    name: str
    printed: tuple[str, ...]
    target: str
    places: Mapping[str, Place]
    check: Callable[[str, str], Checked]


@dataclass(frozen=True)
class Fill:
    """One field with what it will hold."""

    field: str
    row: SheetRow
    column: Column
    before: str
    text: str
    value: str


@dataclass
class Filling:
    """What a block would do to a sheet.

    `wrong` are texts that cannot be taken, with the reason; `locked` those for cells that are locked; `unmatched` lines
    without a row; `unused` columns without a place; `dropped` says what was recognised and is not filled in. `refusal`
    says why nothing of it is read.
    """

    fills: list[Fill] = field(default_factory=list)
    wrong: list[tuple[SheetRow, Column, str, str]] = field(default_factory=list)
    locked: list[tuple[SheetRow, Column, str]] = field(default_factory=list)
    unmatched: list[str] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)
    without_value: int = 0
    dropped: list[str] = field(default_factory=list)
    same: int = 0
    refusal: str = ""


@dataclass(frozen=True)
class Sheet:
    """The rows in the order of the page, and the columns in that of the page, locked ones too."""

    rows: Sequence[SheetRow]
    columns: Sequence[Column]

    def place_of(self, field_name: str) -> tuple[int, int]:
        """Return the row and column in which a field stands; the first of both for one that is not there."""
        for number, row in enumerate(self.rows):
            for place, column in enumerate(self.columns):
                if field_name and row.places.get(column.key, Place()).field == field_name:
                    return number, place
        return 0, 0
