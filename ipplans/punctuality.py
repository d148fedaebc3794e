"""Which agency reports in time: of indicators and tasks together."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from plans.delivery import Delivery, delivery, year_rounds
from plans.models import Agency, Plan
from targets.models import PlanIndicator
from targets.progress import Ratio, ratio
from tasks.progress import TaskYear

Item = tuple[Sequence[int], Delivery | None]  # the agencies that answer for one thing, and how they did


@dataclass(frozen=True)
class Punctuality:
    """What one agency was asked for, and how it answered."""

    agency: Agency
    counts: Counter[Delivery]

    @classmethod
    def none(cls, agency: Agency) -> Punctuality:
        """Of an agency that nobody asked for anything."""
        return cls(agency, Counter())

    @property
    def on_time(self) -> int:
        return self.counts[Delivery.ON_TIME]

    @property
    def late(self) -> int:
        return self.counts[Delivery.LATE]

    @property
    def overdue(self) -> int:
        return self.counts[Delivery.OVERDUE]

    @property
    def waiting(self) -> int:
        return self.counts[Delivery.WAITING]

    @property
    def due(self) -> int:
        """How many reports were due; those whose date has not come are not."""
        return self.on_time + self.late + self.overdue

    @property
    def rate(self) -> Ratio | None:
        """按时率: in time of due, in %; None where nothing was due."""
        return ratio(Decimal(self.on_time), Decimal(self.due)) if self.due else None


def indicator_items(plan: Plan, rows: Iterable[PlanIndicator], year: int, today: dt.date) -> list[Item]:
    """Return who answers for each indicator (loaded with its actuals) of a plan (with its rounds), and how."""
    round_ = year_rounds(plan.rounds.all()).get(year)
    items: list[Item] = []
    for row in rows:
        actual = next((actual for actual in row.actuals.all() if actual.year == year), None)
        if row.reporter_ids:
            items.append((row.reporter_ids, delivery(actual, round_, today, row.reporter_ids)))
    return items


def task_items(tasks: Iterable[TaskYear]) -> list[Item]:
    return [(task.agency_ids, task.delivery) for task in tasks]


def punctuality(items: Iterable[Item]) -> list[Punctuality]:
    """Return every agency that was asked for something: the most overdue first, then the most late. One query.

    After a hand-over (职责划转) the successor answers; what two agencies led that are one now counts once for it.
    """
    asked = [(ids, how) for ids, how in items if how is not None]
    named = Agency.objects.filter(pk__in={pk for ids, _how in asked for pk in ids})
    current = {agency.pk: agency.current for agency in named.select_related("successor").order_by()}
    agencies = {agency.pk: agency for agency in current.values()}
    counted: dict[int, Counter[Delivery]] = defaultdict(Counter)
    for ids, how in asked:
        for pk in {current[pk].pk for pk in ids}:
            counted[pk][how] += 1
    found = [Punctuality(agencies[pk], counts) for pk, counts in counted.items()]
    return sorted(found, key=lambda one: (-one.overdue, -one.late, -one.due, one.agency.pk))
