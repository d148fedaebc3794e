"""Forms for plans."""

import datetime as dt
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from plans.models import Plan, Round


class RoundForm(forms.ModelForm):  # type: ignore[type-arg]
    """Opens the entry of one year's figures of a plan."""

    year = forms.TypedChoiceField(label=_("year"), coerce=int, widget=forms.Select(attrs={"class": "form-select"}))

    class Meta:
        model = Round
        fields = ["year", "opens", "due"]
        widgets = {
            "opens": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "form-control"}),
            "due": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "form-control"}),
        }

    def __init__(self, plan: Plan, today: dt.date, data: QueryDict | None) -> None:
        self.plan = plan
        super().__init__(data, instance=Round(plan=plan), initial={"opens": today})
        year = self.fields["year"]
        assert isinstance(year, forms.TypedChoiceField)
        opened = set(plan.rounds.filter(period=Round.Period.YEAR).values_list("year", flat=True))
        year.choices = [(str(number), str(number)) for number in plan.years if number not in opened]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("opens") and data.get("due") and data["due"] < data["opens"]:
            self.add_error("due", _("The due date lies before the opening date."))
        return data
