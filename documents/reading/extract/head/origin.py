"""Who issued a document, under which number, and when."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Sequence

from documents.draft.cell_path import CellPath
from documents.draft.findings import Finding
from documents.notation.text import plain, squeezed
from documents.reading.extract.head.fields import FIRST_LINES
from documents.reading.extract.outline import OutlineLine

NUMBER = re.compile(
    r"(?P<letters>[\u4e00-\u9fff]{2,12})\s*[〔\[(【]\s*(?P<year>(?:19|20)\d{2})\s*[〕\])】]\s*(?:第\s*)?(?P<n>\d{1,5})\s*号"
)
DATE = re.compile(r"((?:19|20)\d{2})\s*(?:年|[-./])\s*(\d{1,2})\s*(?:月|[-./])\s*(\d{1,2})\s*日?")
NUMERALS = "〇零○一二三四五六七八九"
WRITTEN_DATE = re.compile(
    r"([二〇零○一二三四五六七八九]{4})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日"
)
# what the letters of a document number name: 温政办〔2022〕73号 is of the government's office
BODIES = (
    ("领办", "领导小组办公室"),
    ("领", "领导小组"),
    ("政办", "人民政府办公室"),
    ("府办", "人民政府办公室"),
    ("委办", "委员会办公室"),
    ("政", "人民政府"),
    ("府", "人民政府"),
    ("知", "知识产权局"),
    ("市监", "市场监督管理局"),
    ("市场监管", "市场监督管理局"),
    ("科", "科学技术局"),
    ("委", "委员会"),
)
BODY = re.compile(
    r"[\u4e00-\u9fff]{2,20}?(?:人民政府(?:办公室|办公厅)?|知识产权局|市场监督管理局(?:\(知识产权局\))?|管理委员会(?:办公室)?|委员会(?:办公室)?"
    r"|[市县区省州]委办公室|领导小组(?:办公室)?|联席会议(?:办公室)?|科学技术局|科技局)"
)


def read_number(lines: Sequence[OutlineLine], fields: dict[str, str]) -> str:
    """The document number without spaces: a field, else a line of its own; sentences name other documents."""
    for text in (fields.get("文号", ""), fields.get("发文字号", ""), *(line.text for line in lines[:FIRST_LINES])):
        if found := NUMBER.fullmatch(plain(text).strip()):
            return f"{found['letters']}〔{found['year']}〕{found['n']}号"
    return ""


def read_issuer(lines: Sequence[OutlineLine], fields: dict[str, str], number: str, findings: list[Finding]) -> str:
    """The body that the number's letters name, where the document prints it; else 发布机构, else who signed."""
    named = next((fields[name] for name in ("发布机构", "发文机关", "发文单位", "制发单位") if name in fields), "")
    named = squeezed(named)
    printed = _printed_bodies(lines)
    by_letters = _body_of_letters(number, [*printed, *([named] if named else [])])
    if named and number and not _are_one(by_letters or _suffix(number), named):
        findings.append(Finding("issuer-differs", CellPath.plan("issuer"), {}, {"issuer": named, "number": number}))
    signed = _signed(lines, printed)
    is_own = not number or (signed != "" and number[0] in signed[:4])
    return by_letters or named or (signed if is_own else "")


def _printed_bodies(lines: Sequence[OutlineLine]) -> list[str]:
    """Bodies that are on a line of their own, then those a title or a notice begins with."""
    own, other = [], []
    for line in lines:
        words = squeezed(line.text)
        parts = [squeezed(part) for part in [line.text, *plain(line.text).split()]]
        whole = [found[0] for part in parts if (found := BODY.fullmatch(part.removesuffix("文件")))]
        if len(words) <= 60 and whole:
            own += whole
        elif line.paragraph <= 30 and (found := BODY.match(words)) and words[found.end() :].startswith("关于"):
            other.append(found[0])
    return own + other


def _suffix(number: str) -> str:
    """人民政府办公室 for 温政办〔2022〕73号."""
    letters = number.partition("〔")[0]
    return next((body for character, body in BODIES if character in letters[1:]), "")


def _body_of_letters(number: str, bodies: Sequence[str]) -> str:
    """The longest printed body that ends as the number's letters say and belongs to the place they begin with."""
    suffix = _suffix(number)
    if not suffix:
        return ""
    endings = (
        suffix,
        suffix.replace("办公室", "办公厅"),
        *(f"{place}委办公室" for place in "市县区省州" if "委员会" in suffix),
    )
    fitting = [body for body in bodies if body.endswith(endings) and number[0] in body]
    return max(fitting, key=len, default="")


def _are_one(a: str, b: str) -> bool:
    return a.endswith(b) or b.endswith(a) or a.replace("办公厅", "办公室").endswith(b)


def _signed(lines: Sequence[OutlineLine], printed: Sequence[str]) -> str:
    """Who is named above a date on a line of its own."""
    for line, following in itertools.pairwise(lines):
        words = squeezed(line.text)
        if words in printed and _date(following.text, whole=True):
            return words
    return printed[0] if printed else ""


def read_date(lines: Sequence[OutlineLine], fields: dict[str, str]) -> dt.date | None:
    for name in ("成文日期", "发文日期", "生成日期"):
        if found := _date(fields.get(name, ""), whole=False):
            return found
    return next((found for line in lines if (found := _date(line.text, whole=True))), None)


def _date(text: str, whole: bool) -> dt.date | None:
    words = squeezed(text)
    found = (DATE.fullmatch if whole else DATE.match)(words)
    parts = [int(part) for part in found.groups()] if found else []
    if written := (WRITTEN_DATE.fullmatch if whole else WRITTEN_DATE.match)(words):
        year = int("".join(str(max(0, NUMERALS.index(character) - 2)) for character in written[1]))
        parts = [year, _numeral(written[2]), _numeral(written[3])]
    try:
        return dt.date(*parts) if parts else None
    except ValueError:
        return None


def _numeral(words: str) -> int:
    """二十八 → 28."""
    tens, ten, ones = words.rpartition("十")
    digits = " 一二三四五六七八九"
    return (digits.index(tens) if tens else 1) * 10 + (digits.index(ones) if ones else 0) if ten else digits.index(ones)
