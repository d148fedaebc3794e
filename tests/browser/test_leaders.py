"""What leaders do: look, fold, print, put on the wall."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.test_screens import settle

pytestmark = pytest.mark.browser
A4_LANDSCAPE = {"width": 1047, "height": 718}  # px between margins of 10 mm

PRINTED = [
    "/regions/wenzhou/?year=2024", "/regions/jiaxing/?year=2024", "/", "/compare/?indicator=high-value-per-10k",
    "/indicators/12/?year=2024", "/agencies/", "/plans/wenzhou-2022/tasks/?year=2024", "/indicators/?year=2024",
]  # fmt: skip


def test_charts_below_the_fold_wait_until_they_are_scrolled_into_view(visit: Visit) -> None:
    page = visit("leader", "/regions/wenzhou/?year=2024")
    expect(page.locator("[data-chart][data-drawn]").first).to_be_visible()
    assert page.locator("[data-chart]:not([data-drawn])").count() > 0
    page.locator("summary", has_text="其余").click()
    last = page.locator("[data-chart]").last
    last.scroll_into_view_if_needed()
    expect(last).to_have_attribute("data-drawn", "")


def test_on_a_phone_the_target_table_has_one_year(visit: Visit) -> None:
    page = visit("leader", "/regions/wenzhou/?year=2024", 390)
    years = page.locator("#targets thead tr:first-child th[scope=colgroup]:visible")
    assert years.all_inner_texts()[0] == "2024"
    assert years.count() == 2  # and the goal
    page.set_viewport_size({"width": 1366, "height": 768})
    assert years.count() == 5


def test_a_city_folds_its_counties_in_and_out_by_key(visit: Visit) -> None:
    page = visit("leader", "/?year=2024")
    county = page.locator("#regions tr", has_text="乐清市")
    button = page.get_by_role("button", name=re.compile("温州市下辖地区"))
    expect(county).to_be_visible()
    button.focus()
    page.keyboard.press("Enter")
    expect(county).to_be_hidden()
    expect(button).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("Enter")
    expect(county).to_be_visible()


def test_sorting_and_searching_stay_in_the_address(visit: Visit) -> None:
    page = visit("leader", "/?year=2024")
    page.get_by_role("link", name="平均实现率").click()
    expect(page.locator("th[aria-sort=descending]")).to_contain_text("平均实现率")
    page.fill("#region-words", "嘉兴")
    page.get_by_role("button", name="查找").click()
    expect(page.locator("#regions tbody tr")).to_have_count(1)
    assert {"year=2024", "sort=uncapped"} <= set(page.url.partition("?")[2].split("&"))


@pytest.mark.parametrize("address", PRINTED)
def test_it_prints_on_a4_with_nothing_cut_off(visit: Visit, address: str) -> None:
    page = visit("leader", address)
    page.set_viewport_size(A4_LANDSCAPE)  # type: ignore[arg-type]
    page.emulate_media(media="print")
    settle(page)
    cut = page.evaluate(
        """() => [...document.querySelectorAll("main table, main figure, main section, main .js-plotly-plot")]
             .filter((box) => box.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
             .map((box) => box.id || box.className)"""
    )
    assert cut == []
    assert not page.locator(".topbar").is_visible()
    assert len(page.pdf(prefer_css_page_size=True)) > 10_000
    split = page.evaluate("() => getComputedStyle(document.querySelector('main tr')).breakInside")
    assert split == "avoid"


@pytest.mark.parametrize(
    "address",
    ["/?year=2024", "/regions/wenzhou/?year=2024", "/indicators/12/?year=2024", "/compare/?year=2023&year=2024"],
)
def test_a_chart_is_drawn_anew_for_paper_with_its_last_year(visit: Visit, address: str) -> None:
    page = visit("leader", address)
    page.locator("[data-chart]").first.scroll_into_view_if_needed()
    expect(page.locator("[data-chart][data-drawn]").first).to_be_visible()
    page.set_viewport_size(A4_LANDSCAPE)  # type: ignore[arg-type]
    page.emulate_media(media="print")
    page.evaluate("() => window.dispatchEvent(new Event('beforeprint'))")
    page.wait_for_function(
        "() => [...document.querySelectorAll('[data-chart]')].every(box => box.dataset.drawn === '')"
    )
    found = page.evaluate(
        """() => [...document.querySelectorAll("[data-chart]")].map((box) => {
             const right = (one) => one.getBoundingClientRect().right;
             const card = box.closest("figure"), drawing = box.querySelector(".main-svg");
             const bars = [...box.querySelectorAll(".bars .point path, .points .point")].map(right);
             return { name: box.dataset.chart, chart: right(drawing) - right(card), bars: bars.length,
                      last: Math.max(...bars) - right(drawing), width: drawing.getBoundingClientRect().width,
                      room: box.getBoundingClientRect().width };
           })"""
    )
    assert found
    assert [one for one in found if one["chart"] > 0 or one["last"] > 0 or not one["bars"]] == []
    assert [one for one in found if one["width"] < 0.9 * one["room"]] == []  # and it uses the paper


def shown_region(page: Page) -> str:
    return page.locator(".slide:not([hidden]) h2").inner_text().split()[0]


def test_the_wall_turns_and_keeps_its_picture_when_the_server_is_away(visit: Visit) -> None:
    page = visit("leader", "/regions/wenzhou/?year=2024")
    page.clock.install()
    page.get_by_role("link", name="驾驶舱").click()
    expect(page.locator("#cockpit-state")).to_contain_text("画面更新于")
    assert shown_region(page) == "温州市"
    page.clock.fast_forward(13_000)
    assert shown_region(page) == "乐清市"
    page.keyboard.press("ArrowLeft")
    assert shown_region(page) == "温州市"
    page.get_by_role("button", name="暂停轮播").click()
    page.route("**/slides/**", lambda route: route.abort())
    page.clock.fast_forward(15_000)
    expect(page.locator("#cockpit-state")).to_contain_text("服务器连接中断")
    assert shown_region(page) == "温州市"
    page.unroute("**/slides/**")
    page.clock.fast_forward(61_000)
    expect(page.locator("#cockpit-state")).to_contain_text("画面更新于")


def test_every_way_into_a_leaders_page_works_by_keyboard(visit: Visit) -> None:
    page = visit("leader", "/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    reached = []
    for _step in range(40):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("() => document.activeElement.textContent.trim()"))
    assert {"查找", "温州市", "乐清市"} <= set(reached)


def test_the_print_button_waits_for_every_chart(visit: Visit) -> None:
    page = visit("leader", "/regions/wenzhou/?year=2024")
    page.evaluate(
        """() => { window.print = () => {
             window.drawnAtPrint = document.querySelectorAll("[data-chart][data-drawn]").length; }; }"""
    )
    page.get_by_role("button", name="打印").click()
    page.wait_for_function("() => window.drawnAtPrint === 19")
