"""Evidence: the files that stand behind what was reported (佐证材料)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from plans.models.history import Recorded


class EvidenceFile(Recorded):
    """A file behind a report. It lies outside the static files; only a view that asks the right gives it out."""

    file = models.FileField(_("file"), upload_to="evidence/%Y")
    name = models.CharField(_("name"), max_length=120)
    sha256 = models.CharField("SHA-256", max_length=64)
    size = models.PositiveBigIntegerField(_("bytes"), default=0, editable=False)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("added by")
    )
    added_at = models.DateTimeField(_("added"), auto_now_add=True)

    REPORT = ""  # the field of the report it is behind

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name
