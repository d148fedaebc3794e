"""What the answers hold. Numbers are strings of plain digits (domain.md §4): no reader rounds them on the way."""

from __future__ import annotations

import datetime as dt
from typing import Any, Generic, TypeVar

from ninja import Field, Schema

Item = TypeVar("Item")
NUMBER = r"^-?\d+(\.\d+)?$"


class Page(Schema, Generic[Item]):
    """A page of a list. Beyond the last page there are no items."""

    items: list[Item]
    count: int = Field(description="of all pages together")
    page: int
    pages: int


class RegionOut(Schema):
    code: str = Field(description="GB/T 2260")
    name: str
    slug: str
    level: str
    parent: str | None = Field(description="code of the region above")


class PlanOut(Schema):
    slug: str
    title: str
    document_number: str
    region: str = Field(description="code")
    kind: str
    first_year: int
    last_year: int
    revision: int = Field(description="rises with every change that the plan's pages can show")


class AgencyOut(Schema):
    id: int
    name: str
    region: str = Field(description="code")
    kind: str
    successor: int | None = Field(description="id of the agency that took over its work")


class YearOut(Schema):
    """One year of one indicator, as approved; of a final year as it was signed."""

    year: int
    target: str | None = Field(pattern=NUMBER)
    target_note: str = Field(description="where a target comes from that is not printed, or why there is none")
    actual: str | None = Field(pattern=NUMBER)
    silence: str = Field(description="why there is no value")
    as_of: dt.date | None = Field(description="the day of a value that was read within its year")
    rate: str = Field(description="as the screen prints it: 110.0%")
    state: str
    state_word: str
    is_being_corrected: bool


class FigureOut(Schema):
    """An indicator as of one year."""

    region: str = Field(description="code")
    plan: str = Field(description="slug")
    seq: int
    key: str
    name: str
    unit: str
    catalogue: str | None = Field(description="slug of the entry that the same indicator has in all plans")
    year: YearOut
    to_date: str
    goal: str
    goal_rate: str
    judgement: str | None
    judgement_word: str


class IndicatorOut(FigureOut):
    group: str = Field(description="class 一级指标")
    attribute: str
    accumulation: str | None
    direction: str
    weight: str
    reporter: str
    years: list[YearOut]


class TaskOut(Schema):
    plan: str = Field(description="slug")
    seq: int
    area: str
    content: str
    due: dt.date | None
    agencies: str = Field(description="as printed, leads marked *")
    reporters: str
    year: int
    state: str | None = Field(description="as approved")
    state_word: str
    summary: str = Field(description="what the agency said; empty for regions that one sees only beside the own")


class ChangeOut(Schema):
    """Something that was approved since."""

    kind: str = Field(description="figure or task")
    plan: str = Field(description="slug")
    seq: int
    year: int
    at: dt.datetime


class Fault(Schema):
    detail: str


class Misasked(Schema):
    """What of the question cannot be: a place in it, a sentence."""

    detail: list[dict[str, Any]]
