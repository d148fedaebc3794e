"""A person or agency with records is switched off, never deleted; and somebody always administers (domain.md §3)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.db import transaction
from django.db.models import PROTECT, ManyToOneRel, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from plans.models import Agency, Membership, NotPossible, User
from plans.sessions import end_access


def has_records(thing: Agency | User) -> bool:
    """Whether a row that the database must keep names the person or agency: a report, a signature, a history row…"""
    relations = [field for field in thing._meta.get_fields(include_hidden=True) if isinstance(field, ManyToOneRel)]
    return any(
        relation.field.model._base_manager.filter(**{relation.field.name: thing.pk}).exists()
        for relation in relations
        if relation.on_delete is PROTECT
    )


@transaction.atomic
def require_another_admin(leaving: Collection[User]) -> None:
    """Raise NotPossible where nobody would administer without these people.

    Who administers stays locked to the end of the caller's transaction, so that two cannot remove each other at once.
    """
    roles = Membership.objects.filter(role=Membership.Role.ADMIN)
    administering = User.objects.filter(Q(is_superuser=True) | Q(pk__in=roles.values("user")))
    for rows in (roles, administering):
        list(rows.order_by("pk").select_for_update())
    admins = {user.pk: user for user in administering.filter(is_active=True).order_by("pk")}
    if admins and admins.keys() <= {user.pk for user in leaving}:
        people = "、".join(user.label for user in admins.values())
        raise NotPossible(
            _("%(person)s is the last administrator. Please make somebody else one first.") % {"person": people}
        )


@transaction.atomic
def switch_off(thing: Agency | User) -> None:
    """End a person's access, or an agency's being offered, from now on; what they did stays.

    An agency whose work goes to another one on a day ends on that day.
    Raises NotPossible for the last administrator, and for an agency that begins later.
    """
    if isinstance(thing, User):
        require_another_admin([thing])
        thing.is_active = False
        end_access(thing)
    else:
        yesterday = timezone.localdate() - dt.timedelta(days=1)
        if thing.valid_from is not None and thing.valid_from > yesterday:
            raise NotPossible(
                _("%(name)s exists from %(date)s only.") % {"name": thing.label, "date": thing.valid_from}
            )
        if thing.successor is None:  # else it ends on the day of its step
            thing.valid_to = min(thing.valid_to or yesterday, yesterday)
    thing.save()


def not_deletable(things: Collection[Agency | User]) -> list[str]:
    """Return why the chosen people or agencies cannot be deleted, a sentence each; none if all can be."""
    message = _("%(name)s has records, which keep their names. Please switch it off instead.")
    reasons = [message % {"name": thing.label} for thing in things if has_records(thing)]
    try:
        require_another_admin([thing for thing in things if isinstance(thing, User)])
    except NotPossible as refusal:
        reasons.append(str(refusal))
    return reasons
