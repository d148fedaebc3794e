"""What the columns of a block hold: by the titles above them, else by what stands in them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from targets.entry.block.sheet import Column, Sheet

SEQ_TITLES = ("序号", "编号", "no.", "no")
NAME_TITLES = ("指标", "指标名称", "主要指标", "任务", "任务内容", "工作任务", "重点任务", "名称", "indicator", "task")
OTHER_TITLES = (
    "单位",
    "计量单位",
    "unit",
    "目标",
    "目标值",
    "较上年",
    "变化",
    "状态",
    "附件",
    "佐证",
    "牵头单位",
    "责任单位",
    "领域",
)
# A year's column with one of these words holds something else than what was reached.
NOT_REACHED = re.compile("目标|计划|任务|比|较|率|target|change")
YEAR = re.compile(r"20\d{2}")
# 2025年完成; a year alone may be a figure.
YEAR_TITLE = re.compile(r"20\d{2}(?:年度?|(?=\D))(?:目标|计划|任务|实际|完成|预计|达到|情况|值|数|actual|target){0,3}")
LETTERS = tuple("甲乙丙丁戊")
MAX_HEADS = 3  # lines of titles
MIN_TARGETS_ALIKE = 0.8  # of a column, from which on it is that of the targets


@dataclass
class Heads:
    """Which column of a block holds what. `first` is the line with which its rows begin."""

    first: int = 0
    seq: int | None = None
    name: int | None = None
    columns: dict[int, Column] = field(default_factory=dict)
    units: set[int] = field(default_factory=set)
    targets: set[int] = field(default_factory=set)
    unused: dict[int, str] = field(default_factory=dict)
    has_titles: bool = False

    @property
    def is_keyed(self) -> bool:
        return self.seq is not None or self.name is not None


def plain(text: str) -> str:
    """Return a title or name as it is compared: half-width, small, without blanks and what stands in brackets."""
    shown = re.sub(r"[(（【\[].*?[)）】\]]", "", unicodedata.normalize("NFKC", text).lower())
    return re.sub(r"[\s:：、，,。.;；]", "", shown)


def heads_of(block: Sequence[Sequence[str]], sheet: Sheet, anchor: tuple[int, int]) -> Heads:
    """Return what the columns of a block hold, for a paste into the cell `anchor` (row, column) of a sheet."""
    found = _by_titles(block, sheet)
    if not found.has_titles:
        _find_keys(found, block, sheet, anchor[0])
    taken = {found.seq, found.name, *found.columns, *found.unused}
    left = [n for n in range(len(block[0])) if n not in taken]
    if not found.has_titles:
        left = _without_known(found, left, block, sheet, anchor)
        _place_in_order(found, left, block, sheet, anchor[1])
    return found


def _by_titles(block: Sequence[Sequence[str]], sheet: Sheet) -> Heads:
    """The columns by their titles, which may stand in several lines, a title above over those without one."""
    found = Heads()
    lines = 0
    while lines < min(MAX_HEADS, len(block)) and _is_head(block[lines], sheet):
        lines += 1
    if not lines:
        return found
    found.has_titles, found.first = True, lines
    while found.first < len(block) and _is_numbering(block[found.first]):
        found.first += 1
    for number, title in enumerate(_titles(block[:lines])):
        _note_title(found, number, title, sheet)
    return found


def _is_head(line: Sequence[str], sheet: Sheet) -> bool:
    """Whether a line holds titles. A year without 年 may be a figure: it counts only beside others."""
    texts = [text for text in line if text]
    titles, years = sum(_is_title(text, sheet) for text in texts), sum(_is_year(text, sheet) for text in texts)
    return titles > 1 or (titles + years == len(texts) and (titles > 0 or years > 1))


def _is_title(text: str, sheet: Sheet) -> bool:
    word = plain(text)
    titles = {title for column in sheet.columns for title in (column.label, *column.titles) if not title.isdigit()}
    is_known = word in (*SEQ_TITLES, *NAME_TITLES, *OTHER_TITLES, *map(plain, titles))
    return bool(word) and (is_known or YEAR_TITLE.fullmatch(word) is not None)


def _is_year(text: str, sheet: Sheet) -> bool:
    return any(column.year is not None and text == str(column.year) for column in sheet.columns)


def _titles(heads: Sequence[Sequence[str]]) -> list[str]:
    """The title of each column; of a line above others, each stands over the blank ones to its right, too."""
    found = [""] * len(heads[0])
    for place, line in enumerate(heads):
        last = ""
        for number, text in enumerate(line):
            last = text or (last if place + 1 < len(heads) else "")
            found[number] += last
    return found


def _is_numbering(line: Sequence[str]) -> bool:
    """Whether a line numbers the columns: 1 2 3, or 甲 乙 1 2."""
    texts = [text.strip("()（） ") for text in line if text]
    letters = [text for text in texts if text in LETTERS]
    numbers = texts[len(letters) :]
    counted = [str(n) for n in range(1, len(numbers) + 1)]
    return len(texts) > 2 and letters == texts[: len(letters)] and numbers == counted


def _note_title(found: Heads, number: int, title: str, sheet: Sheet) -> None:
    word = plain(title)
    if word in SEQ_TITLES and found.seq is None:
        found.seq = number
    elif word in NAME_TITLES and found.name is None:
        found.name = number
    elif (column := _titled(word, sheet)) and column not in found.columns.values():
        found.columns[number] = column
    elif title:
        found.unused[number] = title


def _titled(word: str, sheet: Sheet) -> Column | None:
    """The column of the sheet that a title names."""
    year = YEAR.search(word)
    if year and not NOT_REACHED.search(word):
        return next((column for column in sheet.columns if column.year == int(year[0])), None)
    named = (c for c in sheet.columns if word and word in map(plain, (c.label, *c.titles)))
    return next(named, None)


def _find_keys(found: Heads, block: Sequence[Sequence[str]], sheet: Sheet, anchor_row: int) -> None:
    """The columns that name the rows, where there are no titles."""
    names = {plain(row.name) for row in sheet.rows}
    for number in range(len(block[0])):
        texts = [plain(line[number]) for line in block if line[number]]
        if found.name is None and texts and 2 * sum(text in names for text in texts) >= len(texts):
            found.name = number
    for number in range(len(block[0]) if found.name is None else found.name):
        if number + 1 < len(block[0]) and _counts_rows(block, number, sheet, anchor_row, found.name is not None):
            found.seq = number
            break


def _counts_rows(block: Sequence[Sequence[str]], number: int, sheet: Sheet, anchor_row: int, is_named: bool) -> bool:
    """Whether a column holds the numbers of rows: each is one, upwards; alone, it begins with the anchor's."""
    texts = [line[number] for line in block if any(line)]
    if not all(text.isdigit() and len(text) < 5 for text in texts):
        return False
    counted, known = [int(text) for text in texts], [row.seq for row in sheet.rows]
    is_upwards = all(one < other for one, other in pairwise(counted))
    begins_here = is_named or (counted[0] == known[anchor_row] and counted == known[anchor_row:][: len(counted)])
    return is_upwards and begins_here and set(counted) <= set(known)


def _without_known(
    found: Heads, left: list[int], block: Sequence[Sequence[str]], sheet: Sheet, anchor: tuple[int, int]
) -> list[int]:
    """The columns without those that repeat what the sheet prints: units, agencies; of too many, the targets."""
    printed = {text for row in sheet.rows for text in row.printed if text}
    found.units = {n for n in left if (texts := {line[n] for line in block if line[n]}) and texts <= printed}
    left = [n for n in left if n not in found.units]
    room = len(sheet.columns) - anchor[1]
    for number in list(left):
        if len(left) > room and found.is_keyed and _repeats_targets(found, block, number, sheet):
            found.targets.add(number)
            left.remove(number)
    return left


def _repeats_targets(found: Heads, block: Sequence[Sequence[str]], number: int, sheet: Sheet) -> bool:
    by_name, by_seq = {plain(row.name): row for row in sheet.rows}, {str(row.seq): row for row in sheet.rows}
    alike = known = 0
    for line in block:
        row = by_name.get(plain(line[found.name])) if found.name is not None else by_seq.get(line[found.seq or 0])
        if row is not None and line[number]:
            known += 1
            alike += line[number].replace(",", "") == row.target.replace(",", "")
    return known > 1 and alike >= known * MIN_TARGETS_ALIKE


def _place_in_order(
    found: Heads, left: list[int], block: Sequence[Sequence[str]], sheet: Sheet, anchor_column: int
) -> None:
    """Columns without titles go where they were pasted, in the order of the page; those of all years to the years."""
    years = [column for column in sheet.columns if column.year is not None]
    room = list(sheet.columns[anchor_column:])
    if len(left) > len(room) and len(left) >= len(years):
        room = list(sheet.columns[sheet.columns.index(years[0]) :]) if years else room
    found.columns |= dict(zip(left, room, strict=False))
    found.unused |= {n: block[0][n] for n in left[len(room) :]}
