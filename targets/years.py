"""Which year and which values a page shows."""

from plans.models import Plan
from plans.request import Request
from targets.figures import APPROVED, SUBMITTED_STATUSES

FINAL = "final"  # the view 期末, in the place of a year


def is_final_view(request: Request) -> bool:
    """Whether the address asks for the end of the plan: its goals, by the latest reported years."""
    return request.GET.get("year") == FINAL


def asked_year(request: Request) -> int | None:
    """Return the year the address asks for, if it asks for one."""
    text = request.GET.get("year", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) == 4 else None


def chosen_year(request: Request, plan: Plan, otherwise: int) -> int:
    """Return the year the address asks for, if it is one of the plan's, its last for 期末, else `otherwise`."""
    if is_final_view(request):
        return plan.end_year
    asked = asked_year(request)
    return asked if asked is not None and asked in plan.years else otherwise


def shown_statuses(request: Request, plan: Plan) -> frozenset[str]:
    """Return which statuses count: approved ones; with `?values=submitted` those submitted too.

    Of a region that one sees only beside the own one, nothing but approved values (domain.md §5).
    """
    is_own = plan.region_id in request.user.regions_below
    return SUBMITTED_STATUSES if is_own and request.GET.get("values") == "submitted" else APPROVED
