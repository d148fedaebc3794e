"""What Django's SQLite lacks: the real limit of values in a statement, and the function that searches fold texts with.

Django takes 999 values a statement, the limit of SQLite before 3.32: a pasted block would be cut into many.
"""

from __future__ import annotations

import sqlite3
from typing import Any

from django.db.backends.sqlite3 import base
from django.db.backends.sqlite3.features import DatabaseFeatures as Features
from django.utils.functional import cached_property

from plans.words import folded


class DatabaseFeatures(Features):
    @cached_property
    def max_query_params(self) -> int:  # type: ignore[override]
        self.connection.ensure_connection()
        limit: int = self.connection.connection.getlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER)
        return limit


class DatabaseWrapper(base.DatabaseWrapper):
    features_class = DatabaseFeatures

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        connection = super().get_new_connection(conn_params)
        connection.create_function("ipplans_folded", 1, _folded_or_null, deterministic=True)
        return connection


def _folded_or_null(text: str | None) -> str | None:
    return None if text is None else folded(text)
