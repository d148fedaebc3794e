"""How many things wait for a person: shown beside the menu on every page, so few columns are asked for."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping

from django.db.models import Q
from django.utils import timezone

from plans.models import Extension, Plan, Report, Round, User
from targets.models import Actual, PlanIndicator
from tasks.models import Note, Task, TaskReport


def due_count(user: User) -> int:
    """Return how many indicators and tasks the person's agencies have to submit in open rounds, and notes to answer."""
    ids, today = user.agency_ids, timezone.localdate()
    rows = list(PlanIndicator.objects.reported_by(ids).order_by().values_list("pk", "plan", "asked_from", "dropped_by"))
    tasks = list(Task.objects.reported_by(ids).order_by().values_list("pk", "plan", "dropped_by"))
    plans = {plan for _pk, plan, *_more in (*rows, *tasks)}
    rounds = {(one.plan_id, one.year): one for one in Round.objects.open_on(today).filter(plan__in=plans)}
    years_of = defaultdict(list)
    for plan, year in rounds:
        years_of[plan].append(year)
    asked = {
        (pk, year): rounds[plan, year]
        for pk, plan, since, dropped in rows
        for year in years_of[plan]
        if not dropped and (since is None or year >= since)
    }
    led = {(pk, year): rounds[plan, year] for pk, plan, dropped in tasks for year in years_of[plan] if not dropped}
    due = len(asked) + len(led) - _answered(asked, led, today)
    subjects = Q(indicator__in=[row[0] for row in rows]) | Q(task__in=[task[0] for task in tasks])
    return due + Note.objects.unanswered().filter(subjects).count()


DueIn = Mapping[tuple[int, int], Round]  # by row or task, and year


def _answered(asked: DueIn, led: DueIn, today: dt.date) -> int:
    """How many of these are submitted for the period that their round asks for."""
    years = {year for _pk, year in (*asked, *led)}
    actuals = Actual.objects.filter(indicator__in={pk for pk, _year in asked}, year__in=years)
    reports = TaskReport.objects.filter(task__in={pk for pk, _year in led}, year__in=years)
    found: list[tuple[Round | None, Report]] = [
        (asked.get((one.indicator_id, one.year)), one)
        for one in actuals.only(*Actual.ANSWERED_BY, "indicator_id").order_by()
    ]
    found += [
        (led.get((one.task_id, one.year)), one) for one in reports.only(*TaskReport.ANSWERED_BY, "task_id").order_by()
    ]
    return sum(round_ is not None and one.answers(round_, today) for round_, one in found)


def waiting_count(user: User) -> int:
    """Return how many reports and requests for more time wait for the person's review."""
    plans = Plan.objects.reviewed_by(user).order_by().values("pk")
    actuals = Actual.objects.waiting().filter(indicator__plan__in=plans).count()
    reports = TaskReport.objects.waiting().filter(task__plan__in=plans).count()
    return int(actuals + reports + Extension.objects.waiting().filter(round__plan__in=plans).count())


def late_rounds(user: User) -> int:
    """Return how many of the rounds that the person manages are open after their due date: to be urged, or closed."""
    rounds = Round.objects.open_on(today := timezone.localdate()).filter(plan__in=Plan.objects.reviewed_by(user))
    return int(rounds.filter(due__lt=today).order_by().count())


def answered_count(user: User) -> int:
    """Return how many notes that the person left are answered and not settled yet."""
    return int(Note.objects.to_close(user).order_by().count())
