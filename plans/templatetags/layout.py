"""Pieces of layout that pages share."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def scroll_box(label: str, classes: str = "") -> SafeString:
    """The attributes of a box that scrolls sideways by itself, so that the page does not.

    It takes the focus, so that the keyboard scrolls it, and bears a name for screen readers.
    """
    names = f"{classes} scroll".strip()
    return format_html('class="{}" tabindex="0" role="region" aria-label="{}"', names, label)
