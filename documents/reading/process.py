"""A file → blocks and draft, safely: in a process of its own, with bounds on time and memory, refused in words."""

from __future__ import annotations

import dataclasses
import json
import subprocess
import sys
from collections.abc import Sequence
from typing import Any

from django.conf import settings

from documents.draft.findings import DOUBTS
from documents.draft.json import from_object
from documents.draft.values import Draft
from documents.reading.blocks import Block, Limits, from_json
from documents.reading.extract import KnownRegion
from documents.reading.refusals import refusal


def read_document(
    name: str, content: bytes, regions: Sequence[KnownRegion], region: str = "", years: tuple[int, int] | None = None
) -> tuple[Draft, list[Block]]:
    """Return the draft of an uploaded document and its blocks.

    Raises Unreadable, with what to do, for a document that cannot be read, or holds no plan.
    """
    limits = Limits(settings.UPLOAD_LIMIT, settings.UNPACKED_LIMIT, settings.TABLE_ROWS_LIMIT, settings.TEXT_LIMIT)
    if len(content) > limits.upload:
        raise refusal("too-large", n=limits.upload // (1024 * 1024))
    order = {
        "limits": dataclasses.asdict(limits),
        "memory": settings.READING_MEMORY,
        "regions": [dataclasses.astuple(one) for one in regions],
        "region": region,
        "years": years,
    }
    answer = _asked(name, content, order)
    if "code" in answer:
        raise refusal(answer["code"], **answer["values"])
    return from_object(answer["draft"], DOUBTS), list(from_json(answer["blocks"]))


def _asked(name: str, content: bytes, order: dict[str, Any]) -> dict[str, Any]:
    command = [sys.executable, "-m", "documents.reading", name, json.dumps(order)]
    try:
        done = subprocess.run(  # noqa: S603 the arguments are ours; the name of the file is only compared
            command, input=content, capture_output=True, timeout=settings.READING_SECONDS, cwd=settings.BASE_DIR,
            check=True,
        )  # fmt: skip
        answer: dict[str, Any] = json.loads(done.stdout)
    except subprocess.TimeoutExpired as fault:
        raise refusal("too-slow", n=settings.READING_SECONDS) from fault
    except (subprocess.CalledProcessError, ValueError) as fault:
        raise refusal("not-what-it-says") from fault
    return answer
