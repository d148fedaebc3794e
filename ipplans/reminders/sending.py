"""Reminders out: one mail a person with all that is due, one message a round to a chat robot; none twice."""

from __future__ import annotations

import datetime as dt
import json
import urllib.request
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from smtplib import SMTPException
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import send_mail
from django.core.mail.backends.base import BaseEmailBackend
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from ipplans.reminders.missing import OutstandingReports, missing_in
from ipplans.reminders.occasions import occasion
from plans.models import Plan, Reminder, Round, User

WAIT = 10  # seconds for a chat robot's answer


@dataclass
class SendResult:
    """What a run did: how many mails and messages went out, and what failed."""

    mails: int = 0
    messages: int = 0
    failures: list[str] = field(default_factory=list)


def remind(today: dt.date) -> SendResult:
    """Send what is due today; safe to run again, and from more than one machine."""
    sent, owed = SendResult(), _owed(today)
    by_person: dict[User, list[OutstandingReports]] = defaultdict(list)
    for one in owed:
        for person in one.people:
            by_person[person].append(one)
    with override("zh-hans"):
        for person, ones in by_person.items() if settings.EMAIL_URL else ():
            _remind_person(person, ones, sent)
        if settings.REMINDER_WEBHOOK:
            _send_to_chat(owed, sent)
    return sent


def _owed(today: dt.date) -> list[OutstandingReports]:
    """All that is owed in open rounds whose first occasion has come."""
    rounds: dict[int, list[Round]] = defaultdict(list)
    for round_ in Round.objects.open_on(today):
        if occasion((round_.due - today).days):  # no agency is asked earlier than that
            rounds[round_.plan_id].append(round_)
    plans = Plan.objects.filter(pk__in=rounds).select_related("region", "coordinator")
    owed = (one for plan in plans for one in missing_in(plan, rounds[plan.pk], today))
    return [one for one in owed if occasion(one.days_left)]


def _remind_person(person: User, ones: Sequence[OutstandingReports], sent: SendResult) -> None:
    """One mail with all that is due, where something of it has come to a new occasion."""
    if not person.email:
        return
    reminders = {one.round.pk: _reminder(one, Reminder.Channel.MAIL, user=person, agency=one.agency) for one in ones}
    logged = _logged(reminders.values())
    if not logged:
        return
    try:
        mail(person, ones)
    except (SMTPException, OSError) as fault:
        _delete_unsent(logged)
        sent.failures.append(f"{person.email}: {fault}")
    else:
        sent.mails += 1


def _reminder(one: OutstandingReports, channel: str, **to: Any) -> Reminder:
    return Reminder(round=one.round, due=one.due, mark=occasion(one.days_left), channel=channel, **to)


def mail(person: User, ones: Sequence[OutstandingReports], connection: BaseEmailBackend | None = None) -> None:
    """Write to a person what is due, over a connection that is open already where there is one.

    Raises SMTPException or OSError where the server does not take it.
    """
    subject = _("%(n)s reports are due") % {"n": sum(len(one.indicators) + len(one.tasks) for one in ones)}
    context = {"person": person, "ones": ones, "address": settings.SITE_URL + reverse("todo")}
    send_mail(subject, render_to_string("reminders/mail.txt", context), None, [person.email], connection=connection)


def _send_to_chat(owed: Iterable[OutstandingReports], sent: SendResult) -> None:
    """One message a round, with a line an agency, in the form that 企业微信 and 钉钉 take."""
    by_round: dict[int, list[OutstandingReports]] = defaultdict(list)
    for one in owed:
        by_round[one.round.pk].append(one)
    for ones in by_round.values():
        logged = _logged([_reminder(ones[0], Reminder.Channel.WEBHOOK)])
        if not logged:
            continue
        try:
            say_to_chat(ones[0].round, ones)
        except (OSError, ValueError) as fault:
            _delete_unsent(logged)
            sent.failures.append(f"{urlsplit(settings.REMINDER_WEBHOOK).hostname}: {fault}")
        else:
            sent.messages += 1


def say_to_chat(round_: Round, owed: Sequence[OutstandingReports]) -> None:
    """Say what is owed in a round to the chat robot. Raises OSError, ValueError where it does not take it."""
    text = render_to_string("reminders/robot.txt", {"round": round_, "ones": owed})
    _post(settings.REMINDER_WEBHOOK, {"msgtype": "text", "text": {"content": text}})


def _post(address: str, content: dict[str, object]) -> None:
    if urlsplit(address).scheme not in ("http", "https"):
        raise ValueError(_("The address of the chat robot must begin with http:// or https://."))
    body = json.dumps(content, ensure_ascii=False).encode()
    request = urllib.request.Request(address, body, {"Content-Type": "application/json"})  # noqa: S310  # checked above
    with urllib.request.urlopen(request, timeout=WAIT):  # noqa: S310  # nosec B310
        pass


def _logged(reminders: Iterable[Reminder]) -> list[Reminder]:
    """Write down what is about to be sent, before it is; return those that nobody has sent."""
    kept = []
    for reminder in reminders:
        try:
            with transaction.atomic():
                reminder.save()
        except IntegrityError:
            continue
        kept.append(reminder)
    return kept


def _delete_unsent(reminders: Iterable[Reminder]) -> None:
    """Delete the log entries of what could not be sent, so that the next run tries again."""
    Reminder.objects.filter(pk__in=[reminder.pk for reminder in reminders]).delete()


def remind_by_hand(one: OutstandingReports, by: User) -> int:
    """Write to the people of one agency now; return to how many. Raises SMTPException, OSError."""
    people = [person for person in one.people if person.email]
    with override("zh-hans"):
        for person in people:
            mail(person, [one])
    channel = Reminder.Channel.BY_HAND
    Reminder.objects.bulk_create(
        Reminder(round=one.round, user=person, agency=one.agency, due=one.due, mark="", channel=channel, sent_by=by)
        for person in people
    )
    return len(people)
