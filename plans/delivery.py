"""Whether what a round asks for came in time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from plans.models import Report, Round

INDICATOR, TASK = "indicator", "task"


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
    counting = report.answering(round_, today) if report is not None else None
    due = round_.due_for(agency_ids)
    if counting is None:
        return Delivery.OVERDUE if due < today else Delivery.WAITING
    return Delivery.ON_TIME if submitted_on(counting) <= due else Delivery.LATE


@dataclass(frozen=True)
class Answer:
    """How one row answered a round, and who answered for it: these agencies as they were on that day.

    `trouble` says what is behind, by what was reported: an indicator, or a task; "" for neither.
    """

    agency_ids: Sequence[int]
    delivery: Delivery | None
    day: dt.date
    trouble: str = ""


def answer(agency_ids: Sequence[int], report: Report | None, round_: Round | None, today: dt.date) -> Answer:
    """Return how a row that these agencies report answered a round.

    A report counts for the agency that made it; one of several agencies, for those that had their work on the day of
    its submission; one that is missing, for who had the work on the due date (domain.md §3: the past keeps its names).
    """
    how = delivery(report, round_, today, agency_ids)
    counting = report.answering(round_, today) if report is not None and round_ is not None else None
    if counting is None or how not in (Delivery.ON_TIME, Delivery.LATE):
        return Answer(agency_ids, how, min(round_.due_for(agency_ids), today) if round_ else today)
    is_own = len(agency_ids) == 1 and counting.agency_id is not None
    own = [counting.agency_id] if is_own and counting.agency_id else agency_ids
    return Answer(own, how, submitted_on(counting))


def submitted_on(report: Report) -> dt.date:
    """Return the day of the first submission."""
    return timezone.localdate(report.handed_in_at or report.changed_at)


def year_rounds(rounds: Iterable[Round]) -> dict[int, Round]:
    """Return the whole-year round of each year."""
    return {round_.year: round_ for round_ in rounds if round_.period == Round.Period.YEAR}


def delivery_in(
    year: int, reports: Iterable[Report], rounds: Iterable[Round], today: dt.date, agency_ids: Collection[int]
) -> Delivery | None:
    """Return the delivery for `year`, from all reports of a row and all rounds of its plan."""
    of_year = (report for report in reports if getattr(report, "year", None) == year)
    return delivery(next(of_year, None), year_rounds(rounds).get(year), today, agency_ids)
