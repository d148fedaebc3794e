"""What the environment says, as settings need it."""

import os


def flag(name: str) -> bool:
    """Return whether `name` is set to anything but 0, false or no."""
    return os.environ.get(name, "0") not in ("", "0", "false", "no")


def listed(name: str, default: str = "") -> list[str]:
    """Return the parts of a comma-separated value, without spaces around them."""
    return [one.strip() for one in os.environ.get(name, default).split(",") if one.strip()]


def number(name: str, default: int) -> int:
    """Return a whole number; raises ValueError for what is none."""
    return int(os.environ.get(name) or default)
