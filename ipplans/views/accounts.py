"""Signing in, the own password, and accounts made in bulk."""

from typing import Any

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.contrib.auth.views import LoginView, LogoutView, PasswordChangeView
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse_lazy
from django.utils.translation import gettext as _

from documents.workbooks.upload import WorkbookRefused, content_of
from ipplans import demo, guesses
from ipplans.bulk import workbook
from ipplans.bulk.accounts import HEADS, Accounts
from plans.audit import Event, record
from plans.downloads import download
from plans.kept_forms import has_kept_forms, kept_forms
from plans.models import User
from plans.posting import page_of
from plans.request import Request
from plans.rights import Right, require
from plans.sessions import end, end_access


class SignIn(LoginView):
    """The sign-in page; while the demonstration runs it offers the demonstration accounts, but never over HTTPS.

    Guesses are limited (`ipplans/guesses.py`), and every sign-in and failure is an entry of the audit log.
    """

    redirect_authenticated_user = True

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if guesses.is_address_limited():
            return render(request, "registration/locked_out.html", {"is_address": True}, status=429)
        guesses.slow_down(_label_of(request.POST.get("username", "")))
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """Signed in, or asked for the second factor; `AccountAdapter.post_login` records it."""
        user = form.get_user()
        page = page_of(user, super().get_success_url())
        login = Login(user=user, redirect_url=page, email_verification="none")
        answer: HttpResponse = perform_password_login(self.request, {}, login)
        return answer

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        record(Event.SIGN_IN_FAILED, None, name=_label_of(form.data.get("username", "")))
        return super().form_invalid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        accounts = User.objects.filter(is_demo=True, is_active=True).order_by("pk")
        accounts = accounts.none() if settings.HTTPS else accounts
        return super().get_context_data(**kwargs) | {
            "demo_accounts": accounts,
            "demo_password": demo.PASSWORD,
            "office_name": settings.OIDC_NAME if settings.OIDC_ISSUER else "",
            "has_kept_forms": has_kept_forms(self.request),
        }

    def get_success_url(self) -> str:
        """The page that was asked for; after a form, the page on which the form stands."""
        return _page_for(self.request, super().get_success_url())


def _label_of(username: str) -> str:
    """Who is meant; what nobody is called may be a password typed into the wrong field, and is not written down."""
    user = User.objects.filter(username__iexact=username[:150].replace("\0", "")).first()
    return user.label if user is not None else _("no such user name")


class SignOut(LogoutView):
    """Signed out: the browser drops what it kept of the pages."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            record(Event.SIGNED_OUT, request.user)
            end([request.session.session_key or ""])
        answer = super().post(request, *args, **kwargs)
        answer["Clear-Site-Data"] = '"cache", "storage"'
        return answer


class OwnPasswordForm(PasswordChangeForm):
    """A new password, which is another one. Guesses at the old one count as those at sign-in."""

    request: HttpRequest

    def clean_old_password(self) -> str:
        old: str = self.cleaned_data["old_password"]
        guesses.slow_down(self.user.label)
        if authenticate(self.request, username=self.user.get_username(), password=old) is None:
            record(Event.SIGN_IN_FAILED, self.user, subject=self.request.path)
            raise ValidationError(self.error_messages["password_incorrect"], code="password_incorrect")
        return old

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

    def get_form(self, form_class: Any = None) -> OwnPasswordForm:
        form: OwnPasswordForm = super().get_form(form_class)
        form.request = self.request
        return form

    def form_valid(self, form: PasswordChangeForm) -> HttpResponse:
        form.user.has_first_password = False
        end_access(form.user, but=self.request.session.session_key or "")
        answer = super().form_valid(form)
        record(Event.PASSWORD_CHANGED, form.user)
        return answer

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
                record_made(request, found, _("Make accounts from a workbook"))
                context |= {"made": found.people, "new": found.new}
    has_problem = "refusal" in context or ("found" in context and "made" not in context)
    return render(request, "accounts.html", context, status=422 if has_problem else 200)


def record_made(request: Request, found: Accounts, what: str) -> None:
    """Enter into the audit log which accounts a person made, and that their first passwords were shown."""
    made = "、".join(f"{person.account.username} {person.role_label}" for person in found.people)
    record(Event.ACCOUNT_CHANGED, request.user, what, made)
    record(Event.PASSWORDS_SHOWN, request.user, "、".join(account.username for account in found.new))


def account_template(request: Request) -> HttpResponse:
    """The empty workbook."""
    require(request.user, Right.MANAGE_ACCOUNTS)
    return download(request, workbook.template(), _("Accounts") + ".xlsx")
