"""Notes 批示: left by leaders on an indicator or a task, answered by the agency."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from plans.kept_forms import keep
from plans.models import NotPossible, Plan
from plans.posting import posted_from
from plans.request import Request
from plans.rights import Right, require, require_own_region
from targets.models import PlanIndicator
from tasks.forms import NoteForm
from tasks.models import Note, Task


@posted_from(lambda user, pk: reverse("indicator_detail", args=[pk]))
def note_on_indicator(request: Request, pk: int) -> HttpResponse:
    rows = PlanIndicator.objects.visible_to(request.user).select_related("plan")
    indicator = get_object_or_404(rows, pk=pk)
    _leave(request, Note(indicator=indicator, author=request.user), indicator.plan)
    return redirect("indicator_detail", pk=pk)


@posted_from(lambda user, pk: reverse("tasks:task_detail", args=[pk]))
def note_on_task(request: Request, pk: int) -> HttpResponse:
    task = get_object_or_404(Task.objects.visible_to(request.user).select_related("plan"), pk=pk)
    _leave(request, Note(task=task, author=request.user), task.plan)
    return redirect("tasks:task_detail", pk=pk)


def _leave(request: Request, note: Note, plan: Plan) -> None:
    require_own_region(request.user, plan)
    require(request.user, Right.LEAVE_NOTE, plan)
    form = NoteForm(request.POST)
    if form.is_valid():
        note.text, note.due = form.cleaned_data["text"], form.cleaned_data["due"]
        note.save()
        messages.success(request, _("The note is in the agency's to-do list."))
    else:
        messages.error(request, "；".join(str(error) for errors in form.errors.values() for error in errors))
        keep(request, is_refused=True)


@posted_from(lambda user, pk: reverse("todo"))
def answer_note(request: Request, pk: int) -> HttpResponse:
    """Answer a note, once; the answer is shown beside it."""
    with transaction.atomic():
        note = get_object_or_404(Note.objects.visible_to(request.user).lock(), pk=pk)
        require(request.user, Right.ANSWER_NOTE, note)
        try:
            note.reply(request.POST.get("answer", ""), request.user)
        except NotPossible as refusal:
            messages.error(request, str(refusal))
            keep(request, is_refused=True)
        else:
            messages.success(request, _("Your answer stands beside the note."))
    return redirect("todo")
