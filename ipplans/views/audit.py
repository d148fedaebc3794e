"""The audit log, for administrators: who signed in, failed, was refused, took out or changed what."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from documents.exports import Form, Listing, Output, export, listing_output
from ipplans.audit_table import AuditFilter, AuditTable
from plans.listing import paged
from plans.models import AuditEntry
from plans.request import Request
from plans.rights import Right, require


def audit_log(request: Request) -> HttpResponse:
    """The log, the latest first, as the address narrows it."""
    require(request.user, Right.READ_AUDIT)
    found = AuditFilter(request.GET or None, queryset=AuditEntry.objects.all())
    context = {"filter": found, "table": paged(request, AuditTable(found.qs)), "query": request.GET.urlencode()}
    return render(request, "audit.html", context)


@export
def audit_export(request: Request, form: Form) -> Output:
    """The log as it is narrowed."""
    require(request.user, Right.READ_AUDIT)
    entries = AuditFilter(request.GET or None, queryset=AuditEntry.objects.all()).qs
    heads = [_("No."), _("time"), _("event"), _("person"), _("address"), _("subject"), _("details"), _("request")]
    rows = ([entry.pk, *_row(entry)] for entry in entries.iterator(chunk_size=1000))
    title = f"{_('Audit log')} {timezone.localdate()}"
    return listing_output(Listing(title, heads, [8, 19, 14, 20, 16, 40, 40, 34], rows, entries.count()), form)


def _row(entry: AuditEntry) -> list[Any]:
    when = timezone.localtime(entry.at).strftime("%Y-%m-%d %H:%M:%S")
    about = [entry.person_name, entry.address, entry.subject, entry.details, entry.request_id]
    return [when, entry.get_event_display(), *about]
