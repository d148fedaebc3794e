"""Naming reporters in the browser: a column from a spreadsheet is pasted with the keys, looked at, saved."""

import pytest
from playwright.sync_api import expect

from targets.models import PlanIndicator
from tests.browser.conftest import Visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGE = "/plans/wenzhou-2022/reporters/"


def test_a_column_of_agencies_is_pasted_and_saved(visit: Visit) -> None:
    page = visit("reviewer", PAGE)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    rows = page.locator("select[name^=indicator-]")
    first = rows.first.get_attribute("name")
    names = rows.first.locator("option").all_inner_texts()[1:4]
    page.evaluate("text => navigator.clipboard.writeText(text)", f"{names[2]}\n{names[1]}\n市某某局\n")
    rows.first.focus()
    page.keyboard.press("Control+V")
    preview = page.get_by_role("dialog")
    expect(preview).to_contain_text("本地区没有此名称的单位")
    preview.get_by_role("button", name="填入").click()
    expect(page.locator("[data-changed]")).to_have_text("已改未保存： 2")
    expect(page.locator("tr.is-changed")).to_have_count(2)
    page.get_by_role("button", name="撤销粘贴").click()
    expect(page.locator("[data-changed]")).to_be_empty()
    rows.first.select_option(label=names[2])
    page.get_by_label("原因").fill("分工调整")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("main")).to_contain_text("已为 1 行指定填报单位")
    assert first is not None
    row = PlanIndicator.objects.get(pk=first.split("-")[1])
    assert str(row.reporter) == names[2]
