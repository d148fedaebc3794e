"""What the templates of rows can say (docs/decisions/0030): words, addresses, and figures as pages write them."""

from __future__ import annotations

from functools import lru_cache, partial
from typing import Any

from django.db.models import TextChoices
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.dateformat import format as format_date
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext, ngettext
from jinja2 import Environment, StrictUndefined

from plans.delivery import Delivery
from targets.templatetags import entry, figures
from tasks.models import TaskReport
from tasks.templatetags import ledger

TAGS = {
    figures: (
        "correction_mark",
        "light_count",
        "share_bar",
        "judgement_badge",
        "state_badge",
        "light_badge",
    ),
    entry: ("entry_info", "entry_status", "entry_target", "entry_files", "nothing_below"),
    ledger: ("state_options", "nothing_below_row", "row_status"),
}
FILTERS = ("benchmark_text", "number", "percent", "points", "rate", "shape")


def environment(**options: Any) -> Environment:
    """The environment of Jinja; a name that is not there is a fault, not an empty text."""
    options |= {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    del options["autoescape"]  # of Django's settings; it cannot be switched off
    made = Environment(autoescape=True, **options)
    made.globals |= {"_": gettext, "url": address, "part": part, "notes_text": notes_text}
    made.globals |= {"task_states": partial(labels, TaskReport.State), "delivery_words": partial(labels, Delivery)}
    made.globals |= {name: getattr(module, name) for module, names in TAGS.items() for name in names}
    made.filters |= {name: getattr(figures, name) for name in FILTERS} | {"day": day}
    return made


@lru_cache(maxsize=10_000)
def address(name: str, *parts: Any) -> str:
    """The address of a page; a long table names the same ones over and over."""
    return reverse(name, args=parts)


def part(template: str, /, **values: Any) -> SafeString:
    """What a template of pages writes, in the few rows that need it."""
    return render_to_string(template, values)


def labels(kinds: type[TextChoices]) -> dict[str, str]:
    """The words for a kind, looked up once for all rows."""
    return {kind.value: str(kind.label) for kind in kinds}


def notes_text(count: int) -> str:
    """How many notes there are: `makemessages` finds plurals in code alone."""
    return ngettext("%(n)s note", "%(n)s notes", count) % {"n": count}


def day(moment: Any) -> str:
    """The day of a moment here, as 2024-03-31; — where there is none."""
    return format_date(localtime(moment), "Y-m-d") if moment else "—"
