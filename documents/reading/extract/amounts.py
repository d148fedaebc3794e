"""The ways in which a plan prints an amount, as a table of rules (docs/reading.md): number, operator, unit, basis.

A new way is a new row of RULES and a line in its test.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from documents.notation.numerals import NUMERAL, numeral
from documents.notation.values import (
    NUMBER,
    SCALES,
    SPACED_NUMBER,
    UNIT,
    digits,
    mixed_readings,
    operator_of,
    plain_digits,
    scaled,
)

WORDS = (
    "不得低于|不得少于|不得小于|不得高于|不得超过|不得多于|不得大于|大于等于|小于等于|不大于"
    "|不低于|不少于|不小于|至少|不高于|不超过|不多于|控制在|超过|突破|大于|高于|多于|低于|少于|小于|不足"
    "|增加到|增加至|增长到|增长至|增至|提高到|提高至|提升到|提升至|提升为|扩大到|扩大至|上升到|上升至|下降到|下降至|降低到|降低至|降到|降至|降为|压缩到|压缩至|压减到|压减至|压缩为|缩短到|缩短至|缩短为|减少到|减少至|减至"
    "|稳定在|保持在|维持在|达到|力争达到|完成|均达|达|超|为|约|共|近|≥|≤|>|<"
)
LED = rf"(?P<words>(?:\s{{0,3}}(?:{WORDS})){{0,3}}\s{{0,3}})"
LED_FIRMLY = rf"(?P<words>(?:\s{{0,3}}(?:{WORDS})){{1,3}}\s{{0,3}})"
AFTER = r"(?P<after>及?以上|及?以下|以内|之内|内(?=[,;。、)]|$)|左右|上下)?"
MIXED = r"(?=[\dOoIlL.]*[OoIlL])(?=[\dOoIlL.]*[\dOI])[\dOoIlL]+(?:\.[\dOoIlL]+)?"
BEFORE_NUMERAL = r"(?<![第前每零〇一二两三四五六七八九十百千万亿几数\d])"
NUMBERED = (
    rf"(?P<number>(?<![A-Za-z\d.第+])(?:{SPACED_NUMBER})(?![\d ])|(?<![A-Za-z\d.第+])(?:{NUMBER})"
    rf"|(?<![A-Za-z\d.]){MIXED}"
    r"|(?<![一二三四五六七八九十两几数上每\d])[百千](?=[项件家个名人](?!口)))"
)


SIGNS = re.compile(r"[\d零〇一二两三四五六七八九十百千万亿OoIlL翻倍]")  # one of them stands in every amount


@dataclass(frozen=True)
class Amount:
    """An amount in a clause: `start` is where its words begin, `number` where its digits do, `end` behind it.

    Without a value `readings` are what smudged digits may say. `basis` is set where the way of printing states it.
    """

    start: int
    number: int
    end: int
    words: str
    value: Decimal | None
    unit: str
    operator: str
    high: Decimal | None = None
    basis: str = ""
    readings: tuple[str, ...] = ()
    is_smudged: bool = False


Reading = Callable[[re.Match[str]], Amount | None]


@dataclass(frozen=True)
class Rule:
    """A way of printing an amount: its name, an example, its pattern, and how a match is read."""

    name: str
    example: str
    pattern: re.Pattern[str]
    read: Reading


def amounts(words: str) -> list[Amount]:
    """Return the amounts of a clause (half-width) in their order; where two ways fit one place, the earlier rule's."""
    if SIGNS.search(words) is None:
        return []
    found = [
        (amount.number, place, amount)
        for place, rule in enumerate(RULES)
        for match in rule.pattern.finditer(words)
        if (amount := rule.read(match)) is not None
    ]
    kept: list[Amount] = []
    for _number, _place, amount in sorted(found, key=lambda one: one[:2]):
        if not kept or amount.number >= kept[-1].end:
            kept.append(amount)
    return kept


def has_amount(words: str) -> bool:
    """Whether a text (half-width) holds an amount."""
    return any(rule.read(match) is not None for rule in RULES for match in rule.pattern.finditer(words))


def operator(words: str, after: str) -> str:
    """The strictest word before the number, else the one behind it, else >=."""
    for word in re.findall(WORDS, words):
        if found := operator_of(word, ""):
            return found
    return operator_of("", "以内" if after == "内" else after.removeprefix("及")) or ">="


def _number(found: re.Match[str]) -> Amount | None:
    if found["unit"] == "日" and found.string[: found.start("number")].rstrip()[-1:] == "月":
        return None  # 12月31日 is a date
    number, scale, unit = found["number"], found["scale"] or "", found["unit"]
    value: Decimal | None = None
    readings: tuple[str, ...] = ()
    if number in SCALES:
        value = SCALES[number] * SCALES[scale]
    elif re.fullmatch(f"{SPACED_NUMBER}|{NUMBER}", number):
        value, unit = scaled(digits(number), _low_scale(found) or scale, unit)
    else:
        readings = mixed_readings(number, scale)
    if found["smudge"] and value is not None:
        readings, value = (plain_digits(value),), None
    high = scaled(digits(found["high"]), scale, found["unit"])[0] if found["high"] else None
    return Amount(
        found.start(), found.start("number"), found.end(), found["words"], value, unit,
        operator(found["words"], found["after"] or ""), high, readings=readings, is_smudged=bool(found["smudge"]),
    )  # fmt: skip


def _low_scale(found: re.Match[str]) -> str:
    """万 behind the lower number of a range: 3万-5万件."""
    low = found["low_unit"] or ""
    return low if low in SCALES else ""


def _numeral(found: re.Match[str]) -> Amount | None:
    value = numeral(found["number"])
    is_sure = found["words"].strip() not in ("", "为", "共", "完成") or found["after"]
    if value is None or (value < 10 and not is_sure):
        return None  # 一个中心, 两条线: counted, not promised
    value, unit = scaled(value, "", found["unit"])
    return Amount(
        found.start(), found.start("number"), found.end(), found["words"], value, unit,
        operator(found["words"], found["after"] or ""),
    )  # fmt: skip


def _percent(found: re.Match[str]) -> Amount | None:
    said = found["number"]
    whole, _point, rest = said.partition("点")
    value = digits(said) if said[0].isdigit() else numeral(whole)
    if value is not None and rest:
        decimals = [numeral(one) if one not in "零〇" else Decimal(0) for one in rest]
        value += sum((d * Decimal(10) ** -(n + 1) for n, d in enumerate(decimals) if d is not None), Decimal(0))
    return None if value is None else _plain(found, value, "%")


def _tenths(found: re.Match[str]) -> Amount | None:
    value = numeral(found["number"])
    return None if value is None else _plain(found, value * 10 + (5 if found["half"] else 0), "%")


def _rank(found: re.Match[str]) -> Amount | None:
    said = found["number"]
    value = Decimal(said) if said.isdigit() else numeral(said)
    return None if value is None else Amount(found.start(), found.start("number"), found.end(), "", value, "位", "<=")


def _doubling(found: re.Match[str]) -> Amount | None:
    said = found["times"] or "一"
    times = int(said) if said.isdigit() else int(numeral(said) or 0)
    value = Decimal((2**times - 1) * 100) if 0 < times < 8 else None
    return (
        None
        if value is None
        else Amount(found.start(), found.start("mark"), found.end(), "", value, "%", ">=", basis="growth")
    )


def _unlisted(found: re.Match[str]) -> Amount | None:
    if re.match("[年月日号]", found["unit"] or ""):
        return None  # 为2021年 is a date
    return _plain(found, digits(found["number"]) * SCALES[found["scale"] or ""], found["unit"] or "")


def _plain(found: re.Match[str], value: Decimal, unit: str) -> Amount:
    words, after = found["words"], found["after"] or ""
    return Amount(found.start(), found.start("number"), found.end(), words, value, unit, operator(words, after))


LISTED = rf"\s*(?P<scale>[百千万亿])?(?P<about>余|多)?\s*(?P<unit>{UNIT})(?P<smudge>(?<=%)[oO](?![A-Za-z]))?"
UP_TO = rf"(?:(?P<low_unit>[万亿]|{UNIT})?\s*(?:至|-|—|–|~|～)\s*(?P<high>{NUMBER}))?"
IN_WORDS = rf"{NUMBER}|{NUMERAL}(?:点[零〇一二三四五六七八九]{{1,3}})?"
NO_NAME = r"(?![\u4e00-\u9fff]{0,4}(?:计划|工程|行动))"  # 倍增计划 promises nothing
ANY_UNIT = (
    r"(?P<unit>[A-Za-zμ°℃³²]{1,8}(?:/[A-Za-zμ°℃³²]{1,6}|/[\u4e00-\u9fff]{1,3})?"
    r"|[\u4e00-\u9fff]{1,3}(?:/[\u4e00-\u9fff]{1,4})?)??"
)
ENDS = r"(?P<after>及?以上|及?以下|以内|之内|左右|上下|(?=[,;。、)!]|$))"
RULES = (
    Rule("percent", "满意度达到百分之九十以上", re.compile(f"{LED}百分之(?P<number>{IN_WORDS}){AFTER}"), _percent),
    Rule(
        "tenths", "覆盖率达到八成以上",
        re.compile(f"{LED_FIRMLY}(?P<number>[一二三四五六七八九])成(?P<half>半)?{AFTER}"), _tenths,
    ),
    Rule(
        "rank", "竞争力进入全省前3位", re.compile(
            rf"(?:前|(?<=[居列在持全省市国])第)(?P<number>\d{{1,3}}|{NUMERAL})"
            r"(?:位|名|(?=以内|之内|[,;。、)]|$))(?:以内|之内)?"
        ), _rank,
    ),
    Rule("number", "拥有量达到100件", re.compile(f"{LED}{NUMBERED}{UP_TO}{LISTED}{AFTER}"), _number),
    Rule(
        "numeral", "商贸综合体达到二十家以上",
        re.compile(rf"{LED}{BEFORE_NUMERAL}(?P<number>{NUMERAL})余?(?P<unit>{UNIT}){AFTER}"), _numeral,
    ),
    Rule(
        "doubling", "数量在2021年基础上翻一番",
        re.compile(rf"(?P<mark>翻(?:了)?(?P<times>[一两二三四五六七\d])番|翻番|翻倍|倍增){NO_NAME}"), _doubling,
    ),
    Rule(
        "unlisted unit", "锚地容量达到300锚位以上", re.compile(
            rf"{LED_FIRMLY}(?<![A-Za-z\d.])(?P<number>{NUMBER})(?P<scale>[万亿])?\s*{ANY_UNIT}{ENDS}"
        ), _unlisted,
    ),
)  # fmt: skip
