"""The form of a plan's rules of lights."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from plans.models import LightRules, Plan
from plans.models.light_rules import MAX_DAYS
from targets.entry.figure_rule import FigureRule
from targets.forms import FIGURE, FigureInput
from targets.numbers import number_text

PERCENT = FigureRule("%", 2)
CHECK = forms.CheckboxInput(attrs={"class": "form-check-input"})


def _percent(label: Any) -> FigureInput:
    return FigureInput(label=label, required=False, rule=PERCENT, help_text=_("Empty: no such light."))


class LightRulesForm(forms.Form):
    """What burns when; an empty mark switches a rule off."""

    red_below = _percent(_("red light below this share of what is due (%)"))
    yellow_below = _percent(_("yellow light below this share of what is due (%)"))
    days_before = forms.IntegerField(
        label=_("yellow light when nothing is reported and so many working days are left"),
        required=False,
        min_value=0,
        max_value=MAX_DAYS,
        widget=forms.TextInput(attrs=FIGURE | {"inputmode": "numeric"}),
        help_text=_("Empty: no such light."),
    )
    is_overdue_red = forms.BooleanField(label=_("red light when overdue"), required=False, widget=CHECK)
    stays_yellow = forms.BooleanField(
        label=_("yellow, not out, when made good after red"), required=False, widget=CHECK
    )

    def __init__(self, plan: Plan, data: QueryDict | None) -> None:
        self.rules = LightRules.of(plan)
        super().__init__(data, initial={name: _shown(getattr(self.rules, name)) for name in self.base_fields})

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        red, yellow = data.get("red_below"), data.get("yellow_below")
        for name in ("red_below", "yellow_below"):
            if data.get(name) is not None and not 0 < data[name] < 1000:
                self.add_error(name, _("Please give a mark above 0 and below 1000."))
        if red is not None and yellow is not None and red > yellow:
            self.add_error("red_below", _("The red mark may not lie above the yellow one."))
        return data

    @property
    def confirmation(self) -> str:
        """What a person who saw the trial sends back: the rules as they were tried, and no others."""
        return "|".join(str(_shown(self.cleaned_data[name])) for name in self.fields)

    @property
    def changed_rules(self) -> LightRules:
        """The plan's rules as the form has them, not stored; only of a valid form."""
        data = self.cleaned_data
        return LightRules(
            pk=self.rules.pk,
            plan=self.rules.plan,
            red_below=data["red_below"],
            yellow_below=data["yellow_below"],
            days_before=data["days_before"],
            is_overdue_red=data["is_overdue_red"],
            stays_yellow=data["stays_yellow"],
        )


def _shown(value: Any) -> Any:
    """A mark as it is typed; a box as it is."""
    if isinstance(value, bool):
        return value
    return "" if value is None else number_text(Decimal(value))
