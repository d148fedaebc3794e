"""The demonstration: accounts, reporters by assumption, and invented actuals, all marked as such.

What is invented is the same on every machine. Real actuals (嘉兴 2020) are left alone.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterable, Iterator, Mapping
from decimal import ROUND_HALF_UP, Decimal

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from simple_history.utils import bulk_create_with_history

from documents.models import Snapshot
from ipplans.demo_plan import clear_demo_plan, forget, load_demo_plan
from plans.calendar import plan_calendar
from plans.models import Agency, Extension, Membership, Plan, Region, Report, Round, User
from plans.records import has_records
from targets import progress
from targets.models import Actual, Evidence, PlanIndicator
from targets.stored_series import series_of
from tasks.models import Note, TaskEvidence, TaskPart, TaskReport

PASSWORD = "ipplans-demo"  # noqa: S105  # printed on the sign-in page  # nosec B105
LAST_REPORTED_YEAR = 2024
DAYS_TO_ENTER = 30
NEAR = Decimal("0.95")  # of what a year asks for: below it the agency says why
CAUSES = [
    ("申请主体结构调整，年内新增申请减少", "开展重点企业上门辅导，逐家建立申请计划"),
    ("审查周期较长，部分申请未在年内授权", "加强与审查协作中心对接，开展优先审查推荐"),
    ("基层服务力量不足，工作推进不平衡", "增设服务站点，按月通报进度"),
]
SUBMISSION_MONTHS = [1, 1, 1, 1, 2]  # most are in time for 31 January

# user name, name, role, region code or (region code, agency)
ACCOUNTS: list[tuple[str, str, str, str | tuple[str, str] | None]] = [
    ("leader", "李主任", "leader", "100000"),
    ("clerk", "王科员", "staff", ("330300", "市科技局")),
    ("clerk-market", "陈科员", "staff", ("330300", "市市场监管局")),
    ("reviewer", "赵审核", "reviewer", "330300"),
    ("admin", "管理员", "admin", None),
]

# Who answers for an indicator is not in the documents. Where a task names the same thing, its
# lead does; every other indicator is the coordinating agency's.
REPORTERS = {
    "wenzhou-2022": {"patent-industrialisation-projects": "市科技局"},
    "yueqing-2022": {
        "copyright-registrations": "市委宣传部",
        "patent-industrialisation-projects": "市科技局",
    },
}
COORDINATOR = {"330400": "市市场监管局"}  # where no document names one
LEFT_OPEN = {("wenzhou-2022", "patent-industrialisation-projects", 2022)}  # for the first visitor to enter


@transaction.atomic
def load(today: dt.date) -> None:
    """Put the demonstration in; `today` places the open rounds."""
    users = {name: _account(name, label, role, scope) for name, label, role, scope in ACCOUNTS}
    # Notes are left in the own region: the leader above all regions is one of 温州, too.
    Membership.objects.create(user=users["leader"], role="leader", region=Region.objects.get(code="330300"))
    for plan in Plan.objects.filter(slug__in=_demo_plans()).select_related("region", "coordinator"):
        _name_reporters(plan)
        _open_rounds(plan, users, today)
        _invent_actuals(plan, users)
        _invent_task_reports(plan, users["admin"])
    _leave_work(users, today)
    load_demo_plan(users["admin"])


def _demo_plans() -> list[str]:
    """The plans that run into the demonstrated years."""
    return list(Plan.objects.filter(end_year__gte=LAST_REPORTED_YEAR).values_list("slug", flat=True))


def _account(username: str, name: str, role: str, scope: str | tuple[str, str] | None) -> User:
    user = User(username=username, name=name, is_demo=True)
    user.set_password(PASSWORD)
    user.save()
    agency = Agency.objects.get_by_natural_key(*scope) if isinstance(scope, tuple) else None
    region = Region.objects.get(code=scope) if isinstance(scope, str) else None
    Membership.objects.create(user=user, role=role, agency=agency, region=region)
    return user


def _name_reporters(plan: Plan) -> None:
    """Name a reporter where nobody has; marked as an assumption that a reviewer can change."""
    named = REPORTERS.get(plan.slug, {})
    coordinator = plan.coordinator or _assumed_coordinator(plan)
    for row in plan.indicators.filter(reporter__isnull=True):
        name = named.get(row.key)
        reporter = Agency.objects.get(region=plan.region, name=name) if name else coordinator
        row.name_reporter(reporter, "演示假定", is_assumed=True)


def _assumed_coordinator(plan: Plan) -> Agency | None:
    name = COORDINATOR.get(plan.region.code)
    return Agency.objects.get_or_create(region=plan.region, name=name)[0] if name else None


def _open_rounds(plan: Plan, users: dict[str, User], today: dt.date) -> None:
    """Past years are closed; 温州 can still enter 2022 and 2025, 嘉兴 2025, the others are late with 2025."""
    is_entering = plan.slug == "wenzhou-2022"
    has_time = plan.slug in ("wenzhou-2022", "jiaxing-2021")
    soon = today + dt.timedelta(days=DAYS_TO_ENTER)
    for year in plan.years:
        is_open = year == plan.end_year or (is_entering and year == plan.start_year)
        status = Round.Status.OPEN if is_open else Round.Status.CLOSED
        due = soon if is_open and has_time else dt.date(year + 1, 1, 31)
        by = users["reviewer"] if is_entering else users["admin"]
        Round.objects.create(plan=plan, year=year, opens=dt.date(year + 1, 1, 1), due=due, status=status, opened_by=by)


def _invent_actuals(plan: Plan, users: dict[str, User]) -> None:
    chance = random.Random(plan.slug)  # noqa: S311  # the same everywhere  # nosec B311
    rows = plan.indicators.with_figures()
    clerks = {"市科技局": users["clerk"], "市市场监管局": users["clerk-market"]} if plan.slug == "wenzhou-2022" else {}
    actuals = [actual for row in rows for actual in _invented(plan, row, chance, clerks)]
    Actual.objects.save_with_history(actuals, None)
    if not clerks:
        return
    for actual in actuals:
        actual.approve(users["reviewer"])
        actual.backdate(_moment(actual.year + 1, 2, 10))
    Actual.objects.save_with_history(actuals, users["reviewer"])


def _invented(plan: Plan, row: PlanIndicator, chance: random.Random, clerks: Mapping[str, User]) -> Iterator[Actual]:
    """Values around what each year asks for: mostly met, some near, some behind, a few missing."""
    months = random.Random(f"{plan.slug}/{row.key}/months")  # noqa: S311  # nosec B311
    series = series_of(row, {}, plan_calendar(plan, timezone.localdate()))
    for year in range(plan.start_year, LAST_REPORTED_YEAR + 1):
        factor = Decimal(chance.choice([88, 93, 95, 97, 99, 101, 102, 103, 104, 106, 108, 112])) / 100
        is_missing = chance.random() < 0.06 and year > plan.start_year
        value = _around(series, year, factor)
        if is_missing or value is None or (plan.slug, row.key, year) in LEFT_OPEN:
            continue
        if year in {actual.year for actual in row.actuals.all()}:
            continue
        actual = Actual(indicator=row, year=year, version=0)
        by = clerks.get(str(row.current_reporter))
        if by:
            actual.enter({"value": value}, row.current_reporter, by)
            actual.submit(by)
        else:  # regions whose people have no demonstration account
            actual.value, actual.agency, actual.status = value, row.current_reporter, Report.Status.APPROVED
        if factor < NEAR:
            actual.cause, actual.remedy = months.choice(CAUSES)
            actual.remedy_by = dt.date(year + 1, 6, 30)
        actual.is_invented = True
        actual.backdate(_moment(year + 1, months.choice(SUBMISSION_MONTHS), 8))
        yield actual


def _around(series: progress.Series, year: int, factor: Decimal) -> Decimal | None:
    """`factor` times the year's benchmark, as fine as the targets are printed; a share is at most 100 %."""
    benchmark = progress.benchmark(series, year).value
    if benchmark is None:
        if series.goal is None:
            return None
        benchmark = series.goal * (year - series.first_year + 6) / (series.last_year - series.first_year + 6)
    value = benchmark * factor
    if series.is_ratio:
        return min(value, Decimal(100)).quantize(Decimal("0.1"))
    start = series.start.value if series.start else None
    printed = [*series.targets.values(), *(number for number in (series.goal, start) if number is not None)]
    is_counted_whole = all(number == int(number) for number in printed)
    return value.quantize(Decimal(1) if is_counted_whole else Decimal("0.01"), ROUND_HALF_UP)


def _moment(year: int, month: int, day: int) -> dt.datetime:
    return timezone.make_aware(dt.datetime(year, month, day, 9, 30))


def _invent_task_reports(plan: Plan, by: User) -> None:
    chance = random.Random(plan.slug + "/tasks")  # noqa: S311  # nosec B311
    months = random.Random(plan.slug + "/months")  # noqa: S311  # nosec B311
    state = TaskReport.State
    likely = {
        2021: [state.NOT_STARTED, state.UNDER_WAY],
        2022: [state.NOT_STARTED, state.UNDER_WAY, state.UNDER_WAY],
    }
    later = [
        state.UNDER_WAY,
        state.UNDER_WAY,
        state.DONE,
        state.DONE,
        state.DONE,
        state.CONTINUOUS,
        state.DELAYED,
    ]
    reports = []
    for task in plan.tasks.with_agencies():
        for year in range(plan.start_year, LAST_REPORTED_YEAR + 1):
            agency = next((part.agency for part in [*task.leads, *task.shared]), None)
            reports.append(TaskReport(
                task=task, year=year, state=chance.choice(likely.get(year, later)), agency=agency,
                author=None, status=Report.Status.APPROVED, is_invented=True, changed_at=_moment(year + 1, 2, 10),
                handed_in_at=_moment(year + 1, months.choice(SUBMISSION_MONTHS), 8),
            ))  # fmt: skip
    bulk_create_with_history(reports, TaskReport, default_user=by)


def _leave_work(users: dict[str, User], today: dt.date) -> None:
    """Some figures of 2025 on their way, so that entry and review have something to show."""
    clerk, reviewer = users["clerk-market"], users["reviewer"]
    rows = PlanIndicator.objects.filter(plan__slug="wenzhou-2022", seq__in=[1, 2, 4, 7, 9]).with_figures()
    entered, returned = [], []
    for row in rows:
        last = next(a.value for a in row.actuals.all() if a.year == LAST_REPORTED_YEAR and a.value is not None)
        actual = Actual(indicator=row, year=2025, version=0)
        actual.enter({"value": round(last * Decimal("1.01"), 2 if last < 20 else 0)}, row.current_reporter, clerk)
        actual.is_invented = True
        if row.seq != 9:
            actual.submit(clerk)
        entered.append(actual)
        if row.seq == 7:
            returned.append(actual)
    Actual.objects.save_with_history(entered, clerk)
    for actual in returned:
        actual.return_for_correction(reviewer, "请核对是否含再审案件")
    Actual.objects.save_with_history(returned, reviewer)


@transaction.atomic
def clear() -> None:
    """Take out all that the demonstration brought, and what its accounts entered.

    What a real person signed stays as it was signed, and so do the rounds that real people work in.
    """
    users = User.objects.filter(is_demo=True)
    Snapshot.objects.filter(signed_by__in=users).delete()
    signed = set(Snapshot.objects.values_list("round__plan", "round__year"))
    invented = Q(is_invented=True) | Q(author__in=users)
    actuals = Actual.objects.filter(invented).exclude(_of_years("indicator", signed))
    reports = TaskReport.objects.filter(invented).exclude(_of_years("task", signed))
    files = (Evidence.objects.filter(actual__in=actuals), TaskEvidence.objects.filter(report__in=reports))
    for evidence in (*files[0], *files[1]):
        evidence.file.delete(save=False)
    for things in (*files, TaskPart.objects.filter(report__in=reports)):
        forget(things)
    forget(Note.objects.filter(author__in=users))
    forget(actuals)
    forget(reports)
    used = {*signed, *_years_worked_on()}
    asked = Extension.objects.filter(asked_by__is_demo=False)
    rounds = Round.objects.filter(opened_by__in=users).exclude(extensions__in=asked)
    unused = [round_.pk for round_ in rounds if (round_.plan_id, round_.year) not in used]
    forget(Round.objects.filter(pk__in=unused))
    for row in PlanIndicator.objects.filter(is_reporter_assumed=True):
        row.name_reporter(None, "演示结束")
    clear_demo_plan()
    for user in users:
        _end(user)


def accounts() -> QuerySet[User]:
    """The accounts of a demonstration that goes on; one that was ended keeps its name in the record and no role."""
    return User.objects.filter(Q(is_active=True) | Q(memberships__isnull=False), is_demo=True).distinct()


def _of_years(row: str, years: Iterable[tuple[int, int]]) -> Q:
    """The reports of these years of plans, of which each `row` is one of."""
    found = Q(pk__in=[])
    for plan, year in years:
        found |= Q(**{f"{row}__plan": plan, "year": year})
    return found


def _years_worked_on() -> set[tuple[int, int]]:
    """The years of plans, by plan and year, of which people still have reports."""
    actuals = Actual.objects.filter(author__isnull=False).values_list("indicator__plan", "year")
    reports = TaskReport.objects.filter(author__isnull=False).values_list("task__plan", "year")
    return {*actuals, *reports}


def _end(user: User) -> None:
    """Delete an account; one that did something to what stays is switched off, so that its name stays there."""
    if not has_records(user):
        user.delete()
        return
    user.memberships.all().delete()
    user.is_active = False
    user.set_unusable_password()
    user.save()
