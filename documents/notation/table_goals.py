"""The clause of a goal that only a table states: 表2:2025年目标值110. One printer, one parser.

A stored goal has its clause alone; by it one knows that there is no sentence behind the number.
"""

from __future__ import annotations

import re


def table_clause(table: int, words: str) -> str:
    """Return the clause of a goal that a table states in `words` (its column and number)."""
    return f"表{table}:{words}"


def is_table_clause(clause: str) -> bool:
    """Whether a clause was printed by `table_clause`."""
    return re.match(r"表[^:]{0,4}:", clause) is not None
