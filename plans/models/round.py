"""Rounds: when a plan's figures of a year are asked for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from plans.models.fixed_read import FixedRead
from plans.models.history import History, Recorded
from plans.models.plan import YEAR_LIMITS, Phase, Plan
from plans.models.raises import Raises
from plans.models.refusals import NotPossible, checked_reason


class RoundQuerySet(models.QuerySet["Round"]):
    def open_on(self, today: dt.date) -> RoundQuerySet:
        """The rounds in which figures may be entered on `today`."""
        return self.filter(status__in=Round.OPEN_STATUSES, opens__lte=today)


class RoundManager(models.Manager["Round"]):
    """Rounds come with their extensions and the plan's last day: without them nobody knows what is due when."""

    def get_queryset(self) -> RoundQuerySet:
        rounds = RoundQuerySet(self.model, using=self._db).prefetch_related(*EXTENSIONS)
        last_phase = Phase.objects.filter(plan=models.OuterRef("plan")).order_by("-ends")
        return rounds.annotate(plan_ends=models.Subquery(last_phase.values("ends")[:1]))

    def open_on(self, today: dt.date) -> RoundQuerySet:
        return self.get_queryset().open_on(today)


EXTENSIONS = ("extensions",)


class Round(Recorded):
    class Period(models.TextChoices):
        YEAR = "year", _("whole year")
        FIRST_HALF = "h1", _("first half-year")
        QUARTER_1 = "q1", _("first quarter")
        QUARTER_2 = "q2", _("first two quarters")
        QUARTER_3 = "q3", _("first three quarters")

    class Status(models.TextChoices):
        OPEN = "open", _("open")
        CLOSED = "closed", _("closed")
        REOPENED = "reopened", _("reopened")
        FROZEN = "frozen", _("frozen")

    OPEN_STATUSES = (Status.OPEN, Status.REOPENED)

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="rounds", verbose_name=_("plan"))
    year = models.PositiveSmallIntegerField(_("year"), validators=YEAR_LIMITS)
    period = models.CharField(_("period"), max_length=8, choices=Period, default=Period.YEAR)
    opens = models.DateField(_("opens"))
    due = models.DateField(_("due"))
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.OPEN, editable=False)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("opened by"),
    )

    RAISES = Raises("plan")

    history = History()
    objects = RoundManager()

    class Meta:
        ordering = ["plan_id", "year", "period"]
        verbose_name = _("reporting round")
        verbose_name_plural = _("reporting rounds")
        constraints = [
            models.UniqueConstraint(fields=["plan", "year", "period"], name="round_once_per_plan_year_period"),
            models.CheckConstraint(condition=models.Q(opens__lte=models.F("due")), name="round_opens_before_due"),
        ]

    def __str__(self) -> str:
        return f"{self.plan} {self.year} {self.get_period_display()}"

    def is_open(self, today: dt.date) -> bool:
        return self.status in self.OPEN_STATUSES and self.opens <= today

    def due_for(self, agency_ids: Collection[int]) -> dt.date:
        """Return the due date that counts for a report of these agencies: the round's, or a later one given to them."""
        if self._state.adding:
            return self.due
        given = [one.due for one in self.extensions.all() if one.state == "given" and one.agency_id in agency_ids]
        return max([self.due, *given])

    @property
    def label(self) -> str:
        """The year, with the period where it is not the whole of it."""
        return str(self.year) if self.period == self.Period.YEAR else f"{self.year} {self.get_period_display()}"

    @property
    def asked_period(self) -> str:
        """What of the year is asked for, where it is not the whole of it: 1—6月累计，截至6月30日."""
        if self.as_of is None:
            return ""
        values = {"month": self.ends.month, "day": self.ends.day}
        return _("January to month %(month)s, as of %(month)s-%(day)s") % values

    @property
    def ends(self) -> dt.date:
        """The day on which the asked period ends."""
        month, day = PERIOD_ENDS[self.Period(self.period)]
        return dt.date(self.year, month, day)

    @property
    def whole_from(self) -> dt.date:
        """From which as-of date on a figure is of the whole period: its end, or the plan's own last day before it."""
        plan_ends: dt.date | None = getattr(self, "plan_ends", None)  # of a round that was loaded
        return min(self.ends, plan_ends) if plan_ends and plan_ends.year == self.year else self.ends

    @property
    def as_of(self) -> dt.date | None:
        """The as-of date of a figure within the year (年中数); None for the whole year."""
        return None if self.period == self.Period.YEAR else self.ends

    def has_later_round(self) -> bool:
        """Whether a round of the same year that ends later has been opened: its figures replace these."""
        return any(other.year == self.year and other.ends > self.ends for other in self.plan.rounds.all())

    def has_later_final(self) -> bool:
        """Whether a round of the same year that ends later, or with this one, is final."""
        rounds = Round.objects.filter(plan=self.plan_id, year=self.year, status=self.Status.FROZEN)
        return any(round_.ends >= self.ends for round_ in rounds.exclude(pk=self.pk))

    @property
    def is_frozen(self) -> bool:
        return self.status == self.Status.FROZEN

    def freeze(self, signed: str = "") -> None:
        """Make the figures of the period final, signed by name.

        Raises NotPossible unless closed, and where a later round of the year was opened.
        """
        if self.status != self.Status.CLOSED:
            raise NotPossible(_("Only a closed round can be made final."))
        if self.has_later_round():
            raise NotPossible(
                _("A later round of this year has been opened; these figures cannot be made final any more.")
            )
        self.status, self._change_reason = self.Status.FROZEN, signed
        self.save()

    def lift(self, document: str, reason: str) -> None:
        """Take back that the figures are final (解除定案), by a document. Raises NotPossible unless they are."""
        if not self.is_frozen:
            raise NotPossible(_("These figures are not final."))
        self.status, self._change_reason = self.Status.CLOSED, f"{document} {reason}"
        self.save()

    def close(self) -> None:
        """End the entry of figures. Raises NotPossible when it has ended."""
        if self.status not in self.OPEN_STATUSES:
            raise NotPossible(_("This round is not open."))
        self.status = self.Status.CLOSED
        self.save()

    def reopen(self, reason: str, due: dt.date | None = None) -> None:
        """Let figures be entered again, until a new due date if there is one.

        Raises NotPossible unless closed, without a reason, or for a due date before the opening.
        """
        if self.status != self.Status.CLOSED:
            raise NotPossible(_("Only a closed round can be reopened."))
        if self.has_later_final():
            raise NotPossible(_("Figures of a later round of this year are final."))
        if due is not None and due < self.opens:
            raise NotPossible(_("The due date lies before the opening date."))
        self._change_reason = checked_reason(reason)
        self.status, self.due = self.Status.REOPENED, due or self.due
        self.save()


PERIOD_ENDS = {
    Round.Period.QUARTER_1: (3, 31),
    Round.Period.FIRST_HALF: (6, 30),
    Round.Period.QUARTER_2: (6, 30),
    Round.Period.QUARTER_3: (9, 30),
    Round.Period.YEAR: (12, 31),
}


def lock_rounds(plan_ids: Iterable[int]) -> list[Round]:
    """Lock the rounds of these plans and return them, so that steps which cross each other queue up.

    Entry, review, evidence, closing, and making final ask for it first, in a transaction, before any report is
    locked: so no two of them wait for each other.
    """
    return LOCKED(set(plan_ids))


LOCKED = FixedRead(
    lambda plans: Round.objects.get_queryset().filter(plan__in=plans).select_for_update(of=("self",)).order_by("pk")
)


def entry_rounds_by_year(rounds: Iterable[Round], today: dt.date) -> dict[int, Round]:
    """Return for each year the round in which it is entered, or the one that says why it cannot be."""

    def place(round_: Round) -> tuple[bool, bool, dt.date]:
        is_final = round_.is_frozen and round_.period == Round.Period.YEAR
        return is_final, round_.is_open(today), round_.ends

    return {round_.year: round_ for round_ in sorted(rounds, key=place)}


def entry_lock(round_: Round | None, year: int, today: dt.date) -> str:
    """Return why nothing can be entered for `year`, in words; "" if it can."""
    values = {"year": year}
    if round_ is None:
        return _("No reporting round has been opened for %(year)s. Please ask the reviewer.") % values
    if round_.is_open(today):
        return ""
    if round_.status in Round.OPEN_STATUSES:
        return _("Entry for %(year)s opens on %(date)s.") % {"year": year, "date": round_.opens}
    if round_.is_frozen:
        return _("The figures of %(year)s are final.") % values
    return _("The round of %(year)s is closed. A reviewer can reopen it.") % values
