"""A plan's time: when it runs, and for which years it was asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from plans.delivery import year_rounds
from plans.models import Plan, Round


@dataclass(frozen=True)
class PlanCalendar:
    """When a plan runs and was asked, as of `today`.

    `rounds` are its whole-year rounds by year; `asked` the years with any round; `begins` and `ends` the first and
    last day of its phases, None where it has none.
    """

    rounds: Mapping[int, Round]
    asked: frozenset[int]
    begins: dt.date | None
    ends: dt.date | None
    today: dt.date


def plan_calendar(plan: Plan, today: dt.date) -> PlanCalendar:
    """Return the time of a plan loaded with its rounds and phases."""
    rounds, phases = plan.rounds.all(), plan.phases.all()
    return PlanCalendar(
        year_rounds(rounds),
        frozenset(round_.year for round_ in rounds),
        min((phase.starts for phase in phases), default=None),
        max((phase.ends for phase in phases), default=None),
        today,
    )
