"""Lights 预警: yellow and red before the date, each with the rule that made it, in words (domain.md §3)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from plans.delivery import submitted_on, year_rounds
from plans.models import LightRules, Plan, Report, Round
from plans.working_days import WorkingDays


class Light(TextChoices):
    RED = "red", gettext_lazy("red light")
    YELLOW = "yellow", gettext_lazy("yellow light")


class Rule(StrEnum):
    """What made a light: a figure, a date, a task's own time limit, or that it was red before."""

    PATH = "path"
    DUE = "due"
    OVERDUE = "overdue"
    DEADLINE = "deadline"
    MADE_GOOD = "made-good"


@dataclass(frozen=True)
class Reason:
    """One rule that makes a light, and what it found, in words."""

    light: Light
    rule: Rule
    words: str


@dataclass(frozen=True)
class Lit:
    """A light that burns: the worst of its reasons counts; they stand with the worst first."""

    light: Light
    reasons: tuple[Reason, ...]

    @property
    def words(self) -> str:
        return _("; ").join(reason.words for reason in self.reasons)


def lit(reasons: Iterable[Reason]) -> Lit | None:
    """Return the light that these reasons make; None without any."""
    order = list(Light)
    found = sorted(reasons, key=lambda reason: order.index(reason.light))
    return Lit(found[0].light, tuple(found)) if found else None


@dataclass(frozen=True)
class Watch:
    """What the lights of one year of a plan are made by, as of `today`. `is_asked`: any round asks for the year."""

    year: int
    rules: LightRules
    round_: Round | None
    is_asked: bool
    today: dt.date
    days: WorkingDays

    @property
    def is_running(self) -> bool:
        """Whether the year is still asked for: until its round is closed."""
        return self.is_asked and (self.round_ is None or self.round_.status in Round.OPEN_STATUSES)

    def of_delivery(self, report: Report | None, agency_ids: Collection[int]) -> list[Reason]:
        """Return what the year's round makes burn for a row that these agencies answer for."""
        if self.round_ is None or not self.is_running:
            return []
        counting = report.answering(self.round_, self.today) if report is not None else None
        day = submitted_on(counting) if counting is not None else None
        reason = delivery_reason(self.rules, self.days, self.round_.due_for(agency_ids), day, self.today)
        return [reason] if reason else []


def watch(plan: Plan, year: int, today: dt.date, days: WorkingDays) -> Watch:
    """Return what the lights of a plan's year are made by; the plan is loaded with its rounds and its `light_rules`."""
    rounds = plan.rounds.all()
    is_asked = any(round_.year == year for round_ in rounds)
    return Watch(year, LightRules.of(plan), year_rounds(rounds).get(year), is_asked, today, days)


def watches(plans: Iterable[Plan], year: int, today: dt.date) -> dict[int, Watch]:
    """Return the same for many plans, by the plan's id."""
    days = WorkingDays()
    return {plan.pk: watch(plan, year, today, days) for plan in plans}


def delivery_reason(
    rules: LightRules, days: WorkingDays, due: dt.date, submitted: dt.date | None, today: dt.date
) -> Reason | None:
    """Return what burns for a report due on `due` and first submitted on `submitted`, if it was, as of `today`."""
    if submitted is not None:
        was_red = submitted > due and rules.is_overdue_red
        words = _("submitted on %(day)s, after it was due on %(due)s") % {"day": submitted, "due": due}
        return Reason(Light.YELLOW, Rule.MADE_GOOD, words) if was_red and rules.stays_yellow else None
    if today > due:
        values = {"due": due, "n": days.between(due, today)}
        words = _("due on %(due)s, %(n)s working days overdue") % values
        return Reason(Light.RED, Rule.OVERDUE, words) if rules.is_overdue_red else None
    return soon(rules, days, due, today, Rule.DUE, _("due on %(due)s, %(n)s working days left, nothing reported"))


def soon(rules: LightRules, days: WorkingDays, due: dt.date, today: dt.date, rule: Rule, words: str) -> Reason | None:
    """Return a yellow light where at most so many working days are left as the rules say; `words` take due and n."""
    if rules.days_before is None:
        return None
    left = days.between(today, due, stop=rules.days_before)
    return Reason(Light.YELLOW, rule, words % {"due": due, "n": left}) if left <= rules.days_before else None
