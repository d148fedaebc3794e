"""Reports of one kind, many at once: which were approved, stored with their history, reviews taken back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import models, transaction
from simple_history.utils import bulk_create_with_history

from plans.models.records import newest_rows
from plans.models.round import lock_rounds
from plans.models.signed import require_unsigned

if TYPE_CHECKING:
    from plans.models.report import Report
    from plans.models.user import User


REVIEWED = {"approved": "通过 ", "returned": "退回 "}  # in the record, so in one language

R = TypeVar("R", bound="Report")


class ReportQuerySet(models.QuerySet[R]):
    """Reports of one kind, on their way to approval."""

    def approved(self) -> Any:
        """Those of which an approved record counts: approved now, or once and being corrected since."""
        records = self._history.filter(id=models.OuterRef("pk"), status=self.model.Status.APPROVED)
        return self.filter(models.Q(status=self.model.Status.APPROVED) | models.Exists(records))

    def approved_as(self, **values: Any) -> Any:
        """Those whose approved record that counts has these values."""
        now = self.filter(status=self.model.Status.APPROVED)
        kept = newest_rows(self._history, status=self.model.Status.APPROVED).filter(**values)
        before = self.exclude(status=self.model.Status.APPROVED).filter(pk__in=kept.values("id"))
        return self.filter(models.Q(pk__in=now.filter(**values).values("pk")) | models.Q(pk__in=before.values("pk")))

    def waiting(self) -> Any:
        return self.filter(status=self.model.Status.SUBMITTED)

    def lock(self) -> Any:
        """Return them locked, after the rounds of their plans; within a transaction."""
        lock_rounds(self.order_by().values_list(self.model.PLAN, flat=True))
        return self.select_for_update(of=("self",))

    @transaction.atomic
    def save_with_history(self, reports: Iterable[R], by: User | None) -> None:
        """Store new and changed reports with their history rows, in a fixed number of statements.

        Raises NotPossible where one is of a year whose figures are final.
        """
        reports = list(reports)
        require_unsigned(reports)
        new = [report for report in reports if report.pk is None]
        changed = [report for report in reports if report.pk is not None]
        if new:
            bulk_create_with_history(new, self.model, default_user=by)
        if changed:
            self._record_approved(changed)
            # An upsert by primary key: one statement of plain values, where an update of many rows grows with them.
            fields = self.model.KEPT_FIELDS
            self.bulk_create(changed, update_conflicts=True, unique_fields=["id"], update_fields=fields)
            self._history.bulk_history_create(changed, update=True, default_user=by)

    def _record_approved(self, changed: Iterable[R]) -> None:
        """Keep what is being reopened and has no record, for instance of a fixture: leaders go on reading it."""
        reopened = [report.pk for report in changed if report.status == self.model.Status.REOPENED]
        if not reopened:
            return
        recorded = self._history.filter(id__in=reopened, status=self.model.Status.APPROVED).values("id")
        stored = self.model._default_manager.filter(pk__in=reopened, status=self.model.Status.APPROVED)
        if unrecorded := list(stored.exclude(pk__in=recorded)):
            self._history.bulk_history_create(unrecorded, update=True)

    @transaction.atomic
    def store_undone(self, reports: Iterable[R], by: User) -> None:
        """Store reports whose review was taken back; the records of it stay, and count no more."""
        reports = list(reports)
        records = list(newest_rows(self._history, id__in=[report.pk for report in reports]))
        for record in records:
            record.history_change_reason = REVIEWED[record.status] + (record.history_change_reason or "")
            record.status = self.model.Status.UNDONE
        self._history.bulk_update(records, ["status", "history_change_reason"])
        self.save_with_history(reports, by)

    @property
    def _history(self) -> Any:
        return self.model.history  # type: ignore[attr-defined]
