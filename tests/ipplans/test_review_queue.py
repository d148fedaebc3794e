"""The reviewer's queue: by agency, what needs a look with the reason before what is normal."""

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ipplans.review_queue import queue_of
from plans.models import Round
from targets.models import Actual, Evidence
from tasks.models import TaskReport
from tests.cast import Cast, SignedIn, add_indicator


def flags(cast: Cast, seq: int) -> list[str]:
    """Why the figure of an indicator needs a look."""
    queue: Any = queue_of(cast.reviewer)["queues"]
    return next(row.flags for one in queue for row in one.figures if row.figures.indicator.seq == seq)


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("100", []),
        ("99", []),
        ("160", ["较上年变动过半"]),
        ("45", ["较上年变动过半", "滞后于目标"]),
        ("1001", ["超目标 10 倍", "较上年变动过半"]),
        ("80", ["滞后于目标"]),
    ],
)
def test_a_figure_needs_a_look_for_what_it_is_asked_to_explain(cast: Cast, value: str, found: list[str]) -> None:
    Round.objects.create(plan=cast.plan, year=2023, opens=dt.date(2023, 1, 1), due=dt.date(2999, 1, 31))
    cast.approved("100", 2022)
    cast.submitted(value, 2023)
    assert flags(cast, 1) == found


def test_what_falls_is_not_applicable_or_came_back_needs_a_look(cast: Cast, signed_in: SignedIn) -> None:
    cast.approved("7.5", 2022, 2)
    cast.submitted("7.4", 2023, 2)
    assert flags(cast, 2) == ["低于上年"]
    add_indicator(cast.plan, 3, "登记数", ["100", "100"], "400", "sum")
    actual = cast.submitted("100", 2022, 3)
    Actual.objects.filter(pk=actual.pk).update(condition="not-applicable", value=None, remark="停统")
    assert flags(cast, 3) == ["不适用"]
    returned = cast.submitted("100", 2022, 1)
    data = {"version": returned.version, "reason": "请核对"}
    signed_in(cast.reviewer).post(reverse("review_action", args=[returned.pk, "return"]), data)
    returned.refresh_from_db()
    returned.enter({"value": 101}, cast.lead, cast.clerk)
    returned.submit(cast.clerk)
    Actual.objects.save_with_history([returned], cast.clerk)
    assert flags(cast, 1) == ["退回后更正"]


def test_a_figure_without_evidence_needs_a_look_where_the_year_before_had_some(cast: Cast) -> None:
    Round.objects.create(plan=cast.plan, year=2023, opens=dt.date(2023, 1, 1), due=dt.date(2999, 1, 31))
    before, now = cast.approved("100", 2022), cast.submitted("100", 2023)
    assert flags(cast, 1) == []
    file = {"file": "evidence/x.pdf", "name": "x.pdf", "sha256": "0"}
    Evidence.objects.create(actual=before, **file)
    assert flags(cast, 1) == ["无佐证（上年有）"]
    Actual.objects.filter(pk=now.pk).update(source="2023年统计年鉴")
    assert flags(cast, 1) == []
    Actual.objects.filter(pk=now.pk).update(source="")
    Evidence.objects.create(actual=now, **file)
    assert flags(cast, 1) == []


def test_reports_stand_by_agency_those_to_look_at_first(cast: Cast, signed_in: SignedIn) -> None:
    cast.plan.indicators.filter(seq=2).update(reporter=cast.partner)
    add_indicator(cast.plan, 3, "登记数", ["100", "100"], "400", "sum").save()
    cast.plan.indicators.filter(seq=3).update(reporter=cast.lead)
    cast.submitted("100")
    cast.submitted("6.5", seq=2)
    cast.submitted("2000", seq=3)
    task = cast.plan.tasks.get(seq=1)
    said = {"agency": cast.lead, "author": cast.clerk, "status": "submitted", "summary": "已完成", "version": 2}
    TaskReport.objects.create(task=task, year=2022, state="done", **said)
    found: Any = queue_of(cast.reviewer)
    counted = [(one.agency, one.normal, one.flagged) for one in found["queues"]]
    assert counted == [(cast.lead, 1, 2), (cast.partner, 1, 0)]
    assert [row.figures.indicator.seq for row in found["queues"][0].figures] == [3, 1]
    assert (found["normal"], found["flagged"]) == (2, 2)
    page = signed_in(cast.reviewer).get(reverse("review")).content.decode()
    assert "选中正常 2 项" in page
    assert "已完成，无佐证" in page


def undo(client: Any) -> str:
    return str(client.post(reverse("undo_review"), follow=True).content.decode())


def pick(actual: Actual | TaskReport, kind: str = "actual") -> str:
    return f"{kind}-{actual.pk}-{actual.version}"


def test_a_review_is_taken_back_within_a_minute_and_its_record_counts_no_more(cast: Cast, signed_in: SignedIn) -> None:
    first, second = cast.submitted("100", 2022, 1), cast.submitted("7", 2022, 2)
    client = signed_in(cast.reviewer)
    page = client.post(reverse("review_many"), {"pick": [pick(first), pick(second)], "approve": "1"}, follow=True)
    assert "撤销刚才的审核（2 项）" in page.content.decode()
    assert "2 项恢复为待审核" in undo(client)
    for actual in (first, second):
        actual.refresh_from_db()
        assert (actual.status, actual.reason, actual.approved) == ("submitted", "", None)
        assert actual.contributor_ids == {cast.clerk.pk}
    told = [(row.status, row.history_change_reason, row.history_user) for row in first.history.all()[:2]]
    assert told == [("submitted", "撤销审核", cast.reviewer), ("undone", "通过 ", cast.reviewer)]
    assert not Actual.objects.filter(pk=first.pk).approved().exists()
    assert _("There is nothing to take back.") in undo(client)
    client.post(reverse("review_many"), {"pick": [pick(first)], "approve": "1"})
    first.refresh_from_db()
    assert first.status == "approved"


def test_a_return_that_is_taken_back_asks_for_no_answer(cast: Cast, signed_in: SignedIn) -> None:
    actual = cast.submitted("100", 2022, 1)
    client = signed_in(cast.reviewer)
    client.post(reverse("review_action", args=[actual.pk, "return"]), {"version": actual.version, "reason": "请核对"})
    undo(client)
    actual.refresh_from_db()
    assert (actual.status, actual.reason, flags(cast, 1)) == ("submitted", "", [])
    actual.withdraw(cast.clerk)
    assert not actual.lacks_answer
    told = actual.history.filter(status="undone").get()
    assert (told.reason, told.history_change_reason) == ("请核对", "退回 请核对")


def test_what_was_approved_before_stays_what_leaders_read(cast: Cast, signed_in: SignedIn) -> None:
    actual = cast.approved("100", 2022, 1)
    actual.reopen(cast.reviewer, "更正")
    Actual.objects.save_with_history([actual], cast.reviewer)
    actual.enter({"value": 120}, cast.lead, cast.clerk)
    actual.submit(cast.clerk)
    Actual.objects.save_with_history([actual], cast.clerk)
    client = signed_in(cast.reviewer)
    client.post(reverse("review_action", args=[actual.pk, "approve"]), {"version": actual.version})
    undo(client)
    actual = Actual.objects.get(pk=actual.pk)
    assert actual.approved is not None
    assert (actual.status, actual.approved.value, actual.is_in_correction) == ("submitted", 100, True)


def test_after_a_minute_or_a_change_nothing_is_taken_back(
    cast: Cast, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = cast.submitted("100", 2022, 1), cast.submitted("7", 2022, 2)
    client = signed_in(cast.reviewer)
    client.post(reverse("review_action", args=[first.pk, "return"]), {"version": first.version, "reason": "请核对"})
    first.refresh_from_db()
    first.enter({"value": 101}, cast.lead, cast.clerk)
    Actual.objects.save_with_history([first], cast.clerk)
    assert _("This value was changed after you opened the page; please look again.") in undo(client)
    client.post(reverse("review_action", args=[second.pk, "approve"]), {"version": second.version})
    now = timezone.now
    monkeypatch.setattr(timezone, "now", lambda: now() + dt.timedelta(seconds=61))
    assert "撤销刚才的审核" not in client.get(reverse("review")).content.decode()
    assert "一分钟" in undo(client)
    second.refresh_from_db()
    assert second.status == "approved"


def test_the_queue_is_narrowed_to_a_plan_an_agency_and_what_needs_a_look(cast: Cast, signed_in: SignedIn) -> None:
    normal, behind = cast.submitted("100", 2022, 1), cast.submitted("1", 2022, 2)
    client = signed_in(cast.reviewer)
    for query, shown in [
        ("", {normal, behind}),
        ("only=flagged", {behind}),
        ("only=normal", {normal}),
        (f"agency={cast.lead.pk}", {normal}),
        (f"agency={cast.lead.pk}&only=flagged", set()),
        (f"plan={cast.plan.slug}", {normal, behind}),
        ("plan=nowhere", set()),
        ("only=what&agency=%00", set()),
    ]:
        page = client.get(f"{reverse('review')}?{query}").content.decode()
        assert {one for one in (normal, behind) if f'id="actual-{one.pk}"' in page} == shown, query
    data = {"pick": [pick(behind)], "approve": "1", "query": "only=flagged&next=//elsewhere"}
    answer = client.post(reverse("review_many"), data)
    assert answer.headers["Location"] == f"{reverse('review')}?only=flagged"
    assert "待审核共 1 项，没有符合筛选条件的" in client.get(answer.headers["Location"]).content.decode()
