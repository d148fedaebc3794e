"""Evidence behind a figure."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.utils.translation import gettext_lazy as _

from plans.models import EvidenceFile
from plans.models.history import History
from plans.models.raises import Raises
from targets.models.actual import Actual


class Evidence(EvidenceFile):
    """A file behind one actual."""

    actual = models.ForeignKey(Actual, models.CASCADE, related_name="evidence", verbose_name=_("actual"))

    REPORT = "actual"
    SIGNED_FIELDS = ("actual", "sha256")

    RAISES = Raises("actual__indicator__plan")

    history = History()

    class Meta:
        ordering = ["actual_id", "pk"]
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        constraints = [models.UniqueConstraint(fields=["actual", "sha256"], name="evidence_once_per_actual")]

    @property
    def signed_plan_id(self) -> int:
        return self.actual.signed_plan_id

    @property
    def signed_year(self) -> int:
        return self.actual.year

    @property
    def as_of(self) -> dt.date | None:
        """Which part of the year its figure is of."""
        return self.actual.as_of
