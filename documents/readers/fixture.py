"""A plan fixture (Django's format) → draft. Plan data only: any other model in it is refused."""

from __future__ import annotations

import datetime as dt
import json
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

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
    Unreadable,
)

Fields = dict[str, Any]

PLAN_MODELS = (
    "plans.agency",
    "plans.agencyalias",
    "plans.plan",
    "plans.phase",
    "tasks.area",
    "tasks.task",
    "tasks.assignment",
    "tasks.quantity",
    "targets.planindicator",
    "targets.baseline",
    "targets.yeartarget",
    "targets.goal",
    "targets.actual",
)

# rows that belong to a row of the plan, and the field that names it
PARTS = {
    "tasks.task": ("task", ("tasks.assignment", "tasks.quantity")),
    "targets.planindicator": ("indicator", ("targets.baseline", "targets.yeartarget", "targets.actual")),
}

# what makes a row one of its kind
ONCE = {
    "plans.agency": ("name",),
    "plans.agencyalias": ("agency", "name"),
    "plans.phase": ("seq",),
    "tasks.area": ("key",),
    "tasks.task": ("key",),
    "tasks.assignment": ("task", "agency"),
    "tasks.quantity": ("task", "text"),
    "targets.planindicator": ("key",),
    "targets.baseline": ("indicator",),
    "targets.yeartarget": ("indicator", "year"),
    "targets.goal": ("indicator",),
    "targets.actual": ("indicator", "year"),
}
# what people decide in the system, and no upload decides for them
NOT_TAKEN = {
    "plans.plan": ("source_text",),
    "tasks.task": ("reporter", "dropped_by"),
    "targets.planindicator": ("reporter", "is_reporter_assumed", "sources", "dropped_by"),
    "targets.yeartarget": ("first_value", "revised_by", "reason"),
    "targets.actual": ("agency", "author", "is_invented", "numerator", "denominator", "as_of", "expected_on"),
}


def read_fixture(content: bytes) -> Draft:
    """Return the one plan of a fixture as a draft; raise Unreadable with words for the screen."""
    rows = _rows(content)
    try:
        return _draft(rows)
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
    if _has_bad_sign(objects):
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


def _has_bad_sign(value: object) -> bool:
    """Whether any text holds a control or surrogate character, which neither database nor workbook takes."""
    if isinstance(value, str):
        return any(unicodedata.category(sign) in ("Cc", "Cs") and sign not in "\n\t" for sign in value)
    if isinstance(value, dict):
        return any(_has_bad_sign(item) for pair in value.items() for item in pair)
    return isinstance(value, list) and any(_has_bad_sign(item) for item in value)


def _refuse_twins(rows: dict[str, list[Fields]]) -> None:
    """No key, no part of a row, no agency of a task stands twice."""
    for model, names in ONCE.items():
        keys = [json.dumps([fields.get(name) for name in names], default=str) for fields in rows[model]]
        twin = next((key for key in keys if keys.count(key) > 1), None)
        if twin is not None:
            raise Unreadable(_("A row stands twice in the file: %(model)s %(key)s.") % {"model": model, "key": twin})


def _draft(rows: dict[str, list[Fields]]) -> Draft:
    if len(rows["plans.plan"]) != 1:
        raise Unreadable(
            _("A fixture must hold exactly one plan; this one holds %(n)s.") % {"n": len(rows["plans.plan"])}
        )
    plan = _plan(rows["plans.plan"][0], rows["plans.phase"])
    _refuse_strangers(plan, rows)
    _refuse_twins(rows)
    _refuse_what_is_not_taken(rows)
    draft = Draft(plan, _agencies(rows), _tasks(rows), _indicators(rows))
    if not draft.tasks and not draft.indicators:
        raise Unreadable(_("Not one task or indicator was found in this file."))
    return draft


def _refuse_strangers(plan: DraftPlan, rows: dict[str, list[Fields]]) -> None:
    """Every row belongs to the one plan, every agency to its region."""
    for model in ("tasks.task", "tasks.area", "targets.planindicator", "targets.goal", "plans.phase"):
        if any(fields["plan"] != [plan.slug] for fields in rows[model]):
            raise Unreadable(_("The fixture holds rows of another plan."))
    if any(fields["region"] != [plan.region] for fields in rows["plans.agency"]):
        raise Unreadable(_("The fixture holds agencies of another region."))
    if any(fields["agency"][0] != plan.region for fields in rows["tasks.assignment"]):
        raise Unreadable(_("The fixture holds agencies of another region."))
    years = range(plan.start_year, plan.end_year + 1)
    if any(
        _whole(fields["year"]) not in years
        for model in ("targets.yeartarget", "targets.actual")
        for fields in rows[model]
    ):
        raise Unreadable(_("The fixture holds figures of years outside the plan."))
    for parent, (owner, models) in PARTS.items():
        keys = {(plan.slug, fields["key"]) for fields in rows[parent]}
        if any((fields[owner][0], fields[owner][1]) not in keys for model in models for fields in rows[model]):
            raise Unreadable(_("The fixture holds a part of a row that it does not hold."))


def _refuse_what_is_not_taken(rows: dict[str, list[Fields]]) -> None:
    for model, names in NOT_TAKEN.items():
        found = next((name for fields in rows[model] for name in names if fields.get(name)), None)
        if found:
            raise Unreadable(_("%(name)s of %(model)s is not taken from a file.") % {"name": found, "model": model})
    if any(not fields.get("indicator") for fields in rows["targets.goal"]):
        raise Unreadable(_("A goal of this file belongs to no indicator."))
    if any(
        fields.get("status") != "approved" or fields.get("condition", "value") != "value"
        for fields in rows["targets.actual"]
    ):
        raise Unreadable(_("Only figures that the document itself states, approved as such, are taken from a file."))


def _plan(fields: Fields, phases: Iterable[Fields]) -> DraftPlan:
    coordinator = fields.get("coordinator")
    return DraftPlan(
        region=_name(fields["region"][0]),
        title=str(fields["title"]),
        start_year=_whole(fields["start_year"]),
        end_year=_whole(fields["end_year"]),
        kind=str(fields["kind"]),
        slug=str(fields["slug"]),
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
    return DraftPhase(_whole(fields["seq"]), str(fields["name"]), date(fields["starts"]), date(fields["ends"]))


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
            seq=_whole(fields["seq"]),
            content=str(fields["content"]),
            area=areas[fields["area"][1]] if fields.get("area") else "",
            label=_text(fields, "label"),
            note=_text(fields, "note"),
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
    targets = _by_owner(rows["targets.yeartarget"], "indicator", lambda f: (_whole(f["year"]), _number(f["value"])))
    actuals = _by_owner(rows["targets.actual"], "indicator", _actual)
    return [
        DraftIndicator(
            seq=_whole(fields["seq"]),
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
    return DraftBaseline(_whole(fields["year"]), _number(fields["value"]), str(fields.get("kind", "start")))


def _goal(fields: Fields) -> DraftGoal:
    numbers = {name: _optional(_number, fields.get(name)) for name in ("value", "value_high", "base_value")}
    return DraftGoal(
        name=str(fields["name"]),
        year=_whole(fields["year"]),
        text=str(fields["text"]),
        operator=str(fields.get("operator", ">=")),
        unit=str(fields.get("unit", "")),
        basis=str(fields.get("basis", "absolute")),
        base_year=_optional(_whole, fields.get("base_year")),
        **numbers,
    )


def _actual(fields: Fields) -> tuple[int, DraftActual]:
    return _whole(fields["year"]), DraftActual(_number(fields["value"]), str(fields.get("source", "")))


def _by_owner(rows: Iterable[Fields], owner: str, make: Callable[[Fields], Any]) -> dict[str, list[Any]]:
    """What `make` makes of each row, by the key of the row it belongs to, in the printed order."""
    grouped: dict[str, list[Any]] = defaultdict(list)
    for fields in sorted(rows, key=_seq):
        grouped[fields[owner][1]].append(make(fields))
    return grouped


def _seq(fields: Fields) -> int:
    return _whole(fields.get("seq", 0))


def _text(fields: Fields, name: str) -> str:
    return str(fields.get(name) or "")


def _whole(value: object) -> int:
    """A small whole number; what is none, or is huge, raises ValueError before it costs anything."""
    text = str(value)
    if len(text) > 6:
        raise ValueError(value)
    return int(text)


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
