"""Tasks of a plan that has no table of responsibilities (domain.md §4, Narrative)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from documents.blocks import plain
from documents.draft import DraftTask
from documents.extract.agencies import LABEL, Roles, labelled_roles, narrative_roles
from documents.extract.outline import ANNEX, BOX, Heading, Line, is_about_goals
from documents.extract.responsibilities import assignments

PAIRS = {"〔": "〕", "(": ")", "[": "]", "【": "】", "{": "}"}
DUTY = re.compile(r"(?:按(?:照)?(?:各自)?职(?:责|能)分工)?(?:分别)?(?:负责|落实|承担|配合|参与)[。]?$|牵头")
SENTENCE_IN = re.compile(r"[。;；](?!.*(?:牵头|配合|单位|部门|负责))|\d{4}年")
MEASURES = re.compile(
    r"重点任务|工作内容|主要任务|工作任务|重点工作|主要举措|重点举措|工作举措|任务举措|工作重点|主要措施|工作措施"
)


BOX_ENDS = re.compile(rf"{BOX.pattern}|{ANNEX.pattern}|表\s*\d")


@dataclass(frozen=True)
class Bracket:
    """A responsibility bracket in a text: from `start` to `end`, brackets included."""

    start: int
    end: int
    roles: Roles


def narrative_tasks(lines: list[Line]) -> list[DraftTask]:
    """Return tasks from paragraphs with a responsibility bracket; else from numbered measures and boxes."""
    tasks = list(_bracket_tasks(lines)) or [*_measures(lines), *_boxes(lines)]
    tasks.sort(key=lambda task: task.seq)
    for seq, task in enumerate(tasks, 1):
        task.seq = seq
    return tasks


def brackets(text: str) -> list[Bracket]:
    """Return the responsibility brackets of a text; they nest. A line 责任单位:… without bracket is one as a whole."""
    words = plain(text)
    if LABEL.match("".join(words.split())):
        return [Bracket(0, len(text), narrative_roles_of(words))]
    found: list[Bracket] = []
    place = 0
    while place < len(words):
        end = _closing(words, place) if words[place] in PAIRS else None
        inside = words[place + 1 : end - 1] if end else ""
        if end and _is_duty(inside):
            found.append(Bracket(place, end, narrative_roles_of(inside)))
            place = end
        else:
            place += 1
    return found


def narrative_roles_of(inside: str) -> Roles:
    """The roles of what stands in a bracket, with labels (牵头单位:A;配合单位:B) or as words."""
    return labelled_roles(inside) if LABEL.match("".join(inside.split())) else narrative_roles(inside)


def _closing(words: str, start: int) -> int | None:
    """The place behind the bracket that closes the one at `start`; None where it never closes."""
    waiting: list[str] = []
    for place in range(start, min(len(words), start + 800)):
        sign = words[place]
        if sign in PAIRS:
            waiting.append(PAIRS[sign])
        elif waiting and sign == waiting[-1]:
            waiting.pop()
            if not waiting:
                return place + 1
        elif sign in PAIRS.values() and waiting:
            return None
    return None


def _is_duty(inside: str) -> bool:
    words = "".join(inside.split())
    return bool(LABEL.match(words) or (DUTY.search(words) and len(words) >= 4 and not SENTENCE_IN.search(words)))


def _bracket_tasks(lines: list[Line]) -> Iterator[DraftTask]:
    """Every bracket ends a task; a bracket on a line of its own belongs to the paragraphs before it."""
    waiting: list[Line] = []
    for number, line in enumerate(lines):
        found = brackets(line.text)
        waiting = [other for other in waiting if other.above == line.above or other.own in line.above]
        done = 0
        for bracket in found:
            text = line.text[done : bracket.start].strip(" \u3000。；;,，")
            content = _content(line.text[done : bracket.start], line if done == 0 else None)
            first = line if done == 0 else None
            if len(text) < 4 and waiting:
                first = waiting[0]
                content = "\n".join(_content(other.text, other) for other in waiting)
            if content:
                yield _task(number, content, first or line, bracket.roles, has_label=first is not None)
            waiting, done = [], bracket.end
            while done < len(line.text) and line.text[done] in "。;；,， ":
                done += 1
        if not found and not line.is_heading:
            waiting.append(line)


def _content(text: str, line: Line | None) -> str:
    """The words of a task, without the number they begin with."""
    label = line.own.label if line and line.own else ""
    return text.strip().removeprefix(label).strip()


def _task(order: int, content: str, line: Line, roles: Roles, has_label: bool = True) -> DraftTask:
    label = line.own.label if has_label and line.own else ""
    return DraftTask(order, content, label, area(line), assignments=assignments(roles), place=line.place)


def area(line: Line) -> str:
    """The heading above a task."""
    return line.above[-1].title if line.above else ""


def _measures(lines: list[Line]) -> Iterator[DraftTask]:
    """The numbered points of the part that tells what is to be done, at the depth at which they have a body."""
    inside = [
        (n, line)
        for n, line in enumerate(lines)
        if _is_measure_part(line) and not line.box and not BOX.match(plain(line.text))
    ]
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


def _is_measure_part(line: Line) -> bool:
    """Under a heading like 重点任务 or 工作内容, and not under one about goals."""
    above: tuple[Heading, ...] = line.above
    return any(MEASURES.search(heading.title) for heading in above) and not is_about_goals(line)


def _boxes(lines: list[Line]) -> Iterator[DraftTask]:
    """专栏: a framed project; its lines are one task."""
    for number, line in enumerate(lines):
        if found := BOX.match(plain(line.text)):
            content = [line.text[found.end() :].strip()]
            for other in lines[number + 1 :]:
                words = plain(other.text)
                if (other.own and not line.box) or other.box != line.box or BOX_ENDS.match(words):
                    break
                content.append(other.text)
            label = "".join(plain(found[0]).split()).rstrip(":、")
            yield DraftTask(number, "\n".join(filter(None, content)), label, area(line), place=line.place)
