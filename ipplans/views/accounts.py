"""Signing in."""

from typing import Any

from django.contrib.auth.views import LoginView

from ipplans import demo
from plans.models import User


class SignIn(LoginView):
    """The sign-in page; while the demonstration runs it offers the demonstration accounts."""

    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        accounts = User.objects.filter(is_demo=True, is_active=True).order_by("pk")
        return super().get_context_data(**kwargs) | {
            "demo_accounts": accounts,
            "demo_password": demo.PASSWORD,
        }
