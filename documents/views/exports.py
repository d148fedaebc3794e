"""The files that a person has had made in the background: how far they are, to be fetched, to be taken back."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from documents.exports.background import ask, drop
from documents.models import Export
from plans.downloads import kept_file
from plans.models import NotPossible
from plans.posting import posted_from
from plans.request import Request
from plans.words import printable


def export_list(request: Request) -> HttpResponse:
    """The person's own files, the latest first; asked for again by itself while one is being made."""
    now = timezone.now()
    exports = list(request.user.exports.all())
    context = {
        "exports": exports,
        "is_any_unfinished": any(export.is_unfinished for export in exports),
        "waits_long": any(export.waits_long(now) for export in exports),
    }
    return render(request, "documents/exports/_table.html" if request.htmx else "documents/exports/list.html", context)


@posted_from(lambda user: reverse("documents:export_list"))
def ask_export(request: Request) -> HttpResponse:
    """Have the file at the address that is sent made."""
    try:
        ask(request.user, printable(request.POST.get("address", "")))
    except NotPossible as refusal:
        messages.error(request, str(refusal))
    return redirect("documents:export_list")


def export_file(request: Request, pk: int) -> FileResponse:
    """The finished file, to who asked for it, while the rights are those that it was made by."""
    export = get_object_or_404(request.user.exports.filter(state=Export.State.DONE), pk=pk)
    if not export.may_be_read:
        raise PermissionDenied(_("Your rights have changed since this file was made. Please have it made again."))
    return kept_file(request, export.file, export.sha256, export.name, export.address)


@posted_from(lambda user, pk: reverse("documents:export_list"))
def drop_export(request: Request, pk: int) -> HttpResponse:
    """Take back a file: stop making it, or throw it away."""
    drop(get_object_or_404(request.user.exports, pk=pk))
    messages.success(request, _("The file is taken back."))
    return redirect("documents:export_list")
