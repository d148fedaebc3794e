"""The site as served, with a bare view beside it, and the number of queries in a header."""

from collections.abc import Callable, Iterable
from typing import Any

from ipplans.wsgi import application as site  # sets Django up: before anything that needs it

# isort: split
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import override_settings
from django.urls import path

from ipplans import urls
from plans import kept_pages

StartResponse = Callable[..., Any]
counted: list[str] = []


def bare(request: HttpRequest, size: int) -> HttpResponse:
    return HttpResponse(b"x" * size)


urls.urlpatterns.insert(0, path("bare/<int:size>/", bare))

with override_settings(MIDDLEWARE=[]):
    # A Django view and nothing else: no session, no account, no database.
    floor = WSGIHandler()


def count(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    counted.append(sql)
    return execute(sql, params, many, context)


def application(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
    if environ["PATH_INFO"].startswith("/bare/"):
        return floor(environ, start_response)
    counted.clear()
    if environ["QUERY_STRING"] == "anew":
        kept_pages.clear()

    def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
        return start_response(status, [*headers, ("X-Queries", str(len(counted)))], *rest)

    with connection.execute_wrapper(count):
        return site(environ, start)
