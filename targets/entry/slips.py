"""What is wrong with a text that is no figure: its refusal, with the right number where it can be told."""

from __future__ import annotations

import re
from decimal import Decimal

from django.core.exceptions import ValidationError

from targets.entry.figure_rule import MAX_DECIMALS, MAX_DIGITS, MAX_FIGURE, PARTS_OF, FigureRule, places_of
from targets.entry.refusals import Cause, refusal

DIGITS = r"[+-]?(?:\d{1,3}(?:[, ]\d{3})+|\d+)(?:\.\d*)?|[+-]?\.\d+"
SCALES = {"十": 1, "百": 2, "千": 3, "万": 4, "亿": 8}
ABOUT = "约|大约|近|超|超过|突破|不足|不低于|不少于|至少|>=?|<=?|≥|≤"
WITH_UNIT = re.compile(rf"(?P<number>{DIGITS}) ?(?P<scale>[十百千万亿]*)(?P<unit>[^\d\s.,*#]{{0,9}})")
EXPONENT = re.compile(r"[+-]?\d+(?:\.\d+)?e[+-]?\d{1,2}", re.IGNORECASE)
NOTED = re.compile(
    rf"(?P<number>{DIGITS}) ?(?:[*※†‡#]+|[\[(〔【]?注?\d{{1,2}}[\])〕】]|[\[(〔【]?注\d{{0,2}}[\])〕】]?)"
)

# In this order: the first that fits says what is wrong.
PATTERNS: tuple[tuple[re.Pattern[str], Cause], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), cause)
    for pattern, cause in (
        (r"=.*", Cause.FORMULA),
        (r"#(?:n/a|ref!|value!|div/0!|name\?|null!|num!|spill!|calc!)", Cause.ERROR),
        (r"[-—–―/\\_.·]+|无|空|暂无|没有|nil|none|null", Cause.NOTHING),
        (r"\d{4}(?:[-/.]\d{1,2}[-/.]\d{1,2}|年\d{1,2}月|年[底末]).*|\d{4}[-/]\d{1,2}", Cause.DATE),
        (rf"(?:{DIGITS})%? ?(?:-|~|—|–|至|到) ?(?:{DIGITS})%?.{{0,4}}", Cause.RANGE),
        (r"\d+ ?/ ?\d+|.*[⁄½⅓⅔¼¾].*", Cause.FRACTION),
        (r"[\d.,% ]*[\t\n、;,][\d.,%\t\n、; ]*|[\d.,]+ [\d., ]+|\d*\.\d*\.[\d.]*", Cause.SEVERAL),
        (rf"(?:{ABOUT}) ?\d.*|\d.*?(?:余|多|以上|以下|以内|左右|\+)\D{{0,3}}", Cause.ABOUT),
        (r".*\^.*|.*[×x*]10\d*", Cause.RAISED),
        (r"(?=.*\d)[\doil|sbz〇.,]+", Cause.LETTERS),
        (r"[负]?[零〇一二两三四五六七八九十百千万亿点]+", Cause.NUMERALS),
    )
)


def slip(text: str, rule: FigureRule) -> ValidationError:
    """Return why `text` (half-width) is no figure by `rule`."""
    if EXPONENT.fullmatch(text):
        return _written_out(Decimal(text))
    for pattern, cause in PATTERNS:
        if pattern.fullmatch(text):
            return refusal(cause, text=text)
    if found := NOTED.fullmatch(text):
        return refusal(Cause.NOTE, number=digits_of(_number(found["number"])))
    if found := WITH_UNIT.fullmatch(text):
        return _with_unit(text, found, rule)
    return refusal(Cause.WORDS, text=text)


def _written_out(number: Decimal) -> ValidationError:
    """The refusal of 1e5; the number written out, where it is one that can be."""
    if abs(number) >= MAX_FIGURE:
        return refusal(Cause.TOO_LARGE, n=MAX_DIGITS)
    if places_of(number) > MAX_DECIMALS:
        return refusal(Cause.TOO_FINE, n=MAX_DECIMALS)
    return refusal(Cause.EXPONENT, number=digits_of(number))


def _with_unit(text: str, found: re.Match[str], rule: FigureRule) -> ValidationError:
    """The refusal of a number with 万 or 亿, or with a unit, that is right or not."""
    number, scale, unit = _number(found["number"]), _factor(found["scale"]), found["unit"]
    if unit in PARTS_OF:
        return _with_sign(text, number, unit, rule)
    base, factor = _base_and_factor(rule.unit)
    if rule.ratio_sign or (unit and base and unit != base):
        return refusal(Cause.OTHER_UNIT, unit=rule.unit or "—", other=found["scale"] + unit)
    right = digits_of(number * scale / factor)
    if found["scale"] and found["scale"] + unit != rule.unit:
        return refusal(Cause.SCALED, number=right, unit=rule.unit or "—")
    return refusal(Cause.UNIT, number=right)


def _with_sign(text: str, number: Decimal, sign: str, rule: FigureRule) -> ValidationError:
    """The refusal of a number in % or ‰ where another unit is counted."""
    if rule.unit in PARTS_OF:
        return refusal(Cause.UNIT, number=digits_of(number * PARTS_OF[rule.unit] / PARTS_OF[sign]))
    if not rule.unit:
        return refusal(Cause.UNIT, number=digits_of(number))
    return refusal(Cause.PERCENT, text=text, unit=rule.unit)


def _base_and_factor(unit: str) -> tuple[str, Decimal]:
    """件 and 10,000 of 万件."""
    found = re.match("[十百千万亿]*", unit)
    scale = found[0] if found else ""
    return unit[len(scale) :], _factor(scale)


def _factor(scale: str) -> Decimal:
    return Decimal(10) ** sum(SCALES[character] for character in scale)


def _number(text: str) -> Decimal:
    return Decimal(text.replace(",", "").replace(" ", ""))


def digits_of(number: Decimal) -> str:
    """Return a number's digits, without separators, trailing zeros and exponent: 1400, 6.5."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
