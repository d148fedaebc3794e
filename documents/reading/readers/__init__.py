"""One reader a format: bytes → blocks. None of them knows Django or a database."""

from __future__ import annotations

import io
import zipfile

from documents.reading.blocks import Block, Limits, Unfit

REFUSED = ("doc", "xls", "wps", "et", "pdf", "ofd", "rtf", "docm", "xlsm")
FORMATS = ("docx", "xlsx", "html", "htm", "txt")


def ending(name: str) -> str:
    """Return what a file's name ends in, without the dot."""
    return name.rpartition(".")[2].lower() if "." in name else ""


def read(name: str, content: bytes, limits: Limits | None = None) -> list[Block]:
    """Return the blocks of the file called `name`; raise Unfit with a code that says why there are none."""
    limits = limits or Limits()
    form = ending(name)
    if not content.strip():
        raise Unfit("empty")
    if len(content) > limits.upload:
        raise Unfit("too-large", n=limits.upload // (1024 * 1024))
    if form in REFUSED:
        raise Unfit("save-as-docx", form=form)
    if form not in FORMATS:
        raise Unfit("unknown-format")
    if form in ("html", "htm", "txt") and content.startswith((b"PK\x03\x04", b"%PDF", b"{\\rtf", b"\xd0\xcf\x11\xe0")):
        raise Unfit("not-what-it-says")
    try:
        found = _read(form, content, limits)
    except (Unfit, MemoryError):
        raise
    except Exception as fault:  # whatever a library says of a damaged file: it is damaged
        raise Unfit("not-what-it-says") from fault
    if not found:
        raise Unfit("only-images" if has_images(name, content) else "no-words")
    return found


def has_images(name: str, content: bytes) -> bool:
    """Whether a file that was read holds images."""
    if ending(name) in ("docx", "xlsx"):
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            return any("/media/" in part for part in package.namelist())
    return b"<img" in content.lower()


def _read(form: str, content: bytes, limits: Limits) -> list[Block]:
    """Each library is loaded where it is used: a text is read in a moment."""
    if form == "docx":
        from documents.reading.readers.docx import read_docx

        return read_docx(content, limits)
    if form == "xlsx":
        from documents.reading.readers.xlsx import read_xlsx

        return read_xlsx(content, limits)
    if form == "txt":
        from documents.reading.readers.txt import read_txt

        return read_txt(content, limits)
    from documents.reading.readers.html import read_html

    return read_html(content, limits)
