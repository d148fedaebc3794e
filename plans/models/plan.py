"""Plans: the documents that promise, and their phases."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, ExpressionWrapper, F, Q, Sum
from django.utils.translation import gettext_lazy as _

from plans.kinds import MAX_KIND
from plans.models.agency import Agency
from plans.models.history import History, Recorded
from plans.models.raises import Raises
from plans.models.refusals import NotPossible
from plans.models.region import Region

if TYPE_CHECKING:
    from plans.models.user import User

YEAR_LIMITS = [MinValueValidator(1980), MaxValueValidator(2100)]


class Revisions(NamedTuple):
    """How many plans there are, and how far their revisions are: the same only while none of them changed."""

    plans: int
    ids: int
    revisions: int
    products: int

    @classmethod
    def of(cls, row: Iterable[Any]) -> Revisions:
        """From a row of `PlanQuerySet.summed`: no plan, no sum."""
        return cls(*(int(value or 0) for value in row))

    @classmethod
    def of_each(cls, revisions: Mapping[int, int]) -> Revisions:
        """From the revision of each plan by its id; the same as of their row."""
        products = sum(pk * revision for pk, revision in revisions.items())
        return cls(len(revisions), sum(revisions), sum(revisions.values()), products)


class PlanQuerySet(models.QuerySet["Plan"]):
    def reviewed_by(self, user: User) -> PlanQuerySet:
        """The plans whose reports `user` reviews and whose rounds he or she manages; an administrator's are all."""
        return self.all() if user.is_admin else self.filter(region__in=user.reviewed_region_ids)

    def visible_to(self, user: User) -> PlanQuerySet:
        """The plans of the regions whose dashboards `user` may open."""
        return self.filter(user.visible_regions.of("region"))

    def in_force(self, year: int) -> PlanQuerySet:
        """The plans whose years hold `year`; of two of one region the later one is last."""
        return self.filter(start_year__lte=year, end_year__gte=year).order_by("region__code", "start_year")

    def revisions(self) -> Revisions:
        """Return what tells one state of these plans from any other, in one query.

        Revisions only rise, and ids are never given again, so the sums tell, without a row for each plan.
        """
        return Revisions.of(next(iter(self.summed()), (0, 0, 0, 0)))  # none() has no row

    def summed(self) -> models.QuerySet[Plan, tuple[Any, ...]]:
        """The one row of which `revisions` is made."""
        sums = {"ids": Sum("pk"), "revisions": Sum("revision"), "products": Sum(F("pk") * F("revision"))}
        of_all = ExpressionWrapper(Q(), models.BooleanField())  # true of each: one group
        return self.order_by().values(all=of_all).annotate(plans=Count("pk"), **sums).values_list("plans", *sums)

    def raise_revisions(self) -> None:
        """Let every page of these plans be made again, for what no row of theirs says."""
        self.update(revision=F("revision") + 1)

    def get_by_natural_key(self, slug: str) -> Plan:
        return self.get(slug=slug)


def of_plan(path: str = "plan") -> models.Prefetch[str, PlanQuerySet, str]:
    """Load the plans of many rows, each once and for all its rows: with region, rules of lights, rounds and phases."""
    related = Plan.objects.select_related("region", "light_rules", "coordinator__successor").defer("source_text")
    return models.Prefetch(path, related.prefetch_related("rounds", "phases"))


class Plan(Recorded):
    slug = models.SlugField(_("short name"), max_length=60, unique=True)
    region = models.ForeignKey(Region, models.PROTECT, related_name="plans", verbose_name=_("region"))
    title = models.CharField(_("title"), max_length=200)
    is_title_composed = models.BooleanField(_("title composed, not printed"), default=False)
    doc_number = models.CharField(_("document number"), max_length=60, blank=True)
    index_number = models.CharField(_("index number"), max_length=60, blank=True)
    issuer = models.CharField(_("issuing body"), max_length=80, blank=True)
    issued_on = models.DateField(_("date issued"), null=True, blank=True)
    start_year = models.PositiveSmallIntegerField(_("first year"), validators=YEAR_LIMITS)
    end_year = models.PositiveSmallIntegerField(_("last year"), validators=YEAR_LIMITS)
    kind = models.CharField(_("kind"), max_length=MAX_KIND)
    coordinator = models.ForeignKey(
        Agency,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="coordinated_plans",
        verbose_name=_("coordinating agency"),
    )
    printed_mean = models.DecimalField(
        _("mean attainment the document prints, %"), max_digits=7, decimal_places=2, null=True, blank=True
    )
    met_mark = models.DecimalField(_("met from, %"), max_digits=5, decimal_places=2, default=Decimal(100))
    near_mark = models.DecimalField(_("nearly met from, %"), max_digits=5, decimal_places=2, default=Decimal(90))
    ahead_mark = models.DecimalField(
        _("faster or slower than expected from, percentage points"),
        max_digits=5,
        decimal_places=2,
        default=Decimal(5),
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    is_checked = models.BooleanField(_("checked by a person"), default=False)
    source_text = models.TextField(_("source text"), blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)
    revision = models.PositiveBigIntegerField(
        _("revision"),
        default=1,
        editable=False,
        help_text=_("Raised by the database with every change that the plan's pages can show."),
    )

    SIGNED_FIELDS = ("start_year", "end_year", "met_mark", "near_mark", "ahead_mark")
    IS_SIGNED_WHEN_NEW = False
    signed_year = None

    history = History(excluded_fields=["source_text", "revision"])
    objects = PlanQuerySet.as_manager()

    class Meta:
        ordering = ["region__code", "start_year"]
        verbose_name = _("plan")
        verbose_name_plural = _("plans")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(start_year__lte=models.F("end_year")), name="plan_first_year_before_last"
            ),
            models.CheckConstraint(
                condition=models.Q(near_mark__lte=models.F("met_mark")), name="plan_near_mark_below_met_mark"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def signed_plan_id(self) -> int | None:
        return self.pk

    @property
    def years(self) -> range:
        """Every year of the plan, the first to the last."""
        return range(self.start_year, self.end_year + 1)

    @property
    def has_rows(self) -> bool:
        """Whether anything of the plan is stored: phases, rounds, indicators, goals, tasks…"""
        relations: list[Any] = [field for field in self._meta.get_fields() if isinstance(field, models.ManyToOneRel)]
        return any(getattr(self, relation.get_accessor_name()).exists() for relation in relations)

    def require_open_round(self, year: int, today: dt.date) -> None:
        """Raise NotPossible unless figures of `year` may be entered on `today`."""
        if not any(r.year == year and r.is_open(today) for r in self.rounds.all()):
            raise NotPossible(_("The round of this year is not open."))

    def require_not_final(self, year: int, as_of: dt.date | None = None) -> None:
        """Raise NotPossible when the figures of `year` are final (数据定案), or those within the year as of `as_of`."""
        frozen = [r for r in self.rounds.all() if r.year == year and r.is_frozen]
        if any(r.as_of in (None, as_of) for r in frozen):
            raise NotPossible(_("The figures of this year are final."))

    def natural_key(self) -> tuple[str]:
        return (self.slug,)

    natural_key.dependencies = ["plans.region", "plans.agency"]  # type: ignore[attr-defined]


class PhaseQuerySet(models.QuerySet["Phase"]):
    def get_by_natural_key(self, plan: str, seq: int) -> Phase:
        return self.get(plan__slug=plan, seq=seq)


class Phase(Recorded):
    """A stretch of the plan's time with a name of its own: 宣传动员阶段."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="phases", verbose_name=_("plan"))
    seq = models.PositiveSmallIntegerField(_("number"))
    name = models.CharField(_("name"), max_length=40)
    starts = models.DateField(_("from"))
    ends = models.DateField(_("to"))

    SIGNED_FIELDS = ("starts", "ends")
    IS_SIGNED_WHEN_NEW = True  # a new first or last day moves what each year was due
    signed_year = None

    RAISES = Raises("plan")

    history = History()
    objects = PhaseQuerySet.as_manager()

    class Meta:
        ordering = ["plan_id", "seq"]
        verbose_name = _("phase")
        verbose_name_plural = _("phases")
        constraints = [
            models.UniqueConstraint(fields=["plan", "seq"], name="phase_number_once_per_plan"),
            models.CheckConstraint(condition=models.Q(starts__lte=models.F("ends")), name="phase_starts_before_ends"),
        ]

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str, int]:
        return (self.plan.slug, self.seq)

    natural_key.dependencies = ["plans.plan"]  # type: ignore[attr-defined]

    @property
    def signed_plan_id(self) -> int:
        return self.plan_id
