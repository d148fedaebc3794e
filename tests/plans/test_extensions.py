"""Extensions 延期 (domain.md §1 Round, §5): given or asked for while a round is open; what date counts for whom."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ipplans.punctuality import indicator_answers
from ipplans.reminders.missing import missing_in
from ipplans.reminders.sending import remind
from plans.delivery import Delivery
from plans.models import Agency, Extension, Plan, Reminder, Round
from targets.choices import State
from targets.models import PlanIndicator
from targets.plan_figures import plan_figures
from tasks.delivered import delivered
from tasks.progress import task_years
from tests.cast import Cast, SignedIn, add_task

TODAY = timezone.localdate()
GONE, COMING = TODAY - dt.timedelta(days=5), TODAY + dt.timedelta(days=20)


@pytest.fixture
def round_(cast: Cast) -> Round:
    """The round of 2022, due five days ago and still open; 甲局 leads a task, 丙局 another."""
    cast.plan.rounds.update(due=GONE)
    add_task(cast.plan, 3, cast.partner, [])
    return cast.plan.rounds.get()


def extend(client: Client, round_: Round, agency: Agency | None = None, **values: str) -> str:
    data = {"due": COMING.isoformat(), "reason": "年鉴未出", "agency": str(agency.pk) if agency else ""}
    url = reverse("plans:extend_round", args=[round_.pk])
    return client.post(url, data | values, follow=True).content.decode()


def ask(client: Client, round_: Round, agency: Agency, **values: str) -> str:
    data = {"due": COMING.isoformat(), "reason": "人员变动"}
    url = reverse("plans:ask_extension", args=[round_.pk, agency.pk])
    return client.post(url, data | values, follow=True).content.decode()


def decide(client: Client, action: str, word: str = "") -> str:
    asked = Extension.objects.latest("pk")
    url = reverse("plans:decide_extension", args=[asked.pk, action])
    return client.post(url, {"word": word}, follow=True).content.decode()


def plan_of(cast: Cast) -> Plan:
    return Plan.objects.select_related("region", "coordinator").prefetch_related("rounds").get(pk=cast.plan.pk)


def states(cast: Cast) -> list[State]:
    plan = plan_of(cast)
    return [row.now.state for row in plan_figures(plan, plan.indicators.with_figures(), 2022, TODAY).rows]


def test_for_all_every_date_moves_and_the_old_one_is_kept(cast: Cast, signed_in: SignedIn, round_: Round) -> None:
    assert states(cast) == [State.OVERDUE, State.OVERDUE]
    page = extend(signed_in(cast.reviewer), round_)
    round_.refresh_from_db()
    assert round_.due == COMING
    for words in (f"{GONE} → {COMING}", "年鉴未出", "c-reviewer"):
        assert words in page
    assert states(cast) == [State.UNREPORTED, State.UNREPORTED]


def test_for_one_agency_the_others_dates_stay(cast: Cast, signed_in: SignedIn, round_: Round) -> None:
    extend(signed_in(cast.reviewer), round_, cast.lead)
    round_.refresh_from_db()
    assert round_.due == GONE
    assert states(cast) == [State.UNREPORTED, State.OVERDUE]


def test_one_date_counts_everywhere(cast: Cast, signed_in: SignedIn, round_: Round) -> None:
    extend(signed_in(cast.reviewer), round_, cast.lead)
    plan = plan_of(cast)
    owed = {one.agency: one.due for one in missing_in(plan, list(plan.rounds.all()), TODAY)}
    assert (owed[cast.lead], owed[cast.partner]) == (COMING, GONE)
    rows = PlanIndicator.objects.by_plan([plan])[plan.pk]
    assert [one.delivery for one in indicator_answers(plan, rows, 2022, TODAY)] == [Delivery.WAITING, Delivery.OVERDUE]
    tasks = task_years([plan], 2022, TODAY)[plan.pk]
    of_tasks = [Delivery.WAITING, Delivery.OVERDUE, Delivery.OVERDUE]
    assert [one.delivery for one in tasks] == of_tasks
    for how in (Delivery.WAITING, Delivery.OVERDUE):
        found = delivered(plan.tasks.all(), how, 2022, TODAY).values_list("seq", flat=True)
        assert list(found) == [seq for seq, expected in zip((1, 2, 3), of_tasks, strict=True) if expected == how]
    for person, due, late in ((cast.clerk, COMING, False), (cast.other_clerk, GONE, True)):
        for address in (reverse("todo"), reverse("targets:entry", args=[plan.slug, 2022])):
            assert due.isoformat() in signed_in(person).get(address).content.decode()
        assert ("state-overdue" in signed_in(person).get(reverse("todo")).content.decode()) == late


def test_what_is_handed_in_before_the_extended_date_is_in_time(cast: Cast, signed_in: SignedIn, round_: Round) -> None:
    extend(signed_in(cast.reviewer), round_, cast.lead)
    cast.submitted("90")
    cast.submitted("6.5", seq=2)
    plan = plan_of(cast)
    rows = PlanIndicator.objects.by_plan([plan])[plan.pk]
    assert [one.delivery for one in indicator_answers(plan, rows, 2022, TODAY)] == [Delivery.ON_TIME, Delivery.LATE]


def test_reminders_go_by_the_agencys_date(
    cast: Cast, signed_in: SignedIn, round_: Round, settings: pytest.FixtureRequest
) -> None:
    settings.EMAIL_URL = "smtp://127.0.0.1"  # type: ignore[attr-defined]
    for user in (cast.clerk, cast.other_clerk):
        user.email = f"{user.username}@example.org"
        user.save()
    extend(signed_in(cast.reviewer), round_, cast.lead)
    remind(TODAY)
    sent = {r.agency: (r.due, r.mark) for r in Reminder.objects.filter(round=round_)}
    assert sent == {cast.lead: (COMING, "-30"), cast.partner: (GONE, "+1")}


def test_an_agency_asks_and_the_reviewer_gives(cast: Cast, signed_in: SignedIn, round_: Round) -> None:
    ask(signed_in(cast.clerk), round_, cast.lead)
    assert states(cast) == [State.OVERDUE, State.OVERDUE]
    assert "人员变动" in signed_in(cast.reviewer).get(reverse("review")).content.decode()
    decide(signed_in(cast.reviewer), "give", "同意")
    asked = Extension.objects.get(round=round_)
    assert (asked.state, asked.asked_by, asked.decided_by, asked.word) == ("given", cast.clerk, cast.reviewer, "同意")
    assert states(cast) == [State.UNREPORTED, State.OVERDUE]
    assert "人员变动" in signed_in(cast.clerk).get(reverse("todo")).content.decode()
    log = signed_in(cast.reviewer).get(reverse("activity", args=[cast.plan.slug])).content.decode()
    assert f"{GONE} → {COMING}" in log
    assert "人员变动 · 同意" in log


def test_a_request_is_declined_with_a_word(cast: Cast, signed_in: SignedIn, round_: Round) -> None:
    ask(signed_in(cast.clerk), round_, cast.lead)
    assert "notice error" in decide(signed_in(cast.reviewer), "decline")
    decide(signed_in(cast.reviewer), "decline", "数据已公布")
    assert Extension.objects.get(round=round_).state == "declined"
    assert states(cast) == [State.OVERDUE, State.OVERDUE]
    assert "数据已公布" in signed_in(cast.clerk).get(reverse("todo")).content.decode()
    assert "notice error" in decide(signed_in(cast.reviewer), "give")


@pytest.mark.parametrize(
    "values", [{"due": ""}, {"due": "明天"}, {"due": GONE.isoformat()}, {"reason": ""}, {"reason": "因" * 201}]
)
def test_nothing_is_extended_without_a_later_date_and_a_reason(
    cast: Cast, signed_in: SignedIn, round_: Round, values: dict[str, str]
) -> None:
    assert "notice error" in extend(signed_in(cast.reviewer), round_, None, **values)
    assert "notice error" in ask(signed_in(cast.clerk), round_, cast.lead, **values)
    assert not Extension.objects.filter(round=round_).exists()


def test_only_an_open_round_is_extended_and_one_request_waits_at_a_time(
    cast: Cast, signed_in: SignedIn, round_: Round
) -> None:
    ask(signed_in(cast.clerk), round_, cast.lead)
    assert "notice error" in ask(signed_in(cast.colleague), round_, cast.lead)
    Round.objects.filter(pk=round_.pk).update(status="closed")
    assert "notice error" in extend(signed_in(cast.reviewer), round_)
    assert "notice error" in decide(signed_in(cast.reviewer), "give")
    assert Extension.objects.get(round=round_).state == "asked"


def test_an_agency_of_another_region_is_not_extended(cast: Cast, signed_in: SignedIn, round_: Round) -> None:
    away = Agency.objects.get(name="市乙局", region=cast.there)
    assert "notice error" in extend(signed_in(cast.reviewer), round_, away)
    url = reverse("plans:ask_extension", args=[round_.pk, away.pk])
    assert signed_in(cast.clerk).post(url, {"due": COMING, "reason": "x"}).status_code == 404


def test_a_later_extension_for_all_is_not_shortened_by_an_earlier_one_for_one(
    cast: Cast, signed_in: SignedIn, round_: Round
) -> None:
    extend(signed_in(cast.reviewer), round_, cast.lead)
    later = COMING + dt.timedelta(days=9)
    extend(signed_in(cast.reviewer), round_, due=later.isoformat())
    assert Round.objects.get(pk=round_.pk).due_for([cast.lead.pk]) == later


def test_what_a_successor_is_given_stands_under_its_predecessors_name_too(
    cast: Cast, signed_in: SignedIn, round_: Round
) -> None:
    cast.lead.successor, cast.lead.valid_to = cast.partner, GONE
    cast.lead.save()
    extend(signed_in(cast.reviewer), round_, cast.partner)
    assert states(cast) == [State.UNREPORTED, State.UNREPORTED]
