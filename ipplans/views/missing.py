"""Who has not reported: the list, a reminder by hand, and a letter (催报单) to print."""

from smtplib import SMTPException

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ipplans.reminders.missing import OutstandingReports, missing_in
from ipplans.reminders.sending import remind_by_hand
from plans.models import NotPossible, Plan, Reminder, Round, User
from plans.posting import posted_from
from plans.request import Request
from plans.rights import Right, require


def missing(request: Request, slug: str) -> HttpResponse:
    """The agencies that owe something in an open round of a plan."""
    visible = Plan.objects.visible_to(request.user).select_related("region", "coordinator")
    plan = get_object_or_404(visible, slug=slug)
    require(request.user, Right.MANAGE_ROUNDS, plan)
    today = timezone.localdate()
    rounds = list(plan.rounds.open_on(today).select_related("plan__region"))
    sent = Reminder.objects.filter(round__plan=plan)
    context = {
        "plan": plan,
        "rounds": rounds,
        "found": missing_in(plan, rounds, today),
        "reminders": sent.select_related("user", "agency", "sent_by", "round")[:50],
        "can_mail": bool(settings.EMAIL_URL),
    }
    return render(request, "missing.html", context)


def letter(request: Request, pk: int, agency: int) -> HttpResponse:
    """A letter that asks one agency for what it owes, to be printed."""
    _round, one = _owed(request, pk, agency)
    if one is None:
        raise Http404
    return render(request, "letter.html", {"one": one})


def _page_of_round(user: User, pk: int, agency: int) -> str:
    rounds = Round.objects.filter(plan__in=Plan.objects.visible_to(user)).select_related("plan")
    return reverse("missing", args=[rounds.get(pk=pk).plan.slug])


@posted_from(_page_of_round)
def send_reminder(request: Request, pk: int, agency: int) -> HttpResponse:
    """Write to the people of one agency now."""
    round_, one = _owed(request, pk, agency)
    try:
        if one is None:
            raise NotPossible(_("This round is not open, or the agency has reported meanwhile."))
        if not settings.EMAIL_URL:
            raise NotPossible(_("No mail server is set; please copy the list, or print the letter."))
        n = remind_by_hand(one, request.user)
    except NotPossible as refusal:
        messages.error(request, str(refusal))
    except (SMTPException, OSError):
        messages.error(request, _("The mail server did not take the mail. Please try again later."))
    else:
        if n:
            messages.success(request, ngettext("%(n)s mail sent.", "%(n)s mails sent.", n) % {"n": n})
        else:
            messages.error(request, _("Nobody of %(agency)s has an address for mail.") % {"agency": one.agency})
    return redirect("missing", slug=round_.plan.slug)


def _owed(request: Request, pk: int, agency: int) -> tuple[Round, OutstandingReports | None]:
    """The round, and what an agency owes in it while it is open; None for nothing."""
    rounds = Round.objects.filter(plan__in=Plan.objects.visible_to(request.user))
    round_ = get_object_or_404(rounds.select_related("plan__region", "plan__coordinator"), pk=pk)
    require(request.user, Right.MANAGE_ROUNDS, round_.plan)
    today = timezone.localdate()
    owed = missing_in(round_.plan, [round_], today) if round_.is_open(today) else []
    return round_, next((one for one in owed if one.agency.pk == agency), None)
