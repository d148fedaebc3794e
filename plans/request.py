"""The request as views know it."""

from typing import Any

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from plans.models import User


class Request(HttpRequest):
    """A request behind sign-in: the middleware lets nobody else through to a view."""

    user: User
    htmx: HtmxDetails
    data_version: tuple[Any, ...]  # of the state of the data when the request came, where it was asked for
