"""What a plan fixture may not hold: refused as a whole, in words, before anything is made of it."""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from typing import Any

from django.utils.translation import gettext as _

from documents.draft.values import Unreadable

Fields = dict[str, Any]
Rows = dict[str, list[Fields]]

MAX_ROWS = 20_000
MAX_TEXT = 5_000  # characters of one task
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
    "targets.goal": ("first_value", "revised_by", "reason"),
    "targets.baseline": ("first_value", "revised_by", "reason"),
    "targets.actual": ("agency", "author", "is_invented", "numerator", "denominator", "as_of", "expected_on"),
}


def refuse(rows: Rows) -> None:
    """Raise Unreadable unless the rows hold exactly one plan, its own parts, each once, and no person's decision."""
    if len(rows["plans.plan"]) != 1:
        raise Unreadable(
            _("A fixture must hold exactly one plan; this one holds %(n)s.") % {"n": len(rows["plans.plan"])}
        )
    plan = rows["plans.plan"][0]
    if any(len(found) > MAX_ROWS for found in rows.values()):
        raise Unreadable(_("The file holds more rows of one kind than any plan: over %(n)s.") % {"n": MAX_ROWS})
    if any(len(str(fields.get("content", ""))) > MAX_TEXT for fields in rows["tasks.task"]):
        raise Unreadable(_("The text of a task is longer than any plan's: over %(n)s characters.") % {"n": MAX_TEXT})
    _refuse_strangers(plan, rows)
    _refuse_twins(rows)
    _refuse_what_is_not_taken(rows)


def whole(value: object) -> int:
    """A small whole number; what is none, or is huge, raises ValueError before it costs anything."""
    text = str(value)
    if len(text) > 6:
        raise ValueError(value)
    return int(text)


def has_bad_character(value: object) -> bool:
    """Whether any text holds a control or surrogate character, which neither database nor workbook takes."""
    if isinstance(value, str):
        return any(unicodedata.category(character) in ("Cc", "Cs") and character not in "\n\t" for character in value)
    if isinstance(value, dict):
        return any(has_bad_character(item) for pair in value.items() for item in pair)
    return isinstance(value, list) and any(has_bad_character(item) for item in value)


def _refuse_twins(rows: Rows) -> None:
    """No key, no part of a row, no agency of a task is there twice."""
    for model, names in ONCE.items():
        keys = Counter(json.dumps([fields.get(name) for name in names], default=str) for fields in rows[model])
        twin, count = keys.most_common(1)[0] if keys else ("", 0)
        if count > 1:
            raise Unreadable(_("A row stands twice in the file: %(model)s %(key)s.") % {"model": model, "key": twin})


def _refuse_strangers(plan: Fields, rows: Rows) -> None:
    """Every row belongs to the one plan, every agency to its region, every part to a row of the file."""
    slug, region = plan["slug"], plan["region"][0]
    for model in ("tasks.task", "tasks.area", "targets.planindicator", "targets.goal", "plans.phase"):
        if any(fields["plan"] != [slug] for fields in rows[model]):
            raise Unreadable(_("The fixture holds rows of another plan."))
    if any(fields["region"] != [region] for fields in rows["plans.agency"]):
        raise Unreadable(_("The fixture holds agencies of another region."))
    if any(fields["agency"][0] != region for fields in rows["tasks.assignment"]):
        raise Unreadable(_("The fixture holds agencies of another region."))
    years = range(whole(plan["start_year"]), whole(plan["end_year"]) + 1)
    if any(
        whole(fields["year"]) not in years
        for model in ("targets.yeartarget", "targets.actual")
        for fields in rows[model]
    ):
        raise Unreadable(_("The fixture holds figures of years outside the plan."))
    for parent, (owner, models) in PARTS.items():
        keys = {(slug, fields["key"]) for fields in rows[parent]}
        if any((fields[owner][0], fields[owner][1]) not in keys for model in models for fields in rows[model]):
            raise Unreadable(_("The fixture holds a part of a row that it does not hold."))


def _refuse_what_is_not_taken(rows: Rows) -> None:
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
