"""接口令牌: what a program reads with in a person's name; made and taken back by that person."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from plans.audit import Event, record
from plans.forms import ApiTokenForm
from plans.posting import posted_from
from plans.request import Request


def api_tokens(request: Request) -> HttpResponse:
    """The person's tokens, and the form that makes another one; its secret is shown once."""
    form, secret = ApiTokenForm(request.user, request.POST or None), ""
    if form.is_valid():
        secret = form.instance.give()
        record(Event.TOKEN_MADE, request.user, str(form.instance))
        form = ApiTokenForm(request.user)
    context = {"form": form, "secret": secret, "tokens": request.user.api_tokens.all()}
    return render(request, "api_tokens.html", context, status=422 if form.errors else 200)


@posted_from(lambda user, pk: reverse("api_tokens"))
def take_back_token(request: Request, pk: int) -> HttpResponse:
    """Let a token open nothing any more."""
    token = get_object_or_404(request.user.api_tokens, pk=pk)
    token.take_back()
    record(Event.TOKEN_TAKEN_BACK, request.user, str(token))
    messages.success(request, _("Taken back: %(token)s") % {"token": token})
    return redirect("api_tokens")
