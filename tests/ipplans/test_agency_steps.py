"""Agencies renamed, merged, their work handed over on a date: open work moves, the past keeps its names."""

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from plans.models import Agency, User
from targets.models import Actual
from tasks.models import Assignment, TaskReport
from tests.cast import Cast, SignedIn, add_task, make_user

TODAY = timezone.localdate()
YESTERDAY = TODAY - dt.timedelta(days=1)
DUE = dt.date(2023, 1, 31)


def text(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined, no-any-return]


def step(
    client: Client, agency: Agency, kind: str, day: dt.date | None = YESTERDAY, **fields: object
) -> tuple[str, str]:
    """Fill in the form, look at what moves, confirm; return both pages."""
    url = reverse("agency_step", args=[agency.pk])
    given = {key: value.pk if isinstance(value, Agency) else value for key, value in fields.items()}
    data = {"step": kind, "last_day": day or "", "reason": "机构改革方案", **given}
    shown = text(client.post(url, data))
    confirmed = re.search(r'name="confirmed"\s+value="([^"]*)"', shown)
    if confirmed is None:
        return shown, ""
    return shown, text(client.post(url, data | {"confirmed": confirmed[1]}, follow=True))


def holder(agency: Agency) -> Agency:
    """Who has the agency's work today."""
    return Agency.objects.get(pk=agency.pk).current


def again(user: User) -> User:
    return User.objects.get(pk=user.pk)


def test_a_renamed_agency_keeps_its_name_in_the_past_and_its_people_go_on(cast: Cast, signed_in: SignedIn) -> None:
    old = cast.approved("90")
    cast.actual("80", seq=1, year=2023)
    shown, done = step(signed_in(cast.admin), cast.lead, "rename", name="市新甲局")
    for words in ("c-clerk", "c-colleague", "2022", "市新甲局"):
        assert words in shown
    new = Agency.objects.get(name="市新甲局")
    assert "市新甲局" in done
    assert (new.valid_from, Agency.objects.get(pk=cast.lead.pk).name) == (TODAY, "市甲局")
    old.refresh_from_db()
    assert str(old.agency) == "市甲局"
    assert holder(cast.lead) == new
    for person in (cast.clerk, cast.colleague):
        membership = person.memberships.get(agency=new)
        assert membership.history.latest().history_change_reason == "机构改革方案"
        assert signed_in(again(person)).get(reverse("targets:entry", args=[cast.plan.slug])).status_code == 200
        todo = signed_in(again(person)).get(reverse("todo"))
        assert [due.rows[0].seq for due in todo.context["dues"]] == [1]
        assert todo.context["handed_over"] == []
    assert not again(cast.other_clerk).memberships.filter(agency=new).exists()


def test_nothing_is_done_before_a_person_saw_what_moves(cast: Cast, signed_in: SignedIn) -> None:
    client, url = signed_in(cast.admin), reverse("agency_step", args=[cast.lead.pk])
    data = {"step": "rename", "name": "市新甲局", "last_day": YESTERDAY, "reason": "改名"}
    client.post(url, data)
    shown = text(client.post(url, data))
    confirmed = re.search(r'name="confirmed"\s+value="([^"]*)"', shown)
    assert confirmed is not None
    client.post(url, data | {"name": "市另局", "confirmed": confirmed[1]})
    assert not Agency.objects.filter(name__in=["市新甲局", "市另局"]).exists()


def test_a_merged_agencys_people_work_for_the_one_it_joined(cast: Cast, signed_in: SignedIn) -> None:
    step(signed_in(cast.admin), cast.lead, "merge", successor=cast.partner)
    assert again(cast.clerk).agency_ids == {cast.lead.pk, cast.partner.pk}
    tasks = cast.plan.tasks.with_agencies().order_by("seq")
    assert [task.reporters for task in tasks] == [[cast.partner], [cast.partner]]
    assert [task.partners for task in tasks] == [[], []]


def test_after_a_hand_over_the_old_agency_is_told_where_its_work_went(cast: Cast, signed_in: SignedIn) -> None:
    shown, _done = step(signed_in(cast.admin), cast.lead, "hand-over", successor=cast.partner)
    assert _("These people stay where they are, and are told who has the work:") in shown
    assert not again(cast.clerk).memberships.filter(agency=cast.partner).exists()
    page = text(signed_in(again(cast.clerk)).get(reverse("todo")))
    assert "市丙局" in page
    assert str(YESTERDAY) in page
    assert _("Nothing is due. A reviewer opens a reporting round when figures of a year are asked for.") not in page
    due = signed_in(again(cast.other_clerk)).get(reverse("todo")).context["dues"][0]
    assert [row.seq for row in due.rows] == [1, 2]


def test_a_step_of_a_later_day_moves_nothing_before_it(cast: Cast, signed_in: SignedIn) -> None:
    step(signed_in(cast.admin), cast.lead, "hand-over", TODAY, successor=cast.partner)
    assert holder(cast.lead) == cast.lead
    assert again(cast.clerk).agency_ids == {cast.lead.pk}


def test_a_step_can_be_taken_back(cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.admin)
    assert _("There is no step to take back.") in step(client, cast.lead, "undo")[1]
    step(client, cast.lead, "hand-over", successor=cast.partner)
    second = step(client, cast.lead, "rename", name="市新局")[1]
    assert "市丙局" in second
    assert not Agency.objects.filter(name="市新局").exists()
    step(client, cast.lead, "undo")
    assert holder(cast.lead) == cast.lead


def test_a_misspelt_name_is_corrected_everywhere_and_only_by_its_step(cast: Cast, signed_in: SignedIn) -> None:
    old = cast.approved()
    client = signed_in(cast.admin)
    page = f"/admin/plans/agency/{cast.lead.pk}/change/"
    assert "name" not in client.get(page).context["adminform"].form.fields
    kept = {"kind": "department", "aliases-TOTAL_FORMS": "0", "aliases-INITIAL_FORMS": "0"}
    client.post(page, kept | {"name": "市旧局", "region": str(cast.there.pk)})
    cast.lead.refresh_from_db()
    assert (cast.lead.name, cast.lead.region) == ("市甲局", cast.here)
    step(client, cast.lead, "correct", None, name="市申局")
    old.refresh_from_db()
    assert str(old.agency) == "市申局"
    fresh = Agency.objects.create(region=cast.here, name="市错局")
    client.post(f"/admin/plans/agency/{fresh.pk}/change/", kept | {"name": "市对局", "region": str(cast.here.pk)})
    fresh.refresh_from_db()
    assert fresh.name == "市对局"


@pytest.mark.parametrize(
    ("kind", "fields", "field"),
    [
        ("rename", {}, "name"),
        ("rename", {"name": "市丙局"}, "name"),
        ("rename", {"name": "市新局", "last_day": ""}, "last_day"),
        ("merge", {}, "successor"),
        ("hand-over", {"successor": "away"}, "successor"),
        ("hand-over", {"successor": "gone"}, "successor"),
        ("correct", {"name": "市丙局"}, "name"),
        ("undo", {"reason": ""}, "reason"),
        ("vanish", {}, "step"),
    ],
)
def test_what_a_step_lacks_is_said_at_its_field(
    cast: Cast, signed_in: SignedIn, kind: str, fields: dict[str, object], field: str
) -> None:
    gone = Agency.objects.create(region=cast.here, name="市旧局", valid_to=YESTERDAY)
    named = {"away": cast.there.agencies.get(), "gone": gone}
    given = {key: getattr(named.get(str(value)), "pk", value) for key, value in fields.items()}
    data = {"step": kind, "last_day": YESTERDAY, "reason": "试", **given}
    response = signed_in(cast.admin).post(reverse("agency_step", args=[cast.lead.pk]), data)
    assert response.status_code == 422
    assert field in response.context["form"].errors


def test_work_never_goes_round_in_a_circle(cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.admin)
    third = Agency.objects.create(region=cast.here, name="市丁局")
    step(client, cast.lead, "hand-over", TODAY, successor=cast.partner)
    step(client, cast.partner, "hand-over", TODAY, successor=third)
    assert _("An agency cannot hand its work back to itself.") in step(client, third, "merge", successor=cast.lead)[1]
    # a circle that came in by another way ends, too
    Agency.objects.filter(pk=third.pk).update(successor=cast.partner, valid_to=YESTERDAY)
    cast.lead.refresh_from_db()
    with pytest.raises(Exception, match=_("An agency cannot hand its work back to itself.")):
        cast.lead.full_clean()


def on_time(client: Client, agency: Agency, year: int = 2022) -> tuple[int, int] | None:
    """How many were in time, and how many overdue, on the agency's page."""
    found = client.get(reverse("agency_detail", args=[agency.pk]) + f"?year={year}").context["punctuality"]
    return (found.on_time, found.overdue) if found else None


def test_punctuality_stays_with_the_agency_that_reported_or_missed_it_then(cast: Cast, signed_in: SignedIn) -> None:
    cast.plan.rounds.update(due=DUE)
    reported = cast.approved("90")
    at = timezone.make_aware(dt.datetime(2023, 1, 20, 12))
    Actual.objects.filter(pk=reported.pk).update(handed_in_at=at)
    task = add_task(cast.plan, 9, cast.lead, [])
    TaskReport.objects.create(
        task=task, year=2022, state="done", status="approved", agency=cast.lead, handed_in_at=at, changed_at=at
    )
    leader = signed_in(cast.leader)
    before, others = on_time(leader, cast.lead), on_time(leader, cast.partner)
    assert before == (2, 1)
    new = Agency.objects.create(region=cast.here, name="市新局")
    step(signed_in(cast.admin), cast.lead, "hand-over", successor=new)
    leader = signed_in(cast.leader)
    assert (on_time(leader, cast.lead), on_time(leader, cast.partner), on_time(leader, new)) == (before, others, None)
    listed = leader.get(reverse("agency_list") + f"?region={cast.here.slug}&year=2022").context["table"]
    assert {row.record.name: row.get_cell("on_time") for row in listed.rows}["市甲局"] == 2
    region = leader.get(f"/regions/{cast.here.slug}/?year=2022").context["agencies"]
    assert {one.agency.name: (one.on_time, one.overdue) for one in region}["市甲局"] == before


def test_what_is_asked_after_a_hand_over_is_the_successors(cast: Cast, signed_in: SignedIn) -> None:
    cast.plan.rounds.update(due=TODAY)
    new = Agency.objects.create(region=cast.here, name="市新局")
    step(signed_in(cast.admin), cast.lead, "hand-over", successor=new)
    found = signed_in(cast.leader).get(reverse("agency_detail", args=[new.pk]) + "?year=2022").context["punctuality"]
    assert found.waiting == 2


def test_one_successor_of_two_is_named_once(cast: Cast, signed_in: SignedIn) -> None:
    others = [Agency.objects.create(region=cast.here, name=f"市{n}局") for n in "子丑"]
    task = add_task(cast.plan, 9, cast.lead, others)
    led = add_task(cast.plan, 10, others[0], [])
    Assignment.objects.create(task=led, agency=others[1], seq=2, role="lead", printed_name="市丑局", rule="mark")
    for other in others:
        step(signed_in(cast.admin), other, "merge", successor=cast.partner)
    page = signed_in(cast.leader).get(reverse("tasks:task_detail", args=[task.pk]))
    assert page.status_code == 200
    task, led = cast.plan.tasks.with_agencies().filter(seq__in=[9, 10]).order_by("seq")
    assert (task.partners, led.reporters) == ([cast.partner], [cast.partner])


def test_only_an_administrator_takes_steps(cast: Cast, signed_in: SignedIn) -> None:
    url = reverse("agency_step", args=[cast.lead.pk])
    for person in (cast.reviewer, cast.leader, cast.clerk):
        assert signed_in(person).get(url).status_code == 403
    assert signed_in(cast.outsider).get(url).status_code == 404
    assert url in text(signed_in(cast.admin).get(reverse("agency_detail", args=[cast.lead.pk])))
    newcomer = make_user("c-new", "staff", agency=cast.lead)
    assert signed_in(newcomer).post(url, {"step": "undo", "reason": "试"}).status_code == 403
