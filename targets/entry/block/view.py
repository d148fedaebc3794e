"""The answer to a block that is to be pasted: what it would fill in, for every sheet alike."""

from __future__ import annotations

from django.http import HttpResponse, JsonResponse
from django.template.loader import render_to_string

from plans.request import Request
from targets.entry.block.filling import filling_of
from targets.entry.block.sheet import Sheet


def pasted(request: Request, sheet: Sheet) -> HttpResponse:
    """Return, as JSON, the preview of the block that was sent, and the fields it fills."""
    found = filling_of(request.POST.get("text", ""), sheet, request.POST.get("field", ""))
    html = render_to_string("entry/_paste_preview.html", {"filling": found}, request)
    return JsonResponse({"html": html, "fills": {fill.field: fill.value for fill in found.fills}})
