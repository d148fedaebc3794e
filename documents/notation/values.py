"""Numbers as they are printed → Decimal (domain.md §4, Values and Doubt)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise, product

from documents.notation.text import plain

NUMBER = r"\d{1,3}(?:,\d{3}){1,4}(?!\d)(?:\.\d{1,6})?|\d{1,15}(?:\.\d{1,6})?"
SPACED_NUMBER = r"\d{1,3}(?: \d{3}){1,4}(?:\.\d{1,6})?"
COUNTED = (
    "件 个 家 项 人 名 次 枚 种 款 条 场 期 所 处 户 篇 部 批 位 套 只 台 辆 座 间 门 册 份 支 队 组 对 块 起 宗 例 类"
    " 株 幅 张 栋 站 点 盏 棵 艘 架 列 本 集 孔 片 眼 桌 席 班 列次 班次 车次 人次 件次 场次 家次 户次 个工作日 个月"
    " 个百分点 张床位 标箱 标准箱 标台 标准台 学位"
)
MEASURED = (
    "元 亿元 万元 美元 亿美元 万美元 公里 千米 米 厘米 毫米 平方公里 平方千米 平方米 立方米 公顷 亩 吨 千克 公斤 克"
    " 毫克 微克 升 毫升 吨标准煤 标准煤 千瓦 千瓦时 兆瓦 吉瓦 千伏 兆 度 分贝 摄氏度 倍 级 分 岁 % ‰ 百分点 年度"
    " 工作日 天 日 小时 分钟 秒 周 课时 学时 人年 人月 人天 PFLOPS EFLOPS TB PB GB Gbps Mbps"
)
# the longest first: 个工作日 is no 个
UNITS = "|".join(sorted(f"{COUNTED} {MEASURED}".split(), key=lambda unit: (-len(unit), unit)))
# 吨标准煤/万元, 微克/立方米, 件/万人
UNIT = rf"(?:{UNITS})(?:/[百千万亿]?(?:{UNITS}|年|月|L))?"
SCALES = {"": Decimal(1), "百": Decimal(100), "千": Decimal(1000), "万": Decimal(10_000), "亿": Decimal(100_000_000)}

BEFORE = {
    ">=": "不得低于|不得少于|不得小于|不低于|不少于|不小于|大于等于|至少|达到|达|≥|>=",
    ">": "超过|突破|大于|高于|多于|超|>",
    "<=": "不得高于|不得超过|不得多于|不得大于|不高于|不超过|不多于|不大于|小于等于|控制在|≤|<="
    "|下降到|下降至|降低到|降低至|降到|降至|压缩到|压缩至|缩短到|缩短至|减少到|减少至",
    "<": "低于|少于|小于|不足|<",
}
AFTER = {">=": "以上|及以上", "<=": "以内|之内|以下|及以下"}
NOTHING = {"", "-", "—", "–", "/", "\\", "――", "——", "--", "…", "……", "无", "空", "○", "*", "×", "N/A", "n/a", "NA"}
LETTERS = {"O": ("0",), "o": ("0",), "〇": ("0",), "I": ("1",), "l": ("1",), "|": ("1",), "L": ("1", "1."),
           "S": ("5",), "B": ("8",), "Z": ("2",)}  # fmt: skip
MAX_READINGS = 100
MAX_RUN = 30  # characters of cells run together


def _one_of(words: dict[str, str]) -> str:
    return "|".join(sorted("|".join(words.values()).split("|"), key=len, reverse=True))


CELL = re.compile(
    rf"(?P<before>{_one_of(BEFORE)})?\s*(?:约|大约)?\s*(?P<number>{SPACED_NUMBER}|{NUMBER})"
    rf"(?:\s*(?P<low_unit>[万亿]|{UNIT})?\s*(?:至|-|—|~|～)\s*(?P<high>{NUMBER}))?\s*(?P<scale>[百千万亿])?"
    rf"\s*(?P<unit>{UNIT})?\s*(?P<after>{_one_of(AFTER)})?(?P<about>左右|上下)?"
)
RANK = re.compile(
    r"(?:全[国省市]|居|位居|进入|保持)*(?:(?:第|前)\s*(?P<number>\d{1,3})\s*(?:位|名)|前\s*(?P<first>\d{1,3}))"
)
IN_BRACKETS = re.compile(r"[〔\[【](?P<inside>[^〔〕\[\]【】]+)[〕\]】]")
NOTE_MARK = re.compile(
    r"(?<=\S)\s*(?:[①-⑳*]+|(?<!\d)[¹²³⁴-⁹]+|[\[〔]注?\d{1,2}[\]〕]|\(?注\d{0,2}\)?)$"
)  # 295[1], 386个①
MIXED = re.compile(rf"(?P<digits>[\dOoIlL|SBZ〇.,]+)\s*(?P<scale>[万亿])?(?P<unit>{UNITS})?")


@dataclass(frozen=True)
class CellValue:
    """What a cell says. Without a number, `problem` names the finding and `readings` what it may be.

    `is_total` is a number in brackets (〔18〕): the total of the period.
    """

    number: Decimal | None = None
    unit: str = ""
    operator: str = ""
    high: Decimal | None = None
    problem: str = ""
    readings: tuple[str, ...] = ()
    is_total: bool = False


def cell_value(text: str, unit: str = "") -> CellValue:
    """Return the value of a target cell, in `unit` as the label or its column prints it."""
    words = plain(text).strip()
    if words.replace(" ", "") in NOTHING:
        return CellValue()
    if (total := IN_BRACKETS.fullmatch(words)) and not IN_BRACKETS.search(total["inside"]):
        return replace(cell_value(total["inside"], unit), is_total=True)
    if (rank := RANK.fullmatch(words)) and unit in ("", "位", "名", "位次"):
        return CellValue(Decimal(rank["number"] or rank["first"]), unit or "位", "<=")
    if found := CELL.fullmatch(words) or CELL.fullmatch(NOTE_MARK.sub("", words)):
        own = found["unit"] or ""
        number, own = scaled(digits(found["number"]), found["scale"] or "", own, unit)
        high = (
            scaled(digits(found["high"]), found["scale"] or "", found["unit"] or "", unit)[0] if found["high"] else None
        )
        return CellValue(number, own, operator_of(found["before"] or "", found["after"] or ""), high)
    if (mixed := MIXED.fullmatch(words)) and (readings := mixed_readings(mixed["digits"], mixed["scale"] or "", unit)):
        return CellValue(unit=mixed["unit"] or "", problem="suspect-number", readings=readings)
    return CellValue(problem="value-unreadable")


def digits(text: str) -> Decimal:
    """Return the number of printed digits, without separators."""
    return Decimal(text.replace(",", "").replace(" ", ""))


def scaled(number: Decimal, scale: str, own: str, unit: str = "") -> tuple[Decimal, str]:
    """Multiply 万 and 亿 out before a counting unit; 万元 and 亿元 are units, and 万件 stays where it is the unit.

    A value in another multiple of the same unit (2亿元 in a column of 万元) is put into `unit`.
    """
    if scale and own in ("元", "美元"):
        own, scale = scale + own, ""
    value, written = tidy(number * SCALES[scale]), own
    base, factor = base_unit(unit)
    own_base, own_factor = base_unit(own)
    if unit and (own_base == base or not own):
        if not scale and not own:
            return number, unit
        if scale and not own and factor == SCALES[scale]:
            return number, unit
        return tidy(value * own_factor / (factor if own or scale else 1)), unit
    return value, written


def base_unit(unit: str) -> tuple[str, Decimal]:
    """Return 元 and 10,000 for 万元, 件 and 10,000 for 万件; any other unit is its own."""
    for character in ("亿", "万"):
        if unit.startswith(character) and len(unit) > 1:
            return unit[1:], SCALES[character]
    return unit, Decimal(1)


def scale_of(unit: str) -> Decimal:
    """Return how many of the base unit one of `unit` is: 10,000 for 万件; 万元 and 亿元 are units of their own."""
    base, factor = base_unit(unit)
    return Decimal(1) if base in ("元", "美元") else factor


def operator_of(before: str, after: str) -> str:
    """The operator that the words before and after a number state; "" for none."""
    for words, found in ((BEFORE, before), (AFTER, after)):
        for operator, names in words.items():
            if found and found in names.split("|"):
                return operator
    return ""


def mixed_readings(text: str, scale: str = "", unit: str = "") -> tuple[str, ...]:
    """Return every number that digits with letters among them may be: IOO is 100, L5 is 15 or 1.5."""
    letters = [character for character in text if character in LETTERS]
    if not letters or len(text) > 12 or (len(letters) == len(text) and not set(text) <= set("IOol")):
        return ()
    options = [LETTERS.get(character, (character,)) for character in text]
    found = dict.fromkeys("".join(choice).replace(",", "") for choice in product(*options))
    numbers = [word for word in found if re.fullmatch(r"\d+(\.\d+)?", word) and not re.match(r"0\d", word)]
    return tuple(dict.fromkeys(plain_digits(scaled(Decimal(word), scale, "", unit)[0]) for word in numbers))[
        :MAX_READINGS
    ]


def cuts(run: str, columns: int) -> list[list[str]]:
    """Return every way to cut a run of digits into `columns` numbers, the likeliest first.

    Likely is what rises a little from column to column, as targets do; what is unlikely stays in the list.
    """
    text = plain(run).replace(" ", "")
    if len(text) > MAX_RUN:
        return []
    found: list[list[str]] = []
    _cut(text, columns, [], found)
    return sorted(found, key=_unlikeliness)[:MAX_READINGS]


PIECE = re.compile(r"(?:0|[1-9]\d*)(?:\.\d+)?")


def _cut(text: str, columns: int, done: list[str], found: list[list[str]]) -> None:
    """Append to `found` every completion of `done`; percent signs and the length of a run limit their number."""
    if columns == 1:
        word = text.removesuffix("%")
        if PIECE.fullmatch(word):
            found.append([*done, word])
        return
    for end in range(1, min(len(text), 12)):
        word = text[:end].removesuffix("%")
        if PIECE.fullmatch(word) and text[end] not in ".%" and len(found) < 1_000:
            _cut(text[end:], columns - 1, [*done, word], found)


def _unlikeliness(reading: Sequence[str]) -> tuple[bool, Decimal]:
    numbers = [Decimal(word) for word in reading]
    pairs = list(pairwise(numbers))
    steps = [max(a, b) / min(a, b) if min(a, b) else Decimal(1000) for a, b in pairs]
    digits_after = sum(len(word.partition(".")[2]) for word in reading)
    return any(a > b for a, b in pairs), max(steps, default=Decimal(1)) * 10**digits_after


def tidy(number: Decimal) -> Decimal:
    """Return the same number without zeros behind its decimals."""
    return Decimal(plain_digits(number))


def plain_digits(number: Decimal) -> str:
    """Return 16000 or 6.5: no separators, no zeros at the end of decimals."""
    return f"{number.normalize():f}"
