"""A workbook that people filled in and sent: opened safely, or refused in words."""

from __future__ import annotations

import zipfile
from typing import Any

import openpyxl
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from openpyxl import Workbook

from documents.reading.blocks import Limits, Unfit
from documents.reading.readers.package import checked_package

# What openpyxl says of a workbook whose inside is not what it should be.
DAMAGED = (zipfile.BadZipFile, LookupError, ValueError, OSError, TypeError, AttributeError, SyntaxError)


MAX_UNPACKED = 5 * 1024 * 1024  # bytes: people fill in some hundred rows; openpyxl takes fifty times the room


class WorkbookRefused(Exception):
    """The workbook cannot be taken at all; says why in words."""


def content_of(file: UploadedFile | None) -> bytes:
    """Return what was sent. Raises WorkbookRefused for no file, and one that is too large."""
    if file is None:
        raise WorkbookRefused(_("Please choose a file."))
    if (file.size or 0) > settings.UPLOAD_LIMIT:
        raise WorkbookRefused(_("This file is larger than %(n)s MB.") % {"n": settings.UPLOAD_MEGABYTES})
    return bytes(file.read())


def opened(content: bytes, **options: Any) -> Workbook:
    """Return the workbook, opened by openpyxl with `options`. Raises WorkbookRefused for what is no sound .xlsx."""
    try:
        package = checked_package(content, "xl/workbook.xml", Limits(unpacked=MAX_UNPACKED))
        return openpyxl.load_workbook(package, **options)
    except (Unfit, *DAMAGED) as fault:
        raise WorkbookRefused(_("This file cannot be opened: is it damaged, encrypted, or not .xlsx?")) from fault
