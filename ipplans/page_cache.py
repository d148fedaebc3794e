"""Parts of pages that many people look at, kept in memory until anything changes.

A part is made from the data alone; what depends on the person is not kept. Its key holds the version of the data, the
day and the language, so that nothing is shown that has been overtaken.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any

from django.utils import timezone, translation

from ipplans.etags import data_version
from plans.request import Request

MAX_PARTS = 200  # parts; the one not asked for the longest gives way
_parts: OrderedDict[Hashable, Any] = OrderedDict()


def cached_part(request: Request, key: tuple[Hashable, ...], make: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Return what is kept for this key and version of the data; else call `make`, and keep the result."""
    version = getattr(request, "data_version", None) or data_version()
    full_key = (version, timezone.localdate(), translation.get_language(), *key)
    if full_key not in _parts:
        _parts[full_key] = make()
        while len(_parts) > MAX_PARTS:
            _parts.popitem(last=False)
    _parts.move_to_end(full_key)
    return dict(_parts[full_key])


def clear() -> None:
    """Drop all parts; each is made again when it is next asked for."""
    _parts.clear()
