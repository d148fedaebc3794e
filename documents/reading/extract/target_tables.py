"""Target tables → indicators with baselines, yearly targets and actuals."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal

from documents.draft.cell_path import CellName, CellPath
from documents.draft.findings import Finding
from documents.draft.values import AccountLine, DraftActual, DraftBaseline, DraftGoal, DraftIndicator
from documents.notation.agency_names import split_names
from documents.notation.labels import UNIT_WORD, split_label
from documents.notation.numerals import printed_number
from documents.notation.table_goals import table_clause
from documents.notation.text import plain, squeezed
from documents.notation.values import CellValue, cell_value, cuts, plain_digits
from documents.reading.blocks import TableCell, TableRow
from documents.reading.extract.columns import BLANK, NOTE, Header, Segment
from documents.reading.extract.header_words import ColumnRole, Figure, FigureColumn, TableKind
from documents.reading.extract.responsibilities import HEADING, number_findings, progress_lines, section

MAX_NOTE = 2_000  # characters
NO_ACTUAL = {"未填报", "逾期", "不适用", "未公布"}  # why there is no value, as our own workbook says it
ATTRIBUTES = {"预期": "expected", "约束": "binding"}


@dataclass
class TargetRows:
    """What a target table gives; `goals` are those of its last column."""

    indicators: list[DraftIndicator] = field(default_factory=list)
    goals: list[DraftGoal] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    years: set[int] = field(default_factory=set)  # that have a column of targets
    account: list[AccountLine] = field(default_factory=list)  # of the figures in its rows
    trends: dict[int, str] = field(default_factory=dict)  # by row, what a column of directions prints


def target_rows(segments: Iterable[Segment], start_year: int, end_year: int, table: int | None = None) -> TargetRows:
    """Return the rows of the target tables of a plan of these years, counted through.

    `table` is the place of a table of another period, None for the plan itself.
    """
    reader = _Targets(start_year, end_year, table)
    for segment in segments:
        if segment.header.kind == TableKind.TARGETS:
            reader.start(segment)
            for row in segment.rows:
                reader.take(row)
    return reader.found


def period(segment: Segment, start_year: int, end_year: int) -> tuple[int, int] | None:
    """Return the years of a table of an earlier period, None where it belongs to the plan itself."""
    promised = [c.year for c in segment.header.figures if c.year and c.figure in (Figure.TARGET, Figure.GOAL)]
    if not promised or not start_year or max(promised) >= start_year:
        return None
    last = max(promised)
    before = [c.year for c in segment.header.figures if c.year and c.year < min(promised)]
    return (max(before) + 1 if before else min(promised), last)


class _Targets:
    def __init__(self, start_year: int, end_year: int, table: int | None) -> None:
        self.start_year, self.end_year, self.table = start_year, end_year, table
        self.found = TargetRows()
        self.group = ""
        self.numbers: list[int] = []

    def start(self, segment: Segment) -> None:
        self.segment, self.header = segment, segment.header
        self.found.years |= {c.year for c in self._columns(Figure.TARGET) if c.year}
        targets = [c.year for c in segment.header.figures if c.figure == Figure.TARGET]
        years = [year for year in targets if year is None or year >= self.start_year]
        goals = [c for c in segment.header.figures if c.figure == Figure.GOAL]
        self.is_goal_alone = (years == [self.end_year] and not goals) or (not years and bool(goals))

    def _columns(self, figure: Figure) -> list[FigureColumn]:
        return [column for column in self.header.figures if column.figure == figure]

    def take(self, row: TableRow) -> None:
        row = aligned(row, self.header)
        if NOTE.match(plain(row.cells[0].text)):
            return
        label = self.header.text(row, ColumnRole.LABEL)
        if heading := section(row):
            self.group = HEADING.sub("", squeezed(heading)) if len(heading) < 40 else self.group
        elif label.strip():
            self._take_row(row, "".join(label.split("\n")).strip())
        else:
            for column, cell in enumerate(row.cells):
                self._account(row, column, cell.text, "no-label")

    def _account(self, row: TableRow, column: int, text: str, reason: str) -> None:
        """Say of a figure whether the draft has it, or why not."""
        if squeezed(text) not in BLANK and re.search(r"\d", plain(text)):
            place = {"table": self.segment.table, "row": row.number, "column": column + 1}
            self.found.account.append(AccountLine("number", text.strip(), place, reason, 0, len(text)))

    def _take_row(self, row: TableRow, label: str) -> None:
        seq, place = len(self.found.indicators) + 1, {"table": self.segment.table, "row": row.number}
        if self.segment.printed_number != self.segment.table:
            place["caption"] = self.segment.printed_number
        number = printed_number(self.header.text(row, ColumnRole.SEQ))
        self.found.findings += number_findings(
            self.numbers, number, CellPath.indicator(seq, self.table).at("seq"), place
        )
        name, unit = split_label(label)
        unit = squeezed(self.header.text(row, ColumnRole.UNIT)) or unit
        unit = "" if unit in ("-", "—", "/") else unit
        if self.header.roles.get(ColumnRole.UNIT) and split_label(label)[1] not in ("", unit):
            name = squeezed(label)
        indicator = DraftIndicator(
            seq, label, name, unit, group=self._group(row), attribute=self._attribute(row),
            weight=self._weight(row), reporter=self._reporter(row), note=self.header.remarks(row)[:MAX_NOTE],
            place=place,
        )  # fmt: skip
        self.found.indicators.append(indicator)
        self.found.trends[seq] = squeezed(self.header.text(row, ColumnRole.TREND))
        if not self._take_run(row, indicator):
            self._take_figures(row, indicator)

    def _reporter(self, row: TableRow) -> str:
        """Exactly one agency reports (domain.md §1); a cell that names several leaves it open."""
        names = split_names(self.header.text(row, ColumnRole.RESPONSIBLE))
        return names[0] if len(names) == 1 and len(names[0]) <= 80 else ""

    def _group(self, row: TableRow) -> str:
        """The class named in the row or above it; a label that spans the class's column has none."""
        words = next(
            (squeezed(cell.text) for cell in self.header.cells(row, ColumnRole.GROUP) if cell.text.strip()), ""
        )
        if words and words == squeezed(self.header.text(row, ColumnRole.LABEL)):
            return ""
        self.group = words or self.group
        return self.group

    def _attribute(self, row: TableRow) -> str:
        text = squeezed(self.header.text(row, ColumnRole.ATTRIBUTE))
        return next((value for word, value in ATTRIBUTES.items() if word in text), "")

    def _weight(self, row: TableRow) -> Decimal:
        value = cell_value(self.header.text(row, ColumnRole.WEIGHT)).number
        return value if value is not None and 0 <= value < 10_000 else Decimal(1)

    def _take_run(self, row: TableRow, indicator: DraftIndicator) -> bool:
        """A row with fewer cells than columns: its numbers were run together and are for a person to cut."""
        columns = self.header.figures
        texts = [row.cells[c.index].text.strip() if c.index < len(row.cells) else "" for c in columns]
        filled = [text for text in texts if text]
        if len(columns) < 2 or len(filled) != 1 or not re.fullmatch(r"[\d.%]+", plain(filled[0])):
            return False
        is_ragged = len(row.cells) < self.header.width
        readings = cuts(filled[0], len(columns))
        is_run = is_ragged or cell_value(filled[0]).number is None
        if not readings or not is_run:
            return False
        run_together(self.found, indicator, columns, readings, filled[0], self.table, self.start_year)
        self._account(row, columns[texts.index(filled[0])].index, filled[0], "doubt")
        return True

    def _take_figures(self, row: TableRow, indicator: DraftIndicator) -> None:
        for column in self.header.figures:
            text = row.cells[column.index].text if column.index < len(row.cells) else ""
            value = cell_value(text, indicator.unit)
            if value.high is not None and column.figure != Figure.GOAL and column.year != self.end_year:
                readings = tuple(plain_digits(number) for number in (value.number, value.high) if number is not None)
                value = CellValue(problem="value-unreadable", readings=readings)  # a range is no target of a year
            if column.figure == Figure.ACTUAL and squeezed(text) in NO_ACTUAL:
                continue
            if value.problem:
                self._doubt(indicator, column, text, value)
                self._account(row, column.index, text, "doubt")
            elif value.number is not None:
                if not indicator.unit and value.unit:
                    indicator.unit = value.unit
                is_taken = self._put(indicator, column, value, text)
                self._account(row, column.index, text, "" if is_taken else "other-year")
        self._set_aside(row)

    def _set_aside(self, row: TableRow) -> None:
        """Figures in columns that are no targets, and what was reported since."""
        self.found.account += progress_lines(self.header, row, {"table": self.segment.table, "row": row.number})
        columns = [(index, "rate") for index in self.header.roles.get(ColumnRole.RATE, [])]
        columns += [(index, "left-out") for index in self.header.left_out]
        for index, reason in [*columns, *((column.index, "doubled") for column in self.header.doubled)]:
            if index < len(row.cells):
                self._account(row, index, row.cells[index].text, reason)

    def _put(self, indicator: DraftIndicator, column: FigureColumn, value: CellValue, text: str) -> bool:
        """Put a figure where it belongs; whether it belongs anywhere."""
        assert value.number is not None
        year = column.year
        if is_baseline(column, self.start_year):
            return self._take_baseline(indicator, column, value.number)
        if column.figure == Figure.GOAL or value.is_total:
            self._promise(indicator, column, value, text)
        elif year is None or not self._is_in_plan(year):
            return False
        elif column.figure == Figure.ACTUAL:
            indicator.actuals[year] = DraftActual(value.number)
        else:
            if year == self.end_year:
                self._promise(indicator, column, value, text)
            if not self.is_goal_alone:
                indicator.targets[year] = value.number
        return True

    def _take_baseline(self, indicator: DraftIndicator, column: FigureColumn, value: Decimal) -> bool:
        """The latest year before the plan is the baseline."""
        year = column.year or self.start_year - 1
        is_later = indicator.baseline is None or indicator.baseline.year <= year
        if year <= 0 or not is_later:
            return False
        indicator.baseline = DraftBaseline(year, value, "period" if column.is_period else "start")
        return True

    def _is_in_plan(self, year: int) -> bool:
        """While the plan's years are unknown any year may be one of them."""
        return not self.end_year or year <= self.end_year

    def _promise(self, indicator: DraftIndicator, column: FigureColumn, value: CellValue, text: str) -> None:
        """The last column is the goal where no sentence states one; a column of totals goes before it."""
        known = next((n for n, goal in enumerate(self.found.goals) if goal.indicator == indicator.seq), None)
        if known is not None and column.figure != Figure.GOAL:
            return
        if known is not None:
            del self.found.goals[known]
        title = column.title.rpartition("|")[2]
        self.found.goals.append(
            DraftGoal(
                indicator.name,
                self.end_year,
                table_clause(self.segment.printed_number, f"{title}{text.strip()}"),
                value.operator or ">=",
                value.number,
                value.high,
                indicator.unit,
                indicator=indicator.seq,
                is_from_table=True,
                place=indicator.place,
            )
        )

    def _doubt(self, indicator: DraftIndicator, column: FigureColumn, text: str, value: CellValue) -> None:
        cell = replace(CellPath.indicator(indicator.seq, self.table), cell=cell_name(column, self.start_year))
        values = {"text": text.strip(), "column": column.title.rpartition("|")[2]}
        self.found.findings.append(Finding(value.problem, cell, indicator.place, values, list(value.readings)))


def is_baseline(column: FigureColumn, start_year: int) -> bool:
    """Whether a column says where things stood before the plan: by its word, or by its year."""
    return column.figure == Figure.BASELINE or (column.year is not None and column.year < start_year)


def cell_name(column: FigureColumn, start_year: int) -> CellName:
    """The part of a row that a column of numbers fills: targets/2023, baseline/2021, goal, actuals/2020."""
    if is_baseline(column, start_year):
        return CellName("baseline", column.year or start_year - 1)
    if column.figure == Figure.GOAL:
        return CellName("goal")
    return CellName("actuals" if column.figure == Figure.ACTUAL else "targets", column.year)


def run_together(
    found: TargetRows, indicator: DraftIndicator, columns: list[FigureColumn], readings: list[list[str]], text: str,
    table: int | None, start_year: int,
) -> None:  # fmt: skip
    """Say that the cells of a row were run together; every way to cut them is offered, none is taken."""
    values = {
        "text": text,
        "columns": "、".join(c.title.rpartition("|")[2] for c in columns),
        "cells": ",".join(str(cell_name(column, start_year)) for column in columns),
    }
    cell = CellPath.indicator(indicator.seq, table)
    found.findings.append(Finding("ambiguous-cells", cell, indicator.place, values, list(readings)))


def aligned(row: TableRow, header: Header) -> TableRow:
    """Put back the place of a class that a text left out: it stood in a merged cell above."""
    groups, label = header.roles.get(ColumnRole.GROUP, []), header.roles[ColumnRole.LABEL][0]
    texts = row.texts
    while len(texts) > 1 and not texts[-1].strip():
        texts.pop()
    if not groups or len(texts) >= header.width or label >= len(row.cells):
        return row
    is_shifted = cell_value(texts[label]).number is not None or (
        header.roles.get(ColumnRole.UNIT) and UNIT_WORD.fullmatch(squeezed(texts[label]))
    )
    if not is_shifted:
        return row
    for place in sorted(groups):
        texts.insert(place, "")
    return TableRow(row.number, tuple(TableCell(text) for text in texts))
