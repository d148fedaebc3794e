"""Forms for plans."""

import datetime as dt
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from plans.models import Agency, Plan, Round
from plans.models.report import MAX_REASON


class RoundForm(forms.ModelForm):  # type: ignore[type-arg]
    """Opens the entry of one year's figures of a plan."""

    year = forms.TypedChoiceField(label=_("year"), coerce=int, widget=forms.Select(attrs={"class": "form-select"}))

    class Meta:
        model = Round
        fields = ["year", "period", "opens", "due"]
        widgets = {
            "period": forms.Select(attrs={"class": "form-select"}),
            "opens": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "form-control"}),
            "due": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "form-control"}),
        }

    def __init__(self, plan: Plan, today: dt.date, data: QueryDict | None) -> None:
        self.plan = plan
        super().__init__(data, instance=Round(plan=plan), initial={"opens": today})
        year = self.fields["year"]
        assert isinstance(year, forms.TypedChoiceField)
        year.choices = [(str(number), str(number)) for number in plan.years]
        self.fields["period"].initial = Round.Period.YEAR
        self.fields["period"].required = False

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        data["period"] = data.get("period") or Round.Period.YEAR
        year = data.get("year")
        if year and self.plan.rounds.filter(year=year, period=data["period"]).exists():
            self.add_error("year", _("The round of this year and period has been opened already."))
        if year and self.plan.rounds.filter(year=year, status__in=Round.OPEN_STATUSES).exists():
            self.add_error("year", _("Another round of this year is open; please close it first."))
        if year and Round(plan=self.plan, year=year, period=data["period"]).has_later_final():
            self.add_error("year", _("Figures of a later round of this year are final."))
        if data.get("opens") and data.get("due") and data["due"] < data["opens"]:
            self.add_error("due", _("The due date lies before the opening date."))
        return data


class ExtensionForm(forms.Form):
    """A later due date with its reason."""

    due = forms.DateField(label=_("new due date"), error_messages={"invalid": _("Please give the due date as a date.")})
    reason = forms.CharField(label=_("reason"), max_length=MAX_REASON)


class RoundExtensionForm(ExtensionForm):
    """The same as a reviewer gives it: for one agency of the plan's region, or for all."""

    agency = forms.ModelChoiceField(label=_("agency"), queryset=Agency.objects.none(), required=False)

    def __init__(self, plan: Plan, data: QueryDict | None = None) -> None:
        super().__init__(data)
        field = self.fields["agency"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Agency.objects.filter(region=plan.region_id).exclude(kind=Agency.Kind.COLLECTIVE)
        field.empty_label = str(_("all agencies"))
