"""Pieces of layout that pages share."""

from typing import Any

from django import template
from django.http import QueryDict
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

register = template.Library()


@register.simple_tag
def scroll_box(label: str, classes: str = "") -> SafeString:
    """The attributes of a box that scrolls sideways by itself, so that the page does not.

    It takes the focus, so that the keyboard scrolls it, and bears a name for screen readers.
    """
    names = f"{classes} scroll".strip()
    return format_html('class="{}" tabindex="0" role="region" aria-label="{}"', names, label)


@register.simple_tag(takes_context=True)
def export_links(context: Any, name: str, *args: Any) -> SafeString:
    """The links by which the list of this page is taken along, as it is filtered and sorted: Excel and CSV."""
    asked: QueryDict = context["request"].GET.copy()
    asked.pop("page", None)
    query = f"?{asked.urlencode()}" if asked else ""
    links = ((reverse(name, args=[*args, form]) + query, word) for form, word in (("xlsx", "Excel"), ("csv", "CSV")))
    joined = format_html_join(" · ", '<a href="{}">{}</a>', links)
    return format_html('<span class="small text-nowrap no-print">{} {}</span>', _("Download"), joined)
