"""Django takes 999 values a statement, the limit of SQLite before 3.32: a pasted block would be cut into many."""

from __future__ import annotations

import sqlite3

from django.db.backends.sqlite3 import base
from django.db.backends.sqlite3.features import DatabaseFeatures as Features
from django.utils.functional import cached_property


class DatabaseFeatures(Features):
    @cached_property
    def max_query_params(self) -> int:  # type: ignore[override]
        self.connection.ensure_connection()
        limit: int = self.connection.connection.getlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER)
        return limit


class DatabaseWrapper(base.DatabaseWrapper):
    features_class = DatabaseFeatures
