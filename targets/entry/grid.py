"""The grid: rows of indicators, a column a year; checked and stored as a whole."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import prefetch_related_objects
from django.http import Http404, QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from plans.models import Plan, Report, Round, User, asked_in, entry_lock
from targets import progress
from targets.choices import Accumulation
from targets.entry.asks import Ask, missing
from targets.entry.posted import KEEP_THEIRS, Key, Posted, posted_cell, raw_cells
from targets.entry.typed import cell_text, decimals_of
from targets.figures import HANDED_IN, absolute_goal, series_of
from targets.history import stands_as
from targets.models import Actual, PlanIndicator
from targets.numbers import number_text


@dataclass
class Cell:
    """One indicator in one year: what stands, what was typed, and what is in the way."""

    line: Line
    year: int
    actual: Actual | None
    lock: str = ""
    posted: Posted | None = None
    conflict: str = ""

    @property
    def asks(self) -> list[Ask]:
        """What must still be said before the cell can be handed in."""
        if self.lock or self.actual is None or not _is_ready(self.actual):
            return []
        return missing(self.actual, self.line.now, self.line.grid.today)

    @property
    def key(self) -> Key:
        return self.line.indicator.pk, self.year

    @property
    def name(self) -> str:
        """The cell in the form's field names."""
        return f"i{self.line.indicator.pk}y{self.year}"

    @property
    def text(self) -> str:
        """What the cell shows: what was typed and is not stored yet, else what stands."""
        is_unstored = self.posted is not None and not self.line.grid.is_stored
        return self.posted.text if is_unstored and self.posted else cell_text(self.actual)

    @property
    def as_of(self) -> dt.date | None:
        """The as-of date that the round asks for; None for the whole year."""
        round_ = self.line.grid.rounds.get(self.year)
        return round_.as_of if round_ else None

    @property
    def standing(self) -> str:
        """What is stored now, in words."""
        return stands_as(self.actual) if self.actual else "—"

    @property
    def error(self) -> str:
        return self.posted.error if self.posted else ""

    @property
    def has_problem(self) -> bool:
        return bool(self.error or self.conflict)

    @property
    def measure(self) -> progress.Measure:
        return progress.measure(self.line.series, self.year)

    @property
    def is_goal_of_all_years(self) -> bool:
        """Whether the measure is what all years together must reach, not this one."""
        return self.measure.source == progress.Source.TOTAL

    @property
    def needed(self) -> progress.Needed:
        return progress.needed(self.line.series, self.year - 1)

    @property
    def last(self) -> Actual | None:
        return self.line.handed_in.get(self.year - 1)

    @property
    def change(self) -> Decimal | None:
        """This year's value less last year's."""
        if self.actual is None or self.actual.value is None or self.last is None or self.last.value is None:
            return None
        return self.actual.value - self.last.value

    @property
    def change_text(self) -> str:
        """The change on last year with its sign; "" where there is nothing to compare."""
        change = self.change
        if change is None:
            return ""
        return _("on last year") + " " + ("+" if change > 0 else "") + number_text(change).replace("-", "−")

    @property
    def remark_text(self) -> str:
        typed = self.posted.typed.get("remark") if self.posted else None
        return str(typed if typed is not None else self.actual.remark if self.actual else "")

    @property
    def asked_fields(self) -> list[tuple[str, str, str]]:
        """The fields that must be filled: name, what people call it, and what stands there."""
        names = dict.fromkeys(ask.field for ask in self.asks)
        if self.line.grid.only_year == self.year:
            names.pop("remark", None)  # it has its column
        meta = Actual._meta
        return [(name, str(meta.get_field(name).verbose_name), _shown(getattr(self.actual, name))) for name in names]  # type: ignore[union-attr]

    @property
    def is_open(self) -> bool:
        """Whether files can be put to it: it is there, and still being entered."""
        return not self.lock and self.actual is not None and self.actual.pk is not None and self.actual.is_editable

    @property
    def can_withdraw(self) -> bool:
        actual = self.actual
        return (
            actual is not None and actual.status == Report.Status.SUBMITTED and actual.author_id == self.line.grid.by.pk
        )


@dataclass
class Line:
    """One row of the grid."""

    grid: EntryGrid
    indicator: PlanIndicator
    cells: list[Cell] = field(default_factory=list)

    @cached_property
    def handed_in(self) -> dict[int, Actual]:
        return {actual.year: actual for actual in self.indicator.actuals.all() if actual.status in HANDED_IN}

    @cached_property
    def series(self) -> progress.Series:
        return series_of(self.indicator, self.handed_in, {}, self.grid.today)

    @cached_property
    def now(self) -> progress.Series:
        """With what is typed, too; forgotten when a cell of the row changes."""
        standing = {cell.year: cell.actual for cell in self.cells if cell.actual and cell.actual.is_complete}
        return series_of(self.indicator, standing, {}, self.grid.today)

    @cached_property
    def decimals(self) -> int:
        """How many decimals a figure of this row may have."""
        numbers = [target.value for target in self.indicator.targets.all()]
        goal = absolute_goal(self.indicator)
        return decimals_of(self.indicator, numbers if goal is None else [*numbers, goal])

    @property
    def asks_for(self) -> str:
        """Which number belongs in the cells: the year's own, or where things stand at year end."""
        hints = {Accumulation.LEVEL: _("value at year end"), Accumulation.MILESTONE: _("1 when built, 0 when not")}
        kind = self.indicator.accumulation
        return hints[Accumulation(kind)] if kind in hints else _("this year's own amount")

    @property
    def sheet_cells(self) -> list[Cell]:
        return [cell for cell in self.cells if cell.year in self.grid.sheet_years]

    @property
    def asking(self) -> list[Cell]:
        """The cells that something must be said to."""
        return [cell for cell in self.cells if cell.asks]


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
        self.rounds = asked_in(rounds, self.today)

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
                if _came_second(cell, cell.posted):
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
        if actual is not None and posted.is_same_as(actual):
            return None
        if actual is None:
            actual = cell.actual = Actual(indicator=cell.line.indicator, year=cell.year, version=0)
        round_ = self.rounds[cell.year]
        typed = dict(posted.typed)
        if actual.version == 0 or actual.is_earlier_than(round_):
            typed.setdefault("as_of", round_.as_of)
        actual.enter(typed, cell.line.indicator.responsible, self.by, round_)
        cell.line.__dict__.pop("now", None)
        return actual

    def _hand_in(self, posted: Mapping[Key, Posted], changed: dict[Key, Actual]) -> bool:
        """Submit the posted cells that have something to hand in, unless one of them must be explained first."""
        ready = [cell for cell in self.cells if cell.key in posted and _is_ready(cell.actual)]
        self.is_kept_back = any(cell.asks for cell in ready)
        if self.is_kept_back:
            return False
        for cell in ready:
            assert cell.actual is not None
            cell.actual.submit(self.by)
            changed[cell.key] = cell.actual
        self.submitted = len(ready)
        return True


def _came_second(cell: Cell, posted: Posted) -> bool:
    """Whether something else stands in the cell than the person saw, or it has been locked meanwhile."""
    current = cell.actual
    if posted.error or (current is not None and posted.is_same_as(current)):
        return False
    if cell.lock:
        return current is not None or not posted.says_nothing
    return current is not None and posted.version != current.version


def _is_ready(actual: Actual | None) -> bool:
    return actual is not None and actual.is_complete and actual.is_editable


def _shown(value: object) -> str:
    return value.isoformat() if isinstance(value, dt.date) else str(value or "")
