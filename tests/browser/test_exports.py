"""A long list: asked for, watched while it is made, fetched; at both widths without a breach of accessibility."""

from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from documents.exports.background import work_one
from documents.models import Export
from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [1366, 390])
def test_a_long_list_by_its_page(visit: Visit, settings: Any, width: int, tmp_path: Path) -> None:
    settings.EXPORT_ROWS = 100
    leader = visit("leader", "/plans/wenzhou-2022/tasks/", width)
    with leader.expect_download() as short:
        leader.get_by_role("link", name="CSV").click()
    assert short.value.suggested_filename.endswith(".csv")
    leader.goto("/tasks/")
    leader.get_by_role("link", name="Excel").click()
    expect(leader.get_by_text("系统在后台生成")).to_be_visible()
    leader.get_by_role("button", name="生成文件").click()
    expect(leader.get_by_text("等待生成")).to_be_visible()
    assert Axe().run(leader).violations_count == 0
    Export.objects.update(state="running", rows_done=60)
    expect(leader.locator("progress")).to_be_visible()
    assert Axe().run(leader).violations_count == 0
    Export.objects.update(state="waiting")
    assert work_one()
    link = leader.locator("#exports a")
    expect(link).to_be_visible()
    with leader.expect_download() as long:
        link.click()
    long.value.save_as(tmp_path / "a.xlsx")
    assert (tmp_path / "a.xlsx").read_bytes().startswith(b"PK")
    leader.locator("#exports button").click()
    expect(leader.get_by_text("暂无文件")).to_be_visible()
