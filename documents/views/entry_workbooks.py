"""The agency's own workbook out and in."""

import json
from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from documents.workbooks.entry import OwnEntry, Uploaded, entry_workbook, own_entry, read_back
from documents.workbooks.entry.reader import filled_entries, submitted_rows
from documents.workbooks.upload import WorkbookRefused, content_of
from plans.downloads import download
from plans.request import Request
from targets.entry.saving import Saved, save
from tasks.entry import TaskEntry
from tasks.saving import save_reports

HOURS = 3600
SALT = "entry-workbook-rows"


def download_entry_workbook(request: Request, slug: str) -> HttpResponse:
    """The rows of the person's agencies, figures and tasks, to be filled in offline."""
    entry = own_entry(request.user, slug)
    return download(request, entry_workbook(entry), f"{entry.plan.title} {entry.agency_names}.xlsx")


def upload_entry_workbook(request: Request, slug: str) -> HttpResponse:
    """Take a filled-in workbook: show what would change, then store it as drafts, each row by itself."""
    entry = own_entry(request.user, slug)
    context: dict[str, Any] = {"entry": entry, "plan": entry.plan}
    if "apply" in request.POST:
        return _applied(request, entry)
    if request.method == "POST":
        try:
            context["found"] = found = read_back(content_of(request.FILES.get("file")), entry)
            context["signed"] = _signed(request, entry, found)
        except WorkbookRefused as fault:
            context["refusal"] = str(fault)
    has_problem = "refusal" in context or bool("found" in context and context["found"].errors)
    return render(request, "documents/entry_workbook.html", context, status=422 if has_problem else 200)


def _signed(request: Request, entry: OwnEntry, found: Uploaded) -> str:
    """What was shown, for the person who saw it; nobody can change it on the way back."""
    return signing.dumps([request.user.pk, entry.plan.pk, json.dumps(found.sent)], salt=SALT, compress=True)


def _applied(request: Request, entry: OwnEntry) -> HttpResponse:
    again = redirect("documents:upload_entry_workbook", slug=entry.plan.slug)
    is_clearing = "clear" in request.POST
    try:
        user, plan, sent = signing.loads(request.POST["apply"], salt=SALT, max_age=HOURS)
        if (user, plan) != (request.user.pk, entry.plan.pk):
            raise WorkbookRefused(_("This comparison was made for another person or plan."))
        rows = json.loads(sent)
        submission = submitted_rows(rows["figures"], entry.grid, is_clearing)
        reports = filled_entries(entry, rows["tasks"], is_clearing)
    except signing.BadSignature:
        messages.error(request, _("This comparison is too old. Please upload the workbook again."))
        return again
    except WorkbookRefused as fault:
        messages.error(request, _("Nothing was stored.") + " " + str(fault))
        return again
    except KeyError:
        messages.error(request, _("The plan was changed meanwhile. Please upload the workbook again."))
        return again
    saved = save(entry.grid, submission, submit=False)
    save_reports(reports, request.user, submit=False)
    _say(request, entry, saved, reports)
    if submission or not reports:
        return redirect("targets:entry", slug=entry.plan.slug)
    return redirect("tasks:ledger", slug=entry.plan.slug, year=reports[0].year)


def _say(request: Request, entry: OwnEntry, saved: Saved, reports: list[TaskEntry]) -> None:
    """What was stored of figures and of tasks, and what was not, with the reason."""
    n, m = saved.stored, sum(report.is_stored for report in reports)
    if n:
        words = ngettext("%(n)s figure saved as draft.", "%(n)s figures saved as drafts.", n)
        messages.success(request, words % {"n": n})
    if m:
        words = ngettext("%(n)s task report saved as draft.", "%(n)s task reports saved as drafts.", m)
        messages.success(request, words % {"n": m})
    refusals = [] if saved.is_done else [c.conflict or c.error for c in entry.grid.cells if c.has_problem]
    if not saved.is_done:
        refusals = refusals or [entry.grid.lock]
    refusals += [f"{one.task.seq}：{one.conflict or one.lock}" for one in reports if not one.is_stored]
    if refusals:
        start = _("Not stored:") if n or m else _("Nothing was stored.")
        messages.error(request, f"{start} {' '.join(refusals[:5])}")
    elif not n and not m:
        messages.success(request, _("Nothing was changed."))
