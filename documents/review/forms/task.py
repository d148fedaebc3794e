"""A task and its agencies, to be set right."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from documents.draft.cell_path import CellPath
from documents.draft.values import (
    Draft,
    DraftQuantity,
)
from documents.notation.agency_names import split_names
from documents.reading.extract.responsibilities import assignments
from documents.reading.extract.roles import Roles
from documents.review.forms.fields import RowForm, day_field, text_field
from plans.models.agency import Agency
from targets.choices import Operator
from targets.entry.figure_rule import printed_rule
from targets.forms import FigureInput

MAX_NAME = int(Agency._meta.get_field("name").max_length or 0)  # characters of the name of an agency


class TaskForm(RowForm):
    label = text_field(_("number as printed"), 20)
    area = text_field(_("area"), 120)
    content = text_field(_("content"), 5_000, is_needed=True, rows=5)
    lead = text_field(_("lead agencies"), 500, rows=2)
    co = text_field(_("co-responsible agencies"), 2_000, rows=3)
    quantities = text_field(_("numbers promised"), 2_000, rows=3)
    due = day_field(_("to be done by"))
    note = text_field(_("note"), 2_000)

    def __init__(self, draft: Draft, row_path: CellPath, *args: Any, **kwargs: Any) -> None:
        self.task = draft.task_at(row_path)
        super().__init__(draft, row_path, *args, **kwargs)
        self.fields["lead"].help_text = _("Several names are separated by 、")
        self.fields["quantities"].help_text = _("One a line: clause | operator | value | unit")

    def starting(self) -> dict[str, Any]:
        task = self.task
        same = {name: getattr(task, name) for name in ("label", "area", "content", "due", "note")}
        names = {role: [part.printed_name for part in task.assignments if part.role == role] for role in ("lead", "co")}
        roles = {role: "、".join(found) for role, found in names.items()}
        lines = (f"{q.text} | {q.operator} | {_range(q)} | {q.unit}" for q in task.quantities)
        return same | roles | {"quantities": "\n".join(lines)}

    def clean_quantities(self) -> list[DraftQuantity]:
        return [_quantity(line) for line in self.cleaned_data["quantities"].splitlines() if line.strip()]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for role in ("lead", "co"):
            data[role] = list(dict.fromkeys(split_names(data.get(role, ""))))
            if any(len(name) > MAX_NAME for name in data[role]):
                self.add_error(role, _("The name of an agency is longer than %(n)s characters.") % {"n": MAX_NAME})
        return data

    def apply(self, draft: Draft) -> None:
        task, data = self.task, self.cleaned_data
        if data["is_removed"]:
            draft.tasks = [other for other in draft.tasks if other is not task]
            return
        for name in ("label", "area", "content", "due", "note", "quantities"):
            setattr(task, name, data[name])
        before = [part.printed_name for part in task.assignments if part.role == "lead"]
        rule = task.assignments[0].rule if task.assignments and before == data["lead"] else "mark"
        co = [name for name in data["co"] if name not in data["lead"]]
        task.assignments = assignments(Roles(data["lead"], co, rule if data["lead"] else "none"))


def _range(quantity: DraftQuantity) -> str:
    high = "" if quantity.value_high is None else f"-{quantity.value_high.normalize():f}"
    return f"{quantity.value.normalize():f}{high}"


def _quantity(line: str) -> DraftQuantity:
    parts = [part.strip() for part in line.split("|")]
    if len(parts) != 4 or parts[1] not in Operator.values or len(parts[0]) > 120 or len(parts[3]) > 20:
        raise ValidationError(_("This line is not clause | operator | value | unit: %(line)s"), params={"line": line})
    sign = "-" if parts[2].startswith("-") else ""
    low, _dash, high = parts[2].removeprefix("-").partition("-")
    field = FigureInput(rule=printed_rule(parts[3], parts[0]))
    value = field.clean(sign + low)
    if value is None:
        raise ValidationError(_("This line has no value: %(line)s"), params={"line": line})
    return DraftQuantity(parts[0], parts[1], value, parts[3], field.clean(high) if high else None)
