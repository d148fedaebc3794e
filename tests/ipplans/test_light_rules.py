"""The rules of lights: read by all who see the plan, tried on a year that is over, and set by a reviewer."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from plans.models import LightRules, Round
from targets.models import Actual
from tasks.models import TaskReport
from tests.cast import Cast, SignedIn

pytestmark = pytest.mark.django_db
TODAY = dt.date(2023, 11, 1)
USUAL = {"red_below": "70", "yellow_below": "90", "days_before": "7", "is_overdue_red": "on", "stays_yellow": "on"}


@pytest.fixture(autouse=True)
def in_2023(monkeypatch: pytest.MonkeyPatch) -> None:
    day_of = timezone.localdate
    monkeypatch.setattr("django.utils.timezone.localdate", lambda moment=None: day_of(moment) if moment else TODAY)


def address(cast: Cast) -> str:
    return reverse("light_rules", args=[cast.plan.slug])


def a_year_over(cast: Cast) -> None:
    """2022: 1 at 40 % by half-year, in the end behind, in time; 2 met, late; one task in time, the other never."""
    Round.objects.filter(plan=cast.plan, year=2022).update(due=dt.date(2023, 1, 31), status=Round.Status.CLOSED)
    half = Actual(indicator=cast.indicator(1), year=2022, value=20, as_of=dt.date(2022, 6, 30), status="approved")
    Actual.objects.save_with_history([half], None)
    whole = {1: (80, dt.datetime(2023, 1, 10, tzinfo=dt.UTC)), 2: (7, dt.datetime(2023, 2, 3, tzinfo=dt.UTC))}
    for seq, (value, moment) in whole.items():
        row = cast.indicator(seq)
        actual = Actual.objects.filter(indicator=row, year=2022).first() or Actual(indicator=row, year=2022)
        actual.value, actual.as_of, actual.status, actual.agency = value, None, "approved", row.current_reporter
        actual.changed_at = actual.handed_in_at = moment
        Actual.objects.save_with_history([actual], None)
    moment = dt.datetime(2023, 1, 30, tzinfo=dt.UTC)
    TaskReport.objects.create(task=cast.plan.tasks.get(seq=1), year=2022, state="done", status="approved",
                              agency=cast.lead, handed_in_at=moment, changed_at=moment)  # fmt: skip


def test_the_usual_rules_are_read_by_all_and_set_by_nobody_else(cast: Cast, signed_in: SignedIn) -> None:
    page = signed_in(cast.leader).get(address(cast)).content.decode()
    assert "通用规则，本方案未单独设定" in page
    assert "低于截至该日应达进度的 70%" in page
    assert "试用其他规则" not in page
    assert signed_in(cast.leader).post(address(cast), USUAL).status_code == 403
    assert signed_in(cast.stranger).get(address(cast)).status_code == 404
    assert not LightRules.objects.exists()


def test_rules_are_tried_on_last_year_before_they_count(cast: Cast, signed_in: SignedIn) -> None:
    a_year_over(cast)
    client: Any = signed_in(cast.reviewer)
    shown = client.post(address(cast), USUAL | {"red_below": "40", "yellow_below": "41"})
    assert not LightRules.objects.exists()
    tried, present = shown.context["trials"]
    # 20 ÷ (100 × 181 ÷ 365) = 40.33…%: yellow under 41, red under 70
    assert [(row.name, row.light) for row in tried.rows] == [
        ("1 授权量", "yellow"), ("2 拥有量", "red"), ("1 任务内容1", "yellow"), ("2 任务内容2", "red"),
    ]  # fmt: skip
    assert (tried.year, tried.red, tried.yellow, tried.bad, tried.missed, tried.false) == (2022, 2, 2, 2, 0, 2)
    assert (present.red, present.yellow) == (3, 1)
    assert "截至2022-06-30达应达进度的 40.3%，低于 41%" in shown.content.decode()

    confirmed = shown.context["form"].confirmation
    other = client.post(address(cast), USUAL | {"confirmed": confirmed})  # not what was tried
    assert other.status_code == 200
    assert not LightRules.objects.exists()

    sent = USUAL | {"red_below": "４０", "yellow_below": "41%", "confirmed": confirmed}
    assert client.post(address(cast), sent).status_code == 302
    rules = LightRules.objects.get(plan=cast.plan)
    assert (rules.red_below, rules.yellow_below, rules.days_before) == (40, 41, 7)
    assert rules.history.get().history_user == cast.reviewer
    assert "本方案已单独设定" in client.get(address(cast)).content.decode()


def test_what_would_have_been_missed_is_said(cast: Cast, signed_in: SignedIn) -> None:
    a_year_over(cast)
    shown: Any = signed_in(cast.reviewer).post(address(cast), {"red_below": "", "yellow_below": "", "days_before": ""})
    tried, _present = shown.context["trials"]
    assert (tried.red, tried.yellow, tried.bad, tried.missed, tried.false) == (0, 0, 2, 2, 0)


def test_set_a_second_time_the_rules_are_changed(cast: Cast, signed_in: SignedIn) -> None:
    client: Any = signed_in(cast.reviewer)
    for red in ("50", "60"):
        tried = client.post(address(cast), USUAL | {"red_below": red})
        client.post(address(cast), USUAL | {"red_below": red, "confirmed": tried.context["form"].confirmation})
    assert LightRules.objects.get().red_below == 60
    assert LightRules.history.count() == 2


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"red_below": "95"}, "红灯线不能高于黄灯线"),
        ({"red_below": "0"}, "大于 0"),
        ({"red_below": "很低"}, "很低"),
        ({"yellow_below": "1000"}, "小于 1000"),
        ({"days_before": "7.5"}, "整数"),
        ({"days_before": "61"}, "60"),
        ({"days_before": "-1"}, "大于或等于0"),
    ],
)
def test_bad_rules_are_refused_in_words(cast: Cast, signed_in: SignedIn, fields: dict[str, str], words: str) -> None:
    answer = signed_in(cast.reviewer).post(address(cast), USUAL | fields)
    assert answer.status_code == 422
    errors = " ".join(str(error) for found in answer.context["form"].errors.values() for error in found)
    assert words in errors
    assert not LightRules.objects.exists()


def test_the_region_shows_its_lights_and_their_lists_as_many(cast: Cast, signed_in: SignedIn) -> None:
    round_ = Round.objects.create(plan=cast.plan, year=2023, opens=dt.date(2023, 7, 1), due=dt.date(2023, 11, 9))
    row = cast.indicator(1)
    half = Actual(indicator=row, year=2023, value=20, as_of=dt.date(2023, 6, 30), status="approved", agency=cast.lead)
    Actual.objects.save_with_history([half], cast.clerk)
    client: Any = signed_in(cast.leader)
    region = f"{reverse('region_detail', args=['jia'])}?year=2023"
    page = client.get(region).content.decode()
    assert "截至2023-06-30达应达进度的 40.3%，低于 70%" in page
    assert "2023-11-09截止，还有 6 个工作日，尚未报送" in page
    for light, indicators, tasks in (("red", 1, 0), ("yellow", 1, 2)):
        listed = client.get(f"{reverse('indicator_list')}?year=2023&region=jia&light={light}")
        assert listed.context["count"] == indicators
        of_plan = client.get(f"{reverse('tasks:task_list', args=[cast.plan.slug])}?year=2023&light={light}")
        assert len(of_plan.context["table"].rows) == tasks
    assert "亮" not in client.get(f"{reverse('region_detail', args=['jia'])}?year=final").content.decode()
    assert "40.3%，低于 70%" in client.get(f"{reverse('indicator_detail', args=[row.pk])}?year=2023").content.decode()
    overview = client.get("/?year=2023").content.decode()
    assert "指标预警：" in overview
    round_.close()
    assert "40.3%，低于 70%" not in client.get(region).content.decode()
