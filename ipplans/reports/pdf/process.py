"""A page, or a report, as PDF: laid out by WeasyPrint from the style by which it is printed, charts as pictures.

Pages are printed one at a time on a server, each in a process that may use so much memory and so many seconds.
"""

from __future__ import annotations

import base64
import json
import logging
import re
import subprocess
import sys
from functools import cache
from typing import IO

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from documents.reading.heavy import Busy, heavy_work
from ipplans.reports.kinds import Fields
from ipplans.reports.pdf.__main__ import NO_LIBRARY
from plans.models import NotPossible
from targets.charts.palette import colour

log = logging.getLogger(__name__)
FILL = re.compile(r"([^{};]+)\{\s*fill:\s*var\(--([\w-]+)\)")


def write_pdf(name: str, given: Fields, file: IO[bytes]) -> None:
    """Write a report of this name with its fields. Raises NotPossible as `page_as_pdf` does."""
    fields, pictures = given
    drawn = {field: base64.b64encode(picture.read()).decode() for field, picture in pictures.items() if picture}
    file.write(page_as_pdf(render_to_string(f"reports/{name}.html", {**fields, **drawn})))


def page_as_pdf(page: str) -> bytes:
    """Return the page as PDF. Raises NotPossible where that takes too long, or the server lacks a library for it."""
    folders = [("", str(settings.STATIC_ROOT))]
    for place in settings.STATICFILES_DIRS:
        prefix, folder = place if isinstance(place, tuple) else ("", place)
        folders.append((f"{prefix}/" if prefix else "", str(folder)))
    order = {
        "memory": settings.PRINTING_MEMORY,
        "url": settings.STATIC_URL,
        "folders": folders,
        "colours": fills(),
    }
    try:
        with heavy_work(settings.VAR_DIR, settings.PRINTING_SECONDS):
            return _printed(json.dumps(order).encode() + b"\n" + page.encode())
    except Busy as fault:
        raise NotPossible(_("The server is busy with other files. Please try again in a minute.")) from fault


@cache
def fills() -> str:
    """Return the rules that fill drawings within a page, with colours: the page's stylesheets do not reach there."""
    text = (settings.BASE_DIR / "static" / "ipplans.css").read_text(encoding="utf-8")
    return "\n".join(f"{chosen.strip()} {{ fill: {colour(name)} }}" for chosen, name in FILL.findall(text))


def _printed(sent: bytes) -> bytes:
    command = [sys.executable, "-m", "ipplans.reports.pdf"]
    try:
        done = subprocess.run(  # noqa: S603
            command, input=sent, capture_output=True, cwd=settings.BASE_DIR, timeout=settings.PRINTING_SECONDS,
            check=True,
        )  # fmt: skip
    except subprocess.TimeoutExpired as fault:
        raise NotPossible(_("The page is too long to be printed as PDF; please print it from the browser.")) from fault
    except subprocess.CalledProcessError as fault:
        log.exception("A page could not be printed: %s", fault.stderr.decode(errors="replace")[-2000:])
        if fault.returncode == NO_LIBRARY:
            missing = _(
                "This server cannot make PDF: the library Pango is not installed. Please print from the browser."
            )
            raise NotPossible(missing) from fault
        raise NotPossible(_("The page could not be printed as PDF; please print it from the browser.")) from fault
    return done.stdout
