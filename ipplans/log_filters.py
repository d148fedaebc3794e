"""Whose request a log line belongs to: user name, address, and the number of the request."""

import logging

from plans.origin import current_origin


class AddOrigin(logging.Filter):
    """Adds `who`, `address` and `request_id`, each `-` where there is none; refusals stay one line."""

    def filter(self, record: logging.LogRecord) -> bool:
        user = getattr(getattr(record, "request", None), "user", None)
        if getattr(record, "status_code", None) == 403:
            record.exc_info = None  # a refusal is no fault: one line, no traceback
        record.who = user.get_username() if user is not None and user.is_authenticated else "-"
        origin = current_origin()
        record.address, record.request_id = origin.address or "-", origin.request_id or "-"
        return True
