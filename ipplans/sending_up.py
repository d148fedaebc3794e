"""Sending up 上报: the note that the final figures of a round went to the office above, when and as what."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from documents.models import Snapshot
from plans.audit import record
from plans.models import AuditEntry, NotPossible, User, lock_rounds
from plans.words import one_line
from targets.entry.dates import parsed_date


@transaction.atomic
def note_sent_up(snapshot: Snapshot, by: User, day: str, document: str) -> None:
    """Note when final figures were sent to the office above (上报), and the number of the letter, if it has one.

    A slip is corrected by noting it again. Raises NotPossible for what is no day, a day before the signature or to
    come, and where the figures are not final any more.
    """
    lock_rounds([snapshot.round.plan_id])
    snapshot.refresh_from_db(fields=["lifted_at"])
    if snapshot.lifted_at is not None:
        raise NotPossible(_("These figures are not final."))
    try:
        sent = parsed_date(day)
    except ValidationError as fault:
        raise NotPossible(" ".join(fault.messages)) from fault
    signed = timezone.localdate(snapshot.signed_at)
    if sent is None or not signed <= sent <= timezone.localdate():
        raise NotPossible(_("Please give a day from %(signed)s on, and not one to come.") % {"signed": signed})
    snapshot.sent_up_on, snapshot.sent_up_document, snapshot.sent_up_by = sent, one_line(document)[:60], by
    snapshot.save(update_fields=["sent_up_on", "sent_up_document", "sent_up_by"])
    details = f"{sent} {snapshot.sent_up_document}"
    record(AuditEntry.Event.SENT_UP, by, f"{snapshot.round.plan} {snapshot.round.label}", details)
