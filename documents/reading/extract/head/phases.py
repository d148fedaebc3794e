"""The phases of a plan."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterator, Sequence

from documents.draft.values import DraftPhase
from documents.notation.text import plain
from documents.reading.extract.outline import OutlineLine

PHASE = re.compile(
    r"(?P<name>[^\s。;,()]{2,20}?阶段)\((?P<y1>\d{4})年(?P<m1>\d{1,2})月(?:(?P<d1>\d{1,2})日)?(?:初|底|起)?"
    r"[-—–~～至到]{1,2}(?:(?P<y2>\d{4})年)?(?P<m2>\d{1,2})月(?:(?P<d2>\d{1,2})日)?底?\)"
)


def read_phases(lines: Sequence[OutlineLine]) -> Iterator[DraftPhase]:
    """宣传动员阶段(2022年8月-12月底): from the first to the last day of those months."""
    seq = 0
    for line in lines:
        if found := PHASE.search(plain(line.body)):
            y1, m1 = int(found["y1"]), int(found["m1"])
            y2, m2 = int(found["y2"] or y1), int(found["m2"])
            try:
                starts = dt.date(y1, m1, int(found["d1"] or 1))
                ends = dt.date(y2, m2, int(found["d2"] or calendar.monthrange(y2, m2)[1]))
            except (ValueError, calendar.IllegalMonthError):
                continue
            if starts <= ends:
                seq += 1
                yield DraftPhase(seq, found["name"], starts, ends)
