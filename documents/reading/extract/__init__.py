"""Blocks → draft: what the document says, each value with its place; nothing it leaves open is invented.

One path for every format (domain.md §4): head, tables by their header words, tasks, targets, goals.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence

from documents.draft.cell_path import DOCUMENT, CellPath
from documents.draft.findings import Finding
from documents.draft.table_goals import follow_tables
from documents.draft.values import AccountLine, Draft, EarlierTable, Unreadable
from documents.notation.text import plain, squeezed
from documents.reading.blocks import Block, Paragraph, Table, texts_of
from documents.reading.extract.account import Account, offsets
from documents.reading.extract.amounts import has_amount
from documents.reading.extract.columns import CAPTION, Segment, segments
from documents.reading.extract.conflicts import conflicts, named_twice
from documents.reading.extract.goals import SourceText, match_goals, quantities, read_goals, series, sources
from documents.reading.extract.head import KnownRegion, plan_kind, read_base_year, read_head
from documents.reading.extract.header_words import TableKind
from documents.reading.extract.inference import infer
from documents.reading.extract.narrative import narrative_tasks
from documents.reading.extract.outline import OutlineLine, lines
from documents.reading.extract.responsibilities import led_by_first, table_tasks
from documents.reading.extract.roles import FIRST_LEADS
from documents.reading.extract.run_together import RunTable, run_rows, run_tables
from documents.reading.extract.shapes import KnownShape, date_figures
from documents.reading.extract.statements import statements
from documents.reading.extract.target_tables import TargetRows, period, target_rows

__all__ = ["KnownRegion", "KnownShape", "extract"]

MAX_SHOWN = 80  # characters of what is hidden


def extract(
    blocks: Sequence[Block],
    regions: Sequence[KnownRegion],
    region: str = "",
    years: tuple[int, int] | None = None,
    shapes: Iterable[KnownShape] = (),
) -> Draft:
    """Return the draft of a document. `region` (a code) and `years` are what a person says where it does not; `shapes`
    are heads of tables that a person has named.

    Raises Unreadable where no task, target row or goal is found, and no table whose columns a person could name.
    """  # fmt: skip
    return _Extraction(blocks, regions, shapes).draft(region, years)


class _Extraction:
    """The steps of one reading; each takes up what the ones before it found."""

    def __init__(
        self, blocks: Sequence[Block], regions: Sequence[KnownRegion], shapes: Iterable[KnownShape] = ()
    ) -> None:
        self.blocks, self.regions = blocks, regions
        self.lines: list[OutlineLine] = lines(blocks)
        known = {shape.titles: shape.header for shape in shapes}
        self.segments: list[Segment] = segments([block for block in blocks if isinstance(block, Table)], known)
        captions = _captions(blocks)
        for segment in self.segments:
            segment.caption = captions.get(segment.table, 0)
        self.runs: list[RunTable] = run_tables(self.lines)

    def draft(self, region: str, years: tuple[int, int] | None) -> Draft:
        captions = [title for segment in self.segments for title in segment.titles] + [run.title for run in self.runs]
        plan, doubts = read_head(self.lines, self.blocks, captions, self.regions)
        plan.region = region or plan.region
        plan.kind = plan.kind or plan_kind(plan.title, next((r for r in self.regions if r.code == plan.region), None))
        if years:
            plan.start_year, plan.end_year = years
            doubts = [doubt for doubt in doubts if doubt.code != "years-inferred"]
        date_figures(self.segments, plan.start_year)
        draft = Draft(plan, doubts=[*doubts, *_hidden(self.blocks)], is_read=True)
        self._tasks(draft)
        found = self._targets(draft)
        self._goals(draft, found)
        self._earlier(draft)
        self._cross_check(draft)
        self._account(draft)
        if draft.is_empty and not any(line.kind == "table" for line in draft.unread):
            raise Unreadable("")
        return draft

    def _tasks(self, draft: Draft) -> None:
        draft.tasks, doubts, unread = table_tasks(self.segments)
        self.used: set[tuple[int, int]] = set()
        self.has_task_table = bool(draft.tasks)
        if not draft.tasks:
            found = narrative_tasks(self.lines)
            draft.tasks, unread, self.used = found.tasks, found.unread, found.used
        draft.doubts += doubts
        draft.account += unread
        leads_first = any(FIRST_LEADS.search(text) for text in texts_of(self.blocks))
        for task in draft.tasks:
            task.quantities = quantities(task, draft.plan.end_year)
            if leads_first:
                task.assignments = led_by_first(task.assignments)

    def _targets(self, draft: Draft) -> TargetRows:
        start, end = draft.plan.start_year, draft.plan.end_year
        own = [segment for segment in self.segments if period(segment, start, end) is None]
        found = target_rows(own, self.first_year(draft), end)
        if not found.indicators:
            run = next((run for run in self.runs if period(_segment(run), start, end) is None), None)
            found = run_rows(run, start) if run else found
        draft.indicators = found.indicators
        draft.doubts += found.findings
        draft.account += found.account
        return found

    def first_year(self, draft: Draft) -> int:
        """The first year that has a promise: the plan's, or the one behind the base year that the text names."""
        return max(draft.plan.start_year, read_base_year(self.lines) + 1) if draft.plan.start_year else 0

    def _goals(self, draft: Draft, found: TargetRows) -> None:
        self.texts = list(sources(self.lines, draft.tasks, offsets(self.blocks, self.lines)))
        read = read_goals(self.texts, self.first_year(draft), draft.plan.end_year)
        draft.goals, doubts, self.decided = read.goals, read.findings, read.decided
        alone = {row.seq for row in draft.indicators if not row.targets}
        draft.doubts += doubts + match_goals(draft.goals, found.goals, draft.indicators, alone, draft.plan.end_year)
        last = [goal for goal in draft.goals if goal.indicator and goal.year == (draft.plan.end_year or goal.year)]
        stated = {goal.indicator: goal for goal in last if not goal.is_from_table}
        first = {goal.indicator: goal for goal in reversed(last)}
        for row in draft.indicators:
            trend = found.trends.get(row.seq, "")
            draft.doubts += infer(row, stated.get(row.seq), first.get(row.seq), draft.plan.end_year or 0, trend=trend)
        follow_tables(draft)

    def _earlier(self, draft: Draft) -> None:
        start, end = draft.plan.start_year, draft.plan.end_year
        tables: list[tuple[tuple[int, int], Segment | RunTable]] = []
        every: list[Segment | RunTable] = [*self.segments, *self.runs]
        for one in every:
            segment = one if isinstance(one, Segment) else _segment(one)
            years = period(segment, start, end) if segment.header.kind == TableKind.TARGETS else None
            if years:
                tables.append((years, one))
        for (first, last), table in tables:
            place = len(draft.earlier)
            found = (
                run_rows(table, first, place)
                if isinstance(table, RunTable)
                else target_rows([table], first, last, place)
            )
            title = table.title if isinstance(table, RunTable) else next(iter(table.titles), "")
            draft.earlier.append(EarlierTable(first, last, title, found.indicators, found.goals))
            draft.doubts += found.findings
            draft.account += found.account
            goals = {goal.indicator: goal for goal in found.goals}
            for row in found.indicators:
                draft.doubts += infer(row, None, goals.get(row.seq), last, place)

    def _cross_check(self, draft: Draft) -> None:
        draft.doubts += conflicts(draft, self.texts)
        draft.doubts += named_twice(draft, series(self.texts))
        draft.doubts += _suspects(self.texts, draft)

    def _account(self, draft: Draft) -> None:
        account = Account(draft, self.texts, self.decided)
        account.tables(self.blocks, self.segments)
        account.numbers_of_task_tables(s for s in self.segments if s.header.kind == TableKind.TASKS)
        account.numbers_of_texts()
        account.agencies(self.lines, self.used, self.has_task_table)
        account.finish()
        draft.account += [
            AccountLine("hidden", doubt.values["text"], doubt.place, "hidden")
            for doubt in draft.doubts
            if doubt.code == "hidden-content"
        ]


def _hidden(blocks: Sequence[Block]) -> Iterator[Finding]:
    """What stands hidden or struck out in the document."""
    for block in blocks:
        if block.hidden:
            place = {"paragraph" if isinstance(block, Paragraph) else "table": block.number}
            shown = block.hidden if len(block.hidden) <= MAX_SHOWN else f"{block.hidden[:MAX_SHOWN]}…"
            yield Finding("hidden-content", DOCUMENT, place, {"text": shown})


def _captions(blocks: Sequence[Block]) -> dict[int, int]:
    """By table, the number printed in the line above it: 表2."""
    found = {}
    for before, block in itertools.pairwise(blocks):
        if isinstance(block, Table) and isinstance(before, Paragraph) and (m := CAPTION.match(squeezed(before.text))):
            found[block.number] = int(m[1])
    return found


def _segment(run: RunTable) -> Segment:
    return Segment(0, run.header)


def _suspects(texts: Sequence[SourceText], draft: Draft) -> list[Finding]:
    """Numbers with letters in them that are in no goal:培训L5万余人次."""
    known = {doubt.values["text"] for doubt in draft.doubts if doubt.code == "suspect-number"}
    found: list[Finding] = []
    for source in texts:
        if not re.search(r"[IOLl]", source.text) or not has_amount(plain(source.text)):
            continue
        for statement in statements(source.text):
            if statement.readings and statement.text not in known:
                known.add(statement.text)
                values = {"text": statement.text[-60:], "unit": statement.unit, "operator": statement.operator}
                task = next((task for task in draft.tasks if statement.text in task.content), None)
                cell = CellPath.task(task.seq).at("quantities") if task else DOCUMENT
                found.append(Finding("suspect-number", cell, source.place, values, list(statement.readings)))
    return found
