"""Tables known by the words of their headers, not by their place (domain.md §4, Tables)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from documents.notation.text import squeezed
from documents.reading.blocks import Table, TableCell, TableRow

MAX_HEADER_ROWS = 3  # rows a header may take
MAX_MISSING_ROWS = 20  # rows that may be missing where a table breaks off
MAX_HEADER = 16  # characters of its words
NOTE = re.compile(r"^[*＊]?\s*(?:注|备注|说明|资料来源|数据来源|填表说明)\s*\d*\s*[::.、]")


class TableKind(StrEnum):
    TASKS = "tasks"
    TARGETS = "targets"


class ColumnRole(StrEnum):
    """What a column holds."""

    SEQ = "seq"
    AREA = "area"
    CONTENT = "content"
    LEAD = "lead"
    CO = "co"
    RESPONSIBLE = "responsible"
    LABEL = "label"
    GROUP = "group"
    UNIT = "unit"
    ATTRIBUTE = "attribute"
    WEIGHT = "weight"


class Figure(StrEnum):
    """What a column of numbers holds."""

    TARGET = "target"
    GOAL = "goal"
    BASELINE = "baseline"
    ACTUAL = "actual"


@dataclass(frozen=True)
class FigureColumn:
    """`year` is None where the header names none; `is_period` marks the total of several years."""

    index: int
    figure: Figure
    year: int | None
    title: str
    is_period: bool = False


@dataclass
class Header:
    kind: TableKind
    width: int
    roles: dict[ColumnRole, list[int]] = field(default_factory=dict)
    figures: list[FigureColumn] = field(default_factory=list)

    def text(self, row: TableRow, role: ColumnRole) -> str:
        """The text of the first filled column of a role."""
        return next((cell.text for cell in self.cells(row, role) if cell.text.strip()), "")

    def cells(self, row: TableRow, role: ColumnRole) -> Iterator[TableCell]:
        for index in self.roles.get(role, []):
            if index < len(row.cells):
                yield row.cells[index]


@dataclass
class Segment:
    """The rows under one header; `title` are the rows above it, `table` is its number."""

    table: int
    header: Header
    rows: list[TableRow] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    caption: int = 0  # the number the document prints for the table: 表2

    @property
    def printed_number(self) -> int:
        """What the document calls the table, else its place among the tables."""
        found = next((m for title in reversed(self.titles) if (m := CAPTION.match(squeezed(title)))), None)
        return self.caption or (int(found[1]) if found else self.table)


CAPTION = re.compile(r"表(\d{1,2})")
OTHER = re.compile(
    r"备注|说明|完成时限|完成时间|时间节点|时限|指标解释|数据来源|进度|进展|实际值?|完成值?|目标值?|基数|第[一二三四五]年"
)
SEQ = re.compile(r"^(?:序号?|编号|项号|序列|号|No\.?|NO\.?)$")
AREA = re.compile(
    r"^(?:重点工作|重点任务|工作任务|主要任务|任务类别|工作类别|工作领域|任务领域|任务分类|类别|领域|一级任务|重点领域|工作项目|任务名称|工作名称|项目)$"
)
CONTENT = re.compile(r"内容|举措|措施|具体任务|二级任务|工作要求|事项|目标任务|任务目标")
UNIT = re.compile(r"^(?:计量|指标)?单位$")
ATTRIBUTE = re.compile(r"属性|性质|指标类型")
GROUP = re.compile(r"^(?:一级指标|指标类别|类别|分类|维度|领域|指标分类|大类|类型)$")
LABEL = re.compile(r"指标(?!值|属性|性质|类|目标|解释|说明|数)|^(?:名称|项目|内容)$")
WEIGHT = re.compile(r"^(?:权重|分值|权数)(?:[(%].*)?$")
YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)")
RANGE = re.compile(r"(?<!\d)(?:19|20)\d{2}年?\s*[-—–~～至]+\s*((?:19|20)\d{2})(?!\d)")
NO_FIGURE = re.compile(r"增长|增速|增幅|完成率|备注|完成时限|时限|进度|说明")
BASELINE = re.compile(r"基数|基期|基准|现状|基础值|起始值|起点|当前|现有")
ACTUAL = re.compile(r"实际|完成值|完成数|完成情况|达成值|预计|实绩|已完成|数据|水平")
TARGET = re.compile(r"目标|计划|预期|指标|任务")
PLAIN_YEAR = re.compile(r"\|?(?:到|至)?\d{4}(?:年度?)?(?:年?[底末])?前?(?:值|数)?")
PERIOD = re.compile(r"十([一二三四五六七八九])五")
TOTAL = re.compile(r"合计|总计|累计|总目标|总量|期末|规划目标")


def segments(tables: Sequence[Table]) -> list[Segment]:
    """Return the parts of the tables that have a known header, repeated headers taken together.

    A table without a header goes on where the one before it broke off (a page break).
    """
    found: list[Segment] = []
    for table in tables:
        found += _of_table(table, found[-1] if found else None)
    return found


def _of_table(table: Table, before: Segment | None) -> Iterator[Segment]:
    current: Segment | None = None
    titles: list[str] = []
    rows = list(table.rows)
    place = 0
    while place < len(rows):
        header, depth = _header_at(rows, place, is_inside=current is not None)
        if header:
            if current is not None and current.header == header:
                place += depth
                continue
            if current is not None:
                yield current
            current, titles = Segment(table.number, header, titles=titles), []
            place += depth
            continue
        row = rows[place]
        if current is None and place == 0 and before is not None and _goes_on(row, before):
            current = Segment(table.number, before.header)
        if current is not None:
            current.rows.append(row)
        elif len(row.distinct) == 1:
            titles.append(row.distinct[0])
        place += 1
    if current is not None:
        yield current


def _goes_on(row: TableRow, before: Segment) -> bool:
    """A first row that counts on from the table before, in as many columns."""
    printed = (printed_number(before.header.text(r, ColumnRole.SEQ)) for r in reversed(before.rows[-MAX_MISSING_ROWS:]))
    numbers = [n for n in printed if n is not None][:1]
    number = printed_number(before.header.text(row, ColumnRole.SEQ))
    return (
        len(row.cells) == before.header.width
        and bool(numbers)
        and number is not None
        and numbers[-1] < number <= numbers[-1] + MAX_MISSING_ROWS
    )


def printed_number(text: str) -> int | None:
    """Return the row number a cell prints: 12 for 12, 12. and (12); None for none."""
    found = re.fullmatch(r"\(?(\d{1,4})\)?[.、,)]?", squeezed(text))
    return int(found[1]) if found else None


def _header_at(rows: Sequence[TableRow], place: int, is_inside: bool) -> tuple[Header | None, int]:
    """The header that begins at a row, and how many rows it takes: the depth that names most columns.

    Inside a table only a row that holds nothing but words of headers is one.
    """
    best: tuple[int, Header | None, int] = (0, None, 0)
    words = rows[place].distinct
    known_words = sum(_is_header_word(squeezed(word)) for word in words)
    is_row = len(words) < 2 or known_words * 2 < len(words) or (is_inside and known_words < len(words))
    if is_row or any((number := printed_number(word)) is not None and number < 1900 for word in words):
        return None, 0  # a title over the whole width, or a row of the table
    for depth in range(1, MAX_HEADER_ROWS + 1):
        part = rows[place : place + depth]
        if len(part) < depth or (depth > 1 and not _is_header_row(part[-1], part[0])):
            break
        header = _header([_composed(part, column) for column in range(max(len(row.cells) for row in part))])
        known = sum(map(len, header.roles.values())) + len(header.figures) if header else 0
        if known and known >= best[0]:
            best = (known, header, depth)
    return best[1], best[2]


def _is_header_row(row: TableRow, above: TableRow) -> bool:
    """Whether a row only refines the header above it: nothing in it but words and years of headers."""
    own = [
        c
        for c, up in zip(row.cells, above.cells, strict=False)
        if not c.is_repeat and c.text.strip() and c.text != up.text
    ]
    return bool(own) and all(_is_header_word(squeezed(cell.text)) for cell in own)


def _is_header_word(name: str) -> bool:
    if len(re.sub(r"\([^()]*\)", "", name)) > MAX_HEADER:
        return False
    return (
        OTHER.fullmatch(name) is not None
        or _role(name, TableKind.TASKS) is not None
        or _role(name, TableKind.TARGETS) is not None
        or _figure(0, name, True) is not None
    )


def _composed(part: Sequence[TableRow], column: int) -> str:
    """The words of a column from top to bottom, each once; a blank place beside a spanning title takes that title."""
    words: list[str] = []
    for depth, row in enumerate(part):
        text = squeezed(row.cells[column].text) if column < len(row.cells) else ""
        if not text and depth == 0 and len(part) > 1:
            text = next((squeezed(c.text) for c in reversed(row.cells[:column]) if c.text.strip()), "")
        if text and text not in words:
            words.append(text)
    return "|".join(words)


def _header(names: list[str]) -> Header | None:
    for kind in (TableKind.TARGETS, TableKind.TASKS):
        header = Header(kind, len(names))
        for index, name in enumerate(names):
            if (role := _role(name.rpartition("|")[2], kind) or _role(name, kind)) is not None:
                header.roles.setdefault(role, []).append(index)
            elif kind == TableKind.TARGETS and (figure := _figure(index, name, "|" in name)) is not None:
                header.figures.append(figure)
        if _is_whole(header):
            return _settled(header)
    return None


def _is_whole(header: Header) -> bool:
    if header.kind == TableKind.TARGETS:
        return ColumnRole.LABEL in header.roles and bool(header.figures)
    has_agencies = bool({ColumnRole.LEAD, ColumnRole.CO, ColumnRole.RESPONSIBLE} & set(header.roles))
    has_text = ColumnRole.CONTENT in header.roles or ColumnRole.AREA in header.roles
    return has_text and (has_agencies or {ColumnRole.CONTENT, ColumnRole.AREA, ColumnRole.SEQ} <= set(header.roles))


def _settled(header: Header) -> Header:
    """One column is the text of the row; the ones before it are its groups."""
    if header.kind == TableKind.TARGETS:
        *groups, label = header.roles[ColumnRole.LABEL]
        header.roles[ColumnRole.LABEL] = [label]
        if groups:
            header.roles[ColumnRole.GROUP] = [*header.roles.get(ColumnRole.GROUP, []), *groups]
    elif ColumnRole.CONTENT not in header.roles:
        *areas, content = header.roles[ColumnRole.AREA]
        header.roles[ColumnRole.CONTENT] = [content]
        header.roles[ColumnRole.AREA] = areas
    return header


def _role(name: str, kind: TableKind) -> ColumnRole | None:
    word = re.sub(r"\([^()]*\)", "", name).strip("|:")
    if len(word.rpartition("|")[2]) > MAX_HEADER:
        return None
    if SEQ.match(word):
        return ColumnRole.SEQ
    return _task_role(word) if kind == TableKind.TASKS else _target_role(word, name)


def _task_role(word: str) -> ColumnRole | None:
    if re.search("领导|责任人|联系人|负责人", word):
        return None
    is_lead, is_co = bool(re.search("牵头|主办", word)), bool(re.search("配合|协办|协同|参与|参加", word))
    if is_lead or is_co:
        return ColumnRole.RESPONSIBLE if is_lead and is_co else ColumnRole.LEAD if is_lead else ColumnRole.CO
    if re.search("责任(?:单位|部门|主体|分工|处室)|^(?:承办|负责|实施)(?:单位|部门)", word):
        return ColumnRole.RESPONSIBLE
    return ColumnRole.AREA if AREA.match(word) else ColumnRole.CONTENT if CONTENT.search(word) else None


def _target_role(word: str, name: str) -> ColumnRole | None:
    if UNIT.match(word):
        return ColumnRole.UNIT
    if re.search("责任|牵头|填报", word):
        return ColumnRole.RESPONSIBLE
    if WEIGHT.match(name):
        return ColumnRole.WEIGHT
    if ATTRIBUTE.search(word):
        return ColumnRole.ATTRIBUTE
    if YEAR.search(word):
        return None
    return ColumnRole.GROUP if GROUP.match(word) else ColumnRole.LABEL if LABEL.search(word) else None


def _figure(index: int, name: str, is_under: bool) -> FigureColumn | None:
    """A column of numbers: a year, with or without a word that says what the number is."""
    bare = re.sub(r"\((?![^()]*\d{4})[^()]*\)", "", name)
    bare = re.sub(r"\(([^()]*\d{4}[^()]*)\)", r"\1", bare)
    if NO_FIGURE.search(bare) and not BASELINE.search(bare):
        return None
    span, years = RANGE.search(bare), YEAR.findall(bare)
    year = int(span[1]) if span else int(years[-1]) if years else _period_end(bare)
    if span and (nth := re.search("第([一二三四五])年", bare)):
        return FigureColumn(index, Figure.TARGET, int(years[0]) + "一二三四五".index(nth[1]), name)
    is_total = bool(span) or (bool(TOTAL.search(bare)) and len(years) < 2)
    if BASELINE.search(bare):
        return FigureColumn(index, Figure.BASELINE, year, name, is_period=bool(re.search("累计|合计|总量", bare)))
    if ACTUAL.search(bare):
        return FigureColumn(index, Figure.ACTUAL, year, name) if year else None
    if is_total and (TARGET.search(bare) or span or re.search("合计|总计|累计", bare)):
        return FigureColumn(index, Figure.GOAL, year if span or not years else None, name, is_period=True)
    if year is not None and (is_under or TARGET.search(bare) or PLAIN_YEAR.fullmatch(bare)):
        return FigureColumn(index, Figure.TARGET, year, name)
    is_goal = year is None and re.search("目标|计划|预期|指标值|任务[数值]", bare)
    return FigureColumn(index, Figure.GOAL, None, name) if is_goal else None


def _period_end(name: str) -> int | None:
    """The last year of the five-year period a header names: 2025 for “十四五”累计."""
    found = PERIOD.search(name)
    return 2005 + 5 * "一二三四五六七八九".index(found[1]) + 5 if found else None
