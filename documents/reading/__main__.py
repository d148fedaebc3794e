"""Read one document in a process of its own: `python -m documents.reading NAME ORDER < file > answer`.

Whatever a damaged or hostile file does to a reader, it does to this process, which may use only
so much memory; the caller ends it after so many seconds. ORDER and answer are JSON.
"""

from __future__ import annotations

import dataclasses
import json
import resource
import sys
from typing import Any

from documents.reading.blocks import Limits, Unfit, as_json
from documents.reading.readers import read


def main(name: str, order: str) -> None:
    wanted = json.loads(order)
    resource.setrlimit(resource.RLIMIT_AS, (wanted["memory"], wanted["memory"]))
    answer: dict[str, Any]
    try:
        answer = _read(name, wanted)
    except Unfit as fault:
        answer = {"code": fault.code, "values": fault.values}
    except (MemoryError, RecursionError):
        answer = {"code": "too-much-text", "values": {}}
    json.dump(answer, sys.stdout)


def _read(name: str, wanted: dict[str, Any]) -> dict[str, Any]:
    """The blocks of the file, and the draft that is made of them."""
    blocks = read(name, sys.stdin.buffer.read(), Limits(**wanted["limits"]))
    from documents.draft.json.writer import as_object
    from documents.draft.values import Unreadable
    from documents.reading.extract import KnownRegion, extract

    regions = [KnownRegion(code, place, level, tuple(path)) for code, place, level, path in wanted["regions"]]
    try:
        draft = extract(blocks, regions, wanted["region"], wanted["years"] and tuple(wanted["years"]))
    except Unreadable:
        return {"code": "no-plan", "values": {}}
    doubts = [dataclasses.asdict(doubt) | {"cell": str(doubt.cell)} for doubt in draft.doubts]
    return {"blocks": as_json(blocks), "draft": as_object(draft, []) | {"findings": doubts}}


if __name__ == "__main__":
    main(*sys.argv[1:])
