"""Tables of responsibilities → tasks."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from documents.draft.cell_path import CellPath
from documents.draft.findings import Finding, Place
from documents.draft.values import AccountLine, DraftAssignment, DraftTask
from documents.notation.agency_names import looks_like_names
from documents.notation.numerals import printed_number
from documents.notation.text import plain, squeezed
from documents.reading.blocks import TableCell, TableRow
from documents.reading.extract.columns import BLANK, NOTE, Header, Segment
from documents.reading.extract.header_words import ColumnRole, TableKind
from documents.reading.extract.roles import Roles, column_roles, marked_roles
from documents.reading.extract.terms import due_day

SECTION_NUMBER = re.compile(r"\(?[一二三四五六七八九十]{1,3}\)?[、.]?")
HEADING = re.compile(r"^(?:第?[一二三四五六七八九十]{1,3}[、章节]|\([一二三四五六七八九十]{1,3}\)|\d{1,2}[、.])\s*")


def table_tasks(segments: Iterable[Segment]) -> tuple[list[DraftTask], list[Finding], list[AccountLine]]:
    """Return the rows of every table of responsibilities, counted through, what is odd about their numbers, and what
    in them is not taken.
    """
    found = _Tasks()
    for segment in segments:
        if segment.header.kind == TableKind.TASKS:
            found.start(segment)
            for row in segment.rows:
                found.take(aligned(row, segment.header))
    return found.tasks, found.findings + found.repeated_areas(), found.unread


def aligned(row: TableRow, header: Header) -> TableRow:
    """Put back the place of an area that a text left out: it stood in a merged cell above."""
    areas, columns = header.roles.get(ColumnRole.AREA, []), header.roles.get(ColumnRole.RESPONSIBLE, [])
    texts = row.texts
    while texts and not texts[-1].strip():
        texts.pop()
    if not areas or not columns or len(texts) >= header.width or len(row.cells) > header.width:
        return row
    whole = [*texts[: areas[-1]], "", *texts[areas[-1] :]]
    names, whole_names = ((line[columns[0]] if columns[0] < len(line) else "") for line in (texts, whole))
    if looks_like_names(names) or not looks_like_names(whole_names):
        return row
    return TableRow(row.number, tuple(TableCell(text) for text in whole))


class _Tasks:
    """Reads row after row; remembers the area that goes on and the numbers that were printed."""

    def __init__(self) -> None:
        self.tasks: list[DraftTask] = []
        self.findings: list[Finding] = []
        self.area = ""
        self.leaves_areas_out = False  # else every row names its area, and naming it again is no repetition
        self.repeated: list[tuple[bool, Finding]] = []
        self.numbers: list[int] = []
        self.seen: set[str] = set()
        self.unread: list[AccountLine] = []

    def start(self, segment: Segment) -> None:
        """Go on with another table: areas and numbers run over a page break."""
        self.segment, self.header = segment, segment.header

    def take(self, row: TableRow) -> None:
        if NOTE.match(plain(row.cells[0].text)):
            return
        if heading := section(row):
            self._take_heading(heading)
        elif self._goes_on(row):
            self._add_agencies(row)
        elif content := self._content(row):
            self._take_task(row, content)

    def _take_heading(self, text: str) -> None:
        """A text over the whole width names the area of the rows below it."""
        if len(text) <= 60:
            self.area = HEADING.sub("", plain(text)).strip()
            self.leaves_areas_out = True

    def _content(self, row: TableRow) -> str:
        """The text of the row: every column of content, then what it is to bring; each text once."""
        texts = [_lines(cell.text) for cell in self.header.cells(row, ColumnRole.CONTENT)]
        if not any(texts):
            texts = [_lines(self.header.text(row, ColumnRole.AREA))]
        results = [_lines(cell.text) for cell in self.header.cells(row, ColumnRole.RESULT)]
        return "\n".join(dict.fromkeys(text for text in [*texts, *results] if text and squeezed(text) not in BLANK))

    def _goes_on(self, row: TableRow) -> bool:
        """A merged text beside several rows of agencies is one task."""
        cells = [*self.header.cells(row, ColumnRole.CONTENT), *self.header.cells(row, ColumnRole.RESULT)]
        is_repeat = bool(self.tasks) and bool(cells) and all(c.is_repeat for c in cells)
        return is_repeat and self.tasks[-1].content == self._content(row)

    def _add_agencies(self, row: TableRow) -> None:
        task, roles = self.tasks[-1], self._roles(row)
        known = {part.printed_name for part in task.assignments}
        task.assignments += [part for part in assignments(roles) if part.printed_name not in known]

    def _take_task(self, row: TableRow, content: str) -> None:
        label = self.header.text(row, ColumnRole.SEQ).strip()
        place = {"table": self.segment.table, "row": row.number}
        seq = len(self.tasks) + 1
        if not any(cell.is_repeat for cell in self.header.cells(row, ColumnRole.SEQ)):
            self._check_number(printed_number(label), seq, place)
        self._take_area(row, seq, place)
        due, note = self._terms(row)
        roles = self._roles(row)
        self.unread += [AccountLine("agency", name, place, "no-agency") for name in roles.unread]
        parts = assignments(roles)
        self.tasks.append(DraftTask(seq, content, label, self.area, note, due, assignments=parts, place=place))
        self._set_aside(row, place)

    def _terms(self, row: TableRow) -> tuple[dt.date | None, str]:
        """The day a task is due, and as its remark what else is said: a term that is no day, and other columns."""
        term = _one_line(self.header.text(row, ColumnRole.DUE))
        due = due_day(term)
        said = f"{self.header.title(ColumnRole.DUE)}：{term}" if term and not due and term not in BLANK else ""
        return due, "；".join(filter(None, (said, self.header.remarks(row))))

    def _set_aside(self, row: TableRow, place: Place) -> None:
        for cell in self.header.cells(row, ColumnRole.PERSON):
            if not cell.is_repeat and squeezed(cell.text) not in BLANK:
                self.unread.append(AccountLine("agency", _one_line(cell.text), place, "person"))
        self.unread += progress_lines(self.header, row, place)

    def _take_area(self, row: TableRow, seq: int, place: dict[str, int]) -> None:
        cells = [cell for cell in self.header.cells(row, ColumnRole.AREA) if cell.text.strip()]
        named = " / ".join(dict.fromkeys(HEADING.sub("", _one_line(cell.text)) for cell in cells))
        is_printed = any(not cell.is_repeat for cell in cells)
        if is_printed and named in self.seen:
            finding = Finding("area-repeated", CellPath.task(seq).at("area"), place, {"area": named})
            self.repeated.append((named != self.area, finding))
        self.leaves_areas_out |= not is_printed
        self.area = named or self.area
        self.seen.add(self.area)

    def repeated_areas(self) -> list[Finding]:
        """Areas that are named again after a break."""
        return [finding for is_after_another, finding in self.repeated if self.leaves_areas_out or is_after_another]

    def _check_number(self, number: int | None, seq: int, place: dict[str, int]) -> None:
        self.findings += number_findings(self.numbers, number, CellPath.task(seq).at("label"), place)

    def _roles(self, row: TableRow) -> Roles:
        lead, co, shared = (self._names(row, role) for role in (ColumnRole.LEAD, ColumnRole.CO, ColumnRole.RESPONSIBLE))
        if ColumnRole.LEAD in self.header.roles:
            return column_roles(lead, "、".join(filter(None, (co, shared))))
        if ColumnRole.RESPONSIBLE in self.header.roles:
            roles = marked_roles(shared)
            if co.strip():
                more = column_roles("", co).co
                return Roles(roles.lead, [*roles.co, *(n for n in more if n not in roles.names)], "column")
            return roles
        return column_roles("", co)

    def _names(self, row: TableRow, role: ColumnRole) -> str:
        return "、".join(
            dict.fromkeys(
                cell.text
                for cell in self.header.cells(row, role)
                if squeezed(cell.text) not in ("", "-", "—", "/", "无")
            )
        )


def section(row: TableRow) -> str:
    """The text of a row that only names what follows: over the whole width, or behind a Chinese numeral; else ""."""
    words = row.distinct
    if len(words) == 1 and not words[0].strip().isdigit():
        return words[0]
    is_numbered = len(words) == 2 and SECTION_NUMBER.fullmatch(squeezed(words[0]))
    return words[1] if is_numbered and len(words[1]) <= 60 else ""


def assignments(roles: Roles) -> list[DraftAssignment]:
    """Return roles as rows of a draft, leads first; under which name an agency is stored is decided later."""
    return [
        DraftAssignment(name, name, role, roles.rule)
        for role, names in (("lead", roles.lead), ("co", roles.co))
        for name in names
    ]


def led_by_first(parts: list[DraftAssignment]) -> list[DraftAssignment]:
    """The same parts, where the document says that the first agency of several leads."""
    if len(parts) < 2 or any(part.rule != "none" for part in parts):
        return parts
    return [replace(part, role="co" if n else "lead", rule="narrative") for n, part in enumerate(parts)]


def progress_lines(header: Header, row: TableRow, place: dict[str, int]) -> Iterator[AccountLine]:
    """What stands in a row of what was reported since the plan: said to be left out, whole."""
    for cell in header.cells(row, ColumnRole.PROGRESS):
        if not cell.is_repeat and squeezed(cell.text) not in BLANK:
            yield AccountLine("text", " ".join(cell.text.split()), place, "progress")


def number_findings(numbers: list[int], number: int | None, cell: CellPath, place: dict[str, int]) -> list[Finding]:
    """Return what is odd about the next printed number, and remember it. A count that begins again is not."""
    found = []
    if number is not None:
        last = numbers[-1] if numbers else 0
        values = {"number": str(number), "last": str(last)}
        if number == 1 and last != 1:
            numbers.clear()
        elif number in numbers:
            found = [Finding("sequence-duplicate", cell, place, values)]
        elif number > last + 1:
            found = [Finding("sequence-gap", cell, place, values)]
        numbers.append(number)
    return found


def _lines(text: str) -> str:
    return "\n".join(line.strip() for line in text.split("\n") if line.strip())


def _one_line(text: str) -> str:
    return "".join(line.strip() for line in text.split("\n"))
