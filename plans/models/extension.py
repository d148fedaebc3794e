"""Extensions 延期: another due date of an open round, for all or for one agency, given by a reviewer or asked for."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from plans.models.agency import Agency
from plans.models.history import History, Recorded
from plans.models.raises import Raises
from plans.models.refusals import MAX_REASON, NotPossible, checked_reason
from plans.models.round import Round

if TYPE_CHECKING:
    from plans.models.user import User


class ExtensionQuerySet(models.QuerySet["Extension"]):
    def waiting(self) -> ExtensionQuerySet:
        """Those that agencies asked for and nobody has decided, of rounds that are open."""
        return self.filter(state=Extension.State.ASKED, round__status__in=Round.OPEN_STATUSES)

    def ask(self, round_: Round, agency: Agency, due: dt.date, reason: str, by: User) -> Extension:
        """Ask for a later due date of one agency.

        Raises NotPossible unless the round is open, for a date that is not later, without a reason, and while it waits.
        """
        old = _require_later(round_, agency, due)
        if self.waiting().filter(round=round_, agency=agency).exists():
            raise NotPossible(_("An extension has been asked for already; a reviewer decides."))
        asked = Extension(round=round_, agency=agency, due=due, old_due=old, reason=checked_reason(reason))
        asked.asked_by, asked.asked_at = by, timezone.now()
        asked._history_user = by
        asked.save()
        return asked

    def give(self, round_: Round, agency: Agency | None, due: dt.date, reason: str, by: User) -> Extension:
        """Set a later due date, for `agency` alone or (None) for all. Raises NotPossible as `ask`."""
        old = _require_later(round_, agency, due)
        given = Extension(round=round_, agency=agency, due=due, old_due=old, reason=checked_reason(reason))
        given.decide(Extension.State.GIVEN, by)
        return given


class Extension(Recorded):
    """One extension of a round, as it was asked for and decided. The old due date stays beside the new one."""

    class State(models.TextChoices):
        ASKED = "asked", _("asked for")
        GIVEN = "given", _("given")
        DECLINED = "declined", _("declined")

    round = models.ForeignKey(Round, models.CASCADE, related_name="extensions", verbose_name=_("reporting round"))
    agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, related_name="+", verbose_name=_("agency"), help_text=_("None: for all.")
    )
    due = models.DateField(_("new due date"))
    old_due = models.DateField(_("due before"))
    reason = models.CharField(_("reason"), max_length=MAX_REASON)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.ASKED, editable=False)
    word = models.CharField(_("answer"), max_length=MAX_REASON, blank=True, editable=False)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("asked by")
    )
    asked_at = models.DateTimeField(_("asked at"), null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided at"), null=True)

    RAISES = Raises("round__plan")

    history = History()
    objects = ExtensionQuerySet.as_manager()

    class Meta:
        ordering = ["round_id", "pk"]
        verbose_name = _("extension")
        verbose_name_plural = _("extensions")
        constraints = [
            models.CheckConstraint(condition=models.Q(due__gt=models.F("old_due")), name="extension_is_later"),
        ]

    def __str__(self) -> str:
        return f"{self.round} {self.agency or _('all agencies')} {self.old_due} → {self.due}"

    def accept(self, by: User, word: str = "") -> None:
        """Give what was asked for. Raises NotPossible once it is decided, and where the date is no later any more."""
        self._require_asked()
        self.old_due = _require_later(self.round, self.agency, self.due)
        self.word = checked_reason(word) if word.strip() else ""
        self.decide(self.State.GIVEN, by)

    def decline(self, by: User, word: str) -> None:
        """Leave the due date as it is. Raises NotPossible once it is decided, and without a word why."""
        self._require_asked()
        self.word = checked_reason(word)
        self.decide(self.State.DECLINED, by)

    def decide(self, state: State, by: User) -> None:
        """Store the decision; one for all is the round's own due date from now on."""
        self.state, self.decided_by, self.decided_at = state, by, timezone.now()
        self._history_user, self._change_reason = by, self.word or self.reason
        self.save()
        if state == self.State.GIVEN and self.agency_id is None:
            self.round.due, self.round._change_reason = self.due, self.reason
            self.round._history_user = by  # type: ignore[attr-defined]
            self.round.save()
        elif state == self.State.GIVEN and self.agency is not None:
            self._give_to_predecessors(self.agency, by)

    def _give_to_predecessors(self, agency: Agency, by: User) -> None:
        """What the agency took over from others stands under their names, too (职责划转)."""
        kept = {name: getattr(self, name) for name in ("round", "due", "old_due", "reason", "state", "word")}
        for pk in Agency.objects.predecessor_ids({agency.pk}, timezone.localdate()):
            carried = Extension(**kept, agency_id=pk, decided_by=by, decided_at=self.decided_at)
            carried._history_user = by
            carried.save()

    def _require_asked(self) -> None:
        if self.state != self.State.ASKED:
            raise NotPossible(_("This request has been decided already."))


def _require_later(round_: Round, agency: Agency | None, due: dt.date) -> dt.date:
    """Return the due date that counts so far. Raises NotPossible unless the round is open and `due` is later."""
    old = round_.due_for([agency.pk] if agency else [])
    if not round_.is_open(timezone.localdate()):
        raise NotPossible(_("Only an open round can be extended."))
    if due <= old:
        raise NotPossible(_("The new due date must be later than %(due)s.") % {"due": old})
    return old
