"""Master data, users and roles."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import admin, messages
from django.contrib.admin.models import LogEntry
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm, UserChangeForm
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from simple_history.admin import SimpleHistoryAdmin

from plans.admin_forms import SignedForm, SignedFormSet
from plans.audit import Event, record
from plans.database.search import alike
from plans.forms import ManyPickerField, PickerField
from plans.models import Agency, AgencyAlias, Holiday, Membership, NotPossible, Phase, Plan, Region, User
from plans.records import has_records, not_deletable, require_another_admin, switch_off
from plans.sessions import end_access

PICKERS: dict[Any, Any] = {
    models.ForeignKey: {"form_class": PickerField},
    models.ManyToManyField: {"form_class": ManyPickerField},
}


def agency_choices(region_id: int, present_id: int | None) -> QuerySet[Agency]:
    """Return the agencies that a plan of the region can name today, and the one it names already."""
    fitting = Agency.objects.reporting_for(region_id, timezone.localdate())
    return (fitting | Agency.objects.filter(pk__in=[present_id or 0])).select_related("region")


class HistoryAdmin(SimpleHistoryAdmin):
    """Shows the history of a thing; an earlier state is looked at, never put back past the checks of the form."""

    formfield_overrides = PICKERS
    history_list_display = ["history_user_name"]

    def history_form_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST":
            raise PermissionDenied(_("An earlier state cannot be put back. Please change the present one."))
        response: HttpResponse = super().history_form_view(request, *args, **kwargs)
        return response


class KeptAdmin(HistoryAdmin):
    """People and agencies: what has records is switched off, never deleted, at every door."""

    delete_confirmation_template = "admin/delete_kept.html"
    delete_selected_confirmation_template = "admin/delete_selected_kept.html"
    actions = ["switch_off"]

    def get_deleted_objects(self, objs: Collection[Any], request: HttpRequest) -> Any:
        if reasons := not_deletable(list(objs)):
            return [], {}, set(), reasons
        return super().get_deleted_objects(objs, request)

    @admin.action(description=_("Switch off"))
    def switch_off(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Switch off the chosen ones, each on its own; who cannot be is named."""
        for thing in queryset:
            try:
                switch_off(thing)
                if isinstance(thing, User):
                    record(Event.ACCOUNT_CHANGED, _by(request), thing.label, gettext("switched off"))
            except NotPossible as refusal:
                messages.error(request, str(refusal))
            else:
                messages.success(request, _("Switched off: %(name)s") % {"name": thing.label})


@admin.register(Region)
class RegionAdmin(HistoryAdmin):
    list_display = ["code", "name", "level", "parent"]
    list_filter = ["level"]
    search_fields = alike("code", "name", "slug")
    list_select_related = ["parent"]


class AgencyAliasInline(admin.TabularInline):  # type: ignore[type-arg]
    model = AgencyAlias
    extra = 0


@admin.register(Agency)
class AgencyAdmin(KeptAdmin):
    """A name that stands in records changes by a step with a date (更名, 合并, 划转), not here."""

    list_display = ["name", "region", "kind", "valid_to"]
    list_filter = ["kind", "region"]
    search_fields = alike("name", "aliases__name")
    autocomplete_fields = ["region"]
    list_select_related = ["region"]
    inlines = [AgencyAliasInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Agency]:
        found: QuerySet[Agency] = super().get_queryset(request).select_related("region")
        return found

    def get_readonly_fields(self, request: HttpRequest, obj: Agency | None = None) -> list[str]:
        kept = ["region", "name"] if obj is not None and has_records(obj) else []
        kept += ["valid_to"] if obj is not None and obj.successor_id else []
        return [*kept, "successor", "steps"]

    def get_fields(self, request: HttpRequest, obj: Agency | None = None) -> list[str]:
        """A new agency has nothing yet that a step could move."""
        fields = ["region", "name", "kind", "valid_from", "valid_to"]
        return fields if obj is None else [*fields, "successor", "steps"]

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        """A picker offers the agencies that exist today."""
        if request.path == reverse("admin:autocomplete"):
            queryset = queryset.active_on(timezone.localdate())
        found: tuple[Any, bool] = super().get_search_results(request, queryset, search_term)
        return found

    @admin.display(description=_("rename, merge, hand over"))
    def steps(self, obj: Agency) -> SafeString:
        """The way to the steps that change a name, or where the work goes, on a date."""
        return format_html('<a href="{}">{}</a>', reverse("agency_step", args=[obj.pk]), _("Rename, merge, hand over"))


class PhaseInline(admin.TabularInline):  # type: ignore[type-arg]
    model = Phase
    form, formset = SignedForm, SignedFormSet
    extra = 0


@admin.register(Plan)
class PlanAdmin(HistoryAdmin):
    form = SignedForm
    list_display = ["title", "region", "start_year", "end_year", "is_checked"]
    list_filter = ["kind", "region"]
    search_fields = alike("title", "doc_number", "slug")
    autocomplete_fields = ["region"]
    list_select_related = ["region"]
    inlines = [PhaseInline]

    def get_readonly_fields(self, request: HttpRequest, obj: Plan | None = None) -> list[str]:
        """What rows, addresses and files of a plan stand on."""
        return ["slug", "region", "start_year", "end_year"] if obj is not None and obj.has_rows else []

    def get_form(self, request: HttpRequest, obj: Plan | None = None, **kwargs: Any) -> Any:
        """The coordinator is one of the plan's own region."""
        form = super().get_form(request, obj, **kwargs)
        choices = agency_choices(obj.region_id, obj.coordinator_id) if obj else Agency.objects.select_related("region")
        form.base_fields["coordinator"].queryset = choices
        return form


@admin.register(Holiday)
class HolidayAdmin(HistoryAdmin):
    """The yearly notice of holidays (放假安排), a line each; what the package knows need not be entered."""

    list_display = ["name", "starts", "ends", "is_working"]
    date_hierarchy = "starts"


class MembershipFormSet(forms.BaseInlineFormSet):  # type: ignore[type-arg]
    """The roles of a person; somebody always administers."""

    def clean(self) -> None:
        super().clean()
        given = [form.cleaned_data for form in self.forms if hasattr(form, "cleaned_data")]
        roles = {data.get("role") for data in given if not data.get("DELETE")}
        if self.instance.pk and Membership.Role.ADMIN not in roles and not self.instance.is_superuser:
            _require_another_admin(self.instance)


def _require_another_admin(user: User) -> None:
    try:
        require_another_admin([user])
    except NotPossible as refusal:
        raise ValidationError(str(refusal)) from refusal


class MembershipInline(admin.TabularInline):  # type: ignore[type-arg]
    model = Membership
    formset = MembershipFormSet
    extra = 0
    autocomplete_fields = ["region", "agency"]
    formfield_overrides = PICKERS


class AccountForm(UserChangeForm):  # type: ignore[type-arg]
    """An account; the last administrator stays switched on."""

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if self.instance.pk and not data.get("is_active", True):
            _require_another_admin(self.instance)
        return data


def _by(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def _change_in_words(message: Any) -> str:
    """What Django's admin noted of a change, as it shows it."""
    return LogEntry(change_message=message if isinstance(message, str) else json.dumps(message)).get_change_message()


class GivenPasswordForm(AdminPasswordChangeForm):  # type: ignore[type-arg]
    """A password that an administrator gives is a first one: it is changed at the next sign-in."""

    def save(self, commit: bool = True) -> Any:
        self.user.has_first_password = True
        end_access(self.user)
        return super().save(commit)


@admin.register(User)
@method_decorator(transaction.atomic, name="changelist_view")
class UserAdmin(KeptAdmin, DjangoUserAdmin):  # type: ignore[type-arg,misc]
    form = AccountForm
    change_password_form = GivenPasswordForm
    actions = ["switch_off", "remove_second_factor"]
    list_display = ["username", "name", "email", "is_active", "last_login"]
    list_filter = ["is_active", "memberships__role"]
    search_fields = alike("username", "name", "email")
    inlines = [MembershipInline]
    ordering = ["username"]
    filter_horizontal = []
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        (_("Person"), {"fields": ["name", "phone", "email", "is_active"]}),
        (_("Dates"), {"fields": ["last_login", "date_joined", "signed_in"]}),
    ]
    add_fieldsets = [
        (None, {"classes": ["wide"], "fields": ["username", "name", "phone", "email", "password1", "password2"]})
    ]
    readonly_fields = ["last_login", "date_joined", "signed_in"]

    @admin.action(description=_("Remove the second factor of the chosen people, for a lost phone"))
    def remove_second_factor(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        for user in queryset:
            removed, _of_each = Authenticator.objects.filter(user=user).delete()
            if removed:
                record(Event.ACCOUNT_CHANGED, _by(request), user.label, gettext("second factor removed"))
                end_access(user)
                messages.success(request, gettext("%(name)s: second factor removed") % {"name": user.label})

    @admin.display(description=_("Signed in"))
    def signed_in(self, obj: User) -> SafeString:
        return format_html('<a href="{}">{}</a>', reverse("sessions", args=[obj.pk]), _("Where, and to end it"))

    def log_addition(self, request: HttpRequest, obj: User, message: Any) -> Any:
        record(Event.ACCOUNT_CHANGED, _by(request), obj.label, _change_in_words(message))
        return super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: User, message: Any) -> Any:
        record(Event.ACCOUNT_CHANGED, _by(request), obj.label, _change_in_words(message))
        return super().log_change(request, obj, message)

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        for user in queryset:
            record(Event.ACCOUNT_CHANGED, _by(request), user.label, gettext("deleted"))
        return super().log_deletions(request, queryset)

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """Whoever gets an account here changes its password at the first sign-in."""
        obj.has_first_password = obj.has_first_password or not change
        super().save_model(request, obj, form, change)
