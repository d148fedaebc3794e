"""Documents that were read: under review, loaded, or laid aside."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from documents.draft.findings import DOUBTS
from documents.draft.json import as_object, from_object
from documents.draft.values import Draft
from documents.reading.blocks import Block, as_json, from_json
from plans.models import Plan, User


class Import(models.Model):
    """One document and the state of its import. The draft under review is stored as the JSON of domain.md §4."""

    class Status(models.TextChoices):
        REVIEW = "review", _("under review")
        LOADED = "loaded", _("loaded")
        DISCARDED = "discarded", _("discarded")

    file = models.FileField(_("file"), upload_to="imports/%Y")
    name = models.CharField(_("name"), max_length=150)
    sha256 = models.CharField("SHA-256", max_length=64)
    status = models.CharField(_("status"), max_length=9, choices=Status, default=Status.REVIEW)
    title = models.CharField(_("title"), max_length=200, blank=True)
    draft = models.JSONField(_("draft"))
    blocks = models.JSONField(_("blocks of the document"), default=list)
    version = models.PositiveIntegerField(_("version"), default=1)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("uploaded by")
    )
    uploaded_at = models.DateTimeField(_("uploaded"), auto_now_add=True)
    plan = models.ForeignKey(
        Plan, models.SET_NULL, null=True, blank=True, related_name="imports", verbose_name=_("plan")
    )
    loaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("loaded by")
    )
    loaded_at = models.DateTimeField(_("loaded at"), null=True, blank=True)
    result = models.TextField(_("result"), blank=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("import")
        verbose_name_plural = _("imports")

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        return self.status == self.Status.REVIEW

    def opened(self) -> Draft:
        """The draft as it is now."""
        return from_object(self.draft, DOUBTS)

    def put(self, draft: Draft) -> None:
        """Take over a changed draft; the caller stores it."""
        self.draft = as_object(draft, draft.doubts)
        self.title = draft.plan.title[:200]
        self.version += 1

    def set_blocks(self, blocks: list[Block]) -> None:
        self.blocks = as_json(blocks)

    def finish(self, plan: Plan, by: User, result: str) -> None:
        """Record that the draft was loaded, by whom, and in words what it changed."""
        self.status, self.plan, self.loaded_by, self.loaded_at = self.Status.LOADED, plan, by, timezone.now()
        self.result = result
        self.save(update_fields=["status", "plan", "result", "loaded_by", "loaded_at"])

    @property
    def source(self) -> list[Block]:
        """The document as it was read."""
        return list(from_json(self.blocks))
