"""Whether a file that people add holds something that runs: a macro, a script, a program to be started.

Evidence is given out as a download and opened in an office program; what runs there runs at a colleague's desk.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib

OFFICE_PARTS = re.compile(r"vbaproject|vbadata|/activex/|/macrosheets/|/dialogsheets/", re.IGNORECASE)
MACROS = re.compile(rb"macroEnabled|ms-office\.vbaProject|excel4|attachedTemplate[^>]{0,2000}?External", re.IGNORECASE)
PART_LIMIT = 4 * 1024 * 1024  # bytes of one part that is looked into
OF_PDF = re.compile(rb"/(?:JavaScript|Launch|RichMedia|SubmitForm|ImportData)\b")
ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")  # /J#61vaScript is /JavaScript
STREAM = re.compile(rb"(?<!end)stream\r?\n")
HEAD = 2000  # bytes before a stream in which its dictionary says what it is
INFLATED_LIMIT = 32 * 1024 * 1024  # bytes of all object streams of one file


class NotKnowable(Exception):
    """The file hides its content: it is encrypted, damaged, or far larger unpacked than any that people add."""


def has_active_content(kind: str, content: bytes) -> bool:
    """Return whether a file of `kind` (".pdf", ".docx", ".xlsx"; others run nothing) runs something when opened.

    Raises NotKnowable where that cannot be seen.
    """
    if kind == ".pdf":
        return _runs_in_pdf(content)
    return kind in (".docx", ".xlsx") and _runs_in_office(content)


def _runs_in_office(content: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            names = packed.namelist()
            if any(OFFICE_PARTS.search(f"/{name}") for name in names):
                return True
            telling = [name for name in names if name.endswith(".rels") or name == "[Content_Types].xml"]
            return any(MACROS.search(_part(packed, name)) for name in telling)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, zlib.error, EOFError, OSError) as fault:
        raise NotKnowable from fault


def _part(packed: zipfile.ZipFile, name: str) -> bytes:
    with packed.open(name) as part:
        found = part.read(PART_LIMIT + 1)
    if len(found) > PART_LIMIT:
        raise NotKnowable
    return found


def _runs_in_pdf(content: bytes) -> bool:
    if OF_PDF.search(_unescaped(content)):
        return True
    left = INFLATED_LIMIT
    for found in STREAM.finditer(content):
        if b"/ObjStm" not in _unescaped(content[max(0, found.start() - HEAD) : found.start()]):
            continue
        inside = _inflated(content, found.end(), left)
        left -= len(inside)
        if OF_PDF.search(_unescaped(inside)):
            return True
    return False


def _inflated(content: bytes, start: int, limit: int) -> bytes:
    """What an object stream holds. Of an encrypted file, nobody can tell."""
    end = content.find(b"endstream", start)
    inflate = zlib.decompressobj()
    try:
        found = inflate.decompress(content[start : end if end >= 0 else None], limit + 1)
    except zlib.error as fault:
        raise NotKnowable from fault
    if len(found) > limit:
        raise NotKnowable
    return found


def _unescaped(content: bytes) -> bytes:
    return ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), content)
