"""Master data, users and roles."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.utils.translation import gettext_lazy as _
from simple_history.admin import SimpleHistoryAdmin

from plans.admin_forms import SignedForm, SignedFormSet
from plans.models import Agency, AgencyAlias, Membership, Phase, Plan, Region, User
from plans.search import alike


@admin.register(Region)
class RegionAdmin(SimpleHistoryAdmin):
    list_display = ["code", "name", "level", "parent"]
    list_filter = ["level"]
    search_fields = alike("code", "name", "slug")
    list_select_related = ["parent"]


class AgencyAliasInline(admin.TabularInline):  # type: ignore[type-arg]
    model = AgencyAlias
    extra = 0


@admin.register(Agency)
class AgencyAdmin(SimpleHistoryAdmin):
    list_display = ["name", "region", "kind", "valid_to"]
    list_filter = ["kind", "region"]
    search_fields = alike("name", "aliases__name")
    autocomplete_fields = ["region", "successor"]
    list_select_related = ["region"]
    inlines = [AgencyAliasInline]


class PhaseInline(admin.TabularInline):  # type: ignore[type-arg]
    model = Phase
    form, formset = SignedForm, SignedFormSet
    extra = 0


@admin.register(Plan)
class PlanAdmin(SimpleHistoryAdmin):
    form = SignedForm
    list_display = ["title", "region", "start_year", "end_year", "is_checked"]
    list_filter = ["kind", "region"]
    search_fields = alike("title", "doc_number", "slug")
    autocomplete_fields = ["region", "coordinator"]
    list_select_related = ["region"]
    inlines = [PhaseInline]


class MembershipInline(admin.TabularInline):  # type: ignore[type-arg]
    model = Membership
    extra = 0
    autocomplete_fields = ["region", "agency"]


@admin.register(User)
class UserAdmin(SimpleHistoryAdmin, DjangoUserAdmin):  # type: ignore[type-arg]
    list_display = ["username", "name", "email", "is_active", "last_login"]
    list_filter = ["is_active", "memberships__role"]
    search_fields = alike("username", "name", "email")
    inlines = [MembershipInline]
    ordering = ["username"]
    filter_horizontal = []
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        (_("Person"), {"fields": ["name", "email", "is_active"]}),
        (_("Dates"), {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [(None, {"classes": ["wide"], "fields": ["username", "name", "email", "password1", "password2"]})]
    readonly_fields = ["last_login", "date_joined"]
