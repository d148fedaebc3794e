"""The cast: two regions with a plan each, and who works on them. Made for each test that asks for it."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.test import Client

from plans.models import Agency, Membership, Plan, Region, Round, User
from targets.models import Actual, Goal, PlanIndicator, YearTarget
from tasks.models import Area, Assignment, Task

SignedIn = Callable[[User], Client]


@dataclass
class Cast:
    """甲市 and 乙市 with a plan each, and who works on them."""

    here: Region
    there: Region
    plan: Plan
    other_plan: Plan
    lead: Agency
    partner: Agency
    leader: User
    clerk: User
    colleague: User
    other_clerk: User
    reviewer: User
    admin: User
    outsider: User
    stranger: User

    def indicator(self, seq: int = 1) -> PlanIndicator:
        return self.plan.indicators.get(seq=seq)

    def actual(self, value: str = "100", year: int = 2022, seq: int = 1, by: User | None = None) -> Actual:
        """A draft, entered by the clerk."""
        row = self.indicator(seq)
        actual = Actual(indicator=row, year=year, version=0)
        actual.enter({"value": Decimal(value)}, row.current_reporter, by or self.clerk)
        Actual.objects.save_with_history([actual], by or self.clerk)
        return actual

    def submitted(self, value: str = "100", year: int = 2022, seq: int = 1) -> Actual:
        actual = self.actual(value, year, seq)
        actual.submit(self.clerk)
        Actual.objects.save_with_history([actual], self.clerk)
        return actual

    def approved(self, value: str = "100", year: int = 2022, seq: int = 1) -> Actual:
        actual = self.submitted(value, year, seq)
        actual.approve(self.reviewer)
        Actual.objects.save_with_history([actual], self.reviewer)
        return actual


def make_user(username: str, role: str = "", **scope: Any) -> User:
    user = User.objects.create_user(username, password="cast-password", name=username)
    if role:
        Membership.objects.create(user=user, role=role, **scope)
    return user


def make_plan(region: Region, slug: str, coordinator: Agency) -> Plan:
    """A plan of 2022-2025 with two indicators, the second reported by its coordinator."""
    plan = Plan.objects.create(
        slug=slug, region=region, title=f"{region.name}方案", start_year=2022, end_year=2025,
        kind="知识产权强县试点", coordinator=coordinator,
    )  # fmt: skip
    add_indicator(plan, 1, "授权量", ["100", "100", "200"], "400", "sum")
    add_indicator(plan, 2, "拥有量", ["6.5", "7.5", "8.5"], "8.5", "level")
    Round.objects.create(plan=plan, year=2022, opens=dt.date(2023, 1, 1), due=dt.date(2999, 1, 31))
    return plan


def add_indicator(plan: Plan, seq: int, name: str, targets: list[str], goal: str, accumulation: str) -> PlanIndicator:
    row = PlanIndicator.objects.create(
        plan=plan, key=f"i{seq}", seq=seq, label=f"{name}(件)", name=name, unit="件", accumulation=accumulation
    )
    YearTarget.objects.bulk_create(
        YearTarget(indicator=row, year=2022 + n, value=Decimal(value)) for n, value in enumerate(targets)
    )
    Goal.objects.create(
        plan=plan, key=f"i{seq}", indicator=row, name=name, value=Decimal(goal), year=2025, text=f"{name}达到{goal}件"
    )
    return row


def add_task(plan: Plan, seq: int, lead: Agency | None, partners: list[Agency]) -> Task:
    area, _ = Area.objects.get_or_create(plan=plan, name="重点", defaults={"key": "a1", "seq": 1})
    task = Task.objects.create(plan=plan, key=f"t{seq}", area=area, seq=seq, content=f"任务内容{seq}")
    for number, agency in enumerate([*([lead] if lead else []), *partners], 1):
        role = Assignment.Role.LEAD if agency == lead else Assignment.Role.CO
        Assignment.objects.create(
            task=task, agency=agency, seq=number, role=role, printed_name=agency.name, rule=Assignment.Rule.MARK
        )
    return task


def make_cast() -> Cast:
    above, _ = Region.objects.get_or_create(code="990000", name="示省", slug="shisheng", level="province")
    here = Region.objects.create(code="990100", name="甲市", slug="jia", level="city", parent=above)
    there = Region.objects.create(code="990200", name="乙市", slug="yi", level="city", parent=above)
    lead = Agency.objects.create(region=here, name="市甲局")
    partner = Agency.objects.create(region=here, name="市丙局")
    away = Agency.objects.create(region=there, name="市乙局")
    plan, other_plan = make_plan(here, "jia-2022", lead), make_plan(there, "yi-2022", away)
    plan.indicators.filter(seq=2).update(reporter=partner)
    add_task(plan, 1, lead, [partner])
    add_task(plan, 2, None, [partner, lead])
    return Cast(
        here, there, plan, other_plan, lead, partner,
        leader=make_user("c-leader", "leader", region=here),
        clerk=make_user("c-clerk", "staff", agency=lead),
        colleague=make_user("c-colleague", "staff", agency=lead),
        other_clerk=make_user("c-other-clerk", "staff", agency=partner),
        reviewer=make_user("c-reviewer", "reviewer", region=here),
        admin=make_user("c-admin", "admin"),
        outsider=make_user("c-outsider"),
        stranger=make_user("c-stranger", "reviewer", region=there),
    )  # fmt: skip
