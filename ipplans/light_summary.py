"""The lights of one region's year as its page shows them: how many burn, and the most telling ones with their rule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse

from plans.lights import Light, Lit, Rule
from targets.figures import IndicatorFigures
from tasks.models import Task
from tasks.progress import TaskYear

MAX_NAMED = 5  # of one colour; the lists behind the numbers have them all
TELLING = (Rule.PATH, Rule.DEADLINE, Rule.MADE_GOOD, Rule.OVERDUE, Rule.DUE)  # what tells most stands first

Burning = tuple[Lit, IndicatorFigures | TaskYear]


@dataclass(frozen=True)
class NamedLight:
    """An indicator or task whose light burns, by name."""

    name: str
    address: str
    words: str


@dataclass(frozen=True)
class LightGroup:
    """All lights of one colour."""

    light: Light
    indicators: int
    tasks: int
    named: list[NamedLight]

    @property
    def more(self) -> int:
        """How many are not named."""
        return self.indicators + self.tasks - len(self.named)


def light_groups(
    rows: Sequence[IndicatorFigures], lights: Mapping[int, Lit], tasks: Sequence[TaskYear]
) -> list[LightGroup]:
    """Return the lights of a plan's indicators (by id) and tasks by colour, red first; one query at most."""
    known = {row.indicator.pk: row for row in rows}
    found = []
    for light in Light:
        of_rows: list[Burning] = [(lit, known[pk]) for pk, lit in lights.items() if lit.light == light]
        of_tasks: list[Burning] = [(task.light, task) for task in tasks if task.light and task.light.light == light]
        first = sorted(of_rows + of_tasks, key=lambda one: TELLING.index(one[0].reasons[0].rule))[:MAX_NAMED]
        if first:
            found.append(LightGroup(light, len(of_rows), len(of_tasks), _named(first)))
    return found


def _named(first: Sequence[Burning]) -> list[NamedLight]:
    texts = Task.objects.in_bulk([one.task_id for _lit, one in first if isinstance(one, TaskYear)])
    named = []
    for lit, one in first:
        if isinstance(one, TaskYear):
            task = texts[one.task_id]
            named.append(NamedLight(str(task), reverse("tasks:task_detail", args=[task.pk]), lit.words))
        else:
            row = one.indicator
            named.append(NamedLight(f"{row.seq} {row.name}", reverse("indicator_detail", args=[row.pk]), lit.words))
    return named
