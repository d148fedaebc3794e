"""What the forms for the rows of a draft have in common."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from documents.draft.cell_path import CellPath
from documents.draft.values import (
    Draft,
)
from plans.fields import WordsField
from targets.entry.figure_rule import printed_rule
from targets.forms import FigureInput
from targets.numbers import number_text

Choices = list[tuple[str, Any]]
NOBODY_SAID = ("", "—")


class RowForm(forms.Form):
    """The form of one row. `version` is the draft the person saw; whose version is stale is asked to look again."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    is_removed = forms.BooleanField(label=_("remove this row from the draft"), required=False)

    def __init__(self, draft: Draft, row_path: CellPath, data: Any = None, version: int = 0) -> None:
        self.draft, self.row_path = draft, row_path
        super().__init__(data, initial=self.starting() | {"version": version})
        for field in self.fields.values():
            is_check = isinstance(field.widget, forms.CheckboxInput)
            is_choice = isinstance(field.widget, forms.Select)
            field.widget.attrs["class"] = (
                "form-check-input" if is_check else "form-select" if is_choice else "form-control"
            )

    def starting(self) -> dict[str, Any]:
        raise NotImplementedError

    def set_rule(self, names: Iterable[str], unit: str, name: str) -> None:
        """What the numbers called `names` must be: of the row's unit and name as they are typed, if they are."""
        unit, name = self.data.get("unit", unit), self.data.get("name", name)
        for number in names:
            field = self.fields[number]
            assert isinstance(field, FigureInput)
            field.rule = printed_rule(unit, name)

    def full_clean(self) -> None:
        """A row that is to go needs not be right."""
        super().full_clean()
        if self.is_bound and getattr(self, "cleaned_data", {}).get("is_removed"):
            self._errors = ErrorDict()

    def apply(self, draft: Draft) -> None:
        """Put what was typed into the draft."""
        raise NotImplementedError

    def lines(self) -> list[forms.BoundField]:
        """The fields to be shown one below the other."""
        return [field for field in self.visible_fields() if field.name != "is_removed"]


class OfferedInput(forms.TextInput):
    """A line of text with values to choose from (a data list)."""

    def __init__(self, offered: Iterable[str]) -> None:
        super().__init__(attrs={"autocomplete": "off"})
        self.offered = [(value,) for value in offered]

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        place = f"{name}-offered"
        line = super().render(name, value, (attrs or {}) | {"list": place}, renderer)
        options = format_html_join("", '<option value="{}"></option>', self.offered)
        return format_html('{}<datalist id="{}">{}</datalist>', line, place, options)


def text_field(
    label: Any, most: int, *, is_needed: bool = False, rows: int = 0, offered: Iterable[str] = ()
) -> WordsField:
    widget = forms.Textarea(attrs={"rows": rows}) if rows else OfferedInput(offered) if offered else None
    return WordsField(label=label, max_length=most, required=is_needed, widget=widget)


def choice_field(label: Any, choices: Iterable[tuple[Any, Any]], *, is_open: bool = True) -> forms.ChoiceField:
    options: Choices = [*([NOBODY_SAID] if is_open else []), *choices]
    return forms.ChoiceField(label=label, choices=options, required=not is_open)


def figure_field(label: Any) -> FigureInput:
    return FigureInput(label=label, required=False, widget=forms.TextInput(attrs={"inputmode": "decimal"}))


def year_field(label: Any, *, is_needed: bool = False) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=1980, max_value=2100, required=is_needed)


def day_field(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label, required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )


def shown(value: Any) -> str:
    return "" if value is None else number_text(value)
