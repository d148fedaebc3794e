"""Who has not reported: the list, also as a file; a reminder by hand, a letter, and urging all (催报全部)."""

import datetime as dt
from smtplib import SMTPException

from django.conf import settings
from django.contrib import messages
from django.db.models import Count, QuerySet, Sum
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from documents.exports import Form, Output, export, listing_output
from ipplans.reminders.listing import missing_listing
from ipplans.reminders.missing import OutstandingReports, missing_in, without_account
from ipplans.reminders.sending import remind_by_hand
from ipplans.reminders.urging import UrgeResult, urge
from plans.forms import UrgingForm, checked
from plans.kept_forms import keep
from plans.models import NotPossible, Plan, Reminder, Round, Urging, User
from plans.posting import posted_from
from plans.request import Request
from plans.rights import Right, require


def missing(request: Request, slug: str) -> HttpResponse:
    """The agencies that owe something in an open round of a plan."""
    plan = _plan(request, slug)
    today = timezone.localdate()
    every = _open_rounds(plan, today)
    rounds = [one for one in every if str(one.pk) == request.GET.get("round")] or every
    sent = Reminder.objects.filter(round__plan=plan)
    urgings = Urging.objects.filter(round__plan=plan).select_related("round", "sent_by")
    found = missing_in(plan, rounds, today)
    context = {
        "plan": plan,
        "rounds": rounds,
        "other_rounds": len(every) - len(rounds),
        "found": found,
        "to_urge": [_to_urge(round_, found, UrgingForm(round_, request.user, today)) for round_ in rounds],
        "urgings": urgings.annotate(urged=Count("agencies"), mailed=Sum("agencies__mails"))[:50],
        "reminders": sent.select_related("user", "agency", "sent_by", "round")[:50],
        "can_mail": bool(settings.EMAIL_URL),
    }
    return render(request, "missing.html", context)


def _to_urge(round_: Round, found: list[OutstandingReports], form: UrgingForm) -> dict[str, object]:
    """What is to be said before the agencies of a round are urged: how many there are, and whom no mail reaches."""
    owed = [one for one in found if one.round.pk == round_.pk]
    unreachable = [str(one.agency) for one in owed if not any(person.email for person in one.people)]
    return {"round": round_, "owed": owed, "unreachable": unreachable, "form": form}


@export
def missing_export(request: Request, slug: str, form: Form) -> Output:
    """The list with whom to call."""
    plan = _plan(request, slug)
    today = timezone.localdate()
    return listing_output(missing_listing(plan, missing_in(plan, _open_rounds(plan, today), today)), form)


def _plan(request: Request, slug: str) -> Plan:
    visible = Plan.objects.visible_to(request.user).select_related("region", "coordinator")
    plan = get_object_or_404(visible.defer("source_text"), slug=slug)
    require(request.user, Right.MANAGE_ROUNDS, plan)
    return plan


def _open_rounds(plan: Plan, today: dt.date) -> list[Round]:
    return list(plan.rounds.open_on(today).select_related("plan__region").prefetch_related("urgings"))


@posted_from(lambda user, pk: reverse("missing", args=[_visible_rounds(user).get(pk=pk).plan.slug]))
def urge_all(request: Request, pk: int) -> HttpResponse:
    """A step of urging for all agencies that owe something: kept, mailed, said to the chat robot, to be printed."""
    round_ = get_object_or_404(_visible_rounds(request.user).select_related("plan__region", "plan__coordinator"), pk=pk)
    require(request.user, Right.MANAGE_ROUNDS, round_.plan)
    today = timezone.localdate()
    form = UrgingForm(round_, request.user, today, request.POST)
    owed = missing_in(round_.plan, [round_], today) if round_.is_open(today) else []
    try:
        checked(form)
        result = urge(form.instance, owed)
    except NotPossible as refusal:
        messages.error(request, str(refusal))
        keep(request, is_refused=True)
        return redirect("missing", slug=round_.plan.slug)
    _say_urged(request, result)
    return redirect("urging_letters", pk=form.instance.pk)


def _say_urged(request: Request, result: UrgeResult) -> None:
    words = ngettext("Recorded; %(n)s mail sent.", "Recorded; %(n)s mails sent.", result.mails)
    messages.success(request, words % {"n": result.mails})
    if result.on_paper:
        values = {"agencies": "、".join(result.on_paper)}
        messages.warning(request, _("No mail reaches these; please send the letter: %(agencies)s") % values)
    for failure in result.failures:
        messages.error(request, _("Not sent: %(fault)s") % {"fault": failure})


def urging_letters(request: Request, pk: int) -> HttpResponse:
    """The letters of one step of urging, one a page, as they were sent."""
    visible = Urging.objects.filter(round__plan__in=Plan.objects.visible_to(request.user))
    related = visible.select_related("round__plan__region", "round__plan__coordinator", "sent_by")
    urging = get_object_or_404(related.prefetch_related("agencies__agency"), pk=pk)
    require(request.user, Right.MANAGE_ROUNDS, urging.round.plan)
    silent = without_account(one.agency for one in urging.agencies.all())
    context = {"urging": urging, "plan": urging.round.plan, "without_account": silent}
    return render(request, "urging_letters.html", context)


def _visible_rounds(user: User) -> QuerySet[Round]:
    return Round.objects.filter(plan__in=Plan.objects.visible_to(user)).select_related("plan")


def letter(request: Request, pk: int, agency: int) -> HttpResponse:
    """A letter that asks one agency for what it owes, to be printed."""
    _round, one = _owed(request, pk, agency)
    if one is None:
        raise Http404
    return render(request, "letter.html", {"one": one, "without_account": without_account([one.agency])})


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
