"""Short names of plans: `wenzhou-2022`, and `wenzhou-2022-2` for another plan of the same region and first year."""

from __future__ import annotations

import re


def plan_slug(region_slug: str, start_year: int, number: int = 1) -> str:
    """Return the short name of the first, second, … plan of a region and first year."""
    return f"{region_slug}-{start_year}" + (f"-{number}" if number > 1 else "")


def is_numbered(slug: str) -> bool:
    """Whether a short name is that of a second or later plan of its region and first year."""
    return re.fullmatch(r".+-\d{4}-\d+", slug) is not None
