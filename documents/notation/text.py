"""Text as plans print it: full-width characters, spaces, control characters."""

from __future__ import annotations

import re
import unicodedata

CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")  # characters that no database and no workbook takes


MAX_REPEAT = 100  # blanks, or one sign again and again; what is longer says nothing more, and costs its square to read
REPEATED = re.compile(rf"(\s{{{MAX_REPEAT}}})\s+|((.)\3{{{MAX_REPEAT - 1}}})\3+", re.DOTALL)


def readable(text: str) -> str:
    """Return what of a document is read: without control characters, and without repeats longer than any print."""
    return REPEATED.sub(lambda found: found[1] or found[2], CONTROL.sub("", text))


# Behind a number, what is in a circle or raised is the mark of a note; raised behind a 10 it may be a power.
NOTE_MARK = re.compile(
    r"(?<=[\d%％])(?:[\u2460-\u2473\u2776-\u2793]+|(?<!(?<![\d.,])10)[\[(〔【]?[⁰¹²³⁴-⁹⁽⁾]{1,4}[\])〕】]?)"
)


def plain(text: str) -> str:
    """Return `text` with half-width digits, letters and punctuation (NFKC); places stay the same.

    Characters that would become several, and numbered characters (①, ㈠), stay as they are; the mark of a note behind
    a number becomes blank.
    """
    if text.isascii():
        return text
    return NOTE_MARK.sub(lambda found: "\t" * len(found[0]), text).translate(HALF_WIDTH)


class _HalfWidth(dict[int, str]):
    """What becomes of each character, worked out when it is first met: a document is made of the same few thousand."""

    def __missing__(self, code: int) -> str:
        self[code] = half = _plain_character(chr(code))
        return half


HALF_WIDTH = _HalfWidth()


def _plain_character(character: str) -> str:
    if character.isascii() or "\u4e00" <= character <= "\u9fff" or unicodedata.category(character) == "No":
        return character
    if character.isspace() or character == "\u200b":
        return " "
    half = unicodedata.normalize("NFKC", character)
    return half if len(half) == 1 else character


RAISED = str.maketrans("0123456789+-()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ⁿ")
LOWERED = str.maketrans("0123456789+-()", "₀₁₂₃₄₅₆₇₈₉₊₋₍₎")


def raised(text: str) -> str:
    """Return what a document shows raised (superscript) in characters that are raised: no digits of a number."""
    return plain(text).translate(RAISED)


def lowered(text: str) -> str:
    """Return what a document shows lowered (subscript) in characters that are lowered."""
    return plain(text).translate(LOWERED)


def squeezed(text: str) -> str:
    """Return `text` half-width and without any space: what two printings of one word have in common."""
    return "".join(plain(text).split())
