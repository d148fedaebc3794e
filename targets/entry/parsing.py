"""What a person types into a cell: a figure, or in words why there is none. The one parser of every way in."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from plans.words import printable, visible
from targets.choices import Condition
from targets.entry.dates import day_of, found_day
from targets.entry.figure_rule import ANY, MAX_DIGITS, MAX_FIGURE, FigureRule, places_of
from targets.entry.refusals import Cause, refusal
from targets.entry.slips import DIGITS, digits_of, slip
from targets.models import Actual
from targets.numbers import number_text

NUMBER = re.compile(DIGITS)
MAX_TYPED = 60  # characters of a figure
MAX_SAID = 600  # characters of a condition with its reason, which is stored as a remark
MINUS = re.compile("^[\u2010-\u2013\u2212]")
# A number in a circle behind a figure can be nothing but the mark of a note.
CIRCLED = "\u2460-\u2473\u24ea-\u24ff\u2776-\u2793\u3251-\u325f\u3280-\u3289\u32b1-\u32bf"
NOTE_MARKS = re.compile(f"[{CIRCLED}]{{1,9}}$")
NOT_ON_THE_LINE = ("<super>", "<sub>", "<circle>")

CONDITIONS = {
    "不适用": Condition.NOT_APPLICABLE,
    "n/a": Condition.NOT_APPLICABLE,
    "not applicable": Condition.NOT_APPLICABLE,
    "未公布": Condition.NOT_PUBLISHED,
    "尚未公布": Condition.NOT_PUBLISHED,
    "暂未公布": Condition.NOT_PUBLISHED,
    "not yet published": Condition.NOT_PUBLISHED,
}
CONDITION = re.compile("|".join(map(re.escape, CONDITIONS)), re.IGNORECASE)
AROUND = " ()[]{}（）〔〕【】-—:：,，;；、.。"
# What stands around the day on which a figure is expected, and says nothing more.
BEFORE_DAY = re.compile(r"(?:预计|预期|拟|将|于|约|expected|on|\s)+$", re.IGNORECASE)
BEHIND_DAY = re.compile(r"^\s*(?:前后|左右|前)?(?:公布|发布)?")


@dataclass(frozen=True)
class ParsedValue:
    """What a cell says: a value (0 is one), a condition with the reason given for it, or nothing yet."""

    value: Decimal | None = None
    condition: str = Condition.VALUE
    expected_on: dt.date | None = None
    reason: str = ""

    @property
    def is_blank(self) -> bool:
        return self.value is None and self.condition == Condition.VALUE


def parsed_value(text: str, rule: FigureRule = ANY) -> ParsedValue:
    """Return what a cell's text says: "1,400", "不适用（停统）", "未公布 2027年3月底", or "" for nothing yet.

    Raises ValidationError, in words, for anything else, and for a figure that is none by `rule`.
    """
    shown = _without_marks(printable(text))
    if len(shown) > MAX_SAID:
        raise refusal(Cause.TOO_LONG)
    return _condition(shown) or ParsedValue(figure(text, rule))


def _condition(shown: str) -> ParsedValue | None:
    """The condition a text begins with, or has behind a date; its reason is the rest."""
    found = found_day(shown) if "公布" in shown or "published" in shown.lower() else None
    rest = _without_day(shown, found) if found else shown.strip(AROUND)
    word = CONDITION.match(rest) or CONDITION.match(unicodedata.normalize("NFKC", rest))
    if word is None or (rest[word.end() : word.end() + 1].isascii() and rest[word.end() : word.end() + 1].isalnum()):
        return None
    behind = rest[word.end() :]
    reason = behind.strip(AROUND)
    if behind and behind[0] not in AROUND:
        reason = shown  # 不适用于本市: the words belong together
    condition = CONDITIONS[word[0].lower()]
    return ParsedValue(condition=condition, expected_on=day_of(found) if found else None, reason=reason)


def _without_day(shown: str, found: re.Match[str]) -> str:
    """What is said beside the day."""
    before, behind = BEFORE_DAY.sub("", shown[: found.start()]), BEHIND_DAY.sub("", shown[found.end() :])
    return f"{before} {behind}".strip(AROUND)


def figure(text: str, rule: FigureRule = ANY) -> Decimal | None:
    """Return the number people mean by 1,400, １，２００, 1 600 or 160①; None for nothing.

    Raises ValidationError, in words for each cause, for anything that is no figure by `rule`.
    """
    plain = _on_the_line(text)
    if not plain:
        return None
    bare = plain[:-1].rstrip() if rule.ratio_sign and plain.endswith(rule.ratio_sign) else plain
    if not NUMBER.fullmatch(bare) or not bare.isascii():
        raise slip(plain, rule)
    bare = bare.replace(",", "").replace(" ", "")
    if len(bare) > 40 or abs(number := Decimal(bare)) >= MAX_FIGURE:
        raise refusal(Cause.TOO_LARGE, n=MAX_DIGITS)
    return _checked(number, rule)


def _on_the_line(text: str) -> str:
    """The text half-width. Half-width makes ③ and ³ a 3: so what is no digit of the number is dealt with before."""
    shown = _without_marks(visible(text).strip())
    if len(shown) > MAX_TYPED:
        raise refusal(Cause.TOO_LONG)
    if any(unicodedata.decomposition(character).startswith(NOT_ON_THE_LINE) for character in shown):
        raise refusal(Cause.RAISED, text=shown)
    return MINUS.sub("-", unicodedata.normalize("NFKC", shown))


def _without_marks(shown: str) -> str:
    """The text without the marks of notes behind it, and without the blanks before them."""
    bare = NOTE_MARKS.sub("", shown)
    return bare if bare == shown else bare.rstrip()


def _checked(number: Decimal, rule: FigureRule) -> Decimal:
    if number < 0 and not rule.can_be_negative:
        raise refusal(Cause.NEGATIVE, unit=rule.unit or "—")
    if rule.most is not None and number > rule.most:
        raise refusal(Cause.TOO_HIGH, n=digits_of(rule.most))
    if places_of(number) > rule.decimals:
        raise refusal(Cause.TOO_FINE, n=rule.decimals) if rule.decimals else refusal(Cause.NOT_WHOLE)
    return abs(number) if number == 0 else number


def editable_text(actual: Actual | None) -> str:
    """Return what `parsed_value` reads back as the same: the text that stands in the cell of an actual."""
    if actual is None or (actual.condition == Condition.VALUE and actual.value is None):
        return ""
    if actual.condition == Condition.VALUE:
        return number_text(actual.value)
    words = str(Condition(actual.condition).label)
    return f"{words} {actual.expected_on.isoformat()}" if actual.expected_on else words
