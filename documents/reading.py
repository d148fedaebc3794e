"""A file → blocks and draft, safely: in a process of its own, with bounds on time and memory, refused in words."""

from __future__ import annotations

import dataclasses
import json
import subprocess
import sys
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents.blocks import Block, Limits, from_json
from documents.draft import Draft, Unreadable
from documents.draft_json import from_object
from documents.extract import KnownRegion
from documents.findings import DOUBTS

SENTENCES = {
    "empty": gettext_lazy("This file is empty."),
    "too-large": gettext_lazy("This file is larger than %(n)s MB."),
    "save-as-docx": gettext_lazy(
        "A .%(form)s file can not be read. Please open it and save it as .docx (documents) or .xlsx (tables)."
    ),
    "unknown-format": gettext_lazy("Please choose a .docx, .xlsx, .html, .txt or .json file."),
    "not-what-it-says": gettext_lazy("This file is damaged, or it is not what its name says. Please save it again."),
    "no-text": gettext_lazy("This file is no text. Please save it as .docx, .xlsx or .txt."),
    "encrypted-or-old": gettext_lazy(
        "This file is protected by a password or of an older format. Please save it as .docx or .xlsx without password."
    ),
    "macros": gettext_lazy("This file carries macros. Please save it as .docx or .xlsx without macros."),
    "entities": gettext_lazy("This file declares XML entities, which no plan needs. It is not opened."),
    "unpacks-too-large": gettext_lazy("This file unpacks to far more than any plan holds. It is not opened."),
    "formulas": gettext_lazy(
        "The formulas of this workbook have no results. Please open it in Excel or WPS, save it, and choose it again."
    ),
    "too-many-rows": gettext_lazy("A table in this file has more than %(n)s rows. Please cut it to the plan itself."),
    "too-much-text": gettext_lazy("This file holds more text than any plan. Please cut it to the plan itself."),
    "no-plan": gettext_lazy(
        "Not one task, target or goal was found in this document. Is it a plan? A scanned image has no text."
    ),
    "too-slow": gettext_lazy("This file could not be read within %(n)s seconds. Please cut it to the plan itself."),
}


def read_document(
    name: str, content: bytes, regions: Sequence[KnownRegion], region: str = "", years: tuple[int, int] | None = None
) -> tuple[Draft, list[Block]]:
    """Return the draft of an uploaded document and its blocks.

    Raises Unreadable, with what to do, for a document that can not be read, or holds no plan.
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


def refusal(code: str, **values: str | int) -> Unreadable:
    return Unreadable(_(str(SENTENCES[code])) % values)


def _asked(name: str, content: bytes, order: dict[str, Any]) -> dict[str, Any]:
    command = [sys.executable, "-m", "documents.readers", name, json.dumps(order)]
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
