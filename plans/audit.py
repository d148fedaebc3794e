"""The audit log written, checked, and cut after its term.

Each entry's digest covers the one before it: an entry that was changed, taken out or put in between is found by
`manage.py verifyaudit`. On PostgreSQL a trigger refuses changes outright.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from plans.database.statements import switch_on, wait_for_others
from plans.models import AuditEntry, User
from plans.origin import current_origin
from plans.words import one_line

Event = AuditEntry.Event
LEAST_DAYS = 180  # 网络安全法 §21: logs are kept six months at least
LOCK = 7_201_935  # any number, the same everywhere: who writes next waits for it
SWITCH = "ipplans.pruning"  # the setting of a PostgreSQL transaction by which the trigger lets entries go


@transaction.atomic
def record(event: Event, person: User | None, subject: str = "", details: str = "", name: str = "") -> None:
    """Write one entry, of the request of this moment. `name` is who it was where there is no account."""
    wait_for_others(LOCK)
    last = AuditEntry.objects.values_list("digest", flat=True).first()
    origin = current_origin()
    entry = AuditEntry(
        at=timezone.now(),
        event=event,
        person_id=person.pk if person is not None else None,
        person_name=_fitting("person_name", person.label if person is not None else name),
        address=_fitting("address", origin.address),
        request_id=origin.request_id,
        subject=_fitting("subject", subject),
        details=_fitting("details", details),
        previous=last or "",
    )
    entry.digest = entry.true_digest
    entry.save(force_insert=True)


def _fitting(field: str, text: str) -> str:
    length = AuditEntry._meta.get_field(field).max_length  # type: ignore[union-attr]
    return one_line(text)[:length]


def faults() -> Iterator[str]:
    """Yield, in words, each place at which the chain is broken."""
    before: str | None = None
    cut = _last_cut()
    for entry in AuditEntry.objects.order_by("pk").iterator():
        if before is None and entry.previous not in ("", cut):
            yield _("Entries before number %(n)s are missing, and nobody recorded their removal.") % {"n": entry.pk}
        elif before is not None and entry.previous != before:
            yield _("Before number %(n)s an entry is missing or was put in.") % {"n": entry.pk}
        if entry.digest != entry.true_digest:
            yield _("Number %(n)s was changed.") % {"n": entry.pk}
        before = entry.digest


def _last_cut() -> str:
    """The digest of the last entry that was removed after its term, as its removal was recorded."""
    pruned = AuditEntry.objects.filter(event=Event.PRUNED).values_list("details", flat=True).first()
    return (pruned or "").rpartition(" ")[2]


@transaction.atomic
def prune(today: dt.date) -> int:
    """Remove entries older than AUDIT_DAYS (180 at least), and record it; return how many."""
    wait_for_others(LOCK)
    days = max(LEAST_DAYS, settings.AUDIT_DAYS)
    old = AuditEntry.objects.filter(at__date__lt=today - dt.timedelta(days=days))
    last = old.first()
    if last is None:
        return 0
    removed = AuditEntry.objects.filter(pk__lte=last.pk).count()
    record(Event.PRUNED, None, f"{days} d, {removed}", f"{last.pk} {last.digest}")
    _delete(AuditEntry.objects.filter(pk__lte=last.pk))  # the chain stays one piece
    return removed


def _delete(entries: Any) -> None:
    switch_on(SWITCH)
    entries.delete()
