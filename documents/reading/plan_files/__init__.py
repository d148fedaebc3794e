"""A .json file → draft: a fixture (Django's format), or the object that `exportplan` prints (domain.md §4).

Both state a plan outright: there are no blocks, and nothing stated in them is inferred again.
"""

from __future__ import annotations

import json
from typing import Any

from django.utils.translation import gettext as _

from documents.draft.findings import DOUBTS
from documents.draft.json import from_object
from documents.draft.values import Draft, Unreadable
from documents.reading.plan_files.fixture import read_fixture
from documents.reading.plan_files.fixture_rules import has_bad_character
from documents.reading.plan_files.object_rules import refuse_nonsense
from documents.reading.refusals import refusal

__all__ = ["read_fixture", "read_object", "stated"]

MAX_JSON = 5 * 1024 * 1024  # bytes


def stated(content: bytes) -> tuple[Draft, bool]:
    """Return the draft that a .json file states, and whether the file is a fixture. Raises Unreadable."""
    found = _load_json(content)
    return (read_object(found), False) if isinstance(found, dict) else (read_fixture(content), True)


def _load_json(content: bytes) -> Any:
    """What a .json file holds, numbers as text."""
    if len(content) > MAX_JSON:
        raise refusal("too-large", n=MAX_JSON // (1024 * 1024))
    try:
        return json.loads(content.decode("utf-8-sig"), parse_float=str)
    except (UnicodeDecodeError, ValueError, RecursionError) as fault:
        raise Unreadable(_("This is no JSON file, or it is damaged.")) from fault


def read_object(found: dict[str, Any]) -> Draft:
    """Return the draft that an exported plan states. Raises Unreadable, in words, for what is no such object."""
    try:
        if has_bad_character(found):
            raise Unreadable(_("The file holds control characters that no document has."))
        draft = from_object(found, DOUBTS)
        refuse_nonsense(draft)
    except (KeyError, TypeError, ValueError, AttributeError, ArithmeticError, RecursionError) as fault:
        raise Unreadable(_("This JSON file is no exported plan: %(fault)s.") % {"fault": str(fault)[:80]}) from fault
    if not (draft.tasks or draft.indicators or draft.goals):
        raise Unreadable(_("Not one task or indicator was found in this file."))
    return draft
