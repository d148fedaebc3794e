"""Small pieces of the entry sheet that stand in every row: cheaper than template nodes, and said in one place."""

from __future__ import annotations

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from targets import numbers
from targets.entry.cell_state import SHAPES, state_of
from targets.entry.cells import EntryCell
from targets.entry.rows import EntryRow

register = template.Library()


@register.simple_tag
def entry_status(cell: EntryCell) -> SafeString:
    """How far a cell is, as shape and word."""
    state = state_of(cell)
    return format_html('<span data-state="{}">{} {}</span>', state.value, SHAPES[state], state.label)


@register.simple_tag
def entry_target(cell: EntryCell) -> SafeString:
    """What the figure is held against in its year, and where that comes from."""
    text, note = numbers.benchmark_text(cell.benchmark), numbers.benchmark_note(cell.benchmark)
    if cell.benchmark.value is None:
        return format_html("<small>{}</small>", note)
    if (due := cell.due_by_then) is not None:
        whole = _("of %(whole)s in the year") % {"whole": text}
        return format_html('<span title="{}">{}</span> <small>{}</small>', note, numbers.number_text(due), whole)
    return format_html("{} <small>{}</small>", text, note) if note else format_html("{}", text)


@register.simple_tag
def entry_info(row: EntryRow) -> SafeString:
    """On demand: what an indicator means, what was said last year, and the way to its pages."""
    definition = row.indicator.indicator.definition if row.indicator.indicator else ""
    lines = [f"{_('Definition')}：{definition}"] if definition else []
    links = [(reverse("indicator_detail", args=[row.indicator.pk]), _("Indicator"), _("Indicator"))]
    for cell in row.open_cells:
        lines += _said_of(cell)
        address = reverse("targets:indicator_entry", args=[row.indicator.pk, cell.year])
        words = f"{_('Details')} {cell.year}"
        links.append((address, f"{_('Details')} {row.indicator.seq} {cell.year}", words))
    said = format_html_join("", "<p>{}</p>", ((line,) for line in lines))
    ways = format_html_join(" · ", '<a tabindex="-1" href="{}" aria-label="{}">{}</a>', links)
    return format_html('<div class="info">{}<p>{}</p></div>', said, ways)


def _said_of(cell: EntryCell) -> list[str]:
    found = []
    if cell.last and cell.last.remark:
        found.append(f"{cell.last.year} {_('remark')}：{cell.last.remark}")
    if (left := cell.left_of_goal) is not None:
        found.append(_("%(left)s to go to the goal") % {"left": numbers.number_text(left)})
    if cell.is_carried_over and cell.actual:
        words = _("earlier this year")  # in a name of its own: texts inside f-strings are not collected
        day = f" ({cell.actual.as_of:%Y-%m-%d})" if cell.actual.as_of else ""
        found.append(f"{words}：{cell.displayed}{day}")
    return found


NOTHING_BELOW = """<tr class="below" id="{0}-below" hidden><td></td><td colspan="{1}">
<span class="small fw-bold">{2}</span><div id="{0}-message"></div><div class="asked" data-asked></div></td></tr>"""


@register.simple_tag
def nothing_below(cell: EntryCell, width: int, only_year: int | None) -> SafeString:
    """The place below a row for what its figure may come to ask for."""
    return format_html(NOTHING_BELOW, cell.name, width, "" if only_year else cell.year)


@register.simple_tag
def entry_files(cell: EntryCell) -> str:
    """How many files stand behind a figure."""
    count = len(cell.actual.evidence.all()) if cell.actual else 0
    return _("%(n)s files") % {"n": count} if count else _("add")


@register.simple_tag
def entry_words(sheet: str, user: int) -> SafeString:
    """The attributes that tell a sheet's script whose it is, and the words in which it says what happens."""
    words = {
        "entry": sheet,
        "user": user,
        "words-typed": _("not saved yet"),
        "words-saving": _("saving …"),
        "words-wrong": _("not saved"),
        "words-saved": _("Saved"),
        "words-unsaved": _("unsaved"),
        "words-to-correct": _("to correct"),
        "words-to-explain": _("to explain"),
        "words-offline": _(
            "The server cannot be reached. What you type is kept on this computer and sent as soon as it answers."
        ),
        "words-restored": _(
            "Typed earlier on this computer and not saved then; put back into rows {rows} and being saved now."
        ),
        "words-filled": _("{n} cells filled in."),
        "words-nothing-to-use": _("There is no text of last year for rows that are empty."),
        "words-undone": _("Pasting undone."),
        "words-copied": _("Copied; it can be pasted into Excel or WPS, and back here."),
    }
    return format_html_join(" ", 'data-{}="{}"', words.items())
