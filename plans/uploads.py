"""Files that people add: known by their content, not by their name alone; kept under names of their own."""

from __future__ import annotations

import hashlib
import zipfile
import zlib
from collections.abc import Iterable
from pathlib import PurePath
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from plans.active_content import NotKnowable, has_active_content
from plans.models import Agency, EvidenceFile, User, require_unsigned

MEGABYTE = 1024 * 1024
ACCEPTED = ".pdf,.docx,.xlsx,.jpg,.jpeg,.png"
# what a file of a kind begins with, or (in a zip) holds
SIGNATURES = {
    ".pdf": b"%PDF-",
    ".jpg": b"\xff\xd8\xff",
    ".jpeg": b"\xff\xd8\xff",
    ".png": b"\x89PNG\r\n\x1a\n",
}
# How a file that offices have, and that nobody else can open, becomes one that can be kept.
AS_OFFICE_FILE = _("Please open %(name)s in WPS or Office, save it as .docx, .xlsx or PDF, and choose that file.")
AS_PDF = _("Please open %(name)s in the OFD reader, export it as PDF, and choose that file.")
UNPACKED = _("Please unpack %(name)s, and choose the files in it; several can be chosen at once.")
AS_PICTURE = _("Please save the picture %(name)s as .jpg or .png, and choose that file.")
CONVERTED = {
    ".ofd": AS_PDF,
    **dict.fromkeys((".wps", ".et", ".dps", ".doc", ".xls", ".ppt", ".pptx", ".rtf", ".odt", ".ods"), AS_OFFICE_FILE),
    **dict.fromkeys((".zip", ".rar", ".7z", ".tar", ".gz"), UNPACKED),
    **dict.fromkeys((".heic", ".bmp", ".tif", ".tiff", ".webp", ".gif"), AS_PICTURE),
}
ZIPPED = {".docx": "word/document.xml", ".xlsx": "xl/workbook.xml"}


class ManyFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """One or more files in one go; each is cleaned like one."""

    widget = ManyFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        files = data if isinstance(data, (list, tuple)) else [data]
        clean_one = super().clean
        return [clean_one(file, initial) for file in files or [None]]


class EvidenceForm(forms.Form):
    """Files behind a report, which knows its evidence already there."""

    file = ManyFilesField(
        label=_("file"),
        allow_empty_file=True,
        error_messages={"required": _("Please choose a file.")},
        widget=ManyFilesInput(attrs={"class": "form-control form-control-sm", "accept": ACCEPTED}),
    )

    max_megabytes = settings.UPLOAD_MEGABYTES

    def __init__(self, report: Any, by: User, *args: Any) -> None:
        self.report, self.by = report, by
        super().__init__(*args)

    def clean_file(self) -> list[UploadedFile]:
        files: list[UploadedFile] = self.cleaned_data["file"]
        self._check_room(sum(file.size or 0 for file in files))
        self.digests: list[str] = []
        for file in files:
            self._check(file)
            file.seek(0)
            digest = hashlib.sha256(file.read()).hexdigest()
            if digest in self.digests or self.report.evidence.filter(sha256=digest).exists():
                raise ValidationError(_("This file is there already: %(name)s") % {"name": file.name})
            self.digests.append(digest)
        return files

    def _check(self, file: UploadedFile) -> None:
        if (file.size or 0) > settings.UPLOAD_LIMIT:
            size = {"n": settings.UPLOAD_MEGABYTES, "name": file.name}
            raise ValidationError(_("This file is larger than %(n)s MB: %(name)s") % size)
        if not _is_what_it_says(file):
            kind = PurePath(file.name or "").suffix.lower()
            other = _("Please choose a pdf, docx, xlsx, jpg or png file that is not damaged: %(name)s")
            raise ValidationError(CONVERTED.get(kind, other) % {"name": file.name})
        _check_active_content(file)

    def _check_room(self, size: int) -> None:
        """Raise ValidationError where the figure, or the agency, would have more evidence than there is room for."""
        room = (
            (evidence_size(self.report), settings.FIGURE_FILES_MB, _("This figure or task report")),
            (agency_evidence_size(self.report.agency), settings.AGENCY_FILES_MB, _("Your agency")),
        )
        for present, megabytes, whose in room:
            if present + size > megabytes * MEGABYTE:
                words = _("%(whose)s would have more than %(n)s MB of evidence. Please choose smaller files.")
                raise ValidationError(words % {"whose": whose, "n": megabytes})

    def save(self) -> list[EvidenceFile]:
        """Keep the files under names of their own; the name people know is kept beside each."""
        return [self._kept(file, digest) for file, digest in zip(self.cleaned_data["file"], self.digests, strict=True)]

    def _kept(self, file: UploadedFile, digest: str) -> EvidenceFile:
        path = PurePath(file.name or "")
        evidence: EvidenceFile = self.report.evidence.model(
            **{self.report.evidence.field.name: self.report},
            name=path.name[-120:],
            sha256=digest,
            size=file.size or 0,
            added_by=self.by,
        )
        require_unsigned([evidence])
        file.seek(0)
        evidence.file.save(f"{digest[:16]}{path.suffix.lower()}", file)
        return evidence


def evidence_size(report: Any) -> int:
    """Return how many bytes the evidence behind a report has."""
    return int(report.evidence.aggregate(total=Sum("size"))["total"] or 0)


def agency_evidence_size(agency: Agency | None) -> int:
    """Return how many bytes the evidence behind all reports of an agency has."""
    if agency is None:
        return 0
    kinds: Iterable[Any] = EvidenceFile.__subclasses__()
    sums = (kind.objects.filter(**{f"{kind.REPORT}__agency": agency}).aggregate(total=Sum("size")) for kind in kinds)
    return sum(found["total"] or 0 for found in sums)


def _check_active_content(file: UploadedFile) -> None:
    """Raise ValidationError for a file in which something runs, and for one that hides whether it does."""
    file.seek(0)
    name = {"name": file.name}
    try:
        runs = has_active_content(PurePath(file.name or "").suffix.lower(), file.read())
    except NotKnowable as fault:
        words = _("This file cannot be looked into; it may be locked with a password: %(name)s.")
        raise ValidationError(words % name) from fault
    if runs:
        words = _("There are macros or scripts in this file: %(name)s. Please save it without them, or as a new PDF.")
        raise ValidationError(words % name)


def _is_what_it_says(file: UploadedFile) -> bool:
    kind = PurePath(file.name or "").suffix.lower()
    if kind in SIGNATURES:
        return bool(file.read(8).startswith(SIGNATURES[kind]))
    if kind not in ZIPPED:
        return False
    try:
        with zipfile.ZipFile(file) as packed:
            return ZIPPED[kind] in packed.namelist()
    except (zipfile.BadZipFile, NotImplementedError, zlib.error, EOFError, ValueError, OSError):
        return False
