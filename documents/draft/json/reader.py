"""The JSON object of domain.md §4 → draft. Raises KeyError, TypeError or ValueError for what is no such object."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal

from documents.draft.cell_path import CellPath
from documents.draft.findings import Finding
from documents.draft.json.writer import Object, text
from documents.draft.values import (
    AccountLine,
    Draft,
    DraftActual,
    DraftAgency,
    DraftAssignment,
    DraftBaseline,
    DraftGoal,
    DraftIndicator,
    DraftPhase,
    DraftPlan,
    DraftQuantity,
    DraftTask,
    EarlierTable,
)
from documents.notation.table_goals import is_table_clause
from documents.notation.values import scale_of
from plans.kinds import FORMER_KINDS
from plans.slugs import is_numbered


def from_object(o: Object, doubts: Iterable[str] = ()) -> Draft:
    """Return the draft an object states; nothing in it is inferred again.

    `doubts` are the codes of findings to keep; all others are made again by `lint`.
    """
    return Draft(
        _plan(o["plan"]),
        [_agency(a) for a in o.get("agencies") or []],
        [_task(t) for t in o.get("tasks") or []],
        [_indicator(i) for i in o.get("indicators") or []],
        [_goal(g) for g in o.get("goals") or []],
        [_earlier(e) for e in o.get("earlier") or []],
        account=[_account_line(line) for line in o.get("account") or []],
        doubts=[_finding(f) for f in o.get("findings") or [] if f["code"] in doubts],
        acknowledged=[words(key) for key in o.get("seen") or []],
        said_same={words(row): words(key) for row, key in (o.get("same") or {}).items()},
        is_read=bool(o.get("is_read")),
    )


def number(value: object) -> Decimal | None:
    """A figure of at most 15 digits and 4 decimals, as figures are stored."""
    if value is None or value == "":
        return None
    if isinstance(value, bool | float):
        raise TypeError(value)
    found = Decimal(str(value))
    if not found.is_finite() or abs(found) >= Decimal(10) ** 11 or found != round(found, 4):
        raise ValueError(value)
    return found


def _needed(value: object) -> Decimal:
    found = number(value)
    if found is None:
        raise ValueError(value)
    return found


def whole(value: object) -> int:
    """A year or a row number."""
    if isinstance(value, bool | float) or len(str(value)) > 6:
        raise ValueError(value)
    return int(str(value))


def words(value: object, most: int = 5_000) -> str:
    """A text; "" for null."""
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > most:
        raise ValueError(value)
    return value


def _date(value: object) -> dt.date:
    return dt.date.fromisoformat(words(value))


def _plan(o: Object) -> DraftPlan:
    return DraftPlan(
        region=words(o.get("region")),
        title=words(o.get("title")),
        start_year=whole(o.get("start_year") or 0),
        end_year=whole(o.get("end_year") or 0),
        kind=FORMER_KINDS.get(words(o.get("kind")), words(o.get("kind"))),
        slug=words(o.get("slug")),
        is_another=is_numbered(words(o.get("slug"))),
        is_title_composed=bool(o.get("is_title_composed")),
        doc_number=words(o.get("doc_number")),
        index_number=words(o.get("index_number")),
        issuer=words(o.get("issuer")),
        issued_on=_date(o["issued_on"]) if o.get("issued_on") else None,
        coordinator=words(o.get("coordinator")) or None,
        printed_mean=number(o.get("printed_mean")),
        is_checked=bool(o.get("is_checked")),
        note=words(o.get("note")),
        phases=[
            DraftPhase(n, words(p["name"]), _date(p["from"]), _date(p["to"]))
            for n, p in enumerate(o.get("phases") or [], 1)
        ],
    )


def _agency(o: Object) -> DraftAgency:
    names = [words(name) for name in o.get("aliases") or []]
    return DraftAgency(words(o["name"]), words(o.get("kind")), names, [words(name) for name in o.get("printed") or []])


def _indicator(o: Object) -> DraftIndicator:
    baseline = o.get("baseline")
    sources = o.get("sources") or {}
    return DraftIndicator(
        seq=whole(o["seq"]),
        label=words(o.get("label") or o["name"]),
        name=words(o["name"]),
        unit=words(o.get("unit")),
        indicator=words(o.get("catalogue")) or None,
        origin=words(o.get("origin") or "table"),
        scale=_needed(o.get("scale") or text(scale_of(words(o.get("unit"))))),
        accumulation=words(o.get("accumulation")) or None,
        direction=words(o.get("direction") or "more"),
        attribute=words(o.get("attribute")),
        group=words(o.get("class")),
        weight=_needed(o.get("weight") or "1"),
        note=words(o.get("note")),
        key=words(o.get("key")),
        reporter=words(o.get("reporter")),
        baseline=DraftBaseline(
            whole(baseline["year"]), _needed(baseline["value"]), words(baseline.get("kind") or "start")
        )
        if baseline
        else None,
        targets={whole(year): _needed(value) for year, value in (o.get("targets") or {}).items()},
        actuals={
            whole(year): DraftActual(_needed(value), words(sources.get(year)))
            for year, value in (o.get("actuals") or {}).items()
        },
        place=dict(o.get("place") or {}),
    )


def _goal(o: Object) -> DraftGoal:
    base = o.get("base") or {}
    return DraftGoal(
        name=words(o["name"]),
        year=whole(o.get("year") or 0),
        text=words(o.get("text")),
        operator=words(o.get("operator") or ">="),
        value=number(o.get("value")),
        value_high=number(o.get("value_high")),
        unit=words(o.get("unit")),
        basis=words(o.get("basis") or "absolute"),
        base_year=whole(base["year"]) if base.get("year") else None,
        base_value=number(base.get("value")),
        indicator=whole(o["indicator"]) if o.get("indicator") else None,
        is_from_table=is_table_clause(words(o.get("text"))),
        is_accepted=o.get("is_accepted"),
        place=dict(o.get("place") or {}),
    )


def _task(o: Object) -> DraftTask:
    rule = words(o.get("lead_rule") or "none")
    return DraftTask(
        seq=whole(o["seq"]),
        content=words(o["content"]),
        label=words(o.get("label")),
        area=words(o.get("area")),
        note=words(o.get("note")),
        due=_date(o["due"]) if o.get("due") else None,
        key=words(o.get("key")),
        assignments=[
            DraftAssignment(words(name), words(name), role, rule)
            for role in ("lead", "co")
            for name in o.get(role) or []
        ],
        quantities=[_quantity(q) for q in o.get("quantities") or []],
        place=dict(o.get("place") or {}),
    )


def _quantity(o: Object) -> DraftQuantity:
    return DraftQuantity(
        words(o["text"]),
        words(o.get("operator") or ">="),
        _needed(o["value"]),
        words(o.get("unit")),
        number(o.get("value_high")),
    )


def _earlier(o: Object) -> EarlierTable:
    return EarlierTable(
        whole(o["start_year"]),
        whole(o["end_year"]),
        words(o.get("title")),
        [_indicator(i) for i in o.get("indicators") or []],
        [_goal(g) for g in o.get("goals") or []],
        number(o.get("printed_mean")),
    )


def _account_line(o: Object) -> AccountLine:
    promise = {key: words(value) for key, value in (o.get("promise") or {}).items()}
    start, end = whole(o.get("start") or 0), whole(o.get("end") or 0)
    place = dict(o.get("place") or {})
    is_goal_part = bool(o.get("is_goal_part"))
    return AccountLine(
        words(o["kind"]), words(o["text"]), place, words(o.get("reason")), start, end, promise, is_goal_part
    )


def _finding(o: Object) -> Finding:
    return Finding(
        words(o["code"]),
        CellPath.parse(words(o.get("cell"))),
        dict(o.get("place") or {}),
        {key: words(value) for key, value in (o.get("values") or {}).items()},
        list(o.get("readings") or []),
    )
