"""How alike two names are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from rapidfuzz.distance import Levenshtein

BRACKETS = re.compile(r"[()“”\"'、,·\s]")


@lru_cache(maxsize=20_000)
def core(name: str) -> str:
    """Return a name without brackets, marks, and what only says that it is counted."""
    return (
        re.sub(
            r"^(?:(?:[三四五两]年)?累计(?:实现)?|全市|全区|全县)|(?:总量|数量|总数|累计)$", "", BRACKETS.sub("", name)
        )
        or name
    )


# Words that half of all rows have: that two names share them says nothing.
STOP_WORDS = re.compile(
    "知识产权|专利|培育|企业|数量|总量|建设|国家级?|省级?|市级|开展|新增|累计|完成|全市|全县|达到|工作|项目|机构|单位|服务|重点"
)


@lru_cache(maxsize=20_000)
def meaning(name: str) -> str:
    """Return what is left of a name without the words that most names have; "" for nothing."""
    return STOP_WORDS.sub("", core(name)) if STOP_WORDS.sub("", name) else ""


@lru_cache(maxsize=20_000)
def _bigrams(text: str) -> frozenset[str]:
    return frozenset(text[n : n + 2] for n in range(len(text) - 1)) or frozenset((text,))


def dice(a: str, b: str) -> float:
    """Return the share of neighbouring characters that two names have in common."""
    x, y = _bigrams(a), _bigrams(b)
    return 2 * len(x & y) / (len(x) + len(y))


def is_abbreviation(short: str, long: str) -> bool:
    """Whether `short` leaves out words of `long`: 市级基地 for 建成市级商业秘密保护基地. Its two ends stay whole."""
    if len(short) < 4 or len(short) >= len(long) or not long.endswith(short[-2:]) or short[:2] not in long:
        return False
    place = -1
    for character in short:
        place = long.find(character, place + 1)
        if place < 0:
            return False
    return True


# Words that say what is counted, in groups: a name in which one stands for another is another thing's name.
KINDS = [
    re.compile(words)
    for words in (
        "发明|实用新型|外观设计|商标|著作权|版权|新品种|地理标志",
        "国内|国外|境外|海外|涉外|国际|PCT",
        "国家级?|省级?|市级|县级|区级|部级|地市级",
        "申请|授权|拥有|有效|登记|注册|转让|许可|质押|维持|受理|办结",
        "新增|累计|存量|净增|年均|人均|每万人",
        "企业|高校|院所|个人|园区|机构",
        "(?:率|比|比例|比重|占比|增速|增幅)$",
        "(?:额|值|金)$",
        "高价值|优势|示范|试点|重点|规模以上|高新",
    )
]
MAX_MISPRINT = 1  # characters in a row by which two ways of printing one name may differ


def replaces_noun(a: str, b: str) -> bool:
    """Whether the second of two names counts another thing: a noun is replaced, added or left out (发明, 实用新型)."""
    a, b = core(a), core(b)
    if any(set(kind.findall(a)) != set(kind.findall(b)) for kind in KINDS):
        return True
    return any(min(len(x), len(y)) > MAX_MISPRINT or max(len(x), len(y)) > 2 for x, y in _changed_parts(a, b))


def replaces_kind(a: str, b: str) -> bool:
    """Whether in the second of two texts one of the words that say what is counted stands for another."""
    return any(
        (x := set(kind.findall(was))) and (y := set(kind.findall(now))) and not x & y
        for was, now in _changed_parts(a, b, around=2)
        for kind in KINDS
    )


def _changed_parts(a: str, b: str, around: int = 0) -> Iterator[tuple[str, str]]:
    """The parts in which two texts differ, each with so many characters around it; neighbours are one."""
    parts: list[list[int]] = []
    for step in Levenshtein.opcodes(a, b):
        if step.tag == "equal":
            continue
        if parts and step.src_start - parts[-1][1] <= around:
            parts[-1][1], parts[-1][3] = step.src_end, step.dest_end
        else:
            parts.append([step.src_start, step.src_end, step.dest_start, step.dest_end])
    for start, end, to_start, to_end in parts:
        yield a[max(start - around, 0) : end + around], b[max(to_start - around, 0) : to_end + around]
