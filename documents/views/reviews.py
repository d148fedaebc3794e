"""The review of a document: draft beside source, every cell editable, then the difference, then the load."""

from collections.abc import Sequence
from dataclasses import replace

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from documents.acceptance import accepted, earlier_plans
from documents.agencies import with_agencies
from documents.blocks import full_text
from documents.catalogue import with_entries
from documents.choices import NoSuchReading, choose, see
from documents.difference import Difference
from documents.draft import Draft, DraftIndicator, DraftTask
from documents.drafting import findings_of, known_regions
from documents.extract import extract
from documents.findings import stops
from documents.forms import DecisionForm
from documents.loading import As, Decision, Refused, compared, load
from documents.models import Import, described, unseen
from documents.review import review_of
from documents.row_forms import FORMS, new_row
from plans.models import Agency
from plans.request import Request
from plans.rights import demand

CHANGED = gettext_lazy(
    "Somebody changed this draft meanwhile. Please look at the row again; what you typed stands below."
)


def review(request: Request, pk: int) -> HttpResponse:
    """Show draft and source side by side."""
    demand(request.user, "import_plan")
    found = get_object_or_404(Import, pk=pk)
    shown = review_of(found)
    known = Agency.objects.filter(region__code=shown.draft.plan.region).values_list("name", flat=True)
    context = {"import": found, "review": shown, "source": found.source, "known_agencies": set(known)}
    return render(request, "documents/review.html", context)


def edit_row(request: Request, pk: int, kind: str, number: int) -> HttpResponse:
    """Set a row right."""
    demand(request.user, "import_plan")
    if kind not in FORMS:
        raise Http404
    with transaction.atomic():
        found = _open_import(pk)
        draft = found.opened()
        try:
            form = FORMS[kind](draft, number, request.POST or None, found.version)
        except (StopIteration, IndexError) as fault:
            raise Http404 from fault
        if form.is_valid() and form.cleaned_data["version"] == found.version:
            had_years = bool(draft.plan.start_year)
            form.apply(draft)  # type: ignore[attr-defined]
            draft = draft if had_years else _read_again(found, draft)
            _see_row(draft, f"{kind}/{number}" if kind != "plan" else "plan")
            _keep(found, draft)
            return redirect(_row_address(found, kind, number))
    if form.is_bound and form.is_valid():
        form.add_error(None, CHANGED)
        form.data = request.POST.copy()
        form.data["version"] = str(found.version)
    place = _place(draft, kind, number)
    context = {"import": found, "form": form, "kind": kind, "place": place, "source": found.source}
    context["agencies"] = Agency.objects.filter(region__code=draft.plan.region)
    return render(request, "documents/edit_row.html", context, status=422 if form.errors else 200)


@require_POST
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
def pick(request: Request, pk: int) -> HttpResponse:
    """Take one of the readings of a finding."""
    demand(request.user, "import_plan")
    with transaction.atomic():
        found = _open_import(pk)
        draft = found.opened()
        finding = next((f for f in findings_of(draft) if f.key == request.POST.get("finding")), None)
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


def difference(request: Request, pk: int) -> HttpResponse:
    """Show what would change; load exactly what was shown, all or nothing."""
    demand(request.user, "import_plan")
    with transaction.atomic():
        found = _open_import(pk)
        draft = found.opened()
        if stops(findings_of(draft)) or unseen(draft):
            messages.error(request, _("Some findings are still open. Please look at them first."))
            return redirect("documents:review", pk=pk)
        try:
            drafts = [_checked(accepted(one)) for one in (draft, *earlier_plans(draft))]
            differences = [compared(one) for one in drafts]
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect("documents:review", pk=pk)
        digest = "".join(one.digest for one in differences)
        form = DecisionForm(request.POST or None, initial={"digest": digest})
        if form.is_valid() and _is_still(form, digest) and _loaded(request, found, drafts, differences, form):
            return redirect("documents:review", pk=pk)
    context = {
        "import": found,
        "pairs": list(zip(drafts, differences, strict=True)),
        "form": form,
        "is_new": all(_is_new(one) for one in differences),
        "has_changes": any(one.changes for one in differences),
    }
    return render(request, "documents/difference.html", context, status=422 if form.errors else 200)


def _read_again(found: Import, draft: Draft) -> Draft:
    """What is a target and what a goal depends on the plan's years: once a person names them, read on."""
    plan = draft.plan
    if not found.blocks or not plan.start_year:
        return draft
    again = extract(found.source, known_regions(), plan.region, (plan.start_year, plan.end_year))
    return replace(with_entries(with_agencies(again)), plan=plan)


def _open_import(pk: int) -> Import:
    return get_object_or_404(Import.objects.select_for_update(), pk=pk, status=Import.Status.REVIEW)


def _keep(found: Import, draft: Draft) -> None:
    found.put(draft)
    found.save(update_fields=["draft", "title", "version"])


def _see_row(draft: Draft, row: str) -> None:
    """Who edits a row has looked at what was found in it."""
    for finding in findings_of(draft):
        if finding.cell == row or finding.cell.startswith(f"{row}/"):
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


def _is_new(found: Difference) -> bool:
    return all(row.key == "" for row in found.rows)


def _is_still(form: DecisionForm, digest: str) -> bool:
    if form.cleaned_data["digest"] == digest:
        return True
    form.show_again(digest)
    form.add_error(None, _("The stored plan was changed meanwhile. Please look at the difference again."))
    return False


def _loaded(
    request: Request, found: Import, drafts: list[Draft], differences: list[Difference], form: DecisionForm
) -> bool:
    data = form.cleaned_data
    decision = Decision(As(data["kind"]), data["doc_number"], data["reason"])
    try:
        with transaction.atomic():
            plans = [load(draft, request.user, decision, full_text(found.source)) for draft in drafts]
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    counts = {name: sum(getattr(one, name) for one in differences) for name in ("new", "altered", "removed", "moved")}
    found.status, found.plan, found.result = Import.Status.LOADED, plans[0], described(counts)
    found.loaded_by, found.loaded_at = request.user, timezone.now()
    found.save(update_fields=["status", "plan", "result", "loaded_by", "loaded_at"])
    messages.success(request, _("Applied: %(title)s") % {"title": plans[0].title})
    return True
