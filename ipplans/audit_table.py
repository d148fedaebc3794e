"""The audit log as it is listed, and what it can be narrowed by."""

from __future__ import annotations

import django_filters
import django_tables2 as tables
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from plans.models import AuditEntry

SELECT = forms.Select(attrs={"class": "form-select form-select-sm"})
TEXT = forms.TextInput(attrs={"class": "form-control form-control-sm"})
DAY = forms.DateInput(attrs={"class": "form-control form-control-sm", "type": "date"})


class AuditFilter(django_filters.FilterSet):
    """By event, words of person, subject or details, address or request number, and days."""

    event = django_filters.ChoiceFilter(
        choices=AuditEntry.Event.choices, label=_("event"), empty_label=_("all"), widget=SELECT
    )
    words = django_filters.CharFilter(method="said", label=_("words"), widget=TEXT)
    address = django_filters.CharFilter(lookup_expr="startswith", label=_("address"), widget=TEXT)
    request_id = django_filters.CharFilter(label=_("request"), widget=TEXT)
    since = django_filters.DateFilter("at", "date__gte", label=_("from"), widget=DAY)
    until = django_filters.DateFilter("at", "date__lte", label=_("to"), widget=DAY)

    class Meta:
        model = AuditEntry
        fields = ["event", "words", "address", "request_id", "since", "until"]

    def said(self, queryset: QuerySet[AuditEntry], name: str, value: str) -> QuerySet[AuditEntry]:
        return queryset.filter(Q(person_name__alike=value) | Q(subject__alike=value) | Q(details__alike=value))


class AuditTable(tables.Table):
    at = tables.DateTimeColumn(format="Y-m-d H:i:s")

    class Meta:
        model = AuditEntry
        fields = ("at", "event", "person_name", "address", "subject", "details")
        attrs = {"class": "table"}
        order_by = "-id"
        empty_text = _("Nothing was recorded, or nothing that fits.")
