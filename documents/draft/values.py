"""A plan as plain values: what a reader makes of a document, and what a stored plan is compared as.

What the document leaves open is empty: "" for a text, 0 for a year, None for a number.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TypeVar

from documents.draft.cell_path import CellPath
from documents.draft.findings import Finding, Place

T = TypeVar("T")
Number = Decimal | None


@dataclass
class DraftAgency:
    """`printed` are the names a document prints for it; `aliases` are its other names."""

    name: str
    kind: str
    aliases: list[str] = field(default_factory=list)
    printed: list[str] = field(default_factory=list)


@dataclass
class DraftPhase:
    seq: int
    name: str
    starts: dt.date
    ends: dt.date


@dataclass
class DraftPlan:
    """The head. `region` is a GB/T 2260 code, `coordinator` an agency's name."""

    region: str
    title: str
    start_year: int
    end_year: int
    kind: str
    slug: str = ""
    is_another: bool = field(default=False, compare=False)  # another plan beside the stored one of its region and years
    is_title_composed: bool = False
    doc_number: str = ""
    index_number: str = ""
    issuer: str = ""
    issued_on: dt.date | None = None
    coordinator: str | None = None
    printed_mean: Number = None
    is_checked: bool = False
    note: str = ""
    phases: list[DraftPhase] = field(default_factory=list)


@dataclass
class DraftAssignment:
    """`agency` is the name it is known by, `printed_name` the one the document prints."""

    agency: str
    printed_name: str
    role: str
    rule: str


@dataclass
class DraftQuantity:
    text: str
    operator: str
    value: Decimal
    unit: str = ""
    value_high: Number = None


@dataclass
class DraftTask:
    """`due` is the day a plan prints for it; terms that are no day (长期, 每年) are in the note."""

    seq: int
    content: str
    label: str = ""
    area: str = ""
    note: str = ""
    due: dt.date | None = None
    key: str = ""
    is_dropped: bool = False
    assignments: list[DraftAssignment] = field(default_factory=list)
    quantities: list[DraftQuantity] = field(default_factory=list)
    place: Place = field(default_factory=dict, compare=False)


@dataclass
class DraftBaseline:
    year: int
    value: Decimal
    kind: str


@dataclass
class DraftGoal:
    name: str
    year: int
    text: str
    operator: str = ">="
    value: Number = None
    value_high: Number = None
    unit: str = ""
    basis: str = "absolute"
    base_year: int | None = None
    base_value: Number = None
    indicator: int | None = None  # number of the row it belongs to, while it is not attached
    is_from_table: bool = field(default=False, compare=False)  # the table's last column, no sentence: it tests nothing
    is_accepted: bool | None = None  # whether a goal without a row becomes one; None: nobody has said
    place: Place = field(default_factory=dict, compare=False)


@dataclass
class DraftActual:
    value: Decimal
    source: str = ""


@dataclass
class DraftIndicator:
    """`indicator` is the short name of a catalogue entry; targets and actuals go by year."""

    seq: int
    label: str
    name: str
    unit: str = ""
    indicator: str | None = None
    origin: str = "table"
    scale: Decimal = Decimal(1)
    accumulation: str | None = None
    direction: str = "more"
    attribute: str = ""
    group: str = ""
    weight: Decimal = Decimal(1)
    note: str = ""
    key: str = ""
    is_dropped: bool = False
    baseline: DraftBaseline | None = None
    goal: DraftGoal | None = None
    targets: dict[int, Decimal] = field(default_factory=dict)
    actuals: dict[int, DraftActual] = field(default_factory=dict)
    entered: frozenset[int] = frozenset()  # years for which an agency has reported
    reporter: str = ""  # as the document prints it; who reports is a person's decision
    place: Place = field(default_factory=dict, compare=False)


@dataclass(frozen=True)
class AccountLine:
    """Something of the document, and whether the draft holds it.

    `kind` is table, number, agency, hidden, or text; `reason` says why it is not in the draft (a key of `REASONS`), ""
    `start` and `end` are its place in the text of the paragraph or cell; `promise` is what a number would promise.
    """

    kind: str
    text: str
    place: Place
    reason: str = ""
    start: int = 0
    end: int = 0
    promise: dict[str, str] = field(default_factory=dict)
    is_goal_part: bool = False  # in a part of the text that is about goals

    @property
    def is_firm(self) -> bool:
        """Whether a person should look at it: it is not in the draft, and stands in a table, or where goals are."""
        in_table = "table" in self.place and self.kind not in ("agency", "text")
        return bool(self.reason) and (self.is_goal_part or in_table or self.reason in ("no-agency", "no-task"))


@dataclass
class EarlierTable:
    """A table of another period: `title` is its caption, `printed_mean` a mean attainment the text states of it."""

    start_year: int
    end_year: int
    title: str = ""
    indicators: list[DraftIndicator] = field(default_factory=list)
    goals: list[DraftGoal] = field(default_factory=list)
    printed_mean: Number = None


@dataclass
class Draft:
    """A plan; `goals` are listed separately until they are accepted, `doubts` are what the reading itself found.

    `acknowledged` are the keys of the findings that a person has looked at; `said_same` holds, by the mark of a row,
    the key of the stored row that a person said it is, "" where it is none.
    """

    plan: DraftPlan
    agencies: list[DraftAgency] = field(default_factory=list)
    tasks: list[DraftTask] = field(default_factory=list)
    indicators: list[DraftIndicator] = field(default_factory=list)
    goals: list[DraftGoal] = field(default_factory=list)
    earlier: list[EarlierTable] = field(default_factory=list)
    account: list[AccountLine] = field(default_factory=list, compare=False)  # of all there is in the document
    doubts: list[Finding] = field(default_factory=list)
    acknowledged: list[str] = field(default_factory=list)
    said_same: dict[str, str] = field(default_factory=dict, compare=False)
    is_excerpt: bool = False  # a table that another plan prints of this one: it adds figures, and takes nothing away
    is_read: bool = False  # read from a document: what is empty was not printed, and takes nothing away

    @property
    def is_empty(self) -> bool:
        """Whether not one task, target row or goal was found."""
        return not (self.tasks or self.indicators or self.goals)

    @property
    def unread(self) -> list[AccountLine]:
        """What stands in the document and not in the draft."""
        return [line for line in self.account if line.reason]

    @property
    def active_indicators(self) -> list[DraftIndicator]:
        """The rows that no later document dropped."""
        return [row for row in self.indicators if not row.is_dropped]

    @property
    def active_tasks(self) -> list[DraftTask]:
        return [task for task in self.tasks if not task.is_dropped]

    @property
    def stated_goals(self) -> list[DraftGoal]:
        """The goals of the rows, as they are in a stored plan, then those listed separately."""
        own = [replace(row.goal, indicator=row.seq) for row in self.active_indicators if row.goal is not None]
        return own + self.goals

    def indicator_at(self, path: CellPath) -> DraftIndicator:
        """Return the row of a path, of the plan or of a table of another period. Raises NoSuchRow."""
        rows = self.indicators if path.table is None else self._table(path).indicators
        return _found(row for row in rows if row.seq == path.number)

    def goals_beside(self, path: CellPath) -> list[DraftGoal]:
        """Return the goals of the table that a path lies in. Raises NoSuchRow."""
        return self.goals if path.table is None else self._table(path).goals

    def last_year_of(self, path: CellPath) -> int:
        """Return the last year of the table that a path lies in. Raises NoSuchRow."""
        return self.plan.end_year if path.table is None else self._table(path).end_year

    def task_at(self, path: CellPath) -> DraftTask:
        """Raises NoSuchRow."""
        return _found(task for task in self.tasks if task.seq == path.number)

    def goal_at(self, path: CellPath) -> DraftGoal:
        """Raises NoSuchRow."""
        return _found(goal for place, goal in enumerate(self.goals) if place == path.number)

    def agency_at(self, path: CellPath) -> DraftAgency:
        """Raises NoSuchRow."""
        return _found(agency for place, agency in enumerate(self.agencies) if place == path.number)

    def _table(self, path: CellPath) -> EarlierTable:
        return _found(table for place, table in enumerate(self.earlier) if place == path.table)


def _found(rows: Iterable[T]) -> T:
    for row in rows:
        return row
    raise NoSuchRow


class NoSuchRow(LookupError):
    """The draft has no such row (any more)."""


class Unreadable(Exception):
    """A file that cannot be taken; says why in words for the screen."""
