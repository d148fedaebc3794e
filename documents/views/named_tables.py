"""A table of a document that was not read: its columns named by hand, and remembered."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from documents.draft.cell_path import CellPath
from documents.draft.values import Draft, Unreadable
from documents.matching.intake import draft_from_blocks
from documents.models import Import, TableShape
from documents.review.editing import locked_import, store
from documents.review.merging import with_table
from documents.review.page import row_anchor
from documents.review.table_naming import TableForm, unread_table
from documents.views.reviews import while_open
from plans.kept_forms import keep
from plans.posting import posted_from
from plans.request import Request
from plans.rights import Right, require


def name_table(request: Request, pk: int, table: int, row: int) -> HttpResponse:
    """Ask what the columns of a table hold; then read it into the draft."""
    require(request.user, Right.IMPORT_PLAN)
    found = get_object_or_404(Import, pk=pk)
    draft = found.opened()
    if not draft.plan.start_year:
        messages.error(request, _("Please enter first and last year first: the targets depend on them."))
        return redirect("documents:edit_row", pk=pk, kind="plan", number=0)
    unread = unread_table(draft, found.source, table, row)
    if unread is None:
        messages.error(request, _("This table has been read already."))
        return redirect("documents:review", pk=pk)
    form = TableForm(unread, draft.plan, request.POST or None, found.version)
    if form.is_valid() and (part := _read(form, draft)) is not None:
        return _taken(request, pk, form, part)
    context = {"import": found, "form": form}
    return render(request, "documents/name_table.html", context, status=422 if form.errors else 200)


def _read(form: TableForm, draft: Draft) -> Draft | None:
    """What the table holds, read as was said; None where it holds no row, and the form says so."""
    years = (draft.plan.start_year, draft.plan.end_year)
    try:
        part = draft_from_blocks([form.headed], draft.plan.region, years, [form.shape])
    except Unreadable as fault:
        form.add_error(None, str(fault))
        return None
    if not part.tasks and not part.indicators:
        form.add_error(None, _("With these columns not one row could be read. Please check them."))
        return None
    return part


@while_open
def _taken(request: Request, pk: int, form: TableForm, part: Draft) -> HttpResponse:
    found = locked_import(pk)
    if form.cleaned_data["version"] != found.version:
        messages.error(request, _("Somebody changed this draft meanwhile. Please look at the table again."))
        keep(request, is_refused=True)
        return redirect(request.path)
    merged = with_table(found.opened(), part, form.table)
    store(found, merged)
    if form.is_remembered:
        TableShape.remember(form.shape, request.user)
    n = len(part.tasks) + len(part.indicators)
    messages.success(request, ngettext("%(n)s row was read.", "%(n)s rows were read.", n) % {"n": n})
    first = CellPath.task(merged.tasks[-len(part.tasks)].seq) if part.tasks else _first_row(merged, part)
    return redirect(f"{reverse('documents:review', args=[pk])}#{row_anchor(first)}")


def _first_row(merged: Draft, part: Draft) -> CellPath:
    return CellPath.indicator(merged.indicators[-len(part.indicators)].seq)


@posted_from(lambda user, pk: reverse("documents:upload"))
def forget_shape(request: Request, pk: int) -> HttpResponse:
    """Forget what was said of a head; documents that were read stay as they are."""
    require(request.user, Right.IMPORT_PLAN)
    with transaction.atomic():
        get_object_or_404(TableShape.objects.select_for_update(), pk=pk).delete()
    return redirect("documents:upload")
