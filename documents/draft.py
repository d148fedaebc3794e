"""A plan as plain values: what a reader makes of a document, and what a stored plan is compared as."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal

Number = Decimal | None


@dataclass
class DraftAgency:
    name: str
    kind: str
    aliases: list[str] = field(default_factory=list)


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


@dataclass
class Draft:
    plan: DraftPlan
    agencies: list[DraftAgency] = field(default_factory=list)
    tasks: list[DraftTask] = field(default_factory=list)
    indicators: list[DraftIndicator] = field(default_factory=list)


class Unreadable(Exception):
    """A file that can not be taken; says why in words for the screen."""
