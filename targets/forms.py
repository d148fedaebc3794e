"""Forms for what agencies enter."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from plans.fields import WordsField
from plans.models import Agency, NotPossible, Plan
from targets.choices import Condition, Stage
from targets.entry.cell_fields import CellFields, read_fields
from targets.entry.cells import EntryCell
from targets.entry.figure_rule import ANY, FigureRule
from targets.entry.parsing import figure
from targets.entry.rows import rule_of
from targets.entry.submitted_cell import KEEP_MINE, KEEP_THEIRS, SubmittedCell
from targets.models import PlanIndicator
from targets.numbers import number_text

FIGURE = {"inputmode": "decimal", "autocomplete": "off", "class": "form-control figure"}


class FigureInput(forms.CharField):
    """A figure as people type it (`targets.entry.parsing.figure`), by a rule."""

    widget = forms.TextInput(attrs=FIGURE)

    def __init__(self, *args: Any, rule: FigureRule = ANY, **kwargs: Any) -> None:
        self.rule = rule
        super().__init__(*args, strip=False, **kwargs)

    def clean(self, value: Any) -> Decimal | None:
        return figure(super().clean(value) or "", self.rule)


def _figure(label: Any) -> forms.CharField:
    return forms.CharField(label=label, required=False, widget=forms.TextInput(attrs=FIGURE))


def _date(label: Any) -> forms.CharField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "form-control"})
    return forms.CharField(label=label, required=False, widget=widget)


def _words(label: Any, rows: int = 2) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows, "class": "form-control"})
    return forms.CharField(label=label, required=False, widget=widget)


def _choice(label: Any, choices: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, widget=forms.Select(attrs={"class": "form-select"}))


def against(data: Mapping[str, Any], version: int, *, must_choose: bool) -> QueryDict:
    """Return what a form sent, now against the stored `version`; with `must_choose`, it asks which of two stands."""
    again = QueryDict(mutable=True)
    again.update(data)
    again["version"], again["asked"] = str(version), "1" if must_choose else ""
    again.pop("choice", None)
    return again


EXPLAINED = ("cause", "remedy", "remedy_by")


class ActualForm(forms.Form):
    """All of one cell: the value or why there is none, its stage, its parts, and what explains it.

    What its fields say is read as in the grid and in a workbook (`read_fields`). `version` is what the person saw; it
    decides who wrote over a newer version.
    """

    value = _figure(_("value"))
    numerator = _figure(_("numerator"))
    denominator = _figure(_("denominator"))
    condition = _choice(_("condition"), Condition.choices)
    expected_on = _date(_("expected on"))
    stage = _choice(_("stage"), Stage.choices)
    as_of = _date(_("as of"))
    source = forms.CharField(label=_("source"), required=False, widget=forms.TextInput(attrs={"class": "form-control"}))
    remark = _words(_("remark"))
    cause = _words(_("cause"))
    remedy = _words(_("measure taken"))
    remedy_by = _date(_("done by"))
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    choice = forms.ChoiceField(required=False, choices=[(KEEP_MINE, KEEP_MINE), (KEEP_THEIRS, KEEP_THEIRS)])
    asked = forms.BooleanField(required=False, widget=forms.HiddenInput)

    STORED = [
        "value", "numerator", "denominator", "condition", "expected_on", "stage", "as_of", "source",
        "remark", "cause", "remedy", "remedy_by",
    ]  # fmt: skip

    def __init__(self, cell: EntryCell, data: QueryDict | None) -> None:
        self.cell, self.indicator = cell, cell.row.indicator
        self.found = CellFields()
        super().__init__(data, initial=self._initial())
        if not cell.row.rule.is_ratio:
            del self.fields["numerator"], self.fields["denominator"]

    def _initial(self) -> dict[str, Any]:
        actual = self.cell.actual
        if actual is None or self.cell.is_carried_over:
            version = actual.version if actual else 0
            return {"version": version, "stage": Stage.FINAL, "as_of": self.cell.as_of}
        numbers = {name: _shown(getattr(actual, name)) for name in ("value", "numerator", "denominator")}
        return {name: getattr(actual, name) for name in [*self.STORED, "version"]} | numbers

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("asked") and not data.get("choice"):
            self.add_error(None, _("Please choose which of the two values stands."))
        sent = {name: self.data[name] for name in self.STORED if name in self.data and name in self.fields}
        self.found = read_fields(sent, self.cell.row.rule, self.cell.year)
        for name, fault in self.found.faults:
            if name not in self.errors:
                self.add_error(name, fault)
        return data

    @property
    def main_fields(self) -> list[forms.BoundField]:
        """The fields that every figure may need."""
        return [field for field in self.visible_fields() if field.name not in ("choice", *EXPLAINED)]

    @property
    def explained_fields(self) -> list[forms.BoundField]:
        """The fields that only a figure behind its target needs."""
        return [self[name] for name in EXPLAINED]

    @property
    def is_explained(self) -> bool:
        """Whether those are asked for, hold something, or were typed wrongly: then they stand open."""
        asked = {ask.field for ask in self.cell.explanations}
        return any(field.name in asked or field.value() or field.errors for field in self.explained_fields)

    @property
    def submission(self) -> SubmittedCell:
        """What the person typed, as the grid stores it."""
        data, found = self.cleaned_data, self.found
        text = self.data.get("value", "")
        return SubmittedCell(data["version"], data.get("choice", ""), found.parsed, text=text, reason=found.reason)

    def show_against(self, version: int, *, must_choose: bool) -> None:
        """Show the form once more with what was typed, now against the stored `version`."""
        self.data = against(self.data, version, must_choose=must_choose)


def _shown(value: Decimal | None) -> str:
    return "" if value is None else number_text(value)


class RevisionForm(forms.Form):
    """Another target of one year, with the document that decided it."""

    value = FigureInput(label=_("target"))
    document = WordsField(label=_("revising document"), max_length=60)
    reason = WordsField(label=_("reason"), max_length=200)

    def __init__(self, indicator: PlanIndicator, data: QueryDict) -> None:
        super().__init__(data)
        value = self.fields["value"]
        assert isinstance(value, FigureInput)
        value.rule = rule_of(indicator)

    def clean_value(self) -> Decimal:
        value: Decimal | None = self.cleaned_data["value"]
        if value is None:
            raise forms.ValidationError(_("Please give the new target."))
        return value


class BaseForm(forms.Form):
    """The base that a relative goal is held against, with its source."""

    value = FigureInput(label=_("base value"))
    year = forms.IntegerField(label=_("base year"), required=False, min_value=1980, max_value=2100)
    source = WordsField(label=_("source of the base value"), max_length=200)

    def __init__(self, indicator: PlanIndicator, data: QueryDict) -> None:
        super().__init__(data)
        value = self.fields["value"]
        assert isinstance(value, FigureInput)
        value.rule = rule_of(indicator)

    def clean_value(self) -> Decimal:
        value: Decimal | None = self.cleaned_data["value"]
        if value is None:
            raise forms.ValidationError(_("Please give the base value."))
        return value

    def checked(self) -> dict[str, Any]:
        """Return what the form says. Raises NotPossible, with all that is wrong in it."""
        if not self.is_valid():
            faults = (f"{self.fields[name].label}：{error}" for name, errors in self.errors.items() for error in errors)
            raise NotPossible("；".join(faults))
        return self.cleaned_data


class ReporterForm(forms.Form):
    """Names the agency that reports an indicator, or a task without a lead; with the reason for the record."""

    reporter = forms.ModelChoiceField(
        label=_("reporter"),
        queryset=Agency.objects.none(),
        widget=forms.Select(attrs={"class": "form-select"}),
        error_messages={"invalid_choice": _("Please pick an agency of this region that is not switched off.")},
    )
    reason = WordsField(label=_("reason"), max_length=100, widget=forms.TextInput(attrs={"class": "form-control"}))

    def __init__(self, plan: Plan, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["reporter"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Agency.objects.reporting_for(plan.region_id, timezone.localdate())
