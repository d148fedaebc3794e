"""Which year a number in a text is promised for: the nearest year before it dates it (domain.md §4, Goals)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from documents.notation.text import plain

PAST = -1  # no year of a plan: what is, or was
YEAR = r"(?<!\d)(?:19|20)\d{2}\s*年"
MARK = re.compile(
    rf"(?P<range>(?<!\d)(?:19|20)\d{{2}}\s*年?\s*[-—–~～至到]{{1,2}}\s*(?P<last>(?:19|20)\d{{2}})\s*年)(?!版)"
    rf"|(?P<base>(?:较|比|与|以|自|从|于|同)\s*{YEAR}|{YEAR}(?:年?[底末])?(?:的)?(?:基础上|水平|起|版|度?基数))"
    rf"|(?P<past>{YEAR}以来|目前|截[至止]目前|当前|现有|现已|去年|上年|近年来|近[三五]年"
    r"|已经?(?=达|有|建|超|突破|累计|完成|实现|获|拥有|创|培育|形成|成))"
    r"|(?P<year>(?<!\d)(?:19|20)\d{2})\s*年(?!版)"
    r"|十(?P<period>[二三四五六])五[”\"]?(?:时期|规划|期间|期)?(?:末|期末|期间|时期|结束时|收官)"
)
TITLES = re.compile(r"《[^《》]{0,200}》")
ONLY_DATE = re.compile(
    r"(?:到|至|截至)?(?:19|20)\d{2}\s*年?(?:\s*[-—–~～至到]{1,2}\s*(?:(?:19|20)\d{2})?\s*年?)?[\d月日年底末前初\s—–~～至-]*"
)
PERIOD_ENDS = {"二": 2015, "三": 2020, "四": 2025, "五": 2030, "六": 2035}
STOPS = re.compile(r"[。!?！？\n]")


@dataclass(frozen=True)
class Mark:
    """From `place` on a text speaks of `year` (PAST for what is or was), at most up to `end`."""

    place: int
    end: int
    year: int


class Dating:
    """The years of one text. `default` is what its heading says, else the plan's last year."""

    def __init__(self, text: str, first_year: int, default: int) -> None:
        self.first_year, self.default = first_year, default
        self.marks = (
            _marks(plain(text), first_year) if re.search(r"\d{4}|目前|当前|现有|现已|已|去年|上年|近|五", text) else []
        )

    def year_at(self, place: int) -> int:
        """Return the year of a number at `place`; PAST where it is no promise."""
        fitting = [mark.year for mark in self.marks if mark.place <= place < mark.end]
        return fitting[-1] if fitting else self.default


def heading_year(title: str) -> int:
    """The one year that a heading names, the last one of a range; 0 for none: 攻坚阶段(2021年)."""
    years = [mark.year for mark in _marks(plain(title), 0)]
    return years[-1] if years else 0


def _marks(words: str, first_year: int) -> list[Mark]:
    titles = [found.span() for found in TITLES.finditer(words)]
    brackets = _brackets(words)
    found: list[Mark] = []
    for match in MARK.finditer(words):
        if match["base"] or any(start <= match.start() < end for start, end in titles):
            continue
        year = _year(match)
        is_past = year == PAST or year < first_year
        inside = next(((a, b) for a, b in brackets if a < match.start() < b), None)
        end = len(words)
        if is_past and (stop := STOPS.search(words, match.end())):
            end = stop.start()
        if inside and not ONLY_DATE.fullmatch(words[inside[0] + 1 : inside[1]]):
            end = min(end, inside[1])
        found.append(Mark(match.start(), end, PAST if is_past else year))
    return found


def _year(match: re.Match[str]) -> int:
    if match["range"]:
        return int(match["last"])
    if match["period"]:
        return PERIOD_ENDS[match["period"]]
    return int(match["year"]) if match["year"] else PAST


def _brackets(words: str) -> list[tuple[int, int]]:
    """Where brackets open and close; the innermost first."""
    found: list[tuple[int, int]] = []
    waiting: list[int] = []
    for place, character in enumerate(words):
        if character == "(":
            waiting.append(place)
        elif character == ")" and waiting:
            found.append((waiting.pop(), place))
    return found
