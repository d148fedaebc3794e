"""Who has not reported, as a list to take along: what each agency owes, and whom to call."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from documents.exports import Listing
from ipplans.reminders.missing import OutstandingReports
from plans.models import Plan


def missing_listing(plan: Plan, owed: Sequence[OutstandingReports]) -> Listing:
    """Return a row an agency and round, with its people, their phones and addresses for mail."""
    heads = [
        _("Year"), _("agency"), _("due"), _("days late"), _("Indicators"), _("Tasks"),
        _("indicators not reported"), _("tasks not reported"), _("People"), _("phone"), _("email"),
    ]  # fmt: skip
    title = f"{plan.title} {_('Who has not reported')}"
    widths = [10, 24, 12, 8, 8, 8, 40, 40, 16, 16, 28]
    return Listing(title, heads, widths, (_row(one) for one in owed), len(owed))


def _row(one: OutstandingReports) -> list[Any]:
    indicators = "；".join(f"{row.seq} {row.name}" for row in one.indicators)
    tasks = "；".join(f"{task.seq} {task.content}" for task in one.tasks)
    people = "、".join(str(person) for person in one.people) or _("nobody has an account")
    phones = "、".join(person.phone for person in one.people if person.phone)
    emails = "、".join(person.email for person in one.people if person.email)
    late = max(one.days_late, 0)
    return [
        one.round.label, str(one.agency), str(one.due), late, len(one.indicators), len(one.tasks),
        indicators, tasks, people, phones, emails,
    ]  # fmt: skip
