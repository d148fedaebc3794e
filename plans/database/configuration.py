"""Django's DATABASES from what the environment says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import dj_database_url

SQLITE = "plans.database.sqlite"


def databases(url: str, replica: str, engine: str, folder: Path) -> dict[str, Any]:
    """Return DATABASES for `url` (a SQLite file in `folder` without one), with a copy to read from at `replica`.

    `engine` names the Django backend of a PostgreSQL-compatible database of another maker.
    """
    first = dj_database_url.parse(
        url or f"sqlite:///{folder / 'ipplans.sqlite3'}", conn_max_age=600, conn_health_checks=True
    )
    found: dict[str, Any] = {"default": first}
    if first["ENGINE"] == "django.db.backends.sqlite3":
        folder.mkdir(parents=True, exist_ok=True)
        first["ENGINE"] = SQLITE
        # Writers queue (immediate, 20 s) instead of failing half-way; readers never wait (WAL).
        first["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        }
        return found
    first.setdefault("OPTIONS", {})["connect_timeout"] = 5  # seconds until 503 says that it is gone
    if replica:
        # A copy that is gone is noticed in two seconds, and pages are read from the first one.
        copy = found["replica"] = dj_database_url.parse(replica, conn_max_age=600)
        copy.setdefault("OPTIONS", {}).update(connect_timeout=2, options="-c statement_timeout=20000")
        copy["TEST"] = {"MIRROR": "default"}
    for one in found.values():
        one["ENGINE"] = engine or one["ENGINE"]
    return found
