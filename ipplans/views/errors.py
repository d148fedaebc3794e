"""What a person reads when a form cannot be taken."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that is too old or came from elsewhere: say what to do; the page with the typed values stays behind it."""
    return render(request, "403_csrf.html", status=403)
