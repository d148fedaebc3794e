"""The entry of figures by the agency that answers for them."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from plans.kept_pages import kept_page
from plans.models import NotPossible, User, lock_rounds
from plans.posting import posted_from
from plans.request import Request
from plans.rights import Right, require, require_own_region
from plans.shown_plans import PLAN
from plans.uploads import EvidenceForm
from targets.entry import EntryGrid
from targets.entry.answer import answer
from targets.entry.block.view import pasted
from targets.entry.cells import EntryCell
from targets.entry.figure_sheet import figure_sheet
from targets.entry.own_grid import grid_of
from targets.entry.saving import Saved, save, save_form
from targets.entry.submitted_cell import submitted_row_ids
from targets.forms import ActualForm
from targets.models import Actual, PlanIndicator


@kept_page(lambda request, slug, year=None: PLAN.revisions(slug))
def entry(request: Request, slug: str, year: int | None = None) -> HttpResponse:
    """The grid of a plan: all open years, or one. A script that saves while typing asks for JSON."""
    is_script = request.headers.get("Accept") == "application/json"
    grid = grid_of(request.user, slug, year, submitted_row_ids(request.POST) if is_script else None)
    if request.method != "POST":
        return render(request, "entry/figures.html", _page(grid))
    is_submitted = "submit" in request.POST
    saved = save_form(grid, request.POST, submit=is_submitted)
    if is_script:
        if is_submitted:
            _say(request, saved)
        return JsonResponse(answer(grid, saved), status=200 if saved.is_done else 409 if grid.lock else 422)
    if saved.is_done:
        _say(request, saved)
        return redirect(request.get_full_path())
    return render(request, "entry/figures.html", _page(grid) | {"saved": saved}, status=409 if grid.lock else 422)


def _page(grid: EntryGrid) -> dict[str, object]:
    address = [grid.plan.slug, grid.year] if grid.year else [grid.plan.slug]
    return {"grid": grid, "plan": grid.plan, "paste_url": reverse("targets:paste", args=address)}


@posted_from(lambda user, slug, year=None: reverse("targets:entry", args=[slug, year] if year else [slug]))
def paste(request: Request, slug: str, year: int | None = None) -> HttpResponse:
    """What a block from a spreadsheet would fill into the grid, read as if it were typed; nothing is stored."""
    grid = grid_of(request.user, slug, year)
    return pasted(request, figure_sheet(grid))


def entry_sheet(request: Request, slug: str, year: int | None = None) -> HttpResponse:
    """The grid on paper (填报表), with places for who filled it in, who checked it, and the seal."""
    grid = grid_of(request.user, slug, year)
    return render(request, "targets/entry_sheet.html", {"grid": grid, "plan": grid.plan})


def indicator_entry(request: Request, pk: int, year: int) -> HttpResponse:
    """One cell with all its details."""
    cell, grid = _cell(request, pk, year)
    form = ActualForm(cell, request.POST if request.method == "POST" else None)
    saved = save(grid, {cell.key: form.submission}, submit="submit" in request.POST) if form.is_valid() else None
    if saved and saved.is_done:
        _say(request, saved)
        return redirect("targets:entry", slug=grid.plan.slug)
    if cell.actual and (cell.conflict or (saved and saved.is_kept_back)):
        form.show_against(cell.actual.version, must_choose=bool(cell.conflict))
    context = {"grid": grid, "cell": cell, "form": form, "saved": saved}
    context["evidence_form"] = EvidenceForm(cell.actual, request.user)
    status = 200 if request.method != "POST" else 409 if grid.lock else 422
    return render(request, "targets/cell_entry.html", context, status=status)


def _cell(request: Request, pk: int, year: int) -> tuple[EntryCell, EntryGrid]:
    """The cell, in a grid of its own. Raises Http404, and PermissionDenied for another agency's."""
    visible = PlanIndicator.objects.visible_to(request.user).active().with_figures()
    indicator = get_object_or_404(visible, pk=pk)
    require_own_region(request.user, indicator.plan)
    require(request.user, Right.ENTER_ACTUAL, indicator)
    if year not in indicator.plan.years:
        raise Http404
    grid = EntryGrid(indicator.plan, [indicator], request.user, timezone.localdate(), year)
    return next(cell for cell in grid.cells if cell.year == year), grid


def _say(request: Request, saved: Saved) -> None:
    """What was stored and submitted, and what waits for an explanation."""
    n, waiting = saved.submitted, saved.to_explain
    if n:
        messages.success(request, ngettext("%(n)s figure handed in.", "%(n)s figures handed in.", n) % {"n": n})
    elif saved.stored:
        words = ngettext("%(n)s figure saved as draft.", "%(n)s figures saved as drafts.", saved.stored)
        messages.success(request, words % {"n": saved.stored})
    elif not waiting:
        messages.success(request, _("Nothing was changed."))
    if waiting:
        words = ngettext(
            "%(n)s figure must be explained first, below its row: %(rows)s",
            "%(n)s figures must be explained first, each below its row: %(rows)s",
            len(waiting),
        )
        messages.error(request, words % {"n": len(waiting), "rows": "、".join(map(str, waiting))})


def _page_of_figure(user: User, pk: int) -> str:
    actual = Actual.objects.visible_to(user).select_related("indicator__plan").get(pk=pk)
    return reverse("targets:entry", args=[actual.indicator.plan.slug])


@posted_from(_page_of_figure)
def withdraw(request: Request, pk: int) -> HttpResponse:
    """Take back a submission that nobody has reviewed, while the round is open."""
    with transaction.atomic():
        visible = Actual.objects.visible_to(request.user).filter(pk=pk).lock()
        actual = get_object_or_404(visible.select_related("indicator__plan__coordinator", "indicator__reporter"), pk=pk)
        require(request.user, Right.ENTER_ACTUAL, actual.indicator)
        try:
            actual.indicator.plan.require_open_round(actual.year, timezone.localdate())
            actual.withdraw(request.user)
        except NotPossible as refusal:
            messages.error(request, str(refusal))
        else:
            Actual.objects.save_with_history([actual], request.user)
            messages.success(request, _("Withdrawn; you can change it now."))
    return redirect("targets:entry", slug=actual.indicator.plan.slug)


@posted_from(lambda user, slug: reverse("targets:entry", args=[slug]))
def withdraw_all(request: Request, slug: str) -> HttpResponse:
    """Take back all that the person submitted on the grid and nobody has reviewed."""
    with transaction.atomic():
        grid = grid_of(request.user, slug, None)
        grid.rounds.take(lock_rounds([grid.plan.pk]))
        actuals = [cell.actual for cell in grid.withdrawable if cell.actual and not grid.rounds.lock_of_year(cell.year)]
        for actual in actuals:
            actual.withdraw(request.user)
        Actual.objects.save_with_history(actuals, request.user)
    words = ngettext("%(n)s figure withdrawn.", "%(n)s figures withdrawn.", len(actuals))
    messages.success(request, words % {"n": len(actuals)} if actuals else _("Nothing was changed."))
    return redirect("targets:entry", slug=slug)
