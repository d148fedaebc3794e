"""Forms of Django's admin for what signed figures are computed from."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import BaseInlineFormSet

from plans.models import NotPossible, require_unsigned


class SignedForm(forms.ModelForm):  # type: ignore[type-arg]
    """Refuses what a signed year was computed from, in words at the top of the form."""

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if not self.errors:
            try:
                require_unsigned([self.instance])
            except NotPossible as refusal:
                self.add_error(None, str(refusal.message))


class SignedFormSet(BaseInlineFormSet):  # type: ignore[type-arg]
    """The same for rows that are taken out."""

    def clean(self) -> None:
        super().clean()
        removed: list[Any] = [form.instance for form in self.deleted_forms if form.instance.pk]
        try:
            require_unsigned(removed, is_removal=True)
        except NotPossible as refusal:
            raise ValidationError(str(refusal.message)) from refusal
