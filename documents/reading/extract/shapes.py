"""Heads of tables whose columns a person has named: from then on known by their words (domain.md §4, Tables)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from documents.reading.extract.columns import Header, Segment
from documents.reading.extract.header_words import ColumnRole, Figure, FigureColumn, TableKind

FIGURE = re.compile(r"(?P<figure>target|actual|baseline)(?P<offset>[+-]\d{1,2})|goal")
OF_TASKS = (ColumnRole.CONTENT, ColumnRole.LEAD, ColumnRole.CO, ColumnRole.DUE, ColumnRole.AREA)
OF_TARGETS = (ColumnRole.LABEL, ColumnRole.UNIT, ColumnRole.ATTRIBUTE, ColumnRole.GROUP)
OF_BOTH = (ColumnRole.SEQ, ColumnRole.RESPONSIBLE, ColumnRole.REMARK)


@dataclass(frozen=True)
class KnownShape:
    """The words of a head and what each column holds: a role, a figure, or "" for one that is not read.

    Years count from the plan's first: target+0, baseline-1; goal is the goal of the last.
    """

    titles: tuple[str, ...]
    columns: tuple[str, ...]

    @property
    def kind(self) -> TableKind | None:
        """Tasks or targets; None where the columns are of both, or make no rows of either."""
        is_tasks, is_targets = (set(self.columns) & set(roles) for roles in (OF_TASKS, OF_TARGETS))
        has_figures = any(FIGURE.fullmatch(column) for column in self.columns)
        if ColumnRole.CONTENT in self.columns and not is_targets and not has_figures:
            return TableKind.TASKS
        one_label = self.columns.count(ColumnRole.LABEL) == 1
        return TableKind.TARGETS if one_label and has_figures and not is_tasks else None

    @property
    def header(self) -> Header:
        """The same as the rules make of words they know; figures get their years once the plan's are known."""
        header = Header(self.kind or TableKind.TASKS, list(self.titles))
        for index, column in enumerate(self.columns):
            if found := FIGURE.fullmatch(column):
                figure = Figure(found["figure"]) if found["figure"] else Figure.GOAL
                offset = int(found["offset"]) if found["offset"] else None
                header.figures.append(FigureColumn(index, figure, None, self.titles[index], offset=offset))
            elif column:
                header.roles.setdefault(ColumnRole(column), []).append(index)
            else:
                header.left_out.append(index)
        return header


def date_figures(segments: Iterable[Segment], start_year: int) -> None:
    """Give the figures of heads that a person named their years, now that the plan's first one is known."""
    for header in {id(segment.header): segment.header for segment in segments}.values():
        header.figures = [
            column
            if column.offset is None
            else replace(column, year=start_year + column.offset if start_year else None)
            for column in header.figures
        ]
