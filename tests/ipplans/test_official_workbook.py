"""The official workbook: every number is the page's, it reads back to its plan, and prints as paper does."""

import datetime as dt
import io
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from lxml import html
from openpyxl import load_workbook

from documents.matching.intake import draft_from_file
from ipplans.snapshots import lift_snapshot, take_snapshot
from plans.models import Plan, Region
from targets.models import Actual, YearTarget
from targets.numbers import number_text
from tasks.models import TaskEvidence, TaskReport
from tests.cast import Cast, SignedIn
from tests.machine import office

pytestmark = pytest.mark.django_db
PLANS = ["wenzhou-2022", "yueqing-2022", "tongzhou-2022", "jiaxing-2016", "jiaxing-2021"]
SHEETS = ["封面", "附件1 任务分解表", "附件2 主要指标", "未报及退回", "滞后原因与整改措施", "目标调整表", "说明"]


def leader(region: Region) -> Client:
    from plans.models import Membership, User

    user = User.objects.create_user(f"leader-{region.slug}", name="领导")
    Membership.objects.create(user=user, role="leader", region=region)
    client = Client()
    client.force_login(user, backend="plans.signed_in.Backend")
    return client


def workbook(client: Client, slug: str, year: int | str) -> Any:
    response = client.get(reverse("plan_workbook", args=[slug]), {"year": str(year)})
    assert response.status_code == 200
    return load_workbook(io.BytesIO(response.content))


def as_read(cell: Any) -> str:
    """A cell as a spreadsheet shows it."""
    if isinstance(cell.value, int | float):
        number = Decimal(str(cell.value))
        if cell.number_format.endswith("%"):
            places = len(cell.number_format.partition(".")[2]) - 1
            return f"{number * 100:,.{places}f}%".replace("-", "−")
        return number_text(number)
    return "" if cell.value is None else str(cell.value)


def table_of_page(client: Client, plan: Plan, year: int | str) -> list[list[str]]:
    """The target table of the region's page: a row an indicator, with number, name, unit, then three a year, and more.

    Of each cell what stands in it itself: marks of notes and of revisions beside a number are left out.
    """
    page = client.get(reverse("region_detail", args=[plan.region.slug]), {"year": str(year), "plan": plan.slug})
    rows = html.fromstring(page.content.decode()).xpath("//table[@id='targets']/tbody/tr")
    return [[own_text(cell) for cell in row.xpath("./td|./th")] for row in rows]


def own_text(cell: Any) -> str:
    for small in cell.xpath(".//sup|.//small|.//i|.//*[contains(@class, 'correction')]"):
        small.drop_tree()
    return " ".join(cell.text_content().split())


def rows_of_annex(book: Any) -> list[list[Any]]:
    sheet = book["附件2 主要指标"]
    return [row for row in sheet.iter_rows(min_row=4) if isinstance(row[column(sheet, "序号")].value, int)]


def column(sheet: Any, head: str) -> int:
    return next(n for n, cell in enumerate(sheet[2]) if cell.value == head)


@pytest.mark.parametrize("slug", PLANS)
def test_every_number_of_annex_2_is_the_pages(slug: str) -> None:
    plan = Plan.objects.select_related("region").get(slug=slug)
    client = leader(plan.region)
    for year in [*plan.years, "final"]:
        book = workbook(client, slug, year)
        compare(book, table_of_page(client, plan, year), len(plan.years))


def compare(book: Any, page: list[list[str]], years: int) -> None:
    rows, sheet = rows_of_annex(book), book["附件2 主要指标"]
    at = {
        head: column(sheet, head)
        for head in ("序号", "指标", "期末目标", "累计完成率", "期末目标完成率", "状态", "备注")
    }
    assert len(rows) == len(page)
    for row, shown in zip(rows, page, strict=True):
        read = [as_read(cell) for cell in row]
        first = at["期末目标"] - 3 * years
        assert read[at["序号"]] == shown[0]
        assert shown[1].startswith(read[at["指标"]])
        for n in range(years):
            target, actual, rate = read[first + 3 * n : first + 3 * n + 3]
            on_page = shown[3 + 3 * n : 6 + 3 * n]
            assert target in ("", on_page[0])
            assert actual in (on_page[1], on_page[2]), (row[at["指标"]].value, n)  # why there is none stands in either
            assert rate == "" if "%" not in on_page[2] else on_page[2].startswith(rate)
        to_date, goal, goal_rate = shown[3 + 3 * years : 6 + 3 * years]
        assert read[at["累计完成率"]] in (to_date, "" if to_date == "—" else to_date)
        assert read[at["期末目标完成率"]] in (goal_rate, "" if goal_rate == "—" else goal_rate)
        assert (
            read[at["期末目标"]].lstrip("≥") == goal.lstrip("≥")
            or not re.search(r"\d", goal)
            or "%" in read[at["期末目标"]]
        )
        assert shown[3 + 3 * years + 5].startswith(read[at["状态"]])


def test_conditions_half_years_and_corrections(cast: Cast, signed_in: SignedIn) -> None:
    row = cast.indicator(1)
    Actual.objects.create(indicator=row, year=2023, condition="not-applicable", status="approved", remark="停统")
    Actual.objects.create(
        indicator=row, year=2024, value=Decimal(50), as_of=dt.date(2024, 6, 30), status="approved", agency=cast.lead
    )
    cast.submitted("77", 2022)  # not approved: nowhere
    actual = cast.approved("7.125", 2022, seq=2)
    actual.reopen(cast.reviewer, "复核")
    Actual.objects.save_with_history([actual], cast.reviewer)
    YearTarget.objects.filter(indicator=row, year=2022).update(
        value=120, first_value=100, revised_by="甲政办〔2023〕1号", reason="机构调整"
    )
    client = signed_in(cast.leader)
    book = workbook(client, cast.plan.slug, 2024)
    page = table_of_page(client, cast.plan, 2024)
    compare(book, page, 4)
    first, second = ([as_read(cell) for cell in row] for row in rows_of_annex(book))
    assert first[3:6] == ["120", "未填报", ""]
    assert first[6:9] == ["100", "不适用", ""]
    assert first[10] == "50"
    assert "2024年为截至2024-06-30数" in first[-1]
    assert "甲政办〔2023〕1号" in first[-1]
    assert second[4] == "7.125"
    assert "2022年更正中" in second[-1]
    assert not any("77" in as_read(cell) for sheet in book.worksheets for line in sheet.iter_rows() for cell in line)
    changed = [[as_read(cell) for cell in line] for line in book["目标调整表"].iter_rows(min_row=3)]
    assert changed == [["1", "授权量", "件", "2022", "100", "120", "甲政办〔2023〕1号", "机构调整"]]


def test_what_was_signed_stands_as_it_was_signed(cast: Cast, signed_in: SignedIn) -> None:
    cast.approved("90")
    cast.approved("6", seq=2)
    cast.plan.rounds.update(status="closed")
    take_snapshot(cast.plan.rounds.get(), cast.reviewer, str(cast.reviewer), dt.date(2026, 1, 2))
    Actual.objects.filter(indicator=cast.indicator(1)).update(value=50)  # past every door
    client = signed_in(cast.leader)
    book = workbook(client, cast.plan.slug, 2022)
    assert [as_read(cell) for cell in rows_of_annex(book)[0]][4:6] == ["90", "90.0%"]
    said = {str(row[0].value): str(row[1].value) for row in book["说明"].iter_rows(min_row=2)}
    assert "c-reviewer" in said["数据定案"]


def test_every_version_has_its_own_workbook_also_when_it_was_taken_back(cast: Cast, signed_in: SignedIn) -> None:
    cast.approved("90")
    cast.approved("6", seq=2)
    task = TaskReport.objects.create(task=cast.plan.tasks.get(seq=1), year=2022, state="done", status="approved")
    cast.plan.rounds.update(status="closed")
    round_, day = cast.plan.rounds.get(), dt.date(2026, 1, 2)
    first = take_snapshot(round_, cast.reviewer, str(cast.reviewer), day)
    lift_snapshot(first, cast.admin, "甲政办〔2026〕9号", "数据有误")
    Actual.objects.filter(indicator=cast.indicator(1)).update(value=50)
    TaskReport.objects.filter(pk=task.pk).update(state="delayed")
    second = take_snapshot(round_, cast.reviewer, str(cast.reviewer), day)
    client = signed_in(cast.leader)
    for snapshot, value, rate, state in ((first, "90", "90.0%", "已完成"), (second, "50", "50.0%", "滞后")):
        assert f"/final/{snapshot.pk}/workbook.xlsx" in client.get(snapshot.get_absolute_url()).content.decode()
        response = client.get(reverse("signed_workbook", args=[snapshot.pk]))
        book = load_workbook(io.BytesIO(response.content))
        assert [as_read(cell) for cell in rows_of_annex(book)[0]][4:6] == [value, rate]
        assert book["附件1 任务分解表"].cell(3, 6).value == state
        said = {str(row[0].value): str(row[1].value) for row in book["说明"].iter_rows(min_row=2)}
        assert f"第{snapshot.version}版" in said["数据定案"] or str(snapshot.version) in said["数据定案"]
        assert ("已解除定案" in said) == (snapshot == first)
    assert signed_in(cast.stranger).get(reverse("signed_workbook", args=[first.pk])).status_code == 404


def test_tasks_with_state_progress_and_evidence(cast: Cast, signed_in: SignedIn) -> None:
    task = cast.plan.tasks.get(seq=1)
    report = TaskReport.objects.create(
        task=task, year=2022, state="delayed", summary="=已建成 2 家", status="approved", agency=cast.lead
    )
    TaskEvidence.objects.create(report=report, file="x.pdf", name="验收单.pdf", sha256="0")
    TaskReport.objects.create(
        task=cast.plan.tasks.get(seq=2), year=2022, state="done", summary="草稿", status="returned"
    )
    book = workbook(signed_in(cast.leader), cast.plan.slug, 2022)
    rows = [[cell.value for cell in row] for row in book["附件1 任务分解表"].iter_rows(min_row=3)]
    assert rows[0] == [1, "重点", "任务内容1", "*市甲局、市丙局", None, "滞后", "'=已建成 2 家", "验收单.pdf"]
    assert rows[1][5:7] == [None, "未填报"]
    missing = [[cell.value for cell in row] for row in book["未报及退回"].iter_rows(min_row=3)]
    assert missing[-1] == ["任务", 2, "任务内容2", "市丙局", "已退回"]
    assert {str(one) for one in book["附件1 任务分解表"].merged_cells.ranges} == {"A1:H1", "B3:B4"}


def test_the_cover_counts_and_has_room_to_sign(cast: Cast, signed_in: SignedIn) -> None:
    cast.approved("90")
    book = workbook(signed_in(cast.leader), cast.plan.slug, 2022)
    assert book.sheetnames == SHEETS
    words = "\n".join(as_read(cell) for row in book["封面"].iter_rows() for cell in row)
    for said in (
        "甲市方案",
        "90.0%",
        "45.0%",
        "1 / 2",
        "共 2 项",
        "市丙局（2项）",
        "填报单位（盖章）：",
        "审核：",
        "签发：",
    ):
        assert said in words, said
    for sheet in book.worksheets[1:-1]:
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.print_title_rows
        assert sheet.freeze_panes


def test_agency_staff_take_their_own_rows(cast: Cast, signed_in: SignedIn) -> None:
    book = workbook(signed_in(cast.clerk), cast.plan.slug, 2022)
    assert [row[1].value for row in rows_of_annex(book)] == ["授权量"]
    assert "仅含本单位" in "".join(as_read(cell) for row in book["封面"].iter_rows() for cell in row)


def test_a_province_in_one_workbook(cast: Cast, signed_in: SignedIn) -> None:
    from tests.cast import make_user

    above = cast.here.parent
    assert above is not None
    cast.approved("90")
    client = signed_in(make_user("c-province", "leader", region=above))
    response = client.get(reverse("region_workbook", args=[above.slug]), {"year": "2022"})
    book = load_workbook(io.BytesIO(response.content))
    assert book.sheetnames == [SHEETS[0], "各地区汇总", *SHEETS[1:]]
    rows = [[as_read(cell) for cell in row] for row in book["各地区汇总"].iter_rows(min_row=3)]
    assert [(row[0], row[2], row[4]) for row in rows] == [("甲市", "45.0%", "1/2"), ("乙市", "0.0%", "0/2")]
    assert [row[0].value for row in book["附件2 主要指标"].iter_rows(min_row=4)] == ["甲市", None, "乙市", None]
    assert client.get(reverse("region_workbook", args=[above.slug]), {"year": "1999"}).status_code == 404


@pytest.mark.parametrize("slug", PLANS)
def test_annexes_read_back_give_the_plan_they_came_from(slug: str) -> None:
    plan = Plan.objects.select_related("region").get(slug=slug)
    client = leader(plan.region)
    response = client.get(reverse("plan_workbook", args=[slug]), {"year": str(plan.end_year)})
    draft, _blocks = draft_from_file("表格.xlsx", response.content, plan.region.code)
    assert (draft.plan.start_year, draft.plan.end_year) == (plan.start_year, plan.end_year)
    rows = list(plan.indicators.active().prefetch_related("targets", "goals").order_by("seq"))
    assert [(one.name, one.unit) for one in draft.indicators] == [(row.name, row.unit) for row in rows]
    for one, row in zip(draft.indicators, rows, strict=True):
        printed = {target.year: target.value for target in row.targets.all()}
        goals = [goal.value for goal in row.goals.all() if goal.value is not None and goal.basis == "absolute"]
        assert one.targets == printed or goals == [one.targets.get(plan.end_year)], one.name
    tasks = list(plan.tasks.active().select_related("area").prefetch_related("assignments").order_by("seq"))
    assert [task.content for task in draft.tasks] == [task.content for task in tasks]
    for read, stored in zip(draft.tasks, tasks, strict=True):
        assert read.area == (stored.area.name if stored.area else "")
        assert read.due == stored.due
        assert [(part.role, part.printed_name) for part in read.assignments] == [
            (part.role, part.printed_name) for part in stored.assignments.all()
        ]


@pytest.mark.own_database
def test_it_prints_on_paper(tmp_path: Path) -> None:
    plan = Plan.objects.select_related("region").get(slug="wenzhou-2022")
    response = leader(plan.region).get(reverse("plan_workbook", args=[plan.slug]), {"year": "2024"})
    (tmp_path / "a.xlsx").write_bytes(response.content)
    pages = office(tmp_path / "a.xlsx")
    assert 9 <= len(pages) <= 14
    assert "填报单位（盖章）" in pages[0]
    annex = [page for page in pages if "2022年" in page and "完成率" in page]
    assert len(annex) == 1  # 19 rows of 20 columns on one sheet of A4
