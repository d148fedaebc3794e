"""The entry of one year's figures: a grid of forms, checked and stored as a whole."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from plans.models import Plan, Report, Round, User
from targets import progress
from targets.choices import Accumulation
from targets.figures import HANDED_IN, series_of
from targets.forms import ActualForm
from targets.history import stands_as
from targets.models import Actual, PlanIndicator

FIELD = re.compile(r"i([0-9]+)-")
LONGEST_ID = 18  # digits a database number can have


@dataclass
class Line:
    """One row of the grid: an indicator, what stands, what was typed, and what is in the way."""

    indicator: PlanIndicator
    actual: Actual | None
    last: Actual | None
    measure: progress.Measure
    needed: progress.Needed
    form: ActualForm
    lock: str = ""
    conflict: str = ""

    by: User | None = None

    @property
    def is_goal_of_all_years(self) -> bool:
        """Whether the measure is what all years together must reach, not this one."""
        return self.measure.source == progress.Source.TOTAL

    @property
    def asks_for(self) -> str:
        """Which number belongs in the cell: the year's own, or where things stand at year end."""
        hints = {Accumulation.LEVEL: _("value at year end"), Accumulation.MILESTONE: _("1 when built, 0 when not")}
        kind = self.indicator.accumulation
        return hints[Accumulation(kind)] if kind in hints else _("this year's own amount")

    @property
    def standing(self) -> str:
        """What is stored now, in words."""
        return stands_as(self.actual) if self.actual else "—"

    @property
    def can_withdraw(self) -> bool:
        actual = self.actual
        return (
            actual is not None
            and actual.status == Report.Status.SUBMITTED
            and actual.author_id == getattr(self.by, "pk", None)
        )

    @property
    def has_problem(self) -> bool:
        return bool(self.conflict) or (not self.lock and self.form.is_bound and not self.form.is_valid())


@dataclass
class EntryGrid:
    """The figures of one plan and year that one person's agencies answer for."""

    plan: Plan
    year: int
    indicators: Sequence[PlanIndicator]
    by: User
    today: dt.date
    data: QueryDict | None = None
    round: Round | None = None
    lines: list[Line] = field(default_factory=list)
    stored: int = 0
    submitted: int = 0

    def __post_init__(self) -> None:
        self.round = next(
            (r for r in self.plan.rounds.all() if r.year == self.year and r.period == Round.Period.YEAR), None
        )
        actuals = {a.indicator_id: a for row in self.indicators for a in row.actuals.all() if a.year == self.year}
        self.lines = [self._line(row, actuals.get(row.pk)) for row in self.indicators]
        if self.data is not None:
            self._refuse_foreign_rows(self.data)

    @property
    def lock(self) -> str:
        """Why nothing can be entered for this year; "" if it can."""
        if self.round is None:
            return _("No reporting round has been opened for %(year)s. Please ask the reviewer.") % {"year": self.year}
        if self.round.is_open(self.today):
            return ""
        if self.round.status in Round.OPEN_STATUSES:
            return _("Entry for %(year)s opens on %(date)s.") % {"year": self.year, "date": self.round.opens}
        if self.round.is_frozen:
            return _("The figures of %(year)s are final.") % {"year": self.year}
        return _("The round of %(year)s is closed. A reviewer can reopen it.") % {"year": self.year}

    @property
    def problems(self) -> int:
        """How many rows a person must look at again."""
        return sum(line.has_problem for line in self.lines)

    @property
    def has_open_lines(self) -> bool:
        return any(not line.lock for line in self.lines)

    @property
    def last_year(self) -> int:
        return self.year - 1

    @property
    def unreported(self) -> int:
        """How many rows still have nothing handed in."""
        return sum(1 for line in self.lines if not line.actual or line.actual.status not in HANDED_IN)

    def _line(self, row: PlanIndicator, actual: Actual | None) -> Line:
        approved = {a.year: a for a in row.actuals.all() if a.status in HANDED_IN}
        series = series_of(row, approved, {}, self.today)
        against = progress.measure(series, self.year)
        lock = self.lock or _row_lock(actual)
        is_posted = self.data is not None and f"i{row.pk}-version" in self.data
        data = self.data if is_posted else None
        form = ActualForm(row, actual, against.value, data)
        needed = progress.needed(series, self.year - 1)
        return Line(row, actual, approved.get(self.year - 1), against, needed, form, lock, by=self.by)

    def _refuse_foreign_rows(self, data: QueryDict) -> None:
        """A forged form: 404 for a row one may not see, 403 for a visible one of another agency."""
        posted = {int(found[1]) for name in data if (found := FIELD.match(name)) and len(found[1]) <= LONGEST_ID}
        if any((found := FIELD.match(name)) and len(found[1]) > LONGEST_ID for name in data):
            raise Http404
        foreign = posted - {row.pk for row in self.indicators}
        if not foreign:
            return
        if PlanIndicator.objects.visible_to(self.by).filter(pk__in=foreign).count() < len(foreign):
            raise Http404
        raise PermissionDenied(_("These figures are another agency's to report."))

    def save(self, submit: bool) -> bool:
        """Store what was typed, all or nothing; with `submit` hand it in. False where a person must look again."""
        posted = [line for line in self.lines if line.form.is_bound]
        with transaction.atomic():
            if self.round is not None:
                # The round's row is the lock: entries of one plan and year queue here, and closing it waits.
                self.round = Round.objects.select_for_update().get(pk=self.round.pk)
            current = {a.indicator_id: a for a in self._standing()}
            for line in posted:
                self._compare(line, current.get(line.indicator.pk))
            if self.lock or any(line.has_problem for line in posted):
                return False
            changed = [actual for line in posted if (actual := self._applied(line, submit))]
            Actual.objects.keep(changed, self.by)
            self.stored = len(changed)
            self.submitted = sum(actual.status == Report.Status.SUBMITTED for actual in changed)
        return True

    def _standing(self) -> Iterable[Actual]:
        rows = [row.pk for row in self.indicators]
        return (
            Actual.objects.filter(indicator__in=rows, year=self.year)
            .select_for_update(of=("self",))
            .select_related("author")
        )

    def _compare(self, line: Line, current: Actual | None) -> None:
        """Find out whether somebody else stored this row since the person saw it."""
        line.actual, line.lock = current, self.lock or _row_lock(current)
        if not line.form.is_valid() or (current is not None and _same(current, line.form)):
            return
        if line.lock:
            is_idle = current is None and line.form.is_blank
            line.conflict = "" if is_idle else self._told_who(current) if current else line.lock
            return
        seen, choice = line.form.cleaned_data["version"], line.form.cleaned_data.get("choice")
        if current is None:
            return
        if seen == current.version:
            if choice == ActualForm.KEEP_THEIRS:
                line.form.cleaned_data |= {name: getattr(current, name) for name in line.form.typed}
            return
        line.conflict = self._told_who(current)
        line.form.ask_again(current.version)

    def _told_who(self, current: Actual) -> str:
        """Who stored what here, and when."""
        told = _("%(who)s stored %(theirs)s here at %(when)s, after you opened this page. Nothing was overwritten.")
        when = timezone.localtime(current.changed_at).strftime("%m-%d %H:%M")
        return told % {"who": current.author or _("someone"), "theirs": stands_as(current), "when": when}

    def _applied(self, line: Line, submit: bool) -> Actual | None:
        """Return the actual as it is to be stored, or None where nothing changes."""
        actual, form = line.actual, line.form
        if actual is None and form.is_blank:
            return None
        is_changed = actual is None or not _same(actual, form)
        if actual is None:
            actual = Actual(indicator=line.indicator, year=self.year, version=0)
        if is_changed:
            actual.enter(form.typed, line.indicator.responsible, self.by)
        if submit and actual.is_complete and actual.is_editable:
            actual.submit(self.by)
            is_changed = True
        return actual if is_changed else None


def _row_lock(actual: Actual | None) -> str:
    if actual is None or actual.is_editable:
        return ""
    if actual.status == Report.Status.SUBMITTED:
        return _("Handed in, waiting for review")
    return _("Approved; a reviewer can reopen it")


def _same(actual: Actual, form: ActualForm) -> bool:
    return all(getattr(actual, name) == value for name, value in form.typed.items())
