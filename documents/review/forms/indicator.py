"""A row of the target table, to be set right."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from documents.draft.cell_path import CellPath
from documents.draft.table_goals import follow_table
from documents.draft.values import (
    Draft,
    DraftActual,
    DraftBaseline,
)
from documents.notation.values import scale_of
from documents.review.forms.fields import NOBODY_SAID, RowForm, choice_field, figure_field, text_field, year_field
from targets.choices import Accumulation, Attribute, BaselineKind, Direction
from targets.models import Indicator
from targets.numbers import number_text


class IndicatorForm(RowForm):
    label = text_field(_("label as printed"), 120, is_needed=True)
    name = text_field(_("name"), 120, is_needed=True)
    unit = text_field(_("unit as printed"), 20)
    catalogue = forms.ChoiceField(label=_("catalogue entry"), required=False)
    accumulation = choice_field(_("accumulation"), Accumulation.choices)
    direction = choice_field(_("direction"), Direction.choices, is_open=False)
    attribute = choice_field(_("attribute"), Attribute.choices)
    group = text_field(_("class"), 40)
    weight = figure_field(_("weight"))
    baseline_year = year_field(_("year of the baseline"))
    baseline_value = figure_field(_("baseline"))
    baseline_kind = choice_field(_("kind of baseline"), BaselineKind.choices, is_open=False)
    note = text_field(_("note"), 2_000)

    def __init__(self, draft: Draft, row_path: CellPath, *args: Any, **kwargs: Any) -> None:
        self.row = draft.indicator_at(row_path)
        self.years = range(draft.plan.start_year, draft.plan.end_year + 1) if draft.plan.start_year else range(0)
        super().__init__(draft, row_path, *args, **kwargs)
        entries = Indicator.objects.values_list("slug", "name", "unit")
        field = self.fields["catalogue"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [NOBODY_SAID, *((slug, f"{name}（{unit}）") for slug, name, unit in entries)]
        for year in self.years:
            self._add_figure(f"target_{year}", _("target %(year)s") % {"year": year}, self.row.targets.get(year))
        for year, actual in self.row.actuals.items():
            self._add_figure(f"actual_{year}", _("actual %(year)s") % {"year": year}, actual.value)
        figures = [name for name in self.fields if name.startswith(("target_", "actual_"))]
        self.set_rule([*figures, "baseline_value"], self.row.unit, self.row.name)

    def _add_figure(self, name: str, label: str, value: Any) -> None:
        self.fields[name] = figure_field(label)
        self.fields[name].widget.attrs["class"] = "form-control"
        self.initial[name] = "" if value is None else number_text(value)

    def starting(self) -> dict[str, Any]:
        row = self.row
        same = ("label", "name", "unit", "accumulation", "direction", "attribute", "group", "note")
        base = row.baseline
        return {name: getattr(row, name) for name in same} | {
            "catalogue": row.indicator,
            "weight": number_text(row.weight),
            "baseline_year": base.year if base else (self.draft.plan.start_year or 1) - 1 or None,
            "baseline_value": number_text(base.value) if base else "",
            "baseline_kind": base.kind if base else "start",
        }

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("baseline_value") is not None and not data.get("baseline_year"):
            self.add_error("baseline_year", _("A baseline needs its year."))
        return data

    def apply(self, draft: Draft) -> None:
        row, data = self.row, self.cleaned_data
        if data["is_removed"]:
            draft.indicators = [other for other in draft.indicators if other is not row]
            for goal in draft.goals:
                if goal.indicator == row.seq:
                    goal.indicator, goal.is_accepted = None, False
            return
        for name in ("label", "name", "unit", "direction", "attribute", "group", "note"):
            setattr(row, name, data[name])
        row.accumulation, row.indicator = data["accumulation"] or None, data["catalogue"] or None
        row.weight = data["weight"] if data["weight"] is not None else row.weight
        row.scale = scale_of(row.unit)
        value = data["baseline_value"]
        row.baseline = None if value is None else DraftBaseline(data["baseline_year"], value, data["baseline_kind"])
        row.targets = {y: v for y in self.years if (v := data[f"target_{y}"]) is not None}
        stated = {year: (data[f"actual_{year}"], actual.source) for year, actual in row.actuals.items()}
        row.actuals = {
            year: DraftActual(value, source) for year, (value, source) in stated.items() if value is not None
        }
        follow_table(draft, row)
