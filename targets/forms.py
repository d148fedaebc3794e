"""Forms for what agencies enter."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from plans.models import Agency, Plan
from targets.choices import Condition, Stage
from targets.entry.cells import EntryCell
from targets.entry.parsing import MAX_DECIMALS, MAX_FIGURE, figure, too_large
from targets.entry.submitted_cell import KEEP_MINE, KEEP_THEIRS, SubmittedCell, cleaned_text
from targets.numbers import number_text

PARTS_OF = {"%": Decimal(100), "‰": Decimal(1000)}  # a ratio is its part of


class FigureInput(forms.CharField):
    """A figure as people type it: full-width digits and thousands separators are taken; units and words are not."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "class": "form-control figure"})

    def __init__(self, *args: Any, decimals: int = MAX_DECIMALS, **kwargs: Any) -> None:
        self.decimals = decimals
        super().__init__(*args, **kwargs)

    def clean(self, value: Any) -> Decimal | None:
        return figure(super().clean(value) or "", self.decimals)


def _date(label: Any) -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "form-control"})
    return forms.DateField(label=label, required=False, widget=widget)


def _words(label: Any, longest: int = 500) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 2, "class": "form-control"})
    return forms.CharField(label=label, required=False, max_length=longest, widget=widget)


def _choice(label: Any, choices: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, widget=forms.Select(attrs={"class": "form-select"}))


class ActualForm(forms.Form):
    """All of one cell: the value or why there is none, its stage, its parts, and what explains it.

    `version` is what the person saw; it decides who wrote over a newer version.
    """

    value = FigureInput(label=_("value"), required=False, max_length=60)
    numerator = FigureInput(label=_("numerator"), required=False, max_length=60)
    denominator = FigureInput(label=_("denominator"), required=False, max_length=60)
    condition = _choice(_("condition"), Condition.choices)
    expected_on = _date(_("expected on"))
    stage = _choice(_("stage"), Stage.choices)
    as_of = _date(_("as of"))
    source = forms.CharField(
        label=_("source"), required=False, max_length=200, widget=forms.TextInput(attrs={"class": "form-control"})
    )
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
        super().__init__(data, initial=self._initial())
        value = self.fields["value"]
        assert isinstance(value, FigureInput)
        value.decimals = cell.row.decimals
        if not self.is_ratio:
            del self.fields["numerator"], self.fields["denominator"]

    @property
    def is_ratio(self) -> bool:
        return self.indicator.unit in PARTS_OF

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
        for name in ("source", "remark", "cause", "remedy"):
            data[name] = cleaned_text(data.get(name, ""))
        if self.is_ratio:
            self._clean_parts(data)
        condition = data.get("condition")
        if condition in (Condition.NOT_APPLICABLE, Condition.NOT_PUBLISHED) and data.get("value") is not None:
            self.add_error("value", _("Either a number, or why there is none: please clear one of the two."))
        if condition == Condition.NOT_PUBLISHED and not data.get("expected_on") and "expected_on" not in self.errors:
            self.add_error("expected_on", _("Please give the date on which it is expected."))
        if condition != Condition.NOT_PUBLISHED:
            data["expected_on"] = None
        as_of = data.get("as_of")
        if as_of and as_of.year != self.cell.year:
            self.add_error("as_of", _("This day is not in %(year)s.") % {"year": self.cell.year})
        return data

    def _clean_parts(self, data: dict[str, Any]) -> None:
        """Numerator and denominator come together; they give the value, or agree with the one that was typed."""
        part, whole, value = data.get("numerator"), data.get("denominator"), data.get("value")
        if (part is None) != (whole is None):
            self.add_error("denominator", _("Please give numerator and denominator together."))
        if part is None or not whole:
            if whole == 0:
                self.add_error("denominator", _("The denominator cannot be 0."))
            return
        ratio = part / whole * PARTS_OF[self.indicator.unit]
        if ratio >= MAX_FIGURE:
            self.add_error("denominator", too_large())
            return
        if value is None:
            data["value"] = ratio.quantize(Decimal("0.01"), ROUND_HALF_UP)
        elif ratio.quantize(value, ROUND_HALF_UP) != value:
            values = {"ratio": number_text(ratio.quantize(Decimal("0.01"), ROUND_HALF_UP)), "value": number_text(value)}
            self.add_error("value", _("Numerator ÷ denominator gives %(ratio)s, not %(value)s.") % values)

    @property
    def submission(self) -> SubmittedCell:
        """What the person typed, as the grid stores it."""
        data = self.cleaned_data
        parsed = {name: data[name] for name in self.STORED if name in data}
        return SubmittedCell(data["version"], data.get("choice", ""), parsed, text=self.data.get("value", ""))

    def ask_again(self, version: int) -> None:
        """Show the form once more with what was typed, now against the stored `version`, and ask for a choice."""
        data = QueryDict(mutable=True)
        data.update(self.data)
        data["version"], data["asked"] = str(version), "1"
        self.data = data


def _shown(value: Decimal | None) -> str:
    return "" if value is None else number_text(value)


class RevisionForm(forms.Form):
    """Another target of one year, with the document that decided it."""

    value = FigureInput(label=_("target"), max_length=60)
    document = forms.CharField(label=_("revising document"), max_length=60)
    reason = forms.CharField(label=_("reason"), max_length=200)

    def clean_value(self) -> Decimal:
        value: Decimal | None = self.cleaned_data["value"]
        if value is None:
            raise forms.ValidationError(_("Please give the new target."))
        return value


class ReporterForm(forms.Form):
    """Names the agency that reports an indicator, or a task without a lead; with the reason for the record."""

    reporter = forms.ModelChoiceField(
        label=_("reporter"),
        queryset=Agency.objects.none(),
        widget=forms.Select(attrs={"class": "form-select"}),
        error_messages={"invalid_choice": _("Please pick an agency of this region that is not switched off.")},
    )
    reason = forms.CharField(label=_("reason"), max_length=100, widget=forms.TextInput(attrs={"class": "form-control"}))

    def __init__(self, plan: Plan, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["reporter"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Agency.objects.reporting_for(plan.region_id, timezone.localdate())
