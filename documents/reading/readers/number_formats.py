"""What a workbook's number formats add to a value: percent, words (0"家"), years of dates, thousands left out."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

LITERAL = re.compile(r'"([^"]*)"|\\(.)|([\u4e00-\u9fff]+)|[_*].|\[[^\]]*\]')
DIGITS = re.compile(r"[0#?][0#?,.!]*|General")


def shown_number(number: Decimal, number_format: str) -> str:
    """Return a number with the words its format puts around it; a percent is written out, no digit is lost or added.

    A format that leaves thousands out (0!.0,"万元") shows the smaller number; all its digits are kept.
    """
    section = _section(number_format.replace("G/通用格式", "General"), is_negative=number < 0)
    bare = LITERAL.sub("", section)
    if "%" in bare:
        return f"{_digits(number * 100)}%"
    found = DIGITS.search(LITERAL.sub(lambda literal: "\0" * len(literal[0]), section))
    if not found:
        return _digits(number)
    scaled = number / 1000 ** len(re.search(",*$", found[0])[0])  # type: ignore[index]
    scaled /= 10 ** len(re.findall(r"!\.(\d*)", found[0])[0]) if "!." in found[0] else 1
    before, behind = _words(section[: found.start()]), _words(section[found.end() :])
    return f"{before}{_digits(scaled)}{behind}"


def shown_date(date: dt.date, number_format: str) -> str:
    """Return a day as its format shows it where that leaves out the day (2024年, 2024年6月), else as 2024-06-30."""
    parts = set(re.sub(r"[^ymd]", "", LITERAL.sub("", number_format).lower()))
    if parts == {"y"}:
        return f"{date.year}年"
    return f"{date.year}年{date.month}月" if parts == {"y", "m"} else date.isoformat()


def _section(number_format: str, *, is_negative: bool) -> str:
    """The part of a format that a number takes: positive; negative."""
    parts = re.findall(r'(?:"[^"]*"|\\.|[^;"])+', number_format)
    return str(parts[1] if is_negative and len(parts) > 1 else parts[0]) if parts else ""


def _words(text: str) -> str:
    """The words in a part of a format, without what only makes room or colour."""
    return "".join(found[1] or found[2] or found[3] or "" for found in LITERAL.finditer(text)).strip()


def _digits(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
