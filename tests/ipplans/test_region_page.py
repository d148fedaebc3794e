"""The region's page, figure by figure: against the arithmetic, against the chart, against cases worked by hand."""

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from django.utils.translation import gettext as _
from lxml import html

from plans.calendar import plan_calendar
from plans.models import Plan, Round, User
from targets import progress
from targets.choices import Accumulation, Direction
from targets.models import Actual, Baseline, Goal, PlanIndicator, YearTarget
from targets.numbers import computed_text, goal_rate_text, number_text, percent_text, points_text, rate_text
from targets.stored_series import series_of
from targets.target_table import goal_text
from tests.cast import Cast, SignedIn

pytestmark = pytest.mark.django_db

CALCULATED = ["to_date", "goal", "goal_rate", "ahead", "needed"]


@dataclass
class Row:
    """One line of the target table as the page shows it, without the small print."""

    years: dict[int, tuple[str, str, str]]
    notes: list[str]
    rest: dict[str, str]
    state: str
    judgement: str


def own_text(cell: Any) -> str:
    """What stands in a cell, but for its small print and its sign."""
    for extra in cell.xpath(".//small | .//sup | .//i | .//*[contains(@class, 'tag')] | .//*[@aria-hidden]"):
        extra.drop_tree()
    return " ".join(cell.text_content().split())


class Page:
    def __init__(self, content: bytes) -> None:
        self.tree = html.document_fromstring(content.decode())
        self.charts = json.loads(self.tree.get_element_by_id("charts").text or "")["figures"]
        self.text = " ".join(self.tree.text_content().split())

    @property
    def notes(self) -> dict[str, str]:
        """The notes below the target table, by their marks."""
        texts = [note.text_content().strip() for note in self.tree.xpath("//*[contains(@class, 'table-notes')]/span")]
        return {text.partition(" ")[0]: text.partition(" ")[2] for text in texts}

    def rows(self, years: range) -> Iterator[tuple[int, Row]]:
        for line in self.tree.xpath("//table[@id='targets']/tbody/tr"):
            cells = line.xpath("./td | ./th")
            notes = [note.text_content().strip() for note in line.xpath(".//small")]
            notes += [self.notes[mark.text_content()] for mark in line.xpath(".//sup")]
            texts = [own_text(cell) for cell in cells]
            triples = {year: tuple(texts[3 + 3 * n : 6 + 3 * n]) for n, year in enumerate(years)}
            rest = texts[3 + 3 * len(years) :]
            yield int(texts[0]), Row(triples, notes, dict(zip(CALCULATED, rest, strict=False)), rest[5], rest[6])  # type: ignore[arg-type]

    def heat(self) -> list[list[str]]:
        lines = self.tree.xpath("//table[contains(@class, 'heat')]/tbody/tr")
        return [[own_text(cell) for cell in line.xpath("./td")] for line in lines]


def page_of(signed_in: SignedIn, username: str, address: str) -> Page:
    response = signed_in(User.objects.get(username=username)).get(address)
    assert response.status_code == 200
    return Page(response.content)


def plan_years() -> Iterator[Any]:
    spans = {"wenzhou-2022": (2022, 2025), "yueqing-2022": (2022, 2025), "tongzhou-2022": (2022, 2025)}
    for slug, (first, last) in (spans | {"jiaxing-2021": (2021, 2025), "jiaxing-2016": (2016, 2020)}).items():
        for year in range(first, last + 1):
            yield pytest.param(slug, year, id=f"{slug} {year}")


@pytest.mark.parametrize(("slug", "year"), list(plan_years()))
def test_every_figure_is_the_one_of_the_arithmetic(signed_in: SignedIn, slug: str, year: int) -> None:
    plan = Plan.objects.select_related("region").prefetch_related("rounds").get(slug=slug)
    page = page_of(signed_in, "leader", f"/regions/{plan.region.slug}/?plan={slug}&year={year}")
    shown, heat = dict(page.rows(plan.years)), page.heat()
    for place, row in enumerate(plan.indicators.with_figures()):
        actuals = {a.year: a for a in row.actuals.all() if a.status == Actual.Status.APPROVED}
        series = series_of(row, actuals, plan_calendar(plan, timezone.localdate()))
        line = shown[row.seq]
        for other in plan.years:
            rate = progress.attainment_rate(series, other)
            target, actual, percent = line.years[other]
            assert target == computed_text(progress.benchmark(series, other).value)
            assert actual == number_text(actuals[other].value if other in actuals else None)
            word = rate_text(rate) if rate else percent
            assert percent == heat[place][other - plan.start_year] == word
        assert line.rest == {
            "to_date": rate_text(progress.to_date(series, year)),
            "goal": goal_text(row.goals.first()),
            "goal_rate": goal_rate_text(progress.goal_rate(series, year)),
            "ahead": points_text(progress.variance(series, year), series.ahead_mark),
            "needed": number_text(progress.remaining(series, year).distance),
        }
        assert line.state == str(progress.state(series, year).label)
        assert heat[place][-1] == line.rest["goal_rate"]
        bars = page.charts[str(row.pk)]["data"][0]
        assert dict(zip(bars["x"], map(Decimal, bars["y"]), strict=True)) == {y: a.value for y, a in actuals.items()}
        assert bars["text"] == [number_text(a.value) for a in actuals.values()]
    assert page.text.count(percent_text(means_of(plan, year).assessed)) >= 1


def means_of(plan: Plan, year: int) -> progress.Means:
    rows = plan.indicators.with_figures()
    calendar = plan_calendar(plan, timezone.localdate())
    series = [
        (series_of(r, {a.year: a for a in r.actuals.all() if a.status == "approved"}, calendar), r.weight) for r in rows
    ]
    return progress.means(series, year)


@dataclass
class Case:
    """A plan's row, and what must stand on the page as of `year`; worked by hand (domain.md §3)."""

    name: str
    accumulation: str | None
    targets: dict[int, str]
    goal: str | None
    actuals: dict[int, str]
    year: int
    rates: dict[int, str]
    rest: dict[str, str]
    state: str
    direction: str = Direction.MORE.value
    baseline: tuple[int, str] | None = None
    unit: str = "件"
    span: tuple[int, int] = (2022, 2025)
    notes: list[str] = field(default_factory=list)
    goal_text: str = "达到"
    judgement: str | None = None


CASES = [
    Case(
        "a sum with a missing year", "sum", {2022: "100", 2023: "100", 2024: "100"}, "400",
        {2022: "110", 2024: "90"}, 2024, {2022: "110.0%", 2024: "90.0%"},
        {"to_date": "100.0%*", "goal": "≥400", "goal_rate": "50.0%*", "ahead": "0.0", "needed": "200"}, "基本完成",
    ),
    Case(
        "a target of zero reached by zero", "level", {2022: "0", 2023: "2"}, "2", {2022: "0"}, 2022,
        {2022: "完成"}, {"to_date": "完成", "goal": "≥2", "goal_rate": "0.0%", "ahead": "0.0", "needed": "2"}, "完成",
    ),
    Case(
        "less is better", "level", {2022: "20", 2023: "15", 2024: "10"}, "10", {2022: "18", 2024: "12"}, 2024,
        {2022: "111.1%", 2024: "83.3%"},
        {"to_date": "83.3%", "goal": "≥10", "goal_rate": "83.3%", "ahead": "−13.3", "needed": "2"}, "滞后",
        direction="less", baseline=(2021, "25"), span=(2022, 2024), notes=["增量 86.7%"],
    ),
    Case(
        "regress below the baseline", "level", {}, "18", {2022: "8"}, 2022, {2022: "62.9%"},
        {"to_date": "62.9%", "goal": "≥18", "goal_rate": "44.4%", "ahead": "−53.6", "needed": "10"}, "滞后",
        baseline=(2020, "9.2"), notes=["增量 −13.6%"],
    ),
    Case(
        "far over the target", "sum", {2022: "100", 2023: "100"}, "400", {2022: "1000"}, 2022, {2022: "1,000.0%"},
        {"to_date": "1,000.0%", "goal": "≥400", "goal_rate": "250.0%", "ahead": "+225.0", "needed": "0"}, "完成",
    ),
    Case(
        "a plan of 2024-2026", "sum", {2024: "10", 2025: "20"}, "60", {2024: "9"}, 2024, {2024: "90.0%"},
        {"to_date": "90.0%", "goal": "≥60", "goal_rate": "15.0%", "ahead": "−1.7", "needed": "51"}, "基本完成",
        span=(2024, 2026),
    ),
    Case(
        "only a goal, a level without a baseline", "level", {}, "17", {2022: "10"}, 2022, {},
        {"to_date": "—", "goal": "≥17", "goal_rate": "58.8%", "ahead": "—", "needed": "7"}, "无年度目标",
        notes=["缺基期数"],
    ),
    Case(
        "baseline and goal only", "level", {}, "18", {2022: "12.72"}, 2022, {2022: "100.0%"},
        {"to_date": "100.0%", "goal": "≥18", "goal_rate": "70.7%", "ahead": "0.0", "needed": "5.28"}, "完成",
        baseline=(2020, "9.2"), notes=["推算", "增量 40.0%"],
    ),
    Case(
        "every year", "each", {2022: "150", 2023: "150"}, "150", {2022: "120", 2023: "160"}, 2023,
        {2022: "80.0%", 2023: "106.7%"},
        {"to_date": "1/2 年", "goal": "≥150", "goal_rate": "1/2 年", "ahead": "—", "needed": "—"}, "完成",
        goal_text="每年达到150件", judgement="慢于预期",
    ),
    Case(
        "every year, judged by the latest", "each", {2022: "150", 2023: "150"}, "150", {2022: "120", 2023: "160"}, 2023,
        {2022: "80.0%", 2023: "106.7%"},
        {"to_date": "1/2 年", "goal": "≥150", "goal_rate": "106.7%", "ahead": "+6.7", "needed": "0"}, "完成",
        judgement="基本符合",
    ),
    Case(
        "an allowance", "sum", {2022: "40", 2023: "30", 2024: "30"}, "100", {2022: "30", 2023: "35"}, 2023,
        {2022: "未超", 2023: "未超"},
        {"to_date": "未超", "goal": "≥100", "goal_rate": "已用 65 / 100", "ahead": "+5.0", "needed": "0"}, "完成",
        direction="less", span=(2022, 2024), judgement="快于预期",
    ),
    Case(
        "targets and goal disagree", None, {2022: "60", 2023: "70", 2024: "70"}, "100", {2022: "58"}, 2022,
        {2022: "96.7%"}, {"to_date": "—", "goal": "≥100", "goal_rate": "—", "ahead": "—", "needed": "—"}, "基本完成",
    ),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_cases_worked_by_hand(cast: Cast, signed_in: SignedIn, case: Case) -> None:
    row = build(cast, case)
    client = signed_in(cast.leader)
    page = Page(client.get(f"/regions/{cast.here.slug}/?plan=case&year={case.year}").content)
    line = dict(page.rows(row.plan.years))[1]
    assert {year: line.years[year][2] for year in case.rates} == case.rates
    assert line.rest == case.rest
    assert line.state == case.state
    assert set(case.notes) <= set(line.notes)
    assert case.judgement in (None, line.judgement)
    bars = page.charts[str(row.pk)]["data"][0]
    assert [Decimal(value) for value in bars["y"]] == [Decimal(value) for value in case.actuals.values()]


def build(cast: Cast, case: Case) -> PlanIndicator:
    first, last = case.span
    plan = Plan.objects.create(
        slug="case", region=cast.here, title="方案", start_year=first, end_year=last, kind="知识产权强县试点"
    )
    row = PlanIndicator.objects.create(
        plan=plan, key="i1", seq=1, label="指标", name="指标", unit=case.unit, accumulation=case.accumulation,
        direction=case.direction,
    )  # fmt: skip
    for year, value in case.targets.items():
        YearTarget.objects.create(indicator=row, year=year, value=Decimal(value))
    if case.goal:
        Goal.objects.create(plan=plan, key="g", indicator=row, value=Decimal(case.goal), year=last, text=case.goal_text)
    if case.baseline:
        Baseline.objects.create(indicator=row, year=case.baseline[0], value=Decimal(case.baseline[1]))
    for year, value in case.actuals.items():
        Actual.objects.create(indicator=row, year=year, value=Decimal(value), status="approved")
    return PlanIndicator.objects.with_figures().get(pk=row.pk)


def test_all_kinds_of_cases_are_there() -> None:
    kinds = {case.accumulation for case in CASES}
    assert kinds >= {Accumulation.SUM, Accumulation.LEVEL, Accumulation.EACH, None}


def test_a_submitted_value_shows_only_when_asked_for_and_hatched(cast: Cast, signed_in: SignedIn) -> None:
    cast.submitted("90", 2022)
    client, address = signed_in(cast.leader), f"/regions/{cast.here.slug}/?year=2022"
    approved, with_submitted = (
        Page(client.get(address).content),
        Page(client.get(address + "&values=submitted").content),
    )
    key = str(cast.indicator(1).pk)
    assert dict(approved.rows(cast.plan.years))[1].years[2022][1] == "—"
    assert dict(with_submitted.rows(cast.plan.years))[1].years[2022] == ("100", "90", "90.0%")
    bars = with_submitted.charts[key]["data"][0]
    assert (bars["y"], bars["marker"]["pattern"]["shape"]) == (["90.0000"], ["/"])


def test_a_half_years_value_is_marked_and_counts_nowhere(cast: Cast, signed_in: SignedIn) -> None:
    actual = cast.approved("50", 2022)
    Actual.objects.filter(pk=actual.pk).update(as_of=dt.date(2022, 6, 30))
    page = Page(signed_in(cast.leader).get(f"/regions/{cast.here.slug}/?year=2022").content)
    line = dict(page.rows(cast.plan.years))[1]
    assert line.years[2022][2] == "100.8% 年中"  # 50 ÷ (100 × 181 ÷ 365)
    assert line.state == "未填报"
    assert any(note.startswith("截至") for note in line.notes)
    assert line.rest["goal_rate"] == "—"
    assert page.charts[str(cast.indicator(1).pk)]["data"][0]["marker"]["pattern"]["shape"] == ["."]


def test_tasks_and_agencies_of_the_year(cast: Cast, signed_in: SignedIn) -> None:
    text = Page(signed_in(cast.leader).get(f"/regions/{cast.here.slug}/?year=2022").content).text
    assert _("Agencies by trouble") in text
    assert "市甲局" in text
    assert "0 / 2 已完成" in text


def test_the_round_of_the_year_is_the_whole_years(cast: Cast, signed_in: SignedIn) -> None:
    half = Round.objects.create(
        plan=cast.plan, year=2022, period="h1", opens=dt.date(2022, 7, 1), due=dt.date(2022, 7, 31), status="closed"
    )
    response = signed_in(cast.leader).get(f"/regions/{cast.here.slug}/?year=2022")
    assert response.context["round"] != half
    assert response.context["round"].due == dt.date(2999, 1, 31)


ODD = [
    *("year=abc", "year=9999", "year=0001", "year=2022&year=x", "page=-1", "page=99999999999"),
    *("plan=nowhere", "values=x", "sort=%00", "q=%00%27%3Cb", "delivery=x", "indicator=x"),
    "state=x&role=x&agency=%00&words=%00&plan=x",
]


@pytest.mark.parametrize("query", ODD)
def test_odd_addresses_get_a_page_in_words(cast: Cast, signed_in: SignedIn, query: str) -> None:
    client, task = signed_in(cast.leader), cast.plan.tasks.get(seq=1)
    pages = ["/", "/compare/", "/tasks/", "/agencies/", f"/agencies/{cast.lead.pk}/", f"/regions/{cast.here.slug}/",
             f"/cockpit/{cast.here.slug}/", cast.indicator(1).get_absolute_url(), task.get_absolute_url(),
             f"/plans/{cast.plan.slug}/tasks/", "/tasks.xlsx"]  # fmt: skip
    assert [client.get(f"{page}?{query}").status_code for page in pages] == [200] * len(pages)


def test_a_half_year_alone_is_unreported_until_the_due_date_and_then_overdue_approved_or_not(
    cast: Cast, signed_in: SignedIn
) -> None:
    actual = cast.submitted("50", 2022)
    Actual.objects.filter(pk=actual.pk).update(as_of=dt.date(2022, 6, 30))

    def state() -> str:
        page = Page(signed_in(cast.leader).get(f"/regions/{cast.here.slug}/?year=2022").content)
        return dict(page.rows(cast.plan.years))[1].state

    assert state() == "未填报"
    cast.plan.rounds.update(due=dt.date(2023, 1, 31))
    assert state() == "逾期"
    Actual.objects.filter(pk=actual.pk).update(status="approved")
    assert state() == "逾期"


def test_a_closed_round_is_not_said_to_be_still_coming_in(cast: Cast, signed_in: SignedIn) -> None:
    address = f"/regions/{cast.here.slug}/?year=2022"
    assert "尚未结束" in signed_in(cast.leader).get(address).content.decode()
    cast.plan.rounds.update(status="closed")
    assert "尚未结束" not in signed_in(cast.leader).get(address).content.decode()
