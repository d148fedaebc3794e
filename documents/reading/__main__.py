"""Read one upload in a process of its own: `python -m documents.reading < order, line break, content > answer`.

Whatever a damaged or hostile file does to a reader, it does to this process, which may use only so much memory; the
caller ends it after so many seconds. The order is one line of JSON: what is asked, and with what. The answer is JSON.
"""

from __future__ import annotations

import dataclasses
import json
import os
import resource
import sys
from collections.abc import Callable
from typing import Any

from documents.reading.blocks import Block, Limits, Table, Unfit, as_json, from_json, full_text
from documents.reading.readers import has_images, read

Order = dict[str, Any]
FEW_WORDS = 200  # characters; a document with fewer and with images was scanned
MAX_SHOWN = 4  # headings that are told


def main() -> None:
    order: Order = json.loads(sys.stdin.buffer.readline())
    os.nice(10)  # who reads pages meanwhile comes first
    sys.modules["numpy"] = None  # type: ignore[assignment]  # openpyxl loads it where it is there: more than a document
    resource.setrlimit(resource.RLIMIT_AS, (order["memory"], order["memory"]))
    answer: dict[str, Any]
    try:
        answer = ASKED[order["asked"]](order, sys.stdin.buffer.read())
    except Unfit as fault:
        answer = {"code": fault.code, "values": fault.values}
    except (MemoryError, RecursionError):
        answer = {"code": "too-much-text", "values": {}}
    json.dump(answer, sys.stdout)


def document(order: Order, content: bytes) -> dict[str, Any]:
    """The blocks of a document, and the draft that is made of them."""
    blocks = read(order["name"], content, Limits(**order["limits"]))
    answer = _extracted(order, blocks)
    if answer.get("code") == "no-plan" and len(full_text(blocks)) < FEW_WORDS and has_images(order["name"], content):
        raise Unfit("only-images")
    return answer if "code" in answer else answer | {"blocks": as_json(blocks)}


def blocks(order: Order, content: bytes) -> dict[str, Any]:
    """The draft of a document that was read before."""
    return _extracted(order, list(from_json(json.loads(content))))


def _extracted(order: Order, found: list[Block]) -> dict[str, Any]:
    from documents.draft.values import Unreadable
    from documents.reading.extract import KnownRegion, KnownShape, extract

    regions = [KnownRegion(code, place, level, tuple(path)) for code, place, level, path in order["regions"]]
    shapes = [KnownShape(tuple(titles), tuple(columns)) for titles, columns in order["shapes"]]
    try:
        draft = extract(found, regions, order["region"], order["years"] and tuple(order["years"]), shapes)
    except Unreadable:
        return {"code": "no-plan", "values": _seen(found)}
    return {"draft": _draft(draft)}


def _seen(found: list[Block]) -> dict[str, str | int]:
    """What a document holds in which there is no plan."""
    from documents.reading.extract.outline import lines

    headings = [line.own.title for line in lines(found) if line.own and line.own.title][:MAX_SHOWN]
    tables = sum(isinstance(block, Table) for block in found)
    return {"paragraphs": len(found) - tables, "tables": tables, "headings": "；".join(headings) or "—"}


def plan_file(order: Order, content: bytes) -> dict[str, Any]:
    """The draft that a .json file states; why there is none, in the words of its own reader."""
    import django
    from django.utils import translation

    django.setup()
    from documents.draft.values import Unreadable
    from documents.reading.plan_files import stated

    with translation.override(order["language"]):
        try:
            draft, is_fixture = stated(content)
        except Unreadable as fault:
            return {"words": str(fault)}
    return {"draft": _draft(draft), "is_fixture": is_fixture}


def workbook(order: Order, content: bytes) -> dict[str, Any]:
    """The sheets of a workbook that somebody filled in."""
    from documents.reading import sheets
    from documents.reading.readers.filled_in import read_filled_in

    bounds = sheets.SheetBounds(**order["bounds"])
    found = read_filled_in(content, Limits(**order["limits"]), bounds, order["has_results"])
    return {"sheets": sheets.as_json(found)}


def _draft(draft: Any) -> dict[str, Any]:
    from documents.draft.json.writer import as_object

    doubts = [dataclasses.asdict(doubt) | {"cell": str(doubt.cell)} for doubt in draft.doubts]
    return as_object(draft, []) | {"findings": doubts}


ASKED: dict[str, Callable[[Order, bytes], dict[str, Any]]] = {
    one.__name__: one for one in (document, blocks, plan_file, workbook)
}

if __name__ == "__main__":
    main()
