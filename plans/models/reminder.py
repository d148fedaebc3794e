"""The log of reminders: who was reminded of which round, so that nobody is reminded twice."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from plans.models.agency import Agency
from plans.models.raises import Raises
from plans.models.round import Round


class Reminder(models.Model):
    """One reminder that was sent, by the daily run or by a person."""

    class Channel(models.TextChoices):
        MAIL = "mail", _("mail")
        WEBHOOK = "webhook", _("chat robot")
        BY_HAND = "hand", _("sent by hand")

    round = models.ForeignKey(Round, models.CASCADE, related_name="reminders", verbose_name=_("reporting round"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="reminders", verbose_name=_("to")
    )
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="+", verbose_name=_("agency"))
    due = models.DateField(_("due"))
    mark = models.CharField(_("occasion"), max_length=8, help_text=_("-7: seven days before due; +30: thirty late."))
    channel = models.CharField(_("channel"), max_length=7, choices=Channel)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("sent by")
    )
    sent_at = models.DateTimeField(_("sent at"), auto_now_add=True)

    RAISES = Raises("round__plan")

    class Meta:
        ordering = ["-sent_at", "-pk"]
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        constraints = [
            models.UniqueConstraint(
                fields=["round", "user", "due", "mark", "channel"],
                condition=models.Q(channel="mail"),
                name="reminder_once_by_mail",
            ),
            models.UniqueConstraint(
                fields=["round", "due", "mark", "channel"],
                condition=models.Q(channel="webhook"),
                name="reminder_once_by_webhook",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round} {self.mark} {self.user or self.agency}"
