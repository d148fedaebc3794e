"""The request as views know it."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from plans.models import User
from plans.models.plan import Revisions


class Request(HttpRequest):
    """A request behind sign-in: the middleware lets nobody else through to a view."""

    user: User
    htmx: HtmxDetails
    revisions: Revisions | None  # of the plans that the page shows, where it is kept under them
