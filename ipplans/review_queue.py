"""What waits for a reviewer: by agency, what needs a look (需看) with the reason before what is normal (正常)."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.utils import timezone
from django.utils.translation import gettext as _

from ipplans.review_reads import (
    ACTUALS,
    ASKED,
    EVIDENCED,
    PLANS,
    REPORTS,
    RETURNED_ACTUALS,
    RETURNED_REPORTS,
    ROWS,
    WAITING_ACTUALS,
    WAITING_REPORTS,
)
from plans.calendar import plan_calendar
from plans.models import Agency, Extension, Plan, Report, User, load_contributors
from targets.choices import Condition
from targets.entry.required_explanations import is_behind, oddities
from targets.figures import SUBMITTED_STATUSES, IndicatorFigures, indicator_figures
from targets.models import Actual, PlanIndicator
from targets.numbers import change_text
from targets.year_figures import YearFigures
from tasks.models import TaskReport

PAGE = 200  # reports on one page, or those of one plan
RECORD = ("last_approved",)  # what leaders read while a value is being corrected


@dataclass
class Waiting:
    """One value that waits for review, beside what it is judged by."""

    actual: Actual
    figures: IndicatorFigures
    is_own: bool
    returned_before: str = ""
    had_evidence: bool = False  # the year before

    @property
    def cell(self) -> YearFigures:
        return self.figures.now

    @property
    def approved(self) -> Actual | None:
        """What leaders read meanwhile, where the value was reopened."""
        return self.actual.approved if self.actual.is_in_correction else None

    @property
    def last(self) -> Decimal | None:
        before = self.figures.actuals.get(self.actual.year - 1)
        return before.value if before else None

    @property
    def change(self) -> str:
        """The change on last year, and in percent of it; "" where there is nothing to compare."""
        if self.last is None or self.actual.value is None:
            return ""
        return change_text(self.actual.value - self.last, self.last, self.figures.series.is_ratio)

    @cached_property
    def flags(self) -> list[str]:
        """Why it needs a look: rare, behind its target, no value, no evidence, corrected after a return, reopened.

        Evidence is missed where the figure of the year before had some, and this one names no source either: many
        figures stand in a yearbook and never had a file.
        """
        actual, series = self.actual, self.figures.series
        found = _flags_of_report(actual, self.returned_before)
        if actual.condition != Condition.VALUE:
            found.append(str(actual.get_condition_display()))
        elif actual.value is not None:
            found += [str(kind.label) for kind, _sentence in oddities(actual, actual.value, series)]
            found += [_("behind the target")] if is_behind(series, actual.year) else []
            is_bare = self.had_evidence and not actual.source and not actual.evidence.all()
            found += [_("without evidence, which there was last year")] if is_bare else []
        return found


@dataclass
class WaitingTask:
    """One task report that waits for review, beside what it is judged by."""

    report: TaskReport
    is_own: bool
    returned_before: str = ""

    @cached_property
    def flags(self) -> list[str]:
        """Why it needs a look: delayed, done without evidence, corrected after a return, or reopened."""
        found = _flags_of_report(self.report, self.returned_before)
        if self.report.state == TaskReport.State.DELAYED:
            found.append(str(self.report.get_state_display()))
        if self.report.state == TaskReport.State.DONE and not self.report.evidence.all():
            found.append(_("done, without evidence"))
        return found


def _flags_of_report(report: Report, returned_before: str) -> list[str]:
    if returned_before:
        return [_("corrected after a return")]
    return [_("reopened")] if report.is_in_correction else []


@dataclass
class AgencyQueue:
    """What one agency submitted for one plan; what needs a look stands first."""

    agency: Agency | None
    plan: Plan
    figures: list[Waiting] = field(default_factory=list)
    tasks: list[WaitingTask] = field(default_factory=list)

    @property
    def flagged(self) -> int:
        return sum(bool(row.flags) for row in self.figures) + sum(bool(row.flags) for row in self.tasks)

    @property
    def normal(self) -> int:
        return len(self.figures) + len(self.tasks) - self.flagged


@dataclass(frozen=True)
class Narrowing:
    """What of the queue is shown: the reports of one plan (slug), of one agency (its number), normal ones or others."""

    plan: str = ""
    agency: str = ""
    only: str = ""
    page: str = ""

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Narrowing:
        """What an address or a form asks for; what is none of it is left out."""
        return cls(*(str(data.get(name, "")) for name in ("plan", "agency", "only", "page")))

    @property
    def query(self) -> str:
        return urlencode({name: value for name, value in vars(self).items() if value})

    def apply(self, queues: Iterable[AgencyQueue]) -> list[AgencyQueue]:
        """Return the queues with what is asked for; those with none of it are left out."""
        shown = [
            one
            for one in queues
            if self.plan in ("", one.plan.slug) and self.agency in ("", str(one.agency.pk) if one.agency else "-")
        ]
        if self.only in (FLAGGED, NORMAL):
            is_flagged = self.only == FLAGGED
            for one in shown:
                one.figures = [row for row in one.figures if bool(row.flags) == is_flagged]
                one.tasks = [row for row in one.tasks if bool(row.flags) == is_flagged]
        return [one for one in shown if one.figures or one.tasks]


EVERYTHING = Narrowing()
FLAGGED, NORMAL = "flagged", "normal"


def queue_of(user: User, narrowing: Narrowing = EVERYTHING) -> dict[str, object]:
    """Return what waits for `user`, narrowed, in a fixed number of queries."""
    waiting = waiting_plans(user)
    slugs = {plan.slug: f"{plan.region.name} · {plan.title}" for plan, _count in waiting}
    pages = Paginator(_in_pages(waiting, narrowing.plan), 1)
    page = pages.get_page(narrowing.page)
    shown = [plan.pk for plan in page.object_list[0]] if page.object_list else []
    found = by_agency(waiting_for(user, shown), reports_for(user, shown))
    agencies = {str(one.agency.pk): str(one.agency) for one in found if one.agency}
    whole = sum(count for _plan, count in waiting)
    queues = narrowing.apply(found)
    counts = {"flagged": sum(one.flagged for one in queues), "normal": sum(one.normal for one in queues)}
    choices = {"agencies": agencies, "plans": slugs, "whole": whole, "narrowing": narrowing, "page": page}
    return {"queues": queues, "asked": asked_for(user), "user": user} | counts | choices


def whole_queue_of(user: User, narrowing: Narrowing) -> tuple[Iterator[AgencyQueue], int]:
    """Return all that waits for `user`, narrowed, loaded as much as a page at a time; and how many wait at most."""
    waiting = [(plan, count) for plan, count in waiting_plans(user) if narrowing.plan in ("", plan.slug)]
    pages = ([plan.pk for plan in page] for page in _in_pages(waiting, narrowing.plan))
    found = (by_agency(waiting_for(user, plans), reports_for(user, plans)) for plans in pages)
    return (queue for queues in found for queue in narrowing.apply(queues)), sum(count for _plan, count in waiting)


def waiting_plans(user: User) -> list[tuple[Plan, int]]:
    """Return the plans with reports that wait for `user`, each with how many, in the order of their regions."""
    regions = _reviewed_regions(user)
    counts = Counter(dict(WAITING_ACTUALS(regions))) + Counter(dict(WAITING_REPORTS(regions)))
    return [(plan, counts[plan.pk]) for plan in PLANS(counts.keys())]


def _in_pages(waiting: Iterable[tuple[Plan, int]], slug: str) -> list[list[Plan]]:
    """The plans, those of a page together: as many as hold `PAGE` reports, at least one."""
    pages: list[list[Plan]] = []
    room = 0
    for plan, count in waiting:
        if slug not in ("", plan.slug):
            continue
        if room < count or not pages:
            pages.append([])
            room = PAGE
        pages[-1].append(plan)
        room -= count
    return pages


def by_agency(figures: Iterable[Waiting], tasks: Iterable[WaitingTask]) -> list[AgencyQueue]:
    """Return what waits, by plan and agency in the order of their first report."""
    found: dict[tuple[int, int | None], AgencyQueue] = {}
    for figure in figures:
        plan = figure.figures.indicator.plan
        key = (plan.pk, figure.actual.agency_id)
        found.setdefault(key, AgencyQueue(figure.actual.agency, plan)).figures.append(figure)
    for task in tasks:
        plan = task.report.task.plan
        key = (plan.pk, task.report.agency_id)
        found.setdefault(key, AgencyQueue(task.report.agency, plan)).tasks.append(task)
    for one in found.values():
        one.figures.sort(key=lambda row: not row.flags)
        one.tasks.sort(key=lambda row: not row.flags)
    return list(found.values())


def waiting_for(user: User, plans: Collection[int]) -> list[Waiting]:
    """Return the submitted values of these plans (ids) for `user` to review, in a fixed number of queries."""
    actuals: list[Actual] = ACTUALS(plans)
    rows = {row.pk: row for row in ROWS({actual.indicator_id for actual in actuals})}
    today = timezone.localdate()
    load_contributors(actuals)
    returned = dict(RETURNED_ACTUALS([actual.pk for actual in actuals]))
    evidenced = set(EVIDENCED(rows.keys()))
    return [
        Waiting(
            actual,
            _figures(rows[actual.indicator_id], actual.year, today),
            user.pk in actual.contributor_ids,
            returned.get(actual.pk, ""),
            (actual.indicator_id, actual.year - 1) in evidenced,
        )
        for actual in actuals
    ]


def _figures(row: PlanIndicator, year: int, today: dt.date) -> IndicatorFigures:
    return indicator_figures(row, year, plan_calendar(row.plan, today), SUBMITTED_STATUSES)


def reports_for(user: User, plans: Collection[int]) -> list[WaitingTask]:
    """Return the submitted task reports of these plans (ids) for `user` to review."""
    reports: list[TaskReport] = REPORTS(plans)
    load_contributors(reports)
    returned = dict(RETURNED_REPORTS([report.pk for report in reports]))
    return [WaitingTask(one, user.pk in one.contributor_ids, returned.get(one.pk, "")) for one in reports]


def asked_for(user: User) -> list[Extension]:
    """Return the extensions that agencies asked for and `user` may decide."""
    return ASKED(_reviewed_regions(user))


def _reviewed_regions(user: User) -> Collection[int] | None:
    """The regions whose reports `user` reviews; None for all (`reviewed_by`)."""
    return None if user.is_admin else user.reviewed_region_ids
