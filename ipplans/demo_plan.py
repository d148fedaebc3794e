"""A plan that no office issued: what the official plans have no row for, so that it can be seen in the demonstration.

A milestone built early, an allowance, a value within the year, one that is being corrected, a revised target, and goals
that were reached and not reached. All of it is marked as invented, and goes with the demonstration.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils import timezone

from ipplans.plan_removal import what_people_left
from plans.kinds import COUNTY_PILOT
from plans.models import Agency, Plan, Region, Report, Round, User
from targets.choices import Accumulation, Direction, Operator
from targets.models import Actual, Goal, PlanIndicator, YearTarget

CODE, SLUG = "P330399", "yanshi-2022"
PARENT = "330300"
TITLE = "演示园区知识产权强园建设方案（演示，非正式文件）"
FIRST_YEAR = 2022


@dataclass(frozen=True)
class Row:
    """One invented row: targets from the plan's first year on, and what was reported, by year."""

    name: str
    unit: str
    accumulation: Accumulation
    targets: tuple[str, ...]
    goal: str
    text: str
    values: Mapping[int, str] = field(default_factory=dict)
    direction: Direction = Direction.MORE
    half_year: tuple[int, str] | None = None
    corrected: int | None = None
    revised: tuple[int, str] | None = None


ROWS = [
    Row("建成省级知识产权保护示范园区", "", Accumulation.MILESTONE, (), "1", "建成省级知识产权保护示范园区",
        {2022: "0", 2023: "0", 2024: "1"}),
    Row("专利侵权纠纷案件数（控制数）", "件", Accumulation.SUM, ("40", "30", "30"), "100",
        "侵权纠纷累计控制在100件以内", {2022: "30", 2023: "35", 2024: "28", 2025: "5"}, Direction.LESS),
    Row("发明专利授权量", "件", Accumulation.SUM, ("300", "300", "400"), "1000", "发明专利授权量达到1000件",
        {2022: "309", 2023: "312", 2024: "432", 2025: "1"}),
    Row("每万人高价值发明专利拥有量", "件", Accumulation.LEVEL, ("6", "7", "8"), "9",
        "每万人高价值发明专利拥有量达到9件", {2022: "6.1", 2023: "6.9", 2024: "7.8", 2025: "8.2"}),
    Row("PCT国际专利申请量", "件", Accumulation.EACH, ("15", "15", "15"), "15", "PCT国际专利申请每年达到15件",
        {2022: "16", 2023: "17", 2024: "15", 2025: "18"}),
    Row("有效注册商标量", "件", Accumulation.LEVEL, ("1500", "1700", "1900"), "2000", "有效注册商标量达到2000件",
        {2022: "1520", 2023: "1710", 2024: "1880"}, half_year=(2025, "1950")),
    Row("知识产权质押融资额", "亿元", Accumulation.SUM, ("3", "3", "3"), "13", "知识产权质押融资额达到13亿元",
        {2022: "3.1", 2023: "3", 2024: "4.2", 2025: "3.9"}, revised=(2024, "4")),
    Row("新增贯标企业", "家", Accumulation.SUM, ("10", "10", "12"), "45", "新增贯标企业45家",
        {2022: "11", 2023: "10", 2024: "12", 2025: "9"}, corrected=2024),
]  # fmt: skip


def load_demo_plan(by: User) -> None:
    """Put the invented plan in, with its region, its agency, its rounds and what was reported; once."""
    if Plan.objects.filter(slug=SLUG).exists():
        return
    region = Region.objects.create(
        code=CODE,
        name="演示园区",
        slug="yanshi-yuanqu",
        level=Region.Level.PARK,
        parent=Region.objects.get(code=PARENT),
    )
    agency = Agency.objects.create(region=region, name="园区科创局（演示）")
    plan = Plan.objects.create(
        slug=SLUG, region=region, title=TITLE, is_title_composed=True, start_year=FIRST_YEAR, end_year=FIRST_YEAR + 3,
        kind=COUNTY_PILOT, coordinator=agency, is_checked=True, note="演示方案",
    )  # fmt: skip
    for year in plan.years:
        due = dt.date(year + 1, 1, 31)
        Round.objects.create(
            plan=plan, year=year, opens=dt.date(year + 1, 1, 1), due=due, status=Round.Status.CLOSED, opened_by=by
        )
    for seq, row in enumerate(ROWS, 1):
        _load(plan, seq, row, agency, by)


def _load(plan: Plan, seq: int, row: Row, agency: Agency, by: User) -> None:
    indicator = PlanIndicator.objects.create(
        plan=plan, key=f"demo-{seq}", seq=seq, label=f"{row.name}({row.unit})" if row.unit else row.name, name=row.name,
        unit=row.unit, accumulation=row.accumulation, direction=row.direction, reporter=agency,
        is_reporter_assumed=True,
    )  # fmt: skip
    operator = Operator.AT_MOST if row.direction == Direction.LESS else Operator.AT_LEAST
    Goal.objects.create(
        plan=plan, key=f"demo-{seq}", indicator=indicator, name=row.name, value=Decimal(row.goal), unit=row.unit,
        operator=operator, year=plan.end_year, text=row.text,
    )  # fmt: skip
    for number, value in enumerate(row.targets):
        YearTarget.objects.create(indicator=indicator, year=FIRST_YEAR + number, value=Decimal(value))
    if row.revised:
        year, value = row.revised
        target = YearTarget.objects.get(indicator=indicator, year=year)
        target.revise(Decimal(value), "演示〔2024〕1号", "中期评估后上调")
    _report(indicator, row, agency, by)


def _report(indicator: PlanIndicator, row: Row, agency: Agency, by: User) -> None:
    """What was reported, approved; one value is being corrected since."""
    actuals = [_approved(indicator, year, value, agency) for year, value in row.values.items()]
    if row.half_year:
        year, value = row.half_year
        actuals.append(_approved(indicator, year, value, agency, dt.date(year, 6, 30)))
    Actual.objects.save_with_history(actuals, by)
    for actual in actuals:
        if actual.year == row.corrected:
            actual.reopen(by, "请按年报口径核实")
            Actual.objects.save_with_history([actual], by)


def _approved(indicator: PlanIndicator, year: int, value: str, agency: Agency, as_of: dt.date | None = None) -> Actual:
    reported = timezone.make_aware(dt.datetime(year + 1, 1, 8, 9, 30))
    return Actual(
        indicator=indicator, year=year, value=Decimal(value), as_of=as_of, agency=agency, is_invented=True, version=1,
        status=Report.Status.APPROVED, changed_at=reported, handed_in_at=reported,
    )  # fmt: skip


def clear_demo_plan() -> None:
    """Take the invented plan out, with its region and agency, unless real people reported for it."""
    plans = Plan.objects.filter(slug=SLUG)
    if any(what_people_left(plan) for plan in plans):
        return
    for rows in (
        YearTarget.objects.filter(indicator__plan__in=plans),
        Goal.objects.filter(plan__in=plans),
        PlanIndicator.objects.filter(plan__in=plans),
        plans,
        Agency.objects.filter(region__code=CODE),
        Region.objects.filter(code=CODE),
    ):
        forget(rows)


def forget(rows: Any) -> None:
    """Delete rows and their history: what is invented leaves no trace in the record."""
    ids = list(rows.values_list("pk", flat=True))
    history = rows.model.history
    rows.model.objects.filter(pk__in=ids).delete()
    history.filter(id__in=ids).delete()
