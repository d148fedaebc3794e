"""The colours of charts, read from the stylesheet that holds every colour of the pages."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from django.conf import settings

STYLESHEET = settings.BASE_DIR / "static" / "colours.css"
FIRST_BLOCK = re.compile(r":root\s*\{([^}]*)\}")  # the light theme; the cockpit draws no charts
VARIABLE = re.compile(r"--([\w-]+):\s*([^;]+);")
ALIAS = re.compile(r"var\(--([\w-]+)\)")


class ColourMissing(Exception):
    """The stylesheet does not hold a colour that a chart asks for."""


def colour(name: str, stylesheet: Path = STYLESHEET) -> str:
    """Return the value of the variable `--name`; raise ColourMissing if there is none."""
    values = _variables(stylesheet)
    if name not in values:
        raise ColourMissing(f"{stylesheet} defines no --{name}.")
    alias = ALIAS.fullmatch(values[name])
    return colour(alias[1], stylesheet) if alias else values[name]


@cache
def _variables(stylesheet: Path) -> dict[str, str]:
    block = FIRST_BLOCK.search(stylesheet.read_text(encoding="utf-8"))
    if block is None:
        raise ColourMissing(f"{stylesheet} holds no :root block.")
    return {name: value.strip() for name, value in VARIABLE.findall(block[1])}
