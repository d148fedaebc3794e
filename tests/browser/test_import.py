"""The whole review of a plan in a browser: a Word file of 温州's plan, from the upload to the region's page."""

from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import Page, expect

from documents.reading.plan_files.fixture import read_fixture
from plans.models import Plan
from targets.models import Actual
from tasks.models import TaskReport
from tests.browser.conftest import Visit
from tests.documents.remade import Grid, Layout, Paper, as_docx, paper

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def files(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def word_file(tmp_path: Path) -> Path:
    draft = read_fixture(Path(settings.BASE_DIR, "fixtures", "wenzhou-2022.json").read_bytes())
    path = tmp_path / "温州方案.docx"
    path.write_bytes(as_docx(paper(draft, Layout(has_deep_header=True, breaks_after=25))))
    return path


def forget(plan: Plan) -> None:
    """The plan has not been loaded yet."""
    TaskReport.objects.filter(task__plan=plan).delete()
    Actual.objects.filter(indicator__plan=plan).delete()
    for rows in (plan.rounds, plan.tasks, plan.areas):
        rows.all().delete()
    plan.delete()


def widest(page: Page) -> bool:
    return bool(page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth"))


def test_a_plan_goes_from_word_to_the_region_page(site: str, visit: Visit, word_file: Path) -> None:
    forget(Plan.objects.get(slug="wenzhou-2022"))
    page = visit("admin", "/imports/")
    page.get_by_label("方案文件").set_input_files(word_file)
    page.get_by_role("button", name="读取文件").click()
    expect(page.get_by_role("heading", name="温州市国家知识产权强市建设示范城市工作方案")).to_be_visible()
    expect(page.get_by_text("任务 63 项，指标 19 项，期末目标 19 项")).to_be_visible()
    expect(page.get_by_text("还有 5 项未核对")).to_be_visible()
    assert not Axe().run(page).response["violations"]

    # A finding leads to its row, and the row to its place in the document.
    page.locator("#findings").get_by_role("link", name="指标 13").click()
    expect(page.locator(".source .is-marked")).to_contain_text("培育国家、省知识产权优势示范企业")
    page.locator("#row-indicators-13").get_by_role("link", name="修改").click()
    expect(page.locator(".source .is-marked")).to_contain_text("60")
    page.get_by_label("累计方式").select_option(label="逐年累加")
    page.get_by_role("button", name="保存").click()
    expect(page.locator("#row-indicators-13")).to_contain_text("逐年累加")

    # A misprint is set right with one click; the rest is looked at.
    misprint = page.locator("#findings li").filter(has_text="任务 48")
    misprint.get_by_role("button", name="有关县(市、区)政府", exact=True).click()
    expect(page.locator("#row-tasks-48")).not_to_contain_text("民政府")
    while (left := page.locator("#findings").get_by_role("button", name="维持原样")).count():
        left.first.click()
        page.wait_for_load_state()
    page.locator("#row-plan").get_by_role("link", name="修改").click()
    page.get_by_label("牵头部门").fill("市市场监管局")
    page.get_by_role("button", name="保存").click()

    page.get_by_role("link", name="查看差异").click()
    expect(page.get_by_text("库内没有这个方案，将按草稿新建。")).to_be_visible()
    page.get_by_role("button", name="确认载入").click()
    page.get_by_role("link", name="打开方案").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("温州市国家知识产权强市建设示范城市工作方案")
    expect(page.locator("#targets tbody tr")).to_have_count(19)
    expect(page.get_by_text("63 项任务")).to_be_visible()
    plan = Plan.objects.get(slug="wenzhou-2022")
    assert (plan.is_checked, plan.tasks.count()) == (True, 63)
    assert plan.indicators.get(seq=13).accumulation == "sum"


def test_a_wrong_file_is_said_beside_the_field_and_another_may_be_chosen(
    site: str, visit: Visit, tmp_path: Path, word_file: Path
) -> None:
    page = visit("admin", "/imports/")
    broken = tmp_path / "坏文件.docx"
    broken.write_bytes(b"PK\x03\x04")
    page.get_by_label("方案文件").set_input_files(broken)
    page.get_by_role("button", name="读取文件").click()
    expect(page.get_by_text("文件已损坏，或格式与文件名不符")).to_be_visible()
    page.get_by_label("方案文件").set_input_files(word_file)
    page.get_by_role("button", name="读取文件").click()
    expect(page.get_by_text("任务 63 项")).to_be_visible()


@pytest.mark.parametrize("width", [1366, 390])
def test_the_screens_of_an_import_fit_the_window(site: str, visit: Visit, word_file: Path, width: int) -> None:
    page = visit("admin", "/imports/", width)
    assert widest(page)
    page.get_by_label("方案文件").set_input_files(word_file)
    page.get_by_role("button", name="读取文件").click()
    expect(page.get_by_text("任务 63 项")).to_be_visible()
    assert widest(page)
    for row in ("plan", "indicators-1", "goals-0", "tasks-1", "agencies-0"):
        page.locator(f"#row-{row}").get_by_role("link", name="修改").click()
        expect(page.get_by_role("button", name="保存")).to_be_visible()
        assert widest(page)
        assert not Axe().run(page).response["violations"], row
        page.get_by_role("link", name="取消").click()


UNKNOWN: Grid = [
    ["事由", "怎么办", "谁来办", "哪天办完"],
    ["强化创造", "培育优势企业30家。", "市科技局、市财政局", "2026年6月底前"],
    ["强化运用", "推广专利许可12件。", "市市场监管局", "2026年"],
]


def test_a_table_that_no_rule_knows_is_named_once(site: str, visit: Visit, tmp_path: Path) -> None:
    def word_file(name: str, *rows: list[str]) -> Path:
        title = "温州市质量强市建设工作方案（2024-2026年）"
        goals = ["一、发展基础", "现有专利20件。", "二、主要目标", "目前商标有80件。到2026年，商标拥有量达到100件。"]
        path = tmp_path / name
        path.write_bytes(as_docx(Paper([title, *goals, [UNKNOWN[0], *rows]])))
        return path

    page = visit("admin", "/imports/")
    page.get_by_label("方案文件").set_input_files(word_file("甲.docx", *UNKNOWN[1:]))
    page.get_by_role("button", name="读取文件").click()
    expect(page.get_by_role("link", name="指定各列")).to_be_visible()
    numbers = ["20件", "80件", "100件", "30家", "12件"]
    assert page.locator(".source mark").all_inner_texts()[3:] == numbers  # the first three explain the styles
    page.locator("#findings").get_by_role("link", name="指定各列").click()
    expect(page.get_by_label("第 2 列")).to_have_value("content")
    expect(page.get_by_label("第 1 列")).to_have_value("area")
    page.get_by_label("第 4 列").select_option(label="不读")
    page.get_by_label("第 4 列").select_option(label="完成时限")
    assert not Axe().run(page).response["violations"]
    page.get_by_role("button", name="读取此表").click()
    expect(page.get_by_text("已读出 2 行。")).to_be_visible()
    expect(page.locator("#row-tasks-1")).to_contain_text("2026-06-30")
    for name in ("市财政局", "维持原样"):
        while (left := page.locator("#findings").get_by_role("button", name=name, exact=True)).count():
            left.first.click()
            page.wait_for_load_state()
    page.get_by_role("link", name="查看差异").click()
    page.get_by_role("button", name="确认载入").click()
    page.get_by_role("link", name="打开方案").click()
    expect(page.get_by_role("heading", name="温州市质量强市建设工作方案")).to_be_visible()

    page.goto(f"{site}/imports/")
    page.get_by_label("方案文件").set_input_files(word_file("乙.docx", ["优化服务", "建站。", "市司法局", "2025年"]))
    page.get_by_role("button", name="读取文件").click()
    expect(page.locator("#row-tasks-1")).to_contain_text("建站。")
    expect(page.locator("#findings").get_by_role("link", name="指定各列")).to_have_count(0)
    page.goto(f"{site}/imports/")
    page.get_by_text("已记住的表头：1 个").click()
    page.get_by_role("button", name="删除").click()
    expect(page.get_by_text("已记住的表头")).to_have_count(0)
