"""Tasks of a plan that has no table of responsibilities (domain.md §4, Narrative)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from documents.draft.values import AccountLine, DraftAssignment, DraftTask
from documents.notation.text import plain, squeezed
from documents.reading.extract.columns import BLANK
from documents.reading.extract.duty_brackets import Bracket, brackets
from documents.reading.extract.outline import ANNEX, BOX, Heading, OutlineLine, is_about_goals
from documents.reading.extract.responsibilities import assignments
from documents.reading.extract.roles import Roles
from documents.reading.extract.terms import due_day

MEASURES = re.compile(
    r"重点任务|工作内容|主要任务|工作任务|重点工作|主要举措|重点举措|工作举措|任务举措|工作重点|主要措施|工作措施"
)


TERM_LINE = re.compile(
    r"^\W*(?:完成|办结|办理)?(?:时限|期限|时间|时间节点|时限要求|时间要求|进度安排|完成时间|完成时限)\s*:\s*(?P<term>.{2,60})$"
)
PERSON_LINE = re.compile(r"^\W*(?:责任|牵头|分管|包抓|包联|挂钩|联系|主管)?(?:领导|责任人|负责人|联系人)\s*:")
MIN_TASK = 2
MAX_UNREAD = 200  # characters of it that are kept
AROUND = " \u3000。；;,，、"
BOX_ENDS = re.compile(rf"{BOX.pattern}|{ANNEX.pattern}|表\s*\d")


@dataclass
class NarrativeTasks:
    """`used` are the brackets, by line and place, whose agencies a task has; `unread` what in them is not taken."""

    tasks: list[DraftTask] = field(default_factory=list)
    unread: list[AccountLine] = field(default_factory=list)
    used: set[tuple[int, int]] = field(default_factory=set)


def narrative_tasks(lines: list[OutlineLine]) -> NarrativeTasks:
    """Return tasks from paragraphs with a responsibility bracket, else from numbered measures and boxes."""
    found = NarrativeTasks()
    tasks = list(_bracket_tasks(lines, found)) or [*_measures(lines), *_boxes(lines)]
    tasks.sort(key=lambda task: task.seq)
    for seq, task in enumerate(tasks, 1):
        task.seq = seq
    found.tasks = tasks
    return found


def _bracket_tasks(lines: list[OutlineLine], found: NarrativeTasks) -> Iterator[DraftTask]:
    """Every bracket ends a task; a bracket on a line of its own belongs to the points before it."""
    reader = _Brackets(lines, found)
    for number in range(len(lines)):
        yield from reader.take(number)


class _Brackets:
    """Reads line after line; `waiting` are lines without a bracket yet, `last` the tasks of the bracket before."""

    def __init__(self, lines: list[OutlineLine], found: NarrativeTasks) -> None:
        self.lines, self.unread, self.used = lines, found.unread, found.used
        self.has_brackets = sum(bool(brackets(line.text)) for line in lines) > 1
        self.waiting: list[OutlineLine] = []
        self.last: list[DraftTask] = []
        self.term = ""  # printed before the agencies

    def take(self, number: int) -> Iterator[DraftTask]:
        line = self.lines[number]
        if self._is_aside(line):
            return
        if number and self.lines[number - 1].path != line.above and self.lines[number - 1].above != line.above:
            self.waiting = [other for other in self.waiting if other.above == line.above or other.own in line.above]
        found = brackets(line.text, self.has_brackets)
        done = 0
        for bracket in found:
            yield from self._take_bracket(number, line, bracket, done)
            self.waiting, done = [], bracket.end
            while done < len(line.text) and line.text[done] in "。;；,， ":
                done += 1
        if not found:
            self.last, self.term = [], ""
            is_first = line.is_heading or _is_only_heading(self.waiting)
            self.waiting = [line] if is_first else [*self.waiting, line]

    def _is_aside(self, line: OutlineLine) -> bool:
        """A term or a person on a line of its own, below a task or between it and its agencies."""
        words = plain(line.text)
        if not (self.waiting or self.last):
            return False
        if person := PERSON_LINE.match(words):
            if squeezed(words[person.end() :]) in BLANK:
                return True
            self.unread.append(AccountLine("agency", line.text[:MAX_UNREAD], line.place, "person"))
            return True
        term = TERM_LINE.match(words)
        if term:
            self.term = "" if self.last else line.text[term.start("term") :].strip()
            for task in self.last:
                _set_term(task, line.text[term.start("term") :].strip())
        return term is not None

    def _take_bracket(self, number: int, line: OutlineLine, bracket: Bracket, done: int) -> Iterator[DraftTask]:
        content = _content(line.text[done : bracket.start], line if done == 0 else None)
        if len(content.strip(AROUND)) >= MIN_TASK:
            self.last = [_task(number, content, line, bracket.roles, has_label=done == 0)]
        elif self.waiting:
            self.last = [_task(number, _lines(point), point[0], bracket.roles) for point in _points(self.waiting)]
        else:  # 牵头单位 and 配合单位 on lines of their own
            for task in self.last:
                task.assignments = _joined(task.assignments, assignments(bracket.roles))
            if self.last:
                self._note_names(number, bracket, line)
            return
        for task in self.last:
            _set_term(task, self.term or _term_in(line.text[bracket.start : bracket.end]))
        self._note_names(number, bracket, line)
        yield from self.last

    def _note_names(self, number: int, bracket: Bracket, line: OutlineLine) -> None:
        self.used.add((number, bracket.start))
        self.unread += [AccountLine("agency", name, line.place, "no-agency") for name in bracket.roles.unread]


def _set_term(task: DraftTask, term: str) -> None:
    """The day a task is due; a term that is no day is its remark."""
    if term and not task.due:
        task.due = due_day(term)
        if task.due is None:
            task.note = "；".join(filter(None, (task.note, f"完成时限：{term}")))


def _term_in(bracket: str) -> str:
    """The term that a bracket names beside its agencies: 完成时限:2025年12月."""
    found = re.search(r"(?:完成)?(?:时限|时间|期限)(?:要求)?[:为]\s*([^;,。)〕\]】]{2,30})", plain(bracket))
    return found[1].strip() if found else ""


def _is_only_heading(waiting: list[OutlineLine]) -> bool:
    """A heading of a section is no part of the points that follow it."""
    return len(waiting) == 1 and waiting[0].is_heading and waiting[0].own is not None and waiting[0].own.level <= 2


def _points(waiting: list[OutlineLine]) -> Iterator[list[OutlineLine]]:
    """Lines before a bracket, a group for every numbered point."""
    point: list[OutlineLine] = []
    for line in waiting:
        if line.own and point:
            yield point
            point = []
        point.append(line)
    yield point


def _lines(point: list[OutlineLine]) -> str:
    return "\n".join(_content(line.text, line) for line in point)


def _joined(before: list[DraftAssignment], more: list[DraftAssignment]) -> list[DraftAssignment]:
    """Two lines of responsibilities of one task."""
    known = {part.printed_name for part in before}
    return [
        *before,
        *(replace(part, role="co", rule=before[0].rule) for part in more if part.printed_name not in known),
    ]


def _content(text: str, line: OutlineLine | None) -> str:
    """The words of a task, without the number they begin with."""
    label = line.own.label if line and line.own else ""
    return text.strip().removeprefix(label).strip()


def _task(order: int, content: str, line: OutlineLine, roles: Roles, has_label: bool = True) -> DraftTask:
    label = line.own.label if has_label and line.own else ""
    return DraftTask(order, content, label, area(line), assignments=assignments(roles), place=line.place)


def area(line: OutlineLine) -> str:
    """The heading above a task."""
    return line.above[-1].title if line.above else ""


def _measures(lines: list[OutlineLine]) -> Iterator[DraftTask]:
    """The numbered points of the part that tells what is to be done, at the depth at which they have a body."""
    boxed = _boxed(lines)
    inside = [(n, line) for n, line in enumerate(lines) if n not in boxed and _is_measure_part(line) and not line.box]
    numbered = [(n, line) for n, line in inside if line.own and not line.is_heading]
    depths = [line.own.level for _n, line in numbered if line.own]
    depth = next((level for level in (3, 2, 4) if depths.count(level) >= 2), None)
    for place, (n, line) in enumerate(inside):
        if line.own and line.own.level == depth and (not line.is_heading or depth == 3):
            following = []
            for _m, other in inside[place + 1 :]:
                if other.own or (other.above != line.above and line.own not in other.above):
                    break
                following.append(other.text)
            yield _task(n, "\n".join([line.body, *following]), line, Roles())


def _is_measure_part(line: OutlineLine) -> bool:
    """Under a heading like 重点任务 or 工作内容, and not under one about goals."""
    above: tuple[Heading, ...] = line.above
    return any(MEASURES.search(heading.title) for heading in above) and not is_about_goals(line)


def _boxes(lines: list[OutlineLine]) -> Iterator[DraftTask]:
    """专栏: a framed project; its lines are one task."""
    for number, end in _box_ranges(lines):
        line = lines[number]
        found = BOX.match(plain(line.text))
        assert found
        content = [line.text[found.end() :].strip(), *(other.text for other in lines[number + 1 : end])]
        label = "".join(plain(found[0]).split()).rstrip(":、")
        yield DraftTask(number, "\n".join(filter(None, content)), label, area(line), place=line.place)


def _box_ranges(lines: list[OutlineLine]) -> Iterator[tuple[int, int]]:
    """Where each box begins, and the line behind its last one: its frame, or the next section, ends it."""
    for number, line in enumerate(lines):
        if BOX.match(plain(line.text)):
            end = number + 1
            while end < len(lines) and not _ends_box(lines[end], line):
                end += 1
            yield number, end


def _ends_box(other: OutlineLine, box: OutlineLine) -> bool:
    is_section = other.own is not None and other.own.level <= 2 and not box.box
    return is_section or other.box != box.box or bool(BOX_ENDS.match(plain(other.text)))


def _boxed(lines: list[OutlineLine]) -> set[int]:
    return {place for number, end in _box_ranges(lines) for place in range(number, end)}
