"""Days as people write them: 2027-03-31, 2027年3月底, 2027年底."""

from __future__ import annotations

import calendar
import datetime as dt
import re

from plans.words import visible
from targets.entry.refusals import Cause, refusal

DAY = re.compile(r"(\d{4}) ?[-/.年－／．] ?(\d{1,2}) ?[-/.月－／．] ?(\d{1,2})(?: ?[日号])?")
MONTH = re.compile(r"(\d{4}) ?[-/.年－／．] ?(\d{1,2})(?!\d) ?月?份?(底|末|上旬|中旬|下旬|初)?")
YEAR_END = re.compile(r"(\d{4}) ?年?[底末]")
DAYS = {"初": 10, "上旬": 10, "中旬": 20}  # the last day of what is meant; else the month's last


def found_day(text: str) -> re.Match[str] | None:
    """Return where a day stands in `text`, or None."""
    return DAY.search(text) or MONTH.search(text) or YEAR_END.search(text)


def day_of(found: re.Match[str]) -> dt.date:
    """Return the day that was found. Raises ValidationError for one that is in no calendar."""
    try:
        if found.re is YEAR_END:
            return dt.date(int(found[1]), 12, 31)
        year, month = int(found[1]), int(found[2])
        if found.re is DAY:
            return dt.date(year, month, int(found[3]))
        return dt.date(year, month, DAYS.get(found[3] or "") or calendar.monthrange(year, month)[1])
    except ValueError as fault:  # also calendar.IllegalMonthError
        raise refusal(Cause.NO_DATE, text=found[0]) from fault


def parsed_date(text: str) -> dt.date | None:
    """Return the day a text names; None for nothing. Raises ValidationError, in words, for anything else."""
    plain = visible(text).strip()
    if not plain:
        return None
    found = found_day(plain)
    if found is None or found[0] != plain:
        raise refusal(Cause.NO_DATE, text=plain)
    return day_of(found)
