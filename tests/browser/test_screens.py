"""What a person sees: Chinese text, drawn charts, no fault in the console, nothing that axe minds."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from plans.models import Plan
from tests.browser.conftest import Visit, watch

pytestmark = pytest.mark.browser

SCREENS = [
    ("", "/sign-in/", "登录"),
    ("leader", "/", "总览"),
    ("leader", "/regions/wenzhou/", "温州市国家知识产权强市建设示范城市工作方案"),
    ("leader", "/regions/jiaxing/?year=2020", "嘉兴市知识产权“十三五”规划主要指标"),
    ("leader", "/regions/lucheng/", "鹿城区"),
    ("leader", "INDICATOR", "实施发明专利产业化项目"),
    ("leader", "/plans/wenzhou-2022/tasks/", "任务"),
    ("leader", "/agencies/", "单位"),
    ("leader", "/plans/wenzhou-2022/reports/?year=2024", "报告与数据"),
    ("leader", "/exports/", "我的文件"),
    ("leader", "/api-tokens/", "接口令牌"),
    ("leader", "/regions/tongzhou/?year=2025&values=submitted", "通州区"),
    ("leader", "/plans/wenzhou-2022/findings/", "方案校核"),
    ("leader", "/tasks/?year=2024&delivery=late", "任务"),
    ("leader", "/compare/?indicator=high-value-per-10k&year=2023&year=2024", "对比"),
    ("leader", "/agencies/?region=wenzhou&year=2024", "单位"),
    ("leader", "/agencies/AGENCY/", "市市场监管局"),
    ("leader", "/agencies/COLLECTIVE/", "各县(市、区)政府"),
    ("leader", "/cockpit/wenzhou/", "知识产权方案进展"),
    ("clerk-market", "/todo/", "本单位待填报"),
    ("clerk-market", "/plans/wenzhou-2022/entry/2025/", "2025年实际值填报"),
    ("reviewer", "/review/", "待审核数据"),
    ("leader", "/notes/", "批示台账"),
    ("reviewer", "/workbench/", "年度工作台"),
    ("reviewer", "/rounds/ROUND/", "年度工作台"),
    ("clerk-market", "/plans/wenzhou-2022/ledger/2025/", "2025年任务进展台账"),
    ("clerk-market", "/plans/wenzhou-2022/entry/", "实际值填报"),
    ("clerk-market", "/indicators/ROW1/entry/2025/", "发明专利年申请量"),
    ("clerk-market", "/plans/wenzhou-2022/entry-sheet/", "温州市国家知识产权强市建设示范城市工作方案"),
    ("clerk-market", "/plans/wenzhou-2022/entry/upload/", "离线填报"),
    ("clerk-market", "/tasks/TASK/report/2025/", "任务 1"),
    ("leader", "/tasks/TASK/", "任务 1"),
    ("reviewer", "/plans/wenzhou-2022/rounds/", "填报任务"),
    ("reviewer", "/plans/wenzhou-2022/reporters/", "指定填报单位"),
    ("admin", "/plans/wenzhou-2022/accounts/", "单位账号"),
    ("reviewer", "/plans/wenzhou-2022/missing/", "未报名单"),
    ("reviewer", "/plans/wenzhou-2022/activity/", "变动记录"),
    ("reviewer", "/plans/wenzhou-2022/final/", "定案数据"),
    ("reviewer", "/final/rounds/ROUND/", "数据定案"),
    ("admin", "/accounts/", "批量建立账号"),
    ("admin", "/agencies/AGENCY/step/", "更名、合并、划转"),
    ("admin", "/imports/", "导入方案"),
    ("leader", "/help/clerk/", "帮助"),
    ("leader", "/nowhere/", "页面不存在"),
    ("leader", "/review/", "无权操作"),
]


def settle(page: Page) -> None:
    """Let every chart draw, also those below the fold."""
    for event in ("beforeprint", "afterprint"):
        page.evaluate("(event) => window.dispatchEvent(new Event(event))", event)
    page.wait_for_function(
        "() => [...document.querySelectorAll('[data-chart]')]"
        ".every(box => !box.offsetParent || box.dataset.drawn === '')"
    )


def test_every_screen_reads_well_at_both_widths(visit: Visit) -> None:
    plan = Plan.objects.get(slug="wenzhou-2022")
    numbers = {
        "ROW1": plan.indicators.get(seq=1).pk,
        "TASK": plan.tasks.get(seq=1).pk,
        "AGENCY": plan.region.agencies.get(name="市市场监管局").pk,
        "COLLECTIVE": plan.region.agencies.get(name="各县(市、区)政府").pk,
        "ROUND": plan.rounds.get(year=2023).pk,
    }
    row = plan.indicators.get(seq=12)
    windows: dict[tuple[str, int], Page] = {}
    faults: list[str] = []
    for width in (1366, 390):
        for person, path, heading in SCREENS:
            address = f"/indicators/{row.pk}/" if path == "INDICATOR" else path
            for word, number in numbers.items():
                address = address.replace(word, str(number))
            page = windows.get((person, width)) or visit(person, address, width)
            windows[person, width] = page
            page.goto(address)
            settle(page)
            expect(page.locator("h1")).to_contain_text(heading)
            found = Axe().run(page)
            if found.violations_count:
                faults.append(f"{path} at {width}: {found.generate_report()}")
            wide = page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
            if wide > 0:
                faults.append(f"{path} at {width} is {wide} px wider than the window")
    assert not faults, "\n".join(faults)


def test_at_200_percent_nothing_of_the_daily_pages_is_lost(visit: Visit) -> None:
    """A window of half the width and height shows what a zoom of 200 % shows."""
    pages: dict[str, Page] = {}
    for person, path, button in [
        ("clerk-market", "/plans/wenzhou-2022/entry/2025/", "提交审核"),
        ("clerk-market", "/plans/wenzhou-2022/ledger/2025/", "提交审核"),
        ("clerk-market", "/todo/", "申请延期"),
        ("reviewer", "/review/", "通过所选"),
        ("reviewer", "/workbench/", "赵审核"),
    ]:
        page = pages.setdefault(person, visit(person, path, 683) if person not in pages else pages[person])
        page.set_viewport_size({"width": 683, "height": 384})
        page.goto(path)
        wide = page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, path
        place = page.get_by_text(button).first
        place.scroll_into_view_if_needed()
        expect(place).to_be_in_viewport()


def test_chinese_characters_have_shapes(visit: Visit) -> None:
    page = visit("leader", "/")
    drawn = page.evaluate(
        """() => {
          const look = (text) => {
            const canvas = document.createElement("canvas");
            const pen = canvas.getContext("2d");
            pen.font = "32px " + getComputedStyle(document.body).fontFamily;
            pen.fillText(text, 4, 40);
            return canvas.toDataURL();
          };
          return ["温", "州", "市", "\\uffff"].map(look);
        }"""
    )
    assert len(set(drawn)) == 4


def test_charts_have_bars_with_height(visit: Visit) -> None:
    page = visit("leader", "/regions/wenzhou/?year=2024")
    settle(page)
    charts = page.locator("figure [data-chart]")
    assert charts.count() == 19
    heights = page.evaluate(
        """() => [...document.querySelectorAll("[data-chart]")].map(box =>
             Math.max(...[...box.querySelectorAll(".bars .point path")].map(bar => bar.getBBox().height)))"""
    )
    assert all(height > 5 for height in heights)


def test_the_wenzhou_page_shows_the_whole_plan(visit: Visit) -> None:
    page = visit("leader", "/regions/wenzhou/?year=2025")
    for text in ("19 项指标", "63 项任务", "16 项重点工作", "演示数据"):
        expect(page.get_by_text(text).first).to_be_visible()
    expect(page.locator("#targets tbody tr")).to_have_count(19)
    for number in (13, 15):
        expect(page.locator("#targets tbody tr").nth(number - 1)).to_contain_text("目标不一致")
    expect(page.locator(".table-notes")).to_contain_text("按期末目标")
    page.goto("/plans/wenzhou-2022/tasks/")
    expect(page.locator("#task-46 .lead-agency a")).to_have_text(["市科技局", "市市场监管局"])
    expect(page.locator("#task-3")).to_contain_text("原文未标牵头")


def test_filters_narrow_the_tasks_without_a_reload(visit: Visit) -> None:
    page = visit("leader", "/plans/wenzhou-2022/tasks/")
    page.select_option("#id_agency", label="市法院")
    page.select_option("#id_role", "lead")
    expect(page.locator("#task-table tbody tr:not(.group)")).to_have_count(3)
    assert "role=lead" in page.url
    with page.expect_download() as download:
        page.get_by_role("link", name="Excel").click()
    assert download.value.suggested_filename.endswith(".xlsx")


def test_english_on_request(visit: Visit) -> None:
    page = visit("leader", "/")
    page.get_by_text("(领导)").click()
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", name="Overview")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.get_by_text("(leader)").click()
    page.get_by_role("button", name="中文").click()
    expect(page.get_by_role("heading", name="总览")).to_be_visible()


def test_a_breach_of_the_content_policy_is_heard(browser: Browser, site: str) -> None:
    faults: list[str] = []
    page = browser.new_page(base_url=site)
    watch(page, faults)
    page.goto("/sign-in/")
    # The browser's own word of it comes first.
    with page.expect_console_message(lambda message: "content policy:" in message.text):
        page.evaluate("""() => {
            const script = document.createElement("script")
            script.textContent = "document.title = 'planted'"
            document.body.append(script)
        }""")
    page.close()
    assert any("content policy: script-src" in fault for fault in faults)
