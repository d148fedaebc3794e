"""Text as plans print it: full-width characters, spaces, control characters."""

from __future__ import annotations

import re
import unicodedata

CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")  # signs that no database and no workbook takes


def plain(text: str) -> str:
    """Return `text` with half-width digits, letters and signs (NFKC), sign for sign: places stay the same.

    Signs that would become several, and numbered signs (①, ㈠), stay as they are.
    """
    return text if text.isascii() else "".join(map(_plain_sign, text))


def _plain_sign(sign: str) -> str:
    if sign.isascii() or "\u4e00" <= sign <= "\u9fff" or unicodedata.category(sign) == "No":
        return sign
    if sign.isspace() or sign == "\u200b":
        return " "
    half = unicodedata.normalize("NFKC", sign)
    return half if len(half) == 1 else sign


def squeezed(text: str) -> str:
    """Return `text` half-width and without any space: what two printings of one word have in common."""
    return "".join(plain(text).split())
