"""The catalogue, and the decisions about a plan's indicators that a person takes."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from plans.admin import HistoryAdmin, agency_choices
from plans.admin_forms import SignedForm
from plans.database.search import alike
from targets.models import Indicator, IndicatorAlias, PlanIndicator


class IndicatorAliasInline(admin.TabularInline):  # type: ignore[type-arg]
    model = IndicatorAlias
    extra = 0


@admin.register(Indicator)
class IndicatorAdmin(HistoryAdmin):
    list_display = ["name", "unit", "direction", "nature"]
    list_filter = ["nature", "unit"]
    search_fields = alike("name", "slug", "aliases__name")
    inlines = [IndicatorAliasInline]


@admin.register(PlanIndicator)
class PlanIndicatorAdmin(HistoryAdmin):
    """What the document prints is read only; accumulation, weight and catalogue entry are decisions."""

    form = SignedForm
    list_display = ["seq", "name", "plan", "accumulation", "reporter"]
    list_filter = ["plan", "accumulation"]
    search_fields = alike("name")
    list_select_related = ["plan", "reporter"]
    readonly_fields = ["plan", "key", "seq", "origin", "label", "name", "unit", "scale", "attribute", "group"]
    fields = [
        *readonly_fields,
        "indicator",
        "accumulation",
        "direction",
        "weight",
        "reporter",
        "sources",
        "note",
    ]
    autocomplete_fields = ["indicator", "sources"]

    def get_form(self, request: HttpRequest, obj: PlanIndicator | None = None, **kwargs: Any) -> Any:
        """The reporter is an agency of the plan's own region."""
        form = super().get_form(request, obj, **kwargs)
        if obj is not None and "reporter" in form.base_fields:
            form.base_fields["reporter"].queryset = agency_choices(obj.plan.region_id, obj.reporter_id)
        return form

    def save_model(self, request: HttpRequest, obj: PlanIndicator, form: Any, change: bool) -> None:
        """A reporter that a person names is no assumption any more."""
        if "reporter" in form.changed_data:
            obj.is_reporter_assumed = False
        super().save_model(request, obj, form, change)

    def has_add_permission(self, request: object) -> bool:
        return False
