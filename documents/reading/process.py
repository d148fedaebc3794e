"""An upload → plain values, safely: in a process of its own, with bounds on time and memory, refused in words.

One at a time on a server: a file that takes all it may use takes it once. A few wait their turn, more are refused.
"""

from __future__ import annotations

import dataclasses
import json
import subprocess
import sys
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.utils import translation

from documents.draft.findings import DOUBTS
from documents.draft.json import from_object
from documents.draft.values import Draft, Unreadable
from documents.reading.blocks import Block, Limits, as_json, from_json
from documents.reading.extract import KnownRegion, KnownShape
from documents.reading.heavy import Busy, heavy_work
from documents.reading.refusals import refusal
from documents.reading.sheets import Sheet, SheetBounds
from documents.reading.sheets import from_json as sheets_from_json

Years = tuple[int, int] | None
# People fill in some hundred rows; openpyxl takes fifty times the room.
FILLED_IN = Limits(unpacked=5 * 1024 * 1024)


def read_document(
    name: str,
    content: bytes,
    regions: Sequence[KnownRegion],
    region: str = "",
    years: Years = None,
    shapes: Sequence[KnownShape] = (),
) -> tuple[Draft, list[Block]]:
    """Return the draft of an uploaded document and its blocks. `shapes` are heads of tables that a person has named.

    Raises Unreadable, with what to do, for a document that cannot be read, or holds no plan.
    """  # fmt: skip
    limits = Limits(settings.UPLOAD_LIMIT, settings.UNPACKED_LIMIT, settings.TABLE_ROWS_LIMIT, settings.TEXT_LIMIT)
    order = {"name": name, "limits": dataclasses.asdict(limits), **_plan_order(regions, region, years, shapes)}
    answer = _answer("document", order, content)
    return from_object(answer["draft"], DOUBTS), list(from_json(answer["blocks"]))


def read_blocks(
    blocks: Sequence[Block], regions: Sequence[KnownRegion], region: str, years: Years, shapes: Sequence[KnownShape]
) -> Draft:
    """Return the draft of a document that was read before. Raises Unreadable."""
    content = json.dumps(as_json(blocks), ensure_ascii=False).encode()
    return from_object(_answer("blocks", _plan_order(regions, region, years, shapes), content)["draft"], DOUBTS)


def read_plan_file(content: bytes) -> tuple[Draft, bool]:
    """Return the draft that a .json file states, and whether the file is a fixture. Raises Unreadable."""
    answer = _answer("plan_file", {"language": translation.get_language() or settings.LANGUAGE_CODE}, content)
    return from_object(answer["draft"], DOUBTS), answer["is_fixture"]


def read_workbook(content: bytes, bounds: SheetBounds, has_results: bool = False) -> list[Sheet]:
    """Return the sheets of a workbook that somebody filled in; `has_results` takes a formula's result as typed.

    Raises Unreadable.
    """
    bounded = {"bounds": dataclasses.asdict(bounds), "has_results": has_results}
    order = {"limits": dataclasses.asdict(FILLED_IN), **bounded}
    return sheets_from_json(_answer("workbook", order, content)["sheets"])


def _plan_order(
    regions: Sequence[KnownRegion], region: str, years: Years, shapes: Sequence[KnownShape]
) -> dict[str, Any]:
    known = {
        "regions": [dataclasses.astuple(one) for one in regions],
        "shapes": [dataclasses.astuple(s) for s in shapes],
    }
    return known | {"region": region, "years": years}


def _answer(asked: str, order: dict[str, Any], content: bytes) -> dict[str, Any]:
    if len(content) > settings.UPLOAD_LIMIT and asked != "blocks":
        raise refusal("too-large", n=settings.UPLOAD_MEGABYTES)
    line = json.dumps(order | {"asked": asked, "memory": settings.READING_MEMORY}).encode()
    try:
        with heavy_work(settings.VAR_DIR, settings.READING_SECONDS):
            answer = _asked(line + b"\n" + content)
    except Busy as fault:
        raise refusal("busy") from fault
    if "words" in answer:
        raise Unreadable(answer["words"])
    if "code" in answer:
        raise refusal(answer["code"], **answer["values"])
    return answer


def _asked(sent: bytes) -> dict[str, Any]:
    try:
        done = subprocess.run(
            [sys.executable, "-m", "documents.reading"], input=sent, capture_output=True, cwd=settings.BASE_DIR,
            timeout=settings.READING_SECONDS, check=True,
        )  # fmt: skip
        answer: dict[str, Any] = json.loads(done.stdout)
    except subprocess.TimeoutExpired as fault:
        raise refusal("too-slow", n=settings.READING_SECONDS) from fault
    except (subprocess.CalledProcessError, ValueError) as fault:
        raise refusal("not-what-it-says") from fault
    return answer
