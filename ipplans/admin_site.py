"""Django's admin, open to administrators by the project's own rights."""

from collections.abc import Iterable
from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _

from ipplans.views.accounts import SignOut


class LabelledChoices(AutocompleteJsonView):
    """What a picker of the administration finds: agencies with their region, people with their user name."""

    def serialize_result(self, obj: Any, to_field_name: str) -> dict[str, str]:
        return {"id": str(getattr(obj, to_field_name)), "text": str(getattr(obj, "label", obj))}


class IpplansAdminSite(AdminSite):
    site_header = _("Plan progress: administration")
    site_title = _("Administration")
    index_title = _("Master data, users and roles")

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Pages of our own models alone: the packages' tables hold secrets, and ways in that nobody checked."""
        models = model_or_iterable if isinstance(model_or_iterable, Iterable) else [model_or_iterable]
        ours = [model for model in models if not model.__module__.startswith("allauth.")]
        super().register(ours, admin_class, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        return request.user.is_authenticated and request.user.is_admin

    @method_decorator(login_not_required)
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """One way to sign in for all; who is signed in and no administrator is refused."""
        if request.user.is_authenticated:
            raise PermissionDenied(_("Your account has no right to do this."))
        return redirect_to_login(request.GET.get("next", reverse("admin:index")))

    @method_decorator(login_not_required)
    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:  # type: ignore[override]
        """One way to sign out for all."""
        response = SignOut.as_view()(request)
        assert isinstance(response, HttpResponse)
        return response

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:  # type: ignore[override]
        """One page for the own password."""
        return redirect("password_change")

    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        response = LabelledChoices.as_view(admin_site=self)(request)
        assert isinstance(response, HttpResponse)
        return response
