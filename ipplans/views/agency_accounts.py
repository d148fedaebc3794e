"""Accounts for the agencies of a plan that report something and in whose name nobody can sign in."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from ipplans.bulk import workbook
from ipplans.bulk.accounts import COLUMNS, EMAIL, HEADS, PHONE, Accounts
from ipplans.reporters import reporter_table
from ipplans.views.accounts import record_made
from ipplans.views.reporters import plan_for
from plans.downloads import download
from plans.kept_forms import keep
from plans.models import Agency
from plans.request import Request
from plans.rights import Right
from plans.words import one_line

FIELDS = ("name", "phone", "email")


def agency_accounts(request: Request, slug: str) -> HttpResponse:
    """One account each, for the agencies beside whose name a person was given; all or none."""
    plan = plan_for(request.user, slug, Right.MANAGE_ACCOUNTS)
    agencies = reporter_table(plan).without_account
    context = _made(request, agencies) if request.method == "POST" else {}
    if "made" not in context:
        keep(request, is_refused=True)
    faults, made = context.get("faults", {}), {person.agency for person in context.get("made", ())}
    context["plan"] = plan
    context["agencies"] = [(agency, faults.get(str(agency.pk), "")) for agency in agencies if agency not in made]
    has_problem = request.method == "POST" and not made
    return render(request, "agency_accounts.html", context, status=422 if has_problem else 200)


def _made(request: Request, agencies: list[Agency]) -> dict[str, Any]:
    """Make the accounts; what the page shows of it: those made, or why none was."""
    found = _found(request, agencies)
    if found.errors:
        return {"faults": _faults(found)}
    if not found.people:
        return {"refusal": _("Please give the name of at least one person.")}
    workbook.create(found)
    record_made(request, found, _("Make accounts for agencies"))
    return {"made": found.people, "new": found.new}


def _found(request: Request, agencies: list[Agency]) -> Accounts:
    """The people who were given; a row in which nothing was typed is left out."""
    rows = []
    for agency in agencies:
        cells = [one_line(request.POST.get(f"agency-{agency.pk}-{name}", "")) for name in FIELDS]
        if any(cells):
            rows.append((str(agency.pk), workbook.staff_row(agency, *cells)))
    return workbook.people_of(rows)


def _faults(found: Accounts) -> dict[str, str]:
    """What is wrong, in words with the column, by the agency's id."""
    return {
        address[1:]: f"{HEADS[COLUMNS.index(address[0])]}：{words}" if address[0] in _NAMED else words
        for address, words in found.errors
    }


_NAMED = {COLUMNS[PHONE], COLUMNS[EMAIL]}


def account_list(request: Request, slug: str) -> HttpResponse:
    """The agencies without an account as the workbook of accounts, to be filled in and given to an administrator."""
    plan = plan_for(request.user, slug, Right.NAME_REPORTER)
    agencies = reporter_table(plan).without_account
    return download(request, workbook.template(agencies), f"{plan.region.name} {_('Accounts')}.xlsx")
