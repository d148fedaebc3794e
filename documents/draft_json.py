"""A draft ↔ the JSON object of domain.md §4, which a review is stored as and the commands print.

Beyond what §4 names the object holds what a plan also is (kind, phases, keys, …), so that nothing is
lost between export and import.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from documents import lint
from documents.draft import (
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
    Earlier,
    Finding,
)
from documents.extract.values import scale_of

Object = dict[str, Any]


def as_object(draft: Draft, findings: Iterable[Finding]) -> Object:
    """Return the object of domain.md §4, with the sentences of the findings in the current language."""
    return {
        "plan": _plan_object(draft.plan),
        "agencies": [_agency_object(agency) for agency in draft.agencies],
        "indicators": [_indicator_object(row) for row in lint.standing(draft.indicators)],
        "goals": [_goal_object(goal) for goal in lint.stated_goals(draft)],
        "tasks": [_task_object(task) for task in draft.tasks if not task.is_dropped],
        "earlier": [_earlier_object(table) for table in draft.earlier],
        "findings": [finding_object(finding) for finding in findings],
        "is_read": draft.is_read,
        "seen": draft.seen,
    }


def unreadable_object(reason: str) -> Object:
    """Return the object of a file that can not be read."""
    finding = finding_object(Finding("file-unreadable", values={"reason": reason}))
    return {"plan": None, "indicators": [], "goals": [], "tasks": [], "earlier": [], "findings": [finding]}


def text(number: Decimal | None) -> str | None:
    """A number as §4 prints it: no separators, no zeros at the end of decimals; None for none."""
    return None if number is None else f"{number.normalize():f}"


def _plan_object(plan: DraftPlan) -> Object:
    return {
        "title": plan.title or None,
        "doc_number": plan.doc_number or None,
        "issuer": plan.issuer or None,
        "issued_on": plan.issued_on.isoformat() if plan.issued_on else None,
        "start_year": plan.start_year or None,
        "end_year": plan.end_year or None,
        "region": plan.region or None,
        "kind": plan.kind or None,
        "slug": plan.slug or None,
        "index_number": plan.index_number or None,
        "coordinator": plan.coordinator,
        "is_title_composed": plan.is_title_composed,
        "is_checked": plan.is_checked,
        "printed_mean": text(plan.printed_mean),
        "note": plan.note or None,
        "phases": [{"name": p.name, "from": p.starts.isoformat(), "to": p.ends.isoformat()} for p in plan.phases],
    }


def _agency_object(agency: DraftAgency) -> Object:
    return {"name": agency.name, "kind": agency.kind, "aliases": agency.aliases, "printed": agency.printed}


def _indicator_object(row: DraftIndicator) -> Object:
    return {
        "seq": row.seq,
        "origin": row.origin,
        "label": row.label,
        "name": row.name,
        "unit": row.unit or None,
        "accumulation": row.accumulation,
        "direction": row.direction,
        "class": row.group or None,
        "attribute": row.attribute or None,
        "weight": text(row.weight),
        "reporter": row.reporter or None,
        "baseline": row.baseline
        and {"year": row.baseline.year, "value": text(row.baseline.value), "kind": row.baseline.kind},
        "targets": {str(year): text(value) for year, value in sorted(row.targets.items())},
        "actuals": {str(year): text(actual.value) for year, actual in sorted(row.actuals.items())},
        "sources": {str(year): actual.source for year, actual in sorted(row.actuals.items()) if actual.source},
        "catalogue": row.indicator,
        "scale": text(row.scale),
        "note": row.note or None,
        "key": row.key or None,
        "place": row.place or None,
    }


def _goal_object(goal: DraftGoal) -> Object:
    has_base = goal.base_year is not None or goal.base_value is not None
    return {
        "name": goal.name,
        "operator": goal.operator,
        "value": text(goal.value),
        "value_high": text(goal.value_high),
        "unit": goal.unit or None,
        "basis": goal.basis,
        "base": {"year": goal.base_year, "value": text(goal.base_value)} if has_base else None,
        "year": goal.year or None,
        "text": goal.text,
        "indicator": goal.indicator,
        "is_accepted": goal.is_accepted,
        "place": goal.place or None,
    }


def _task_object(task: DraftTask) -> Object:
    return {
        "seq": task.seq,
        "label": task.label or None,
        "area": task.area or None,
        "content": task.content,
        "lead": [part.printed_name for part in task.assignments if part.role == "lead"],
        "co": [part.printed_name for part in task.assignments if part.role == "co"],
        "lead_rule": task.assignments[0].rule if task.assignments else "none",
        "quantities": [
            {
                "text": q.text,
                "operator": q.operator,
                "value": text(q.value),
                "value_high": text(q.value_high),
                "unit": q.unit or None,
            }
            for q in task.quantities
        ],
        "note": task.note or None,
        "key": task.key or None,
        "place": task.place or None,
    }


def _earlier_object(table: Earlier) -> Object:
    return {
        "start_year": table.start_year,
        "end_year": table.end_year,
        "title": table.title or None,
        "indicators": [_indicator_object(row) for row in table.indicators],
        "goals": [_goal_object(goal) for goal in table.goals],
        "printed_mean": text(table.printed_mean),
    }


def finding_object(finding: Finding) -> Object:
    return {
        "code": finding.code,
        "severity": lint.severity(finding),
        "message": lint.message(finding),
        "where": lint.where(finding) or None,
        "place": finding.place or None,
        "cell": finding.cell or None,
        "readings": finding.readings,
        "values": finding.values,
    }


# From JSON. Raises KeyError, TypeError or ValueError for what is no such object.


def from_object(o: Object, doubts: Iterable[str] = ()) -> Draft:
    """Return the draft an object states; nothing in it is inferred again.

    `doubts` are the codes of findings to keep; all others are made anew by `lint`.
    """
    return Draft(
        _plan(o["plan"]),
        [_agency(a) for a in o.get("agencies") or []],
        [_task(t) for t in o.get("tasks") or []],
        [_indicator(i) for i in o.get("indicators") or []],
        [_goal(g) for g in o.get("goals") or []],
        [_earlier(e) for e in o.get("earlier") or []],
        [_finding(f) for f in o.get("findings") or [] if f["code"] in doubts],
        seen=[words(key) for key in o.get("seen") or []],
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
        kind=words(o.get("kind")),
        slug=words(o.get("slug")),
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


def _earlier(o: Object) -> Earlier:
    return Earlier(
        whole(o["start_year"]),
        whole(o["end_year"]),
        words(o.get("title")),
        [_indicator(i) for i in o.get("indicators") or []],
        [_goal(g) for g in o.get("goals") or []],
        number(o.get("printed_mean")),
    )


def _finding(o: Object) -> Finding:
    return Finding(
        words(o["code"]),
        words(o.get("cell")),
        dict(o.get("place") or {}),
        {key: words(value) for key, value in (o.get("values") or {}).items()},
        list(o.get("readings") or []),
    )
