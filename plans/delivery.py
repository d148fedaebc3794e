"""Whether what a round asks for came in time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from plans.models import Report, Round


class Delivery(TextChoices):
    ON_TIME = "in-time", _("in time")
    LATE = "late", _("late")
    OVERDUE = "overdue", _("overdue")
    WAITING = "waiting", _("not due yet")


def delivery(
    report: Report | None, round_: Round | None, today: dt.date, agency_ids: Collection[int]
) -> Delivery | None:
    """Return how the report of a row that these agencies answer for answered a round; None where no round asked.

    The day of the first submission counts: returned and submitted again, a report is no later. While it is returned
    or a draft, it is not submitted: overdue after the due date, but for one whose approved record still counts.
    """
    if round_ is None:
        return None
    due = round_.due_for(agency_ids)
    answer = report.answering(round_, today) if report is not None else None
    if answer is None:
        return Delivery.OVERDUE if due < today else Delivery.WAITING
    submitted_on = timezone.localdate(answer.handed_in_at or answer.changed_at)
    return Delivery.ON_TIME if submitted_on <= due else Delivery.LATE


def year_rounds(rounds: Iterable[Round]) -> dict[int, Round]:
    """Return the whole-year round of each year."""
    return {round_.year: round_ for round_ in rounds if round_.period == Round.Period.YEAR}


def delivery_in(
    year: int, reports: Iterable[Report], rounds: Iterable[Round], today: dt.date, agency_ids: Collection[int]
) -> Delivery | None:
    """Return the delivery for `year`, from all reports of a row and all rounds of its plan."""
    of_year = (report for report in reports if getattr(report, "year", None) == year)
    return delivery(next(of_year, None), year_rounds(rounds).get(year), today, agency_ids)
