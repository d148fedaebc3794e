"""The agency's own workbook: out, filled in, back; nothing is lost and nothing foreign comes in."""

import datetime as dt
import io
import os
from decimal import Decimal as D
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.translation import gettext as _
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font
from openpyxl.worksheet.formula import ArrayFormula

from documents.workbooks.entry import entry_workbook, own_entry, read_back
from documents.workbooks.entry.reader import submitted_rows
from plans.models import Round, User
from targets.entry.refusals import Cause, refusal
from targets.entry.saving import save
from targets.models import Actual
from tests.cast import Cast, SignedIn

VALUE, CONDITION, EXPECTED, STAGE, AS_OF, REMARK = "H", "I", "J", "K", "L", "P"
SHEET = "指标"


def downloaded(cast: Cast, signed_in: SignedIn, by: User | None = None) -> Any:
    url = reverse("documents:download_entry_workbook", args=[cast.plan.slug])
    return load_workbook(io.BytesIO(signed_in(by or cast.clerk).get(url).content))


def uploaded(cast: Cast, signed_in: SignedIn, book: Workbook | bytes, by: User | None = None) -> Any:
    content = book if isinstance(book, bytes) else saved(book)
    url = reverse("documents:upload_entry_workbook", args=[cast.plan.slug])
    return signed_in(by or cast.clerk).post(url, {"file": SimpleUploadedFile("填报.xlsx", content)})


def saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def applied(cast: Cast, signed_in: SignedIn, page: Any) -> str:
    url = reverse("documents:upload_entry_workbook", args=[cast.plan.slug])
    answer = signed_in(cast.clerk).post(url, {"apply": page.context["signed"]}, follow=True)
    return str(answer.content.decode())


def stored(cast: Cast) -> Actual | None:
    return Actual.objects.filter(indicator=cast.indicator(1), year=2022).first()


def test_only_open_cells_are_unlocked_and_choices_are_listed(cast: Cast, signed_in: SignedIn) -> None:
    book = downloaded(cast, signed_in)
    sheet = book.active
    assert sheet.protection.sheet
    assert not sheet[f"{VALUE}4"].protection.locked  # 2022 is open
    assert sheet.max_row == 4  # no row for a year that is not
    assert book.security.lockStructure
    assert sheet["A4"].protection.locked
    assert [v.formula1 for v in sheet.data_validations.dataValidation] == ['"不适用,未公布"', '"快报,初步,正式"']
    assert book["ipplans"].sheet_state == "veryHidden"


def test_an_unchanged_workbook_changes_nothing(cast: Cast, signed_in: SignedIn) -> None:
    cast.actual("90")
    page = uploaded(cast, signed_in, downloaded(cast, signed_in))
    assert page.status_code == 200
    assert _("The workbook says what is stored already; there is nothing to change.") in page.content.decode()


def test_what_was_filled_in_is_compared_and_stored_as_drafts(cast: Cast, signed_in: SignedIn) -> None:
    book = downloaded(cast, signed_in)
    book.active[f"{VALUE}4"] = 95
    book.active[f"{REMARK}4"] = "=按年鉴口径"[1:]
    page = uploaded(cast, signed_in, book)
    assert f"{VALUE}4" in page.content.decode()
    assert stored(cast) is None
    assert "保存为草稿" in applied(cast, signed_in, page)
    actual = stored(cast)
    assert actual is not None
    assert (actual.value, actual.remark, actual.status, actual.author) == (95, "按年鉴口径", "draft", cast.clerk)


@pytest.mark.parametrize(
    ("address", "value", "sentence"),
    [
        (f"{VALUE}4", "九十", "阿拉伯数字"),
        (f"{VALUE}4", 9.5, "请填整数"),
        (f"{VALUE}4", "=1+1", "不要填公式"),
        (f"{CONDITION}4", "也许", "请从列表中选择"),
        (f"{EXPECTED}4", "明年", "不是有效日期"),
        (f"{AS_OF}4", dt.date(2021, 1, 1), "不在2022年内"),
        (f"{REMARK}4", "长" * 501, "500 字"),
    ],
)
def test_errors_bear_the_address_of_their_cell(
    cast: Cast, signed_in: SignedIn, address: str, value: Any, sentence: str
) -> None:
    book = downloaded(cast, signed_in)
    book.active[f"{REMARK}4"] = "有改动"
    book.active[address] = value
    page = uploaded(cast, signed_in, book)
    assert page.status_code == 422
    assert address in page.content.decode()
    assert sentence in page.content.decode()
    assert "apply" not in page.content.decode()
    assert not Actual.objects.filter(indicator__plan=cast.plan).exists()


def test_a_stale_row_is_refused_with_who_and_what(cast: Cast, signed_in: SignedIn) -> None:
    book = downloaded(cast, signed_in)
    cast.actual("155", by=cast.colleague)
    book.active[f"{VALUE}4"] = 160
    page = uploaded(cast, signed_in, book)
    assert "c-colleague" in page.content.decode()
    assert "请重新下载工作簿后再填本行" in page.content.decode()
    assert stored(cast).value == 155  # type: ignore[union-attr]


def test_what_was_stored_between_comparison_and_yes_is_not_overwritten(cast: Cast, signed_in: SignedIn) -> None:
    book = downloaded(cast, signed_in)
    book.active[f"{VALUE}4"] = 160
    page = uploaded(cast, signed_in, book)
    cast.actual("155", by=cast.colleague)
    assert "未保存任何内容" in applied(cast, signed_in, page)
    assert stored(cast).value == 155  # type: ignore[union-attr]


def test_copies_of_others_and_of_an_earlier_plan_are_refused(cast: Cast, signed_in: SignedIn) -> None:
    book = downloaded(cast, signed_in)
    assert "市甲局" in uploaded(cast, signed_in, book, cast.other_clerk).content.decode()
    cast.indicator(1).targets.filter(year=2023).update(value=130)
    assert (
        _("The plan was changed after this copy was downloaded. Please download a new one.")
        in uploaded(cast, signed_in, book).content.decode()
    )


def test_a_row_smuggled_in_is_refused(cast: Cast, signed_in: SignedIn) -> None:
    book = downloaded(cast, signed_in)
    book.active.cell(4, 20).value = f"i{cast.indicator(2).pk}y2022"
    book.active[f"{VALUE}4"] = 5
    assert "其他单位或方案" in uploaded(cast, signed_in, book).content.decode()
    assert not Actual.objects.filter(indicator__plan=cast.plan).exists()


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"a,b\n1,2"])
def test_what_is_no_such_workbook_is_refused_in_words(cast: Cast, signed_in: SignedIn, content: bytes) -> None:
    page = uploaded(cast, signed_in, content)
    assert page.status_code == 422
    assert "未保存任何内容" in page.content.decode()
    assert (
        _("This is not a workbook that was downloaded here for entry.")
        in uploaded(cast, signed_in, Workbook()).content.decode()
    )


def test_a_comparison_is_good_for_the_person_who_saw_it(cast: Cast, signed_in: SignedIn) -> None:
    book = downloaded(cast, signed_in)
    book.active[f"{VALUE}4"] = 95
    signed = uploaded(cast, signed_in, book).context["signed"]
    url = reverse("documents:upload_entry_workbook", args=[cast.plan.slug])
    for person, token in ((cast.colleague, signed), (cast.clerk, signed[:-2] + "xx"), (cast.clerk, "x")):
        signed_in(person).post(url, {"apply": token})
    assert stored(cast) is None


def refused(cast: Cast, signed_in: SignedIn, book: Workbook) -> list[tuple[str, str]]:
    """Upload a workbook that is refused cell by cell, and return the cells with their sentences."""
    page = uploaded(cast, signed_in, book)
    assert page.status_code == 422
    assert not Actual.objects.filter(indicator=cast.indicator(1)).exists()
    errors: list[tuple[str, str]] = page.context["found"].errors
    return errors


def runs(*parts: tuple[str, str]) -> CellRichText:
    """A rich text; of each part its words, and how they are set: "", "strike", "superscript"."""
    fonts: dict[str, Any] = {"": {}, "strike": {"strike": True}, "superscript": {"vertAlign": "superscript"}}
    return CellRichText(*(TextBlock(InlineFont(**fonts[look]), words) for words, look in parts))


def test_a_percent_cell_is_a_percent(cast: Cast, signed_in: SignedIn) -> None:
    book = downloaded(cast, signed_in)
    book.active[f"{VALUE}4"], book.active[f"{VALUE}4"].number_format = 0.965, "0.0%"
    book.active[f"{REMARK}4"], book.active[f"{REMARK}4"].number_format = 0.5, "0%"
    assert refused(cast, signed_in, book) == [
        (f"{SHEET}!{VALUE}4", refusal(Cause.PERCENT, text="96.5%", unit="件").messages[0])
    ]
    cast.plan.indicators.update(unit="%")
    book = downloaded(cast, signed_in)
    book.active[f"{VALUE}4"], book.active[f"{VALUE}4"].number_format = 0.965, "0.0%"
    book.active[f"{REMARK}4"], book.active[f"{REMARK}4"].number_format = 0.5, "0%"
    applied(cast, signed_in, uploaded(cast, signed_in, book))
    assert (stored(cast).value, stored(cast).remark) == (D("96.5"), "50%")  # type: ignore[union-attr]


def test_a_raised_digit_is_no_digit_and_struck_out_text_is_not_read(cast: Cast, signed_in: SignedIn) -> None:
    book = downloaded(cast, signed_in)
    book.active[f"{VALUE}4"] = runs(("10", ""), ("3", "superscript"))
    assert refused(cast, signed_in, book) == [(f"{SHEET}!{VALUE}4", refusal(Cause.RAISED, text="10³").messages[0])]
    book.active[f"{VALUE}4"] = runs(("1", "strike"), ("95", ""))
    book.active[f"{REMARK}4"] = runs(("含补录", ""), ("待核", "strike"), ("5m", ""), ("2", "superscript"))
    applied(cast, signed_in, uploaded(cast, signed_in, book))
    assert (stored(cast).value, stored(cast).remark) == (95, "含补录5m²")  # type: ignore[union-attr]


def test_a_cell_that_is_struck_out_whole_is_asked_about(cast: Cast, signed_in: SignedIn) -> None:
    book = downloaded(cast, signed_in)
    book.active[f"{VALUE}4"], book.active[f"{VALUE}4"].font = 95, Font(strike=True)
    assert refused(cast, signed_in, book) == [(f"{SHEET}!{VALUE}4", refusal(Cause.STRUCK_OUT).messages[0])]


def test_what_was_changed_in_a_hidden_row_or_column_is_asked_about(cast: Cast, signed_in: SignedIn) -> None:
    book = downloaded(cast, signed_in)
    book.active.column_dimensions[REMARK].hidden = True
    book.active[f"{VALUE}4"] = 95  # not hidden: taken
    assert uploaded(cast, signed_in, book).status_code == 200
    book.active[f"{REMARK}4"] = "按年鉴口径"
    assert refused(cast, signed_in, book) == [(f"{SHEET}!{REMARK}4", refusal(Cause.HIDDEN).messages[0])]
    book = downloaded(cast, signed_in)
    book.active[f"{VALUE}4"], book.active.row_dimensions[4].hidden = 95, True
    assert refused(cast, signed_in, book) == [(f"{SHEET}!{VALUE}4", refusal(Cause.HIDDEN).messages[0])]


@pytest.mark.parametrize("name", [VALUE, REMARK])
def test_no_formula_no_error_and_no_truth_is_stored(cast: Cast, signed_in: SignedIn, name: str) -> None:
    said = {
        ArrayFormula(f"{name}4", "=SUM(A1:A2)"): refusal(Cause.FORMULA),
        "=1+1": refusal(Cause.FORMULA),
        "#DIV/0!": refusal(Cause.ERROR, text="#DIV/0!"),
        True: refusal(Cause.TRUTH, text="TRUE"),
    }
    for content, cause in said.items():
        book = downloaded(cast, signed_in)
        book.active[f"{name}4"] = content
        assert refused(cast, signed_in, book) == [(f"{SHEET}!{name}4", cause.messages[0])]


def test_a_row_that_stands_twice_is_refused_with_both_rows(cast: Cast, signed_in: SignedIn) -> None:
    book = downloaded(cast, signed_in)
    for number, value in ((4, 90), (9, 95)):
        for column in range(1, 23):
            book.active.cell(number, column).value = book.active.cell(4, column).value
        book.active[f"{VALUE}{number}"] = value
    address, sentence = refused(cast, signed_in, book)[0]
    assert address == f"{SHEET}!A9"
    for words in ("第 4 行", "第 9 行", "授权量"):
        assert words in sentence


def test_a_row_without_a_key_is_said(cast: Cast, signed_in: SignedIn) -> None:
    book = downloaded(cast, signed_in)
    book.active["A9"] = "填表人：张三"  # beside the fields: no figure
    assert uploaded(cast, signed_in, book).status_code == 200
    book.active[f"{VALUE}9"] = 95
    said = _("This row was added by hand, so nothing of it is read. Please fill in the row that was downloaded.")
    assert refused(cast, signed_in, book) == [(f"{SHEET}!A9", said)]


def test_a_row_that_shows_another_one_is_said(cast: Cast, signed_in: SignedIn) -> None:
    book = downloaded(cast, signed_in)
    book.active["D4"], book.active[f"{VALUE}4"] = 2023, 95
    assert [address for address, _words in refused(cast, signed_in, book)] == [f"{SHEET}!A4"]


def test_a_row_that_lost_its_key_is_named_and_one_that_is_gone_stays_as_it_is(cast: Cast, signed_in: SignedIn) -> None:
    cast.plan.indicators.update(reporter=None)
    book = downloaded(cast, signed_in)
    book.active[f"{VALUE}4"], book.active["T4"] = 95, None
    [(address, sentence)] = refused(cast, signed_in, book)
    assert address == f"{SHEET}!A4"
    assert "第 1 项“授权量”2022年" in sentence
    book = downloaded(cast, signed_in)
    book.active.delete_rows(4)
    page = uploaded(cast, signed_in, book)
    assert page.status_code == 200
    assert [row.name for row in page.context["found"].figures.gone] == ["授权量"]
    assert "“指标”表中没有以下各行" in page.content.decode()


def test_figures_of_the_years_before_stand_beside_and_columns_may_stand_anywhere(
    cast: Cast, signed_in: SignedIn
) -> None:
    for year, value in ((2022, "90"), (2023, "110")):
        Round.objects.update_or_create(
            plan=cast.plan, year=year, defaults={"opens": "2023-01-01", "due": "2999-01-31", "status": "open"}
        )
        cast.approved(value, year)
    Round.objects.update(status="closed")
    Round.objects.create(plan=cast.plan, year=2024, opens="2023-01-01", due="2999-01-31")
    book = downloaded(cast, signed_in)
    sheet = book.active
    heads = {cell.value: cell for cell in sheet[3]}
    assert [sheet.cell(4, heads[title].column).value for title in ("年度", "2022年实际值", "上年")] == [2024, 90, 110]
    assert sheet.cell(4, heads["2022年实际值"].column).protection.locked
    sheet.cell(4, heads["实际"].column).value = 205
    sheet.insert_cols(1, 2)
    sheet.insert_rows(1, 3)
    book.move_sheet(SHEET, 1)
    page = uploaded(cast, signed_in, book)
    assert [change.after for change in page.context["found"].figures.changes] == ["205"]
    applied(cast, signed_in, page)
    assert Actual.objects.get(indicator=cast.indicator(1), year=2024).value == 205


def test_a_half_year_says_its_period_its_target_and_the_same_period(cast: Cast, signed_in: SignedIn) -> None:
    cast.approved("90")
    Round.objects.update(status="closed")
    Round.objects.create(plan=cast.plan, year=2023, period="h1", opens="2023-07-01", due="2999-01-31")
    sheet = downloaded(cast, signed_in).active
    heads = [cell.value for cell in sheet[3]]
    assert {"本期目标", "上年同期"} <= set(heads)
    assert "6月30日" in sheet["A1"].value
    assert sheet.cell(4, heads.index("本期目标") + 1).value == 49.59  # 181 of 365 days


def test_a_foreign_sheet_in_front_is_named_and_the_right_one_read(cast: Cast, signed_in: SignedIn) -> None:
    book = downloaded(cast, signed_in)
    book.create_sheet("底稿", 0).append(["授权量", 95])
    book["指标"][f"{VALUE}4"] = 95
    page = uploaded(cast, signed_in, book)
    assert "底稿" in page.content.decode()
    applied(cast, signed_in, page)
    assert stored(cast).value == 95  # type: ignore[union-attr]


def test_moved_columns_and_a_missing_key_column_are_said(cast: Cast, signed_in: SignedIn) -> None:
    book = downloaded(cast, signed_in)
    book.active[f"{VALUE}4"] = 95
    book.active.delete_cols(20)
    assert "隐藏列" in uploaded(cast, signed_in, book).content.decode()
    book = downloaded(cast, signed_in)
    book.active.move_range("H3:H4", cols=1)
    assert "缺少以下列：无数值的原因" in uploaded(cast, signed_in, book).content.decode()
    book = downloaded(cast, signed_in)
    book.copy_worksheet(book.active)
    assert "只保留一张" in uploaded(cast, signed_in, book).content.decode()
    assert stored(cast) is None


def test_a_printed_target_keeps_its_decimals(cast: Cast, signed_in: SignedIn) -> None:
    cast.plan.indicators.update(unit="亿元")
    cast.indicator(1).targets.filter(year=2022).update(value=D("6.125"))
    cast.actual("6.125")
    book = downloaded(cast, signed_in)
    assert (book.active["E4"].value, book.active[f"{VALUE}4"].value) == (6.125, 6.125)
    assert uploaded(cast, signed_in, book).context["found"].figures.rows == {}


NUMBERS = st.one_of(st.none(), st.decimals(0, 99999999999, places=4), st.integers(0, 10**10).map(D))
TEXTS = st.text(st.characters(blacklist_categories=("C", "Z")), max_size=40)
WORKBOOKS = int(os.environ.get("WORKBOOKS", "12"))  # each is written and read by a process of its own
DATES = st.one_of(st.none(), st.dates(dt.date(1990, 1, 1), dt.date(2090, 1, 1)))


@given(
    value=NUMBERS,
    condition=st.sampled_from(["value", "not-applicable", "not-published"]),
    stage=st.sampled_from(["flash", "preliminary", "final"]),
    day=DATES,
    texts=st.tuples(TEXTS, TEXTS, TEXTS, TEXTS),
)
@example(value=None, condition="value", stage="flash", day=None, texts=("=1", "'", "'=1", "''-"))
@settings(max_examples=WORKBOOKS, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_stands_comes_back_as_it_was(
    cast: Cast, value: D | None, condition: str, stage: str, day: dt.date | None, texts: tuple[str, ...]
) -> None:
    source, remark, cause, remedy = texts
    Round.objects.filter(plan=cast.plan).update(status="open")
    cast.plan.indicators.update(unit="亿元")
    Actual.objects.update_or_create(
        indicator=cast.indicator(1), year=2022,
        defaults={
            "value": value if condition == "value" else None, "condition": condition, "stage": stage,
            "expected_on": day if condition == "not-published" else None, "source": source, "remark": remark,
            "cause": cause, "remedy": remedy, "remedy_by": day, "as_of": dt.date(2022, 6, 30) if day else None,
        },
    )  # fmt: skip
    entry = own_entry(cast.clerk, cast.plan.slug)
    content = entry_workbook(entry)
    found = read_back(content, entry)
    figures = found.figures
    assert (figures.changes, figures.blanks, found.errors, figures.rows) == ([], [], [], {})

    # and what is filled into an empty copy is stored as the same
    stands = stored(cast)
    Actual.objects.filter(indicator=cast.indicator(1)).delete()
    blank = own_entry(cast.clerk, cast.plan.slug)
    book = load_workbook(io.BytesIO(content))
    book.active.cell(4, 21).value = 0  # type: ignore[union-attr]
    book.active.cell(4, 22).value = "empty"  # type: ignore[union-attr]
    again = read_back(saved(book), blank)
    assert not again.errors
    save(blank.grid, submitted_rows(again.figures.rows, blank.grid, is_clearing=False), submit=False)
    back = stored(cast)
    for name in ("value", "condition", "expected_on", "stage", "as_of", "source", "remark", "cause", "remedy_by"):
        assert getattr(back, name, None) == getattr(stands, name) or back is None
