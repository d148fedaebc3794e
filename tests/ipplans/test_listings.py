"""Lists taken along say what their screens say, in the same order, all of it."""

import csv
import io
import re
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from lxml import html

from plans.models import Plan, Region
from targets.models import Actual
from tests.cast import Cast, SignedIn, add_task
from tests.ipplans.test_official_workbook import leader

pytestmark = pytest.mark.django_db


def rows(client: Client, name: str, **asked: Any) -> list[dict[str, str]]:
    response = client.get(reverse(name, args=["csv"]), asked)
    assert response.status_code == 200, response.content[-300:]
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"), newline="")))


def percent(number: str) -> str:
    return f"{Decimal(number):.1f}%" if number else "—"


def cells(client: Client, address: str, table: str) -> list[list[str]]:
    """The rows of a table of a page, each cell as text."""
    page = html.fromstring(client.get(address).content)
    found = page.xpath(f"//table[{table}]/tbody/tr")
    return [[re.sub(r"\s+", " ", cell.text_content()).strip() for cell in row.xpath("th|td")] for row in found]


@pytest.mark.parametrize("year", ["2024", "2022"])
def test_the_overview_says_the_same_of_each_region(year: str) -> None:
    client = leader(Region.objects.get(level="country"))  # of the whole country
    taken = rows(client, "overview_export", year=year)
    shown = cells(client, f"/?year={year}", "@id='regions'")
    assert len(taken) == len(shown) > 1
    for row, cell in zip(taken, shown, strict=True):
        plans = Plan.objects.filter(region__name=row["地区"], title=row["方案"])
        assert plans.filter(start_year__lte=year, end_year__gte=year).exists()
        assert cell[0].startswith(row["地区"])
        assert cell[2].startswith(percent(row["平均完成率（考核口径）"]))
        assert ("报送不足" in cell[2]) == bool(row["报送不足"])
        assert cell[3] == (f"{Decimal(row['较上年']):+.1f}".replace("-", "−") if row["较上年"] else "—")
        assert cell[4] == percent(row["已报口径"])
        assert cell[5].startswith(percent(row["平均实现率"]))
        assert cell[6].startswith(f"{row['已报']} / {row['应报']}")
        for state in ("完成", "基本完成", "滞后", "未填报", "逾期"):
            assert (f"{state} {row[state]}" in f" {cell[1]}") == (row[state] != "0")
        assert row["任务"] == "0" or f"已完成 {row['已完成任务']} / {row['任务']}" in cell[7]


def test_the_overview_of_the_end_says_the_judgements() -> None:
    plan = Plan.objects.select_related("region").get(slug="wenzhou-2022")
    client = leader(plan.region)
    [taken] = [row for row in rows(client, "overview_export", year="final") if row["地区"] == "温州市"]
    [shown] = [row for row in cells(client, "/?year=final", "@id='regions'") if row[0].startswith("温州市")]
    assert percent(taken["期末目标平均完成率"]) == shown[2]
    assert f"提前实现 {taken['提前实现']}" in shown[1]
    assert shown[4] == taken["无法判断项数"]


def test_the_comparison_says_values_rates_and_places() -> None:
    client = leader(Region.objects.get(level="country"))
    asked = {"indicator": "high-value-per-10k", "year": "2024"}
    taken = rows(client, "compare_export", **asked)
    shown = cells(client, "/compare/?indicator=high-value-per-10k&year=2024", "contains(@class, 'bordered')")
    assert len(taken) == len(shown) > 1
    for row, cell in zip(taken, shown, strict=True):
        value, rate, rank = row["2024 数值 (件)"], row["2024 完成率"], row["2024 位次"]
        assert cell[0].startswith(row["地区"])
        assert cell[1] == (value or row["2024 说明"])
        assert percent(rate) in cell[2]
        assert not rank or cell[3].startswith(rank) or cell[3].startswith("独报")


def test_the_queue_is_taken_along_as_it_is_narrowed(cast: Cast, signed_in: SignedIn) -> None:
    cast.submitted("50")
    client = signed_in(cast.reviewer)
    [row] = rows(client, "review_export")
    assert (row["地区"], row["指标或任务"], row["年度"], row["提交值"]) == ("甲市", "授权量", "2022", "50")
    assert row["目标"] == "100"
    assert Decimal(row["完成率"]) == 50
    assert "滞后" in row["需看"]
    assert rows(client, "review_export", only="normal") == []
    assert rows(signed_in(cast.admin), "review_export", plan="nowhere") == []
    Actual.objects.update(is_invented=True)
    [row] = rows(client, "review_export")
    assert "演示数据" in row["总体说明"]


def test_what_is_due_is_a_row_each(cast: Cast, signed_in: SignedIn) -> None:
    add_task(cast.plan, 3, cast.lead, [])
    client = signed_in(cast.clerk)
    found = rows(client, "todo_export")
    assert [(row["类别"], row["序号"], row["待办事项"]) for row in found][:3] == [
        ("指标", "1", "待报送"), ("任务", "1", "待报送"), ("任务", "3", "待报送"),
    ]  # fmt: skip
    cast.submitted("90")
    assert ("指标", "1") not in {(row["类别"], row["序号"]) for row in rows(client, "todo_export")}
    assert rows(signed_in(cast.leader), "todo_export") == []
