"""Chinese numerals → Decimal: 一百二十, 两万三千, 十.

Libraries for it (cn2an) give floating-point numbers and change the text before they read it; both are not for figures
that are promised to the digit.
"""

from __future__ import annotations

import re
from decimal import Decimal

from documents.notation.text import squeezed

DIGITS = {character: n for n, character in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
STEPS = {"十": 10, "百": 100, "千": 1000}
GROUPS = {"万": 10_000, "亿": 100_000_000}
NUMERAL = r"[零〇一二两三四五六七八九十百千万亿]{1,12}"
UNDER_TEN_THOUSAND = (
    "(?:[一二两三四五六七八九]千)?零?(?:[一二两三四五六七八九]百)?零?"
    "(?:[一二三四五六七八九]?十)?[零〇]?[一二两三四五六七八九]?"
)
WELL_FORMED = re.compile(rf"(?:{UNDER_TEN_THOUSAND}亿)?(?:{UNDER_TEN_THOUSAND}万)?{UNDER_TEN_THOUSAND}")


def numeral(text: str) -> Decimal | None:
    """Return the number that a well-formed numeral says (万 and 亿 in it multiplied out); None for any other text."""
    if not text or not WELL_FORMED.fullmatch(text) or text[0] in "零〇万亿":
        return None
    total = group = digit = 0
    for character in text:
        if character in DIGITS:
            digit = DIGITS[character]
        elif character in STEPS:
            group += (digit or 1) * STEPS[character]
            digit = 0
        elif character == "亿":
            total, group, digit = (total + group + digit) * GROUPS[character], 0, 0
        else:
            total, group, digit = total + (group + digit) * GROUPS[character], 0, 0
    return Decimal(total + group + digit)


def printed_number(text: str) -> int | None:
    """Return the row number a cell prints: 12 for 12, 12. and (12); None for none."""
    found = re.fullmatch(r"\(?(\d{1,4})\)?[.、,)]?", squeezed(text))
    return int(found[1]) if found else None
