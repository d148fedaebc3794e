"""A workbook that people filled in and sent: its sheets, read safely, or refused in words."""

from __future__ import annotations

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from documents.draft.values import Unreadable
from documents.reading.process import read_workbook
from documents.reading.sheets import Sheet, SheetBounds


class WorkbookRefused(Exception):
    """The workbook cannot be taken at all; says why in words."""


def content_of(file: UploadedFile | None) -> bytes:
    """Return what was sent. Raises WorkbookRefused for no file, and one that is too large."""
    if file is None:
        raise WorkbookRefused(_("Please choose a file."))
    if (file.size or 0) > settings.UPLOAD_LIMIT:
        raise WorkbookRefused(_("This file is larger than %(n)s MB.") % {"n": settings.UPLOAD_MEGABYTES})
    return bytes(file.read())


def opened(content: bytes, bounds: SheetBounds, *, has_results: bool = False) -> list[Sheet]:
    """Return the sheets of a workbook; `has_results` takes the result of a formula as typed. Raises WorkbookRefused."""
    try:
        return read_workbook(content, bounds, has_results)
    except Unreadable as fault:
        raise WorkbookRefused(str(fault)) from fault
