"""A reviewer names who reports: indicators, and tasks without a lead, in one table."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ipplans.reporters import NamingForm, ReporterTable, name_all, reporter_table
from plans.kept_forms import keep
from plans.models import Plan, User
from plans.posting import posted_from
from plans.request import Request
from plans.rights import Right, can, require
from targets.entry.block.view import pasted


def name_reporters(request: Request, slug: str) -> HttpResponse:
    """Who reports what of a plan now; what was picked or pasted is stored together, or nothing of it."""
    table = _table(request, slug)
    form = NamingForm(table.plan, request.POST or None)
    if form.is_valid():
        changed = table.take(request.POST, form.cleaned_data["reporter"])
        if changed and not table.errors:
            name_all(changed, form.cleaned_data["reason"])
            words = ngettext("%(n)s row named.", "%(n)s rows named.", len(changed))
            messages.success(request, words % {"n": len(changed)})
            return redirect("name_reporters", slug=slug)
        if not changed:
            form.add_error(None, _("Please choose another agency in at least one row, or pick rows and an agency."))
    keep(request, is_refused=True)
    context = {"plan": table.plan, "table": table, "form": form}
    context["can_make_accounts"] = can(request.user, Right.MANAGE_ACCOUNTS)
    return render(request, "name_reporters.html", context, status=422 if table.errors or form.errors else 200)


@posted_from(lambda user, slug: reverse("name_reporters", args=[slug]))
def paste_reporters(request: Request, slug: str) -> HttpResponse:
    """What a block from a spreadsheet would fill into the table; nothing is stored."""
    return pasted(request, _table(request, slug).sheet(request.POST.get("field", "")))


def _table(request: Request, slug: str) -> ReporterTable:
    return reporter_table(plan_for(request.user, slug, Right.NAME_REPORTER))


def plan_for(user: User, slug: str, right: Right) -> Plan:
    """Return a plan on which the person has a right. Raises Http404, and PermissionDenied."""
    visible = Plan.objects.visible_to(user).select_related("region", "coordinator__successor")
    plan = get_object_or_404(visible.defer("source_text"), slug=slug)
    require(user, right, plan)
    return plan
