"""To-do: what is due from us, and by when?"""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from documents.exports import Form, Output, export, listing_output
from ipplans.due_rounds import dues_in_order, notes_to_answer
from ipplans.listings.due import due_listing
from plans.kept_pages import kept_page
from plans.models.plan import Revisions
from plans.request import Request
from tasks.plans_of import revisions_of_agencies


@kept_page(lambda request: Revisions.of_each(revisions_of_agencies(request.user.agency_ids)))
def todo(request: Request) -> HttpResponse:
    today = timezone.localdate()
    context = {
        "dues": dues_in_order(request.user, today),
        "notes": notes_to_answer(request.user),
        "today": today,
        "handed_over": request.user.handed_over,
    }
    return render(request, "todo.html", context)


@export
def todo_export(request: Request, form: Form) -> Output:
    """What the page asks for, a row each."""
    dues = dues_in_order(request.user, timezone.localdate())
    return listing_output(due_listing(notes_to_answer(request.user), dues), form)
