"""When a task is to be done: a day, or a term that is none (domain.md §4, Tables)."""

from __future__ import annotations

import calendar
import datetime as dt
import re

from documents.notation.text import squeezed

DAY = re.compile(
    r"(?:到|至|于|在)?(?P<year>(?:19|20)\d{2})(?:年|[-./])"
    r"(?:(?P<month>\d{1,2})(?:月|[-./]|$)(?:(?P<day>\d{1,2})日?)?|(?P<half>上半年)|第?(?P<quarter>[一二三四1-4])季度)?"
    r"(?:年?[底末]|[底末]|内|中旬|下旬|上旬)?(?:之?前)?(?:完成|落实|建成)?"
)
QUARTERS = {
    character: 3 * n for n, characters in enumerate(("一1", "二2", "三3", "四4"), 1) for character in characters
}


def due_day(text: str) -> dt.date | None:
    """Return the last day that a term allows: 2024年6月底 is 30 June, 2025年 is 31 December; None for 长期, 每年."""
    found = DAY.fullmatch(squeezed(text).strip("。;；"))
    if not found:
        return None
    year = int(found["year"])
    month = 6 if found["half"] else QUARTERS[found["quarter"]] if found["quarter"] else int(found["month"] or 12)
    try:
        last = calendar.monthrange(year, month)[1]
        return dt.date(year, month, int(found["day"] or last))
    except (ValueError, calendar.IllegalMonthError):
        return None
