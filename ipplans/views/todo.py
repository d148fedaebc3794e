"""To-do: what is due from us, and by when?"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from plans.models import Report, Round, User
from plans.request import Request
from targets.figures import HANDED_IN
from targets.models import PlanIndicator


@dataclass(frozen=True)
class Due:
    """What one round asks of a person's agencies."""

    round: Round
    today: dt.date
    rows: list[PlanIndicator]

    @property
    def days_left(self) -> int:
        return (self.round.due - self.today).days

    @property
    def open_rows(self) -> list[PlanIndicator]:
        return [row for row in self.rows if self._status(row) not in HANDED_IN]

    @property
    def returned(self) -> list[tuple[PlanIndicator, str]]:
        """The rows a reviewer returned, each with the reason."""
        found = []
        for row in self.rows:
            for actual in row.actuals.all():
                if actual.year == self.round.year and actual.status == Report.Status.RETURNED:
                    found.append((row, actual.reason))
        return found

    def _status(self, row: PlanIndicator) -> str:
        return next((a.status for a in row.actuals.all() if a.year == self.round.year), "")


def todo(request: Request) -> HttpResponse:
    today = timezone.localdate()
    dues = sorted(dues_of(request.user, today), key=lambda due: (not due.returned, not due.open_rows, due.round.due))
    return render(request, "todo.html", {"dues": dues, "today": today})


def dues_of(user: User, today: dt.date) -> list[Due]:
    """Return the open rounds in which the person's agencies report, in four queries."""
    answered_for = PlanIndicator.objects.reported_by(user.agency_ids).standing()
    rows = list(answered_for.select_related("plan__region").prefetch_related("actuals"))
    rounds = Round.objects.open_on(today).filter(plan__in={row.plan_id for row in rows}).select_related("plan__region")
    return [Due(r, today, [row for row in rows if row.plan_id == r.plan_id]) for r in rounds]
