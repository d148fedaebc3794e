"""Signing in, the own password, and accounts made in bulk."""

from typing import Any

from django.contrib.auth.forms import PasswordChangeForm
from django.contrib.auth.views import LoginView, PasswordChangeView
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse_lazy
from django.utils.translation import gettext as _

from documents.workbooks.upload import WorkbookRefused, content_of
from ipplans import demo
from ipplans.bulk import workbook
from ipplans.bulk.accounts import HEADS
from plans.downloads import download
from plans.kept_forms import has_kept_forms, kept_forms
from plans.models import User
from plans.posting import page_of
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
            "has_kept_forms": has_kept_forms(self.request),
        }

    def get_success_url(self) -> str:
        """The page that was asked for; after a form, the page on which the form stands."""
        return _page_for(self.request, super().get_success_url())


class OwnPasswordForm(PasswordChangeForm):
    """A new password, which is another one."""

    def clean_new_password1(self) -> str:
        password: str = self.cleaned_data["new_password1"]
        if self.user.check_password(password):
            raise ValidationError(_("Please choose another password than the present one."))
        return password


class ChangePassword(PasswordChangeView):
    """A password of one's own; with it a first password is gone."""

    form_class = OwnPasswordForm

    template_name = "registration/change_password.html"
    success_url = reverse_lazy("overview")

    def form_valid(self, form: PasswordChangeForm) -> HttpResponse:
        form.user.has_first_password = False
        return super().form_valid(form)

    def get_success_url(self) -> str:
        """The page of a form that was typed before this, else the overview."""
        kept = kept_forms(self.request)
        return _page_for(self.request, kept[-1].address) if kept else super().get_success_url()


def _page_for(request: HttpRequest, address: str) -> str:
    assert request.user.is_authenticated
    return page_of(request.user, address)


def accounts(request: Request) -> HttpResponse:
    """Make accounts from a workbook, all or none; the first passwords are shown once, to be printed."""
    require(request.user, Right.MANAGE_ACCOUNTS)
    context: dict[str, Any] = {"heads": HEADS}
    if request.method == "POST":
        try:
            context["found"] = found = workbook.read(content_of(request.FILES.get("file")))
        except WorkbookRefused as refusal:
            context["refusal"] = str(refusal)
        else:
            if not found.errors:
                workbook.create(found)
                context |= {"made": found.people, "new": found.new}
    has_problem = "refusal" in context or ("found" in context and "made" not in context)
    return render(request, "accounts.html", context, status=422 if has_problem else 200)


def account_template(request: Request) -> HttpResponse:
    """The empty workbook."""
    require(request.user, Right.MANAGE_ACCOUNTS)
    return download(workbook.template(), _("Accounts") + ".xlsx")
