"""The review of a document: draft beside source, every cell editable, then the difference, then the load."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from documents.draft.values import Draft, Unreadable
from documents.forms import DecisionForm
from documents.loading.consequences import consequences
from documents.loading.decision import LoadRefused
from documents.loading.difference import LikelyPair, summary
from documents.loading.whole_document import PlannedLoad, compare_document, digest, load_document
from documents.models import Import
from documents.reading.blocks import full_text
from documents.review import editing
from documents.review.editing import locked_import, row_form, row_path
from documents.review.findings import NotReady, require_answered
from documents.review.page import place_of, review_of, row_anchor
from documents.review.resolution import NoSuchReading
from plans.kept_forms import keep
from plans.models import Agency, Region, User
from plans.posting import posted_from
from plans.request import Request
from plans.rights import Right, require


def while_open(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Within one transaction, for who may import; leads back to the review, with words, once nothing can change."""

    @wraps(view)
    def checked(request: Request, pk: int, *arguments: Any, **named: Any) -> HttpResponse:
        require(request.user, Right.IMPORT_PLAN)
        try:
            with transaction.atomic():
                return view(request, pk, *arguments, **named)
        except editing.ImportClosed:
            messages.error(request, _("This document has been loaded or laid aside; it cannot be changed any more."))
            keep(request, is_refused=True)
            return redirect("documents:review", pk=pk)

    return checked


def _page_of_import(user: User, pk: int, kind: str = "") -> str:
    return reverse("documents:review", args=[pk])


def review(request: Request, pk: int) -> HttpResponse:
    """Show draft and source side by side."""
    require(request.user, Right.IMPORT_PLAN)
    found = get_object_or_404(Import, pk=pk)
    shown = review_of(found)
    known = Agency.objects.filter(region__code=shown.draft.plan.region).values_list("name", flat=True)
    context = {"import": found, "review": shown, "source": found.source, "known_agencies": set(known)}
    context["region"] = Region.objects.filter(code=shown.draft.plan.region).first()
    return render(request, "documents/review.html", context)


def edit_row(request: Request, pk: int, kind: str, number: int) -> HttpResponse:
    """Set a row right; once the plan's years are named, the document is read again."""
    require(request.user, Right.IMPORT_PLAN)
    try:
        read_again = editing.draft_with_years(pk, request.POST) if kind == "plan" and request.POST else None
    except Unreadable as fault:
        messages.error(request, str(fault))
        keep(request, is_refused=True)
        return redirect("documents:edit_row", pk=pk, kind=kind, number=number)
    return _edited_row(request, pk, kind, number, read_again)


@while_open
def _edited_row(request: Request, pk: int, kind: str, number: int, read_again: Draft | None) -> HttpResponse:
    found, row = locked_import(pk), row_path(kind, number)
    draft = found.opened()
    if kind != "plan" and not draft.plan.start_year:
        messages.error(request, _("Please enter first and last year first: the targets depend on them."))
        keep(request, is_refused=True)
        return redirect("documents:edit_row", pk=pk, kind="plan", number=0)
    form = row_form(found, draft, row, request.POST or None)
    if editing.has_applied(found, draft, form, read_again):
        return _back(found.pk, row_anchor(row))
    agencies = Agency.objects.filter(region__code=draft.plan.region)
    context = {"import": found, "form": form, "kind": kind, "place": place_of(draft, row), "source": found.source}
    status = 422 if form.errors else 200
    return render(request, "documents/edit_row.html", context | {"agencies": agencies}, status=status)


@posted_from(_page_of_import)
@while_open
def add_row(request: Request, pk: int, kind: str) -> HttpResponse:
    """Add what the machine did not see."""
    number = editing.add_row(locked_import(pk), kind)
    return redirect("documents:edit_row", pk=pk, kind=kind, number=number)


@posted_from(_page_of_import)
@while_open
def resolve_finding(request: Request, pk: int) -> HttpResponse:
    """Take one of the readings of a finding."""
    try:
        editing.resolve_finding(locked_import(pk), request.POST.get("finding"), request.POST.get("reading", ""))
    except NoSuchReading:
        messages.error(request, _("This choice is not open any more. Please look at the row again."))
    anchor = request.POST.get("back", "")
    return _back(pk, anchor if anchor.replace("-", "").isalnum() else "")


@posted_from(_page_of_import)
@while_open
def acknowledge_findings(request: Request, pk: int) -> HttpResponse:
    """Mark warnings as looked at: one, or all of a kind."""
    editing.acknowledge_findings(locked_import(pk), request.POST.get("code"), request.POST.get("finding"))
    return _back(pk, "findings")


@posted_from(lambda user, pk: reverse("documents:difference", args=[pk]))
@while_open
def say_same(request: Request, pk: int) -> HttpResponse:
    """Say of a new row which stored row it is, or that it is none of them."""
    found = locked_import(pk)
    pair = next((one for one in _likely(found.opened()) if one.mark == request.POST.get("row")), None)
    if pair is None:
        messages.error(request, _("This choice is not open any more. Please look at the row again."))
    else:
        editing.say_same(found, pair.mark, pair.key if request.POST.get("key") == pair.key else "")
    return redirect("documents:difference", pk=pk)


def _likely(draft: Draft) -> list[LikelyPair]:
    """The pairs that a person is still asked about; none while the draft cannot be compared."""
    try:
        return [pair for one in compare_document(draft) for pair in one.difference.likely]
    except LoadRefused:
        return []


@while_open
def difference(request: Request, pk: int) -> HttpResponse:
    """Show what would change; load exactly what was shown, all or nothing."""
    found = locked_import(pk)
    draft = found.opened()
    try:
        require_answered(draft)
        planned = compare_document(draft)
    except (NotReady, LoadRefused) as refusal:
        messages.error(request, str(refusal))
        keep(request, is_refused=True)
        return redirect("documents:review", pk=pk)
    form = DecisionForm(request.POST or None, shown=digest(planned))
    likely = [pair for one in planned for pair in one.difference.likely]
    if not likely and form.is_valid() and _loaded(request, found, planned, form):
        return redirect("documents:review", pk=pk)
    context = {"import": found, "planned": planned, "form": form, "likely": likely}
    context |= _what_follows(planned, likely, request.user)
    return render(request, "documents/difference.html", context, status=422 if form.errors else 200)


def _what_follows(planned: list[PlannedLoad], likely: list[LikelyPair], by: User) -> dict[str, Any]:
    """Whether there is anything to load, and what would follow: asked once nothing else is open."""
    has_changes = any(one.difference.changes for one in planned)
    following = consequences(planned[0], by, timezone.localdate()) if has_changes and not likely else None
    is_new = all(one.difference.is_new for one in planned)
    return {"is_new": is_new, "has_changes": has_changes, "consequences": following}


def _loaded(request: Request, found: Import, planned: list[PlannedLoad], form: DecisionForm) -> bool:
    """Whether all was stored; else the form says why not."""
    try:
        plans = load_document(planned, request.user, form.decision, full_text(found.source))
    except LoadRefused as refusal:
        form.add_error(None, str(refusal))
        return False
    found.finish(plans[0], request.user, summary(one.difference for one in planned))
    messages.success(request, _("Applied: %(title)s") % {"title": plans[0].title})
    return True


def _back(pk: int, anchor: str) -> HttpResponse:
    return redirect(f"{reverse('documents:review', args=[pk])}#{anchor}")
