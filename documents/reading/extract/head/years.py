"""The years a plan holds for, and the headings of annexes that may name them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from documents.draft.cell_path import CellPath
from documents.draft.findings import Finding
from documents.notation.text import plain, squeezed
from documents.reading.extract.head.titles import MAX_TITLE
from documents.reading.extract.outline import OutlineLine

RANGE = re.compile(
    r"(?<!\d)((?:19|20)\d{2})\s*年?(?:\s*\d{1,2}\s*月)?(?:\s*\d{1,2}\s*日)?\s*[-—–―~～至到]{1,2}\s*((?:19|20)\d{2})(?!\d)"
)
PERIODS = {f"十{n}五": 2001 + 5 * k for k, n in enumerate("一二三四五六七八九", 1)} | {"十五": 2001}
PERIOD = re.compile(r"[“\"']?(十[一二三四五六七八九]五)[”\"']?")


TO = r"\s*年?\s*[-—–―~～至到]{1,2}\s*"
STATED = re.compile(
    rf"(?:规划|实施|方案|计划)?(?:期限?|年限)(?:为|是|定为|[:,])?\s*(?:自|从)?((?:19|20)\d{{2}}){TO}((?:19|20)\d{{2}})\s*年"
)
BASE_YEAR = re.compile(
    r"(?:基期|基准|基)年?(?:份)?(?:确定|定)?(?:为|是|:)\s*((?:19|20)\d{2})\s*年"
    r"|以((?:19|20)\d{2})\s*年(?:[末底])?(?:数据|数)?(?:作?为)(?:规划)?(?:基期|基准|基年|基数)"
)


def read_base_year(lines: Sequence[OutlineLine]) -> int:
    """The year that the text calls its base: 规划基期年为2021年. 0 where it says none."""
    found = next((m for line in lines if (m := BASE_YEAR.search(plain(line.text)))), None)
    return int(found[1] or found[2]) if found else 0


def read_years(
    title: str, lines: Sequence[OutlineLine], captions: Sequence[str], findings: list[Finding]
) -> tuple[int, int]:
    """A sentence 规划期为…, else a range in the title, in an annex's heading or a table's title, else by the five-year
    period named there.
    """
    stated = next((m for line in lines if (m := STATED.search(plain(line.text)))), None)
    if stated and int(stated[1]) <= int(stated[2]) <= int(stated[1]) + 20:
        return int(stated[1]), int(stated[2])
    places = [title, *_annexes(lines), *captions]
    places = [text for text in places if len(text) <= 3 * MAX_TITLE]
    for text in places:
        if found := RANGE.search(plain(text)):
            first, last = int(found[1]), int(found[2])
            if first <= last <= first + 20:
                return first, last
    if single := re.search(r"((?:19|20)\d{2})年(?:度)?(?!.*(?:19|20)\d{2}年)", plain(title)):
        return int(single[1]), int(single[1])
    for text in places:
        if (found := PERIOD.search(plain(text))) and found[1] in PERIODS:
            first = PERIODS[found[1]]
            findings.append(
                Finding(
                    "years-inferred",
                    CellPath.plan("start_year"),
                    {},
                    {"years": f"{first}-{first + 4}", "words": found[1]},
                )
            )
            return first, first + 4
    return 0, 0


def _annexes(lines: Sequence[OutlineLine]) -> Iterator[str]:
    """Headings of annexes: the line behind 附件1, and what the list of annexes names, broken lines joined."""
    for number, line in enumerate(lines):
        words = squeezed(line.text)
        if re.match(r"附(?:件|表)", words) and len(words) < 80:
            yield "".join(squeezed(other.text) for other in lines[number : number + 3] if len(other.text) < 80)


def annex_titles(lines: Sequence[OutlineLine]) -> Iterator[str]:
    """What each annex is called: the line behind 附件1."""
    for line, following in itertools.pairwise(lines):
        if re.fullmatch(r"附(?:件|表)\d*[:.]?", squeezed(line.text)):
            yield following.text
