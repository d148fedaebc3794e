"""Every finding: a document that raises it, and one that does not (domain.md §4, Findings)."""

from collections.abc import Iterable
from typing import Any

import pytest

from documents.draft.cell_path import CellPath
from documents.draft.findings import DOUBTS, SENTENCES, Finding, message, severity, where
from documents.draft.values import Draft
from documents.reading.extract import KnownRegion, extract
from documents.reading.readers import read
from documents.review.checks import lint
from documents.review.page import with_answers
from tests.documents.remade import Grid, Paper, as_docx

REGIONS = [KnownRegion("990100", "甲市", "city"), KnownRegion("990101", "乙县", "county", ("990100",))]
TASKS = ["序号", "重点工作", "主要内容", "责任单位"]
TARGETS = ["序号", "主要指标", "2024年", "2025年", "2026年"]
TITLE = "甲市知识产权强市建设示范城市工作方案（2024-2026年）"


def draft(*parts: str | Grid, title: str = TITLE) -> Draft:
    return extract(read("plan.docx", as_docx(Paper([title, *parts]))), REGIONS)


def tasks(*cells: str, areas: Iterable[str] | None = None, labels: Iterable[str] | None = None) -> Draft:
    """A plan with a task for each cell of agencies."""
    area, label = list(areas or []), list(labels or [])
    rows = [
        [label[n] if label else str(n + 1), area[n] if area else "创造", f"开展第{n}项工作。", cell]
        for n, cell in enumerate(cells)
    ]
    return draft([TASKS, *rows])


def targets(*values: str, label: str = "专利授权量（件）", goal: str = "") -> Draft:
    text = ["一、主要目标", f"到2026年，{goal}。"] if goal else ["一、总体要求"]
    return draft(*text, [TARGETS, ["1", label, *values]])


def run_together() -> Draft:
    text = f"{TITLE}\n指标|单位|2024年|2025年|2026年\n授权量|件|102030\n申请量|件|1|2|3"
    return extract(read("a.txt", text.encode()), REGIONS)


def promised_twice(number: str) -> Draft:
    table = [["指标", "2026年目标值"], ["专利授权量（件）", "300"]]
    return draft("一、主要目标", f"到2026年，专利授权量达到{number}件。", table)


def listed(name: str) -> Draft:
    text = f"2024-2026年分别实现质押融资{name}8亿元、10亿元、12亿元。"
    return draft(text, [TARGETS, ["1", "质押融资授信额（亿元）", "8", "10", "12"]])


def found(plan: Draft) -> set[str]:
    return {finding.code for finding in lint(plan)}


def with_row(attribute: str) -> Draft:
    """A web page whose table has one row more, with an attribute."""
    row = "<tr{}><td>{}<td>创造<td>开展工作。<td>市甲局</tr>"
    head = "".join(f"<td>{word}" for word in TASKS)
    page = f"<p>{TITLE}</p><table><tr>{head}</tr>{row.format('', 1)}{row.format(attribute, 2)}</table>"
    return extract(read("a.html", page.encode()), REGIONS)


CASES: dict[str, tuple[Any, Any]] = {
    "region-unknown": (
        lambda: draft([TASKS, ["1", "创造", "培育。", "市甲局"]], title="知识产权强市建设工作方案（2024-2026年）"),
        lambda: tasks("市甲局"),
    ),
    "years-unknown": (
        lambda: draft([TASKS, ["1", "创造", "培育。", "市甲局"]], title="甲市知识产权强市建设工作方案"),
        lambda: tasks("市甲局"),
    ),
    "years-inferred": (
        lambda: draft([TASKS, ["1", "创造", "培育。", "市甲局"]], title="甲市知识产权“十五五”规划"),
        lambda: tasks("市甲局"),
    ),
    "issuer-differs": (
        lambda: draft("甲政办发〔2024〕3号", "发布机构：甲市市场监督管理局", [TASKS, ["1", "创", "培育。", "市甲局"]]),
        lambda: draft("甲政办发〔2024〕3号", "发布机构：甲市人民政府办公室", [TASKS, ["1", "创", "培育。", "市甲局"]]),
    ),
    "title-composed": (
        lambda: draft(
            "发布机构：甲市人民政府",
            "附件1",
            "知识产权强市建设重点工作责任分解表（2024-2026年）",
            [TASKS, ["1", "创造", "培育。", "市甲局"]],
            title="为落实上级要求，制定以下内容。",
        ),
        lambda: tasks("市甲局"),
    ),
    "suspect-number": (lambda: targets("100", "2OO", "300"), lambda: targets("100", "200", "300")),
    "ambiguous-cells": (lambda: run_together(), lambda: targets("100", "200", "300")),
    "value-unreadable": (lambda: targets("100", "持续提升", "300"), lambda: targets("100", "—", "300")),
    "target-missing": (lambda: targets("100", "—", "300"), lambda: targets("100", "200", "300")),
    "goal-mismatch": (
        lambda: targets("60", "70", "70", goal="专利授权量达到100件"),
        lambda: targets("60", "70", "70", goal="专利授权量达到200件"),
    ),
    "goal-relative": (
        lambda: targets("60", "70", "70", goal="专利授权量较2023年增长10%以上"),
        lambda: targets("60", "70", "70", goal="专利授权量达到200件"),
    ),
    "accumulation-unsure": (
        lambda: targets("60", "70", "70"),
        lambda: targets("60", "70", "70", goal="专利授权量达到200件"),
    ),
    "value-conflict": (lambda: promised_twice("260"), lambda: promised_twice("300")),
    "name-differs": (lambda: listed("登记额"), lambda: listed("授信额")),
    "level-falls": (
        lambda: targets("300", "200", "400", label="有效注册商标量（件）", goal="有效注册商标量达到400件"),
        lambda: targets("300", "350", "400", label="有效注册商标量（件）", goal="有效注册商标量达到400件"),
    ),
    "goal-without-indicator": (
        lambda: targets("60", "70", "70", goal="专利授权量达到200件，培训人才3000人次"),
        lambda: targets("60", "70", "70", goal="专利授权量达到200件"),
    ),
    "indicator-without-goal": (
        lambda: draft([TARGETS[:4], ["1", "专利授权量（件）", "60", "70"]]),
        lambda: targets("60", "70", "70", goal="专利授权量达到200件"),
    ),
    "unit-missing": (lambda: targets("60", "70", "70", label="专利授权量"), lambda: targets("60", "70", "70")),
    "unit-differs": (
        lambda: targets("10", "10", "10", label="培训人才（次）", goal="培训人才30人次"),
        lambda: targets("10", "10", "10", label="培训人才（人次）", goal="培训人才30人次"),
    ),
    "hidden-content": (lambda: with_row(" hidden"), lambda: with_row("")),
    "table-unread": (
        lambda: draft(
            [TASKS, ["1", "创造", "培育。", "市甲局"]], [["地区", "专利"], ["子县", "3"], ["丑县", "4"], ["寅县", "5"]]
        ),
        lambda: tasks("市甲局"),
    ),
    "nothing-read": (
        lambda: draft([["事由", "怎么办"], ["创造", "培育。"], ["运用", "推广。"]]),
        lambda: tasks("市甲局"),
    ),
    "number-unread": (
        lambda: targets("60", "70", "70", goal="专利授权量达到200件（目前40件）"),
        lambda: targets("60", "70", "70", goal="专利授权量达到200件"),
    ),
    "agency-unread": (lambda: tasks("*市甲局、详见附件"), lambda: tasks("*市甲局、市乙局")),
    "direction-unsure": (
        lambda: targets("30", "40", "50", label="投诉处理时限（天）", goal="投诉处理时限达到50天"),
        lambda: targets("50", "40", "30", label="投诉处理时限（天）", goal="投诉处理时限缩短至30天"),
    ),
    "goal-by-number": (
        lambda: targets("60", "70", "80", label="重大纠纷调处（件）", goal="纠纷多元化解210件"),
        lambda: targets("60", "70", "80", label="培育知识产权企业（家）", goal="知识产权培训企业210家"),
    ),
    "no-lead": (lambda: tasks("市甲局、市乙局"), lambda: tasks("*市甲局、市乙局", "市甲局")),
    "task-without-agency": (lambda: tasks("市甲局", "—"), lambda: tasks("市甲局")),
    "several-leads": (lambda: tasks("*市甲局、*市乙局"), lambda: tasks("*市甲局、市乙局")),
    "agency-unspecified": (lambda: tasks("*市甲局、有关县(市、区)政府"), lambda: tasks("*市甲局、各县(市、区)政府")),
    "agency-misprint": (
        lambda: tasks("*市甲局、有关县(市、区)政府", "*市甲局、有关县(市、区)政府", "*市甲局、有关县(市、区)民政府"),
        lambda: tasks("*市甲局、市财政局", "*市甲局、市财政局", "*市甲局、市民政局"),
    ),
    "agency-variant": (
        lambda: tasks("市委宣传部", "市委宣传部(市新闻出版局)"),
        lambda: tasks("市委宣传部", "市委统战部"),
    ),
    "sequence-gap": (lambda: tasks("市甲局", "市甲局", labels=["1", "3"]), lambda: tasks("市甲局", "市甲局")),
    "sequence-duplicate": (lambda: tasks("市甲局", "市甲局", labels=["1", "1"]), lambda: tasks("市甲局", "市甲局")),
    "area-repeated": (
        lambda: tasks("市甲局", "市甲局", "市甲局", areas=["创造", "保护", "创造"]),
        lambda: tasks("市甲局", "市甲局", "市甲局", areas=["创造", "创造", "保护"]),
    ),
}


@pytest.mark.parametrize("code", CASES)
def test_a_finding_is_raised_where_it_should_be_and_only_there(code: str) -> None:
    raised, quiet = (make() for make in CASES[code])
    assert code in found(raised)
    assert code not in found(quiet)


def test_every_finding_of_the_table_has_its_cases() -> None:
    assert set(CASES) | {"file-unreadable"} == set(SENTENCES)


@pytest.mark.parametrize("code", CASES)
def test_a_finding_says_what_it_means_and_where(code: str) -> None:
    finding = next(f for f in lint(CASES[code][0]()) if f.code == code)
    words = message(finding)
    assert words
    assert "%(" not in words
    assert severity(finding) in ("error", "warning", "info")
    assert where(finding) or code in ("suspect-number", "hidden-content", "nothing-read")


def test_rows_are_named_as_people_count_them() -> None:
    assert where(Finding("no-lead", CellPath.parse("tasks/48/lead"))) == "任务 48"
    assert where(Finding("unit-missing", CellPath.parse("indicators/13/unit"))) == "指标 13"
    assert where(Finding("ambiguous-cells", CellPath.parse("earlier/0/indicators/2"))) == "往期 1 指标 2"


def test_what_the_reading_doubts_is_kept_apart_from_what_is_found_anew() -> None:
    plan = targets("60", "70", "70")
    assert {finding.code for finding in plan.doubts} <= DOUBTS
    plan.indicators[0].accumulation = "sum"
    plan.doubts = []
    assert "accumulation-unsure" not in found(plan)


def test_the_places_of_findings_are_those_of_the_document() -> None:
    plan = draft("一、总体要求", [TARGETS, ["1", "甲（件）", "1", "2", "3"], ["2", "乙", "1", "2", "3"]])
    finding = next(f for f in lint(plan) if f.code == "unit-missing")
    assert (str(finding.cell), finding.place) == ("indicators/2/unit", {"table": 1, "row": 3})


def test_the_agencies_to_choose_a_lead_from_are_whole_names() -> None:
    plan = tasks("市甲局、有关县(市、区)政府")
    finding = next(f for f in with_answers(plan, list(lint(plan))) if f.code == "no-lead")
    assert finding.readings == ["市甲局", "有关县(市、区)政府"]
