"""The sheet of tasks in an agency's workbook: found by titles and keys, compared row by row, stored as drafts."""

from typing import Any

import pytest
from django.urls import reverse
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from plans.models import Membership, User
from targets.models import PlanIndicator
from tasks.models import Quantity, Task, TaskReport
from tests.cast import Cast, SignedIn
from tests.documents.test_entry_workbook import applied, downloaded, uploaded

SHEET = "任务"


def place(sheet: Worksheet, title: str, seq: int = 1) -> Any:
    """The cell under a title in the row of a task."""
    column = next(cell.column for cell in sheet[3] if cell.value == title)
    row = next(row for row in range(4, sheet.max_row + 1) if sheet.cell(row, 1).value == seq)
    return sheet.cell(row, column)


def fill(book: Workbook, seq: int = 1, **texts: Any) -> None:
    for title, text in texts.items():
        place(book[SHEET], title, seq).value = text


def stored(seq: int = 1) -> TaskReport | None:
    return TaskReport.objects.filter(task__plan__slug="jia-2022", task__seq=seq, year=2022).first()


def errors(cast: Cast, signed_in: SignedIn, book: Workbook) -> list[tuple[str, str]]:
    page = uploaded(cast, signed_in, book)
    assert page.status_code == 422
    assert stored() is None
    found: list[tuple[str, str]] = page.context["found"].errors
    return found


@pytest.fixture
def promised(cast: Cast) -> Quantity:
    return Quantity.objects.create(
        task=cast.plan.tasks.get(seq=1), seq=1, text="超50家", operator=">", value=50, unit="家"
    )


def test_what_was_filled_in_is_compared_and_stored_as_a_draft(
    cast: Cast, signed_in: SignedIn, promised: Quantity
) -> None:
    book = downloaded(cast, signed_in)
    sheet = book[SHEET]
    assert sheet.protection.sheet
    assert place(sheet, "责任单位（*为牵头单位）").protection.locked
    assert not place(sheet, "进展情况").protection.locked
    assert place(sheet, "任务所列数量").value == "超50家"
    fill(book, 进展状态="已完成", 完成百分比="100%", 进展情况="已建成基地\n并投入使用", 完成数量=52)
    page = uploaded(cast, signed_in, book)
    assert page.status_code == 200
    assert {change.label for change in page.context["found"].tasks.changes} >= {"进展状态", "进展情况"}
    assert stored() is None
    assert "1 项任务进展已保存为草稿" in applied(cast, signed_in, page)
    report = stored()
    assert report is not None
    said = (report.state, report.percent, report.summary, report.status, report.author, report.agency)
    assert said == ("done", 100, "已建成基地\n并投入使用", "draft", cast.clerk, cast.lead)
    assert [row.value for row in report.quantities.all()] == [52]
    again = uploaded(cast, signed_in, downloaded(cast, signed_in))
    assert (again.context["found"].tasks.rows, again.context["found"].tasks.errors) == ({}, [])


@pytest.mark.parametrize(
    ("title", "text", "words"),
    [
        ("进展状态", "也许", "请从列表中选择"),
        ("完成百分比", "一半", "请只填数字"),
        ("完成百分比", 120, "100"),
        ("完成数量", 1.5, "请填整数"),
        ("进展情况", "=1+1", "不要填公式"),
        ("进展情况", "长" * 2001, "2000"),
    ],
)
def test_a_fault_bears_its_sheet_and_cell(
    cast: Cast, signed_in: SignedIn, promised: Quantity, title: str, text: Any, words: str
) -> None:
    book = downloaded(cast, signed_in)
    fill(book, **{"进展情况": "已部署", title: text})
    [(address, sentence)] = errors(cast, signed_in, book)
    assert address == f"任务!{place(book[SHEET], title).coordinate}"
    assert words in sentence


def test_columns_may_stand_anywhere_and_one_that_is_missing_is_named(cast: Cast, signed_in: SignedIn) -> None:
    book = downloaded(cast, signed_in)
    fill(book, 进展情况="已部署")
    sheet = book[SHEET]
    sheet.insert_cols(1, 2)
    sheet.insert_rows(1, 3)
    book.move_sheet(SHEET, -1)
    page = uploaded(cast, signed_in, book)
    assert [change.after for change in page.context["found"].tasks.changes] == ["已部署"]
    sheet.cell(6, sheet.max_column + 1).value = "进展情况"
    assert "有两列“进展情况”" in uploaded(cast, signed_in, book).content.decode()
    book = downloaded(cast, signed_in)
    book[SHEET].delete_cols(place(book[SHEET], "完成百分比").column)
    assert "缺少以下列：完成百分比" in uploaded(cast, signed_in, book).content.decode()
    book = downloaded(cast, signed_in)
    book[SHEET].delete_cols(place(book[SHEET], "行标识").column)
    assert "隐藏列已被删除" in uploaded(cast, signed_in, book).content.decode()
    book = downloaded(cast, signed_in)
    del book[SHEET]
    assert "隐藏列已被删除" in uploaded(cast, signed_in, book).content.decode()


def test_sorted_doubled_foreign_and_added_rows_are_said(cast: Cast, signed_in: SignedIn) -> None:
    book = downloaded(cast, signed_in)
    place(book[SHEET], "年度").value = 2023
    assert errors(cast, signed_in, book)[0][0].startswith("任务!A")
    book = downloaded(cast, signed_in)
    sheet, row = book[SHEET], place(book[SHEET], "年度").row
    for column in range(1, sheet.max_column + 1):
        sheet.cell(9, column).value = sheet.cell(row, column).value
    assert "请删去其中一行" in errors(cast, signed_in, book)[0][1]
    book = downloaded(cast, signed_in)
    place(book[SHEET], "行标识").value = "t999999y2022"
    assert "属于其他单位" in uploaded(cast, signed_in, book).content.decode()
    book = downloaded(cast, signed_in)
    book[SHEET].cell(9, place(book[SHEET], "进展情况").column).value = "手工添加"
    assert "不是下载时的原有行" in errors(cast, signed_in, book)[0][1]


def test_a_stale_row_is_refused_and_a_blank_deletes_only_on_request(cast: Cast, signed_in: SignedIn) -> None:
    task = cast.plan.tasks.get(seq=1)
    report = TaskReport(task=task, year=2022, version=0)
    report.enter({"state": "under-way", "summary": "甲", "remark": "备注"}, cast.lead, cast.clerk)
    TaskReport.objects.save_with_history([report], cast.clerk)
    book = downloaded(cast, signed_in)
    fill(book, 进展情况="乙")
    heads = [cell.value for cell in book[SHEET][3]]
    title = next(head for head in heads if head and str(head).startswith("备注"))
    place(book[SHEET], title).value = None
    page = uploaded(cast, signed_in, book)
    assert [change.before for change in page.context["found"].tasks.blanks] == ["备注"]
    applied(cast, signed_in, page)
    report.refresh_from_db()
    assert (report.summary, report.remark) == ("乙", "备注")
    stale = uploaded(cast, signed_in, book)
    assert stale.status_code == 422
    assert cast.clerk.label in str(stale.context["found"].errors)


def test_an_agency_with_tasks_alone_has_a_workbook_too(cast: Cast, signed_in: SignedIn) -> None:
    PlanIndicator.objects.filter(plan=cast.plan).update(reporter=cast.partner)
    book = downloaded(cast, signed_in)
    assert book.sheetnames == [SHEET, "ipplans"]
    fill(book, 进展情况="已部署")
    assert "已保存为草稿" in applied(cast, signed_in, uploaded(cast, signed_in, book))
    assert stored() is not None
    Task.objects.filter(plan=cast.plan).update(dropped_by="调整")
    address = reverse("documents:download_entry_workbook", args=[cast.plan.slug])
    assert signed_in(cast.clerk).get(address).status_code == 403


def test_a_row_that_was_submitted_meanwhile_is_locked(cast: Cast, signed_in: SignedIn) -> None:
    book = downloaded(cast, signed_in)
    fill(book, 进展情况="已部署")
    page = uploaded(cast, signed_in, book)
    task = cast.plan.tasks.get(seq=1)
    report = TaskReport(task=task, year=2022, version=0)
    report.enter({"state": "under-way", "summary": "他人先报"}, cast.lead, cast.colleague)
    report.submit(cast.colleague)
    TaskReport.objects.save_with_history([report], cast.colleague)
    assert "未保存" in applied(cast, signed_in, page)
    report.refresh_from_db()
    assert report.summary == "他人先报"


def test_another_persons_copy_is_refused(cast: Cast, signed_in: SignedIn) -> None:
    book = downloaded(cast, signed_in)
    someone = User.objects.create_user("c-both", password="cast-password", name="c-both")
    for agency in (cast.lead, cast.partner):
        Membership.objects.create(user=someone, role="staff", agency=agency)
    assert "不能由本单位上传" in uploaded(cast, signed_in, book, by=someone).content.decode()
