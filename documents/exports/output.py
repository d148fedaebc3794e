"""A file on its way out: at once where it is small, else made in the background (`documents/exports/background.py`)."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import wraps
from typing import IO, Any, Protocol, TypeVar

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render

from plans.downloads import download
from plans.models import NotPossible
from plans.request import Request

T = TypeVar("T")


class Counting(Protocol):
    """Passes rows on one by one, and knows how many have gone by; stops where nobody wants the file any more."""

    def __call__(self, rows: Iterable[T], /) -> Iterator[T]: ...


@dataclass(frozen=True)
class Output:
    """A file that can be made: its name, how many rows it will have, and what writes it."""

    name: str
    rows: int
    write: Callable[[IO[bytes], Counting], None]


class ExportView(Protocol):
    """The view of a file's address; `output` says what it would make for a request, without making it."""

    output: Callable[..., Output]

    def __call__(self, request: Request, *args: Any, **named: Any) -> HttpResponse: ...


def export(output: Callable[..., Output]) -> ExportView:
    """Return the view that gives out what `output` makes, or asks whether it is to be made in the background.

    In the background are files of more than EXPORT_ROWS rows: no process that answers pages is held for long.
    """

    @wraps(output)
    def answer(request: Request, *args: Any, **named: Any) -> HttpResponse:
        made = output(request, *args, **named)
        if made.rows > settings.EXPORT_ROWS:
            return render(request, "documents/exports/ask.html", {"made": made, "address": request.get_full_path()})
        file = io.BytesIO()
        try:
            made.write(file, iter)
        except NotPossible as refusal:
            return render(request, "documents/exports/refused.html", {"made": made, "refusal": refusal}, status=422)
        return download(request, file.getvalue(), made.name)

    answer.output = output  # type: ignore[attr-defined]
    return answer  # type: ignore[return-value]
