"""A report as Word: a template filled in, the office's own where it has one, else the one that comes with the program.

Templates are .docx files with fields ({{ title }}) as docxtpl has them; templates/reports/README.md lists the fields.
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import IO

from django.conf import settings
from django.utils.translation import gettext as _
from docxtpl import DocxTemplate, InlineImage
from jinja2.sandbox import SandboxedEnvironment

from ipplans.reports.kinds import Fields
from plans.models import NotPossible

log = logging.getLogger(__name__)
MILLIMETRES = 36_000  # EMU


def template_path(name: str) -> Path:
    """Return the office's own template of that name (VAR_DIR/reports), else the program's."""
    own = Path(settings.VAR_DIR) / "reports" / f"{name}.docx"
    return own if own.is_file() else _program_path(name)


def _program_path(name: str) -> Path:
    return Path(settings.BASE_DIR) / "templates" / "reports" / f"{name}.docx"


def write_word(name: str, given: Fields, file: IO[bytes]) -> None:
    """Write the template with its fields filled in. Raises NotPossible where an own template is at fault, with why."""
    path, (fields, pictures) = template_path(name), given
    try:
        document = DocxTemplate(path)
        images = {
            field: InlineImage(document, picture, width=155 * MILLIMETRES) if picture else ""
            for field, picture in pictures.items()
        }
        document.render({**fields, **images}, SandboxedEnvironment(autoescape=True), autoescape=True)
        document.save(file)
    except Exception as fault:
        if path == _program_path(name):
            raise
        log.exception("The template %s cannot be filled in", path)
        words = {"name": path.name, "fault": f"{type(fault).__name__} {fault}"}
        raise NotPossible(_("The template %(name)s cannot be filled in: %(fault)s") % words) from fault
