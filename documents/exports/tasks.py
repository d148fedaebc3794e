"""The tasks of a plan, or of a country, with what was approved of one year, as a list."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from documents.exports.listing import Listing
from targets.provenance import demo_note
from tasks.listed import listed_tasks


def task_listing(title: str, keys: Iterable[int], count: int, year: int, has_invented: bool) -> Listing:
    """Return the tasks of these ids, in their order, under the agencies' printed names, leads marked *."""
    heads = [
        _("Region"), _("Plan"), _("No."), _("area"), _("content"), _("responsible agencies"), _("to be done by"),
        _("State") + f" {year}", _("Progress") + f" {year}",
    ]  # fmt: skip
    rows = (
        [task.region, task.plan, task.seq, task.area, task.content, task.agencies, task.due, task.state, task.summary]
        for task in listed_tasks(keys, year)
    )
    return Listing(title, heads, [10, 30, 6, 24, 70, 44, 12, 12, 50], rows, count, demo_note([has_invented]))
