"""A goal: its number, and the row it belongs to or becomes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from documents.draft.cell_path import CellPath
from documents.draft.values import (
    Draft,
)
from documents.notation.table_goals import is_table_clause
from documents.review.forms.fields import RowForm, choice_field, figure_field, shown, text_field, year_field
from targets.choices import Basis, Operator


class GoalForm(RowForm):
    """A goal: its number, and the row it belongs to or becomes."""

    NEW, NOT = "new", "not"

    name = text_field(_("name"), 120, is_needed=True)
    text = text_field(_("clause"), 200, is_needed=True, rows=2)
    belongs_to = forms.ChoiceField(label=_("belongs to"))
    operator = choice_field(_("operator"), Operator.choices, is_open=False)
    value = figure_field(_("value"))
    year = choice_field(_("for the year"), [], is_open=False)
    value_high = figure_field(_("upper value"))
    unit = text_field(_("unit"), 20)
    basis = choice_field(_("basis"), Basis.choices, is_open=False)
    base_year = year_field(_("base year"))
    base_value = figure_field(_("base value"))

    def __init__(self, draft: Draft, row_path: CellPath, *args: Any, **kwargs: Any) -> None:
        self.goal = draft.goal_at(row_path)
        super().__init__(draft, row_path, *args, **kwargs)
        del self.fields["is_removed"]
        self.set_rule(("value", "value_high", "base_value"), self.goal.unit, self.goal.name)
        years = self.fields["year"]
        assert isinstance(years, forms.ChoiceField)
        years.choices = [(year, str(year)) for year in range(draft.plan.start_year, draft.plan.end_year + 1)]
        years.help_text = _("A number of an earlier year becomes that year's target.")
        field = self.fields["belongs_to"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            (self.NEW, _("a row of its own")),
            (self.NOT, _("no row: not followed up")),
            *((str(row.seq), f"{row.seq} {row.name}") for row in draft.indicators),
        ]

    def starting(self) -> dict[str, Any]:
        goal = self.goal
        same = ("name", "text", "operator", "unit", "basis", "base_year", "year")
        figures = {name: shown(getattr(goal, name)) for name in ("value", "value_high", "base_value")}
        is_new = goal.is_accepted is True or (goal.is_accepted is None and goal.value is not None)
        place = str(goal.indicator) if goal.indicator else self.NEW if is_new else self.NOT
        return {name: getattr(goal, name) for name in same} | figures | {"belongs_to": place}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        low, high = data.get("value"), data.get("value_high")
        if high is not None and (low is None or high < low):
            self.add_error("value_high", _("The upper value lies below the value."))
        return data

    def apply(self, draft: Draft) -> None:
        goal, data = self.goal, self.cleaned_data
        for name in ("name", "text", "operator", "value", "value_high", "unit", "basis", "base_year", "base_value"):
            setattr(goal, name, data[name])
        goal.year = int(data["year"])
        goal.is_from_table = is_table_clause(goal.text)
        place = data["belongs_to"]
        goal.is_accepted = {self.NEW: True, self.NOT: False}.get(place)
        goal.indicator = int(place) if place.isdigit() else None
