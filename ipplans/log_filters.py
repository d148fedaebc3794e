"""Whose request a log line belongs to: user name, address, and the number of the request."""

import logging
from typing import Any

from django.db import DatabaseError

from plans.origin import origin_of


class AddOrigin(logging.Filter):
    """Adds `who`, `address` and `request_id`, each `-` where there is none; refusals stay one line."""

    def filter(self, record: logging.LogRecord) -> bool:
        if getattr(record, "status_code", None) == 403:
            record.exc_info = None  # a refusal is no fault: one line, no traceback
        record.who = _who(getattr(record, "request", None))
        origin = origin_of(record)
        record.address, record.request_id = origin.address or "-", origin.request_id or "-"
        return True


def _who(request: Any) -> str:
    """The user name; `-` also where the database, whose fault is being logged, cannot tell."""
    user = getattr(request, "user", None)
    try:
        return str(user.get_username()) if user is not None and user.is_authenticated else "-"
    except DatabaseError:
        return "-"
