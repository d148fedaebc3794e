"""Goals: what the text promises for the plan's last year, matched to the rows of the table."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from documents.draft.cell_path import CellPath
from documents.draft.findings import Finding, Place
from documents.draft.values import DraftGoal, DraftIndicator, DraftQuantity, DraftTask
from documents.notation.similarity import core, dice
from documents.notation.text import plain
from documents.notation.units import in_unit
from documents.notation.values import base_unit, plain_digits
from documents.reading.blocks import Unfit
from documents.reading.extract.dating import PAST, Dating, heading_year
from documents.reading.extract.goal_partners import asked_by_number, give_to_rows, partners
from documents.reading.extract.outline import OutlineLine, is_about_goals
from documents.reading.extract.statements import Statement, averages, milestones, sentences, statements

RUN_IN = re.compile(r"[【\[]?(?:\d{4}年)?(?:主要|总体|工作|预期|发展|年度|具体)*目标(?:任务)?(?:是)?(?:[】\]]|\s*:)")
BY_YEAR = re.compile(
    r"^[\s—–-]*(?:力争|争取|确保|展望|远期|远景|并|再)*(?:到|至|截至)\s*(?P<year>(?:19|20)\d{2})\s*年(?!度?[-—–~～至])"
)
MAX_QUANTITIES = 20
MAX_GOALS = 3_000
MAX_ALIKE = 50  # goals with one value that are compared by name
MAX_TEXT, MAX_NAME = 200, 120


@dataclass(frozen=True)
class SourceText:
    """A stretch of text that may promise something; `is_goal_part` where its heading names 目标."""

    text: str
    place: Place
    is_goal_part: bool
    task: int = 0
    year: int = 0  # that its heading names
    is_heading: bool = False
    offset: int = 0  # of the text in its paragraph


def sources(
    lines: Sequence[OutlineLine], tasks: Sequence[DraftTask], offsets: Sequence[int] = ()
) -> Iterator[SourceText]:
    """The lines of the document, and the texts of the tasks in tables."""
    contents = {line.text for line in lines}
    for number, line in enumerate(lines):
        is_goal_part = is_about_goals(line) or RUN_IN.match(plain(line.body)) is not None
        offset = offsets[number] if offsets else 0
        yield SourceText(line.body, line.place, is_goal_part, 0, _heading_year(line), line.is_heading, offset)
    for task in tasks:
        if "table" in task.place and task.content not in contents:
            yield SourceText(task.content, task.place, False, task.seq)


def _heading_year(line: OutlineLine) -> int:
    return next((year for heading in reversed(line.above) if (year := heading_year(heading.title))), 0)


@dataclass
class GoalsRead:
    """`decided` says of each number in a promise, by text and place, whether it is a goal (""), or why it is none."""

    goals: list[DraftGoal] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    decided: dict[tuple[int, int], str] = field(default_factory=dict)


def read_goals(texts: Sequence[SourceText], start_year: int, end_year: int) -> GoalsRead:
    """Return the goals in the printed order, each statement once, and the numbers in them that cannot be read.

    A number of a year of the plan before its last is a goal of that year.
    """
    read = GoalsRead()
    stated: dict[tuple[Any, ...], list[tuple[DraftGoal, bool]]] = defaultdict(list)
    for number, source in enumerate(texts):
        for place, statement, year in _promises(source, start_year, end_year):
            reason = _reason(statement, year, start_year, end_year)
            read.decided[(number, place)] = reason
            if reason:
                continue
            goal = _goal(statement, year, source.place)
            alike = stated[(goal.value, goal.unit, goal.value_high, goal.year, goal.basis)]
            if any(_is_same(other, goal, source.is_goal_part and is_firm) for other, is_firm in alike[:MAX_ALIKE]):
                continue
            read.goals.append(goal)
            alike.append((goal, source.is_goal_part))
            if len(read.goals) > MAX_GOALS:
                raise Unfit("too-much-text")
            if statement.readings:
                cell = CellPath.goal(len(read.goals) - 1).at("value")
                readings = list(statement.readings)
                read.findings.append(Finding("suspect-number", cell, source.place, {"text": goal.text}, readings))
    return read


def _reason(statement: Statement, year: int, start_year: int, end_year: int) -> str:
    """Why a number of a promising sentence is no goal of the plan; "" where it is one."""
    if year == PAST or (end_year and year < start_year):
        return "past"
    if end_year and year > end_year:
        return "later-year"
    return "" if len(statement.name) >= 2 else "nameless"


def _promises(source: SourceText, start_year: int, end_year: int) -> Iterator[tuple[int, Statement, int]]:
    """What a promising sentence states: the number's place in the text, and the year that dates it."""
    dating = Dating(source.text, start_year, source.year or end_year)
    for start, sentence in sentences(source.text):
        if not is_promise(sentence, source.is_goal_part, end_year):
            continue
        found = [*statements(sentence), *milestones(sentence), *averages(sentence)]
        for statement in sorted(found, key=lambda s: s.start):
            place = start + max(statement.place, statement.start)
            yield place, statement, statement.year or dating.year_at(place)


def is_promise(sentence: str, is_goal_part: bool, end_year: int) -> bool:
    """Whether a sentence promises something: in a part about goals, or where it begins 到YYYY年 with the last year."""
    if is_goal_part:
        return True
    words = BY_YEAR.match(plain(sentence))
    return words is not None and (int(words["year"]) == end_year or not end_year)


def _goal(statement: Statement, year: int, place: Place) -> DraftGoal:
    return DraftGoal(
        statement.name[:MAX_NAME], year, statement.text[:MAX_TEXT], statement.operator,
        statement.value, statement.high, statement.unit, statement.basis, statement.base_year, place=place,
    )  # fmt: skip


def _is_same(a: DraftGoal, b: DraftGoal, is_one_part: bool) -> bool:
    """One statement repeated: the same value and unit, of the same thing, elsewhere also in other words."""
    x, y = _subject(a.name), _subject(b.name)
    if x == y:
        return True
    return not is_one_part and a.value is not None and (dice(x, y) >= 0.8 or (a.name[:2] == b.name[:2] == "培训"))


def _subject(name: str) -> str:
    return core(name).replace("知识产权", "")


def match_goals(
    goals: list[DraftGoal],
    table_goals: Sequence[DraftGoal],
    rows: Sequence[DraftIndicator],
    alone: set[int],
    end_year: int,
) -> list[Finding]:
    """Say of each goal which row it belongs to; a row without one takes that of the table's last column.

    A number of an earlier year becomes that year's target of its row. Returns the conflicts: one thing promised with
    two numbers.
    """
    by_seq = {row.seq: row for row in rows}
    by_number = give_to_rows([goal for goal in goals if goal.year == end_year or not end_year], by_seq, alone)
    findings = [*_earlier_years(goals, rows, alone, end_year), *_second_numbers(goals, by_seq)]
    findings += asked_by_number(goals, by_number, by_seq)
    stated = {
        goal.indicator: (n, goal)
        for n, goal in reversed(list(enumerate(goals)))
        if goal.indicator and goal.year == (end_year or goal.year)
    }
    for goal in table_goals:
        row = by_seq[goal.indicator or 0]
        if goal.indicator not in stated:
            goals.append(goal)
        elif goal.indicator in alone and not _agree(stated[goal.indicator][1], goal, row):
            n, other = stated[goal.indicator]
            findings.append(_conflict(CellPath.goal(n).at("value"), row, other, goal))
    return findings


def _earlier_years(
    goals: list[DraftGoal], rows: Sequence[DraftIndicator], alone: set[int], end_year: int
) -> Iterator[Finding]:
    """Take what the text promises for an earlier year into the target of its row; return what contradicts it."""
    by_seq = {row.seq: row for row in rows}
    taken: list[DraftGoal] = []
    for year in sorted({goal.year for goal in goals if end_year and goal.year != end_year}):
        of_year = [goal for goal in goals if goal.year == year and goal.basis == "absolute" and goal.value is not None]
        for place, seq in partners(of_year, rows, alone).items():
            goal, row = of_year[place], by_seq[seq]
            value = in_unit(goal.value, goal.unit, row.unit)
            if value is not None and row.targets.setdefault(year, value) == value:
                taken.append(goal)
            else:
                goal.indicator, goal.is_accepted = seq, False
                in_table = replace(goal, value=row.targets[year], text=plain_digits(row.targets[year]))
                cell = CellPath.indicator(seq).at("targets", year)
                yield _conflict(cell, row, goal, in_table)
    goals[:] = [goal for goal in goals if not any(goal is other for other in taken)]


def _second_numbers(goals: Sequence[DraftGoal], rows: dict[int, DraftIndicator]) -> Iterator[Finding]:
    """Goals that name a row word for word, but with another number than the goal it has."""
    first = {
        core(goal.name): (n, goal)
        for n, goal in reversed(list(enumerate(goals)))
        if goal.indicator and goal.basis == "absolute"
    }
    for goal in goals:
        known = first.get(core(goal.name))
        if (
            known
            and goal.indicator is None
            and goal.basis == "absolute"
            and goal.value is not None
            and goal.year == known[1].year
        ):
            n, other = known
            row = rows[other.indicator or 0]
            if base_unit(goal.unit)[0] == base_unit(other.unit)[0] and not _agree(other, goal, row):
                goal.indicator, goal.is_accepted = row.seq, False
                yield _conflict(CellPath.goal(n).at("value"), row, other, goal)


def _conflict(cell: CellPath, row: DraftIndicator, a: DraftGoal, b: DraftGoal) -> Finding:
    values = {"name": row.name, "one": a.text, "other": b.text}
    readings = [f"{number.normalize():f}" for goal in (a, b) if (number := goal.value) is not None]
    return Finding("value-conflict", cell, a.place, values, readings)


def _agree(a: DraftGoal, b: DraftGoal, row: DraftIndicator) -> bool:
    if a.basis != b.basis:
        return True  # a growth and a level can both hold
    x, y = in_unit(a.value, a.unit, row.unit), in_unit(b.value, b.unit, row.unit)
    return x is None or y is None or x == y


def quantities(task: DraftTask, end_year: int, is_goal_part: bool = False) -> list[DraftQuantity]:
    """Return the numbers promised in a task's text, without those that are goals of the plan."""
    found: dict[str, DraftQuantity] = {}
    for _start, sentence in sentences(task.content):
        if not is_promise(sentence, is_goal_part, end_year):
            listed = SERIES.search(plain(sentence))
            for s in statements(sentence):
                is_listed = listed is not None and s.start >= listed.start()
                if s.value is not None and s.basis == "absolute" and s.name and not is_listed:
                    found.setdefault(
                        s.text[:120], DraftQuantity(s.text[:120], s.operator, s.value, s.unit[:20], s.high)
                    )
    return list(found.values())[:MAX_QUANTITIES]


# Series: 2022-2024年发明专利授权量目标分别为300件、300件、350件

SERIES = re.compile(
    r"(\d{4})\s*年?\s*[-—–~～至]+\s*(\d{4})\s*年(?P<words>[^。;]{0,80}?分别[^。;\d]{0,40})(?P<values>\d[^。;,]{0,200})"
)


@dataclass(frozen=True)
class StatedSeries:
    name: str
    values: dict[int, Decimal]
    unit: str
    text: str
    place: Place


def series(texts: Iterable[SourceText]) -> Iterator[StatedSeries]:
    """Yearly numbers that a text states one behind the other."""
    for source in texts:
        if "分别" not in source.text:
            continue
        for found in SERIES.finditer(plain(source.text)):
            first, last = int(found[1]), int(found[2])
            numbers = [s for s in statements(found["values"]) if s.value is not None]
            if 0 <= last - first < 20 and len(numbers) == last - first + 1:
                words = found["words"] + (statements(found["values"])[0].name or "")
                name = re.sub(r"目标|任务|分别|达到|达|为|实现|完成|是|[,、\s]", "", words)
                values = {first + n: s.value for n, s in enumerate(numbers) if s.value is not None}
                yield StatedSeries(name, values, numbers[0].unit, found[0], source.place)
