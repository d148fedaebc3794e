"""Forms for documents in: the upload, and how a difference is to be taken."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from documents.loading.decision import Decision, DecisionKind
from documents.reading.readers import FORMATS, REFUSED, ending
from documents.reading.refusals import refusal
from plans.fields import WordsField


class UploadForm(forms.Form):
    """A plan document, as its office published it."""

    max_megabytes = settings.UPLOAD_MEGABYTES

    file = forms.FileField(
        label=_("plan document"),
        allow_empty_file=True,
        max_length=150,
        widget=forms.ClearableFileInput(
            attrs={"class": "form-control", "accept": ",".join(f".{form}" for form in (*FORMATS, "json"))}
        ),
    )

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        form = ending(file.name or "")
        if form in REFUSED:
            raise ValidationError(str(refusal("save-as-docx", form=form)))
        if form not in (*FORMATS, "json"):
            raise ValidationError(str(refusal("unknown-format")))
        if not file.size:
            raise ValidationError(str(refusal("empty")))
        if file.size > settings.UPLOAD_LIMIT:
            raise ValidationError(str(refusal("too-large", n=settings.UPLOAD_MEGABYTES)))
        return file


class DecisionForm(forms.Form):
    """How a difference is to be taken. `shown` is the mark of the difference as it is now."""

    kind = forms.ChoiceField(
        label=_("this is"),
        choices=[
            ("", _("please choose")),
            (DecisionKind.CORRECTION, _("a correction of what was entered")),
            (DecisionKind.REVISION, _("a revision of the plan")),
        ],
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    doc_number = WordsField(
        label=_("revising document"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"class": "form-control"}),
    )
    reason = WordsField(
        label=_("reason"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"class": "form-control"}),
    )
    digest = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None, shown: str) -> None:
        self.shown = shown
        super().__init__(data, initial={"digest": shown})

    @property
    def decision(self) -> Decision:
        data = self.cleaned_data
        return Decision(DecisionKind(data["kind"]), data["doc_number"], data["reason"])

    def _ask_again(self) -> None:
        """Ask once more, now about the difference as it is."""
        data = QueryDict(mutable=True)
        data.update(self.data)
        data["digest"] = self.shown
        self.data = data
        self.add_error(None, _("The stored plan was changed meanwhile. Please look at the difference again."))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("kind") == DecisionKind.REVISION:
            for name in ("doc_number", "reason"):
                if not data.get(name):
                    self.add_error(name, _("A revision needs its document number and its reason."))
        if not self.errors and data.get("digest") != self.shown:
            self._ask_again()
        return data
