"""Print one page in a process of its own: `python -m ipplans.reports.pdf < order, line break, page > PDF`.

What a page takes to lay out is given back when it is printed, and pages that are read meanwhile are not slowed. The
order is one line of JSON: how much memory may be used, where the stylesheets are, what fills drawings. Nothing else is
fetched.
"""

from __future__ import annotations

import json
import logging
import mimetypes
import os
import resource
import sys
from pathlib import Path

from ipplans.reports.pdf.paper import as_on_paper

NO_LIBRARY = 3  # what the process ends with where WeasyPrint finds no Pango
HOST = "http://page.invalid"  # where the page is, for addresses in it; nobody has that name


def main() -> int:
    order = json.loads(sys.stdin.buffer.readline())
    page = sys.stdin.buffer.read().decode()
    os.nice(10)  # who reads pages meanwhile comes first
    resource.setrlimit(resource.RLIMIT_AS, (order["memory"], order["memory"]))
    logging.getLogger("weasyprint").setLevel(logging.ERROR)  # it warns of each property of a screen
    logging.getLogger("fontTools").setLevel(logging.ERROR)
    try:
        from weasyprint import HTML
        from weasyprint.urls import URLFetcher, URLFetcherResponse
    except OSError as fault:
        sys.stderr.write(f"{fault}\n")
        return NO_LIBRARY

    class OwnFiles(URLFetcher):  # type: ignore[misc]
        """Gives out the program's stylesheets and what stands in the page itself; no other file, no network."""

        def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
            if url.startswith("data:"):
                return super().fetch(url, headers)
            kind = mimetypes.guess_type(url)[0] or "application/octet-stream"
            return URLFetcherResponse(url, static_file(url, order).read_bytes(), {"Content-Type": kind})

    paper = as_on_paper(page, order["colours"])
    document = HTML(string=paper, base_url=HOST, url_fetcher=OwnFiles(allowed_protocols=["data"]))
    document.write_pdf(sys.stdout.buffer)
    return 0


def static_file(url: str, order: dict[str, object]) -> Path:
    """Return the program's file that has this address. Raises ValueError where it is none of them."""
    start = f"{HOST}{order['url']}"
    if url.startswith(start):
        name = url.removeprefix(start).partition("?")[0]
        for prefix, folder in order["folders"]:  # type: ignore[attr-defined]
            path = (Path(folder) / name.removeprefix(prefix)).resolve()
            if name.startswith(prefix) and path.is_relative_to(Path(folder).resolve()) and path.is_file():
                return path
    raise ValueError(f"{url} is no file of the program")


if __name__ == "__main__":
    sys.exit(main())
