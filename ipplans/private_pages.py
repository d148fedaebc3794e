"""No page and no file behind sign-in stays in a browser: whoever comes after to the same computer finds nothing.

Static files are public, and WhiteNoise, further out, says how long they are kept. Pages with an ETag
(`plans/kept_pages.py`) may stay where signing out removes them: browsers follow `Clear-Site-Data` over HTTPS alone.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control


class PrivatePagesMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not response.has_header("Cache-Control"):
            patch_cache_control(response, private=True, no_store=True)
        return response
