"""年度工作台: where a round stands, step after step, and that its final figures went up."""

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from documents.models import Snapshot
from ipplans.snapshots import take_snapshot
from ipplans.workbench import Workbench
from plans.models import AuditEntry, Extension, Round
from targets.models import Actual
from tasks.models import TaskReport
from tests.cast import Cast, SignedIn


def bench(cast: Cast) -> Workbench:
    return Workbench(cast.plan, cast.plan.rounds.get(), timezone.localdate())


def page(cast: Cast, signed_in: SignedIn) -> str:
    address = reverse("workbench", args=[cast.plan.rounds.get().pk])
    return str(signed_in(cast.reviewer).get(address).content.decode())


def task_report(cast: Cast, seq: int, status: str) -> TaskReport:
    task = cast.plan.tasks.get(seq=seq)
    return TaskReport.objects.create(task=task, year=2022, agency=cast.lead, author=cast.clerk, status=status)


def test_a_round_goes_from_step_to_step(cast: Cast, signed_in: SignedIn) -> None:
    found = bench(cast)
    assert (found.total, found.reported, found.step) == (4, 0, "collect")
    first, second = cast.submitted("100", 2022, 1), cast.submitted("6.5", 2022, 2)
    found = bench(cast)
    assert (found.reported, found.waiting, found.step, found.marks["collect"]) == (2, 2, "review", "open")
    assert "已报 2 / 4 项" in page(cast, signed_in)
    client = signed_in(cast.reviewer)
    client.post(reverse("review_action", args=[first.pk, "approve"]), {"version": first.version})
    reason = {"version": second.version, "reason": "请核对口径"}
    client.post(reverse("review_action", args=[second.pk, "return"]), reason)
    found = bench(cast)
    assert (found.reported, found.waiting, [one.report.pk for one in found.sent_back]) == (1, 0, [second.pk])
    assert "请核对口径" in page(cast, signed_in)
    for seq in (1, 2):
        task_report(cast, seq, "approved")
    Actual.objects.filter(pk=second.pk).update(status="approved")
    found = bench(cast)
    assert (found.reported, found.step) == (4, "close")
    answer = client.post(
        reverse("plans:round_action", args=[found.round.pk, "close"]), {"back": "workbench"}, follow=True
    )
    assert answer.redirect_chain[-1][0] == reverse("workbench", args=[found.round.pk])
    assert bench(cast).step == "sign"
    snapshot = take_snapshot(cast.plan.rounds.get(), cast.reviewer, str(cast.reviewer), timezone.localdate())
    assert bench(cast).step == "send_up"
    today = timezone.localdate()
    sent = {"day": f"{today.year}年{today.month}月{today.day}日", "document": "甲知发〔2026〕3号"}
    words = client.post(reverse("send_up", args=[snapshot.pk]), sent, follow=True).content.decode()
    assert "甲知发〔2026〕3号" in words
    assert bench(cast).step == "done"
    snapshot.refresh_from_db()
    assert (snapshot.sent_up_on, snapshot.sent_up_by) == (today, cast.reviewer)
    assert AuditEntry.objects.filter(event="sent-up", person_id=cast.reviewer.pk).exists()


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("", "请填写"),
        ("2020-01-01", "请填写"),
        ("2999-01-01", "请填写"),
        ("昨天", "日期"),
    ],
)
def test_a_day_that_cannot_be_is_refused_in_words(cast: Cast, signed_in: SignedIn, day: str, words: str) -> None:
    cast.plan.rounds.get().close()
    snapshot = take_snapshot(cast.plan.rounds.get(), cast.reviewer, str(cast.reviewer), timezone.localdate())
    data = {"day": day, "document": "甲知发〔2026〕3号"}
    answer = signed_in(cast.reviewer).post(reverse("send_up", args=[snapshot.pk]), data, follow=True)
    assert words in answer.content.decode()
    assert 'value="甲知发〔2026〕3号"' in answer.content.decode()  # what was typed stays
    assert Snapshot.objects.get(pk=snapshot.pk).sent_up_on is None


def test_extensions_are_given_and_decided_from_the_workbench(cast: Cast, signed_in: SignedIn) -> None:
    round_ = cast.plan.rounds.get()
    asked = {"due": "2999-02-28", "reason": "年鉴未出"}
    signed_in(cast.clerk).post(reverse("plans:ask_extension", args=[round_.pk, cast.lead.pk]), asked)
    assert "年鉴未出" in page(cast, signed_in)
    client, extension = signed_in(cast.reviewer), round_.extensions.get()
    back = {"back": "workbench"}
    here = reverse("workbench", args=[round_.pk])
    answer = client.post(reverse("plans:decide_extension", args=[extension.pk, "give"]), back)
    assert answer.headers["Location"] == here
    given = {"due": "2999-03-31", "reason": "全市延期", "agency": ""} | back
    assert client.post(reverse("plans:extend_round", args=[round_.pk]), given).headers["Location"] == here
    assert {(one.state, one.due) for one in Extension.objects.filter(round=round_)} == {
        ("given", dt.date(2999, 2, 28)),
        ("given", dt.date(2999, 3, 31)),
    }


def test_urging_starts_with_the_round_and_is_seen_there(cast: Cast, signed_in: SignedIn) -> None:
    round_ = cast.plan.rounds.get()
    later = Round.objects.create(plan=cast.plan, year=2023, opens=dt.date(2023, 1, 1), due=dt.date(2999, 1, 31))
    client = signed_in(cast.reviewer)
    bench = client.get(reverse("workbench", args=[later.pk])).content.decode()
    address = f"{reverse('missing', args=[cast.plan.slug])}?round={later.pk}"
    assert address in bench
    page = client.get(address)
    assert [one.pk for one in page.context["rounds"]] == [later.pk]
    assert "催报全部 2023" in page.content.decode()
    assert "全部开放的填报" in page.content.decode()
    proposed = page.context["to_urge"][0]["form"].initial["answer_by"]
    assert proposed == later.due  # nobody is asked for it before it is due
    data = {"kind": 1, "answer_by": "2999-01-31", "contact": "赵审核", "phone": "0577-88990000"}
    client.post(reverse("urge_all", args=[later.pk]), data)
    assert "/urgings/" in client.get(reverse("workbench", args=[later.pk])).content.decode()
    assert "/urgings/" not in client.get(reverse("workbench", args=[round_.pk])).content.decode()


def test_what_waits_is_seen_on_the_indicators_page_by_its_reviewer(cast: Cast, signed_in: SignedIn) -> None:
    actual = cast.submitted("147")
    address = f"{reverse('indicator_detail', args=[cast.indicator().pk])}?year=2022"
    page = signed_in(cast.reviewer).get(address).content.decode()
    assert "147" in page
    assert f"{reverse('review')}?plan=jia-2022#actual-{actual.pk}" in page
    assert "147" not in signed_in(cast.leader).get(address).content.decode()


def test_the_list_holds_the_rounds_of_the_own_plans(cast: Cast, signed_in: SignedIn) -> None:
    Round.objects.exclude(plan=cast.plan).exclude(plan=cast.other_plan).delete()
    shown: dict[str, Any] = {}
    for name in ("reviewer", "stranger", "admin"):
        page = signed_in(getattr(cast, name)).get(reverse("workbenches")).content.decode()
        plans = (cast.plan, cast.other_plan)
        shown[name] = [plan.slug for plan in plans if reverse("workbench", args=[plan.rounds.get().pk]) in page]
    assert shown == {"reviewer": ["jia-2022"], "stranger": ["yi-2022"], "admin": ["jia-2022", "yi-2022"]}


def test_the_menu_counts_rounds_past_their_due_date(cast: Cast, signed_in: SignedIn) -> None:
    counts = reverse("menu_counts")
    assert signed_in(cast.reviewer).get(counts).json()["counts"]["late"] == 0
    cast.plan.rounds.update(due=dt.date(2023, 1, 31))
    assert signed_in(cast.reviewer).get(counts).json()["counts"]["late"] == 1
    assert signed_in(cast.stranger).get(counts).json()["counts"]["late"] == 0
