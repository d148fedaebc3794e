"""Which tasks of a plan serve an indicator: those whose words name it."""

from __future__ import annotations

from collections.abc import Iterable

from plans.models.fixed_read import FixedRead
from targets.models import PlanIndicator
from tasks.loaded import tasks_in_order
from tasks.models import Task

MIN_CHARACTERS = 4


def tasks_naming(indicator: PlanIndicator) -> list[Task]:
    """Return the active tasks of the indicator's plan that name it, by any of its names, in two queries."""
    names = [indicator.name]
    if indicator.indicator is not None:
        names += [indicator.indicator.name, *(alias.name for alias in indicator.indicator.aliases.all())]
    found = [pk for pk, content in CONTENTS(indicator.plan_id) if is_named(names, content)]
    return tasks_in_order(found, indicator.plan)


CONTENTS = FixedRead(lambda plan: Task.objects.filter(plan=plan).active().order_by().values_list("pk", "content"))


def is_named(names: Iterable[str], text: str) -> bool:
    """Whether three fifths of a name (and four characters at least) are together in the text.

    Tables print 发明专利授权量, tasks speak of 发明专利授权; the verb of 建成省级商业秘密保护基地 is left out, too.
    """
    return any(_has_part(name, text) for name in names)


def _has_part(name: str, text: str) -> bool:
    length = max(MIN_CHARACTERS, -(-len(name) * 3 // 5))
    return any(name[start : start + length] in text for start in range(len(name) - length + 1))
