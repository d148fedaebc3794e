"""Workbooks: the same figures as on the screen, marked where they are invented."""

import datetime as dt
import io
from decimal import Decimal as D

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from documents.exports import Form, listing_output
from documents.exports.targets import target_listing
from plans.models import Plan
from targets.models import Actual
from targets.plan_figures import plan_figures
from targets.progress import rounded
from tests.cast import Cast, SignedIn


def sheet(content: bytes) -> list[tuple[object, ...]]:
    return list(load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True))  # type: ignore[union-attr]


def targets(slug: str) -> list[tuple[object, ...]]:
    plan = Plan.objects.prefetch_related("rounds").get(slug=slug)
    figures = plan_figures(plan, plan.indicators.with_figures(), plan.end_year, timezone.localdate())
    file = io.BytesIO()
    listing_output(target_listing(plan.title, figures), Form.XLSX).write(file, iter)
    return sheet(file.getvalue())


@pytest.mark.django_db
def test_invented_values_are_marked_and_real_ones_are_not() -> None:
    assert "演示数据" in str(targets("wenzhou-2022")[1][0])
    assert not any("演示数据" in str(cell) for row in targets("jiaxing-2016") for cell in row)


@pytest.mark.django_db
def test_the_workbook_holds_the_figures_of_the_screen() -> None:
    plan = Plan.objects.prefetch_related("rounds").get(slug="jiaxing-2016")
    figures = plan_figures(plan, plan.indicators.with_figures(), 2020, timezone.localdate())
    head, *rows = targets("jiaxing-2016")[1:]
    actual, rate = head.index("2020 实际"), head.index("2020 完成率 %")
    assert len(rows) == 10
    for row, line in zip(figures.rows, rows, strict=True):
        cell = row.cell(2020)
        assert cell.actual is not None
        assert cell.rate is not None
        assert cell.rate.percent is not None
        assert line[1] == row.indicator.name
        assert D(str(line[actual])) == cell.actual.value
        assert D(str(line[rate])) == rounded(cell.rate.percent)


def test_the_workbook_says_in_words_why_there_is_no_value(cast: Cast) -> None:
    row = cast.indicator(1)
    row.targets.filter(year=2022).update(value=D("6.125"))
    cast.approved("6.125", 2022)
    Actual.objects.create(indicator=row, year=2023, condition="not-applicable", status="approved", remark="停统")
    Actual.objects.create(
        indicator=row, year=2024, value=D(50), as_of=dt.date(2024, 6, 30), status="approved", agency=cast.lead
    )
    line = targets(cast.plan.slug)[1 + 1]
    assert line[3:7] == (6.125, 6.125, 100, None)
    assert line[7:11] == (100, None, None, "不适用")
    assert (line[12], "截至" in str(line[14])) == (50, True)
    assert (line[16], "未填报" in str(line[18])) == (None, True)


def test_the_workbook_tells_the_year_and_the_goal_apart(cast: Cast, signed_in: SignedIn) -> None:
    cast.approved("110", 2022)
    url = reverse("documents:target_export", args=[cast.plan.slug, "xlsx"])
    year = signed_in(cast.leader).get(url, {"year": "2022"})
    final = signed_in(cast.leader).get(url, {"year": "final"})
    heads = sheet(year.content)[1]
    assert heads[-3:-1] == ("2022 状态", "期末判断")
    assert sheet(year.content)[2][-3:-1] == ("●完成", "基本符合")
    assert sheet(final.content)[2][-3] == "○未填报"
    assert "%E6%9C%9F%E6%9C%AB" in final["Content-Disposition"]


def test_tasks_come_as_filtered_with_leads_marked(cast: Cast, signed_in: SignedIn) -> None:
    url = reverse("documents:task_export", args=[cast.plan.slug, "xlsx"])
    everything = sheet(signed_in(cast.leader).get(url, {"sort": "seq"}).content)
    assert everything[2][5] == "*市甲局、市丙局"
    assert everything[3][5] == "市丙局、市甲局"
    led = sheet(signed_in(cast.leader).get(url, {"role": "lead"}).content)
    assert [row[2] for row in led[2:]] == [1]


def test_text_that_looks_like_a_formula_stays_text(cast: Cast, signed_in: SignedIn) -> None:
    cast.plan.tasks.filter(seq=1).update(content='=HYPERLINK("http://x","y")')
    url = reverse("documents:task_export", args=[cast.plan.slug, "xlsx"])
    book = load_workbook(io.BytesIO(signed_in(cast.leader).get(url, {"sort": "seq"}).content))
    cell = book.active["E3"]  # type: ignore[index]
    assert cell.data_type == "s"
    assert str(cell.value).startswith("'=")
