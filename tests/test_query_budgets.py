"""The queries of each page: a budget, and the same with three times the rows."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from plans import kept_pages
from plans.models import Agency, Extension, Region
from targets.models import Actual, Indicator, PlanIndicator
from tasks.models import Note, TaskPart, TaskReport
from tests.cast import Cast, SignedIn, add_indicator, add_task, make_plan

BUDGETS = {
    "overview": ("leader", 32),
    "indicator_list": ("leader", 35),
    "indicator_export": ("leader", 39),
    "region": ("leader", 29),
    "indicator": ("leader", 40),
    "light_rules": ("reviewer", 13),
    "wall_screens": ("admin", 8),
    "tasks": ("leader", 20),
    "task": ("leader", 18),
    "agencies": ("leader", 10),
    "agency": ("leader", 51),
    "agencies of a region": ("leader", 30),
    "all tasks": ("leader", 19),
    "compare": ("leader", 19),
    "cockpit": ("leader", 27),
    "plan check": ("leader", 25),
    "agency_step": ("admin", 32),
    "todo": ("clerk", 21),
    "entry": ("clerk", 18),
    "entry_sheet": ("clerk", 17),
    "ledger": ("clerk", 26),
    "entry_workbook": ("clerk", 34),
    "task_report": ("clerk", 18),
    "review": ("reviewer", 35),
    "rounds": ("reviewer", 13),
    "reporters": ("reviewer", 20),
    "agency_accounts": ("admin", 20),
    "account_list": ("reviewer", 23),
    "missing": ("reviewer", 22),
    "workbench": ("reviewer", 30),
    "workbenches": ("reviewer", 13),
    "note_list": ("leader", 16),
    "freeze": ("reviewer", 27),
    "activity": ("reviewer", 18),
    "target_workbook": ("leader", 21),
    "task_export": ("leader", 23),
    "plan_workbook": ("leader", 40),
    "report": ("leader", 40),
    "region_pdf": ("leader", 40),
    "overview_export": ("leader", 30),
    "compare_export": ("leader", 30),
    "review_export": ("reviewer", 40),
    "todo_export": ("clerk", 30),
    "indicator_pdf": ("leader", 46),
    "reports": ("leader", 10),
}


def addresses(cast: Cast) -> dict[str, str]:
    return {
        "overview": reverse("overview"),
        "region": reverse("region_detail", args=[cast.here.slug]),
        "indicator": reverse("indicator_detail", args=[cast.indicator().pk]),
        "tasks": reverse("tasks:task_list", args=[cast.plan.slug]),
        "task": reverse("tasks:task_detail", args=[cast.plan.tasks.get(seq=1).pk]),
        "agencies": reverse("agency_list"),
        "agency": reverse("agency_detail", args=[cast.lead.pk]),
        "wall_screens": reverse("wall_screens"),
        "light_rules": reverse("light_rules", args=[cast.plan.slug]),
        "agency_step": reverse("agency_step", args=[cast.lead.pk]),
        "agencies of a region": reverse("agency_list") + f"?region={cast.here.slug}",
        "all tasks": reverse("tasks:all_tasks"),
        "compare": reverse("compare"),
        "cockpit": reverse("cockpit", args=[cast.here.slug]),
        "plan check": reverse("documents:plan_findings", args=[cast.plan.slug]),
        "todo": reverse("todo"),
        "entry": reverse("targets:entry", args=[cast.plan.slug, 2022]),
        "entry_sheet": reverse("targets:entry_sheet", args=[cast.plan.slug]),
        "ledger": reverse("tasks:ledger", args=[cast.plan.slug, 2022]),
        "entry_workbook": reverse("documents:download_entry_workbook", args=[cast.plan.slug]),
        "task_report": reverse("tasks:task_report", args=[cast.plan.tasks.get(seq=1).pk, 2022]),
        "review": reverse("review"),
        "reporters": reverse("name_reporters", args=[cast.plan.slug]),
        "agency_accounts": reverse("agency_accounts", args=[cast.plan.slug]),
        "account_list": reverse("account_list", args=[cast.plan.slug]),
        "indicator_list": reverse("indicator_list"),
        "indicator_export": reverse("indicator_export", args=["xlsx"]),
        "missing": reverse("missing", args=[cast.plan.slug]),
        "workbench": reverse("workbench", args=[cast.plan.rounds.get(year=2022).pk]),
        "workbenches": reverse("workbenches"),
        "note_list": reverse("note_list"),
        "freeze": reverse("freeze_round", args=[cast.plan.rounds.get(year=2022).pk]),
        "activity": reverse("activity", args=[cast.plan.slug]),
        "rounds": reverse("plans:round_list", args=[cast.plan.slug]),
        "target_workbook": reverse("documents:target_export", args=[cast.plan.slug, "xlsx"]),
        "plan_workbook": reverse("plan_workbook", args=[cast.plan.slug]),
        "report": reverse("report_file", args=[cast.plan.slug, "annual"]),
        "overview_export": reverse("overview_export", args=["csv"]),
        "compare_export": reverse("compare_export", args=["csv"]),
        "review_export": reverse("review_export", args=["csv"]),
        "todo_export": reverse("todo_export", args=["csv"]),
        "region_pdf": reverse("region_pdf", args=[cast.here.slug]),
        "indicator_pdf": reverse("indicator_pdf", args=[cast.indicator().pk]),
        "reports": reverse("reports", args=[cast.plan.slug]),
        "task_export": reverse("documents:task_export", args=[cast.plan.slug, "xlsx"]),
    }


def grow(cast: Cast, rows: int) -> None:
    """More of everything a page lists: indicators, values, tasks, agencies, regions with plans."""
    for n in range(rows):
        seq = 100 + cast.plan.indicators.count()
        add_indicator(cast.plan, seq, f"指标{seq}", ["100", "100"], "400", "sum")
        cast.submitted("90", 2022, seq)
        cast.approved("90", 2023, seq)
        reopen(cast.approved("90", 2024, seq), cast)
        asked = {"agency": cast.lead, "old_due": "2999-01-31", "reason": "核对"}
        for state in Extension.State.values:
            cast.plan.rounds.get(year=2022).extensions.create(due="2999-02-28", state=state, **asked)
        partners = [Agency.objects.create(region=cast.here, name=f"市{seq}-{n}-{k}局") for k in range(2)]
        task = add_task(cast.plan, seq, cast.lead, partners)
        report = TaskReport.objects.create(task=task, year=2022, state="under-way", status="submitted")
        TaskPart.objects.create(report=report, agency=partners[0])
        approved = TaskReport(task=task, year=2023, state="done", status="approved", version=0)
        TaskReport.objects.save_with_history([approved], cast.reviewer)
        reopen(approved, cast)
        for note in (Note(task=task, text="请说明"), Note(indicator=cast.indicator(seq), text="请说明")):
            note.save()
        county = Region.objects.create(code=f"9{seq}{n}", name=f"县{seq}", slug=f"xian-{seq}-{n}", parent=cast.here)
        make_plan(county, f"xian-{seq}-{n}-2022", Agency.objects.create(region=county, name="县局"))
    entry, _is_new = Indicator.objects.get_or_create(slug="grants", name="授权量总", unit="件", nature="flow")
    PlanIndicator.objects.filter(name="授权量").update(indicator=entry)


def reopen(report: Actual | TaskReport, cast: Cast) -> None:
    report.reopen(cast.reviewer, "更正")
    type(report).objects.save_with_history([report], cast.reviewer)  # type: ignore[list-item]


@pytest.mark.parametrize("page", BUDGETS)
def test_a_page_keeps_its_budget_however_many_rows(cast: Cast, signed_in: SignedIn, page: str) -> None:
    person, budget = BUDGETS[page]

    address = addresses(cast)[page]

    def queries() -> int:
        client = signed_in(getattr(cast, person))
        client.get(address)  # the first request of a session is noted, and what changed is computed once
        kept_pages.clear()
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    grow(cast, 2)
    few = queries()
    grow(cast, 6)
    many = queries()
    assert few == many <= budget
    assert Actual.objects.filter(indicator__plan=cast.plan).count() == 24
