"""The agency's own workbook out and in."""

import json
from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from documents.workbooks.entry import entry_workbook, read_back
from documents.workbooks.entry.reader import submitted_rows
from documents.workbooks.upload import WorkbookRefused, content_of
from plans.downloads import download
from plans.request import Request
from targets.entry import EntryGrid
from targets.entry.own_grid import grid_of
from targets.entry.saving import save

HOURS = 3600
SALT = "entry-workbook-rows"


def download_entry_workbook(request: Request, slug: str) -> HttpResponse:
    """The rows of the person's agencies, to be filled in offline."""
    grid = grid_of(request.user, slug, None)
    return download(request, entry_workbook(grid), f"{grid.plan.title} {grid.agency_names}.xlsx")


def upload_entry_workbook(request: Request, slug: str) -> HttpResponse:
    """Take a filled-in workbook: show what would change, then store it as drafts, all or nothing."""
    grid = grid_of(request.user, slug, None)
    context: dict[str, Any] = {"grid": grid, "plan": grid.plan}
    if "apply" in request.POST:
        return _applied(request, grid)
    if request.method == "POST":
        try:
            context["found"] = found = read_back(content_of(request.FILES.get("file")), grid)
            context["signed"] = _signed(request, grid, found.rows)
        except WorkbookRefused as fault:
            context["refusal"] = str(fault)
    has_problem = "refusal" in context or bool("found" in context and context["found"].errors)
    return render(request, "documents/entry_workbook.html", context, status=422 if has_problem else 200)


def _signed(request: Request, grid: EntryGrid, rows: dict[str, dict[str, Any]]) -> str:
    """What was shown, for the person who saw it; nobody can change it on the way back."""
    return signing.dumps([request.user.pk, grid.plan.pk, json.dumps(rows)], salt=SALT, compress=True)


def _applied(request: Request, grid: EntryGrid) -> HttpResponse:
    try:
        user, plan, rows = signing.loads(request.POST["apply"], salt=SALT, max_age=HOURS)
    except signing.BadSignature:
        messages.error(request, _("This comparison is too old. Please upload the workbook again."))
        return redirect("documents:upload_entry_workbook", slug=grid.plan.slug)
    if (user, plan) != (request.user.pk, grid.plan.pk):
        messages.error(request, _("This comparison was made for another person or plan."))
        return redirect("documents:upload_entry_workbook", slug=grid.plan.slug)
    try:
        submission = submitted_rows(json.loads(rows), grid, is_clearing="clear" in request.POST)
    except WorkbookRefused as fault:
        messages.error(request, _("Nothing was stored.") + " " + str(fault))
        return redirect("documents:upload_entry_workbook", slug=grid.plan.slug)
    except KeyError:
        messages.error(request, _("The plan was changed meanwhile. Please upload the workbook again."))
        return redirect("documents:upload_entry_workbook", slug=grid.plan.slug)
    saved = save(grid, submission, submit=False)
    n = saved.stored
    if n or saved.is_done:
        words = ngettext("%(n)s figure saved as draft.", "%(n)s figures saved as drafts.", n) % {"n": n}
        messages.success(request, words if n else _("Nothing was changed."))
    if not saved.is_done:
        refusals = [cell.conflict or cell.error for cell in grid.cells if cell.has_problem] or [grid.lock]
        start = _("Not stored:") if n else _("Nothing was stored.")
        messages.error(request, f"{start} {' '.join(refusals[:5])}")
    return redirect("targets:entry", slug=grid.plan.slug)
