"""Urging (催办): letters to all agencies that owe a report, in numbered steps, kept as they were sent."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from plans.models.agency import Agency
from plans.models.raises import Raises
from plans.models.round import Round


class Urging(models.Model):
    """One step of urging in a round: to whom, by whom, with which number; its letters can be printed again."""

    class Kind(models.IntegerChoices):
        REMINDER = 1, _("reminder")
        REQUEST = 2, _("urgent request")
        SUPERVISION = 3, _("supervision")

    round = models.ForeignKey(Round, models.CASCADE, related_name="urgings", verbose_name=_("reporting round"))
    kind = models.PositiveSmallIntegerField(_("urging step"), choices=Kind)
    number = models.CharField(_("document number"), max_length=60, blank=True)
    answer_by = models.DateField(_("to be submitted by"))
    contact = models.CharField(_("contact"), max_length=40)
    phone = models.CharField(_("telephone"), max_length=40)
    messages = models.PositiveSmallIntegerField(_("messages to the chat robot"), default=0)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("sent by"))
    sent_at = models.DateTimeField(_("sent at"), auto_now_add=True)

    RAISES = Raises("round__plan")

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("urging")
        verbose_name_plural = _("urgings")

    def __str__(self) -> str:
        return f"{self.round} {self.get_kind_display()} {self.number}"


class UrgedAgency(models.Model):
    """One agency that was urged, with what it owed on that day in words, and how many of its people got a mail."""

    urging = models.ForeignKey(Urging, models.CASCADE, related_name="agencies", verbose_name=_("urging"))
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("agency"))
    due = models.DateField(_("due"))
    indicators = models.JSONField(_("indicators"), default=list)
    tasks = models.JSONField(_("tasks"), default=list)
    mails = models.PositiveSmallIntegerField(_("mails"), default=0)

    RAISES = Raises("urging__round__plan")

    class Meta:
        ordering = ["pk"]
        verbose_name = _("urged agency")
        verbose_name_plural = _("urged agencies")

    def __str__(self) -> str:
        return f"{self.urging} {self.agency}"
