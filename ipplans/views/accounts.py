"""Signing in, the own password, and accounts made in bulk."""

from typing import Any

from django.contrib.auth.forms import PasswordChangeForm
from django.contrib.auth.views import LoginView, PasswordChangeView
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse_lazy
from django.utils.translation import gettext as _

from documents.workbooks.upload import WorkbookRefused, content_of
from ipplans import bulk_accounts, demo
from plans.downloads import download
from plans.models import User
from plans.request import Request
from plans.rights import Right, require


class SignIn(LoginView):
    """The sign-in page; while the demonstration runs it offers the demonstration accounts."""

    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        accounts = User.objects.filter(is_demo=True, is_active=True).order_by("pk")
        return super().get_context_data(**kwargs) | {
            "demo_accounts": accounts,
            "demo_password": demo.PASSWORD,
        }


class ChangePassword(PasswordChangeView):
    """A password of one's own; with it a first password is gone."""

    template_name = "registration/change_password.html"
    success_url = reverse_lazy("overview")

    def form_valid(self, form: PasswordChangeForm) -> HttpResponse:
        form.user.has_first_password = False
        return super().form_valid(form)


def accounts(request: Request) -> HttpResponse:
    """Make accounts from a workbook, all or none; the first passwords are shown once, to be printed."""
    require(request.user, Right.MANAGE_ACCOUNTS)
    context: dict[str, Any] = {"heads": bulk_accounts.HEADS}
    if request.method == "POST":
        try:
            context["found"] = found = bulk_accounts.read(content_of(request.FILES.get("file")))
        except WorkbookRefused as refusal:
            context["refusal"] = str(refusal)
        else:
            if not found.errors:
                bulk_accounts.create(found)
                context["made"] = found.people
    has_problem = "refusal" in context or ("found" in context and "made" not in context)
    return render(request, "accounts.html", context, status=422 if has_problem else 200)


def account_template(request: Request) -> HttpResponse:
    """The empty workbook."""
    require(request.user, Right.MANAGE_ACCOUNTS)
    return download(bulk_accounts.template(), _("Accounts") + ".xlsx")
