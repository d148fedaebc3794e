"""Every format gives the same blocks; fuzzed bytes give words, never a traceback."""

import base64
import contextlib
import io
import random
import zipfile
from collections.abc import Callable
from typing import Any

import docx
import openpyxl
import pytest
from docx.oxml import OxmlElement, parse_xml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from documents.draft.values import Unreadable
from documents.notation.text import plain
from documents.notation.values import cell_value
from documents.reading.blocks import Block, Limits, Paragraph, Table, Unfit, as_json, from_json, full_text
from documents.reading.extract import extract
from documents.reading.extract.statements import statements
from documents.reading.readers import read
from tests.documents.remade import Paper, as_docx, as_html, as_txt, as_xlsx

NAMES = [
    "市市场监管局",
    "市科技局*",
    "各县(市、区)政府",
    "市委宣传部（市新闻出版局）",
    "有关乡镇（街道）",
    "发明专利授权量（件）",
]
NUMBERS = st.integers(0, 10**9).map(str) | st.decimals("0.01", "9999", places=2).map(lambda n: f"{n.normalize():f}")
CELLS = st.sampled_from(NAMES) | NUMBERS | st.just("")
ROWS = st.integers(2, 5).flatmap(
    lambda width: st.lists(st.lists(CELLS, min_size=width, max_size=width), min_size=2, max_size=8)
)


def is_fair(rows: list[list[str]]) -> bool:
    """A blank row is no row, and a blank last column cannot be seen in a text."""
    return (
        all(any(row) for row in rows) and any(row[-1] for row in rows) and all(sum(map(bool, row)) > 1 for row in rows)
    )


def tab_text(paper: Paper) -> bytes:
    return as_txt(paper, "\t")


@pytest.mark.parametrize(
    ("name", "write"),
    [("a.docx", as_docx), ("a.xlsx", as_xlsx), ("a.html", as_html), ("a.txt", as_txt), ("a.txt", tab_text)],
    ids=["docx", "xlsx", "html", "bars", "tabs"],
)
@given(rows=ROWS.filter(is_fair))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
def test_a_table_reads_back_as_it_was_written(
    name: str, write: Callable[[Paper], bytes], rows: list[list[str]]
) -> None:
    grid = [["甲", *["乙"] * (len(rows[0]) - 1)], *rows]
    tables = [block for block in read(name, write(Paper([grid]))) if isinstance(block, Table)]
    assert [row.texts for table in tables for row in table.rows] == grid


def test_blocks_survive_the_way_through_another_process() -> None:
    blocks = read(
        "a.docx", as_docx(Paper(["一、目标", [["序号", "内容"], ["1", "↑"], ["专栏", "←"]], [["框"], ["文"]]]))
    )
    assert list(from_json(as_json(blocks))) == blocks
    assert any(isinstance(block, Paragraph) and block.box for block in blocks)


def test_a_text_may_be_utf8_with_or_without_mark_or_gb18030() -> None:
    text = "温州市知识产权方案\n一、目标"
    for encoding in ("utf-8", "utf-8-sig", "gb18030", "utf-16"):
        assert [block.text for block in read("a.txt", text.encode(encoding)) if isinstance(block, Paragraph)] == [
            "温州市知识产权方案",
            "一、目标",
        ]


def test_a_web_page_is_read_in_the_charset_it_names() -> None:
    page = '<html><meta charset="gb2312"><p>镕基市方案</p></html>'
    assert texts(read("a.html", page.encode("gb18030"))) == ["镕基市方案"]


def test_layout_tables_of_a_page_are_looked_into() -> None:
    page = "<table><tr><td><p>标题</p><table><tr><td>a</td><td>b</td></tr></table></td></tr></table>"
    blocks = read("a.html", page.encode())
    assert texts(blocks) == ["标题"]
    assert [row.texts for block in blocks if isinstance(block, Table) for row in block.rows] == [["a", "b"]]


def test_spans_of_a_page_fill_the_grid() -> None:
    rows = ["<td rowspan=3>区</td><td colspan=2>年度</td>", "<td>1</td><td>2</td>", "<td>3</td><td>4</td>"]
    page = f"<table>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>"
    table = next(block for block in read("a.html", page.encode()) if isinstance(block, Table))
    assert [row.texts for row in table.rows] == [["区", "年度", "年度"], ["区", "1", "2"], ["区", "3", "4"]]
    assert [[cell.is_repeat for cell in row.cells] for row in table.rows][1] == [True, False, False]


def test_what_was_deleted_in_word_is_not_read_and_what_was_inserted_is() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("目标")
    run = paragraph.add_run("100件")
    from docx.oxml import parse_xml

    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    deleted = f"<w:del {space}><w:r><w:delText>删去</w:delText></w:r></w:del>"
    inserted = f"<w:ins {space}><w:r><w:t>新增</w:t></w:r></w:ins>"
    for change in (deleted, inserted):
        run._r.addnext(parse_xml(change))  # type: ignore[arg-type]
    content = io.BytesIO()
    document.save(content)
    assert texts(read("a.docx", content.getvalue())) == ["目标100件新增"]


def test_a_percent_cell_of_excel_is_a_percent() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["结案率", 0.905, 0.1 + 0.2])
    sheet["B1"].number_format = "0.0%"
    content = io.BytesIO()
    book.save(content)
    table = next(block for block in read("a.xlsx", content.getvalue()) if isinstance(block, Table))
    assert table.rows[0].texts == ["结案率", "90.5%", "0.3"]


def test_signs_keep_their_places_when_they_are_made_plain() -> None:
    text = "（１２，３）…①　％"
    assert plain(text) == "(12,3)…① %"
    assert len(plain(text)) == len(text)


def texts(blocks: list[Block]) -> list[str]:
    return [block.text for block in blocks if isinstance(block, Paragraph)]


# What cannot be read


def package(**parts: bytes) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in parts.items():
            file.writestr(name.replace("__", "/").replace("_x", ".x").replace("_bin", ".bin"), data)
    return content.getvalue()


BOMB = {"word__document_xml": b" " * 3_000_000}
ENTITIES = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'


def formulas() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"] = "=1+1"
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.txt", b"", "empty"),
        ("a.txt", b" \n ", "empty"),
        *(
            (f"a.{form}", b"x", "save-as-docx")
            for form in ("doc", "xls", "wps", "et", "pdf", "ofd", "rtf", "docm", "xlsm")
        ),
        ("a.zip", b"x", "unknown-format"),
        ("plan", b"x", "unknown-format"),
        ("a.docx", b"just text", "not-what-it-says"),
        ("a.xlsx", package(word__document_xml=b"<a/>"), "not-what-it-says"),
        ("a.txt", b"PK\x03\x04rest", "not-what-it-says"),
        ("a.txt", b"\xff\xfe\xfd\x00\x00", "no-text"),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512, "encrypted-or-old"),
        ("a.docx", package(word__document_xml=b"<a/>", word__vbaProject_bin=b"x"), "macros"),
        ("a.docx", package(word__document_xml=ENTITIES), "entities"),
        ("a.xlsx", package(xl__workbook_xml=ENTITIES.decode().encode("utf-16")), "entities"),
        ("a.docx", package(word__document_xml=b" " * 3_000_000), "unpacks-too-large"),
        ("a.xlsx", formulas(), "formulas"),
        ("a.txt", ("1|2\n" * 40).encode(), "too-many-rows"),
        ("a.txt", b"xy" * 3_000, "too-much-text"),
        ("a.txt", b"x" * 2_000_000, "too-large"),
    ],
)
def test_what_can_not_be_read_says_why(name: str, content: bytes, code: str) -> None:
    limits = Limits(upload=1_000_000, unpacked=2_000_000, rows=30, characters=5_000)
    with pytest.raises(Unfit) as refusal:
        read(name, content, limits)
    assert refusal.value.code == code


def test_rows_below_a_million_empty_ones_are_not_waited_for() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"], sheet["B1"] = "序号", "内容"
    sheet["A1048576"] = "远"
    content = io.BytesIO()
    book.save(content)
    table = next(block for block in read("a.xlsx", content.getvalue()) if isinstance(block, Table))
    assert len(table.rows) == 1


GRID = [["序号", "重点工作", "主要内容", "责任单位"], ["1", "创造", "培育专利50件以上", "*市甲局、市乙局"]]
GOOD = {
    "a.docx": as_docx(Paper(["到2025年，授权量达到100件。", GRID])),
    "a.xlsx": as_xlsx(Paper(["到2025年，授权量达到100件。", GRID])),
    "a.html": as_html(Paper(["到2025年，授权量达到100件。", GRID])),
    "a.txt": as_txt(Paper(["到2025年，授权量达到100件。", GRID])),
}


@pytest.mark.parametrize("name", GOOD)
@given(seed=st.integers(0, 10**9))
@settings(max_examples=60, deadline=None)
def test_fuzzed_files_never_give_a_traceback(name: str, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311
    content = bytearray(GOOD[name])
    for _n in range(chance.randint(1, 20)):
        content[chance.randrange(len(content))] = chance.randrange(256)
    if chance.random() < 0.3:
        del content[chance.randrange(len(content)) :]
    with contextlib.suppress(Unfit, Unreadable):
        extract(read(name, bytes(content)), [])


@given(
    text=st.text(
        alphabet="一二三、（）()〔〕*0123456789件家%万亿到年达牵头责任单位:：;；,，。IOL \n|\t专栏表", max_size=300
    )
)
@settings(max_examples=300, deadline=None)
def test_any_text_is_taken_or_refused(text: str) -> None:
    try:
        draft = extract(read("a.txt", ("x" + text).encode()), [])
    except (Unfit, Unreadable):
        return
    assert draft.tasks or draft.indicators or draft.goals


def kept(document: Any) -> bytes:
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


def word() -> bytes:
    """A Word file with raised, struck-out and hidden words, in a paragraph and in a table with a hidden row."""
    document = docx.Document()
    paragraph = document.add_paragraph("达到160")
    paragraph.add_run("2").font.superscript = True
    paragraph.add_run("件")
    table = document.add_table(3, 2)
    for row, texts in zip(table.rows, (("指标", "2025"), ("授权量", "10"), ("藏", "7")), strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    for text, look in (("3", "superscript"), ("9", "strike"), ("8", "hidden")):
        setattr(table.rows[1].cells[1].paragraphs[0].add_run(text).font, look, True)
    table.rows[2]._tr.get_or_add_trPr().append(OxmlElement("w:hidden"))
    return kept(document)


def excel() -> bytes:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    raised, struck = InlineFont(vertAlign="superscript"), InlineFont(strike=True)
    text = CellRichText("达到160", TextBlock(raised, "2"), "件")
    number = CellRichText("10", TextBlock(raised, "3"), TextBlock(struck, "9"))
    for row in (["指标", "藏列", "2025"], [text, "6", number], ["藏行", "", 7], ["划去", "", 8]):
        sheet.append(row)
    sheet.column_dimensions["B"].hidden = sheet.row_dimensions[3].hidden = True
    sheet["C4"].font = Font(strike=True)
    hidden = book.create_sheet("底稿")
    hidden.append(["底数", 5])
    hidden.sheet_state = "hidden"
    return kept(book)


PAGE = (
    "<p>达到160<sup>2</sup>件</p><table><tr><td>指标<td>2025</tr><tr><td>授权量"
    "<td>10<sup>3</sup><s>9</s><span style='display: none'>8</span></tr><tr hidden><td>藏<td>7</tr></table>"
)


@pytest.mark.parametrize(
    ("name", "content", "unread"),
    [
        ("a.docx", word(), ["", "98 藏 7"]),
        ("a.xlsx", excel(), ["藏列 6 9 藏行 7 8 底稿: 底数 5"]),
        ("a.html", PAGE.encode(), ["", "9 8 藏 7"]),
    ],
    ids=["docx", "xlsx", "html"],
)
def test_what_is_raised_is_no_digit_and_what_is_hidden_or_struck_out_is_said(
    name: str, content: bytes, unread: list[str]
) -> None:
    blocks = read(name, content)
    words = [line for line in full_text(blocks).split("\n") for line in line.split(" | ")]
    assert {"达到160²件", "10³"} <= set(words)
    assert not {"藏", "藏行", "7", "8", "5"} & set(words)
    assert [" ".join(sorted(block.hidden.split())) for block in blocks] == [
        " ".join(sorted(words.split())) for words in unread
    ]
    assert list(from_json(as_json(blocks))) == blocks


@pytest.mark.parametrize(
    ("cell", "number"),
    [("160¹", 160), ("160①", 160), ("160[²]", 160), ("15%¹", 15), ("1600²件", 1600), ("10①", 10)],
)
def test_a_note_mark_behind_a_printed_number_is_no_part_of_it(cell: str, number: int) -> None:
    assert cell_value(cell).number == number


def test_what_may_be_a_power_is_left_to_a_person() -> None:
    assert cell_value("10³").problem == "value-unreadable"
    assert [statement.value for statement in statements("有效发明专利达到160²件")] == [160]
    assert statements("有效发明专利达到10³件") == []


PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


@pytest.mark.parametrize(("has_image", "code"), [(True, "only-images"), (False, "no-words")])
def test_a_document_without_text_is_said_to_be_one(has_image: bool, code: str) -> None:
    document = docx.Document()
    if has_image:
        document.add_picture(io.BytesIO(PIXEL))
    content = io.BytesIO()
    document.save(content)
    with pytest.raises(Unfit) as refused:
        read("扫描件.docx", content.getvalue())
    assert refused.value.code == code


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
M = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        ('<w:r><w:sym w:font="Symbol" w:char="F0B3"/><w:t>500</w:t></w:r>', "≥500"),
        ('<w:r><w:sym w:font="Symbol" w:char="F0A3"/><w:t>5%</w:t></w:r>', "≤5%"),
        ('<w:r><w:rPr><w:rFonts w:ascii="Symbol"/></w:rPr><w:t>³</w:t></w:r><w:r><w:t>80</w:t></w:r>', "≥80"),
        ("<w:r><w:t>\uf0a380</w:t></w:r>", "≤80"),
        ('<w:r><w:rPr><w:rFonts w:ascii="Symbol"/></w:rPr><w:t>1,200.5(80%)</w:t></w:r>', "1,200.5(80%)"),
        ('<w:r><w:sym w:font="Symbol" w:char="F0EE"/><w:t>80</w:t></w:r>', "□80"),
        ("<w:r><w:t>5</w:t><w:noBreakHyphen/><w:t>6%</w:t></w:r>", "5-6%"),
        (
            "<w:r><w:t>达到</w:t></w:r><m:oMath><m:r><m:t>≥300</m:t></m:r></m:oMath><w:r><w:t>件</w:t></w:r>",
            "达到≥300件",
        ),
        (
            "<m:oMath><m:f><m:num><m:r><m:t>1</m:t></m:r></m:num><m:den><m:r><m:t>3</m:t></m:r></m:den></m:f></m:oMath>",
            "1/3",
        ),
        (
            "<m:oMath><m:sSup><m:e><m:r><m:t>10</m:t></m:r></m:e><m:sup><m:r><m:t>3</m:t></m:r></m:sup></m:sSup></m:oMath>",
            "10³",
        ),
    ],
)
def test_signs_and_equations_of_word_are_read(inside: str, text: str) -> None:
    document = docx.Document()
    document.element.body.insert(0, parse_xml(f"<w:p {W} {M}>{inside}</w:p>"))
    content = io.BytesIO()
    document.save(content)
    (paragraph,) = read("a.docx", content.getvalue())
    assert isinstance(paragraph, Paragraph)
    assert paragraph.text == text
    assert cell_value("□80", "件").problem == "value-unreadable"
