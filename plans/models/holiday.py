"""Days off and days worked instead (调休), where they are not known from the package or differ from it."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from plans.models.history import History, Recorded
from plans.models.raises import EVERY_PLAN, Raises

MAX_LENGTH = 31  # days; a longer holiday is a slip of the year


class Holiday(Recorded):
    """One line of the State Council's yearly notice (放假安排): days off from one day to another, or days worked."""

    name = models.CharField(_("holiday"), max_length=40)
    starts = models.DateField(_("from"))
    ends = models.DateField(_("to"))
    is_working = models.BooleanField(_("worked instead"), default=False, help_text=_("A weekend that is worked."))

    RAISES = Raises(EVERY_PLAN)

    history = History()

    class Meta:
        ordering = ["starts"]
        verbose_name = _("holiday")
        verbose_name_plural = _("holidays")
        constraints = [
            models.CheckConstraint(condition=models.Q(starts__lte=models.F("ends")), name="holiday_starts_before_end"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.starts:%Y-%m-%d} – {self.ends:%Y-%m-%d}"

    def clean(self) -> None:
        """Refuse a period that is turned round, or longer than any holiday."""
        if not (self.starts and self.ends):
            return
        if self.ends < self.starts:
            raise ValidationError({"ends": _("The last day lies before the first.")})
        if self.ends - self.starts >= dt.timedelta(days=MAX_LENGTH):
            raise ValidationError({"ends": _("No holiday is longer than a month. Please check the dates.")})

    @property
    def days(self) -> list[dt.date]:
        """Every day of it."""
        return [self.starts + dt.timedelta(days=n) for n in range((self.ends - self.starts).days + 1)]
