"""Forms for what agencies report on tasks, and for notes."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from plans.fields import WordsField
from targets.entry.figure_rule import FigureRule, figure_rule
from targets.entry.submitted_cell import KEEP_MINE, KEEP_THEIRS
from targets.forms import FigureInput, against
from targets.numbers import number_text
from tasks.models import Task, TaskReport
from tasks.models.note import MAX_TEXT

PERCENT_DONE = FigureRule("%", decimals=0, most=Decimal(100))
MAX_SUMMARY, MAX_REMARK = 2000, 500  # characters
AREA = {"rows": 3, "class": "form-control"}


class TaskReportForm(forms.Form):
    """How far a task is in one year. `version` is what the person saw; it decides who wrote over a newer version."""

    state = forms.ChoiceField(
        label=_("state"), choices=TaskReport.State.choices, widget=forms.Select(attrs={"class": "form-select"})
    )
    percent = FigureInput(label=_("percent done"), required=False, rule=PERCENT_DONE)
    summary = WordsField(label=_("summary"), required=False, max_length=MAX_SUMMARY, widget=forms.Textarea(attrs=AREA))
    remark = WordsField(
        label=_("remark (why delayed, or why there is no evidence)"),
        required=False,
        max_length=MAX_REMARK,
        widget=forms.Textarea(attrs=AREA | {"rows": 2}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    choice = forms.ChoiceField(required=False, choices=[(KEEP_MINE, KEEP_MINE), (KEEP_THEIRS, KEEP_THEIRS)])
    asked = forms.BooleanField(required=False, widget=forms.HiddenInput)

    STORED = ["state", "percent", "summary", "remark"]

    def __init__(
        self, task: Task, report: TaskReport | None, data: QueryDict | None, prefix: str | None = None
    ) -> None:
        self.task = task
        initial: dict[str, Any] = {"version": 0, "state": TaskReport.State.UNDER_WAY}
        if report is not None and report.version:
            initial = {name: getattr(report, name) for name in [*self.STORED, "version"]}
            initial |= {f"quantity_{pk}": number_text(row.value) for pk, row in report.reached.items()}
        super().__init__(data, initial=initial, prefix=prefix)
        for quantity in task.quantities.all():
            label = _("number reached: “%(text)s”") % {"text": quantity.text}
            self.fields[f"quantity_{quantity.pk}"] = FigureInput(
                label=label, required=False, rule=figure_rule(quantity.unit, quantity.text, [quantity.value])
            )

    def clean_percent(self) -> int | None:
        percent: Decimal | None = self.cleaned_data["percent"]
        return None if percent is None else int(percent)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("asked") and not data.get("choice"):
            self.add_error(None, _("Please choose which of the two reports stands."))
        return data

    @property
    def parsed(self) -> dict[str, Any]:
        """What the form says of the report; a field that was not sent says nothing."""
        return {name: self.cleaned_data[name] for name in self.STORED if self.add_prefix(name) in self.data}

    @property
    def reached(self) -> dict[int, Decimal | None]:
        """The number reached of each promised one, by its id; None for one that was cleared."""
        sent = {row.pk: f"quantity_{row.pk}" for row in self.task.quantities.all()}
        return {pk: self.cleaned_data[name] for pk, name in sent.items() if self.add_prefix(name) in self.data}

    def show_against(self, version: int, *, must_choose: bool) -> None:
        """Show the form once more with what was typed, now against the stored `version`."""
        self.data = against(self.data, version, must_choose=must_choose)


class PartForm(forms.Form):
    """What a co-responsible agency adds, and that it confirms the report."""

    text = WordsField(label=_("our part"), required=False, max_length=2000, widget=forms.Textarea(attrs=AREA))
    is_confirmed = forms.BooleanField(
        label=_("We confirm the report."),
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )


class NoteForm(forms.Form):
    """A note 批示 of a leader."""

    text = WordsField(
        label=_("note"),
        max_length=MAX_TEXT,
        error_messages={"required": _("Please write what you want to know or have done.")},
        widget=forms.Textarea(attrs={"rows": 2, "class": "form-control"}),
    )
    due = forms.DateField(
        label=_("to be answered by"),
        required=False,
        error_messages={"invalid": _("Please give the due date as a date.")},
    )

    def clean_due(self) -> dt.date | None:
        day: dt.date | None = self.cleaned_data["due"]
        if day is not None and day < timezone.localdate():
            raise forms.ValidationError(_("This day has passed."))
        return day
