"""Evidence: the files that stand behind a figure (佐证材料)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from targets.models.actual import Actual


class Evidence(models.Model):
    """A file for one actual. It lies outside the static files; only a view that asks the right gives it out."""

    actual = models.ForeignKey(Actual, models.CASCADE, related_name="evidence", verbose_name=_("actual"))
    file = models.FileField(_("file"), upload_to="evidence/%Y")
    name = models.CharField(_("name"), max_length=120)
    sha256 = models.CharField("SHA-256", max_length=64)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("added by")
    )
    added_at = models.DateTimeField(_("added"), auto_now_add=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["actual_id", "pk"]
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        constraints = [models.UniqueConstraint(fields=["actual", "sha256"], name="evidence_once_per_actual")]

    def __str__(self) -> str:
        return self.name
