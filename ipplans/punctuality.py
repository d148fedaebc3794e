"""Which agency reports in time: of indicators and tasks together."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal

from plans.delivery import INDICATOR, TASK, Answer, Delivery, answer, year_rounds
from plans.models import Agency, Plan
from plans.models.fixed_read import FixedRead
from targets.models import PlanIndicator
from targets.progress import Ratio, ratio


@dataclass(frozen=True)
class Punctuality:
    """What one agency was asked for, and how it answered."""

    agency: Agency
    counts: Counter[Delivery]
    troubles: Counter[str] = field(default_factory=Counter)

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
    def behind(self) -> int:
        """How many of its indicators are behind (滞后指标)."""
        return self.troubles[INDICATOR]

    @property
    def delayed(self) -> int:
        """How many of its tasks are delayed (滞后任务)."""
        return self.troubles[TASK]

    @property
    def due(self) -> int:
        """How many reports were due; those whose date has not come are not."""
        return self.on_time + self.late + self.overdue

    @property
    def rate(self) -> Ratio | None:
        """按时率: in time of due, in %; None where nothing was due."""
        return ratio(Decimal(self.on_time), Decimal(self.due)) if self.due else None


def indicator_answers(
    plan: Plan, rows: Iterable[PlanIndicator], year: int, today: dt.date, behind: Collection[int] = ()
) -> list[Answer]:
    """Return who answers for each indicator (loaded with its actuals) of a plan (with its rounds), and how.

    `behind` are the ids of those that are behind in the year.
    """
    round_ = year_rounds(plan.rounds.all()).get(year)
    found: list[Answer] = []
    for row in rows:
        actual = next((actual for actual in row.actuals.all() if actual.year == year), None)
        if row.reporter_ids and row.is_asked_in(year):
            one = answer(row.reporter_ids, actual, round_, today)
            found.append(replace(one, trouble=INDICATOR if row.pk in behind else ""))
    return found


AGENCIES = FixedRead(lambda ids: Agency.objects.filter(pk__in=ids).select_related("successor").order_by())


def punctuality(answers: Iterable[Answer]) -> list[Punctuality]:
    """Return every agency that was asked for something: the most overdue first, then who has most behind. One query.

    A hand-over (职责划转) moves what is asked after it; what two agencies led that were one by then counts once.
    """
    asked = [(one, one.delivery) for one in answers if one.delivery is not None]
    ids = {pk for one, _how in asked for pk in one.agency_ids}
    named = {agency.pk: agency for agency in AGENCIES(ids)}
    found: dict[Agency, Punctuality] = {}
    for one, how in asked:
        for agency in {named[pk].on(one.day) for pk in one.agency_ids}:
            row = found.setdefault(agency, Punctuality.none(agency))
            row.counts[how] += 1
            row.troubles[one.trouble] += bool(one.trouble)
    return sorted(
        found.values(), key=lambda one: (-one.overdue, -one.behind - one.delayed, -one.late, -one.due, one.agency.pk)
    )
