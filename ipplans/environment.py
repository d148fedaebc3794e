"""What the environment says, as settings need it."""

import os
from typing import Any


def flag(name: str) -> bool:
    """Return whether `name` is set to anything but 0, false or no."""
    return os.environ.get(name, "0") not in ("", "0", "false", "no")


def listed(name: str, default: str = "") -> list[str]:
    """Return the parts of a comma-separated value, without spaces around them."""
    return [one.strip() for one in os.environ.get(name, default).split(",") if one.strip()]


def number(name: str, default: int) -> int:
    """Return a whole number; raises ValueError for what is none."""
    return int(os.environ.get(name) or default)


KEPT_FOR = 24 * 3600  # seconds; what changes sooner is kept under another mark
IN_MEMORY = {"pages": 300, "default": 200}  # entries of each worker: of about 60 kB


def caches(url: str) -> dict[str, dict[str, Any]]:
    """Return Django's CACHES for `redis://…`, `rediss://…`, `database`, or "" for the memory of each worker.

    Raises ValueError for anything else.
    """
    return {alias: _cache(url, alias) | {"TIMEOUT": KEPT_FOR, "KEY_PREFIX": f"ipplans-{alias}"} for alias in IN_MEMORY}


def _cache(url: str, alias: str) -> dict[str, Any]:
    backend = "django.core.cache.backends."
    if not url:
        options = {"MAX_ENTRIES": IN_MEMORY[alias]}
        return {"BACKEND": f"{backend}locmem.LocMemCache", "LOCATION": alias, "OPTIONS": options}
    if url == "database":
        return {"BACKEND": f"{backend}db.DatabaseCache", "LOCATION": "kept_pages", "OPTIONS": {"MAX_ENTRIES": 20000}}
    if url.startswith(("redis://", "rediss://", "unix://")):
        return {"BACKEND": f"{backend}redis.RedisCache", "LOCATION": url}
    raise ValueError(f"CACHE_URL: {url!r} is neither redis://… nor `database`")
