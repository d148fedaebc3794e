"""A plan document in: upload, past imports, and the file itself."""

import hashlib

from django.contrib import messages
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import QuerySet
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from documents.draft.values import Unreadable
from documents.exports import Form, Output, export, listing_output, table_listing
from documents.forms import UploadForm
from documents.matching.intake import draft_from_file
from documents.models import Import, TableShape
from documents.tables import ImportTable
from plans.downloads import kept_file
from plans.listing import ordered, paged
from plans.posting import posted_from
from plans.request import Request
from plans.rights import Right, require


def upload(request: Request) -> HttpResponse:
    """Take a document; what cannot be read is refused in words, and nothing is stored."""
    require(request.user, Right.IMPORT_PLAN)
    form = UploadForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        file = form.cleaned_data["file"]
        content = file.read()
        if known := _waiting(content):
            messages.info(request, _("This file is under review already; here is its draft."))
            return redirect("documents:review", pk=known.pk)
        try:
            found = _read(file.name, content, request)
        except Unreadable as fault:
            form.add_error("file", str(fault))
        else:
            return redirect("documents:review", pk=found.pk)
    context = {"form": form, "table": paged(request, ImportTable(_past())), "shapes": TableShape.objects.all()}
    return render(request, "documents/upload.html", context, status=422 if form.errors else 200)


@export
def import_export(request: Request, form: Form) -> Output:
    """The documents that were read, sorted as the screen has them."""
    require(request.user, Right.IMPORT_PLAN)
    table = ImportTable(_past())
    ordered(request, table)
    return listing_output(table_listing(_("Documents read"), table), form)


def _past() -> QuerySet[Import]:
    related = Import.objects.select_related("uploaded_by", "loaded_by", "plan__region")
    return related.defer("draft", "blocks")


def _waiting(content: bytes) -> Import | None:
    """The open review of the very same file."""
    sha256 = hashlib.sha256(content).hexdigest()
    return Import.objects.filter(sha256=sha256, status=Import.Status.REVIEW).defer("draft", "blocks").first()


def _read(name: str, content: bytes, request: Request) -> Import:
    draft, blocks = draft_from_file(name, content)
    found = Import(name=name[-150:], sha256=hashlib.sha256(content).hexdigest(), uploaded_by=request.user, version=0)
    found.put(draft)
    found.set_blocks(blocks)
    with transaction.atomic():
        found.file.save(found.sha256[:16], ContentFile(content))
    return found


@posted_from(lambda user, pk: reverse("documents:review", args=[pk]))
def discard(request: Request, pk: int) -> HttpResponse:
    """Lay a document aside; its file stays in the list."""
    require(request.user, Right.IMPORT_PLAN)
    with transaction.atomic():
        found = get_object_or_404(Import.objects.select_for_update(), pk=pk, status=Import.Status.REVIEW)
        found.status = Import.Status.DISCARDED
        found.save(update_fields=["status"])
    messages.success(request, _("Laid aside: %(name)s") % {"name": found.name})
    return redirect("documents:upload")


@posted_from(lambda user, pk: reverse("documents:review", args=[pk]))
def resume(request: Request, pk: int) -> HttpResponse:
    """Take up a document that was laid aside."""
    require(request.user, Right.IMPORT_PLAN)
    with transaction.atomic():
        found = get_object_or_404(Import.objects.select_for_update(), pk=pk, status=Import.Status.DISCARDED)
        found.status = Import.Status.REVIEW
        found.save(update_fields=["status"])
    return redirect("documents:review", pk=pk)


def source_file(request: Request, pk: int) -> FileResponse:
    """Give out the document as it came, always as a download."""
    require(request.user, Right.IMPORT_PLAN)
    found = get_object_or_404(Import.objects.defer("draft", "blocks"), pk=pk)
    return kept_file(request, found.file, found.sha256, found.name, found.title)
