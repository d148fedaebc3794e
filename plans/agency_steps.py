"""Steps of an agency on a date: renamed 更名, merged 合并, its work handed over 划转. Old papers keep its name."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from plans.models import Agency, Membership, NotPossible


class AgencyStep(TextChoices):
    RENAME = "rename", _("rename")
    MERGE = "merge", _("merge into another agency")
    HAND_OVER = "hand-over", _("hand its work over")
    CORRECT = "correct", _("correct a misspelt name")
    UNDO = "undo", _("take a step back")


WITH_NAME = (AgencyStep.RENAME, AgencyStep.CORRECT)
WITH_SUCCESSOR = (AgencyStep.MERGE, AgencyStep.HAND_OVER)
WITH_PEOPLE = (AgencyStep.RENAME, AgencyStep.MERGE)
DATED = (AgencyStep.RENAME, AgencyStep.MERGE, AgencyStep.HAND_OVER)


@dataclass(frozen=True)
class AgencyChange:
    """A step with what it needs: a name (WITH_NAME), a successor (WITH_SUCCESSOR), the last day before it (DATED)."""

    step: AgencyStep
    reason: str
    name: str = ""
    successor: Agency | None = None
    last_day: dt.date | None = None


@transaction.atomic
def take_step(agency: Agency, change: AgencyChange) -> Agency:
    """Take the step, recorded with its reason, and return who has the work after it.

    Nothing that was reported is touched: who has open work follows from the successor and the day. The people of an
    agency that is renamed or merged work for the new one from then on, too. Raises NotPossible where another step
    stands in the way, or the agency would hand its work back to itself.
    """
    agency = Agency.objects.select_for_update(of=("self",)).select_related("region", "successor").get(pk=agency.pk)
    _require_free(agency, change.step)
    if change.step in DATED:
        agency.successor, agency.valid_to = change.successor, change.last_day
        if change.step == AgencyStep.RENAME:
            agency.successor = _new_agency(agency, change)
    elif change.step == AgencyStep.CORRECT:
        agency.name = change.name
    else:
        agency.successor = agency.valid_to = None
    _store(agency, change.reason)
    if change.step in WITH_PEOPLE and agency.successor:
        _let_people_work_for(agency.successor, agency, change.reason)
    return agency.successor or agency


def people_of(agency: Agency) -> list[Membership]:
    """Return the roles in which active people work for the agency."""
    roles = Membership.objects.filter(agency=agency, user__is_active=True)
    return list(roles.select_related("user").order_by("user__username", "role"))


def _require_free(agency: Agency, step: AgencyStep) -> None:
    """Raise NotPossible for a second step that moves work, and for taking back what was not done."""
    if step in DATED and agency.successor:
        values = {"agency": agency, "successor": agency.successor, "date": agency.valid_to}
        message = _("%(agency)s hands its work to %(successor)s after %(date)s. Please take that back first.")
        raise NotPossible(message % values)
    if step == AgencyStep.UNDO and not agency.successor:
        raise NotPossible(_("There is no step to take back."))


def _new_agency(agency: Agency, change: AgencyChange) -> Agency:
    assert change.last_day is not None
    first_day = change.last_day + dt.timedelta(days=1)
    new = Agency(region=agency.region, name=change.name, kind=agency.kind, valid_from=first_day)
    _store(new, change.reason)
    return new


def _store(agency: Agency, reason: str) -> None:
    try:
        agency.full_clean()
    except ValidationError as fault:
        raise NotPossible("；".join(fault.messages)) from fault
    agency._change_reason = reason  # type: ignore[attr-defined]
    agency.save()


def _let_people_work_for(successor: Agency, agency: Agency, reason: str) -> None:
    known = set(Membership.objects.filter(agency=successor).values_list("user_id", "role"))
    for role in people_of(agency):
        if (role.user_id, role.role) not in known:
            added = Membership(user=role.user, role=role.role, agency=successor)
            added._change_reason = reason  # type: ignore[attr-defined]
            added.save()
