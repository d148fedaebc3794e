"""What a yearly figure and a task report have in common: who reports, and the way to approval."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from functools import cached_property
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from plans.models.agency import Agency
from plans.models.contributors import load_contributors
from plans.models.history import Recorded
from plans.models.records import LatestRecord
from plans.models.refusals import MAX_REASON, NotPossible, answer_asked, checked_reason

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from plans.models.round import Round
    from plans.models.user import User


STEPPED_IN = "代审 "
TAKEN_BACK = "撤销审核"
UNDO_FOR = dt.timedelta(minutes=1)


class Report(Recorded):
    """A report of an agency on one year of one row, and its way to approval (domain.md §1).

    The steps change the object; the caller stores it, many at once if need be. No form has a
    field for `status`: these methods alone write it.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        SUBMITTED = "submitted", _("submitted")
        APPROVED = "approved", _("approved")
        RETURNED = "returned", _("returned")
        WITHDRAWN = "withdrawn", _("withdrawn")
        REOPENED = "reopened", _("reopened")
        UNDONE = "undone", _("reviewed, taken back")  # of a record alone: a review that was a slip never counted

    KEPT_FIELDS = ["agency", "status", "author", "reason", "changed_at", "handed_in_at", "version", "is_invented"]
    EDITABLE = (Status.DRAFT, Status.RETURNED, Status.WITHDRAWN, Status.REOPENED)
    SUBMITTED_STATUSES = (Status.SUBMITTED, Status.APPROVED)
    PLAN = ""  # the way to its plan
    SAYING: list[str] = []  # the fields of what is reported,
    ANSWERING: list[str] = []  # and those of words about it
    ANSWERED_BY = ["year", "status", "as_of"]  # the columns by which it answers a round
    BEHIND: list[str] = []  # the relations of what stands behind it: evidence, parts

    agency = models.ForeignKey(
        Agency,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("reported by"),
        help_text=_("The agency at that time; none where a document itself states the figure."),
    )
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT, editable=False)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("entered by"),
    )
    changed_at = models.DateTimeField(_("changed"), default=timezone.now, editable=False)
    handed_in_at = models.DateTimeField(
        _("first handed in"),
        null=True,
        editable=False,
        help_text=_("By this it was in time or late; a return does not change it."),
    )
    reason = models.CharField(
        _("reason"),
        max_length=MAX_REASON + len(STEPPED_IN),
        blank=True,
        editable=False,
        help_text=_("Why it was returned or reopened."),
    )
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)
    is_invented = models.BooleanField(_("demonstration data"), default=False, editable=False)

    # What leaders keep until the next approval, and what a reviewer returned.
    last_approved = LatestRecord(Status.APPROVED, undone_by=Status.REOPENED, moot=[Status.APPROVED])
    last_submitted = LatestRecord(Status.SUBMITTED, undone_by=Status.RETURNED, moot=SUBMITTED_STATUSES)
    record_number: int | None = None  # of a record: its number in the history
    undone_at: dt.datetime | None = None  # of a record: when what it records was undone

    class Meta:
        abstract = True

    @property
    def approved(self) -> Self | None:
        """The record that counts with leaders: itself once approved, else the last approved one."""
        return self.counting((self.Status.APPROVED,))

    def counting(self, statuses: Collection[str]) -> Self | None:
        """The record that counts where these statuses do: itself, else the last approved one (domain.md §1)."""
        if self.status in statuses:
            return self
        record: Self | None = self.last_approved
        return record

    @property
    def is_in_correction(self) -> bool:
        """Whether it, or the report that this is the record of, was reopened and not approved again (更正中)."""
        record = self.approved
        return record is not None and record.undone_at is not None

    @property
    def is_editable(self) -> bool:
        return self.status in self.EDITABLE

    def is_earlier_than(self, round_: Round) -> bool:
        """Whether it is approved for a period before the one `round_` asks for, a half-year's for instance."""
        as_of: dt.date | None = getattr(self, "as_of", None)
        return self.status == self.Status.APPROVED and as_of is not None and as_of < round_.whole_from

    def answers(self, round_: Round, today: dt.date) -> bool:
        """Whether it is submitted for the period that `round_` asks for, as of `today`."""
        as_of: dt.date | None = getattr(self, "as_of", None)
        is_within = as_of is not None and as_of < round_.whole_from  # of a half-year, approved or not
        return self.status in self.SUBMITTED_STATUSES and not is_within and not self.is_earlier_than(round_)

    def answering(self, round_: Round, today: dt.date) -> Self | None:
        """The record that answers what `round_` asks: itself, else the approved one that still counts."""
        if self.answers(round_, today):
            return self
        record: Self | None = self.last_approved
        return record if record is not None and record.answers(round_, today) else None

    def require_editable(self, round_: Round | None = None) -> None:
        """Raise NotPossible while it is under review, and once it is approved for the period of `round_`."""
        if not self.is_editable and not (round_ and self.is_earlier_than(round_)):
            raise NotPossible(_("This value is under review or approved."))

    @property
    def lacks_answer(self) -> bool:
        """Whether it was returned, and since then neither says anything new nor answers the reason (domain.md §1)."""
        returned = self.last_submitted
        if returned is None or returned.undone_at is None:
            return False
        is_new = any(getattr(self, name) != getattr(returned, name) for name in self.SAYING)
        words = ((getattr(self, name), getattr(returned, name)) for name in self.ANSWERING)
        return not is_new and not any(now and now != before for now, before in words)

    def submit(self, by: User) -> None:
        """Submit for review. Raises NotPossible when it is under review or approved, or returned and not answered."""
        if self.is_editable and self.lacks_answer:
            raise NotPossible(answer_asked(self.reason))
        self._move(self.EDITABLE, self.Status.SUBMITTED, by, _("Already handed in."))
        self.handed_in_at = self.handed_in_at or self.changed_at

    def withdraw(self, by: User) -> None:
        """Take back what nobody has reviewed. Raises NotPossible for anyone but the author.

        Its first submission is taken back, too, but for that of an approved record that still counts.
        """
        if self.author_id != by.pk:
            raise NotPossible(_("Only the person who entered a value can withdraw it."))
        self._move(
            (self.Status.SUBMITTED,),
            self.Status.WITHDRAWN,
            by,
            _("Only a submission nobody has reviewed can be withdrawn."),
        )
        record = self.last_approved
        self.handed_in_at = record.handed_in_at if record is not None and record.undone_at else None

    def approve(self, by: User) -> None:
        """Accept. Raises NotPossible unless submitted, and for what `by` entered any of since the last approval."""
        self._refuse_own(by)
        not_waiting = _("This value is not waiting for review.")
        self._move((self.Status.SUBMITTED,), self.Status.APPROVED, by, not_waiting, self._in_place(by))

    def return_for_correction(self, by: User, reason: str) -> None:
        """Return to the agency with a reason. Raises NotPossible unless submitted, or without a reason."""
        self._refuse_own(by)
        not_waiting = _("This value is not waiting for review.")
        why = self._in_place(by) + checked_reason(reason)
        self._move((self.Status.SUBMITTED,), self.Status.RETURNED, by, not_waiting, why)

    def reopen(self, by: User, reason: str) -> None:
        """Open an approved value again. Raises NotPossible unless approved, or without a reason."""
        not_approved = _("Only an approved value can be reopened.")
        why = self._in_place(by) + checked_reason(reason)
        self._move((self.Status.APPROVED,), self.Status.REOPENED, by, not_approved, why)

    def undo_review(self, by: User) -> None:
        """Let it wait for review again, for `by` who reviewed it. Raises NotPossible but within a minute of that."""
        if timezone.now() - self.changed_at > UNDO_FOR:
            raise NotPossible(_("A review can be taken back for one minute only; an approved value can be reopened."))
        not_reviewed = _("This value is not reviewed.")
        self._move((self.Status.APPROVED, self.Status.RETURNED), self.Status.SUBMITTED, by, not_reviewed, TAKEN_BACK)
        self.reason = ""  # why it was taken back is said by its record

    def backdate(self, when: dt.datetime) -> None:
        """Let the next record of this report bear another time than now."""
        self.changed_at, self._history_date = when, when
        if self.status in self.SUBMITTED_STATUSES:
            self.handed_in_at = min(when, self.handed_in_at or when)

    @cached_property
    def contributor_ids(self) -> frozenset[int]:
        """Who set what it says, or something behind it, since the last approval; `load_contributors` loads many."""
        load_contributors([self])
        found: frozenset[int] = vars(self)["contributor_ids"]
        return found

    def _refuse_own(self, by: User) -> None:
        if by.pk in self.contributor_ids:
            raise NotPossible(_("Nobody reviews what he or she entered, in whole or in part, since the last approval."))

    def _in_place(self, by: User) -> str:
        """The mark of an administrator who steps in for the region's reviewer; in the record, so in one language."""
        is_reviewer = self.agency is not None and by.reviews(self.agency.region_id)
        return STEPPED_IN if by.is_admin and not is_reviewer else ""

    def _move(
        self, allowed: tuple[str, ...], status: Status, by: User, refusal: str | _StrPromise, reason: str = ""
    ) -> None:
        if self.status not in allowed:
            raise NotPossible(refusal)
        self.status = status
        for records in (Report.last_approved, Report.last_submitted):
            records.forget(self)
        self.reason = reason.strip()
        self._mark_changed(by, reason)

    def _mark_changed(self, by: User, reason: str = "") -> None:
        """A new version, changed now, with who and why for its history row."""
        self.version += 1
        vars(self).pop("contributor_ids", None)
        self.changed_at = timezone.now()
        self._history_user = by
        self._change_reason = reason.strip()
