"""How fields of forms are written: by Jinja (docs/decisions/0030), as far as Django brings templates for it."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.forms.renderers import DjangoTemplates, Jinja2

FIELDS = "django/forms/widgets/"


class FormRenderer(DjangoTemplates):
    """A list of choices is a template of each choice: Jinja writes it in a tenth of the time.

    What Django's administration has of its own stands in Django's templates alone.
    """

    def get_template(self, template_name: str) -> Any:
        return _by_jinja(template_name) if template_name.startswith(FIELDS) else super().get_template(template_name)


@cache
def _by_jinja(name: str) -> Any:
    return Jinja2().get_template(name)
