"""The audit log, for administrators: who signed in, failed, was refused, took out or changed what."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from documents.workbooks.sheet import table_workbook
from ipplans.audit_table import AuditFilter, AuditTable
from plans.downloads import download
from plans.listing import paged
from plans.models import AuditEntry
from plans.request import Request
from plans.rights import Right, require

MAX_EXPORTED = 50_000  # rows of one workbook, the latest


def audit_log(request: Request) -> HttpResponse:
    """The log, the latest first, as the address narrows it."""
    require(request.user, Right.READ_AUDIT)
    found = AuditFilter(request.GET or None, queryset=AuditEntry.objects.all())
    context = {"filter": found, "table": paged(request, AuditTable(found.qs)), "query": request.GET.urlencode()}
    return render(request, "audit.html", context)


def audit_workbook(request: Request) -> HttpResponse:
    """The log as it is narrowed."""
    require(request.user, Right.READ_AUDIT)
    entries = AuditFilter(request.GET or None, queryset=AuditEntry.objects.all()).qs[:MAX_EXPORTED]
    heads = [_("No."), _("time"), _("event"), _("person"), _("address"), _("subject"), _("details"), _("request")]
    rows = ([entry.pk, *_row(entry)] for entry in entries)
    content = table_workbook(_("Audit log"), _("Audit log"), "", heads, rows, [8, 19, 14, 20, 16, 40, 40, 34])
    return download(request, content, f"{_('Audit log')} {timezone.localdate()}.xlsx")


def _row(entry: AuditEntry) -> list[Any]:
    when = timezone.localtime(entry.at).strftime("%Y-%m-%d %H:%M:%S")
    about = [entry.person_name, entry.address, entry.subject, entry.details, entry.request_id]
    return [when, entry.get_event_display(), *about]
