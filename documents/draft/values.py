"""A plan as plain values: what a reader makes of a document, and what a stored plan is compared as.

What the document leaves open is empty: "" for a text, 0 for a year, None for a number.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from decimal import Decimal

from documents.draft.findings import Finding, Place

Number = Decimal | None


@dataclass
class DraftAgency:
    """`printed` are the names a document prints for it; `aliases` other names it goes by."""

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
    seq: int
    content: str
    label: str = ""
    area: str = ""
    note: str = ""
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
    indicator: int | None = None  # number of the row it belongs to, while it stands apart
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


@dataclass
class Earlier:
    """A table of another period: `title` is its caption, `printed_mean` a mean attainment the text states of it."""

    start_year: int
    end_year: int
    title: str = ""
    indicators: list[DraftIndicator] = field(default_factory=list)
    goals: list[DraftGoal] = field(default_factory=list)
    printed_mean: Number = None


@dataclass
class Draft:
    """A plan; `goals` stand apart until they are accepted, `doubts` are what the reading itself found.

    `seen` are the keys of the findings that a person has looked at.
    """

    plan: DraftPlan
    agencies: list[DraftAgency] = field(default_factory=list)
    tasks: list[DraftTask] = field(default_factory=list)
    indicators: list[DraftIndicator] = field(default_factory=list)
    goals: list[DraftGoal] = field(default_factory=list)
    earlier: list[Earlier] = field(default_factory=list)
    doubts: list[Finding] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)
    is_excerpt: bool = False  # a table that another plan prints of this one: it adds figures, and takes nothing away
    is_read: bool = False  # read from a document: what is empty was not printed, and takes nothing away


class Unreadable(Exception):
    """A file that can not be taken; says why in words for the screen."""


def stated_goals(draft: Draft) -> list[DraftGoal]:
    """The goals as they stand apart; those of a stored plan stand in their rows."""
    own = [replace(row.goal, indicator=row.seq) for row in standing(draft.indicators) if row.goal is not None]
    return own + draft.goals


def standing(rows: list[DraftIndicator]) -> list[DraftIndicator]:
    return [row for row in rows if not row.is_dropped]
