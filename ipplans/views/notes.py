"""批示台账: the notes of leaders with their answers, on the screen and as a file; settled by who left them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from documents.exports import Form, Listing, Output, export, listing_output
from plans.kept_pages import kept_page
from plans.models import NotPossible
from plans.posting import posted_from
from plans.request import Request
from plans.rights import Right, can, require
from plans.shown_plans import visible_revisions
from tasks.models import Note, NoteState, Task

PER_PAGE = 50


@kept_page(lambda request: visible_revisions(request.user))
def note_list(request: Request) -> HttpResponse:
    """The notes of the person's regions, in one state or in all; those to be answered first."""
    state, today = request.GET.get("state", ""), timezone.localdate()
    page = Paginator(_narrowed(request, state, today), PER_PAGE).get_page(request.GET.get("page"))
    rows = [(note, note.state(today), _may_close(request, note)) for note in page]
    context = {"page": page, "rows": rows, "state": state, "states": NoteState.choices}
    return render(request, "note_list.html", context)


@export
def note_export(request: Request, form: Form) -> Output:
    """The list as it is narrowed, all of it."""
    today = timezone.localdate()
    notes = _narrowed(request, request.GET.get("state", ""), today)
    heads = [
        _("Region"), _("Subject"), _("note"), _("agency"), _("left by"), _("left on"), _("to be answered by"),
        _("State"), _("Answer"), _("answered by"), _("answered on"), _("settled on"),
    ]  # fmt: skip
    widths = [10, 40, 50, 24, 14, 12, 12, 10, 50, 14, 12, 12]
    rows = (_row(note, today) for note in notes)
    return listing_output(Listing(_("Notes of leaders"), heads, widths, rows, notes.count()), form)


@posted_from(lambda user, pk: reverse("note_list"))
def close_note(request: Request, pk: int) -> HttpResponse:
    """办结: who left a note settles it."""
    with transaction.atomic():
        note = get_object_or_404(Note.objects.visible_to(request.user).lock(), pk=pk)
        require(request.user, Right.LEAVE_NOTE, note.plan)
        try:
            note.close(request.user)
        except NotPossible as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The note is settled."))
    return redirect("note_list")


def _narrowed(request: Request, state: str, today: dt.date) -> Any:
    """The notes that the person sees, in the order in which they want something done."""
    found = Note.objects.visible_to(request.user).in_state(state, today).with_subjects()
    return found.order_by(
        F("closed_at").asc(nulls_first=True),
        F("answered_at").asc(nulls_first=True),
        F("due").asc(nulls_last=True),
        "-pk",
    )


def _may_close(request: Request, note: Note) -> bool:
    return note.can_be_closed_by(request.user) and can(request.user, Right.LEAVE_NOTE, note.plan)


def _row(note: Note, today: dt.date) -> list[Any]:
    return [
        note.plan.region.name, subject_words(note), note.text, "、".join(str(one) for one in note.agencies),
        str(note.author or ""), _day(note.made_at), str(note.due or ""), str(note.state(today).label), note.answer,
        str(note.answered_by or ""), _day(note.answered_at), _day(note.closed_at),
    ]  # fmt: skip


def subject_words(note: Note) -> str:
    """What a note is about, in words."""
    subject = note.subject
    return f"{subject.seq} {subject.content if isinstance(subject, Task) else subject.name}"


def _day(when: dt.datetime | None) -> str:
    return f"{timezone.localtime(when):%Y-%m-%d}" if when else ""
