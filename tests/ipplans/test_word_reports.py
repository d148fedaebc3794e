"""Word reports: every number is the page's, nothing is invented, templates can be changed, and they print."""

import datetime as dt
import io
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from docx import Document

from ipplans.reports.bulletin import bounds
from ipplans.reports.facts import chinese_number
from plans.models import NotPossible, Plan
from targets.models import Actual
from tasks.models import TaskReport
from tests.cast import Cast, SignedIn
from tests.ipplans.test_official_workbook import PLANS, leader, table_of_page
from tests.machine import office

pytestmark = pytest.mark.django_db
KINDS = ["annual", "midterm", "supervision", "bulletin"]


def report(client: Client, slug: str, kind: str, **asked: str) -> Any:
    response = client.get(reverse("report_file", args=[slug, kind]), asked)
    assert response.status_code == 200, response.content[-400:]
    return Document(io.BytesIO(response.content))


def words(document: Any) -> str:
    return "\n".join(paragraph.text for paragraph in document.paragraphs)


def tables(document: Any) -> list[list[list[str]]]:
    return [[[cell.text for cell in row.cells] for row in table.rows] for table in document.tables]


@pytest.mark.parametrize("slug", PLANS)
def test_every_number_of_the_annual_report_is_the_pages(slug: str) -> None:
    plan = Plan.objects.select_related("region").get(slug=slug)
    client = leader(plan.region)
    for year in plan.years:
        page = {row[0]: row for row in table_of_page(client, plan, year)}
        document = report(client, slug, "annual", year=str(year))
        rows = [
            row for table in tables(document) if table[0][1] == "指标" and table[0][-1] == "状态" for row in table[1:]
        ]
        assert [row[0] for row in rows] == [*page] or sorted(row[0] for row in rows) == sorted(page)
        first = 3 + 3 * (year - plan.start_year)
        for seq, _name, unit, target, actual, rate, state in rows:
            shown = page[seq]
            assert unit in (shown[2], "" if shown[2] == "—" else shown[2])
            assert target == shown[first]
            assert actual == shown[first + 1] or (shown[first + 1] == "—" and actual == shown[first + 2])
            assert rate == ("—" if "%" not in shown[first + 2] and rate == "—" else shown[first + 2])
            assert shown[3 + 3 * len(plan.years) + 5].startswith(state)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("slug", PLANS)
def test_every_kind_is_made_of_every_plan(slug: str, kind: str) -> None:
    plan = Plan.objects.select_related("region").get(slug=slug)
    document = report(leader(plan.region), slug, kind, year=str(plan.end_year), period="2024-Q2")
    said = words(document)
    assert plan.title in said
    for mark in ("{{", "{%", "None", "%(", "•"):
        assert mark not in said + str(tables(document)), mark


def test_a_plan_without_a_figure_says_so(cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.leader)
    said = words(report(client, cast.plan.slug, "annual", year="2022"))
    assert "应报2项，已报0项；考核口径平均完成率0.0%，已报口径平均完成率—。" in said
    assert "2项任务中，未填报2项。" in said
    cast.plan.indicators.update(dropped_by="甲政办〔2023〕1号")
    cast.plan.tasks.update(dropped_by="甲政办〔2023〕1号")
    said = words(report(client, cast.plan.slug, "annual", year="2022"))
    for sentence in ("没有应报指标", "方案没有指标。", "方案没有任务分解表。", "各单位均已填报。"):
        assert sentence in said


def test_causes_measures_and_dates_stand_as_the_agency_gave_them(cast: Cast, signed_in: SignedIn) -> None:
    actual = cast.approved("50")
    Actual.objects.filter(pk=actual.pk).update(
        cause="企业<b>搬迁</b> & 停产 {{ 7*7 }}", remedy="增派专员", remedy_by=dt.date(2023, 6, 30)
    )
    task = cast.plan.tasks.get(seq=1)
    TaskReport.objects.create(task=task, year=2022, state="delayed", summary="选址未定", status="approved")
    cast.submitted("1", seq=2)  # not approved: nowhere
    document = report(signed_in(cast.leader), cast.plan.slug, "annual", year="2022")
    said = words(document)
    assert "1.授权量。目标100件，实际50件，完成率50.0%" in said
    assert "原因：企业<b>搬迁</b> & 停产 {{ 7*7 }}" in said
    assert "整改措施：增派专员；完成时限：2023-06-30。" in said
    assert "任务1：任务内容1（市甲局）进展：选址未定" in said
    missing = next(table for table in tables(document) if table[0][0] == "单位")
    assert missing[1:] == [["市丙局", "1", "1", "指标2 拥有量；任务2 任务内容2"]]


def test_a_supervision_notice_is_a_page_an_agency(cast: Cast, signed_in: SignedIn) -> None:
    cast.approved("50")
    said = words(report(signed_in(cast.leader), cast.plan.slug, "supervision", year="2022"))
    assert said.count("督 办 单") == 2
    page = re.split("督 办 单", said)
    own = next(one for one in page if "市甲局：" in one)
    assert "一、未报送事项" in own
    assert "1.任务1 任务内容1" in own
    assert "二、滞后指标" in own
    assert "授权量" in own


def test_a_bulletin_tells_what_moved_in_its_period(cast: Cast, signed_in: SignedIn) -> None:
    cast.approved("90")
    half = cast.approved("40", year=2023)
    Actual.objects.filter(pk=half.pk).update(as_of=dt.date(2023, 6, 30))
    earlier = cast.approved("6.5", seq=2)
    Actual.objects.filter(pk=earlier.pk).update(changed_at=timezone.now() - dt.timedelta(days=200))
    now = timezone.localdate()
    document = report(signed_in(cast.leader), cast.plan.slug, "bulletin", year="2022", period=f"{now:%Y-%m}")
    assert "审核通过指标数据2项、任务进展0项" in words(document)
    moved = next(table for table in tables(document) if table[0][-1] == "数值")
    assert moved[1:] == [
        ["1", "授权量", "件", "2022", "90"],
        ["1", "授权量", "件", "2023", "40 (截至2023-06-30)"],
    ]


@pytest.mark.parametrize("period", ["2024-13", "2024-Q5", "24-01", "x", "9999-01", "2024-1"])
def test_a_period_that_is_none_is_refused_in_words(cast: Cast, signed_in: SignedIn, period: str) -> None:
    url = reverse("report_file", args=[cast.plan.slug, "bulletin"])
    response = signed_in(cast.leader).get(url, {"period": period})
    assert response.status_code == 422
    assert "2024-06 或 2024-Q2" in response.content.decode()


def test_periods() -> None:
    assert bounds("2024-02")[:2] == (dt.date(2024, 2, 1), dt.date(2024, 2, 29))
    assert bounds("2024-12")[:2] == (dt.date(2024, 12, 1), dt.date(2024, 12, 31))
    assert bounds("2024-Q4")[:2] == (dt.date(2024, 10, 1), dt.date(2024, 12, 31))
    with pytest.raises(NotPossible):
        bounds("2024-00")


def test_an_office_has_its_own_template(cast: Cast, signed_in: SignedIn, settings: Any, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path
    (tmp_path / "reports").mkdir()
    own = Document()
    own.add_paragraph("本局格式 {{ plan }} {{ nothing }}{% for one in overall %}{{ one }}{% endfor %}")
    own.save(str(tmp_path / "reports" / "annual.docx"))
    said = words(report(signed_in(cast.leader), cast.plan.slug, "annual", year="2022"))
    assert said.startswith("本局格式 甲市方案 应报2项")


@pytest.mark.parametrize(
    "text", ["{% for one in overall %}", "{{ plan.__class__.__mro__ }}", "{{ 1/0 }}", "{{ plan | nothing }}"]
)
def test_a_template_at_fault_is_said_in_words(
    cast: Cast, signed_in: SignedIn, settings: Any, tmp_path: Path, text: str
) -> None:
    settings.VAR_DIR = tmp_path
    (tmp_path / "reports").mkdir()
    own = Document()
    own.add_paragraph(text)
    own.save(str(tmp_path / "reports" / "annual.docx"))
    response = signed_in(cast.leader).get(reverse("report_file", args=[cast.plan.slug, "annual"]), {"year": "2022"})
    assert response.status_code == 422
    assert "模板 annual.docx 无法套用" in response.content.decode()


def test_a_template_that_is_no_word_file_is_said_in_words(
    cast: Cast, signed_in: SignedIn, settings: Any, tmp_path: Path
) -> None:
    settings.VAR_DIR = tmp_path
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "annual.docx").write_bytes(b"PK no zip")
    response = signed_in(cast.leader).get(reverse("report_file", args=[cast.plan.slug, "annual"]), {"year": "2022"})
    assert response.status_code == 422


def test_reports_are_for_who_may_take_the_whole_plan_out(cast: Cast, signed_in: SignedIn) -> None:
    url = reverse("report_file", args=[cast.plan.slug, "annual"])
    for person, status in (
        (cast.leader, 200),
        (cast.reviewer, 200),
        (cast.admin, 200),
        (cast.clerk, 403),
        (cast.outsider, 404),
    ):
        assert signed_in(person).get(url).status_code == status
    assert signed_in(cast.leader).get(reverse("report_file", args=[cast.plan.slug, "x"])).status_code == 404
    page = signed_in(cast.clerk).get(reverse("reports", args=[cast.plan.slug])).content.decode()
    assert "正式表格" in page
    assert "督办单" not in page


def test_numbers_of_headings() -> None:
    said = [chinese_number(n) for n in (1, 9, 10, 11, 19, 20, 21, 99)]
    assert said == ["一", "九", "十", "十一", "十九", "二十", "二十一", "九十九"]


@pytest.mark.own_database
@pytest.mark.parametrize(("kind", "pages"), [("annual", (6, 9)), ("midterm", (5, 8)), ("supervision", (10, 30))])
def test_it_prints_on_paper(tmp_path: Path, kind: str, pages: tuple[int, int]) -> None:
    plan = Plan.objects.select_related("region").get(slug="wenzhou-2022")
    client = leader(plan.region)
    response = client.get(
        reverse("report_file", args=[plan.slug, kind]), {"year": "2025" if kind == "supervision" else "2024"}
    )
    (tmp_path / "a.docx").write_bytes(response.content)
    printed = office(tmp_path / "a.docx")
    assert pages[0] <= len(printed) <= pages[1]
    assert re.search(r"—\s*1\s*—", printed[0])
    if kind == "supervision":
        assert all(page.count("督 办 单") <= 1 for page in printed)
    else:
        assert Decimal(len(Document(io.BytesIO(response.content)).inline_shapes)) == 1
