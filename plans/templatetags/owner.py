"""The CSRF token of a form, and whose form it is; in the place of Django's own tag, so that no form is without."""

from typing import Any

from django import template
from django.template.context import Context
from django.template.defaulttags import CsrfTokenNode
from django.utils.html import format_html

from plans.kept_forms import OWNER, signed_owner

register = template.Library()


@register.simple_tag(takes_context=True, name="csrf_token")
def csrf_token(context: Context) -> str:
    """Return the hidden fields with which every form begins."""
    token: str = CsrfTokenNode().render(context)
    user: Any = context.get("user")
    if not token or user is None or not user.is_authenticated:
        return token
    return token + format_html('<input type="hidden" name="{}" value="{}">', OWNER, signed_owner(user.pk))
