"""What the pages say of the five plans."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from plans.models import Agency, Plan, User
from targets.choices import State
from targets.models import PlanIndicator
from targets.numbers import percent_text
from targets.plan_figures import PlanFigures, plan_figures
from targets.progress import Lack
from tests.cast import Cast, SignedIn

pytestmark = pytest.mark.django_db


def figures(slug: str, year: int) -> PlanFigures:
    plan = Plan.objects.prefetch_related("rounds").get(slug=slug)
    return plan_figures(plan, plan.indicators.with_figures(), year, timezone.localdate())


def page(signed_in: SignedIn, address: str) -> str:
    return signed_in(User.objects.get(username="leader")).get(address).content.decode()


def test_the_overview_names_the_five_plans(signed_in: SignedIn) -> None:
    text = page(signed_in, "/")
    for plan in Plan.objects.all():
        assert plan.title in text


def test_the_overview_begins_with_the_latest_year_that_has_approved_values(signed_in: SignedIn) -> None:
    assert "2024年执行中的方案" in page(signed_in, "/")
    assert "2020年执行中的方案" in page(signed_in, "/?year=2020")
    assert "208.9%" in page(signed_in, "/?year=2020")
    assert "145.4%" in page(signed_in, "/?year=2020")
    assert "没有执行中的方案" in page(signed_in, "/?year=1999")
    for nonsense in ("x", "２０２４", "99999", "-1", ""):
        assert "2024年执行中的方案" in page(signed_in, f"/?year={nonsense}")


def test_wenzhou_2025_is_measured_by_the_goal_where_that_is_of_the_size_of_a_year() -> None:
    rows = figures("wenzhou-2022", 2025).rows
    assert {row.indicator.seq for row in rows if row.is_mismatched} == {13, 15}
    lacks = {row.indicator.seq: row.now.benchmark.lack for row in rows if row.now.benchmark.lack}
    sums = {row.indicator.seq for row in rows if row.indicator.accumulation == "sum"}
    assert {seq for seq, lack in lacks.items() if lack == Lack.SUMS_TO_GOAL} == sums
    assert {seq: lack for seq, lack in lacks.items() if seq not in sums} == {
        6: Lack.RELATIVE, 13: Lack.UNDECIDED, 15: Lack.UNDECIDED,
    }  # fmt: skip
    assert all(row.now.state == State.UNREPORTED for row in rows)


@pytest.mark.parametrize("year", range(2021, 2026))
def test_jiaxing_has_a_target_in_every_year_but_where_few_pieces_are_to_gain(year: int) -> None:
    rows = figures("jiaxing-2021", year).rows
    small = {row.indicator.seq for row in rows if row.now.benchmark.lack == Lack.SMALL}
    assert small == ({2, 3, 5, 10, 18} if year < 2025 else set())  # 9, 2, 4, 5 and 4 pieces from their baselines
    assert all(row.now.benchmark.value is not None for row in rows if row.indicator.seq not in small)


@pytest.mark.parametrize("year", range(2022, 2026))
def test_tongzhou_levels_have_no_target_until_the_last_year(year: int) -> None:
    for row in figures("tongzhou-2022", year).rows:
        is_plain_level = row.indicator.accumulation == "level" and row.indicator.unit != "%"
        lacks = is_plain_level and year < 2025
        assert (row.now.benchmark.lack == Lack.NO_BASELINE) == lacks
        is_small = row.indicator.seq in (8, 12)  # 2 and 6 pieces
        assert (row.now.benchmark.lack == Lack.SMALL) == is_small
        if year < 2025:
            is_reported = row.now.value is not None
            assert (row.now.state == State.NO_TARGET) == (is_reported and (lacks or is_small))


def test_tongzhou_says_why_there_is_no_target(signed_in: SignedIn) -> None:
    text = page(signed_in, "/regions/tongzhou/?year=2022")
    assert "无年度目标" in text
    assert "缺基期数" in text
    for phase in ("宣传动员阶段", "组织实施阶段", "总结验收阶段"):
        assert phase in text


def test_jiaxing_2020_shows_real_values_and_says_so(signed_in: SignedIn) -> None:
    text = page(signed_in, "/regions/jiaxing/?year=2020")
    assert _("The actual values on this page are real and come from the document itself.") in text
    assert "演示数据" not in text
    assert percent_text(figures("jiaxing-2016", 2020).means.uncapped) == "208.9%"


def test_pages_with_invented_values_say_so(signed_in: SignedIn) -> None:
    for address in ("/", "/regions/wenzhou/", "/plans/wenzhou-2022/tasks/", "/agencies/"):
        assert "演示数据" in page(signed_in, address)


def test_the_reporter_of_the_demonstration_is_shown_as_an_assumption(signed_in: SignedIn) -> None:
    row = PlanIndicator.objects.get(plan__slug="wenzhou-2022", seq=12)
    assert row.current_reporter == Agency.objects.get(region__code="330300", name="市科技局")
    others = PlanIndicator.objects.filter(plan__slug="wenzhou-2022").exclude(seq=12)
    assert {str(other.current_reporter) for other in others.select_related("reporter")} == {"市市场监管局"}
    assert _("an assumption of the demonstration") in page(signed_in, reverse("indicator_detail", args=[row.pk]))


def test_a_reviewer_changes_the_reporter_with_a_reason(cast: Cast, signed_in: SignedIn) -> None:
    row = cast.indicator(1)
    url = reverse("targets:name_reporter", args=[row.pk])
    client = signed_in(cast.reviewer)
    assert client.post(url, {"reporter": cast.partner.pk, "reason": ""}).status_code == 200
    away = Agency.objects.get(region=cast.there)
    assert client.post(url, {"reporter": away.pk, "reason": "x"}).status_code == 200
    client.post(url, {"reporter": cast.partner.pk, "reason": "职责调整"})
    row.refresh_from_db()
    assert (row.reporter, row.history.latest().history_change_reason) == (cast.partner, "职责调整")


def test_a_region_without_a_plan_says_so(signed_in: SignedIn) -> None:
    assert "尚未导入方案" in page(signed_in, "/regions/lucheng/")


def test_an_empty_system_says_what_to_do(cast: Cast, signed_in: SignedIn) -> None:
    assert (
        _("There is no plan that your account may see. Please ask the administrator for a role.")
        in signed_in(cast.outsider).get("/").content.decode()
    )
    assert (
        _("Nothing is due. A reviewer opens a reporting round when figures of a year are asked for.")
        in signed_in(cast.leader).get(reverse("todo")).content.decode()
    )


def test_repeated_wrong_passwords_lock_the_account_in_words() -> None:
    client = Client()
    for _try in range(5):
        response = client.post(reverse("sign_in"), {"username": "leader", "password": "wrong"})
    assert "锁定 15 分钟" in response.content.decode()
    right = client.post(reverse("sign_in"), {"username": "leader", "password": "ipplans-demo"})
    assert "锁定 15 分钟" in right.content.decode()


def test_a_wrong_password_says_so() -> None:
    response = Client().post(reverse("sign_in"), {"username": "leader", "password": "wrong"})
    assert "请输入一个正确的" in response.content.decode()


def test_every_page_forbids_foreign_scripts(signed_in: SignedIn) -> None:
    response = signed_in(User.objects.get(username="leader")).get("/")
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe-inline" not in policy
    assert "unsafe-eval" not in policy


def test_an_overdue_year_is_due_before_today() -> None:
    row = figures("yueqing-2022", 2025)
    assert dict(row.counts)[State.OVERDUE] == 17
    assert all(r.due < dt.date.today() for r in row.plan.rounds.all())


def test_admin_pages_open_in_chinese(signed_in: SignedIn) -> None:
    admin = signed_in(User.objects.get(username="admin"))
    for model in ("region", "agency", "plan", "user"):
        assert admin.get(f"/admin/plans/{model}/").status_code == 200
        first = {"region": "Region", "agency": "Agency", "plan": "Plan", "user": "User"}[model]
        from django.apps import apps

        pk = apps.get_model("plans", first).objects.first().pk
        assert admin.get(f"/admin/plans/{model}/{pk}/change/").status_code == 200
        assert admin.get(f"/admin/plans/{model}/{pk}/history/").status_code == 200
    for model in ("indicator", "planindicator"):
        assert admin.get(f"/admin/targets/{model}/").status_code == 200


def test_an_admin_gives_a_user_a_role(cast: Cast, signed_in: SignedIn) -> None:
    form = {
        "username": "c-outsider", "name": "新人", "email": "", "is_active": "on",
        "memberships-TOTAL_FORMS": "1", "memberships-INITIAL_FORMS": "0",
        "memberships-0-role": "leader", "memberships-0-region": str(cast.here.pk), "memberships-0-agency": "",
        "date_joined_0": "2026-01-01", "date_joined_1": "00:00:00",
    }  # fmt: skip
    url = f"/admin/plans/user/{cast.outsider.pk}/change/"
    assert signed_in(cast.admin).post(url, form).status_code == 302
    membership = cast.outsider.memberships.get()
    assert (membership.role, membership.region) == ("leader", cast.here)
    assert membership.history.latest().history_user == cast.admin
    form["memberships-0-region"] = ""
    form["memberships-0-role"] = "staff"
    form |= {
        "memberships-INITIAL_FORMS": "1",
        "memberships-0-id": str(membership.pk),
        "memberships-0-user": str(cast.outsider.pk),
    }
    refused = signed_in(cast.admin).post(url, form)
    assert (
        _("Agency staff need an agency, a leader a region, a reviewer one of the two, an administrator neither.")
        in refused.content.decode()
    )
