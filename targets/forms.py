"""Forms for what agencies enter."""

from __future__ import annotations

import hashlib
import re
import unicodedata
import zipfile
from decimal import Decimal
from pathlib import PurePath
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from plans.models import Agency, Plan, User
from targets.choices import Condition
from targets.models import Actual, Evidence, PlanIndicator
from targets.numbers import number_text

NUMBER = re.compile(r"[+-]?(\d+|\d{1,3}([, ]\d{3})+)(\.\d*)?|[+-]?\.\d+")
MOST_DECIMALS = 4
MOST = Decimal(10) ** 11
FAR_OFF = 10  # times the target: most likely the wrong unit


class FigureInput(forms.CharField):
    """A figure as people type it: full-width digits and thousands separators are taken; units and words are not."""

    widget = forms.TextInput(
        attrs={"inputmode": "decimal", "autocomplete": "off", "class": "form-control form-control-sm figure"}
    )

    def clean(self, value: Any) -> Decimal | None:
        text = unicodedata.normalize("NFKC", super().clean(value) or "").strip()
        if not text:
            return None
        if not NUMBER.fullmatch(text) or not text.isascii():
            raise ValidationError(_("Please type a number only, such as 160 or 6.5, without unit or words."))
        text = text.replace(",", "").replace(" ", "")
        if len(text) > 40 or abs(number := Decimal(text)) >= MOST:
            raise ValidationError(_("This number is too large; at most 11 digits before the point."))
        if number < 0 or text.startswith("-"):
            raise ValidationError(_("A figure here can not be negative."))
        return self._decimals_checked(number)

    def _decimals_checked(self, number: Decimal) -> Decimal:
        plain = number.normalize()
        if -int(plain.as_tuple().exponent) > MOST_DECIMALS:
            raise ValidationError(_("At most 4 decimals, please."))
        return number


class ActualForm(forms.Form):
    """One year's figure of one indicator. `version` is what the person saw; it decides who came second."""

    KEEP_MINE, KEEP_THEIRS = "mine", "theirs"

    value = FigureInput(label=_("value"), required=False, max_length=60)
    condition = forms.ChoiceField(
        label=_("condition"),
        choices=Condition.choices,
        initial=Condition.VALUE,
        widget=forms.Select(attrs={"class": "form-select form-select-sm"}),
    )
    expected_on = forms.DateField(
        label=_("expected on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "class": "form-control form-control-sm"}),
    )
    remark = forms.CharField(
        label=_("remark"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"class": "form-control form-control-sm remark", "rows": 1}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    choice = forms.ChoiceField(
        required=False, choices=[(KEEP_MINE, KEEP_MINE), (KEEP_THEIRS, KEEP_THEIRS)], widget=forms.HiddenInput
    )

    asked = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        indicator: PlanIndicator,
        actual: Actual | None,
        measure: Decimal | None,
        data: QueryDict | None,
    ) -> None:
        self.indicator, self.measure = indicator, measure
        super().__init__(data, prefix=f"i{indicator.pk}", initial=_initial(actual))
        for name, field in self.fields.items():
            field.widget.attrs["aria-label"] = f"{indicator.seq} {indicator.name} {field.label or name}"

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("asked") and not data.get("choice"):
            self.add_error(None, _("Please choose which of the two values stands."))
        condition, value = data.get("condition"), data.get("value")
        if condition == Condition.NOT_PUBLISHED and not data.get("expected_on") and "expected_on" not in self.errors:
            self.add_error("expected_on", _("Please give the date on which it is expected."))
        expected = data.get("expected_on")
        if condition == Condition.NOT_PUBLISHED and expected and expected < timezone.localdate():
            self.add_error("expected_on", _("This day has gone by."))
        if condition == Condition.NOT_APPLICABLE and not data.get("remark"):
            self.add_error("remark", _("Please say why it does not apply."))
        if condition in (Condition.NOT_APPLICABLE, Condition.NOT_PUBLISHED) and value is not None:
            self.add_error("value", _("Either a number, or why there is none: please clear one of the two."))
        if value is not None and self.measure and value > self.measure * FAR_OFF and not data.get("remark"):
            self.add_error("value", self._far_off())
        return data

    def _far_off(self) -> str:
        return _(
            "More than 10 times the target (%(target)s %(unit)s): please check the unit."
            " If it is right, say why in the remark."
        ) % {"target": number_text(self.measure), "unit": self.indicator.unit}

    @property
    def typed(self) -> dict[str, Any]:
        """What the person typed, as the fields of an actual."""
        names = ("value", "condition", "expected_on", "remark")
        typed = {name: self.cleaned_data.get(name) for name in names}
        if typed["condition"] != Condition.NOT_PUBLISHED:
            typed["expected_on"] = None
        return typed

    def ask_again(self, version: int) -> None:
        """Show the form once more with what was typed, now against the stored `version`, and ask for a choice."""
        data = QueryDict(mutable=True)
        data.update(self.data)
        data[self.add_prefix("version")] = str(version)
        data[self.add_prefix("asked")] = "1"
        self.data = data

    @property
    def is_blank(self) -> bool:
        typed = self.typed
        return typed["value"] is None and typed["condition"] == Condition.VALUE and not typed["remark"]


def _initial(actual: Actual | None) -> dict[str, Any]:
    if actual is None:
        return {"version": 0}
    return {
        "value": "" if actual.value is None else number_text(actual.value),
        "condition": actual.condition,
        "expected_on": actual.expected_on,
        "remark": actual.remark,
        "version": actual.version,
    }


class ReporterForm(forms.Form):
    """Names the agency that reports an indicator, with the reason for the record."""

    reporter = forms.ModelChoiceField(
        label=_("reporter"),
        queryset=Agency.objects.none(),
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    reason = forms.CharField(label=_("reason"), max_length=100, widget=forms.TextInput(attrs={"class": "form-control"}))

    def __init__(self, plan: Plan, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["reporter"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Agency.objects.filter(region=plan.region_id).exclude(kind=Agency.Kind.COLLECTIVE)


# what a file of a kind begins with, or (in a zip) holds
SIGNATURES = {
    ".pdf": b"%PDF-",
    ".jpg": b"\xff\xd8\xff",
    ".jpeg": b"\xff\xd8\xff",
    ".png": b"\x89PNG\r\n\x1a\n",
}
ZIPPED = {".docx": "word/document.xml", ".xlsx": "xl/workbook.xml"}


class EvidenceForm(forms.Form):
    """One file behind a figure: its kind is known by its content, not by its name alone."""

    file = forms.FileField(
        label=_("file"),
        allow_empty_file=True,
        error_messages={"required": _("Please choose a file.")},
        widget=forms.ClearableFileInput(attrs={"class": "form-control form-control-sm"}),
    )

    def __init__(self, actual: Actual, by: User, *args: Any) -> None:
        self.actual, self.by = actual, by
        super().__init__(*args)

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > settings.UPLOAD_LIMIT:
            raise ValidationError(_("This file is larger than 20 MB."))
        if not _is_what_it_says(file):
            raise ValidationError(_("Please choose a pdf, docx, xlsx, jpg or png file that is not damaged."))
        file.seek(0)
        self.sha256 = hashlib.sha256(file.read()).hexdigest()
        if self.actual.evidence.filter(sha256=self.sha256).exists():
            raise ValidationError(_("This file is there already."))
        return file

    def save(self) -> Evidence:
        """Keep the file under a name of its own; the name people know is kept beside it."""
        file = self.cleaned_data["file"]
        kind = PurePath(file.name).suffix.lower()
        evidence = Evidence(
            actual=self.actual, name=PurePath(file.name).name[-120:], sha256=self.sha256, added_by=self.by
        )
        file.seek(0)
        evidence.file.save(f"{self.sha256[:16]}{kind}", file)
        return evidence


def _is_what_it_says(file: UploadedFile) -> bool:
    kind = PurePath(file.name or "").suffix.lower()
    if kind in SIGNATURES:
        return bool(file.read(8).startswith(SIGNATURES[kind]))
    if kind not in ZIPPED:
        return False
    try:
        with zipfile.ZipFile(file) as packed:
            return ZIPPED[kind] in packed.namelist()
    except (zipfile.BadZipFile, ValueError, OSError):
        return False
