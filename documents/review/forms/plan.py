"""The head of a draft, to be set right."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from documents.draft.values import (
    Draft,
)
from documents.matching.stored import free_slug
from documents.review.forms.fields import NOBODY_SAID, RowForm, day_field, text_field, year_field
from plans.kinds import KNOWN_KINDS, MAX_KIND
from plans.models import Region


class PlanForm(RowForm):
    title = text_field(_("title"), 200, is_needed=True)
    region = forms.ChoiceField(label=_("region"))
    start_year = year_field(_("first year"), is_needed=True)
    end_year = year_field(_("last year"), is_needed=True)
    kind = text_field(_("kind"), MAX_KIND, is_needed=True, offered=KNOWN_KINDS)
    doc_number = text_field(_("document number"), 60)
    index_number = text_field(_("index number"), 60)
    issuer = text_field(_("issuing body"), 80)
    issued_on = day_field(_("date issued"))
    coordinator = text_field(_("coordinating agency"), 80)
    is_another = forms.BooleanField(
        label=_("This is another plan than the one stored for the same region and years."), required=False
    )
    note = text_field(_("note"), 200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["region"]
        assert isinstance(field, forms.ChoiceField)
        regions = Region.objects.exclude(level=Region.Level.COUNTRY).values_list("code", "name")
        field.choices = [NOBODY_SAID, *((code, f"{name} {code}") for code, name in regions)]
        del self.fields["is_removed"]

    def starting(self) -> dict[str, Any]:
        plan = self.draft.plan
        same = ("title", "region", "kind", "doc_number", "index_number", "issuer", "issued_on", "coordinator", "note")
        years = {"start_year": plan.start_year or None, "end_year": plan.end_year or None}
        return {name: getattr(plan, name) for name in same} | years | {"is_another": plan.is_another}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("start_year") and data.get("end_year") and data["start_year"] > data["end_year"]:
            self.add_error("end_year", _("The last year lies before the first."))
        return data

    def apply(self, draft: Draft) -> None:
        data = dict(self.cleaned_data)
        data.pop("version")
        slug = "" if draft.plan.is_another else draft.plan.slug
        if data["is_another"]:
            slug = free_slug(Region.objects.get(code=data["region"]), data["start_year"])
        is_composed = draft.plan.is_title_composed
        draft.plan = replace(
            draft.plan, **data | {"coordinator": data["coordinator"] or None}, slug=slug, is_title_composed=is_composed
        )
