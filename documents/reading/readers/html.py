"""A web page (.html) → blocks: its paragraphs, headings and tables as they are read."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree
from lxml import html as lxml_html

from documents.reading.blocks import Block, Collector, Limits, Paragraph, TableCell, Unfit
from documents.reading.readers.looks import Look, in_look
from documents.reading.readers.txt import decoded

MAX_COLSPAN = 200
MAX_ROWSPAN = 20_000
Waiting = tuple[str, etree._Element, Look]
STRUCK_OUT = {"s", "strike", "del"}
HIDING = re.compile("display:none|visibility:hidden|line-through|mso-hide:all")
UNSEEN = {"script", "style", "noscript", "template", "head", "select", "button", "iframe", "svg", "title"}
INLINE = frozenset(
    (
        *(
            "a",
            "abbr",
            "b",
            "bdi",
            "bdo",
            "big",
            "cite",
            "code",
            "del",
            "em",
            "font",
            "i",
            "img",
            "ins",
            "kbd",
            "label",
        ),
        *("mark", "o:p", "q", "s", "small", "span", "st1:chsdate", "strike", "strong", "sub", "sup", "tt", "u"),
        *("var", "wbr"),
    )
)
CHARSETS = {"utf-8": "utf-8-sig", "gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "big5": "big5"}
CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_-]{2,20})""", re.IGNORECASE)


def read_html(content: bytes, limits: Limits) -> list[Block]:
    """Return what a page shows; raise Unfit for what is no page. Tables that only lay the page out are looked into."""
    tree = lxml_html.document_fromstring(_text_of(content), parser=lxml_html.HTMLParser(huge_tree=True))
    if not any(True for _tag in tree.iter("p", "table", "div", "h1", "h2", "br", "span")):
        raise Unfit("not-what-it-says")
    found = Collector(limits)
    _Page(found).read(tree)
    return found.finished()


def _text_of(content: bytes) -> str:
    """The page's text, in the charset it names if that fits, else as any text."""
    named = CHARSET.search(content[:4096])
    if named and not content.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        name = named[1].decode().lower()
        try:
            text = content.decode(CHARSETS[name])
        except (KeyError, UnicodeDecodeError):
            text = decoded(content)
    else:
        text = decoded(content)
    return re.sub(r"^\s*<\?xml[^>]*\?>", "", text.replace("\x00", ""))


class _Page:
    """Walks a page from top to bottom and collects lines; a walk by hand, as pages nest deeper than Python does."""

    def __init__(self, found: Collector) -> None:
        self.found = found
        self.line: list[str] = []
        self.level = 0

    def read(self, tree: etree._Element) -> None:
        waiting: list[Waiting] = [("start", tree, Look.PLAIN)]
        while waiting:
            step, element, look = waiting.pop()
            if step == "tail":
                self._say(element.tail, look)
            elif step == "end":
                self._end_line()
            elif not isinstance(element.tag, str) or element.tag in UNSEEN:
                continue
            elif (look := _look(element, look)) == Look.UNSEEN:
                self.found.hide(" ".join(element.itertext()))
            elif element.tag == "table" and not _is_layout(element):
                self._end_line()
                self.found.table(_rows(element, self.found))
            else:
                waiting += self._inside(element, look)
        self._end_line()

    def _inside(self, element: etree._Element, look: Look) -> list[Waiting]:
        is_block = element.tag not in INLINE
        if is_block:
            self._end_line()
            tag = str(element.tag)
            self.level = int(tag[1]) if re.fullmatch(r"h[1-6]", tag) else 0
        self._say(element.text, look)
        steps: list[Waiting] = [step for child in element for step in (("start", child, look), ("tail", child, look))]
        ends: list[Waiting] = [("end", element, look)] if is_block else []
        return [*ends, *reversed(steps)]

    def _say(self, text: str | None, look: Look) -> None:
        if text:
            self.line.append(in_look(re.sub(r"[ \t\r\n\f]+", " ", text), look))

    def _end_line(self) -> None:
        self.found.paragraph("".join(self.line), self.level)
        self.line, self.level = [], 0


def _look(element: etree._Element, around: Look) -> Look:
    """How the words of an element are set; hidden and struck-out ones are not read."""
    style = re.sub(r"\s", "", element.get("style") or "").lower()
    if element.tag in STRUCK_OUT or element.get("hidden") is not None or HIDING.search(style):
        return Look.UNSEEN
    if element.tag == "sup" or "vertical-align:super" in style:
        return Look.RAISED
    return Look.LOWERED if element.tag == "sub" or "vertical-align:sub" in style else around


def _is_layout(table: etree._Element) -> bool:
    """Whether a table holds another one: then it only lays out the page."""
    return any(inner is not table for inner in table.iter("table"))


def _rows(table: etree._Element, found: Collector) -> Iterator[tuple[int, list[TableCell]]]:
    """The grid of a table, cells that span rows and columns filled in."""
    hanging: dict[int, tuple[int, str]] = {}  # column → rows it still covers, and its text
    for number, row in enumerate(table.iter("tr"), 1):
        if _look(row, Look.PLAIN) == Look.UNSEEN:
            found.hide(" ".join(row.itertext()))
            continue
        cells: list[TableCell] = []
        for cell in row.iter("td", "th"):
            _let_hang(cells, hanging)
            text = _cell_text(cell, found)
            span, depth = _span(cell, "colspan", MAX_COLSPAN), _span(cell, "rowspan", MAX_ROWSPAN)
            for offset in range(span):
                if depth > 1:
                    hanging[len(cells)] = (depth - 1, text)
                cells.append(TableCell(text, is_repeat=offset > 0))
        _let_hang(cells, hanging)
        yield number, cells


def _let_hang(cells: list[TableCell], hanging: dict[int, tuple[int, str]]) -> None:
    while len(cells) in hanging:
        column = len(cells)
        left, text = hanging[column]
        cells.append(TableCell(text, is_repeat=True))
        if left > 1:
            hanging[column] = (left - 1, text)
        else:
            del hanging[column]


def _span(cell: etree._Element, name: str, most: int) -> int:
    value = (cell.get(name) or "1").strip()
    return min(max(int(value), 1), most) if value.isascii() and value.isdigit() and len(value) < 7 else 1


def _cell_text(cell: etree._Element, found: Collector) -> str:
    """The lines of a cell, one below the other."""
    collector = Collector(Limits())
    _Page(collector).read(cell)
    found.hide(" ".join([*(block.hidden for block in collector.blocks), *collector.hidden]))
    return "\n".join(block.text for block in collector.blocks if isinstance(block, Paragraph))
