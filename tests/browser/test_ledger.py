"""任务进展台账 by hand: the texts of last year's workbook pasted and submitted, with the actions counted."""

import re

import pytest
from playwright.sync_api import Page, expect

from plans.models import Agency
from tasks.models import Task, TaskReport
from tests.browser.conftest import Visit
from tests.browser.test_entry import GRID, compose, field, fill_in, nothing_for, paste
from tests.browser.test_whole_round import column, prepared

pytestmark = pytest.mark.browser
LEDGER = "/plans/wenzhou-2022/ledger/2025/"


class Hands:
    """Counts what a person does: a click, a key chord, a paste or a filled field."""

    def __init__(self, page: Page) -> None:
        self.page, self.actions = page, 0

    def click(self, selector: str) -> None:
        self.actions += 1
        self.page.locator(selector).first.click()

    def press_button(self, name: str) -> None:
        self.actions += 1
        self.page.get_by_role("button", name=re.compile(name)).first.click()

    def fill(self, selector: str, text: str) -> None:
        self.actions += 1
        self.page.fill(selector, text)

    def paste(self, selector: str, text: str) -> None:
        self.click(selector)
        self.actions += 1
        paste(self.page, selector, text)

    def sign_in(self, username: str) -> None:
        self.page.goto("/sign-in/")
        self.fill("#id_username", username)
        self.fill("#id_password", "ipplans-demo")
        self.click("#sign-in-button")


def own_tasks() -> list[Task]:
    """The tasks that 市市场监管局 reports, with nothing reported for 2025."""
    market = Agency.objects.get(region__code="330300", name="市市场监管局")
    plan = Task.objects.filter(plan__slug="wenzhou-2022").active()
    tasks = list(plan.reported_by({market.pk}).order_by("seq"))
    TaskReport.objects.filter(task__in=tasks, year=2025).delete()
    return tasks


def test_forty_eight_tasks_from_last_years_workbook(visit: Visit) -> None:
    page = visit("", "/sign-in/")
    tasks = own_tasks()
    assert len(tasks) == 48
    lines = ["序号\t重点任务\t责任单位\t进展状态\t完成比例\t工作进展"]
    lines += [
        f"{t.seq}\t{t.content}\t市市场监管局\t推进中\t{t.seq}%\t已完成年度安排，形成材料{t.seq}份。" for t in tasks
    ]
    hands = Hands(page)
    hands.sign_in("clerk-market")
    expect(page.get_by_role("heading", name="本单位待填报")).to_be_visible()
    hands.click("a[href='/plans/wenzhou-2022/ledger/2025/']")
    hands.paste(f"[name=t{tasks[0].pk}-summary]", "\n".join(lines))
    fill_in(page)
    hands.actions += 1
    expect(page.get_by_role("button", name="提交审核（48/48）")).to_be_visible()
    hands.press_button("提交审核")
    expect(page.get_by_text("已提交 48 项任务进展")).to_be_visible()
    assert hands.actions <= 40
    assert TaskReport.objects.filter(task__in=tasks, year=2025, status="submitted").count() == 48


def test_eighteen_indicators_by_paste(visit: Visit) -> None:
    page = visit("", "/sign-in/")
    rows = prepared()
    nothing_for(list(range(1, 20)))
    hands = Hands(page)
    hands.sign_in("clerk-market")
    hands.click(f"a[href='{GRID}']")
    figures = column(rows)
    hands.paste(field(page, rows[0].seq), "\n".join(f"{figure}\t已核对" for figure in figures))
    fill_in(page)
    hands.actions += 1
    expect(page.get_by_role("button", name="提交审核（18/18）")).to_be_visible()
    hands.press_button("提交审核")
    expect(page.get_by_text("已提交 18 项数据")).to_be_visible()
    assert hands.actions <= 12


def test_last_years_text_is_a_beginning_and_what_is_lacking_is_said(visit: Visit) -> None:
    visit("", "/sign-in/")
    first, second = own_tasks()[:2]
    TaskReport.objects.filter(task=first, year=2024).delete()
    said = {"state": "under-way", "summary": "上年文字", "status": "approved", "version": 3}
    TaskReport.objects.create(task=first, year=2024, agency=first.reporters[0], **said)
    page = visit("clerk-market", LEDGER)
    page.get_by_role("button", name=f"沿用去年文字 {first.seq}").click()
    expect(page.locator(f"[name=t{first.pk}-summary]")).to_have_value("上年文字")
    expect(page.locator(f"#t{first.pk}-status")).to_contain_text("草稿")
    page.locator(f"[name=t{second.pk}-state]").select_option("delayed")
    page.fill(f"[name=t{second.pk}-summary]", "进度较慢")
    page.press(f"[name=t{second.pk}-summary]", "Enter")
    expect(page.locator(f"#t{second.pk}-message")).to_contain_text("说明原因和措施")
    page.fill(f"[name=t{second.pk}-remark]", "资金未到位，三月前落实")
    page.press(f"[name=t{second.pk}-remark]", "Enter")
    expect(page.locator(f"#t{second.pk}-status")).to_contain_text("草稿")
    page.get_by_role("button", name=re.compile("提交审核（2")).click()
    expect(page.get_by_text("已提交 2 项任务进展")).to_be_visible()
    page.get_by_label("只看未提交").check()
    expect(page.locator(f"#row-{first.pk}")).to_be_hidden()


def test_the_whole_table_is_copied_and_a_submitted_report_withdrawn(visit: Visit) -> None:
    """Beside the own tasks the page has those of others; the one button copies the own ones."""
    visit("", "/sign-in/")
    first = own_tasks()[0]
    page = visit("clerk-market", LEDGER)
    assert page.locator("form[data-entry]").count() == 2
    page.evaluate(
        """() => document.addEventListener("copy", (event) => {
          const set = event.clipboardData.setData.bind(event.clipboardData);
          event.clipboardData.setData = (kind, text) => { window.copied = text; set(kind, text); };
        }, { capture: true, once: true })"""
    )
    page.get_by_role("button", name="复制整表").click()
    expect(page.locator("[data-notice]").first).to_contain_text("已复制")
    assert len(page.evaluate("window.copied").splitlines()) == 1 + 48
    page.fill(f"[name=t{first.pk}-summary]", "填错的进展")
    page.press(f"[name=t{first.pk}-summary]", "Tab")
    page.get_by_role("button", name=re.compile("提交审核（1")).click()
    page.get_by_role("button", name=f"撤回 {first.seq}", exact=True).click()
    expect(page.get_by_text("已撤回")).to_be_visible()
    expect(page.locator(f"[name=t{first.pk}-summary]")).to_have_value("填错的进展")
    assert "/ledger/2025/" in page.url


def test_where_there_is_no_text_of_last_year_the_button_says_so(visit: Visit) -> None:
    visit("", "/sign-in/")
    TaskReport.objects.filter(task__in=own_tasks()).update(summary="")
    page = visit("clerk-market", LEDGER)
    page.get_by_role("button", name="全部沿用去年文字").click()
    expect(page.locator("[data-notice]").first).to_contain_text("没有上年文字可沿用")


def test_a_server_that_does_not_answer_loses_no_text(visit: Visit) -> None:
    visit("", "/sign-in/")
    task = own_tasks()[0]
    page = visit("clerk-market", LEDGER)
    page.route("**/ledger/2025/", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    page.fill(f"[name=t{task.pk}-summary]", "写了很久的一段话")
    page.press(f"[name=t{task.pk}-summary]", "Tab")
    expect(page.locator("[data-notice]").first).to_contain_text("无法连接服务器")
    page.unroute("**/ledger/2025/")
    page.reload()
    expect(page.locator(f"[name=t{task.pk}-summary]")).to_have_value("写了很久的一段话")
    expect(page.locator(f"#t{task.pk}-status")).to_contain_text("草稿")
    assert TaskReport.objects.get(task=task, year=2025).summary == "写了很久的一段话"


def test_an_input_method_chooses_words_without_leaving_the_field_or_sending_it(visit: Visit) -> None:
    visit("", "/sign-in/")
    task = own_tasks()[0]
    page = visit("clerk-market", LEDGER)
    for field_name in (f"[name=t{task.pk}-percent]", f"[name=t{task.pk}-summary]"):
        place = page.locator(field_name)
        place.focus()
        compose(page, "推进", "ArrowDown", "Enter")
        expect(place).to_be_focused()
        expect(place).to_have_value("推进")
    page.goto(f"/tasks/{task.pk}/report/2025/")
    summary = page.locator("[name=summary]")
    summary.focus()
    compose(page, "已部署", "ArrowDown", "Enter")
    expect(summary).to_be_focused()
    expect(summary).to_have_value("已部署")
    assert not TaskReport.objects.filter(task=task, year=2025, summary="已部署").exists()
    page.goto("/indicators/" + str(prepared()[0].pk) + "/entry/2025/")
    for name in ("value", "source", "remark"):
        place = page.locator(f"[name={name}]")
        place.focus()
        compose(page, "年鉴", "ArrowDown", "Enter")
        expect(place).to_be_focused()
        expect(place).to_have_value("年鉴")
    page.evaluate("window.onbeforeunload = null")
