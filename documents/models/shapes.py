"""Heads of tables that no rule knows, with what a person said their columns hold."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from documents.reading.extract import KnownShape
from plans.models import User


class TableShape(models.Model):
    """A head is known by its words (`titles`, one a column); `columns` are the codes of what they hold."""

    digest = models.CharField("SHA-256", max_length=64, unique=True)
    titles = models.JSONField(_("head"))
    columns = models.JSONField(_("columns"))
    named_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("named by"))
    named_at = models.DateTimeField(_("named at"), auto_now=True)

    class Meta:
        ordering = ["-named_at"]
        verbose_name = _("head of a table")
        verbose_name_plural = _("heads of tables")

    def __str__(self) -> str:
        return " | ".join(title for title in self.titles if title)

    @classmethod
    def remember(cls, shape: KnownShape, by: User) -> TableShape:
        """Keep what a person said of a head; what was said of it before is replaced."""
        said = {"titles": list(shape.titles), "columns": list(shape.columns), "named_by": by}
        return cls.objects.update_or_create(digest=_digest(shape.titles), defaults=said)[0]

    @property
    def known(self) -> KnownShape:
        return KnownShape(tuple(self.titles), tuple(self.columns))


def _digest(titles: Sequence[str]) -> str:
    return hashlib.sha256(json.dumps(list(titles), ensure_ascii=False).encode()).hexdigest()
