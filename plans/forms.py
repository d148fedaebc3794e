"""Forms for plans."""

import datetime as dt
from typing import Any

from django import forms
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

    def __init__(self, plan: Plan, today: dt.date, *args: Any, **kwargs: Any) -> None:
        self.plan = plan
        kwargs["instance"] = Round(plan=plan)
        super().__init__(*args, initial={"opens": today}, **kwargs)
        year = self.fields["year"]
        assert isinstance(year, forms.TypedChoiceField)
        year.choices = [(str(number), str(number)) for number in plan.years]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("opens") and data.get("due") and data["due"] < data["opens"]:
            self.add_error("due", _("The due date lies before the opening date."))
        if data.get("year") and self.plan.rounds.filter(year=data["year"], period=Round.Period.YEAR).exists():
            self.add_error("year", _("The round of this year has been opened already."))
        return data
