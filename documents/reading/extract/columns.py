"""Tables known by the words of their headers, not by their place (domain.md §4, Tables)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from documents.notation.agency_names import looks_like_names
from documents.notation.labels import UNIT_WORD
from documents.notation.numerals import printed_number
from documents.notation.text import plain, squeezed
from documents.reading.blocks import Table, TableCell, TableRow
from documents.reading.extract.header_words import (
    ColumnRole,
    Figure,
    FigureColumn,
    TableKind,
    column_role,
    figure_column,
    is_header_word,
)

BLANK = ("", "-", "—", "/", "无", "(略)", "略")
MAX_HEADER_ROWS = 3  # rows a header may take
SAMPLE = 12  # rows that are looked at for numbers
FORMER = re.compile(r"原|调整前|修订前|旧")
MAX_MISSING_ROWS = 20  # rows that may be missing where a table breaks off
NOTE = re.compile(r"^[*＊]?\s*(?:注|备注|说明|资料来源|数据来源|填表说明)\s*\d*\s*[::.、]")


@dataclass
class Header:
    """What the columns hold; `titles` are their words. `unknown` columns have none that a rule knows, `doubled` are
    further columns of a year that has one, `left_out` those that a person said are not read.
    """

    kind: TableKind
    titles: list[str]
    roles: dict[ColumnRole, list[int]] = field(default_factory=dict)
    figures: list[FigureColumn] = field(default_factory=list)
    doubled: list[FigureColumn] = field(default_factory=list)
    unknown: list[int] = field(default_factory=list)
    left_out: list[int] = field(default_factory=list)

    @property
    def width(self) -> int:
        return len(self.titles)

    def remarks(self, row: TableRow) -> str:
        """What stands in columns for remarks, and in those that no rule knows, under their words."""
        found: dict[str, None] = {}
        for index in sorted([*self.roles.get(ColumnRole.REMARK, []), *self.unknown]):
            text = row.cells[index].text.strip() if index < len(row.cells) else ""
            if text and squeezed(text) not in BLANK:
                title = self.titles[index].rpartition("|")[2]
                found[text if index not in self.unknown or not title else f"{title}：{text}"] = None
        return "；".join(found)

    def text(self, row: TableRow, role: ColumnRole) -> str:
        """The text of the first filled column of a role."""
        return next((cell.text for cell in self.cells(row, role) if cell.text.strip()), "")

    def title(self, role: ColumnRole) -> str:
        """The words of the first column of a role."""
        return next((self.titles[index].rpartition("|")[2] for index in self.roles.get(role, [])), "")

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
    heads: list[int] = field(default_factory=list)  # numbers of the rows that are titles or head

    @property
    def printed_number(self) -> int:
        """What the document calls the table, else its place among the tables."""
        found = next((m for title in reversed(self.titles) if (m := CAPTION.match(squeezed(title)))), None)
        return self.caption or (int(found[1]) if found else self.table)


CAPTION = re.compile(r"表(\d{1,2})")


Known = Mapping[tuple[str, ...], Header]  # heads that a person has named, by their words
NONE_KNOWN: Known = {}


def segments(tables: Sequence[Table], known: Known = NONE_KNOWN) -> list[Segment]:
    """Return the parts of the tables that have a known header, repeated headers taken together.

    A table without a header goes on where the one before it broke off (a page break).
    """
    found: list[Segment] = []
    for table in tables:
        found += _of_table(table, found[-1] if found else None, known)
    return found


def _of_table(table: Table, before: Segment | None, known: Known) -> Iterator[Segment]:
    current: Segment | None = None
    titles: list[str] = []
    rows = list(table.rows)
    place = 0
    while place < len(rows):
        header, depth = _named_at(rows, place, known)
        if header is None:
            header, depth = _header_at(rows, place, is_inside=current is not None)
        if header:
            heads = [row.number for row in rows[place : place + depth]]
            place += depth
            if current is not None and current.header == header:
                current.heads += heads
                continue
            if current is not None:
                yield current
            current, titles = Segment(table.number, header, titles=titles, heads=heads), []
            continue
        row = rows[place]
        if current is not None and _is_break(rows, place) and not _may_be_of(row, current):
            yield current
            current = None  # another table of the sheet, whose head no rule knows
        if current is None and place == 0 and before is not None and _goes_on(row, before):
            current = Segment(table.number, before.header)
        if current is not None:
            current.rows.append(row)
        elif len(row.distinct) == 1:
            titles.append(row.distinct[0])
        place += 1
    if current is not None:
        yield current


def _is_break(rows: Sequence[TableRow], place: int) -> bool:
    """Whether something stands between a row and the one before it: blank rows, or a line of text.

    A heading that is merged over the width of its table is a part of it.
    """
    before = rows[place - 1]
    is_line = len(before.distinct) == 1 and not any(cell.is_repeat for cell in before.cells)
    return place > 0 and (rows[place].number > before.number + 1 or is_line)


def _may_be_of(row: TableRow, segment: Segment) -> bool:
    """Whether a row behind a break holds what the columns are for: its number, figures, or agencies."""
    header = segment.header
    if len(row.distinct) < 2 or printed_number(header.text(row, ColumnRole.SEQ)) is not None:
        return True
    if ColumnRole.SEQ in header.roles and any(printed_number(header.text(r, ColumnRole.SEQ)) for r in segment.rows):
        return not header.text(row, ColumnRole.SEQ).strip() or any(cell.is_repeat for cell in row.cells)
    if header.kind == TableKind.TASKS:
        agencies = [header.text(row, role) for role in (ColumnRole.LEAD, ColumnRole.CO, ColumnRole.RESPONSIBLE)]
        return any(looks_like_names(text) for text in agencies)
    if UNIT_WORD.fullmatch(squeezed(header.text(row, ColumnRole.UNIT))):
        return True  # a milestone has words for figures
    has_figures = any(row.cells[c.index].text.strip() for c in header.figures if c.index < len(row.cells))
    return has_figures and _holds_numbers(header, [row])


def _goes_on(row: TableRow, before: Segment) -> bool:
    """A first row that counts on from the table before, in as many columns."""
    printed = (printed_number(before.header.text(r, ColumnRole.SEQ)) for r in reversed(before.rows[-MAX_MISSING_ROWS:]))
    last = next((n for n in printed if n is not None), None)
    number = printed_number(before.header.text(row, ColumnRole.SEQ))
    if number is None or len(row.cells) != before.header.width:
        return False
    return number == 1 if last is None else last < number <= last + MAX_MISSING_ROWS


def _named_at(rows: Sequence[TableRow], place: int, known: Known) -> tuple[Header | None, int]:
    """The header at a row whose columns a person has named."""
    for depth in range(1, MAX_HEADER_ROWS + 1) if known else ():
        if header := known.get(titles_of(rows[place : place + depth])):
            return header, depth
    return None, 0


def titles_of(head: Sequence[TableRow]) -> tuple[str, ...]:
    """The words of every column of a head, from top to bottom, without blank columns at the end."""
    names = [_composed(head, column) for column in range(max((len(row.cells) for row in head), default=0))]
    while names and not names[-1]:
        names.pop()
    return tuple(names)


def _header_at(rows: Sequence[TableRow], place: int, is_inside: bool) -> tuple[Header | None, int]:
    """The header that begins at a row, and how many rows it takes: the depth that names most columns.

    Inside a table only a row that holds nothing but words of headers is one.
    """
    best: tuple[int, Header | None, int] = (0, None, 0)
    words = rows[place].distinct
    known_words = sum(is_header_word(squeezed(word)) for word in words)
    is_row = len(words) < 2 or known_words * 2 < len(words) or (is_inside and known_words < len(words))
    if is_row or any((number := printed_number(word)) is not None and number < 1900 for word in words):
        return None, 0  # a title over the whole width, or a row of the table
    for depth in range(1, MAX_HEADER_ROWS + 1):
        part = rows[place : place + depth]
        if len(part) < depth or (depth > 1 and not _is_header_row(part[-1], part[0])):
            break
        names = [_composed(part, column) for column in range(max(len(row.cells) for row in part))]
        header = _header(names, rows[place + depth : place + depth + SAMPLE])
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
    return bool(own) and all(is_header_word(squeezed(cell.text)) for cell in own)


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


def _header(names: list[str], sample: Sequence[TableRow]) -> Header | None:
    """The header of these names; `sample` are the first rows below it: where targets stand there are numbers."""
    for kind in (TableKind.TARGETS, TableKind.TASKS):
        header = Header(kind, names)
        for index, name in enumerate(names):
            if (role := column_role(name.rpartition("|")[2], kind) or column_role(name, kind)) is not None:
                header.roles.setdefault(role, []).append(index)
            elif kind == TableKind.TARGETS and (figure := figure_column(index, name, "|" in name)) is not None:
                header.figures.append(figure)
            else:
                header.unknown.append(index)
        if _is_whole(header) and (kind == TableKind.TASKS or _holds_numbers(header, sample)):
            return _settled(header)
    return None


def _holds_numbers(header: Header, sample: Sequence[TableRow]) -> bool:
    """Whether a column of figures has a number in one of the first rows, or no row at all."""
    cells = [row.cells[c.index].text for row in sample for c in header.figures if c.index < len(row.cells)]
    filled = [text for text in cells if squeezed(text) not in BLANK]
    return not filled or any(re.search(r"[\d%]|建成|达标", plain(text)) and len(text) < 40 for text in filled)


def _is_whole(header: Header) -> bool:
    if header.kind == TableKind.TARGETS:
        return ColumnRole.LABEL in header.roles and bool(header.figures)
    has_agencies = bool({ColumnRole.LEAD, ColumnRole.CO, ColumnRole.RESPONSIBLE} & set(header.roles))
    texts = [*header.roles.get(ColumnRole.CONTENT, []), *header.roles.get(ColumnRole.AREA, [])]
    if not texts or has_agencies:
        return bool(texts)
    # without agencies a list of tasks says so; a list of projects is none
    says_tasks = any(re.search("任务|举措|措施|事项|要求", header.titles[index]) for index in texts)
    return says_tasks and len(texts) + (ColumnRole.SEQ in header.roles) + (ColumnRole.DUE in header.roles) >= 3


def _settled(header: Header) -> Header:
    """One column is the text of the row; the ones before it are its groups. A year has one column of targets."""
    if header.kind == TableKind.TARGETS:
        _keep_first_of_year(header)
        *groups, label = header.roles[ColumnRole.LABEL]
        header.roles[ColumnRole.LABEL] = [label]
        if groups:
            header.roles[ColumnRole.GROUP] = [*header.roles.get(ColumnRole.GROUP, []), *groups]
    elif ColumnRole.CONTENT not in header.roles:
        *areas, content = header.roles[ColumnRole.AREA]
        header.roles[ColumnRole.CONTENT] = [content]
        header.roles[ColumnRole.AREA] = areas
    return header


def _keep_first_of_year(header: Header) -> None:
    """Two columns of one year and kind: 目标值 stands, 目标值（原） does not; of equals the first."""
    by_kind: dict[tuple[Figure, int | None, bool], list[FigureColumn]] = {}
    for column in header.figures:
        by_kind.setdefault((column.figure, column.year, column.is_period), []).append(column)
    for columns in by_kind.values():
        kept = next((column for column in columns if not FORMER.search(column.title)), columns[0])
        header.doubled += [column for column in columns if column is not kept]
    header.figures = [column for column in header.figures if column not in header.doubled]
