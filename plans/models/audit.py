"""The audit log: who signed in, failed, was refused, took something out, or changed an account (审计日志)."""

from __future__ import annotations

import hashlib
import json

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class AuditEntry(models.Model):
    """One event. Never changed; each holds a digest of itself and of the one before it (`plans/audit.py`)."""

    class Event(models.TextChoices):
        SIGNED_IN = "signed-in", _("signed in")
        SIGN_IN_FAILED = "sign-in-failed", _("sign-in failed")
        SIGNED_OUT = "signed-out", _("signed out")
        SESSION_ENDED = "session-ended", _("session ended")
        REFUSED = "refused", _("refused")
        EXPORTED = "exported", _("exported")
        FILE_READ = "file-read", _("file read")
        PASSWORD_CHANGED = "password-changed", _("password changed")
        PASSWORDS_SHOWN = "passwords-shown", _("first passwords shown")
        ACCOUNT_CHANGED = "account-changed", _("account or role changed")
        PLAN_REMOVED = "plan-removed", _("plan removed")
        BACKED_UP = "backed-up", _("backed up")
        RESTORED = "restored", _("restored")
        PRUNED = "pruned", _("old entries removed")
        FILES_REMOVED = "files-removed", _("removed files cleared")
        SENT_UP = "sent-up", _("final figures sent up")
        SCREEN_GIVEN = "screen-given", _("wall screen given an address")
        SCREEN_TAKEN_BACK = "screen-taken-back", _("wall screen taken back")
        TOKEN_MADE = "token-made", _("API token made")
        TOKEN_TAKEN_BACK = "token-taken-back", _("API token taken back")

    at = models.DateTimeField(_("time"), db_index=True)
    event = models.CharField(_("event"), max_length=20, choices=Event)
    # Without a constraint: an account that goes leaves its entries as they are.
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.DO_NOTHING, null=True, db_constraint=False, related_name="+"
    )
    person_name = models.CharField(_("person"), max_length=200, blank=True)
    address = models.CharField(_("address"), max_length=45, blank=True)
    request_id = models.CharField(_("request"), max_length=64, blank=True)
    subject = models.CharField(_("subject"), max_length=300, blank=True)
    details = models.CharField(_("details"), max_length=1000, blank=True)
    previous = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit log")
        indexes = [
            models.Index(fields=["event", "address", "at"], name="audit_by_address"),
            models.Index(fields=["event", "person_name", "at"], name="audit_by_person"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.get_event_display()} {self.person_name}"

    @property
    def true_digest(self) -> str:
        """The digest of what the entry says now, and of the one before it."""
        said = [
            *(self.previous, self.at.isoformat(), self.event, self.person_id, self.person_name),
            *(self.address, self.request_id, self.subject, self.details),
        ]
        return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()
