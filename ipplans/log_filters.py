"""The user name in each log line."""

import logging


class AddUserName(logging.Filter):
    """Adds `who`, the user name of the request a record belongs to, or `-`; refusals stay one line."""

    def filter(self, record: logging.LogRecord) -> bool:
        user = getattr(getattr(record, "request", None), "user", None)
        if getattr(record, "status_code", None) == 403:
            record.exc_info = None  # a refusal is no fault: one line, no traceback
        record.who = user.get_username() if user is not None and user.is_authenticated else "-"
        return True
