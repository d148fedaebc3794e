"""How a sentence is made of clauses: words of the catalogue with values put in, each escaped, many of them links."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from html import unescape

from django.utils.html import format_html, format_html_join, strip_tags
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from plans.lights import Light
from targets.choices import Judgement, State

Address = Callable[[Mapping[str, str]], str]  # of the list of indicators, narrowed to what the words say


def say(words: str, **values: object) -> SafeString:
    """Return words of the catalogue with their {values} put in, escaped."""
    return format_html(words, **values) if values else format_html("{}", words)


def linked(text: object, address: str = "") -> SafeString:
    """Return a text that leads to an address; the text alone without one."""
    return format_html('<a href="{}">{}</a>', address, text) if address else format_html("{}", text)


def joined(clauses: Iterable[SafeString | str], mark: str) -> SafeString:
    """Return clauses with a mark between them; those that say nothing are left out."""
    return format_html_join(mark, "{}", ((clause,) for clause in clauses if clause))


def sentence(*clauses: SafeString | str) -> SafeString:
    """Return clauses as one sentence; "" where none says anything."""
    body = joined(clauses, _("; "))
    return format_html("{}{}", body, _(".")) if body else body


def plain(statement: str) -> str:
    """Return the words of a sentence without its links."""
    return unescape(strip_tags(statement))


def states_clause(counts: Iterable[tuple[State | Judgement, int]], name: str, address: Address) -> SafeString:
    """Return 完成 52、基本完成 10: how many are in each state or judgement there is; `name` is that of the filter."""
    found = (
        say("{word}{count}", word=f"{word.label} ", count=linked(count, address({name: word.value})))
        for word, count in counts
        if count
    )
    return joined(found, _(", "))


def lights_clause(lights: Iterable[Light], address: Address) -> SafeString | str:
    """Return 指标预警：红灯 2、黄灯 3; "" where none burns."""
    counted = Counter(lights)
    if not counted:
        return ""
    found = (
        say("{word}{count}", word=f"{light.label} ", count=linked(counted[light], address({"light": light.value})))
        for light in Light
        if counted[light]
    )
    return say(_("lights of indicators: {lights}"), lights=joined(found, _(", ")))
