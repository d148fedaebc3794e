"""A whole round by hand: pasted, submitted, two returned, corrected, approved, seen by the leader."""

import re
import time

import pytest
from playwright.sync_api import Page, expect

from targets.models import Actual, PlanIndicator
from tests.browser.conftest import Visit
from tests.browser.test_entry import GRID, field, fill_in, paste, status

pytestmark = pytest.mark.browser


def prepared() -> list[PlanIndicator]:
    """The 18 indicators of 市市场监管局, with nothing reported for 2025."""
    rows = list(PlanIndicator.objects.filter(plan__slug="wenzhou-2022", reporter__name="市市场监管局").order_by("seq"))
    Actual.objects.filter(indicator__in=rows, year=2025).delete()
    return rows


def column(rows: list[PlanIndicator]) -> list[str]:
    """Figures a little above last year's and above the target, as a workbook would hold them."""
    figures = []
    for row in rows:
        last = row.actuals.filter(year=2024).first()
        target = row.targets.filter(year=2024).first()
        known = [number.value for number in (last, target) if number is not None and number.value is not None]
        figures.append(f"{max(known).normalize():f}")
    return figures


def explain(page: Page) -> None:
    """Fill in what is asked for before submitting."""
    for box in page.locator("tr.below:visible input:not([type=hidden])").all():
        box.fill("2026-12-31" if box.get_attribute("type") == "date" else "统计口径调整")
    for box in page.locator("textarea[name$=remark]").all():
        box.fill("已核对")


def submit(page: Page) -> None:
    """Press the button, and wait for the page that comes anew."""
    with page.expect_navigation():
        page.get_by_role("button", name=re.compile("提交审核")).click()


def test_a_round_from_the_workbook_to_the_leaders_page(visit: Visit) -> None:
    visit("clerk-market", GRID)
    rows = prepared()
    assert len(rows) == 18

    # The clerk pastes a column and hands it in, within two minutes.
    clerk = visit("clerk-market", GRID)
    began = time.monotonic()
    paste(clerk, field(clerk, rows[0].seq), "\n".join(column(rows)))
    fill_in(clerk)
    expect(status(clerk, rows[-1].seq)).to_contain_text("草稿")
    submit(clerk)
    expect(clerk.get_by_text(re.compile("已提交 .* 项数据"))).to_be_visible()
    if clerk.locator("tr.below:visible").count():
        explain(clerk)
        submit(clerk)
    expect(clerk.locator("[data-state=submitted]")).to_have_count(18)
    assert time.monotonic() - began < 120

    # The leader sees nothing of it yet.
    leader = visit("leader", "/regions/wenzhou/?year=2025")
    shown = leader.locator("#targets").inner_text()

    # The reviewer returns two with reasons and approves the rest in one go.
    reviewer = visit("reviewer", "/review/")
    expect(reviewer.locator("tbody tr")).to_have_count(18)
    for row, why in ((rows[2], "请核对授权口径"), (rows[7], "请补充仲裁案件")):
        waiting = reviewer.locator("tbody tr").filter(has_text=re.compile(rf"^\s*{row.seq} {re.escape(row.name)}"))
        waiting.get_by_text("退回", exact=True).first.click()
        waiting.get_by_role("textbox", name=re.compile("原因")).fill(why)
        waiting.get_by_role("button", name=f"退回 {row.name} 2025").click()
        expect(reviewer.get_by_text("已退回")).to_be_visible()
    expect(reviewer.locator("tbody tr")).to_have_count(16)
    reviewer.get_by_label("全选").check()
    reviewer.get_by_role("button", name="通过所选").click()
    reviewer.get_by_role("button", name="确认", exact=True).click()
    expect(reviewer.get_by_text("已通过 16 项")).to_be_visible()

    # The clerk finds the reasons first, corrects one, answers the other, and submits again.
    clerk.goto("/todo/")
    expect(clerk.get_by_text("请核对授权口径")).to_be_visible()
    clerk.goto(GRID)
    last = Actual.objects.get(indicator=rows[2], year=2025).value
    assert last is not None
    clerk.fill(field(clerk, rows[2].seq), str(int(last) + 7))
    clerk.fill(f"[name=i{rows[7].pk}y2025-remark]", "仲裁案件另行统计，不在此数内")
    submit(clerk)
    expect(clerk.get_by_text(re.compile("已提交 . 项数据"))).to_be_visible()
    if clerk.locator("tr.below:visible").count():
        explain(clerk)
        submit(clerk)
    expect(clerk.locator("[data-state=submitted]")).to_have_count(2)

    # The leader's page changes on approval, and the history tells all of it.
    leader.reload()
    now = leader.locator("#targets").inner_text()
    assert now != shown
    assert f"{int(last) + 7:,}" not in now
    reviewer.reload()
    reviewer.get_by_label("全选").check()
    reviewer.get_by_role("button", name="通过所选").click()
    reviewer.get_by_role("button", name="确认", exact=True).click()
    expect(reviewer.get_by_text("已通过 2 项")).to_be_visible()
    leader.reload()
    expect(leader.locator("#targets")).to_contain_text(f"{int(last) + 7:,}")
    leader.goto(f"/indicators/{rows[2].pk}/?year=2025")
    history = leader.get_by_role("region", name="变动记录")
    for words in ("陈科员", "赵审核", "已提交", "已退回", "请核对授权口径", "已审核"):
        expect(history.get_by_text(words).first).to_be_visible()
