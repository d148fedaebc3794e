"""The review of a document: draft beside source, every cell editable, then the difference, then the load."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import wraps
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from documents.draft.cell_path import CellPath, Section
from documents.draft.findings import Finding, stops
from documents.draft.values import Draft, DraftIndicator, DraftTask
from documents.forms import DecisionForm
from documents.loading.difference import Difference, summary
from documents.loading.load import As, Decision, Refused, compared, load
from documents.loading.preparation import accepted, earlier_plans
from documents.matching.agencies import with_agencies
from documents.matching.catalogue import with_entries
from documents.matching.intake import known_regions
from documents.models import Import
from documents.reading.blocks import full_text
from documents.reading.extract import extract
from documents.review.findings import findings_of, unseen
from documents.review.forms import FORMS, blank_rows, new_row
from documents.review.forms.fields import RowForm
from documents.review.page import review_of, with_answers
from documents.review.resolution import NoSuchReading, choose, see
from plans.models import Agency, Region
from plans.request import Request
from plans.rights import demand

CHANGED = gettext_lazy(
    "Somebody changed this draft meanwhile. Please look at the row again; what you typed stands below."
)


class Closed(Exception):
    """The import was loaded or laid aside: nothing in it can be changed any more."""


def while_open(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Lead back to the review, with words, where the import is no longer open."""

    @wraps(view)
    def checked(request: Request, pk: int, *arguments: Any, **named: Any) -> HttpResponse:
        try:
            return view(request, pk, *arguments, **named)
        except Closed:
            messages.error(request, _("This document has been loaded or laid aside; it can not be changed any more."))
            return redirect("documents:review", pk=pk)

    return checked


def review(request: Request, pk: int) -> HttpResponse:
    """Show draft and source side by side."""
    demand(request.user, "import_plan")
    found = get_object_or_404(Import, pk=pk)
    shown = review_of(found)
    known = Agency.objects.filter(region__code=shown.draft.plan.region).values_list("name", flat=True)
    context = {"import": found, "review": shown, "source": found.source, "known_agencies": set(known)}
    context["region"] = Region.objects.filter(code=shown.draft.plan.region).first()
    return render(request, "documents/review.html", context)


@while_open
def edit_row(request: Request, pk: int, kind: str, number: int) -> HttpResponse:
    """Set a row right."""
    demand(request.user, "import_plan")
    with transaction.atomic():
        found = _open_import(pk)
        draft = found.opened()
        if kind != "plan" and not draft.plan.start_year:
            messages.error(request, _("Please enter first and last year first: the targets depend on them."))
            return redirect("documents:edit_row", pk=pk, kind="plan", number=0)
        form = _row_form(request, found, draft, kind, number)
        if form.is_valid() and _is_current(form, found):
            _apply(found, draft, form, kind)
            return redirect(_row_address(found, kind, number))
    context = {
        "import": found,
        "form": form,
        "kind": kind,
        "place": _place(draft, kind, number),
        "source": found.source,
        "agencies": Agency.objects.filter(region__code=draft.plan.region),
    }
    return render(request, "documents/edit_row.html", context, status=422 if form.errors else 200)


@require_POST
@while_open
def add_row(request: Request, pk: int, kind: str) -> HttpResponse:
    """Add what the machine did not see."""
    demand(request.user, "import_plan")
    with transaction.atomic():
        found = _open_import(pk)
        draft = found.opened()
        try:
            number = new_row(draft, kind)
        except KeyError as fault:
            raise Http404 from fault
        _keep(found, draft)
    return redirect("documents:edit_row", pk=pk, kind=kind, number=number)


@require_POST
@while_open
def pick(request: Request, pk: int) -> HttpResponse:
    """Take one of the readings of a finding."""
    demand(request.user, "import_plan")
    with transaction.atomic():
        found = _open_import(pk)
        draft = found.opened()
        answered = with_answers(draft, findings_of(draft))
        finding = next((f for f in answered if f.key == request.POST.get("finding")), None)
        try:
            if finding is None:
                raise NoSuchReading
            choose(draft, finding, int(request.POST.get("reading", "-1")))
        except (NoSuchReading, ValueError):
            messages.error(request, _("This choice is not open any more. Please look at the row again."))
        else:
            _keep(found, draft)
    anchor = request.POST.get("back", "")
    return redirect(f"{reverse('documents:review', args=[pk])}#{anchor if anchor.replace('-', '').isalnum() else ''}")


@require_POST
@while_open
def look(request: Request, pk: int) -> HttpResponse:
    """Mark warnings as looked at: one, or all of a kind."""
    demand(request.user, "import_plan")
    with transaction.atomic():
        found = _open_import(pk)
        draft = found.opened()
        code, key = request.POST.get("code"), request.POST.get("finding")
        for finding in findings_of(draft):
            if finding.code == code or finding.key == key:
                see(draft, finding)
        _keep(found, draft)
    return redirect(f"{reverse('documents:review', args=[pk])}#findings")


@while_open
def difference(request: Request, pk: int) -> HttpResponse:
    """Show what would change; load exactly what was shown, all or nothing."""
    demand(request.user, "import_plan")
    with transaction.atomic():
        found = _open_import(pk)
        try:
            pairs = _differences(found.opened())
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect("documents:review", pk=pk)
        digest = "".join(one.digest for _draft, one in pairs)
        form = DecisionForm(request.POST or None, initial={"digest": digest})
        if form.is_valid() and _is_still(form, digest) and _loaded(request, found, pairs, form):
            return redirect("documents:review", pk=pk)
    context = {
        "import": found,
        "pairs": pairs,
        "form": form,
        "is_new": all(one.is_new for _draft, one in pairs),
        "has_changes": any(one.changes for _draft, one in pairs),
    }
    return render(request, "documents/difference.html", context, status=422 if form.errors else 200)


def _differences(draft: Draft) -> list[tuple[Draft, Difference]]:
    """The plan, and the tables of other periods, each with what it would change; Refused while something is open."""
    if stops(findings_of(draft)) or unseen(draft):
        raise Refused(_("Some findings are still open. Please look at them first."))
    if blank := blank_rows(draft):
        raise Refused(_("These rows are empty; please fill or remove them: %(rows)s") % {"rows": "、".join(blank)})
    drafts = [_checked(accepted(one)) for one in (draft, *earlier_plans(draft))]
    return [(one, compared(one)) for one in drafts]


def _row_form(request: Request, found: Import, draft: Draft, kind: str, number: int) -> RowForm:
    """The form of a row; 404 where there is no such row."""
    try:
        return FORMS[kind](draft, number, request.POST or None, found.version)
    except (KeyError, StopIteration, IndexError) as fault:
        raise Http404 from fault


def _is_current(form: RowForm, found: Import) -> bool:
    """Whether nobody changed the draft since the form was opened; else it is asked again, with what was typed."""
    if form.cleaned_data["version"] == found.version:
        return True
    form.add_error(None, CHANGED)
    form.data = {**form.data, "version": str(found.version)}
    return False


def _apply(found: Import, draft: Draft, form: RowForm, kind: str) -> None:
    """Take over a row. Who edits it has looked at what was found in it."""
    had_years = bool(draft.plan.start_year)
    before = findings_of(draft)
    form.apply(draft)
    draft = draft if had_years else _read_again(found, draft)
    _see_row(draft, before, CellPath(Section(kind), None if kind == "plan" else form.number))
    _keep(found, draft)


def _read_again(found: Import, draft: Draft) -> Draft:
    """What is a target and what a goal depends on the plan's years: once a person names them, read on."""
    plan = draft.plan
    if not found.blocks or not plan.start_year:
        return draft
    again = extract(found.source, known_regions(), plan.region, (plan.start_year, plan.end_year))
    return replace(with_entries(with_agencies(again)), plan=plan)


def _open_import(pk: int) -> Import:
    found = get_object_or_404(Import.objects.select_for_update(), pk=pk)
    if not found.is_open:
        raise Closed
    return found


def _keep(found: Import, draft: Draft) -> None:
    found.put(draft)
    found.save(update_fields=["draft", "title", "version"])


def _see_row(draft: Draft, before: Sequence[Finding], row: CellPath) -> None:
    """What was found in a row before it was edited has been looked at; what the edit brings has not."""
    for finding in before:
        if finding.cell.table is None and finding.cell.row == row:
            see(draft, finding)


def _row_address(found: Import, kind: str, number: int) -> str:
    anchor = "row-plan" if kind == "plan" else f"row-{kind}-{number}"
    return f"{reverse('documents:review', args=[found.pk])}#{anchor}"


def _place(draft: Draft, kind: str, number: int) -> dict[str, int]:
    """Where a row stands in the source."""
    if kind == "goals":
        return draft.goals[number].place
    rows: Sequence[DraftIndicator | DraftTask] = draft.indicators if kind == "indicators" else draft.tasks
    return next((row.place for row in rows if row.seq == number and kind in ("indicators", "tasks")), {})


def _checked(draft: Draft) -> Draft:
    """A plan that went through the review was checked by a person."""
    draft.plan.is_checked = True
    return draft


def _is_still(form: DecisionForm, digest: str) -> bool:
    if form.cleaned_data["digest"] == digest:
        return True
    form.show_again(digest)
    form.add_error(None, _("The stored plan was changed meanwhile. Please look at the difference again."))
    return False


def _loaded(request: Request, found: Import, pairs: list[tuple[Draft, Difference]], form: DecisionForm) -> bool:
    data = form.cleaned_data
    decision = Decision(As(data["kind"]), data["doc_number"], data["reason"])
    text = full_text(found.source)
    try:
        with transaction.atomic():
            plans = [load(draft, request.user, decision, text) for draft, _difference in pairs]
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    found.finish(plans[0], request.user, summary(one for _draft, one in pairs))
    messages.success(request, _("Applied: %(title)s") % {"title": plans[0].title})
    return True
