"""All there is in a document → what of it the draft holds, and what not and why: nothing is lost without a word.

Tables, numbers with a unit, responsibility brackets and the word 牵头 (domain.md §4). The steps of the reading say what
they took or set aside; here the rest of the document is gone through.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from documents.draft.cell_path import DOCUMENT
from documents.draft.findings import Finding
from documents.draft.values import AccountLine, Draft
from documents.notation.text import plain, squeezed
from documents.reading.blocks import Block, Paragraph, Table, TableRow
from documents.reading.extract.columns import BLANK, Segment
from documents.reading.extract.duty_brackets import brackets
from documents.reading.extract.goals import SourceText, is_promise
from documents.reading.extract.head.fields import FIELDS
from documents.reading.extract.outline import OutlineLine
from documents.reading.extract.statements import amounts_in, sentences, statements

MAX_TEXT = 200  # characters that are kept of each
MIN_COLUMNS, MIN_ROWS = 2, 3  # of a table that is accounted for as a whole
REGION = re.compile(r"^[\u4e00-\u9fff]{1,8}(?:[县区旗镇乡]|[^年]市|街道|开发区|园区|新区|示范区|管委会)$")
FIRM = frozenset(["doubled", "no-label", "other-year", "outside"])  # of numbers in tables: a person looks


Taken = dict[tuple[int, int], str]  # by source and place: "" for a number that is a goal, else why it is none


class Account:
    """Goes through a document once the draft is made; `taken` are the numbers the goals' reading has decided on."""

    def __init__(self, draft: Draft, texts: Sequence[SourceText], taken: Taken) -> None:
        self.draft, self.texts, self.taken = draft, texts, taken
        self.contents = "\n".join(squeezed(task.content + task.note) for task in draft.tasks)
        self.whole_contents = {squeezed(task.content) for task in draft.tasks}
        self.lines: list[AccountLine] = list(draft.account)
        self.goal_places: set[int] = set()  # of lines, which are in a part about goals

    def numbers_of_texts(self) -> None:
        """Every number with a unit in paragraphs, and in rows that are one text."""
        for number, source in enumerate(self.texts):
            if not source.task:
                self.lines += self._numbers(number, source)

    def _numbers(self, number: int, source: SourceText) -> Iterator[AccountLine]:
        for start, sentence in sentences(source.text):
            found = list(amounts_in(sentence))
            if not found:
                continue
            in_task = squeezed(sentence).strip("。;；") in self.contents
            promised = {one.place: one for one in statements(sentence)}
            for place, end in found:
                reason = self.taken.get((number, start + place))
                if reason is None or (reason and in_task):
                    asked = is_promise(sentence, source.is_goal_part, self.draft.plan.end_year)
                    reason = "" if in_task else "heading" if source.is_heading else "base" if asked else "narrative"
                one = promised.get(place)
                offer = {} if one is None or not reason else _offer(one)
                at = source.offset + start
                text, is_goal_part = sentence[place:end], source.is_goal_part
                yield AccountLine("number", text, source.place, reason, at + place, at + end, offer, is_goal_part)

    def numbers_of_task_tables(self, segments: Iterable[Segment]) -> None:
        for segment in segments:
            for row in segment.rows:
                self._numbers_of_row(segment.table, row, "narrative")

    def _numbers_of_row(self, table: int, row: TableRow, reason: str) -> None:
        for column, cell in enumerate(row.cells):
            if cell.is_repeat or not cell.text.strip():
                continue
            found = [(at, s, *span) for at, s in sentences(cell.text) for span in amounts_in(s)]
            why = "" if found and self._is_taken(cell.text) else reason
            for start, sentence, place, end in found:
                where = {"table": table, "row": row.number, "column": column + 1}
                text = sentence[place:end]
                self.lines.append(AccountLine("number", text, where, why, start + place, start + end))

    def _is_taken(self, text: str) -> bool:
        """Whether a task has the text of a cell; most are one as a whole, so all are not searched for each."""
        short = squeezed(text)
        return short in self.whole_contents or short in self.contents

    def tables(self, blocks: Sequence[Block], segments: Sequence[Segment]) -> None:
        """Every table: read, of the head's fields, or not read and why; and rows above the head of one that is."""
        read = {segment.table for segment in segments}
        for table in (block for block in blocks if isinstance(block, Table)):
            if table.number in read:
                self.lines.append(AccountLine("table", _shown(table.rows), {"table": table.number}))
                self._rows_outside(table, [s for s in segments if s.table == table.number])
            elif _is_of_fields(table):
                self.lines.append(AccountLine("table", _shown(table.rows), {"table": table.number}))
            else:
                self._unread_table(table)

    def _unread_table(self, table: Table) -> None:
        width = max(len(row.cells) for row in table.rows)
        is_small = width < MIN_COLUMNS or len(table.rows) < MIN_ROWS
        reason = "small-table" if is_small else table_reason(table.rows)
        if not is_small:
            self.lines.append(AccountLine("table", _shown(table.rows), {"table": table.number}, reason))
        for row in table.rows:
            if len(row.distinct) > 1:  # a row of one text is among the texts
                self._numbers_of_row(table.number, row, reason)

    def _rows_outside(self, table: Table, segments: Sequence[Segment]) -> None:
        """Rows that belong to no head: a table of their own where there are several, under another one of its sheet."""
        known = {row.number for s in segments for row in s.rows} | {n for s in segments for n in s.heads}
        outside = (row for row in table.rows if row.number not in known and len(row.distinct) > 1)
        for rows in _in_runs(outside):
            if len(rows) >= MIN_ROWS:
                place = {"table": table.number, "row": rows[0].number}
                self.lines.append(AccountLine("table", _shown(rows), place, table_reason(rows)))
            for row in rows:
                self._numbers_of_row(table.number, row, "outside" if len(rows) < MIN_ROWS else table_reason(rows))

    def agencies(self, lines: Sequence[OutlineLine], used: set[tuple[int, int]], from_table: bool) -> None:
        """Every responsibility bracket and label line, and each 牵头 outside of one."""
        has_brackets = sum(bool(brackets(line.text)) for line in lines) > 1
        for number, line in enumerate(lines):
            found = brackets(line.text, has_brackets)
            for bracket in found:
                is_taken = (number, bracket.start) in used
                reason = "" if is_taken else "task-table" if from_table else "no-task"
                text = line.text[bracket.start : bracket.end][:MAX_TEXT]
                self.lines.append(AccountLine("agency", text, line.place, reason, bracket.start, bracket.end))
            for word in re.finditer("牵头", line.text):
                if not any(b.start <= word.start() < b.end for b in found):
                    reason = "" if squeezed(line.body).strip("。;；") in self.contents else "narrative"
                    near = line.text[max(0, word.start() - 20) : word.end() + 20]
                    self.lines.append(AccountLine("agency", near, line.place, reason, word.start(), word.end()))

    def finish(self) -> None:
        """Put the account into the draft, and what a person should look at among its findings."""
        self.draft.account = self.lines
        self.draft.doubts += _findings(self.lines)


def _offer(statement: object) -> dict[str, str]:
    """What a number would promise, for the one click that makes it a goal."""
    names = ("name", "operator", "value", "unit", "basis", "text")
    return {name: str(found) for name in names if (found := getattr(statement, name)) not in (None, "")}


def _in_runs(rows: Iterable[TableRow]) -> Iterator[list[TableRow]]:
    """Rows that follow each other, together."""
    run: list[TableRow] = []
    for row in rows:
        if run and row.number != run[-1].number + 1:
            yield run
            run = []
        run.append(row)
    if run:
        yield run


def _shown(rows: Sequence[TableRow]) -> str:
    """The words of the first row, as far as they are shown."""
    return " | ".join(squeezed(text) for text in rows[0].distinct)[:MAX_TEXT]


def _is_of_fields(table: Table) -> bool:
    """索引号 | 文号 …: what a web page says of the document."""
    words = {squeezed(text).rstrip(":：") for row in table.rows for text in row.distinct}
    return len(words & set(FIELDS)) >= 2


def table_reason(rows: Sequence[TableRow]) -> str:
    """Why a table is not read: figures by region, a list of projects, or words of a head that no rule knows."""
    head = [squeezed(text) for row in rows[:2] for text in row.distinct]
    first = [squeezed(row.cells[column].text) for row in rows[1:] for column in (0, 1) if column < len(row.cells)]
    for names in (head, first):
        if sum(bool(REGION.match(name)) for name in names) >= MIN_ROWS:
            return "region-table"
    return "project-table" if any("项目" in word for word in head) else "unknown-table"


def _findings(lines: Iterable[AccountLine]) -> Iterator[Finding]:
    """One for each table, for each column of a table, and for each line of text."""
    groups: dict[tuple[object, ...], list[AccountLine]] = defaultdict(list)
    for line in lines:
        is_told_by_table = line.kind == "number" and line.reason in ("unknown-table", "region-table", "project-table")
        if line.reason and line.reason != "doubt" and line.kind != "text" and not is_told_by_table:
            place = line.place
            whole = place.get("column") if line.reason in ("rate", "doubled", "other-year") else place.get("row")
            where = (place.get("table"), whole, place.get("paragraph"))
            groups[(line.kind, *where, line.reason, line.is_goal_part)].append(line)
    for (kind, *_where, reason, _is_goal), found in groups.items():
        first = found[0].place
        is_column = reason in ("rate", "doubled", "other-year")
        names = ("table",) if is_column else ("table", "row", "paragraph")
        place = {name: first[name] for name in names if name in first}
        texts = "、".join(dict.fromkeys(line.text for line in found))[: MAX_TEXT * 2]
        values = {"text": texts, "reason": str(reason)} | ({"firm": "1"} if found[0].is_firm else {})
        offered = list(dict.fromkeys(line.text for line in found if line.promise))
        yield Finding(f"{kind}-unread", DOCUMENT, place, values, offered)


def figures_unread(texts: Iterable[str]) -> list[str]:
    """Those of some cells that hold a figure."""
    return [text for text in texts if squeezed(text) not in BLANK and re.search(r"\d", plain(text))]


def offsets(blocks: Iterable[Block], lines: Sequence[OutlineLine]) -> list[int]:
    """Where the body of each line begins in the text of its paragraph; 0 for rows of tables."""
    texts = {block.number: block.text for block in blocks if isinstance(block, Paragraph)}
    places: dict[int, int] = defaultdict(int)
    found = []
    for line in lines:
        if line.table:
            found.append(0)
            continue
        start = max(texts[line.paragraph].find(line.text, places[line.paragraph]), 0)
        places[line.paragraph] = start + len(line.text)
        found.append(start + len(line.text) - len(line.body))
    return found
