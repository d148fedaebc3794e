"""The agency's own workbook: out, filled in, back; nothing is lost and nothing foreign comes in."""

import datetime as dt
import io
from decimal import Decimal as D
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.translation import gettext as _
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from documents.workbooks.entry import entry_workbook, read_back
from documents.workbooks.entry.reader import submitted_rows
from plans.models import Round, User
from targets.entry.own_grid import grid_of
from targets.entry.saving import save
from targets.models import Actual
from tests.cast import Cast, SignedIn

VALUE, CONDITION, EXPECTED, STAGE, AS_OF, REMARK = "H", "I", "J", "K", "L", "P"


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
    assert sheet[f"{VALUE}5"].protection.locked  # 2023 is not
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
        (f"{VALUE}5", 100, "尚未开放"),
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


NUMBERS = st.one_of(st.none(), st.decimals(0, 99999999999, places=4), st.integers(0, 10**10).map(D))
TEXTS = st.text(st.characters(blacklist_categories=("C", "Z")), max_size=40)
DATES = st.one_of(st.none(), st.dates(dt.date(1990, 1, 1), dt.date(2090, 1, 1)))


@given(
    value=NUMBERS,
    condition=st.sampled_from(["value", "not-applicable", "not-published"]),
    stage=st.sampled_from(["flash", "preliminary", "final"]),
    day=DATES,
    texts=st.tuples(TEXTS, TEXTS, TEXTS, TEXTS),
)
@example(value=None, condition="value", stage="flash", day=None, texts=("=1", "'", "'=1", "''-"))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
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
    grid = grid_of(cast.clerk, cast.plan.slug, None)
    content = entry_workbook(grid)
    found = read_back(content, grid)
    assert (found.changes, found.blanks, found.errors, found.rows) == ([], [], [], {})

    # and what is filled into an empty copy is stored as the same
    stands = stored(cast)
    Actual.objects.filter(indicator=cast.indicator(1)).delete()
    blank = grid_of(cast.clerk, cast.plan.slug, None)
    book = load_workbook(io.BytesIO(content))
    book.active.cell(4, 21).value = 0  # type: ignore[union-attr]
    book.active.cell(4, 22).value = "empty"  # type: ignore[union-attr]
    again = read_back(saved(book), blank)
    assert not again.errors
    save(blank, submitted_rows(again.rows, blank, is_clearing=False), submit=False)
    back = stored(cast)
    for name in ("value", "condition", "expected_on", "stage", "as_of", "source", "remark", "cause", "remedy_by"):
        assert getattr(back, name, None) == getattr(stands, name) or back is None
