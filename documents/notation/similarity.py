"""How alike two names are."""

from __future__ import annotations

import re
from functools import lru_cache

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
