"""The help 帮助: pages of docs/user, a page a role, and which of their sections is about which screen.

A page is Markdown with sections; the line below a section's title names the screens (views) that it is about.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

FOLDER = Path(settings.BASE_DIR) / "docs" / "user"
PAGES = ("clerk", "reviewer", "leader", "administrator")
TITLE = re.compile(r"\A# (.+)\n")
SECTION = re.compile(r"(?m)^## (.+)\n<!-- screens: ([\w: ]+) -->\n")
PICTURE = re.compile(r'src="pictures/([\w-]+\.png)"')


@dataclass(frozen=True)
class Section:
    """A part of a page; `screens` are the names of the views that it is about."""

    number: int
    title: str
    screens: tuple[str, ...]
    html: SafeString


@dataclass(frozen=True)
class Page:
    """The help of one role."""

    name: str
    title: str
    introduction: SafeString
    sections: tuple[Section, ...]


@cache
def page(name: str) -> Page:
    """Return a page of `PAGES`."""
    text = (FOLDER / f"{name}.md").read_text(encoding="utf-8")
    found = TITLE.match(text)
    assert found is not None, name
    introduction, *parts = SECTION.split(text[found.end() :])
    numbered = enumerate(zip(parts[::3], parts[1::3], parts[2::3], strict=True), 1)
    sections = (Section(n, title, tuple(screens.split()), _html(body)) for n, (title, screens, body) in numbered)
    return Page(name, found[1], _html(introduction), tuple(sections))


def _html(text: str) -> SafeString:
    """Our own Markdown as HTML; nothing that people type comes here."""
    written = PICTURE.sub(r'src="/help/pictures/\1" loading="lazy"', MarkdownIt("commonmark").render(text))
    return mark_safe(written)  # noqa: S308  # nosec B308 B703


def place_of(screen: str, own: Collection[str]) -> tuple[str, int] | None:
    """Return the page and the number of the section about a screen, first in one's own pages; None where none is."""
    ordered = sorted(PAGES, key=lambda name: name not in own)
    places = ((name, one.number) for name in ordered for one in page(name).sections if screen in one.screens)
    return next(places, None)
