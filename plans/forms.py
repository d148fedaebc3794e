"""Forms for plans."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from plans.agency_steps import DATED, WITH_NAME, WITH_SUCCESSOR, AgencyChange, AgencyStep
from plans.fields import WordsField
from plans.models import Agency, ApiToken, NotPossible, Plan, Round, Urging, User, WallScreen
from plans.models.api_token import MANY as MANY_TOKENS
from plans.models.refusals import MAX_REASON
from plans.words import printable


class PickerField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A choice of agencies or people, each told apart from others of the same name."""

    def label_from_instance(self, obj: Any) -> str:
        return str(getattr(obj, "label", obj))


class ManyPickerField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """As `PickerField`, of more than one."""

    def label_from_instance(self, obj: Any) -> str:
        return str(getattr(obj, "label", obj))


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


class AgencyStepForm(forms.Form):
    """A step of an agency; which fields it needs depends on the step."""

    step = forms.ChoiceField(label=_("step"), choices=AgencyStep, widget=forms.Select(attrs={"class": "form-select"}))
    name = forms.CharField(
        label=_("new name"),
        required=False,
        max_length=80,
        help_text=_("To rename, or to correct a misspelt name."),
        widget=forms.TextInput(attrs={"class": "form-control"}),
    )
    successor = forms.ModelChoiceField(
        label=_("successor"),
        queryset=Agency.objects.none(),
        required=False,
        help_text=_("To merge, or to hand work over."),
        error_messages={"invalid_choice": _("Please pick an agency of this region that is not switched off.")},
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    last_day = forms.DateField(
        label=_("last day under the old name, or with the work"),
        required=False,
        help_text=_("From the day after, the new agency has the work."),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "form-control"}),
    )
    reason = WordsField(
        label=_("document or reason"), max_length=100, widget=forms.TextInput(attrs={"class": "form-control"})
    )

    def __init__(self, agency: Agency, data: QueryDict | None) -> None:
        self.agency = agency
        super().__init__(data)
        successor = self.fields["successor"]
        assert isinstance(successor, forms.ModelChoiceField)
        others = Agency.objects.reporting_for(agency.region_id, timezone.localdate())
        successor.queryset = others.exclude(pk=agency.pk)

    def clean_name(self) -> str:
        return printable(self.cleaned_data["name"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        step = data.get("step")
        fields = {"name": WITH_NAME, "successor": WITH_SUCCESSOR, "last_day": DATED}
        for field, steps in fields.items():
            if step in steps and not data.get(field) and field not in self.errors:
                self.add_error(field, _("This step needs it."))
        namesakes = Agency.objects.filter(region=self.agency.region_id, name=data.get("name", ""))
        if step in WITH_NAME and namesakes.exists():
            self.add_error("name", _("The region has an agency of this name. To join it, please choose to merge."))
        return data

    @property
    def confirmation(self) -> str:
        """What a person who saw what the step moves sends back: the step as it was shown, and no other."""
        return "|".join(str(self.cleaned_data[name]) for name in self.fields)

    @property
    def change(self) -> AgencyChange:
        """The step as it was asked for; only of a valid form."""
        data = self.cleaned_data
        step = AgencyStep(data["step"])
        return AgencyChange(
            step,
            data["reason"],
            data["name"] if step in WITH_NAME else "",
            data["successor"] if step in WITH_SUCCESSOR else None,
            data["last_day"] if step in DATED else None,
        )


class ExtensionForm(forms.Form):
    """A later due date with its reason."""

    due = forms.DateField(label=_("new due date"), error_messages={"invalid": _("Please give the due date as a date.")})
    reason = WordsField(label=_("reason"), max_length=MAX_REASON)


class RoundExtensionForm(ExtensionForm):
    """The same as a reviewer gives it: for one agency of the plan's region, or for all."""

    agency = forms.ModelChoiceField(label=_("agency"), queryset=Agency.objects.none(), required=False)

    def __init__(self, plan: Plan, data: QueryDict | None = None) -> None:
        super().__init__(data)
        field = self.fields["agency"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Agency.objects.filter(region=plan.region_id).exclude(kind=Agency.Kind.COLLECTIVE)
        field.empty_label = str(_("all agencies"))


class UrgingForm(forms.ModelForm):  # type: ignore[type-arg]
    """A step of urging: what its letters say beside what is owed."""

    class Meta:
        model = Urging
        fields = ["kind", "number", "answer_by", "contact", "phone"]
        widgets = {
            "kind": forms.Select(attrs={"class": "form-select"}),
            "number": forms.TextInput(attrs={"class": "form-control"}),
            "answer_by": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "form-control"}),
            "contact": forms.TextInput(attrs={"class": "form-control"}),
            "phone": forms.TextInput(attrs={"class": "form-control", "inputmode": "tel"}),
        }
        field_classes = {"number": WordsField, "contact": WordsField, "phone": WordsField}
        error_messages = {"answer_by": {"invalid": _("Please give the due date as a date.")}}

    def __init__(self, round_: Round, by: User, today: dt.date, data: QueryDict | None = None) -> None:
        last = next(iter(round_.urgings.all()), None)
        kind = min(last.kind + 1, max(Urging.Kind.values)) if last else Urging.Kind.REMINDER
        answer_by = max(today + dt.timedelta(days=7), round_.due)  # nobody is asked for it before it is due
        proposed = {"kind": kind, "answer_by": answer_by, "contact": by, "phone": by.phone}
        names = f"urge-{round_.pk}-%s"  # a page has a form a round
        super().__init__(data, initial=proposed, instance=Urging(round=round_, sent_by=by), auto_id=names)
        self.today = today

    def clean_answer_by(self) -> dt.date:
        day: dt.date = self.cleaned_data["answer_by"]
        if day < self.today:
            raise forms.ValidationError(_("This day has passed."))
        return day


class WallScreenForm(forms.ModelForm):  # type: ignore[type-arg]
    """A screen on a wall: which region it shows, and where it hangs."""

    class Meta:
        model = WallScreen
        fields = ["region", "name"]
        widgets = {
            "region": forms.Select(attrs={"class": "form-select"}),
            "name": forms.TextInput(attrs={"class": "form-control"}),
        }
        field_classes = {"name": WordsField}

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data)
        region = self.fields["region"]
        assert isinstance(region, forms.ModelChoiceField)
        region.empty_label = str(_("Please choose"))


class ApiTokenForm(forms.ModelForm):  # type: ignore[type-arg]
    """A token of a person: what it is for."""

    class Meta:
        model = ApiToken
        fields = ["name"]
        widgets = {"name": forms.TextInput(attrs={"class": "form-control"})}
        field_classes = {"name": WordsField}

    def __init__(self, person: User, data: QueryDict | None = None) -> None:
        super().__init__(data, instance=ApiToken(person=person))

    def clean(self) -> dict[str, Any] | None:
        if self.instance.person.api_tokens.in_use().count() >= MANY_TOKENS:
            words = _("There are %(n)s tokens in use. Please take one back first.")
            raise ValidationError(words, params={"n": MANY_TOKENS})
        return super().clean()


def checked(form: forms.BaseForm) -> dict[str, Any]:
    """Return what a form says. Raises NotPossible with what is wrong, a field after the other."""
    if not form.is_valid():
        faults = (f"{form.fields[name].label}：{error}" for name, errors in form.errors.items() for error in errors)
        raise NotPossible("；".join(faults))
    return form.cleaned_data
