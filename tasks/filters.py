"""What a list of tasks can be narrowed by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import django_filters
from django import forms
from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from plans.delivery import Delivery
from plans.lights import Light, watches
from plans.models import Agency, Plan, Region
from plans.models.fixed_read import FixedRead
from plans.region_choice import MAX_CHOICES
from plans.request import Request
from plans.words import printable
from targets.years import asked_year
from tasks.delivered import delivered
from tasks.models import Area, Assignment, Task, TaskReport
from tasks.models.report import TaskReportQuerySet
from tasks.progress import task_years

SELECT = forms.Select(attrs={"class": "form-select form-select-sm"})
TEXT = forms.TextInput(attrs={"class": "form-control form-control-sm"})


class CommonFilter(django_filters.FilterSet):
    """By role, state and delivery of the year, and words."""

    role = django_filters.ChoiceFilter(
        choices=Assignment.Role.choices, label=_("role"), empty_label=_("all"), method="assigned", widget=SELECT
    )
    state = django_filters.ChoiceFilter(
        choices=TaskReport.State.choices, label=_("state"), empty_label=_("all"), method="reported", widget=SELECT
    )
    delivery = django_filters.ChoiceFilter(
        choices=Delivery.choices, label=_("delivery"), empty_label=_("all"), method="delivered", widget=SELECT
    )
    words = django_filters.CharFilter(field_name="content", lookup_expr="alike", label=_("words"), widget=TEXT)

    def __init__(self, *args: Any, year: int, **kwargs: Any) -> None:
        self.year = year
        super().__init__(*args, **kwargs)

    def assigned(self, queryset: QuerySet[Task], name: str, value: Any) -> QuerySet[Task]:
        """Agency and role mean one assignment."""
        role, agency = self.form.cleaned_data.get("role"), self.form.cleaned_data.get("agency")
        parts = Assignment.objects.filter(role=role) if role else Assignment.objects.all()
        return queryset.filter(pk__in=(parts.filter(_is_of(agency)) if agency else parts).values("task"))

    def reported(self, queryset: QuerySet[Task], name: str, value: str) -> QuerySet[Task]:
        reports = TaskReport.objects.approved_as(year=self.year, state=value)
        return queryset.filter(pk__in=reports.values("task"))

    def delivered(self, queryset: QuerySet[Task], name: str, value: str) -> QuerySet[Task]:
        chosen = delivered(Task.objects.all(), value, self.year, timezone.localdate()).order_by().values("pk")
        return queryset.filter(pk__in=chosen)


def _is_of(agency: Agency | str) -> Q:
    """Whether an assignment is that agency's; words are looked for in all its names."""
    if isinstance(agency, Agency):
        return Q(agency=agency)
    named = Q(agency__name__alike=agency) | Q(agency__aliases__name__alike=agency)
    return named | Q(printed_name__alike=agency)


class TaskFilter(CommonFilter):
    """The tasks of one plan, also by area and agency."""

    area = django_filters.ModelChoiceFilter(
        queryset=Area.objects.none(), label=_("area"), empty_label=_("all"), widget=SELECT
    )
    agency = django_filters.ModelChoiceFilter(
        queryset=Agency.objects.none(), label=_("agency"), empty_label=_("all"), method="assigned", widget=SELECT
    )

    light = django_filters.ChoiceFilter(
        choices=Light.choices, label=_("Light"), empty_label=_("all"), method="lit", widget=SELECT
    )

    class Meta:
        model = Task
        fields = ["area", "agency", "role", "state", "delivery", "light", "words"]

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plan = plan
        self.filters["area"].queryset = plan.areas.all()
        self.filters["agency"].queryset = Agency.objects.filter(assignments__task__plan=plan).distinct()

    def lit(self, queryset: QuerySet[Task], name: str, value: str) -> QuerySet[Task]:
        today = timezone.localdate()
        tasks = task_years([self.plan], self.year, today, watches=watches([self.plan], self.year, today))[self.plan.pk]
        return queryset.filter(pk__in=[one.task_id for one in tasks if one.light and one.light.light == value])


class AllTasksFilter(CommonFilter):
    """The tasks of several plans, also by plan, and by words of an agency's names."""

    plan = django_filters.ModelChoiceFilter(
        queryset=Plan.objects.none(), label=_("plan"), empty_label=_("all"), widget=SELECT
    )
    region = django_filters.CharFilter(
        label=_("region"), field_name="plan__region__name", lookup_expr="alike", widget=TEXT
    )
    agency = django_filters.CharFilter(label=_("agency"), method="assigned", widget=TEXT)

    class Meta:
        model = Task
        fields = ["plan", "region", "agency", "role", "state", "delivery", "words"]

    def __init__(self, *args: Any, plans: QuerySet[Plan], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if plans[MAX_CHOICES : MAX_CHOICES + 1]:
            del self.filters["plan"]  # one of thousands is looked for by the name of its region
        else:
            self.filters["plan"].queryset = plans
            del self.filters["region"]


@dataclass(frozen=True)
class FilteredTasks:
    """The tasks of all plans in one year, as the address narrows them."""

    year: int
    years: list[int]
    filter: AllTasksFilter


def filtered_tasks(request: Request) -> FilteredTasks:
    """Return what the address asks of the tasks that the person may see."""
    with_tasks = Exists(Task.objects.filter(plan=OuterRef("pk")))
    plans = Plan.objects.visible_to(request.user).filter(with_tasks).select_related("region").defer("source_text")
    spans = plans.order_by().values_list("start_year", "end_year").distinct()
    years = sorted({year for first, last in spans for year in range(first, last + 1)}, reverse=True)
    asked = asked_year(request)
    latest = None if asked in years else latest_reported(TaskReport.objects.visible_to(request.user))
    year = asked if asked in years else latest or timezone.localdate().year
    tasks = Task.objects.visible_to(request.user).active()
    tasks = tasks.filter(plan__start_year__lte=year, plan__end_year__gte=year).order_by("plan__region__code", "seq")
    if below := printable(request.GET.get("in", "")):
        tops = Region.objects.filter(slug=below).values_list("pk", flat=True)
        tasks = tasks.filter(plan__region__in=Region.objects.ids_below(list(tops)))
    return FilteredTasks(year, years, AllTasksFilter(request.GET or None, queryset=tasks, plans=plans, year=year))


REPORTED = FixedRead(
    lambda plan: (
        TaskReport.objects.filter(task__plan=plan, status=TaskReport.Status.APPROVED)
        .order_by("-year")
        .values_list("year", flat=True)[:1]
    )
)
CORRECTED = FixedRead(
    lambda plan, after: (
        TaskReport.objects.exclude(status=TaskReport.Status.APPROVED)
        .filter(task__plan=plan, version__gte=2, year__gt=after)
        .approved()
        .order_by("-year")
        .values_list("year", flat=True)[:1]
    )
)


def latest_reported_of(plan: Plan) -> int | None:
    """Return the latest year in which a task report of a plan counts, as `latest_reported` does."""
    latest: int | None = REPORTED.found(plan.pk)
    corrected: int | None = CORRECTED.found(plan.pk, latest or 0)
    return corrected or latest


def latest_reported(reports: TaskReportQuerySet) -> int | None:
    """Return the latest year in which one of these reports counts: approved, or approved once and being corrected."""
    latest: int | None = reports.filter(status=TaskReport.Status.APPROVED).aggregate(year=Max("year"))["year"]
    # Few are left: of later years alone, and such as had four steps at least
    stepped = reports.exclude(status=TaskReport.Status.APPROVED).filter(version__gte=2, year__gt=latest or 0)
    corrected: int | None = stepped.approved().aggregate(year=Max("year"))["year"]
    return corrected or latest
