"""How workbooks show what they hold: number formats, dates as years, several tables on one sheet."""

import datetime as dt
import io
from decimal import Decimal as D
from typing import Any

import pytest
from openpyxl import Workbook

from documents.draft.values import Draft
from documents.notation.agency_names import is_no_name
from documents.notation.values import cell_value
from documents.reading.extract import extract
from documents.reading.readers import read
from documents.reading.readers.number_formats import shown_date, shown_number
from tests.documents.remade import Grid, Paper, as_docx
from tests.documents.test_extract import REGIONS, TITLE


def from_workbook(*rows: list[Any], formats: dict[str, str] | None = None) -> Draft:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in ([TITLE], *rows):
        sheet.append(row)
    for address, number_format in (formats or {}).items():
        sheet[address].number_format = number_format
    content = io.BytesIO()
    book.save(content)
    return extract(read("a.xlsx", content.getvalue()), REGIONS)


@pytest.mark.parametrize(
    ("number", "number_format", "shown"),
    [
        ("120", '0"家"', "120家"),
        ("0.725", "0.0%", "72.5%"),
        ("1200", "#,##0.00", "1200"),
        ("12345", '0!.0,"万元"', "1.2345万元"),
        ("1200", '#,##0,"千元"', "1.2千元"),
        ("-5", '0"个";-0"个"', "-5个"),
        ("2024", 'G/通用格式"年"', "2024年"),
        ("2024", "[$-804]0年", "2024年"),
        ("7", "[Red]0\\件", "7件"),
        ("3", '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"??_ ;_ @_ ', "3"),
        ("7", "@", "7"),
    ],
)
def test_a_number_is_shown_with_the_words_of_its_format(number: str, number_format: str, shown: str) -> None:
    assert shown_number(D(number), number_format) == shown


@pytest.mark.parametrize(
    ("number_format", "shown"),
    [('yyyy"年"', "2024年"), ('yyyy"年"m"月"', "2024年6月"), ("mm-dd-yy", "2024-06-30"), ("yyyy-mm-dd", "2024-06-30")],
)
def test_a_date_that_shows_no_day_is_a_year_or_a_month(number_format: str, shown: str) -> None:
    assert shown_date(dt.date(2024, 6, 30), number_format) == shown


def test_years_that_are_dates_or_formatted_numbers_head_their_columns() -> None:
    draft = from_workbook(
        ["指标", dt.date(2025, 1, 1), 2026],
        ["示范企业", 120, 150],
        formats={"B2": 'yyyy"年"', "C2": '0"年"', "B3": '0"家"', "C3": '0"家"'},
    )
    (row,) = draft.indicators
    assert (row.unit, row.targets) == ("家", {2025: D(120), 2026: D(150)})


def test_another_table_below_on_the_sheet_is_no_part_of_the_first() -> None:
    draft = from_workbook(
        ["指标", "单位", "2025年", "2026年"],
        ["授权量", "件", 120, 150],
        [],
        ["注册量", "件", 20, 50],
        [],
        ["联络处室", "姓名", "手机"],
        ["综合科", "张三", "13800000000"],
        ["规划科", "李四", "13900000000"],
    )
    assert [row.name for row in draft.indicators] == ["授权量", "注册量"]
    (finding,) = [doubt for doubt in draft.doubts if doubt.code == "table-unread"]
    assert (finding.place, finding.values["text"]) == ({"table": 1, "row": 7}, "联络处室 | 姓名 | 手机")


def test_a_milestone_below_a_heading_of_its_table_stays_in_it() -> None:
    table: Grid = [
        ["指标", "单位", "2025年", "2026年"],
        ["一、创造", "←", "←", "←"],
        ["保护中心", "个", "启动建设", "投入运行"],
        ["授权量", "件", "120", "150"],
    ]
    draft = extract(read("a.docx", as_docx(Paper([TITLE, table]))), REGIONS)
    assert [(row.name, row.group) for row in draft.indicators] == [("保护中心", "创造"), ("授权量", "创造")]


def test_rows_go_on_behind_a_page_break_right_below_the_head() -> None:
    head: Grid = [["序号", "指标", "单位", "2025年", "2026年"]]
    rows: Grid = [["1", "授权量", "件", "120", "150"], ["2", "注册量", "件", "20", "50"]]
    draft = extract(read("a.docx", as_docx(Paper([TITLE, head, rows]))), REGIONS)
    assert [row.name for row in draft.indicators] == ["授权量", "注册量"]


@pytest.mark.parametrize("text", ["295[1]", "295①", "295件¹", "295注1", "295（注2）", "295*", "≥295[12]"])
def test_the_mark_of_a_note_is_no_part_of_a_number(text: str) -> None:
    assert cell_value(text, "件").number == D(295)


def test_names_with_nothing_between_them_are_no_name() -> None:
    assert is_no_name("县检察院县司法局")
    assert is_no_name("县商务局县市场监管局县财政局")
    assert not is_no_name("市公安局交警支队")
    assert not is_no_name("国家税务总局乙县税务局")
    assert not is_no_name("市人力资源和社会保障局")
