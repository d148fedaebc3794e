"""A draft → the JSON object of domain.md §4."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from documents.draft import findings
from documents.draft.findings import Finding
from documents.draft.values import (
    AccountLine,
    Draft,
    DraftAgency,
    DraftGoal,
    DraftIndicator,
    DraftPlan,
    DraftTask,
    EarlierTable,
)

Object = dict[str, Any]


def as_object(draft: Draft, findings: Iterable[Finding]) -> Object:
    """Return the object of domain.md §4, with the sentences of the findings in the current language."""
    return {
        "plan": _plan_object(draft.plan),
        "agencies": [_agency_object(agency) for agency in draft.agencies],
        "indicators": [_indicator_object(row) for row in draft.active_indicators],
        "goals": [_goal_object(goal) for goal in draft.stated_goals],
        "tasks": [_task_object(task) for task in draft.active_tasks],
        "earlier": [_earlier_object(table) for table in draft.earlier],
        "unread": [{"text": u.text, "reason": u.reason, "place": u.place or None} for u in draft.unread],
        "account": [_account_object(line) for line in draft.account],
        "findings": [finding_object(finding) for finding in findings],
        "is_read": draft.is_read,
        "seen": draft.acknowledged,
    } | ({"same": draft.said_same} if draft.said_same else {})


def unreadable_object(reason: str) -> Object:
    """Return the object of a file that cannot be read."""
    finding = finding_object(Finding("file-unreadable", values={"reason": reason}))
    return {
        "plan": None,
        "indicators": [],
        "goals": [],
        "tasks": [],
        "earlier": [],
        "unread": [],
        "findings": [finding],
    }


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
        "origin": "table" if goal.is_from_table else "text",
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
        "due": task.due.isoformat() if task.due else None,
        "key": task.key or None,
        "place": task.place or None,
    }


def _account_object(line: AccountLine) -> Object:
    shown = {"kind": line.kind, "text": line.text, "place": line.place, "start": line.start, "end": line.end}
    more = {"reason": line.reason, "promise": line.promise, "is_goal_part": line.is_goal_part}
    return shown | {name: value for name, value in more.items() if value}


def _earlier_object(table: EarlierTable) -> Object:
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
        "severity": findings.severity(finding),
        "message": findings.message(finding),
        "where": findings.where(finding) or None,
        "place": finding.place or None,
        "cell": str(finding.cell) or None,
        "readings": finding.readings,
        "values": finding.values,
    }
