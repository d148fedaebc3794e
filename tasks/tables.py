"""Lists of tasks."""

from functools import cache
from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from plans.delivery import delivery_in
from tasks.models import Assignment, Task

EMPTY = "—"


@cache
def agency_address(pk: int) -> str:
    """The address of an agency's page; a long list names the same few agencies over and over."""
    return reverse("agency_detail", args=[pk])


def agency_links(assignments: list[Assignment]) -> SafeString:
    """The agencies as this document prints them, each a link to its page."""
    links = ((agency_address(a.agency_id), a.printed_name) for a in assignments)
    return format_html_join("、", '<a href="{}">{}</a>', links)


class TaskTable(tables.Table):
    seq = tables.Column(verbose_name=_("No."))
    area = tables.Column(accessor="area__name", verbose_name=_("area"), order_by="area__seq")
    content = tables.Column(verbose_name=_("content"), orderable=False)
    lead = tables.Column(empty_values=(), verbose_name=_("lead agency"), orderable=False)
    co = tables.Column(empty_values=(), verbose_name=_("co-responsible agency"), orderable=False)
    state = tables.Column(empty_values=(), verbose_name=_("state"), orderable=False)

    delivery = tables.Column(empty_values=(), verbose_name=_("delivery"), orderable=False)

    class Meta:
        row_attrs = {"id": lambda record: f"task-{record.seq}"}
        empty_text = _("No task fits these filters. Clear a filter to see more.")
        order_by = "seq"

    def __init__(self, *args: Any, year: int, **kwargs: Any) -> None:
        self.year, self.today = year, timezone.localdate()
        super().__init__(*args, **kwargs)

    def render_content(self, record: Task) -> SafeString:
        return format_html('<a href="{}">{}</a>', record.get_absolute_url(), record.content)

    def render_lead(self, record: Task) -> SafeString | str:
        if not record.leads:
            return format_html('<span class="tag tag-warn">{}</span>', _("none marked"))
        return format_html('<span class="lead-agency">{}</span>', agency_links(record.leads))

    def render_co(self, record: Task) -> SafeString | str:
        return agency_links(record.shared) or EMPTY

    def render_state(self, record: Task) -> str:
        return report_state(record, self.year) or EMPTY

    def render_delivery(self, record: Task) -> SafeString | str:
        how = delivery_in(self.year, record.reports.all(), record.plan.rounds.all(), self.today, record.reporter_ids)
        return EMPTY if how is None else format_html('<span class="delivery-{}">{}</span>', how.value, how.label)


class AllTasksTable(TaskTable):
    """Tasks of several plans."""

    region = tables.Column(accessor="plan__region__name", verbose_name=_("region"), order_by="plan__region__code")

    class Meta:
        empty_text = TaskTable.Meta.empty_text
        order_by = ("region", "seq")
        sequence = ("region", "...")


def report_state(task: Task, year: int) -> str:
    """The approved state of a task in a year, in words; "" where there is none."""
    for report in task.reports.all():
        if report.year == year and (approved := report.approved):
            return str(_("%(state)s (being corrected)") if approved.is_in_correction else "%(state)s") % {
                "state": approved.get_state_display()
            }
    return ""
