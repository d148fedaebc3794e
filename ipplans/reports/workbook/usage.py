"""说明: of which day and year the workbook is, what counts in it, and what its marks mean."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import gettext as _
from openpyxl import Workbook

from documents.models import Snapshot
from documents.workbooks.paper import Paper
from ipplans.reports.content import PlanReport
from targets.choices import State


def usage_sheet(book: Workbook, reports: Sequence[PlanReport], year: int, today: dt.date) -> None:
    """A page of sentences."""
    paper = Paper(book, _("How to read it"), [24, 100])
    paper.title(_("How to read it"))
    for label, text in _sentences(reports, year, today):
        paper.cells([label, text], ["centre", "text"])


def _sentences(reports: Sequence[PlanReport], year: int, today: dt.date) -> list[tuple[str, str]]:
    states = "；".join(f"{state.label}" for state in State)
    return [
        (_("made on"), f"{today:%Y-%m-%d}"),
        (_("Year"), str(year)),
        (_("what counts"), _("Approved values and reports alone. A year that was made final stands as it was signed.")),
        *_signed(reports),
        (_("Rate"), _("Actual ÷ target of the year; one decimal, half up; below a mark never printed as the mark.")),
        (_("Mean (all due)"), _("Each rate capped at 100 %, weighted, over all that is due; unreported counts 0.")),
        (_("Mean (reported)"), _("The same over the indicators that were reported.")),
        (_("within a year"), _("A value of a day before the year's end has its day in the remark, and is in no mean.")),
        (_("* in annex 1"), _("lead agency")),
        (_("* beside a rate"), _("The sum lacks years that were not reported.")),
        (_("State"), states),
    ]  # fmt: skip


def _signed(reports: Sequence[PlanReport]) -> list[tuple[str, str]]:
    """Which of the plans' years are final, by whom and since when; and which of them were taken back since."""
    lines = []
    for report in reports:
        if (snapshot := report.snapshot) is not None:
            day, who = timezone.localdate(snapshot.signed_at), snapshot.signed_name
            words = {"plan": report.plan.title, "n": snapshot.version, "who": who, "day": day}
            lines.append((_("made final"), _("%(plan)s: version %(n)s, signed by %(who)s on %(day)s") % words))
            lines += _lifted(snapshot)
    return lines


def _lifted(snapshot: Snapshot) -> list[tuple[str, str]]:
    if snapshot.lifted_at is None:
        return []
    words = {"day": timezone.localdate(snapshot.lifted_at), "document": snapshot.lifted_document}
    return [(_("taken back"), _("on %(day)s by %(document)s; this workbook is of the version signed then.") % words)]
