"""What every page shows around its content: the menu, and whether figures are invented."""

from typing import Any

from django.http import HttpRequest

from plans.models import Membership
from plans.models.fixed_read import FixedRead
from targets.models import Actual

INVENTED = FixedRead(lambda: Actual.objects.filter(is_invented=True).order_by().values_list("pk")[:1])


def page_frame(request: HttpRequest) -> dict[str, Any]:
    """Return what the signed-in person may open, and whether the demonstration runs."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"has_invented_data": False}
    roles = {membership.role for membership in user.roles}
    return {
        "has_invented_data": lambda: bool(INVENTED()),  # asked by the template, if it asks
        "can_enter": bool(user.agency_ids),
        "can_review": user.is_admin or bool(user.reviewed_region_ids),
        "can_lead": Membership.Role.LEADER in roles,
        "can_import": user.is_admin,
        "role_names": "、".join(str(label) for value, label in Membership.Role.choices if value in roles),
    }
