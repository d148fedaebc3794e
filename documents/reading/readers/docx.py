"""Word (.docx) → blocks, in the order of the document; merged cells are flattened into a full grid."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator

import docx
from docx.oxml.ns import qn
from lxml import etree

from documents.reading.blocks import Block, Collector, Limits, TableCell
from documents.reading.readers.looks import Look, in_look
from documents.reading.readers.package import checked_package
from documents.reading.readers.symbols import in_signs, sign

MAX_COLSPAN = 200  # columns one cell may cover
TEXT, TAB, BREAK, RETURN = qn("w:t"), qn("w:tab"), qn("w:br"), qn("w:cr")
PARAGRAPH, TABLE, ROW, CELL = qn("w:p"), qn("w:tbl"), qn("w:tr"), qn("w:tc")
BOX, RUN = qn("w:txbxContent"), qn("w:r")
SIGN, FONTS = qn("w:sym"), f"{qn('w:rPr')}/{qn('w:rFonts')}"
MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
TEXT_OF_EQUATION, BELOW, UP, DOWN = f"{MATH}t", f"{MATH}den", f"{MATH}sup", f"{MATH}sub"
# what each says that says something
SAID = {
    TEXT: "", TEXT_OF_EQUATION: "", SIGN: "", TAB: " ", BREAK: "\n", RETURN: "\n", qn("w:noBreakHyphen"): "-",
}  # fmt: skip
UNSEEN = ("w:vanish", "w:strike", "w:dstrike")
LOOKS = {"superscript": Look.RAISED, "subscript": Look.LOWERED}
IN_EQUATIONS = {UP: Look.RAISED, DOWN: Look.LOWERED}
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
HIDDEN = {FALLBACK, qn("w:del"), qn("w:moveFrom"), qn("w:pPr"), qn("w:rPr"), BOX}


def read_docx(content: bytes, limits: Limits) -> list[Block]:
    """Return paragraphs, framed boxes and tables of a Word file; raise Unfit for what is none."""
    package = checked_package(content, "word/document.xml", limits)
    body, levels = _opened(package)
    found = Collector(limits)
    for element in _content(body):
        if element.tag == TABLE:
            found.table(_rows(element, found))
        else:
            found.paragraph(_text(element, found), _level(element, levels))
            for box in element.iter(BOX):
                if not _is_under(box, {FALLBACK}, element):
                    lines = (_text(paragraph, found) for paragraph in box.iter(PARAGRAPH))
                    found.table([(1, [TableCell("\n".join(lines))])])
    return found.finished()


def _opened(package: io.BytesIO) -> tuple[etree._Element, dict[str, int]]:
    """The body of the document and its heading styles; a file that misses a picture is still read."""
    try:
        document = docx.Document(package)
    except KeyError:
        with zipfile.ZipFile(package) as parts:
            root = etree.fromstring(parts.read("word/document.xml"), etree.XMLParser(resolve_entities=False))
        body = root.find(qn("w:body"))
        if body is None:
            raise
        return body, {}
    return document.element.body, _heading_levels(document)


def _content(container: etree._Element) -> Iterator[etree._Element]:
    """Paragraphs and tables one after the other, also those inside content controls."""
    waiting = list(reversed(container))
    while waiting:
        element = waiting.pop()
        if element.tag in (PARAGRAPH, TABLE):
            yield element
        elif element.tag not in HIDDEN:
            waiting += reversed(element)


def _is_under(element: etree._Element, tags: set[str], stop: etree._Element) -> bool:
    for parent in element.iterancestors():
        if parent is stop:
            return False
        if parent.tag in tags:
            return True
    return False


def _text(paragraph: etree._Element, found: Collector) -> str:
    """What a reader sees of a paragraph: with what was inserted, without what was deleted or framed.

    What is hidden or struck out `found` is told; what is raised stays raised, and is no digit of a number.
    """
    parts: list[str] = []
    unread: list[str] = []
    waiting = [(child, Look.PLAIN) for child in reversed(paragraph)]
    while waiting:
        element, look = waiting.pop()
        if element.tag in SAID:
            (unread if look == Look.UNSEEN else parts).append(in_look(_said(element), look))
        elif element.tag not in HIDDEN:
            look = _look(element) if element.tag == RUN else IN_EQUATIONS.get(str(element.tag), look)
            parts += ["/"] if element.tag == BELOW else []
            waiting += [(child, look) for child in reversed(element)]
    found.hide("".join(unread))
    return "".join(parts)


def _said(element: etree._Element) -> str:
    """The words of a part of a run: its text, a sign, or what a mark stands for."""
    if element.tag == SIGN:
        code = element.get(qn("w:char")) or ""
        return sign(element.get(qn("w:font")) or "", int(code, 16) if re.fullmatch("[0-9A-Fa-f]{1,5}", code) else 0)
    if element.tag != TEXT:
        return SAID[str(element.tag)] or element.text or ""
    run = element.getparent()
    fonts = run.find(FONTS) if run is not None else None
    return in_signs(element.text or "", (fonts.get(qn("w:ascii")) or "") if fonts is not None else "")


def _look(run: etree._Element) -> Look:
    """How the words of a run are set."""
    place = run.find(f"{qn('w:rPr')}/{qn('w:vertAlign')}")
    if any(_is_on(run.find(f"{qn('w:rPr')}/{qn(name)}")) for name in UNSEEN):
        return Look.UNSEEN
    return LOOKS.get(place.get(qn("w:val")) or "", Look.PLAIN) if place is not None else Look.PLAIN


def _is_on(switch: etree._Element | None) -> bool:
    return switch is not None and switch.get(qn("w:val")) not in ("0", "false", "off")


def _is_numbered(paragraph: etree._Element) -> bool:
    """Whether Word itself prints a number before a paragraph; the number is in no text."""
    return paragraph.find(f"{qn('w:pPr')}/{qn('w:numPr')}") is not None


def _heading_levels(document: docx.document.Document) -> dict[str, int]:
    """Depth by style: Heading 1 and 标题 1 are 1; a style with an outline level has that."""
    levels = {}
    for style in document.styles:
        outline = style.element.find(f".//{qn('w:outlineLvl')}")
        name = (style.name or "").lower().replace("标题", "heading").replace(" ", "")
        if name.startswith("heading") and name[7:].isdigit():
            levels[style.style_id] = int(name[7:])
        elif outline is not None and (outline.get(qn("w:val")) or "").isdigit() and outline.get(qn("w:val")) != "9":
            levels[style.style_id] = int(outline.get(qn("w:val"))) + 1
    return levels


def _level(paragraph: etree._Element, levels: dict[str, int]) -> int:
    """The depth a style gives, else the depth of an automatic number before a short line."""
    style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
    found = levels.get(style.get(qn("w:val")) or "", 0) if style is not None else 0
    if found or not _is_numbered(paragraph):
        return found
    return min(_number(paragraph, "w:pPr/w:numPr/w:ilvl"), 3) + 1


def _rows(table: etree._Element, found: Collector) -> Iterator[tuple[int, list[TableCell]]]:
    above: list[TableCell] = []
    counted = 0  # rows whose number Word prints by itself
    for number, row in enumerate(_parts(table, ROW), 1):
        if _is_on(row.find(f"{qn('w:trPr')}/{qn('w:hidden')}")):
            found.hide(" ".join(_text(paragraph, found) for paragraph in row.iter(PARAGRAPH)))
            continue
        cells: list[TableCell] = [TableCell("")] * _number(row, "w:trPr/w:gridBefore")
        for cell in _parts(row, CELL):
            span = min(max(_number(cell, "w:tcPr/w:gridSpan", 1), 1), MAX_COLSPAN)
            text = "\n".join(filter(None, (_text(p, found).strip() for p in cell.iter(PARAGRAPH))))
            if not text and any(_is_numbered(p) for p in cell.iter(PARAGRAPH)):
                counted += 1
                text = str(counted)
            merge = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
            is_below = merge is not None and merge.get(qn("w:val")) != "restart"
            if is_below and len(above) > len(cells):
                cells += [TableCell(above[len(cells)].text, is_repeat=True)] * span
            else:
                cells += [TableCell(text), *[TableCell(text, is_repeat=True)] * (span - 1)]
        above = cells
        yield number, cells


def _parts(element: etree._Element, tag: str) -> Iterator[etree._Element]:
    """The rows of a table or cells of a row, also inside content controls, but not those of a table within."""
    waiting = list(reversed(element))
    while waiting:
        part = waiting.pop()
        if part.tag == tag:
            yield part
        elif part.tag not in (TABLE, CELL, PARAGRAPH):
            waiting += reversed(part)


def _number(element: etree._Element, path: str, default: int = 0) -> int:
    found = element.find("/".join(qn(tag) for tag in path.split("/")))
    value = found.get(qn("w:val")) if found is not None else None
    return min(int(value), MAX_COLSPAN) if value and value.isdigit() else default
