"""任务进展台账: all tasks of a plan that an agency reports in a year, in one table; and its parts of others' tasks."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from plans.kept_pages import kept_page
from plans.models import NotPossible, User, lock_rounds
from plans.posting import posted_from
from plans.request import Request
from plans.shown_plans import PLAN
from targets.entry.block.view import pasted
from tasks.entry import add_part
from tasks.forms import PartForm
from tasks.ledger import Ledger, LedgerRow, PartRow, ledger_of, require_own_tasks
from tasks.ledger_sheet import ledger_answer, ledger_sheet
from tasks.saving import save_reports


@kept_page(lambda request, slug, year: PLAN.revisions(slug))
def ledger(request: Request, slug: str, year: int) -> HttpResponse:
    """The table; each row is stored by itself. A script that saves while typing asks for JSON."""
    found = ledger_of(request.user, slug, year)
    if request.method != "POST":
        return render(request, "tasks/ledger.html", {"ledger": found, "plan": found.plan})
    is_submitted = "submit" in request.POST
    is_done = _save(request, found, is_submitted)
    status = 200 if is_done else 409 if found.lock else 422
    is_script = request.headers.get("Accept") == "application/json"
    if is_submitted or not is_script:
        _say(request, found)
    if is_script:
        return JsonResponse(ledger_answer(found), status=status)
    if is_done:
        return redirect(request.get_full_path())
    return render(request, "tasks/ledger.html", {"ledger": found, "plan": found.plan}, status=status)


def _save(request: Request, found: Ledger, is_submitted: bool) -> bool:
    """Store the rows that were sent; whether all were."""
    require_own_tasks(request.POST, [row.task for row in found.rows], request.user)
    sent = [row.entry for row in found.rows if f"{row.name}-version" in request.POST]
    for entry in sent:
        entry.data = request.POST
    if not found.lock:
        save_reports(sent, request.user, submit=is_submitted)
    found.rows = [LedgerRow(row.entry) for row in found.rows]  # what was computed of them is worked out again
    return not found.lock and all(entry.is_stored for entry in sent)


def _say(request: Request, found: Ledger) -> None:
    """What was submitted, and what waits for more to be said."""
    sent = [row for row in found.rows if row.entry.data is not None]
    submitted, waiting = sum(row.entry.is_submitted for row in sent), [row.task.seq for row in sent if row.lacks]
    if submitted:
        words = ngettext("%(n)s report handed in.", "%(n)s reports handed in.", submitted)
        messages.success(request, words % {"n": submitted})
    elif not waiting and not found.problems:
        stored = any(row.entry.is_stored for row in sent)
        messages.success(request, _("Saved as a draft.") if stored else _("Nothing was changed."))
    if waiting:
        words = ngettext(
            "%(n)s task lacks something before it can be handed in, which its row says: %(rows)s",
            "%(n)s tasks lack something before they can be handed in, which their rows say: %(rows)s",
            len(waiting),
        )
        messages.error(request, words % {"n": len(waiting), "rows": "、".join(map(str, waiting))})


def _page(user: User, slug: str, year: int) -> str:
    return reverse("tasks:ledger", args=[slug, year])


@posted_from(_page)
def paste_tasks(request: Request, slug: str, year: int) -> HttpResponse:
    """What a block from a spreadsheet would fill into the table; nothing is stored."""
    return pasted(request, ledger_sheet(ledger_of(request.user, slug, year)))


@posted_from(_page)
def ledger_parts(request: Request, slug: str, year: int) -> HttpResponse:
    """Store the own parts of tasks that others lead, each by itself; a script asks for JSON."""
    found = ledger_of(request.user, slug, year)
    require_own_tasks(request.POST, [row.task for row in found.parts], request.user)
    sent = [row for row in found.parts if f"{row.name}-version" in request.POST]
    with transaction.atomic():
        lock_rounds([found.plan.pk])
        faults = {row.name: _store_part(request, found, row) for row in sent}
    if request.headers.get("Accept") == "application/json":
        now = [row for row in ledger_of(request.user, slug, year).parts if row.name in faults]
        records = {row.name: _record(row, faults[row.name]) for row in now}
        answer = {"lock": found.lock, "time": timezone.localtime().strftime("%H:%M"), "records": records}
        return JsonResponse(answer, status=422 if any(faults.values()) else 200)
    for fault in dict.fromkeys(filter(None, faults.values())):
        messages.error(request, fault)
    return redirect("tasks:ledger", slug=slug, year=year)


def _store_part(request: Request, found: Ledger, row: PartRow) -> str:
    """Store one part; return why it cannot be, in words."""
    form = PartForm(request.POST, prefix=row.name)
    if row.lock:
        return row.lock
    if not form.is_valid():
        return "；".join(str(error) for errors in form.errors.values() for error in errors)
    text, is_confirmed = form.cleaned_data["text"], form.cleaned_data["is_confirmed"]
    if (text, is_confirmed) == (row.text, row.is_confirmed):
        return ""
    try:
        add_part(row.task, found.year, row.agency, text, is_confirmed, request.user)
    except NotPossible as refusal:
        return str(refusal)
    return ""


def _record(row: PartRow, fault: str) -> dict[str, object]:
    state = "wrong" if fault else "submitted" if row.is_confirmed else "ready" if row.text else "empty"
    words = fault or (_("confirmed") if row.is_confirmed else _("not confirmed yet"))
    return {
        "version": 0,
        "state": state,
        "status": words,
        "message": "",
        "is_stored": not fault,
        "fields": {},
    }
