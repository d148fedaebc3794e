"""Log lines as JSON, one object a line (LOG_FORMAT=json): for programs that gather the logs of many servers.

They have the number of the request, which the page of an error shows to the person, and by which the audit log names
who it was. The lines themselves name no account and no address.
"""

from __future__ import annotations

from typing import Any

import structlog
from structlog.typing import EventDict, WrappedLogger

from plans.origin import origin_of

QUIET = {"axes": {"level": "ERROR"}}  # it writes whose sign-in failed; the audit log has that


def _request_id(logger: WrappedLogger, method: str, line: EventDict) -> EventDict:
    line["request_id"] = origin_of(line["_record"]).request_id or None
    return line


def formatter() -> dict[str, Any]:
    """Return the formatter as LOGGING has it."""
    processors = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _request_id,
        structlog.processors.format_exc_info,
    ]
    return {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": processors,
        "processors": [
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
    }
