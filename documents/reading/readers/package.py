"""The zip behind .docx and .xlsx: refused before anything is unpacked that could do harm."""

from __future__ import annotations

import io
import zipfile
import zlib

from documents.reading.blocks import Limits, Unfit

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MAX_PARTS = 5_000
CHUNK = 1 << 20
DECLARATIONS = tuple(
    mark.encode(code)
    for mark in ("<!DOCTYPE", "<!ENTITY", "<!doctype", "<!entity")
    for code in ("utf-8", "utf-16-le", "utf-16-be")
)


def checked_package(content: bytes, main_part: str, limits: Limits) -> io.BytesIO:
    """Return an Office package ready to be opened.

    Raise Unfit for what is no such package, is encrypted, carries macros, declares XML entities, or
    unpacks to more than `limits.unpacked` bytes (counted, not believed).
    """
    if content.startswith(OLE):
        raise Unfit("encrypted-or-old")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            _check(package, main_part, limits)
    except (zipfile.BadZipFile, NotImplementedError, zlib.error, EOFError, RuntimeError, ValueError) as fault:
        raise Unfit("not-what-it-says") from fault
    return io.BytesIO(content)


def _check(package: zipfile.ZipFile, main_part: str, limits: Limits) -> None:
    parts = package.infolist()
    names = {part.filename for part in parts}
    if main_part not in names:
        raise Unfit("not-what-it-says")
    if any("vbaproject" in name.lower() for name in names):
        raise Unfit("macros")
    if len(parts) > MAX_PARTS:
        raise Unfit("unpacks-too-large")
    room = limits.unpacked
    for part in parts:
        if part.flag_bits & 1:
            raise Unfit("encrypted-or-old")
        room -= _size(package, part, room)


def _size(package: zipfile.ZipFile, part: zipfile.ZipInfo, room: int) -> int:
    """Bytes of one part once unpacked; stops as soon as they exceed `room`."""
    size, tail = 0, b""
    with package.open(part) as stream:
        while chunk := stream.read(CHUNK):
            size += len(chunk)
            if size > room:
                raise Unfit("unpacks-too-large")
            if any(mark in tail + chunk for mark in DECLARATIONS):
                raise Unfit("entities")
            tail = chunk[-32:]
    return size
