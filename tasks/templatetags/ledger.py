"""Small pieces of the table of task reports that stand in every row."""

from __future__ import annotations

from functools import cache

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from targets.entry.cell_state import SHAPES
from tasks.forms import TaskReportForm
from tasks.ledger import LedgerRow
from tasks.models import TaskReport

register = template.Library()


@register.simple_tag
def state_options(chosen: str) -> SafeString:
    """The options of a task's state."""
    return _options(chosen, get_language() or "")


@cache
def _options(chosen: str, language: str) -> SafeString:
    options = [
        (state.value, SafeString(" selected") if state.value == chosen else "", str(state.label))
        for state in TaskReport.State
    ]
    return format_html_join("", '<option value="{}"{}>{}</option>', options)


NOTHING_BELOW = """<tr class="below" id="{0}-below" hidden><td></td><td colspan="9"><div id="{0}-message"></div>
<div class="asked"><div><label for="{0}-remark">{1}</label><input class="form-control form-control-sm" id="{0}-remark"
name="{0}-remark" maxlength="500" value=""></div></div></td></tr>"""


@register.simple_tag
def nothing_below_row(row: LedgerRow) -> SafeString:
    """The place below a row for what its report may come to lack, with the remark in which to say it."""
    return format_html(NOTHING_BELOW, row.name, TaskReportForm.base_fields["remark"].label)


@register.simple_tag
def row_status(row: LedgerRow) -> SafeString:
    """How far a report is, as shape and word."""
    state = row.state
    return format_html('<span data-state="{}">{} {}</span>', state.value, SHAPES[state], state.label)
