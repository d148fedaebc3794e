"""A plan fixture (Django's format) → draft. Plan data only: any other model in it is refused."""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from documents.draft.values import (
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
    Unreadable,
)
from documents.notation.table_goals import is_table_clause
from documents.reading.plan_files.fixture_rules import PLAN_MODELS, Fields, has_bad_character, refuse, whole
from plans.kinds import FORMER_KINDS
from plans.slugs import is_numbered


def read_fixture(content: bytes) -> Draft:
    """Return the one plan of a fixture as a draft; raise Unreadable with words for the screen."""
    try:
        return _draft(_rows(content))
    except RecursionError as fault:
        raise Unreadable(_("This is no JSON file, or it is damaged.")) from fault
    except KeyError as missing:
        raise Unreadable(_("The fixture lacks what a row needs: %(name)s.") % {"name": missing}) from missing
    except (TypeError, ValueError, IndexError, AttributeError, ArithmeticError) as fault:
        raise Unreadable(
            _("A value in the fixture is not of the expected kind: %(fault)s.") % {"fault": fault}
        ) from fault


def _rows(content: bytes) -> dict[str, list[Fields]]:
    """The fields of every row, by model; refused as a whole if anything is not plan data."""
    try:
        objects = json.loads(content.decode("utf-8-sig"), parse_float=Decimal)
    except (UnicodeDecodeError, ValueError, RecursionError) as fault:
        raise Unreadable(_("This is no JSON file, or it is damaged.")) from fault
    if not isinstance(objects, list) or not all(
        isinstance(o, dict) and isinstance(o.get("fields"), dict) for o in objects
    ):
        raise Unreadable(_("This is no fixture: a list of rows, each with model and fields, is expected."))
    if has_bad_character(objects):
        raise Unreadable(_("The file holds control characters that no document has."))
    foreign = sorted({str(o.get("model")) for o in objects} - set(PLAN_MODELS))
    if foreign:
        raise Unreadable(
            _("A fixture may hold plan data only. This one also holds: %(models)s.") % {"models": ", ".join(foreign)}
        )
    rows: dict[str, list[Fields]] = defaultdict(list)
    for o in objects:
        rows[o["model"]].append(o["fields"])
    return rows


def _draft(rows: dict[str, list[Fields]]) -> Draft:
    refuse(rows)
    plan = _plan(rows["plans.plan"][0], rows["plans.phase"])
    draft = Draft(plan, _agencies(rows), _tasks(rows), _indicators(rows))
    if not draft.tasks and not draft.indicators:
        raise Unreadable(_("Not one task or indicator was found in this file."))
    return draft


def _plan(fields: Fields, phases: Iterable[Fields]) -> DraftPlan:
    coordinator = fields.get("coordinator")
    return DraftPlan(
        region=_name(fields["region"][0]),
        title=str(fields["title"]),
        start_year=whole(fields["start_year"]),
        end_year=whole(fields["end_year"]),
        kind=FORMER_KINDS.get(str(fields["kind"]), str(fields["kind"])),
        slug=str(fields["slug"]),
        is_another=is_numbered(str(fields["slug"])),
        is_title_composed=bool(fields.get("is_title_composed", False)),
        is_checked=bool(fields.get("is_checked", False)),
        doc_number=_text(fields, "doc_number"),
        index_number=_text(fields, "index_number"),
        issuer=_text(fields, "issuer"),
        note=_text(fields, "note"),
        issued_on=_optional(dt.date.fromisoformat, fields.get("issued_on")),
        coordinator=_name(coordinator[1]) if coordinator else None,
        printed_mean=_optional(_number, fields.get("printed_mean")),
        phases=[_phase(phase) for phase in phases],
    )


def _phase(fields: Fields) -> DraftPhase:
    date = dt.date.fromisoformat
    return DraftPhase(whole(fields["seq"]), str(fields["name"]), date(fields["starts"]), date(fields["ends"]))


def _agencies(rows: dict[str, list[Fields]]) -> list[DraftAgency]:
    aliases: dict[str, list[str]] = defaultdict(list)
    for fields in rows["plans.agencyalias"]:
        aliases[fields["agency"][1]].append(str(fields["name"]))
    return [
        DraftAgency(_name(f["name"]), f.get("kind", "department"), aliases[f["name"]]) for f in rows["plans.agency"]
    ]


def _tasks(rows: dict[str, list[Fields]]) -> list[DraftTask]:
    areas = {fields["key"]: str(fields["name"]) for fields in rows["tasks.area"]}
    assignments = _by_owner(rows["tasks.assignment"], "task", _assignment)
    quantities = _by_owner(rows["tasks.quantity"], "task", _quantity)
    return [
        DraftTask(
            seq=whole(fields["seq"]),
            content=str(fields["content"]),
            area=areas[fields["area"][1]] if fields.get("area") else "",
            label=_text(fields, "label"),
            note=_text(fields, "note"),
            due=_optional(dt.date.fromisoformat, fields.get("due")),
            key=str(fields["key"]),
            assignments=assignments[fields["key"]],
            quantities=quantities[fields["key"]],
        )
        for fields in sorted(rows["tasks.task"], key=_seq)
    ]


def _assignment(fields: Fields) -> DraftAssignment:
    return DraftAssignment(
        _name(fields["agency"][1]), str(fields["printed_name"]), str(fields["role"]), str(fields["rule"])
    )


def _quantity(fields: Fields) -> DraftQuantity:
    high = _optional(_number, fields.get("value_high"))
    operator = str(fields.get("operator", ">="))
    return DraftQuantity(str(fields["text"]), operator, _number(fields["value"]), str(fields.get("unit", "")), high)


def _indicators(rows: dict[str, list[Fields]]) -> list[DraftIndicator]:
    baselines = _by_owner(rows["targets.baseline"], "indicator", _baseline)
    goals = _by_owner([f for f in rows["targets.goal"] if f.get("indicator")], "indicator", _goal)
    targets = _by_owner(rows["targets.yeartarget"], "indicator", lambda f: (whole(f["year"]), _number(f["value"])))
    actuals = _by_owner(rows["targets.actual"], "indicator", _actual)
    return [
        DraftIndicator(
            seq=whole(fields["seq"]),
            label=str(fields["label"]),
            name=str(fields["name"]),
            indicator=_name(fields["indicator"][0]) if fields.get("indicator") else None,
            scale=_number(fields.get("scale", 1)),
            accumulation=_optional(_name, fields.get("accumulation")),
            weight=_number(fields.get("weight", 1)),
            unit=_text(fields, "unit"),
            attribute=_text(fields, "attribute"),
            group=_text(fields, "group"),
            note=_text(fields, "note"),
            origin=str(fields.get("origin", "table")),
            direction=str(fields.get("direction", "more")),
            key=(key := str(fields["key"])),
            baseline=next(iter(baselines[key]), None),
            goal=next(iter(goals[key]), None),
            targets=dict(targets[key]),
            actuals=dict(actuals[key]),
        )
        for fields in sorted(rows["targets.planindicator"], key=_seq)
    ]


def _baseline(fields: Fields) -> DraftBaseline:
    return DraftBaseline(whole(fields["year"]), _number(fields["value"]), str(fields.get("kind", "start")))


def _goal(fields: Fields) -> DraftGoal:
    numbers = {name: _optional(_number, fields.get(name)) for name in ("value", "value_high", "base_value")}
    return DraftGoal(
        name=str(fields["name"]),
        year=whole(fields["year"]),
        text=str(fields["text"]),
        operator=str(fields.get("operator", ">=")),
        unit=str(fields.get("unit", "")),
        basis=str(fields.get("basis", "absolute")),
        base_year=_optional(whole, fields.get("base_year")),
        is_from_table=is_table_clause(str(fields["text"])),
        **numbers,
    )


def _actual(fields: Fields) -> tuple[int, DraftActual]:
    return whole(fields["year"]), DraftActual(_number(fields["value"]), str(fields.get("source", "")))


def _by_owner(rows: Iterable[Fields], owner: str, make: Callable[[Fields], Any]) -> dict[str, list[Any]]:
    """What `make` makes of each row, by the key of the row it belongs to, in the printed order."""
    grouped: dict[str, list[Any]] = defaultdict(list)
    for fields in sorted(rows, key=_seq):
        grouped[fields[owner][1]].append(make(fields))
    return grouped


def _seq(fields: Fields) -> int:
    return whole(fields.get("seq", 0))


def _text(fields: Fields, name: str) -> str:
    return str(fields.get(name) or "")


def _name(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def _number(value: object) -> Decimal:
    """A figure as Decimal; 15 digits and 4 decimals at most, as they are stored."""
    number = Decimal(str(value))
    if not number.is_finite() or abs(number) >= Decimal(10) ** 11 or number != round(number, 4):
        raise ValueError(value)
    return number


def _optional(make: Callable[[Any], Any], value: object) -> Any:
    return None if value is None else make(value)
