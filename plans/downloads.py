"""Made files and kept ones on their way out: each is an entry of the audit log."""

from __future__ import annotations

import hashlib
import logging
from urllib.parse import quote

from django.db.models.fields.files import FieldFile
from django.http import FileResponse, HttpResponse
from django.utils.translation import gettext as _

from plans.audit import Event, record
from plans.request import Request

log = logging.getLogger(__name__)

TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


class FileChanged(Exception):
    """A kept file is gone from the disk, or is another one than was stored; says so in words."""


def download(request: Request, content: bytes, name: str) -> HttpResponse:
    """Return a file to be kept under `name`, which says by its ending of what kind it is."""
    record(Event.EXPORTED, request.user, name, request.get_full_path())
    ending = name.rpartition(".")[2]
    disposition = f"attachment; filename=\"plan.{ending}\"; filename*=UTF-8''{quote(name)}"
    return HttpResponse(content, content_type=TYPES[ending], headers={"Content-Disposition": disposition})


def kept_file(request: Request, file: FieldFile, sha256: str, name: str, subject: str) -> FileResponse:
    """Give out a file that people added, always as a download, once its content is known to be what was stored.

    Raises FileChanged.
    """
    try:
        with file.open("rb") as opened:
            is_same = hashlib.file_digest(opened, "sha256").hexdigest() == sha256
    except OSError:
        is_same = False
    if not is_same:
        log.error("The file %s (SHA-256 %s) is gone or was changed on the disk", file.name, sha256)
        raise FileChanged(_("The file %(name)s is gone or was changed on the disk of the server.") % {"name": name})
    record(Event.FILE_READ, request.user, name, subject)
    return FileResponse(file.open("rb"), as_attachment=True, filename=name)
