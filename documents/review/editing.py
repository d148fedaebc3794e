"""A draft under review, changed: one person at a time, and nobody's change is lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from documents.draft.cell_path import CellPath, Section
from documents.draft.findings import Finding
from documents.draft.values import Draft, NoSuchRow
from documents.matching.intake import draft_from_blocks
from documents.models import Import
from documents.review.findings import findings_of
from documents.review.forms import FORMS, new_row
from documents.review.forms.fields import RowForm
from documents.review.page import with_answers
from documents.review.resolution import NoSuchReading, acknowledge, resolve


class ImportClosed(Exception):
    """The import was loaded or laid aside: nothing in it can be changed any more."""


def locked_import(pk: int) -> Import:
    """Return an import that others wait for until the transaction ends. Raises Http404, and ImportClosed."""
    found = get_object_or_404(Import.objects.select_for_update(), pk=pk)
    if not found.is_open:
        raise ImportClosed
    return found


def store(found: Import, draft: Draft) -> None:
    """Store a changed draft as the next version."""
    found.put(draft)
    found.save(update_fields=["draft", "title", "version"])


def row_path(kind: str, number: int) -> CellPath:
    """Return the row that an address names. Raises Http404 for a kind that no draft has."""
    if kind not in FORMS:
        raise Http404
    section = Section(kind)
    return CellPath(section) if section == Section.PLAN else CellPath(section, number)


def row_form(found: Import, draft: Draft, row: CellPath, data: Mapping[str, Any] | None) -> RowForm:
    """Return the form of a row. Raises Http404 where there is no such row."""
    assert row.section is not None
    try:
        return FORMS[row.section](draft, row, data, found.version)
    except NoSuchRow as fault:
        raise Http404 from fault


def has_applied(found: Import, draft: Draft, form: RowForm, read_again: Draft | None = None) -> bool:
    """Put what a form says into the draft and store it; who edits a row has looked at what was found in it.

    `read_again` is the document as `draft_with_years` read it. False where the form is not right, or somebody changed
    the draft since it was opened: then it is asked again.
    """
    if not form.is_valid() or not _is_current(form, found):
        return False
    had_years = bool(draft.plan.start_year)
    before = findings_of(draft)
    form.apply(draft)
    if not had_years and read_again is not None:
        draft = replace(read_again, plan=draft.plan)
    _acknowledge_row(draft, before, form.row_path)
    store(found, draft)
    return True


def _is_current(form: RowForm, found: Import) -> bool:
    if form.cleaned_data["version"] == found.version:
        return True
    form.add_error(
        None, _("Somebody changed this draft meanwhile. Please look at the row again; what you typed stands below.")
    )
    form.data = {**form.data, "version": str(found.version)}
    return False


def draft_with_years(pk: int, data: Mapping[str, Any]) -> Draft | None:
    """Return the document read again with the years that a person names: what is a target depends on them.

    None where they were known before, or `data` names none. It takes its time: asked before anything is locked.
    Raises Http404, and Unreadable.
    """
    found = get_object_or_404(Import, pk=pk)
    draft = found.opened()
    if draft.plan.start_year or not found.blocks:
        return None
    form = row_form(found, draft, CellPath(Section.PLAN), data)
    if not form.is_valid():
        return None
    form.apply(draft)
    plan = draft.plan
    years = (plan.start_year, plan.end_year)
    return draft_from_blocks(found.source, plan.region, years) if plan.start_year else None


def _acknowledge_row(draft: Draft, before: Sequence[Finding], row: CellPath) -> None:
    """What was found in a row before it was edited has been looked at; what the edit brings has not."""
    for finding in before:
        if finding.cell.row == row:
            acknowledge(draft, finding)


def add_row(found: Import, kind: str) -> int:
    """Add an empty row and return its number. Raises Http404 for a kind of row that cannot be added."""
    draft = found.opened()
    try:
        number = new_row(draft, kind)
    except KeyError as fault:
        raise Http404 from fault
    store(found, draft)
    return number


def resolve_finding(found: Import, key: str | None, reading: str) -> None:
    """Take one of the readings of a finding. Raises NoSuchReading where the choice is not open any more."""
    draft = found.opened()
    answered = with_answers(draft, findings_of(draft))
    finding = next((f for f in answered if f.key == key), None)
    if finding is None or not reading.isdecimal():
        raise NoSuchReading
    resolve(draft, finding, int(reading))
    store(found, draft)


def say_same(found: Import, row: str, key: str) -> None:
    """Keep what a person said of a new row: the key of the stored row it is, "" where it is none of them."""
    draft = found.opened()
    draft.said_same[row] = key
    store(found, draft)


def acknowledge_findings(found: Import, code: str | None, key: str | None) -> None:
    """Mark warnings as looked at: all of a code, or the one with this key."""
    draft = found.opened()
    for finding in findings_of(draft):
        if finding.code == code or finding.key == key:
            acknowledge(draft, finding)
    store(found, draft)
