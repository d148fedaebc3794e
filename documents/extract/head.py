"""The head of a plan: title, number, issuer, date, years, region, phases (domain.md §4, Head)."""

from __future__ import annotations

import calendar
import datetime as dt
import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from documents.blocks import Block, Table, plain, squeezed
from documents.draft import DraftPhase, DraftPlan, Finding
from documents.extract.outline import Line

KINDS = "工作方案|实施方案|行动方案|建设方案|方案|规划纲要|规划|行动计划|工作计划|计划|工作要点|要点|实施意见|纲要"
RANGE = re.compile(
    r"(?<!\d)((?:19|20)\d{2})\s*年?(?:\s*\d{1,2}\s*月)?(?:\s*\d{1,2}\s*日)?\s*[-—–―~～至到]{1,2}\s*((?:19|20)\d{2})(?!\d)"
)
PERIODS = {f"十{n}五": 2001 + 5 * k for k, n in enumerate("一二三四五六七八九", 1)} | {"十五": 2001}
PERIOD = re.compile(r"[“\"']?(十[一二三四五六七八九]五)[”\"']?")
NUMBER = re.compile(
    r"(?P<letters>[\u4e00-\u9fff]{2,12})\s*[〔\[(【]\s*(?P<year>(?:19|20)\d{2})\s*[〕\])】]\s*(?:第\s*)?(?P<n>\d{1,5})\s*号"
)
DATE = re.compile(r"((?:19|20)\d{2})\s*(?:年|[-./])\s*(\d{1,2})\s*(?:月|[-./])\s*(\d{1,2})\s*日?")
NUMERALS = "〇零○一二三四五六七八九"
WRITTEN_DATE = re.compile(
    r"([二〇零○一二三四五六七八九]{4})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日"
)
FIELDS = (
    *("索引号", "发布机构", "发文机关", "发文单位", "制发单位", "成文日期", "发文日期", "生成日期", "文号", "发文字号"),
    *("名称", "标题", "发布日期", "发布时间", "公开日期", "分类", "主题分类", "组配分类", "公开方式", "有效性"),
    *("主题词", "关键词", "来源"),
)
FIELD = re.compile(rf"(?<![\u4e00-\u9fff])({'|'.join(FIELDS)})\s*[:]\s*")
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
PASSED_ON = tuple(
    re.compile(pattern)
    for pattern in (
        rf"关于(?:印发|发布|下发)\s*《(?P<t>[^《》]{{6,80}}(?:{KINDS})[^《》]{{0,20}})》",
        rf"关于(?:印发|发布|下发)(?P<t>[^《》。]{{6,80}}?(?:{KINDS})(?:\([^()]*\))?)的通知",
        rf"《(?P<t>[^《》]{{6,80}}(?:{KINDS})(?:\([^()]*\))?)(?:\.docx?|\.pdf|\.txt)?》(?=由|已经|业经|已)",
    )
)
NAMED_KINDS = (
    ("要点", "key-points"),
    ("规划", "five-year"),
    ("示范城市", "city-demonstration"),
    ("示范市", "city-demonstration"),
    ("示范县", "county-demonstration"),
    ("示范区", "county-demonstration"),
    ("试点", "county-pilot"),
)
NO_TITLE = re.compile(
    r"[。;!?|:]|关于|的通知|^附|《[^》]*$|^[《(].*[》)]$|责任分解表|分解表|任务表|来源|下载|\.docx?|\.pdf"
)
BODY = re.compile(
    r"[\u4e00-\u9fff]{2,20}?(?:人民政府(?:办公室|办公厅)?|知识产权局|市场监督管理局(?:\(知识产权局\))?|管理委员会(?:办公室)?|委员会(?:办公室)?"
    r"|[市县区省州]委办公室|领导小组(?:办公室)?|联席会议(?:办公室)?|科学技术局|科技局)"
)
PHASE = re.compile(
    r"(?P<name>[^\s。;,()]{2,20}?阶段)\((?P<y1>\d{4})年(?P<m1>\d{1,2})月(?:(?P<d1>\d{1,2})日)?(?:初|底|起)?"
    r"[-—–~～至到]{1,2}(?:(?P<y2>\d{4})年)?(?P<m2>\d{1,2})月(?:(?P<d2>\d{1,2})日)?底?\)"
)
FIRST_LINES = 60
LONGEST_TITLE = 90


@dataclass(frozen=True)
class KnownRegion:
    """A region the dashboard knows; `path` are the codes of those above it."""

    code: str
    name: str
    level: str
    path: tuple[str, ...] = ()


def read_head(
    lines: Sequence[Line], blocks: Sequence[Block], captions: Sequence[str], regions: Sequence[KnownRegion]
) -> tuple[DraftPlan, list[Finding]]:
    """Return what the document says of itself; what it leaves open stays empty. `captions` are titles of its tables."""
    fields = _fields(blocks)
    findings: list[Finding] = []
    title = _title(lines, fields)
    number = _number(lines, fields)
    issuer = _issuer(lines, fields, number, findings)
    start, end = _years(title, lines, captions, findings)
    region = find_region([issuer, title], regions) or find_region(_openings(lines), regions)
    plan = DraftPlan(
        region=region.code if region else "",
        title=title,
        start_year=start,
        end_year=end,
        kind=kind_of(title, region),
        doc_number=number,
        index_number=squeezed(fields.get("索引号", "")),
        issuer=issuer,
        issued_on=_issued_on(lines, fields),
        phases=list(_phases(lines)),
    )
    if not title:
        _compose_title(plan, region, [*captions, *_annex_titles(lines)])
    return plan, findings


def _fields(blocks: Sequence[Block]) -> dict[str, str]:
    """What stands beside a field's name: 文号 | 温政办〔2022〕73 号, or 文号: 通政发〔2022〕15号."""
    found: dict[str, str] = {}
    for block in blocks:
        if isinstance(block, Table):
            for row in block.rows[:FIRST_LINES]:
                texts = row.texts
                for name, value in itertools.pairwise(texts):
                    if (key := squeezed(name).rstrip(":")) in FIELDS and value.strip():
                        found.setdefault(key, value.strip())
        elif block.number <= FIRST_LINES:
            words = plain(block.text)
            labels = list(FIELD.finditer(words))
            for label, following in zip(labels, [*labels[1:], None], strict=False):
                value = block.text[label.end() : following.start() if following else None].strip()
                if value:
                    found.setdefault(label[1], value)
    return found


# Title


def _title(lines: Sequence[Line], fields: dict[str, str]) -> str:
    """The plan's own title: a line (or several) that ends as titles of plans do, else what a notice passes on."""
    texts = [line.text for line in lines[:FIRST_LINES] if not (line.own and line.own.label)]
    own = [title for pieces in (1, 2, 3) for n in range(len(texts)) if (title := _own_title(texts, n, pieces))]
    passed_on = _passed_on("".join(squeezed_but_printed(text) for text in texts[:30])) or _passed_on(
        fields.get("名称", "") or fields.get("标题", "")
    )
    for title in own:
        if not passed_on or squeezed(title) == squeezed(passed_on):
            return title
    return passed_on or (own[0] if own else "")


def _own_title(texts: Sequence[str], start: int, pieces: int) -> str:
    """A title of so many short lines, with the region's name above it and the years below it."""
    parts = [text.strip() for text in texts[start : start + pieces]]
    words = squeezed("".join(parts))
    if len(words) > LONGEST_TITLE or len(parts) < pieces or NO_TITLE.search(words) or not _is_title(words):
        return ""
    if pieces > 1 and ("知识产权" not in words or any(_is_title(squeezed(part)) for part in parts)):
        return ""
    above = texts[start - 1].strip() if start else ""
    if re.fullmatch(r"[\u4e00-\u9fff]{2,8}[省市县区州旗]", squeezed(above)) and not words.startswith(squeezed(above)):
        parts.insert(0, above)
    below = texts[start + pieces].strip() if start + pieces < len(texts) else ""
    return "".join(parts) + (below if re.fullmatch(r"\([^()]*\d{4}[^()]*\)", squeezed(below)) else "")


def _is_title(words: str) -> bool:
    return (
        bool(re.search(rf"(?:{KINDS})(?:\s*\([^()]*\))?(?:\s*[“\"][^”\"]*[”\"])?$", "".join(words.split())))
        and len("".join(words.split())) >= 8
    )


def _passed_on(text: str) -> str:
    """What a notice passes on: 关于印发《…》的通知, or the plan that a viewer's page names."""
    words = plain(text)
    for pattern in PASSED_ON:
        if found := pattern.search(words):
            return text[found.start("t") : found.end("t")].strip()
    return ""


def squeezed_but_printed(text: str) -> str:
    """The printed signs of a text without its spaces."""
    return "".join(text.split())


def _compose_title(plan: DraftPlan, region: KnownRegion | None, captions: Sequence[str]) -> None:
    """A title made of the region and what an annex calls the plan (拟名); a person is asked."""
    for caption in captions:
        if len(caption) > LONGEST_TITLE:
            continue
        words = re.sub(r"\([^()]*\)|^附件\s*\d*[:.]?|^\d+[.、]", "", squeezed(caption))
        stem = re.sub(
            r"(?:重点)?(?:工作|任务)?(?:责任)?(?:任务)?(?:分解表|分工表|清单|一览表)$|(?:阶段性|主要|年度)?(?:目标任务|指标|目标)(?:表)?$",
            "",
            words,
        )
        if region and "知识产权" in stem and len(stem) >= 6:
            stem = re.sub(r"^(?:19|20)\d{2}年", "", stem)
            ending = "" if re.search(rf"(?:{KINDS})$", stem) else "工作方案"
            plan.title = (stem if region.name in stem else region.name + stem) + ending
            plan.is_title_composed = True
            plan.kind = kind_of(plan.title, region)
            return


def kind_of(title: str, region: KnownRegion | None) -> str:
    """The kind of plan that a title names, else the usual one of the region's level; "" where nothing says it."""
    for word, kind in NAMED_KINDS:
        if word in title:
            return kind
    if region is None:
        return ""
    return "city-demonstration" if region.level in ("province", "city") else "county-demonstration"


# Number, issuer, date


def _number(lines: Sequence[Line], fields: dict[str, str]) -> str:
    """The document number without spaces: a field, else a line of its own; sentences name other documents."""
    for text in (fields.get("文号", ""), fields.get("发文字号", ""), *(line.text for line in lines[:FIRST_LINES])):
        if found := NUMBER.fullmatch(plain(text).strip()):
            return f"{found['letters']}〔{found['year']}〕{found['n']}号"
    return ""


def _issuer(lines: Sequence[Line], fields: dict[str, str], number: str, findings: list[Finding]) -> str:
    """The body that the number's letters name, where the document prints it; else 发布机构, else who signed."""
    named = next((fields[name] for name in ("发布机构", "发文机关", "发文单位", "制发单位") if name in fields), "")
    named = squeezed(named)
    printed = _printed_bodies(lines)
    by_letters = _body_of_letters(number, [*printed, *([named] if named else [])])
    if named and number and not _are_one(by_letters or _suffix(number), named):
        findings.append(Finding("issuer-differs", "plan/issuer", {}, {"issuer": named, "number": number}))
    signed = _signed(lines, printed)
    is_own = not number or (signed != "" and number[0] in signed[:4])
    return by_letters or named or (signed if is_own else "")


def _printed_bodies(lines: Sequence[Line]) -> list[str]:
    """Bodies that stand on a line of their own, then those a title or a notice begins with."""
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
    return next((body for sign, body in BODIES if sign in letters[1:]), "")


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


def _signed(lines: Sequence[Line], printed: Sequence[str]) -> str:
    """Who stands above a date on a line of its own."""
    for line, following in itertools.pairwise(lines):
        words = squeezed(line.text)
        if words in printed and _date(following.text, whole=True):
            return words
    return printed[0] if printed else ""


def _issued_on(lines: Sequence[Line], fields: dict[str, str]) -> dt.date | None:
    for name in ("成文日期", "发文日期", "生成日期"):
        if found := _date(fields.get(name, ""), whole=False):
            return found
    return next((found for line in lines if (found := _date(line.text, whole=True))), None)


def _date(text: str, whole: bool) -> dt.date | None:
    words = squeezed(text)
    found = (DATE.fullmatch if whole else DATE.match)(words)
    parts = [int(part) for part in found.groups()] if found else []
    if written := (WRITTEN_DATE.fullmatch if whole else WRITTEN_DATE.match)(words):
        year = int("".join(str(max(0, NUMERALS.index(sign) - 2)) for sign in written[1]))
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


# Years


def _years(title: str, lines: Sequence[Line], captions: Sequence[str], findings: list[Finding]) -> tuple[int, int]:
    """A range in the title, else in an annex's heading or a table's title, else by the five-year period named there."""
    places = [title, *_annexes(lines), *captions]
    places = [text for text in places if len(text) <= 3 * LONGEST_TITLE]
    for text in places:
        if found := RANGE.search(plain(text)):
            first, last = int(found[1]), int(found[2])
            if first <= last <= first + 20:
                return first, last
    if single := re.search(r"((?:19|20)\d{2})年(?:度)?(?!.*(?:19|20)\d{2}年)", plain(title)):
        return int(single[1]), int(single[1])
    for text in places:
        if (found := PERIOD.search(plain(text))) and found[1] in PERIODS:
            first = PERIODS[found[1]]
            findings.append(
                Finding("years-inferred", "plan/start_year", {}, {"years": f"{first}-{first + 4}", "words": found[1]})
            )
            return first, first + 4
    return 0, 0


def _annexes(lines: Sequence[Line]) -> Iterator[str]:
    """Headings of annexes: the line behind 附件1, and what the list of annexes names, broken lines joined."""
    for number, line in enumerate(lines):
        words = squeezed(line.text)
        if re.match(r"附(?:件|表)", words) and len(words) < 80:
            yield "".join(squeezed(other.text) for other in lines[number : number + 3] if len(other.text) < 80)


def _annex_titles(lines: Sequence[Line]) -> Iterator[str]:
    """What each annex is called: the line behind 附件1."""
    for line, following in itertools.pairwise(lines):
        if re.fullmatch(r"附(?:件|表)\d*[:.]?", squeezed(line.text)):
            yield following.text


# Region


def find_region(texts: Iterable[str], regions: Sequence[KnownRegion]) -> KnownRegion | None:
    """The one known region that the texts name; of a city and its county the county. None for none or two."""
    words = [squeezed(text) for text in texts if text]
    named = [region for region in regions if any(_names(text, region) for text in words)]
    above = {code for region in named for code in region.path}
    lowest = [region for region in named if region.code not in above]
    return lowest[0] if len(lowest) == 1 else None


def _names(text: str, region: KnownRegion) -> bool:
    if region.level == "country":
        return False
    return region.name in text


def _openings(lines: Sequence[Line]) -> list[str]:
    """Lines at the top that name who speaks or what is planned; a region in a sentence may be any."""
    return [line.text for line in lines[:15] if len(line.text) <= 60 and not re.search("[。;；]", line.text)]


# Phases


def _phases(lines: Sequence[Line]) -> Iterator[DraftPhase]:
    """宣传动员阶段(2022年8月-12月底): from the first to the last day of those months."""
    seq = 0
    for line in lines:
        if found := PHASE.search(plain(line.body)):
            y1, m1 = int(found["y1"]), int(found["m1"])
            y2, m2 = int(found["y2"] or y1), int(found["m2"])
            try:
                starts = dt.date(y1, m1, int(found["d1"] or 1))
                ends = dt.date(y2, m2, int(found["d2"] or calendar.monthrange(y2, m2)[1]))
            except (ValueError, calendar.IllegalMonthError):
                continue
            if starts <= ends:
                seq += 1
                yield DraftPhase(seq, found["name"], starts, ends)
