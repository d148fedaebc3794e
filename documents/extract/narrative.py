"""Tasks of a plan that has no table of responsibilities (domain.md §4, Narrative)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from documents.blocks import plain
from documents.draft import DraftAssignment, DraftTask
from documents.extract.agencies import (
    LABEL,
    REMARK,
    Roles,
    labelled_roles,
    looks_like_names,
    narrative_roles,
    split_names,
)
from documents.extract.outline import ANNEX, BOX, Heading, Line, is_about_goals
from documents.extract.responsibilities import assignments

PAIRS = {"〔": "〕", "(": ")", "[": "]", "【": "】", "{": "}"}
DUTY = re.compile(r"(?:按(?:照)?(?:各自)?职(?:责|能)分工)?(?:分别)?(?:负责|落实|承担|配合|参与)[。]?$|牵头")
SENTENCE_IN = re.compile(r"[。;；](?!.*(?:牵头|配合|单位|部门|负责))|\d{4}年")
MEASURES = re.compile(
    r"重点任务|工作内容|主要任务|工作任务|重点工作|主要举措|重点举措|工作举措|任务举措|工作重点|主要措施|工作措施"
)


OPEN_LABEL = re.compile(rf"(?:^|[。;\s])\s*(?P<label>{LABEL.pattern})")
OWN_NAME = re.compile(r"[市县区省州旗镇]|各|有关")
LONGEST_BRACKET = 800
AROUND = " \u3000。；;,，、"
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
    """Return the responsibility brackets of a text; they nest. A label without bracket (责任单位:…) ends the text."""
    words = plain(text)
    found: list[Bracket] = []
    done = 0
    for start, end in sorted(_pairs(words).items()):
        inside = words[start + 1 : end - 1]
        is_last = not words[end:].strip(" 。;")
        if start >= done and len(inside) <= LONGEST_BRACKET and (_is_duty(inside) or (is_last and _are_names(inside))):
            found.append(Bracket(start, end, narrative_roles_of(inside)))
            done = end
    label = OPEN_LABEL.search(words, done)
    if not found and label:
        found.append(Bracket(label.start("label"), len(text), narrative_roles_of(words[label.start("label") :])))
    return found


def narrative_roles_of(inside: str) -> Roles:
    """The roles of what stands in a bracket, with labels (牵头单位:A;配合单位:B) or as words."""
    return labelled_roles(inside) if LABEL.match("".join(inside.split())) else narrative_roles(inside)


def _pairs(words: str) -> dict[int, int]:
    """Where each bracket begins, and the place behind the one that closes it."""
    found: dict[int, int] = {}
    waiting: list[int] = []
    for place, sign in enumerate(words):
        if sign in PAIRS:
            waiting.append(place)
        elif waiting and sign == PAIRS[words[waiting[-1]]]:
            found[waiting.pop()] = place + 1
    return found


def _is_duty(inside: str) -> bool:
    words = REMARK.sub("", "".join(inside.split()))
    return bool(LABEL.match(words) or (DUTY.search(words) and len(words) >= 4 and not SENTENCE_IN.search(words)))


def _are_names(inside: str) -> bool:
    """Whether a bracket at the end of a text holds agencies only: (县科技局、县经信局)."""
    names = split_names(inside)
    return looks_like_names(inside) and all(OWN_NAME.match(name.lstrip("*")) for name in names)


def _bracket_tasks(lines: list[Line]) -> Iterator[DraftTask]:
    """Every bracket ends a task; a bracket on a line of its own belongs to the paragraphs before it."""
    waiting: list[Line] = []
    last: DraftTask | None = None  # whose bracket stood on the line before
    for number, line in enumerate(lines):
        found = brackets(line.text)
        waiting = [other for other in waiting if other.above == line.above or other.own in line.above]
        done = 0
        for bracket in found:
            content = _content(line.text[done : bracket.start], line if done == 0 else None)
            first = line if done == 0 else None
            if len(content.strip(AROUND)) < 4:
                if not waiting and last is not None:  # 牵头单位 and 配合单位 on lines of their own
                    last.assignments = _joined(last.assignments, assignments(bracket.roles))
                    done = bracket.end
                    continue
                first = waiting[0] if waiting else None
                content = "\n".join(_content(other.text, other) for other in waiting)
            if content:
                last = _task(number, content, first or line, bracket.roles, has_label=first is not None)
                yield last
            waiting, done = [], bracket.end
            while done < len(line.text) and line.text[done] in "。;；,， ":
                done += 1
        if not found:
            last = None
            waiting = [line] if line.is_heading else [*waiting, line]


def _joined(before: list[DraftAssignment], more: list[DraftAssignment]) -> list[DraftAssignment]:
    """Two lines of responsibilities of one task."""
    known = {part.printed_name for part in before}
    return [
        *before,
        *(replace(part, role="co", rule=before[0].rule) for part in more if part.printed_name not in known),
    ]


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
