"""Signing in leads to the person's own work; the menu says how much of it there is."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from ipplans.due_rounds import dues_of
from plans.models import Membership, Round, User
from targets.models import Actual
from tasks.models import Note, TaskReport
from tests.cast import Cast, SignedIn, add_indicator


@pytest.mark.parametrize(
    ("person", "page"),
    [
        ("clerk", "todo"),
        ("reviewer", "review"),
        ("leader", "overview"),
        ("admin", "overview"),
    ],
)
def test_signing_in_leads_to_the_persons_work(cast: Cast, signed_in: SignedIn, person: str, page: str) -> None:
    answer = signed_in(getattr(cast, person)).get(reverse("start"))
    assert (answer.status_code, answer["Location"]) == (302, reverse(page))


def test_a_leader_who_enters_figures_too_begins_with_the_overview(cast: Cast, signed_in: SignedIn) -> None:
    Membership.objects.create(user=cast.clerk, role="leader", region=cast.here)
    assert signed_in(cast.clerk).get(reverse("start"))["Location"] == reverse("overview")


def listed(user: User) -> int:
    """What the to-do list itself has to be done."""
    dues = dues_of(User.objects.get(pk=user.pk), timezone.localdate())
    notes = Note.objects.for_agencies(user.agency_ids).unanswered().count()
    return sum(len(due.open_rows) + len(due.open_tasks) for due in dues) + notes


def test_the_menu_counts_what_the_list_has(cast: Cast, signed_in: SignedIn) -> None:
    late = add_indicator(cast.plan, 3, "后增", ["1"], "1", "sum")
    late.asked_from, late.reporter = 2023, cast.lead
    late.save()
    gone = add_indicator(cast.plan, 4, "已取消", ["1"], "1", "sum")
    gone.dropped_by, gone.reporter = "甲政办〔2023〕1号", cast.lead
    gone.save()

    def both() -> tuple[int, int]:
        counted = signed_in(cast.clerk).get(reverse("menu_counts")).json()["counts"]["due"]
        return counted, listed(User.objects.get(pk=cast.clerk.pk))

    seen = [both()]
    actual = cast.submitted("90")
    seen.append(both())
    Actual.objects.filter(pk=actual.pk).update(condition="not-published", value=None, expected_on=dt.date(2020, 1, 1))
    seen.append(both())
    Actual.objects.filter(pk=actual.pk).update(status="returned")
    seen.append(both())
    Round.objects.create(plan=cast.plan, year=2023, opens=dt.date(2023, 1, 1), due=dt.date(2999, 1, 31))
    seen.append(both())
    Actual.objects.filter(pk=actual.pk).update(status="approved", condition="value", value=3, as_of="2022-06-30")
    seen.append(both())
    task = cast.plan.tasks.get(seq=1)
    TaskReport.objects.create(task=task, year=2022, agency=cast.lead, state="done", status="submitted", version=1)
    seen.append(both())
    Note.objects.create(indicator=gone, author=cast.leader, text="请说明")
    seen.append(both())
    Round.objects.filter(year=2022).update(status="closed")
    seen.append(both())
    assert [counted for counted, _listed in seen] == [listed for _counted, listed in seen]
    assert len({counted for counted, _listed in seen}) > 3


def test_the_counts_are_of_what_a_person_may_do(cast: Cast, signed_in: SignedIn) -> None:
    cast.submitted("90")
    asked = {
        name: signed_in(getattr(cast, name)).get(reverse("menu_counts")).json()["counts"]
        for name in ("clerk", "reviewer", "leader", "admin")
    }
    assert asked["leader"] == {"answered": 0}
    assert set(asked["clerk"]) == {"due"}
    assert (asked["reviewer"]["waiting"], set(asked["admin"])) == (1, {"waiting", "late"})
