"""Tokens by which a program reads in a person's name (接口令牌): made and taken back by that person, by nobody else."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from plans.models.secrets import digest_of, new_secret
from plans.models.user import User

NOTED = dt.timedelta(minutes=1)  # how often the time a token was last used is stored
MANY = 10  # tokens of one person in use
PREFIX = "ipp_"  # by which people, and scanners of repositories, know one


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def in_use(self) -> ApiTokenQuerySet:
        """Those that were not taken back, of people who may sign in."""
        return self.filter(taken_back_at__isnull=True, person__is_active=True)

    def of(self, secret: str) -> ApiToken | None:
        """The token in use whose secret this is."""
        return self.in_use().select_related("person").filter(digest=digest_of(secret)).first()


class ApiToken(models.Model):
    """A token. Its secret is shown once; stored is a digest of it."""

    person = models.ForeignKey(User, models.CASCADE, related_name="api_tokens", verbose_name=_("person"))
    name = models.CharField(_("what it is for"), max_length=60)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField(_("token made on"), auto_now_add=True)
    used_at = models.DateTimeField(_("last used"), null=True)
    taken_back_at = models.DateTimeField(_("taken back on"), null=True)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")

    def __str__(self) -> str:
        return self.name

    def give(self) -> str:
        """Store it with a new secret, and return the secret: it is not known afterwards."""
        secret = PREFIX + new_secret()
        self.digest = digest_of(secret)
        self.save()
        return secret

    def take_back(self) -> None:
        """Let it open nothing any more; a second time changes nothing."""
        if self.taken_back_at is None:
            self.taken_back_at = timezone.now()
            self.save(update_fields=["taken_back_at"])

    def note_used(self, now: dt.datetime) -> None:
        """Keep when it was last used, not more often than needed."""
        if self.used_at is None or now - self.used_at > NOTED:
            ApiToken.objects.filter(pk=self.pk).update(used_at=now)
