"""An agency renamed or merged hands its open work to its successor on a date; old reports keep the old name."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from plans.models import Agency, User
from targets.models import Actual
from tests.cast import Cast, SignedIn, make_user


def handed_over(cast: Cast, last_day: dt.date) -> User:
    new = Agency.objects.create(region=cast.here, name="市新局")
    Agency.objects.filter(pk=cast.lead.pk).update(successor=new, valid_to=last_day)
    return make_user("c-new", "staff", agency=new)


def test_open_work_goes_to_the_successor_on_its_day(cast: Cast, signed_in: SignedIn) -> None:
    today = timezone.localdate()
    old = cast.approved("90")
    clerk = handed_over(cast, today)
    entry = reverse("targets:entry", args=[cast.plan.slug])
    report = reverse("tasks:task_report", args=[cast.plan.tasks.get(seq=1).pk, 2022])
    for page in (entry, report):
        assert signed_in(cast.clerk).get(page).status_code == 200
        assert signed_in(clerk).get(page).status_code == 403
    Agency.objects.filter(pk=cast.lead.pk).update(valid_to=today - dt.timedelta(days=1))
    for page in (entry, report):
        assert signed_in(User.objects.get(pk=cast.clerk.pk)).get(page).status_code == 403
        assert signed_in(User.objects.get(pk=clerk.pk)).get(page).status_code == 200
    old.reopen(cast.reviewer, "更正")
    Actual.objects.save_with_history([old], cast.reviewer)
    assert old.agency == cast.lead
    name = f"i{cast.indicator(1).pk}y2022"
    signed_in(User.objects.get(pk=clerk.pk)).post(entry, {f"{name}-text": "95", f"{name}-version": str(old.version)})
    old.refresh_from_db()
    assert (old.value, str(old.agency)) == (95, "市新局")
    first = old.history.earliest()
    assert str(first.agency) == "市甲局"


def test_a_hand_over_in_a_circle_or_without_a_day_is_refused(cast: Cast) -> None:
    for successor, last_day in ((cast.lead, dt.date(2020, 1, 1)), (cast.partner, None)):
        cast.lead.successor, cast.lead.valid_to = successor, last_day
        with pytest.raises(ValidationError):
            cast.lead.full_clean()
    away = Agency.objects.get(name="市乙局")
    cast.lead.successor, cast.lead.valid_to = away, dt.date(2020, 1, 1)
    with pytest.raises(ValidationError):
        cast.lead.full_clean()
