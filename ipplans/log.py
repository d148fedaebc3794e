"""Who stands behind a logged request."""

import logging


class WhoAsked(logging.Filter):
    """Adds `who`, the user name of the request a record belongs to, or `-`."""

    def filter(self, record: logging.LogRecord) -> bool:
        user = getattr(getattr(record, "request", None), "user", None)
        record.who = user.get_username() if user is not None and user.is_authenticated else "-"
        return True
