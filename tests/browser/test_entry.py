"""The entry grid by hand: pasting from a workbook, keys, what is kept when the session or the server ends."""

import pytest
from playwright.sync_api import Page, expect

from plans.models import User
from targets.models import Actual, PlanIndicator
from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser
GRID = "/plans/wenzhou-2022/entry/"


def cell(page: Page, seq: int, year: int = 2025) -> str:
    row = PlanIndicator.objects.get(plan__slug="wenzhou-2022", seq=seq)
    return f"#i{row.pk}y{year}"


def field(page: Page, seq: int) -> str:
    return f"{cell(page, seq)} input.figure"


def paste(page: Page, selector: str, text: str) -> None:
    """What Ctrl+V does with a block copied from a spreadsheet."""
    page.locator(selector).focus()
    page.evaluate(
        """([selector, text]) => {
          const data = new DataTransfer();
          data.setData("text/plain", text);
          document.querySelector(selector).dispatchEvent(
            new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
        }""",
        [selector, text],
    )


def stored(seq: int) -> Actual | None:
    return Actual.objects.filter(indicator__plan__slug="wenzhou-2022", indicator__seq=seq, year=2025).first()


def test_a_column_from_a_workbook_is_checked_whole_before_it_is_stored(visit: Visit) -> None:
    page = visit("clerk-market", GRID)
    paste(page, field(page, 13), "70\r\n一百\r\n3\r\n未公布 2099-01-31\r\n")
    expect(page.locator(cell(page, 14))).to_contain_text("阿拉伯数字")
    assert stored(13) is None
    page.fill(field(page, 14), "109")
    page.press(field(page, 14), "Enter")
    expect(page.locator(cell(page, 16))).to_contain_text("草稿")
    assert [str(a and (a.value or a.condition)) for a in map(stored, (13, 14, 15, 16))] == [
        "70.0000", "109.0000", "3.0000", "not-published",
    ]  # fmt: skip


def test_a_blank_cell_of_a_block_deletes_nothing_and_a_reason_becomes_the_remark(visit: Visit) -> None:
    page = visit("clerk-market", GRID)
    page.fill(field(page, 13), "70")
    page.press(field(page, 13), "Enter")
    expect(page.locator(cell(page, 13))).to_contain_text("草稿")
    paste(page, field(page, 13), "\r\n109\r\n不适用（停统）\r\n")
    expect(page.locator(cell(page, 14))).to_contain_text("草稿")
    expect(page.locator(field(page, 13))).to_have_value("70")
    assert [str(a and (a.value or a.remark)) for a in map(stored, (13, 14, 15))] == ["70.0000", "109.0000", "停统"]
    expect(page.locator(f"{cell(page, 15)} ~ td textarea")).to_have_value("停统")


def test_a_block_that_does_not_fit_fills_nothing(visit: Visit) -> None:
    page = visit("clerk-market", GRID)
    paste(page, field(page, 17), "20\n10000\n200\n5\n")
    expect(page.locator("[data-notice]")).to_contain_text("未填入任何内容")
    expect(page.locator(field(page, 17))).to_have_value("")
    assert stored(17) is None


def test_keys_move_and_a_block_is_copied(visit: Visit) -> None:
    page = visit("clerk-market", GRID)
    page.fill(field(page, 13), "70")
    page.press(field(page, 13), "ArrowDown")
    expect(page.locator(field(page, 14))).to_be_focused()
    page.keyboard.type("110")
    page.keyboard.press("Enter")
    expect(page.locator(field(page, 15))).to_be_focused()
    page.keyboard.press("Shift+Enter")
    page.keyboard.press("Shift+ArrowUp")
    copied = page.evaluate(
        """() => {
          const data = new DataTransfer();
          document.dispatchEvent(new ClipboardEvent("copy", { clipboardData: data, bubbles: true, cancelable: true }));
          return data.getData("text/plain");
        }"""
    )
    assert copied == "70\n110"


def test_what_is_typed_is_stored_at_once_and_shows_the_change(visit: Visit) -> None:
    page = visit("clerk-market", GRID)
    page.fill(field(page, 14), "110")
    page.press(field(page, 14), "Tab")
    expect(page.locator(cell(page, 14))).to_contain_text("草稿")
    expect(page.locator(cell(page, 14))).to_contain_text("较上年 +2")
    page.fill(field(page, 14), "400")
    page.press(field(page, 14), "Tab")
    expect(page.locator(cell(page, 14))).to_contain_text("提交前须说明：较上年（108）增长 270.4%")
    page.reload()
    expect(page.locator(field(page, 14))).to_have_value("400")


def test_a_session_that_ended_loses_nothing(visit: Visit) -> None:
    page = visit("clerk-market", GRID)
    page.context.clear_cookies()
    page.fill(field(page, 14), "110")
    page.press(field(page, 14), "Tab")
    expect(page.locator("[data-notice]")).to_contain_text("重新登录")
    assert stored(14) is None
    page.goto("/sign-in/?next=" + GRID)
    page.fill("#id_username", "clerk-market")
    page.fill("#id_password", "ipplans-demo")
    page.click("#sign-in-button")
    expect(page.locator(field(page, 14))).to_have_value("110")
    expect(page.locator(cell(page, 14))).to_contain_text("草稿")
    actual = stored(14)
    assert actual is not None
    assert actual.value == 110


def test_a_server_that_does_not_answer_loses_nothing(visit: Visit) -> None:
    page = visit("clerk-market", GRID)
    page.route("**/entry/", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    page.fill(field(page, 14), "110")
    page.press(field(page, 14), "Tab")
    expect(page.locator("[data-notice]")).to_contain_text("无法连接服务器")
    page.unroute("**/entry/")
    page.reload()
    expect(page.locator(field(page, 14))).to_have_value("110")
    expect(page.locator(cell(page, 14))).to_contain_text("草稿")


def test_of_two_windows_the_second_is_shown_both_values(visit: Visit) -> None:
    first, second = visit("clerk-market", GRID), visit("clerk-market", GRID)
    first.fill(field(first, 14), "110")
    first.press(field(first, 14), "Tab")
    expect(first.locator(cell(first, 14))).to_contain_text("草稿")
    second.fill(field(second, 14), "112")
    second.press(field(second, 14), "Tab")
    expect(second.locator(cell(second, 14))).to_contain_text("110")
    expect(second.locator(field(second, 14))).to_have_value("112")
    second.get_by_label("以我填写的为准：112").click()  # the choice is saved at once, and its field gone
    expect(second.locator(cell(second, 14))).to_contain_text("草稿")
    actual = stored(14)
    assert actual is not None
    assert (actual.value, actual.author) == (112, User.objects.get(username="clerk-market"))


def test_a_task_report_typed_in_a_session_that_ended_comes_back(visit: Visit) -> None:
    task = PlanIndicator.objects.get(plan__slug="wenzhou-2022", seq=1).plan.tasks.get(seq=1)
    path = f"/tasks/{task.pk}/report/2025/"
    page = visit("clerk-market", path)
    page.get_by_label("进展情况").fill("已完成专利布局三十项")
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="保存草稿").click()
    page.wait_for_url("**/sign-in/**")
    page.fill("#id_username", "clerk-market")
    page.fill("#id_password", "ipplans-demo")
    page.click("#sign-in-button")
    page.goto(path)
    expect(page.get_by_label("进展情况")).to_have_value("已完成专利布局三十项")
    expect(page.get_by_text("已恢复到表单中")).to_be_visible()
    page.get_by_role("button", name="保存草稿").click()
    expect(page.get_by_text("已存为草稿")).to_be_visible()
    page.goto(path)
    expect(page.get_by_text("已恢复到表单中")).to_be_hidden()
    assert task.reports.get(year=2025).summary == "已完成专利布局三十项"
