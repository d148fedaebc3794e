"""Evidence behind a figure."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from plans.models import EvidenceFile
from plans.models.history import History
from targets.models.actual import Actual


class Evidence(EvidenceFile):
    """A file behind one actual."""

    actual = models.ForeignKey(Actual, models.CASCADE, related_name="evidence", verbose_name=_("actual"))

    history = History()

    class Meta:
        ordering = ["actual_id", "pk"]
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        constraints = [models.UniqueConstraint(fields=["actual", "sha256"], name="evidence_once_per_actual")]
