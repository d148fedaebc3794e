"""How templates write figures; they compute nothing."""

from decimal import Decimal

from django import template
from django.utils.html import format_html, json_script
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from targets import numbers
from targets.charts import Chart
from targets.choices import STATE_SHAPES, State
from targets.progress import Lack, Marks, Measure, Share, Source

register = template.Library()


@register.filter
def number(value: Decimal | None) -> str:
    return numbers.number_text(value)


@register.filter
def computed(value: Decimal | None) -> str:
    return numbers.computed_text(value)


@register.filter
def percent(value: Decimal | None) -> str:
    return numbers.percent_text(value)


@register.filter
def points(value: Decimal | None) -> str:
    return numbers.points_text(value)


@register.filter
def rate(result: Share | Marks | None) -> str:
    """110.0%, 1/2 years, met or not; a * where a sum lacks years."""
    if result is None:
        return numbers.NOTHING
    if isinstance(result, Marks):
        return _("%(met)s of %(due)s years") % {"met": result.met, "due": result.due}
    if result.percent is None:
        return _("met") if result.is_met else _("not met")
    return numbers.percent_text(result.percent) + ("*" if result.missing else "")


@register.filter
def measure_note(measure: Measure) -> str:
    """Where a measure that is not printed comes from, or why there is none."""
    if measure.lack:
        return _lack_text(measure.lack)
    return {Source.GOAL: _("by the goal"), Source.TOTAL: _("goal of all years"), Source.PATH: _("computed")}.get(
        measure.source or Source.TARGET, ""
    )


def _lack_text(lack: Lack) -> str:
    return {
        Lack.NO_BASELINE: _("no baseline"),
        Lack.UNDECIDED: _("targets and goal disagree"),
        Lack.NO_GOAL: _("no absolute goal"),
        Lack.NOT_DUE: _("due in the last year"),
    }[lack]


@register.filter
def shape(state: str) -> str:
    """The sign of a state, for those who see no colour."""
    return STATE_SHAPES[State(state)]


@register.simple_tag
def state_badge(state: str, count: int | None = None) -> SafeString:
    """A state as shape and word, with how many stand in it."""
    known = State(state)
    return format_html(
        '<span class="state state-{}"><span aria-hidden="true">{}</span>{}{}</span>',
        known.value,
        STATE_SHAPES[known],
        known.label,
        "" if count is None else f" {count}",
    )


@register.simple_tag
def chart_data(chart: Chart, number: int) -> SafeString:
    """A chart's figure for the script that draws it, under the id `chart-<number>`."""
    return json_script(chart, f"chart-{number}")
