"""A row's label → its name and unit: 有效发明专利拥有量（件）."""

from __future__ import annotations

import re

from documents.notation.text import plain
from documents.notation.values import UNITS

UNIT_WORD = re.compile(
    rf"(?:单位[::]?\s*)?[百千万亿]?(?:{UNITS})(?:[/每].{{1,6}})?|月|‰|万人次|人\(次\)|标准台|当量|万吨"
    r"|[A-Za-zμ°℃³²%]{1,8}(?:/[A-Za-zμ³²\u4e00-\u9fff]{1,6})?|[\u4e00-\u9fff]{1,5}/[\u4e00-\u9fffA-Za-z³²]{1,6}"
)


def split_label(label: str) -> tuple[str, str]:
    """Return the name without its unit, and the unit in the label's last bracket or ""."""
    words = "".join(plain(label).split()).rstrip("*")
    brackets = words.translate(str.maketrans("〔〕[]【】", "()()()"))
    if found := re.fullmatch(r"(.+)\(((?:[^()]|\([^()]*\))+)\)", brackets):
        unit = re.sub(r"^单位:?|[,、;].*$", "", found[2])
        if UNIT_WORD.fullmatch(unit):
            return found[1], unit
    return words, ""
