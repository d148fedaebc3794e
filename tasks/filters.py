"""What a list of tasks can be narrowed by."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from plans.models import Agency, Plan
from tasks.models import Area, Assignment, Task, TaskReport

SELECT = forms.Select(attrs={"class": "form-select form-select-sm"})


class TaskFilter(django_filters.FilterSet):
    """By area, agency, role, state of the year, and words. Agency and role mean one assignment."""

    area = django_filters.ModelChoiceFilter(
        queryset=Area.objects.none(), label=_("area"), empty_label=_("all"), widget=SELECT
    )
    agency = django_filters.ModelChoiceFilter(
        queryset=Agency.objects.none(), label=_("agency"), empty_label=_("all"), method="assigned", widget=SELECT
    )
    role = django_filters.ChoiceFilter(
        choices=Assignment.Role.choices, label=_("role"), empty_label=_("all"), method="assigned", widget=SELECT
    )
    state = django_filters.ChoiceFilter(
        choices=TaskReport.State.choices, label=_("state"), empty_label=_("all"), method="reported", widget=SELECT
    )
    words = django_filters.CharFilter(
        field_name="content",
        lookup_expr="icontains",
        label=_("words"),
        widget=forms.TextInput(attrs={"class": "form-control form-control-sm"}),
    )

    class Meta:
        model = Task
        fields = ["area", "agency", "role", "state", "words"]

    def __init__(self, *args: Any, plan: Plan, year: int, **kwargs: Any) -> None:
        self.year = year
        super().__init__(*args, **kwargs)
        self.filters["area"].queryset = plan.areas.all()
        self.filters["agency"].queryset = Agency.objects.filter(assignments__task__plan=plan).distinct()

    def assigned(self, queryset: QuerySet[Task], name: str, value: Any) -> QuerySet[Task]:
        data = self.form.cleaned_data
        asked = {key: data[field] for key, field in (("agency", "agency"), ("role", "role")) if data.get(field)}
        return queryset.filter(pk__in=Assignment.objects.filter(**asked).values("task"))

    def reported(self, queryset: QuerySet[Task], name: str, value: str) -> QuerySet[Task]:
        approved = TaskReport.Status.APPROVED
        return queryset.filter(Q(reports__year=self.year, reports__state=value, reports__status=approved))
