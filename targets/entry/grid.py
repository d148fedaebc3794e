"""The grid: rows of indicators, a column a year; checked and stored as a whole."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import prefetch_related_objects
from django.http import Http404, QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from plans.models import Plan, Report, Round, User, asked_in, entry_lock
from targets.entry.cells import Cell, Line, came_second, is_ready
from targets.entry.posted import KEEP_THEIRS, Key, Posted, posted_cell, raw_cells
from targets.history import stands_as
from targets.models import Actual, PlanIndicator


@dataclass
class EntryGrid:
    """The figures of one plan that one person's agencies answer for, of one year or of all open ones."""

    plan: Plan
    indicators: Sequence[PlanIndicator]
    by: User
    today: dt.date
    year: int | None = None
    lines: list[Line] = field(default_factory=list)
    stored: int = 0
    submitted: int = 0
    is_stored: bool = False
    is_kept_back: bool = False  # stored, but not handed in before something is explained

    def __post_init__(self) -> None:
        self._take(self.plan.rounds.all())
        for row in self.indicators:
            line = Line(self, row)
            actuals = {actual.year: actual for actual in row.actuals.all()}
            line.cells = [Cell(line, year, actuals.get(year)) for year in self.plan.years]
            self.lines.append(line)
        for cell in self.cells:
            cell.lock = self._lock_of(cell.year, cell.actual)

    def _take(self, rounds: Iterable[Round]) -> None:
        """Note of each year the round in which it is entered, or the one that says why it can not be."""
        all_rounds = list(rounds)
        self.rounds = asked_in(all_rounds, self.today)
        self.earlier_ends: dict[int, set[dt.date | None]] = {
            year: {r.as_of for r in all_rounds if r.year == year and r.ends < asked.ends}
            for year, asked in self.rounds.items()
        }

    def is_of_earlier_round(self, actual: Actual) -> bool:
        """Whether a figure is of a round before the one that its year is asked in now."""
        if actual.as_of is not None and actual.as_of in self.earlier_ends[actual.year]:
            return True
        return actual.is_earlier_than(self.rounds[actual.year])

    @property
    def cells(self) -> Iterable[Cell]:
        return (cell for line in self.lines for cell in line.cells)

    @property
    def open_years(self) -> list[int]:
        """The years in which this page takes figures."""
        return [year for year in self.plan.years if not self.lock_of(year)]

    @cached_property
    def only_year(self) -> int | None:
        """The year, where the page takes figures of one alone: then there is room for remarks beside them."""
        years = {cell.year for cell in self.cells if not cell.lock}
        return self.year or (years.pop() if len(years) == 1 else None)

    @property
    def sheet_years(self) -> list[int]:
        """The years of the printed form: those that are asked for now, else all."""
        return [self.year] if self.year else self.open_years or list(self.plan.years)

    @property
    def agency_names(self) -> str:
        return "、".join(dict.fromkeys(str(row.responsible) for row in self.indicators))

    @property
    def withdrawable(self) -> list[Cell]:
        return [cell for cell in self.cells if cell.can_withdraw]

    @property
    def lock(self) -> str:
        """Why nothing can be entered on this page; "" if something can."""
        if self.open_years:
            return ""
        return self.lock_of(self.year) if self.year else _("No reporting round of this plan is open.")

    def lock_of(self, year: int) -> str:
        """Why nothing can be entered for `year` here; "" if it can."""
        if self.year not in (None, year):
            return _("This page is for %(year)s.") % {"year": self.year}
        return entry_lock(self.rounds.get(year), year, self.today)

    def _lock_of(self, year: int, actual: Actual | None) -> str:
        if lock := self.lock_of(year):
            return lock
        if actual is None or actual.is_editable or actual.is_earlier_than(self.rounds[year]):
            return ""
        if actual.status == Report.Status.SUBMITTED:
            return _("Handed in, waiting for review")
        return _("Approved; a reviewer can reopen it")

    @property
    def problems(self) -> int:
        """How many cells a person must look at again."""
        return sum(cell.has_problem for cell in self.cells)

    @property
    def asking(self) -> int:
        """How many cells must be explained before they can be handed in."""
        return sum(bool(cell.asks) for cell in self.cells)

    @property
    def has_open_cells(self) -> bool:
        return any(not cell.lock for cell in self.cells)

    @property
    def unreported(self) -> int:
        """How many open cells still have nothing handed in."""
        return sum(not cell.lock for cell in self.cells)

    # Storing

    def save_form(self, data: QueryDict, submit: bool) -> bool:
        """Store the cells that a form sent; see `save`."""
        raw = raw_cells(data)
        self._refuse_foreign_rows({pk for pk, _year in raw})
        decimals = {line.indicator.pk: line.decimals for line in self.lines}
        return self.save({key: posted_cell(fields, decimals[key[0]]) for key, fields in raw.items()}, submit)

    def _refuse_foreign_rows(self, posted: set[int]) -> None:
        """A forged form: 404 for a row one may not see, 403 for a visible one of another agency."""
        foreign = posted - {row.pk for row in self.indicators}
        if not foreign:
            return
        if PlanIndicator.objects.visible_to(self.by).filter(pk__in=foreign).count() < len(foreign):
            raise Http404
        raise PermissionDenied(_("These figures are another agency's to report."))

    def save(self, posted: Mapping[Key, Posted], submit: bool) -> bool:
        """Store what was typed, all or nothing; with `submit` hand the posted cells in, all or none.

        False where a person must look again: at a cell (then nothing is stored), or, when handing in, at what must
        be explained first (then all is stored as drafts).
        """
        if any(year not in self.plan.years for _row, year in posted):
            raise Http404
        with transaction.atomic():
            # The rounds' rows are the lock: entries of one plan queue here, and closing a round waits.
            self._take(self.plan.rounds.select_for_update())
            self._compare(posted)
            if any(cell.has_problem for cell in self.cells) or (self.lock and posted):
                return False
            changed = {cell.key: actual for cell in self.cells if (actual := self._applied(cell))}
            is_done = self._hand_in(posted, changed) if submit else True
            Actual.objects.keep(changed.values(), self.by)
        self.stored, self.is_stored = len(changed), True
        return is_done

    def _compare(self, posted: Mapping[Key, Posted]) -> None:
        """Find out whether somebody else stored a cell since the person saw it."""
        rows = {pk for pk, _year in posted}
        years = {year for _pk, year in posted}
        found = Actual.objects.filter(indicator__in=rows, year__in=years)
        current = {(actual.indicator_id, actual.year): actual for actual in found}
        second = []
        for cell in self.cells:
            if cell.key in posted:
                cell.actual, cell.posted = current.get(cell.key), posted[cell.key]
                cell.lock = self._lock_of(cell.year, cell.actual)
                if came_second(cell, cell.posted):
                    second.append(cell)
        prefetch_related_objects([cell.actual for cell in second if cell.actual], "author")
        for cell in second:
            cell.conflict = self.told_who(cell.actual) if cell.actual else cell.lock

    def told_who(self, current: Actual) -> str:
        """Who stored what here, and when."""
        told = _("%(who)s stored %(theirs)s here at %(when)s, after you opened this page. Nothing was overwritten.")
        when = timezone.localtime(current.changed_at).strftime("%m-%d %H:%M")
        return told % {"who": current.author or _("someone"), "theirs": stands_as(current), "when": when}

    def _applied(self, cell: Cell) -> Actual | None:
        """Return the actual as it is to be stored, or None where nothing changes."""
        posted, actual = cell.posted, cell.actual
        if posted is None or posted.choice == KEEP_THEIRS or (actual is None and posted.says_nothing):
            return None
        if cell.is_carried_over:
            if posted.says_nothing:
                return None
        elif actual is not None and posted.is_same_as(actual):
            return None
        round_ = self.rounds[cell.year]
        if actual is None:
            actual = cell.actual = Actual(indicator=cell.line.indicator, year=cell.year, version=0, as_of=round_.as_of)
        elif cell.is_carried_over:
            actual.demand_editable(round_)
            actual.begin_anew(round_)
        typed = dict(posted.typed)
        if typed.get("value", actual.value) != actual.value and "numerator" not in typed:
            typed |= {"numerator": None, "denominator": None}  # they were parts of another value
        actual.enter(typed, cell.line.indicator.responsible, self.by, round_)
        cell.line.__dict__.pop("now", None)
        return actual

    def _hand_in(self, posted: Mapping[Key, Posted], changed: dict[Key, Actual]) -> bool:
        """Submit the posted cells that have something to hand in, unless one of them must be explained first."""
        ready = [cell for cell in self.cells if cell.key in posted and is_ready(cell)]
        self.is_kept_back = any(cell.asks for cell in ready)
        if self.is_kept_back:
            return False
        for cell in ready:
            assert cell.actual is not None
            cell.actual.submit(self.by)
            changed[cell.key] = cell.actual
        self.submitted = len(ready)
        return True
