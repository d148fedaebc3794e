"""Every file that comes in is shown to a virus scanner, where the setting CLAMD names one (clamd's own protocol)."""

from __future__ import annotations

import logging
import socket
import struct
from collections.abc import Callable
from typing import IO

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from plans.audit import Event, record
from plans.kept_forms import keep
from plans.posting import page_of

log = logging.getLogger(__name__)
PIECE = 64 * 1024  # bytes
WAIT = 30  # seconds


class NoAnswer(Exception):
    """The scanner cannot be asked: nothing is taken that it has not seen."""


def virus_in(file: IO[bytes]) -> str:
    """Return the name of what the scanner finds in a file; "" where it finds nothing. Raises NoAnswer."""
    file.seek(0)
    try:
        with _connected(settings.CLAMD) as line:
            line.sendall(b"zINSTREAM\0")
            while piece := file.read(PIECE):
                line.sendall(struct.pack(">I", len(piece)) + piece)
            line.sendall(struct.pack(">I", 0))
            answer = _until_end(line)
    except OSError as fault:
        raise NoAnswer(str(fault)) from fault
    finally:
        file.seek(0)
    words = answer.rstrip(b"\0\n").decode(errors="replace").partition(": ")[2]
    if words == "OK":
        return ""
    if words.endswith(" FOUND"):
        return words.removesuffix(" FOUND")
    raise NoAnswer(words or "no answer")


def _connected(address: str) -> socket.socket:
    """`/run/clamav/clamd.ctl`, or `127.0.0.1:3310`."""
    if address.startswith("/"):
        line = socket.socket(socket.AF_UNIX)
        line.settimeout(WAIT)
        line.connect(address)
        return line
    host, _colon, port = address.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=WAIT)


def _until_end(line: socket.socket) -> bytes:
    answer = b""
    while piece := line.recv(4096):
        answer += piece
    return answer


class ScanMiddleware:
    """Looks at the files of each request of somebody signed in, whatever page it is sent to."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> HttpResponse | None:
        if not settings.CLAMD or request.method != "POST" or not request.user.is_authenticated:
            return None
        for _name, files in request.FILES.lists():
            for file in files:
                if words := _refusal(request, file):
                    return _refused(request, words)
        return None


def _refusal(request: HttpRequest, file: IO[bytes]) -> str:
    name = {"name": file.name}
    try:
        found = virus_in(file)
    except NoAnswer as fault:
        log.error("The virus scanner at %s does not answer: %s", settings.CLAMD, fault)
        return _("%(name)s could not be checked for viruses, so it was not taken. Please try again later.") % name
    if not found:
        return ""
    assert request.user.is_authenticated
    record(Event.REFUSED, request.user, f"POST {request.path}", f"{file.name}: {found}")
    return _("%(name)s was not taken: the virus scanner found %(found)s in it.") % (name | {"found": found})


def _refused(request: HttpRequest, words: str) -> HttpResponse:
    assert request.user.is_authenticated
    if request.headers.get("Accept") == "application/json":
        return JsonResponse({"words": words}, status=422)
    messages.error(request, words)
    keep(request, is_refused=True)
    return redirect(page_of(request.user, request.get_full_path()))
