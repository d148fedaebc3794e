"""Target tables whose cells a conversion ran together: 指标2020年实际值2025年目标值…(万件)22.6预期性."""

from __future__ import annotations

import re
from dataclasses import dataclass

from documents.draft.values import DraftIndicator
from documents.notation.labels import split_label
from documents.notation.text import plain
from documents.notation.values import UNITS, cuts
from documents.reading.extract.columns import Header
from documents.reading.extract.header_words import ColumnRole, Figure, FigureColumn, TableKind, figure_column
from documents.reading.extract.outline import OutlineLine
from documents.reading.extract.target_tables import ATTRIBUTES, TargetRows, run_together

WORDS = "一级指标|二级指标|三级指标|主要指标|指标名称|指标属性|序号|指标|属性|单位|类别"
FIGURES = r"(?:19|20)\d{2}年(?:实际值?|目标值?|完成值?|现状值?|预期值?|基数|计划)?"
HEAD = re.compile(rf"(?:(?:{WORDS})|{FIGURES}){{3,}}")
TOKEN = re.compile(rf"{WORDS}|{FIGURES}")
ROW = re.compile(
    rf"(?P<label>(?:[^()]|\((?!(?:[百千万亿]?(?:{UNITS}))\)\d)[^()]*\)){{2,60}}?\((?P<unit>[百千万亿]?(?:{UNITS}))\))"
    r"(?P<run>\d[\d.%]*)(?P<attribute>预期性?|约束性?)?(?P<state>基本完成|未完成|完成|达标)?"
)
MAX_GAP = 60  # characters between two rows: a class, a row number, a repeated header
CAPTION = re.compile(r"表\s*(\d{1,2})[.、:\s]*(?P<title>[^。;]{0,40})$")


@dataclass(frozen=True)
class RunTable:
    """A table found in a line of text; `title` is its caption, `table` the number the caption prints."""

    header: Header
    title: str
    number: int
    rows: list[re.Match[str]]
    groups: list[str]
    line: OutlineLine


def run_tables(lines: list[OutlineLine]) -> list[RunTable]:
    """Return the tables whose cells run together in the text."""
    found: list[RunTable] = []
    for line in lines:
        words = plain(line.text)
        place = 0
        while head := HEAD.search(words, place):
            table = _table(line, words, head, len(found) + 1)
            place = head.end()
            if table and table.rows:
                found.append(table)
                place = table.rows[-1].end()
    return found


def _table(line: OutlineLine, words: str, head: re.Match[str], number: int) -> RunTable | None:
    names = TOKEN.findall(head[0])
    figures = [f for n, name in enumerate(names) if (f := figure_column(n, name, False)) is not None]
    if not figures or not any("指标" in name for name in names):
        return None
    roles = {ColumnRole.LABEL: [0]} | ({ColumnRole.SEQ: [0]} if "序号" in names else {})
    rows, groups = _rows(words, head, has_numbers="序号" in names)
    caption = CAPTION.search(words[max(0, head.start() - 50) : head.start()])
    return RunTable(
        Header(TableKind.TARGETS, names, roles, figures), caption["title"].strip() if caption else "",
        int(caption[1]) if caption else number, rows, groups, line,
    )  # fmt: skip


def _rows(words: str, head: re.Match[str], has_numbers: bool) -> tuple[list[re.Match[str]], list[str]]:
    """Rows one behind the other. Between them are a class, the row number, or the header once more."""
    rows: list[re.Match[str]] = []
    groups: list[str] = []
    group, place = "", head.end()
    while True:
        if again := re.compile(rf"[^\d()。;]{{0,6}}?{HEAD.pattern}").match(words, place):
            place = again.end()
        if has_numbers:
            number = re.compile(rf"(?P<group>[^\d()。;,]{{0,12}}?){len(rows) + 1}(?=\D)").match(words, place)
            if not number:
                break
            group = number["group"] or group
            place = number.end()
        row = ROW.match(words, place)
        if not row or re.search("[。;!?]", row["label"]):
            break
        rows.append(row)
        groups.append(group)
        place = row.end()
    return rows, groups


def run_rows(table: RunTable, start_year: int, place: int | None = None) -> TargetRows:
    """Return the rows of a run-together table: names and units, all values empty, with every way to cut them."""
    found = TargetRows(years={c.year for c in table.header.figures if c.year and c.figure == Figure.TARGET})
    columns: list[FigureColumn] = table.header.figures
    for seq, (row, group) in enumerate(zip(table.rows, table.groups, strict=True), 1):
        name, unit = split_label(row["label"])
        start = row.start("label")
        label = table.line.text[start : row.end("label")]
        attribute = next((value for word, value in ATTRIBUTES.items() if (row["attribute"] or "").startswith(word)), "")
        indicator = DraftIndicator(
            seq, label, name, unit, group=group, attribute=attribute, place=table.line.place | {"caption": table.number}
        )
        found.indicators.append(indicator)
        run_together(found, indicator, columns, cuts(row["run"], len(columns)), row["run"], place, start_year)
    return found
