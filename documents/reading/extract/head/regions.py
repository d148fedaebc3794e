"""The region a document speaks for, among those that are known."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from documents.notation.text import squeezed
from documents.reading.extract.outline import OutlineLine


@dataclass(frozen=True)
class KnownRegion:
    """A region the dashboard knows; `path` are the codes of those above it."""

    code: str
    name: str
    level: str
    path: tuple[str, ...] = ()


def find_region(texts: Iterable[str], regions: Sequence[KnownRegion]) -> KnownRegion | None:
    """The one known region that the texts name; of a city and its county the county. None for none or two."""
    words = [squeezed(text) for text in texts if text]
    named = [region for region in regions if any(_names(text, region) for text in words)]
    above = {code for region in named for code in region.path}
    lowest = [region for region in named if region.code not in above]
    return lowest[0] if len(lowest) == 1 else None


def _names(text: str, region: KnownRegion) -> bool:
    if region.level == "country":
        return False
    return region.name in text


def openings(lines: Sequence[OutlineLine]) -> list[str]:
    """Lines at the top that name who speaks or what is planned; a region in a sentence may be any."""
    return [line.text for line in lines[:15] if len(line.text) <= 60 and not re.search("[。;；]", line.text)]
