"""The lights of one region's year as its page shows them: how many burn, and the most telling ones with their rule."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse

from plans.lights import Light, Lit, Rule
from targets.figures import IndicatorFigures
from tasks.models import Task
from tasks.progress import TaskYear

MAX_LINES, MAX_NAMED = 5, 3  # of one colour; the lists behind the numbers have them all
TELLING = (Rule.PATH, Rule.DEADLINE, Rule.MADE_GOOD, Rule.OVERDUE, Rule.DUE)  # what tells most stands first

Burning = tuple[Lit, IndicatorFigures | TaskYear]


@dataclass(frozen=True)
class NamedLight:
    """An indicator or task whose light burns, by name."""

    name: str
    address: str


@dataclass(frozen=True)
class LightLine:
    """What burns for one reason: some by name, and how many there are besides."""

    words: str
    named: list[NamedLight]
    more: int


@dataclass(frozen=True)
class LightGroup:
    """All lights of one colour; `more` are in no line."""

    light: Light
    indicators: int
    tasks: int
    lines: list[LightLine]
    more: int


def light_groups(
    rows: Sequence[IndicatorFigures], lights: Mapping[int, Lit], tasks: Sequence[TaskYear]
) -> list[LightGroup]:
    """Return the lights of a plan's indicators (by id) and tasks by colour, red first; one query at most."""
    known = {row.indicator.pk: row for row in rows}
    lit_tasks = [task.task_id for task in tasks if task.light]
    texts = Task.objects.only("seq", "content").in_bulk(lit_tasks) if lit_tasks else {}
    found = []
    for light in Light:
        of_rows: list[Burning] = [(lit, known[pk]) for pk, lit in lights.items() if lit.light == light]
        of_tasks: list[Burning] = [(task.light, task) for task in tasks if task.light and task.light.light == light]
        if of_rows or of_tasks:
            by_words: dict[str, list[Burning]] = defaultdict(list)
            for one in sorted(of_rows + of_tasks, key=lambda one: TELLING.index(one[0].reasons[0].rule)):
                by_words[one[0].words].append(one)
            parts = list(by_words.items())
            more = sum(len(burning) for _words, burning in parts[MAX_LINES:])
            lines = [_line(words, burning, texts) for words, burning in parts[:MAX_LINES]]
            found.append(LightGroup(light, len(of_rows), len(of_tasks), lines, more))
    return found


def _line(words: str, burning: Sequence[Burning], texts: Mapping[int, Task]) -> LightLine:
    first = [one for _lit, one in burning[:MAX_NAMED]]
    named = []
    for one in first:
        if isinstance(one, TaskYear):
            named.append(NamedLight(str(texts[one.task_id]), reverse("tasks:task_detail", args=[one.task_id])))
        else:
            row = one.indicator
            named.append(NamedLight(f"{row.seq} {row.name}", reverse("indicator_detail", args=[row.pk])))
    return LightLine(words, named, len(burning) - len(named))
