"""The entry grid by hand: pasting from a workbook, keys, what is kept when the session or the server ends."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from plans.models import User
from targets.models import Actual, PlanIndicator
from tests.browser.conftest import Visit
from tests.fixtures.clipboards import CLIPBOARDS

pytestmark = pytest.mark.browser
GRID = "/plans/wenzhou-2022/entry/"


def record(seq: int, year: int = 2025) -> str:
    return f"i{PlanIndicator.objects.get(plan__slug='wenzhou-2022', seq=seq).pk}y{year}"


def status(page: Page, seq: int) -> Locator:
    return page.locator(f"#{record(seq)}-status")


def message(page: Page, seq: int) -> Locator:
    return page.locator(f"#{record(seq)}-message")


def field(page: Page, seq: int, part: str = "text") -> str:
    return f"[name={record(seq)}-{part}]"


def paste(page: Page, selector: str, text: str) -> None:
    """What Ctrl+V does with a block copied from a spreadsheet."""
    page.locator(selector).focus()
    page.wait_for_load_state()  # the field stands before the scripts that listen to it
    page.evaluate(
        """([selector, text]) => {
          const data = new DataTransfer();
          data.setData("text/plain", text);
          document.querySelector(selector).dispatchEvent(
            new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
        }""",
        [selector, text],
    )


def fill_in(page: Page) -> None:
    """Say yes to the preview of a block."""
    page.get_by_role("dialog").get_by_role("button", name=re.compile("填入")).click()


def compose(page: Page, text: str, *keys: str) -> None:
    """What an input method does in the focused field: letters under composition, keys that choose, the text chosen."""
    session = page.context.new_cdp_session(page)
    session.send("Input.imeSetComposition", {"text": "pinyin", "selectionStart": 6, "selectionEnd": 6})
    for key in keys:
        for kind in ("rawKeyDown", "keyUp"):
            session.send("Input.dispatchKeyEvent", {"type": kind, "key": key, "windowsVirtualKeyCode": 229})
    session.send("Input.insertText", {"text": text})


def nothing_for(rows: list[int]) -> None:
    """The year has no figure in these rows yet."""
    Actual.objects.filter(indicator__plan__slug="wenzhou-2022", indicator__seq__in=rows, year=2025).delete()


def stored(seq: int) -> Actual | None:
    return Actual.objects.filter(indicator__plan__slug="wenzhou-2022", indicator__seq=seq, year=2025).first()


def test_a_block_is_shown_before_it_fills_and_can_be_taken_back(visit: Visit) -> None:
    page = visit("clerk-market", GRID)
    paste(page, field(page, 13), "70\r\n一百\r\n3\r\n未公布 2099-01-31\r\n")
    preview = page.get_by_role("dialog")
    expect(preview.get_by_role("heading")).to_have_text("将填入 3 格")
    expect(preview).to_contain_text("阿拉伯数字")
    expect(page.locator(field(page, 13))).to_have_value("")
    preview.get_by_role("button", name="取消").click()
    expect(preview).to_be_hidden()
    assert stored(13) is None
    paste(page, field(page, 13), "70\r\n一百\r\n3\r\n未公布 2099-01-31\r\n")
    fill_in(page)
    expect(status(page, 16)).to_contain_text("草稿")
    assert [str(a and (a.value or a.condition)) for a in map(stored, (13, 14, 15, 16))] == [
        "70.0000", "None", "3.0000", "not-published",
    ]  # fmt: skip
    page.get_by_role("button", name="撤销粘贴").click()
    expect(status(page, 16)).to_contain_text("未填")
    expect(page.locator(field(page, 13))).to_have_value("")
    actual = stored(13)
    assert actual is not None
    assert actual.value is None


def test_every_clipboard_fills_what_it_says(visit: Visit) -> None:
    visit("clerk-market", GRID)
    nothing_for(list(range(1, 20)))
    page = visit("clerk-market", f"{GRID}2025/")
    preview, different = page.get_by_role("dialog"), []
    for board in CLIPBOARDS:
        seq, part = board.at
        paste(page, field(page, seq, part), board.text)
        preview.wait_for()
        shown = [row.inner_text().split("\t") for row in preview.locator("tbody tr").all()]
        expected = {(seq, text) for (seq, _part), text in board.fills.items()}
        if {(int(cells[0]), cells[4].strip()) for cells in shown} != {
            (seq, " ".join(t.split())) for seq, t in expected
        }:
            different.append((board.name, shown))
        preview.get_by_role("button", name="取消").click()
        preview.wait_for(state="hidden")
        assert page.evaluate("document.activeElement.name") == f"{record(seq)}-{part}"
    assert different == []


def test_a_blank_cell_of_a_block_deletes_nothing_and_a_reason_becomes_the_remark(visit: Visit) -> None:
    page = visit("clerk-market", GRID)
    page.fill(field(page, 13), "70")
    page.press(field(page, 13), "Enter")
    expect(status(page, 13)).to_contain_text("草稿")
    paste(page, field(page, 13), "\r\n109\r\n不适用（停统）\r\n")
    fill_in(page)
    expect(status(page, 14)).to_contain_text("草稿")
    expect(page.locator(field(page, 13))).to_have_value("70")
    assert [str(a and (a.value or a.remark)) for a in map(stored, (13, 14, 15))] == ["70.0000", "109.0000", "停统"]
    expect(page.locator(field(page, 15, "remark"))).to_have_value("停统")


def test_a_table_copied_out_pastes_back(visit: Visit) -> None:
    page = visit("clerk-market", GRID)
    page.fill(field(page, 13), "70")
    page.fill(field(page, 13, "remark"), "按年报")
    page.press(field(page, 13, "remark"), "Enter")
    expect(status(page, 13)).to_contain_text("草稿")
    page.evaluate(
        """() => document.addEventListener("copy", (event) => {
          const set = event.clipboardData.setData.bind(event.clipboardData);
          event.clipboardData.setData = (kind, text) => { window.copied = text; set(kind, text); };
        }, { capture: true, once: true })"""
    )
    page.get_by_role("button", name="复制整表").click()
    expect(page.locator("[data-notice]")).to_contain_text("已复制")
    page.wait_for_timeout(4000)  # what was saved meanwhile takes no message away
    expect(page.locator("[data-notice]")).to_contain_text("已复制")
    copied = page.evaluate("window.copied")
    assert "\n13\t培育国家、省知识产权优势示范企业\t" in copied
    paste(page, field(page, 3), copied)
    preview = page.get_by_role("dialog")
    expect(preview.get_by_role("heading")).to_have_text("将填入 0 格")
    expect(preview).to_contain_text("与现有内容相同")
    expect(preview).not_to_contain_text("找不到对应项")


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


def test_tab_goes_from_figure_to_remark_to_the_next_figure(visit: Visit) -> None:
    page = visit("clerk-market", GRID)
    page.locator(field(page, 13)).focus()
    for name in (field(page, 13, "remark"), field(page, 14), field(page, 14, "remark")):
        page.keyboard.press("Tab")
        expect(page.locator(name)).to_be_focused()
    page.keyboard.press("F2")
    expect(
        page.locator("tr[data-row]").filter(has_text="新增贯标企业").get_by_role("link", name="指标")
    ).to_be_visible()


def test_fourteen_rows_are_seen_and_no_focused_cell_is_hidden(visit: Visit) -> None:
    visit("clerk-market", GRID)
    nothing_for(list(range(1, 20)))
    page = visit("clerk-market", GRID)
    box = page.locator(".sheet-scroll").bounding_box()
    assert box
    box["y"] = max(row["y"] + row["height"] for row in [page.locator(".entry thead th").first.bounding_box()] if row)
    rows = [row.bounding_box() for row in page.locator("tr[data-row]").all()]
    heights = {row["height"] for row in rows if row}
    assert max(heights) <= 40
    bottom = page.locator(".entry-bar").bounding_box()
    assert bottom
    seen = [row for row in rows if row and row["y"] >= box["y"] - 1 and row["y"] + row["height"] <= bottom["y"] + 1]
    assert len(seen) >= 14
    for _row in range(18):
        page.keyboard.press("Tab") if _row else page.locator(field(page, 1)).focus()
        page.keyboard.press("Tab")
        focused = page.evaluate(
            """() => {
              const it = document.activeElement.getBoundingClientRect();
              const head = document.querySelector(".entry thead th").getBoundingClientRect();
              const bar = document.querySelector(".entry-bar").getBoundingClientRect();
              return it.top >= head.bottom - 1 && it.bottom <= bar.top + 1;
            }"""
        )
        assert focused


@pytest.mark.parametrize("part", ["text", "remark", "cause"])
def test_an_input_method_keeps_its_own_keys(visit: Visit, part: str) -> None:
    page = visit("clerk-market", GRID)
    if part == "cause":
        page.fill(field(page, 11), "20")
        page.press(field(page, 11), "Enter")
    page.locator(field(page, 11, part)).fill("")
    page.locator(field(page, 11, part)).focus()
    compose(page, "三季度", "Enter", "ArrowDown", "ArrowUp")
    expect(page.locator(field(page, 11, part))).to_be_focused()
    expect(page.locator(field(page, 11, part))).to_have_value("三季度")


def test_enter_never_submits_and_saves_the_last_row_too(visit: Visit) -> None:
    page = visit("clerk-market", GRID)
    page.fill(field(page, 19), "120")
    page.press(field(page, 19), "Enter")
    expect(page.locator("[data-counts]")).to_contain_text("未保存 0")
    actual = stored(19)
    assert actual is not None
    assert (actual.value, actual.status) == (120, "draft")


def test_what_is_typed_is_stored_at_once_and_shows_the_change(visit: Visit) -> None:
    page = visit("clerk-market", GRID)
    page.locator(field(page, 14)).focus()
    page.keyboard.type("110")
    expect(status(page, 14)).to_contain_text("未保存")
    expect(page.locator("[data-counts]")).to_contain_text("未保存 1")
    page.press(field(page, 14), "Tab")
    expect(status(page, 14)).to_contain_text("草稿")
    expect(page.locator(f"#{record(14)}-change")).to_have_text("+2 (+1.9%)")
    page.fill(field(page, 14), "400")
    page.press(field(page, 14), "Tab")
    expect(message(page, 14)).to_contain_text("较上年（108）增长 270.4%")
    expect(status(page, 14)).to_contain_text("须说明")
    page.reload()
    expect(page.locator(field(page, 14))).to_have_value("400")
    expect(message(page, 14)).to_contain_text("较上年（108）增长 270.4%")


def test_what_is_fine_is_submitted_while_the_rest_waits(visit: Visit) -> None:
    visit("clerk-market", GRID)
    nothing_for(list(range(1, 20)))
    page = visit("clerk-market", GRID)
    for seq, text in ((1, "21000"), (2, "150"), (11, "20"), (14, "一百")):
        page.fill(field(page, seq), text)
        page.press(field(page, seq), "Enter")
    expect(page.get_by_role("button", name="提交审核（2/18）")).to_be_visible()
    expect(page.locator("[data-counts]")).to_contain_text("有误 1")
    page.locator("[data-counts]").get_by_role("link", name="有误 1").click()
    expect(page.locator(field(page, 14))).to_be_focused()
    page.get_by_role("button", name=re.compile("提交审核")).click()
    expect(page.get_by_text("已提交 2 项数据")).to_be_visible()
    expect(page.get_by_text("另有 1 项须先作说明")).to_be_visible()
    expect(page.locator(field(page, 11, "cause"))).to_be_visible()
    expect(page.locator(field(page, 14))).to_have_value("一百")  # nothing that was typed is lost
    expect(message(page, 14)).to_contain_text("阿拉伯数字")
    for part, text in (
        ("cause", "报送延后"),
        ("remedy", "加快登记"),
        ("remedy_by", "2026-12-31"),
        ("remark", "口径调整"),
    ):
        page.fill(field(page, 11, part), text)
    page.press(field(page, 11, "remark"), "Enter")
    expect(page.get_by_role("button", name="提交审核（1/16）")).to_be_visible()


def test_a_session_that_ended_loses_nothing(visit: Visit) -> None:
    page = visit("clerk-market", GRID)
    page.context.clear_cookies()
    page.fill(field(page, 14), "110")
    page.press(field(page, 14), "Tab")
    expect(page.locator("[data-notice]")).to_contain_text("重新登录")
    expect(page.locator("[data-counts]")).to_contain_text("未保存 1")
    assert stored(14) is None
    page.goto("/sign-in/?next=" + GRID)
    page.fill("#id_username", "clerk-market")
    page.fill("#id_password", "ipplans-demo")
    page.click("#sign-in-button")
    expect(page.locator(field(page, 14))).to_have_value("110")
    expect(status(page, 14)).to_contain_text("草稿")
    actual = stored(14)
    assert actual is not None
    assert actual.value == 110


def test_a_server_that_does_not_answer_loses_nothing(visit: Visit) -> None:
    page = visit("clerk-market", GRID)
    page.fill(field(page, 11), "20")
    page.press(field(page, 11), "Enter")
    expect(page.locator(field(page, 11, "cause"))).to_be_visible()
    page.route("**/entry/", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    page.fill(field(page, 14), "110")
    for part, text in (("cause", "报送延后"), ("remedy", "加快登记"), ("remedy_by", "2026-12-31")):
        page.fill(field(page, 11, part), text)
    page.press(field(page, 11, "remedy_by"), "Tab")
    expect(page.locator("[data-notice]")).to_contain_text("无法连接服务器")
    expect(page.locator("[data-counts]")).to_contain_text("未保存 2")
    page.unroute("**/entry/")
    page.reload()
    expect(page.locator(field(page, 14))).to_have_value("110")
    expect(status(page, 14)).to_contain_text("草稿")
    expect(page.locator(field(page, 11, "remedy"))).to_have_value("加快登记")
    expect(page.locator("[data-counts]")).to_contain_text("未保存 0")
    actual = stored(11)
    assert actual is not None
    assert (actual.cause, str(actual.remedy_by)) == ("报送延后", "2026-12-31")


def test_of_two_windows_the_second_is_shown_both_values(visit: Visit) -> None:
    first, second = visit("clerk-market", GRID), visit("clerk-market", GRID)
    first.fill(field(first, 14), "110")
    first.press(field(first, 14), "Tab")
    expect(status(first, 14)).to_contain_text("草稿")
    second.fill(field(second, 14), "112")
    second.press(field(second, 14), "Tab")
    expect(message(second, 14)).to_contain_text("110")
    expect(second.locator(field(second, 14))).to_have_value("112")
    second.get_by_label("以我填写的为准：112").click()  # the choice is saved at once, and its field gone
    expect(status(second, 14)).to_contain_text("草稿")
    actual = stored(14)
    assert actual is not None
    assert (actual.value, actual.author) == (112, User.objects.get(username="clerk-market"))


def test_a_screen_reader_is_told_what_a_cell_is_and_what_is_wrong_with_it(visit: Visit) -> None:
    page = visit("clerk-market", GRID)
    page.fill(field(page, 14), "一百")
    page.press(field(page, 14), "Enter")
    box = page.get_by_role("textbox", name="14 新增贯标企业 2025")
    expect(box).to_have_attribute("aria-invalid", "true")
    expect(box).to_have_accessible_description(re.compile("有误.*阿拉伯数字"))
    expect(page.get_by_role("status").filter(has_text="已保存")).to_contain_text("有误 1")
    page.fill(field(page, 14), "110")
    page.press(field(page, 14), "Enter")
    expect(box).not_to_have_attribute("aria-invalid", "true")


def test_on_a_phone_an_indicator_is_a_card(visit: Visit) -> None:
    page = visit("clerk-market", GRID, 390)
    page.locator(field(page, 3)).focus()
    boxes = [row.bounding_box() for row in page.locator("tr[data-record]").all()]
    assert max(box["height"] for box in boxes if box) <= 844 / 2
    assert all(box["width"] <= 390 for box in boxes if box)
    entry = page.locator(field(page, 3))
    assert entry.get_attribute("inputmode") == "decimal"
    assert entry.evaluate("field => getComputedStyle(field).fontSize") == "16px"


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
