"""The finding in a sentence: hand-worked, and every number that is a link counts what the list behind it shows."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal as D
from html import unescape
from typing import Any

import pytest
from django.urls import reverse

from ipplans.agency_statement import agency_statement
from plans.models import Agency, Plan, Round, User
from targets.models import Actual, PlanIndicator
from targets.statements import plain
from tasks.models import Note
from tests.cast import Cast, SignedIn, add_indicator

pytestmark = pytest.mark.django_db
COUNT = re.compile(r'<a href="(/indicators/\?[^"]+)">(\d+)</a>')


def statement(signed_in: SignedIn, user: User, address: str) -> str:
    """The sentence of a page as it stands there."""
    page = signed_in(user).get(address).content.decode()
    found = re.search(r'<p class="statement">(.*?)</p>', page, re.DOTALL)
    assert found is not None
    return found[1]


def words(signed_in: SignedIn, user: User, address: str) -> str:
    return plain(statement(signed_in, user, address))


def reported(cast: Cast, values: dict[int, dict[int, str]]) -> None:
    """Approve values by seq and year; the rounds of later years are opened."""
    for seq, by_year in values.items():
        for year, value in by_year.items():
            Round.objects.get_or_create(
                plan=cast.plan, year=year, defaults={"opens": dt.date(2023, 1, 1), "due": dt.date(2999, 1, 31)}
            )
            cast.approved(value, year, seq)


def test_a_region_is_said_with_its_worst_row_what_fell_what_slips_and_what_is_missing(
    cast: Cast, signed_in: SignedIn
) -> None:
    add_indicator(cast.plan, 3, "登记数", ["50", "50"], "100", "sum")
    reported(cast, {1: {2022: "80", 2023: "70"}, 2: {2022: "7", "2023": "7.5"}})  # type: ignore[dict-item]
    Actual.objects.filter(indicator=cast.indicator(1), year=2023).update(cause="申请量减少")
    said = words(signed_in, cast.leader, f"{reverse('region_detail', args=['jia'])}?year=2023")
    assert said == (
        "2023年3项：完成 1、滞后 1、未填报 1；"
        "滞后最多的是1 授权量（市甲局；完成率 70.0%，差 30 件；2022年起；原因：申请量减少）；"
        "差于上年 1 项，回落最多的是1 授权量（−12.5%）；期末慢于预期 1 项，落后序时最多的是1 授权量（"
        "−12.5 个百分点；按现有趋势完不成期末目标：期末预计 300 件，将差 100 件）；"
        "缺报 1 项（3 登记数 2022年起）。"
    )


def test_the_overview_names_the_region_with_most_behind(cast: Cast, signed_in: SignedIn) -> None:
    reported(cast, {1: {2022: "80"}, 2: {2022: "7"}})
    said = words(signed_in, cast.leader, "/?year=2022")
    assert said == (
        "2022年1个方案2项指标：完成 1、滞后 1；指标预警：黄灯 1；"
        "需关注 1 项，最多的是甲市（1 项：滞后 1、期末慢于预期 1）；"
        "单项排首位的是甲市 1 授权量（市甲局；滞后，完成率 80.0%，差 20 件；期末慢于预期）。"
    )


@pytest.mark.parametrize(
    ("seq", "values", "said"),
    [
        # 合计 400，已完成 80+70，年均 75：到2025年 80+70+75+75 = 300
        (1, {2022: "80", 2023: "70"},
         "2023年滞后（2022年起），完成率 70.0%，差 30 件；"
         "按现有趋势完不成期末目标：期末预计 300 件，将差 100 件、余下 2 年须年均 125 件。"),
        # 拥有量 6.5 → 7：每年 +0.5，2025年 8，目标 8.5；(8.5÷7)^(1÷2) − 1 = 10.19…%
        (2, {2022: "6.5", 2023: "7"},
         "2023年基本完成，完成率 93.3%，差 0.5 件；"
         "按现有趋势完不成期末目标：期末预计 8 件，将差 0.5 件、须年均增长 10.2%。"),
        (2, {2022: "6.5", 2023: "7.5"},
         "2023年完成，完成率 100.0%；按现有趋势可完成期末目标：预计 9.5 件、须年均增长 6.5%。"),
        (2, {2022: "8.6"}, "2022年完成，完成率 132.3%；期末目标已达到。"),
        (1, {2022: "100"}, "2022年完成，完成率 100.0%；期末基本符合。"),
        (1, {}, "2022年未填报；期末无法判断：已报年份不足。"),
    ],
)  # fmt: skip
def test_an_indicator_is_said_with_its_year_and_its_goal(
    cast: Cast, signed_in: SignedIn, seq: int, values: dict[int, str], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: dt.date(2024, 3, 1))
    reported(cast, {seq: values})
    year = max(values, default=2022)
    address = f"{reverse('indicator_detail', args=[cast.indicator(seq).pk])}?year={year}"
    assert words(signed_in, cast.leader, address) == said


@pytest.mark.parametrize("year", ["2022", "2023", "2024", "2025", "final"])
def test_every_number_leads_to_a_list_of_as_many(signed_in: SignedIn, year: str) -> None:
    leader = signed_in(User.objects.get(username="leader"))
    plans = Plan.objects.visible_to(User.objects.get(username="leader")).select_related("region")
    pages = ["/", *{reverse("region_detail", args=[plan.region.slug]) for plan in plans}]
    counted: dict[str, int] = {}
    for page in pages:
        said = re.search(
            r'<p class="statement">(.*?)</p>', leader.get(f"{page}?year={year}").content.decode(), re.DOTALL
        )
        for address, number in COUNT.findall(said[1] if said else ""):
            if address not in counted:
                counted[address] = leader.get(unescape(address)).context["count"]
            assert counted[address] == int(number), (page, address)
    assert len(counted) > 10


def test_the_counts_of_a_sentence_add_up_to_its_indicators(signed_in: SignedIn) -> None:
    leader = User.objects.get(username="leader")
    for plan in Plan.objects.filter(end_year__gte=2024, start_year__lte=2024).select_related("region"):
        said = statement(signed_in, leader, f"{reverse('region_detail', args=[plan.region.slug])}?year=2024")
        first = said.split("；")[0]
        total = re.search(r"2024年(\d+)项", first)
        assert total is not None
        assert int(total[1]) == PlanIndicator.objects.filter(plan=plan).active().count()
        assert sum(int(number) for _address, number in COUNT.findall(first)) == int(total[1])


def test_a_name_in_a_sentence_is_text_and_no_markup(cast: Cast, signed_in: SignedIn) -> None:
    cast.plan.indicators.filter(seq=1).update(name="<b>授权{量}</b>")
    reported(cast, {1: {2022: "80"}})
    said = statement(signed_in, cast.leader, f"{reverse('region_detail', args=['jia'])}?year=2022")
    assert "&lt;b&gt;授权{量}&lt;/b&gt;" in said


def test_an_agency_is_said_with_how_it_delivered(cast: Cast, signed_in: SignedIn) -> None:
    assert plain(agency_statement(2022, None, [], 0)) == "2022年无应报事项。"
    reported(cast, {1: {2022: "80"}})
    Round.objects.filter(plan=cast.plan).update(due="2023-02-01")
    said = words(signed_in, cast.leader, f"{reverse('agency_detail', args=[cast.lead.pk])}?year=2022")
    assert said.startswith("2022年应报 2 项：")
    assert "滞后指标 1 项（1 授权量）" in said
    assert Agency.objects.filter(pk=cast.lead.pk).exists()


def test_the_list_is_narrowed_and_says_why(cast: Cast, signed_in: SignedIn) -> None:
    reported(cast, {1: {2022: "80"}, 2: {2022: "7"}})
    actual = cast.indicator(1).actuals.get()
    type(actual).objects.filter(pk=actual.pk).update(cause="减量", remedy="补申请", remedy_by="2023-06-30")
    client = signed_in(cast.leader)

    def seqs(query: str) -> list[int]:
        return [row.figures.indicator.seq for row in client.get(f"{reverse('indicator_list')}?{query}").context["rows"]]

    assert seqs("year=2022") == [1, 2]
    assert seqs("year=2022&state=met") == [2]
    assert seqs("year=2022&state=behind&region=jia") == [1]
    assert seqs("year=2022&region=yi") == []
    assert seqs("year=2022&q=拥有") == [2]
    page = client.get(f"{reverse('indicator_list')}?year=2022").content.decode()
    assert "减量" in page
    assert "补申请 2023-06-30" in page
    stranger: Any = signed_in(cast.stranger).get(f"{reverse('indicator_list')}?year=2022")
    assert all(row.region == cast.there for row in stranger.context["rows"])
    assert D(len(stranger.context["rows"])) == 2


def test_of_a_region_beside_the_own_nobody_reads_causes_or_counts_notes(
    cast: Cast, signed_in: SignedIn, settings: Any
) -> None:
    settings.SHOW_SIBLINGS = True
    reported(cast, {1: {2022: "80"}})
    Actual.objects.filter(indicator=cast.indicator(1)).update(cause="申请量减少")
    Note.objects.create(indicator=cast.indicator(1), author=cast.leader, text="请加快")
    own = reverse("indicator_detail", args=[cast.indicator(1).pk])
    addresses = ("/?year=2022", "/regions/jia/?year=2022", "/indicators/?year=2022", f"{own}?year=2022")
    for person, is_shown in ((cast.leader, True), (cast.stranger, False), (cast.leader, True)):
        pages = [signed_in(person).get(address).content.decode() for address in addresses]
        assert all("授权量" in page for page in pages)
        assert ["申请量减少" in page for page in pages] == [is_shown] * 4
        assert ("批示 1 条" in pages[1]) == is_shown
