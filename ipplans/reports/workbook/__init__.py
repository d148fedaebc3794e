"""The official workbook 正式表格: cover, annexes 1 and 2, what is missing, revised and behind, and how to read it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import IO

from openpyxl import Workbook

from ipplans.reports.content import PlanReport
from ipplans.reports.workbook.annexes import target_sheet, task_sheet
from ipplans.reports.workbook.cover import cover_sheet, regions_sheet
from ipplans.reports.workbook.shortfalls import behind_sheet, missing_sheet, revised_sheet
from ipplans.reports.workbook.usage import usage_sheet

__all__ = ["write_workbook"]


def write_workbook(reports: Sequence[PlanReport], title: str, year: int, today: dt.date, file: IO[bytes]) -> None:
    """Write the workbook of one plan, or of the regions of a province, into `file`."""
    book = Workbook(write_only=True)
    cover_sheet(book, reports, title, year, today)
    if len(reports) > 1:
        regions_sheet(book, reports, title, year)
    task_sheet(book, reports, title, year)
    target_sheet(book, reports, title)
    missing_sheet(book, reports, title, year)
    behind_sheet(book, reports, title, year)
    revised_sheet(book, reports, title)
    usage_sheet(book, reports, year, today)
    book.save(file)
