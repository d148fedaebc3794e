"""A reviewer's year by hand, with the actions counted; the queue by keyboard, taken back, narrowed, and on a phone."""

import datetime as dt
import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from documents.models import Snapshot
from plans.models import Plan, Report, User
from targets.models import Actual
from tasks.models import TaskReport
from tests.browser.conftest import Visit
from tests.browser.test_entry import compose
from tests.browser.test_ledger import Hands

pytestmark = pytest.mark.browser
YEAR, RETURNED = 2025, 10


def all_submitted() -> list[Report]:
    """Every indicator and task of 温州 reported for the year by one clerk, and waiting for review."""
    plan, clerk = Plan.objects.get(slug="wenzhou-2022"), User.objects.get(username="clerk-market")
    Actual.objects.filter(indicator__plan=plan, year=YEAR).delete()
    TaskReport.objects.filter(task__plan=plan, year=YEAR).delete()
    actuals = []
    for row in plan.indicators.active().prefetch_related("actuals"):
        last = next((one.value for one in row.actuals.all() if one.year == YEAR - 1), None)
        actual = Actual(indicator=row, year=YEAR, version=0)
        actual.enter({"value": last or Decimal(10)}, row.current_reporter, clerk)
        actuals.append(actual)
    reports = [
        TaskReport(task=task, year=YEAR, agency=task.reporters[0], author=clerk, summary="已完成年度安排", version=0)
        for task in plan.tasks.active()
    ]
    submit(actuals, clerk)
    submit(reports, clerk)
    return [*actuals, *reports]


def submit(reports: Sequence[Report], by: User) -> None:
    model: Any = type(reports[0])
    model.objects.save_with_history(reports, by)
    for report in reports:
        report.submit(by)
    model.objects.save_with_history(reports, by)


def correct_what_was_returned() -> None:
    """The agencies answer and submit again."""
    clerk = User.objects.get(username="clerk-market")
    actuals = list(Actual.objects.filter(status="returned", year=YEAR))
    for actual in actuals:
        actual.remark = "已核对，数据无误"
    reports = list(TaskReport.objects.filter(status="returned", year=YEAR))
    for report in reports:
        report.summary += "，并补充了台账"
    submit(actuals, clerk)
    submit(reports, clerk)


def waiting() -> int:
    return int(Actual.objects.waiting().count() + TaskReport.objects.waiting().count())


def approve_picked(hands: Hands, page: Page, pick: str, left: int) -> None:
    hands.click(pick)
    hands.press_button("通过所选")
    hands.press_button("^确认$")
    expect(page.locator("[data-report]")).to_have_count(left)


def test_a_reviewers_year(visit: Visit) -> None:
    page = visit("", "/sign-in/")
    reports = all_submitted()
    assert (len(reports), sum(isinstance(one, Actual) for one in reports)) == (82, 19)
    hands = Hands(page)
    hands.sign_in("reviewer")
    rows = page.locator("[data-report]")
    expect(rows).to_have_count(82)
    for n in range(RETURNED):
        row = rows.nth(3 * n)
        row.locator("[data-return] summary").click()
        row.locator("[data-return] [name=reason]").fill(f"请核对口径（{n}）")
        page.keyboard.press("Enter")
        hands.actions += 3
        expect(rows).to_have_count(81 - n)
    flagged = page.locator("[data-report]:has([name=pick]:not([data-normal]))").count()
    approve_picked(hands, page, "[data-pick-normal]", flagged)
    if flagged:
        approve_picked(hands, page, "[data-pick-all]", 0)
    correct_what_was_returned()
    hands.click("a[href='/review/']")
    expect(page.get_by_text("退回后更正").first).to_be_visible()
    expect(page.get_by_text("请核对口径（3）")).to_be_visible()  # what was asked stands beside the answer
    approve_picked(hands, page, "[data-pick-all]", 0)
    assert waiting() == 0
    hands.click("a[href='/workbench/']")
    hands.click(f"a[aria-label^='{YEAR} 温州市']")
    expect(page.get_by_role("heading", name="已报 82 / 82 项")).to_be_visible()
    hands.click("[aria-current=step] summary")
    hands.press_button("确认关闭2025年填报")
    expect(page.get_by_text("已关闭，不能再填报")).to_be_visible()
    hands.click("[aria-current=step] a")
    hands.fill("#id_signed", "赵审核")
    hands.press_button("签")
    expect(page.get_by_text("签署").or_(page.get_by_text("定案")).first).to_be_visible()
    hands.click("a[href='/workbench/']")
    hands.click(f"a[aria-label^='{YEAR} 温州市']")
    hands.fill("[name=document]", "温知发〔2026〕8号")
    hands.press_button("登记上报")
    expect(page.get_by_text("已登记上报日期")).to_be_visible()
    print("actions of a reviewer's year:", hands.actions)
    assert hands.actions <= 60
    snapshot = Snapshot.objects.get(round__plan__slug="wenzhou-2022", round__year=YEAR)
    assert (snapshot.reported, snapshot.sent_up_on) == (19, timezone.localdate())


def test_the_queue_by_keyboard(visit: Visit) -> None:
    visit("", "/sign-in/")
    all_submitted()
    page = visit("reviewer", "/review/")
    rows = page.locator("[data-report]")
    first, second, third = (rows.nth(n).get_attribute("id") for n in range(3))
    page.keyboard.press("j")
    expect(page.locator(f"#{first}")).to_be_focused()
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    expect(page.locator(f"#{second}")).to_be_focused()
    page.keyboard.press("x")
    expect(page.locator(f"#{second} [name=pick]")).to_be_checked()
    expect(page.get_by_role("button", name="通过所选（1）")).to_be_visible()
    page.locator(f"#{second}").focus()
    page.keyboard.press("a")
    expect(rows).to_have_count(81)
    expect(page.locator(f"#{third}")).to_be_focused()  # the next one has its place
    page.keyboard.press("r")
    field = page.locator(f"#{third} [name=reason]")
    expect(field).to_be_focused()
    field.press_sequentially("jakxu 请核对")  # letters in a field are letters
    expect(field).to_have_value("jakxu 请核对")
    page.keyboard.press("Enter")
    expect(rows).to_have_count(80)
    expect(page.get_by_role("button", name="撤销刚才的审核（1 项）")).to_be_visible()
    page.locator("h1").click()
    page.keyboard.press("u")
    expect(page.get_by_text("1 项恢复为待审核")).to_be_visible()
    expect(rows).to_have_count(81)
    assert waiting() == 81


def test_many_are_asked_about_with_their_numbers_first(visit: Visit) -> None:
    visit("", "/sign-in/")
    all_submitted()
    page = visit("reviewer", "/review/?only=flagged")
    flagged = page.locator("[data-report]").count()
    page.get_by_label("正常或需看").select_option("")
    expect(page.locator("[data-report]")).to_have_count(82)
    page.get_by_label("全选").check()
    page.get_by_role("button", name="通过所选").click()
    expect(page.locator("[data-ask-words]")).to_have_text(f"确认通过 82 项？其中需看 {flagged} 项。")
    page.keyboard.press("Escape")
    assert waiting() == 82
    page.get_by_role("button", name="退回所选").click()  # without a reason nothing is asked, and the page says why
    expect(page.get_by_text("请写明原因").or_(page.get_by_text("原因")).first).to_be_visible()
    assert waiting() == 82


def test_on_a_phone_a_report_is_a_card(visit: Visit) -> None:
    visit("", "/sign-in/")
    all_submitted()
    page = visit("reviewer", "/review/", width=390)
    row = page.locator("[data-report]").first
    assert "提交值：" in row.aria_snapshot()
    box = row.bounding_box()
    assert box is not None
    assert box["width"] <= 390
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    row.get_by_role("button", name=re.compile("^通过")).click()
    expect(page.locator("[data-report]")).to_have_count(81)


def test_every_agency_is_urged_at_once_and_its_letter_is_upright(visit: Visit, tmp_path: object) -> None:
    page = visit("reviewer", "/workbench/")
    page.locator("a[aria-label^='2025 温州市']").click()
    page.get_by_role("link", name="催报全部").click()
    form = page.locator("form[action*=urge]").last
    form.get_by_label("文号").fill("温知函〔2026〕12号")
    form.get_by_label("电话").fill("0577-88990000")
    form.get_by_label("限期报送日期").fill(str(timezone.localdate() + dt.timedelta(days=3)))
    form.get_by_role("button").click()
    letters = page.locator(".letter")
    expect(letters).to_have_count(10)
    expect(letters.first).to_contain_text("签收单位（章）")
    paper = page.pdf(prefer_css_page_size=True)
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", paper)
    assert len(boxes) >= 10
    assert all(float(width) < float(height) for width, height in boxes)


def test_an_input_method_in_the_reason_returns_nothing(visit: Visit) -> None:
    visit("", "/sign-in/")
    all_submitted()
    page = visit("reviewer", "/review/")
    row = page.locator("[data-report]").first
    row.focus()
    page.keyboard.press("r")
    reason = row.locator("[name=reason]")
    compose(page, "请核对", "ArrowDown", "Enter")
    expect(reason).to_be_focused()
    expect(reason).to_have_value("请核对")
    assert waiting() == 82
    page.keyboard.press("Enter")
    expect(page.locator("[data-report]")).to_have_count(81)
