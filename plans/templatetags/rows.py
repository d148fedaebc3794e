"""Rows of tables, of which a page has dozens with a hundred values: written by Jinja (docs/decisions/0030)."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import engines
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def rows(name: str, **values: Any) -> SafeString:
    """The rows as templates/rows/`name`.jinja writes them; it sees `values` and nothing else of the page."""
    written = engines["rows"].get_template(f"{name}.jinja").render(values)
    return SafeString(written)  # Jinja has escaped every value  # nosec B703
