"""Guessing passwords: an address is limited, a name alone is slowed and never locked.

That five failures of one name from one address lock that pair is django-axes' part. All count what the audit log holds.
"""

from __future__ import annotations

import datetime as dt
import time

from django.conf import settings
from django.utils import timezone

from plans.models import AuditEntry
from plans.origin import current_origin

WINDOW = dt.timedelta(minutes=15)
FAILURES_OF_A_NAME = 10  # after so many from anywhere, each further answer takes GUESS_SECONDS
FAILURES_OF_AN_ADDRESS = 50  # an office behind one address mistypes, too


def _failures(**of: str) -> int:
    since = timezone.now() - WINDOW
    return AuditEntry.objects.filter(event=AuditEntry.Event.SIGN_IN_FAILED, at__gte=since, **of).count()


def is_address_limited() -> bool:
    """Whether too many sign-ins failed from the address of this request."""
    address = current_origin().address
    return bool(address) and _failures(address=address) >= FAILURES_OF_AN_ADDRESS


def slow_down(label: str) -> None:
    """Make who guesses for one name wait: the person behind it gets in all the same."""
    if _failures(person_name=label) >= FAILURES_OF_A_NAME:
        time.sleep(settings.GUESS_SECONDS)
