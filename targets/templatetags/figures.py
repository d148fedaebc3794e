"""How templates write figures; they compute nothing."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import accumulate
from typing import Any

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

from plans.lights import Light, Lit
from targets import numbers
from targets.choices import IN_CORRECTION, IN_CORRECTION_SHAPE, STATE_SHAPES, State
from targets.progress import Benchmark, Ratio, Tally
from targets.target_table import JudgementText

register = template.Library()


@register.filter
def number(value: Decimal | None) -> str:
    return numbers.number_text(value)


@register.filter
def computed(value: Decimal | None) -> str:
    return numbers.computed_text(value)


@register.filter
def benchmark_text(benchmark: Benchmark) -> str:
    return numbers.benchmark_text(benchmark)


@register.filter
def percent(value: Decimal | None) -> str:
    return numbers.percent_text(value)


@register.filter
def points(value: Decimal | None) -> str:
    return numbers.points_text(value)


@register.filter
def rate(result: Ratio | Tally | None) -> str:
    return numbers.rate_text(result)


@register.filter
def benchmark_note(benchmark: Benchmark) -> str:
    return numbers.benchmark_note(benchmark)


@register.filter
def shape(state: str) -> str:
    """The symbol of a state, for those who see no colour."""
    return STATE_SHAPES[State(state)]


@register.filter
def goal_rate(result: Ratio | Tally | None) -> str:
    return numbers.goal_rate_text(result)


@register.simple_tag
def judgement_badge(found: JudgementText | None, has_note: bool = True) -> SafeString:
    """期末判断 as shape and word, with its reason, gap or years in small print."""
    if found is None:
        return _filled("%s", numbers.NOTHING)
    note = format_html(" <small>{}</small>", found.note) if found.note and has_note else ""
    badge = '<span class="state judgement judgement-{}"><span aria-hidden="true">{}</span>{}</span>{}'
    return format_html(badge, found.judgement, found.shape, found.word, note)


@register.simple_tag
def state_badge(state: str, count: int | None = None) -> SafeString:
    """A state as shape and word, with how many are in it."""
    known = State(state)
    return format_html(
        '<span class="state state-{}"><span aria-hidden="true">{}</span>{}{}</span>',
        known.value,
        STATE_SHAPES[known],
        known.label,
        "" if count is None else f" {count}",
    )


@register.simple_tag
def correction_mark(is_in_correction: bool, count: int | None = None) -> SafeString:
    """更正中 as shape and word beside a state, with how many there are; nothing where nothing is being corrected."""
    if not is_in_correction:
        return _filled("")
    number = "" if count is None else f" {count}"
    mark = '<span class="tag tag-correction"><span aria-hidden="true">{}</span>{}{}</span>'
    return format_html(mark, IN_CORRECTION_SHAPE, IN_CORRECTION, number)


@register.simple_tag
def light_badge(lit: Lit | None, has_words: bool = True) -> SafeString:
    """A light as colour and word, with the rule that made it; nothing where none burns."""
    if lit is None:
        return _filled("")
    words = format_html(" <span>{}</span>", lit.words) if has_words else ""
    return format_html("{}{}", light_count(lit.light), words)


@register.simple_tag
def light_count(light: str, count: int | None = None) -> SafeString:
    """A colour of light and its word, with how many burn."""
    known = Light(light)
    number = "" if count is None else f" {count}"
    return format_html('<span class="light light-{}">{}{}</span>', known.value, known.label, number)


def _filled(template: str, *values: Any) -> SafeString:
    """Fill a constant of this module; each value is escaped, but for what was filled here before."""
    return SafeString(template % tuple(map(conditional_escape, values)))  # all values are escaped  # nosec B703


def _joined(parts: Iterable[SafeString]) -> SafeString:
    done = tuple(parts)
    return _filled("%s" * len(done), *done)


RECT = '<rect class="bar-%s" x="%s" width="%s" height="1"/>'
BAR = '<svg class="share-bar" viewBox="0 0 %s 1" preserveAspectRatio="none" role="img" aria-label="%s">%s</svg>'


@register.simple_tag
def share_bar(parts: Sequence[Sequence[Any]], total: int) -> SafeString:
    """A bar of parts side by side; each part begins with its class and ends with its number, its word before that."""
    ends = accumulate(part[-1] for part in parts)
    rects = _joined(_filled(RECT, part[0], end - part[-1], part[-1]) for part, end in zip(parts, ends, strict=True))
    words = "、".join(f"{part[-2]} {part[-1]}" for part in parts)
    return _filled(BAR, max(total, 1), words or numbers.NOTHING, rects)
