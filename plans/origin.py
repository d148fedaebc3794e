"""Where a request comes from: the address of the person's machine, and a number by which its log lines are found."""

from __future__ import annotations

import ipaddress
import logging
import re
import uuid
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse

REQUEST_ID = re.compile(r"[A-Za-z0-9-]{8,64}")


@dataclass(frozen=True)
class Origin:
    """`address` is "" for what no request asked for: a command."""

    address: str = ""
    request_id: str = ""


_current: ContextVar[Origin | None] = ContextVar("origin", default=None)


def current_origin() -> Origin:
    """Return where the request of this moment comes from."""
    return _current.get() or Origin()


def origin_of(line: logging.LogRecord) -> Origin:
    """Return where the request comes from that a log line is about; Django writes some lines after its end."""
    request = getattr(line, "request", None)
    return getattr(request, "origin", None) or current_origin()


def client_address(request: HttpRequest) -> str:
    """Return the address of the person's machine.

    What a request says of it (X-Forwarded-For) is believed only from the proxies that TRUSTED_PROXIES names; the
    last address in it that is not one of theirs counts.
    """
    address = str(request.META.get("REMOTE_ADDR", ""))
    if not _is_trusted(address):
        return address
    said = [one.strip() for one in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if one.strip()]
    for one in reversed(said):
        if not _is_address(one):
            return address
        address = one
        if not _is_trusted(one):
            break
    return address


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _is_trusted(address: str) -> bool:
    """Whether it is a proxy of ours; a socket file has no address, and is named `unix`."""
    if not _is_address(address):
        return "unix" in settings.TRUSTED_PROXIES
    found = ipaddress.ip_address(address)
    networks = (ipaddress.ip_network(one, strict=False) for one in settings.TRUSTED_PROXIES if one != "unix")
    return any(found.version == network.version and found in network for network in networks)


class OriginMiddleware:
    """Notes the origin for log lines and audit entries, and tells the answer's number to who asks why."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        is_ours = _is_trusted(str(request.META.get("REMOTE_ADDR", ""))) and REQUEST_ID.fullmatch(given)
        origin = Origin(client_address(request), given if is_ours else uuid.uuid4().hex)
        request.origin = origin  # type: ignore[attr-defined]  # for `origin_of`
        token = _current.set(origin)
        try:
            response = self.get_response(request)
        finally:
            _current.reset(token)
        response["X-Request-ID"] = origin.request_id
        return response
