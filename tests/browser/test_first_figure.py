"""From the clerk's figure to the leader's page, by submit a browser."""

import pytest
from playwright.sync_api import Page, expect

from targets.models import PlanIndicator
from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser


def project_row() -> PlanIndicator:
    return PlanIndicator.objects.get(plan__slug="wenzhou-2022", seq=12)


def test_a_clerk_enters_a_reviewer_approves_a_leader_sees(visit: Visit) -> None:
    row = project_row()
    clerk = visit("clerk", "/todo/")
    clerk.get_by_role("link", name="去填报").first.click()
    clerk.goto("/plans/wenzhou-2022/entry/2022/")
    clerk.get_by_role("textbox", name="12 实施发明专利产业化项目 2022").fill("160")
    clerk.get_by_role("button", name="提交审核").click()
    expect(clerk.get_by_text("已提交 1 项数据")).to_be_visible()
    expect(clerk.locator("tr[data-row] [data-state=submitted]")).to_be_visible()

    leader = visit("leader", f"/indicators/{row.pk}/?year=2022")
    expect(leader.locator("h1 + .meta .state:not(.judgement)")).to_have_text("○未填报")

    reviewer = visit("reviewer", "/review/")
    reviewer.get_by_role("button", name="通过 实施发明专利产业化项目 2022").click()
    expect(
        reviewer.get_by_text("实施发明专利产业化项目（2022年）: 已审核").or_(reviewer.get_by_text("已审核"))
    ).to_be_visible()

    leader.reload()
    expect(leader.get_by_text("160 ÷ 160 = 100.0%").first).to_be_visible()
    history = leader.get_by_role("region", name="变动记录")
    for word in ("王科员", "赵审核", "填报 160", "已审核"):
        expect(history.get_by_text(word).first).to_be_visible()
    leader.goto("/regions/wenzhou/?year=2022")
    cells = leader.locator("#targets tbody tr").nth(11).locator("td")
    expect(cells.nth(4)).to_contain_text("100.0%")


def test_the_clerk_meets_walls_outside_the_own_agency_and_region(visit: Visit) -> None:
    other_agency = PlanIndicator.objects.get(plan__slug="wenzhou-2022", seq=1)
    other_region = PlanIndicator.objects.get(plan__slug="jiaxing-2021", seq=1)
    clerk = visit("clerk", f"/indicators/{other_agency.pk}/entry/2022/")
    expect(clerk.get_by_role("heading", name="无权操作")).to_be_visible()
    clerk.goto(f"/indicators/{other_region.pk}/entry/2022/")
    expect(clerk.get_by_role("heading", name="页面不存在")).to_be_visible()


def type_and_send(page: Page, value: str) -> None:
    page.get_by_role("textbox", name="12 实施发明专利产业化项目 2022").fill(value)
    page.get_by_role("button", name="提交审核").click()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [("一百六十", "阿拉伯数字"), ("-5", "不能为负"), ("999999999999999", "数字过大")],
)
def test_bad_input_is_shown_beside_the_cell_and_stays_there(visit: Visit, typed: str, sentence: str) -> None:
    clerk = visit("clerk", "/plans/wenzhou-2022/entry/2022/")
    type_and_send(clerk, typed)
    expect(clerk.locator(".field-error")).to_contain_text(sentence)
    expect(clerk.get_by_role("textbox", name="12 实施发明专利产业化项目 2022")).to_have_value(typed)
    assert not project_row().actuals.filter(year=2022).exists()
