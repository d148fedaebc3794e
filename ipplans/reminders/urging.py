"""催报全部: one step of urging for all agencies that owe something in a round: kept, mailed, said to the chat robot."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from smtplib import SMTPException, SMTPRecipientsRefused

from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from ipplans.reminders.missing import OutstandingReports
from ipplans.reminders.sending import mail, say_to_chat
from plans.models import NotPossible, Reminder, UrgedAgency, Urging, User

MAX_SECONDS = 30  # for all mails of a step: who was not reached by then gets the letter on paper


@dataclass
class UrgeResult:
    """What a step did: mails sent, agencies that only paper reaches, and what could not be sent."""

    mails: int = 0
    on_paper: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)


def urge(urging: Urging, owed: Sequence[OutstandingReports]) -> UrgeResult:
    """Store the step with what each agency owes, and send it to everybody who can be reached.

    Raises NotPossible where nothing is owed.
    """
    if not owed:
        raise NotPossible(_("Everybody has reported."))
    with transaction.atomic():
        urging.save()
        urged = UrgedAgency.objects.bulk_create(_urged(urging, one) for one in owed)
    result = UrgeResult()
    with override("zh-hans"):
        reached = _mail_everybody(owed, result) if settings.EMAIL_URL else set()
        if settings.REMINDER_WEBHOOK:
            try:
                say_to_chat(urging.round, owed)
                urging.messages = 1
            except (OSError, ValueError) as fault:
                result.failures.append(str(fault))
    _log(urging, owed, urged, reached)
    result.mails = len(reached)
    result.on_paper = [str(one.agency) for one in owed if not reached & {person.pk for person in one.people}]
    return result


def _urged(urging: Urging, one: OutstandingReports) -> UrgedAgency:
    """What one agency owes, in words that stay: rows may be renamed, or reported the next day."""
    owed = {"indicators": one.indicator_lines, "tasks": one.task_lines}
    return UrgedAgency(urging=urging, agency=one.agency, due=one.due, **owed)


def _mail_everybody(owed: Sequence[OutstandingReports], result: UrgeResult) -> set[int]:
    """One mail a person with all that the own agencies owe, over one connection; the ids of those who got it."""
    by_person: dict[User, list[OutstandingReports]] = defaultdict(list)
    for one in owed:
        for person in one.people:
            by_person[person].append(one)
    reached: set[int] = set()
    waiting = [(person, ones) for person, ones in by_person.items() if person.email]
    end = time.monotonic() + MAX_SECONDS
    try:
        with get_connection() as connection:
            for number, (person, ones) in enumerate(waiting):
                if time.monotonic() > end:
                    words = _("The mail server is slow; %(n)s people were not written to.")
                    result.failures.append(words % {"n": len(waiting) - number})
                    break
                if _is_mailed(person, ones, connection, result):
                    reached.add(person.pk)
    except (SMTPException, OSError) as fault:  # the server itself does not take mail: nobody waits for it sixty times
        result.failures.append(str(fault))
    return reached


def _is_mailed(
    person: User, ones: Sequence[OutstandingReports], connection: BaseEmailBackend, result: UrgeResult
) -> bool:
    """Write to one person; an address that is refused is noted. Raises SMTPException, OSError for all others."""
    try:
        mail(person, ones, connection)
    except SMTPRecipientsRefused as fault:
        result.failures.append(f"{person.email}: {fault}")
        return False
    return True


def _log(urging: Urging, owed: Sequence[OutstandingReports], urged: Sequence[UrgedAgency], reached: set[int]) -> None:
    """Write down who got a mail."""
    reminders = []
    for one, row in zip(owed, urged, strict=True):
        people = [person for person in one.people if person.pk in reached]
        row.mails = len(people)
        values = {"round": urging.round, "agency": one.agency, "due": one.due, "sent_by": urging.sent_by}
        reminders += [Reminder(user=person, mark="", channel=Reminder.Channel.BY_HAND, **values) for person in people]
    with transaction.atomic():
        urging.save(update_fields=["messages"])
        UrgedAgency.objects.bulk_update(urged, ["mails"])
        Reminder.objects.bulk_create(reminders)
