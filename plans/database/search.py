"""Words that people look for, found whatever their width, brackets, blanks and case.

`name__alike="市甲局（本级）"` finds 市甲局(本级): one rule for every search box, on both databases, and in
`plans.words.folded` for rows that are in memory. Nothing is stored for it: what is looked for is a part of a text, and
no index of a column serves that.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Lookup

from plans.words import BRACKETS, IGNORED

# The same steps as `folded`: compatibility forms, one kind of bracket, no blanks, small letters.
ON_POSTGRESQL = "lower(translate(normalize({}, NFKC), %s, %s))"
ON_SQLITE = "ipplans_folded({})"  # `folded` itself; made known to the connection by plans/database/sqlite


class Alike(Lookup):  # type: ignore[type-arg]
    """Whether a column holds words, however either is written."""

    lookup_name = "alike"
    prepare_rhs = True

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """Both sides are folded by the database, so that they cannot be folded in two ways."""
        left, left_values = self.process_lhs(compiler, connection)
        right, right_values = self.process_rhs(compiler, connection)
        changes = ["".join(BRACKETS) + IGNORED, "".join(BRACKETS.values())]
        sql = f"strpos({ON_POSTGRESQL.format(left)}, {ON_POSTGRESQL.format(right)}) > 0"
        return sql, [*left_values, *changes, *right_values, *changes]

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        left, left_values = self.process_lhs(compiler, connection)
        right, right_values = self.process_rhs(compiler, connection)
        sql = f"instr({ON_SQLITE.format(left)}, {ON_SQLITE.format(right)}) > 0"
        return sql, [*left_values, *right_values]


def alike(*names: str) -> list[str]:
    """Return the fields that a page of Django's admin searches."""
    return [f"{name}__alike" for name in names]
