"""What waits for a reviewer: a row a value or a task report, with why it needs a look."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from documents.exports import Listing
from documents.exports.targets import rate_number, target_number
from ipplans.review_queue import AgencyQueue, Waiting, WaitingTask
from targets.choices import Condition


def queue_listing(queues: Iterable[AgencyQueue], count: int, note: str) -> Listing:
    """Return the rows of these queues in their order."""
    heads = [
        _("Region"), _("Plan"), _("agency"), _("kind"), _("No."), _("Indicator or task"), _("Year"), _("Target"),
        _("Submitted"), _("unit"), _("why there is none"), _("Rate"), _("cause"), _("measure taken"), _("done by"),
        _("summary"), _("needs a look"), _("By"), _("submitted on"),
    ]  # fmt: skip
    widths = [12, 36, 20, 8, 6, 40, 8, 12, 14, 8, 12, 10, 36, 36, 12, 40, 30, 16, 18]
    return Listing(_("Review"), heads, widths, _rows(queues), count, note)


def _rows(queues: Iterable[AgencyQueue]) -> Iterator[list[Any]]:
    for one in queues:
        named = [one.plan.region.name, one.plan.title, str(one.agency or "")]
        for figure in one.figures:
            yield named + _figure(figure)
        for task in one.tasks:
            yield named + _task(task)


def _figure(row: Waiting) -> list[Any]:
    actual, indicator = row.actual, row.figures.indicator
    none = "" if actual.condition == Condition.VALUE else str(actual.get_condition_display())
    figures = [target_number(row.cell), actual.value, indicator.unit, none, rate_number(row.cell)]
    said = [actual.cause, actual.remedy, actual.remedy_by, ""]
    named = [_("Indicator"), indicator.seq, indicator.name, actual.year]
    return [*named, *figures, *said, "；".join(row.flags), *_sent(actual.author, actual.changed_at)]


def _task(row: WaitingTask) -> list[Any]:
    report, task = row.report, row.report.task
    figures = [None, str(report.get_state_display()), "", "", None]
    said = ["", "", None, report.summary]
    named = [_("Task"), task.seq, task.content, report.year]
    return [*named, *figures, *said, "；".join(row.flags), *_sent(report.author, report.changed_at)]


def _sent(person: Any, at: dt.datetime) -> list[Any]:
    return [person.label if person else "", f"{timezone.localtime(at):%Y-%m-%d %H:%M}"]
