"""Numbers promised in a sentence: noun phrase + operator + number + unit (domain.md §4, Goals)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from documents.notation.text import plain
from documents.reading.extract.amounts import Amount, amounts, has_amount

SENTENCE = re.compile(r"[。!?;！？；\n]")
CLAUSE = re.compile(r"[,:](?!\d{3}(?!\d))")
LEADING = re.compile(
    r"^(?:【[^】]*】|其中|截至目前|目前|并且|并|力争|确保|努力|全力|争取|实现|使得?|到?\d{4}年?[-—至]\d{4}年?|(?:到|至|截至)?\d{4}年(?:年?底|末)?(?:前)?|届时|全[市区县省州](?!级)|我[市区县省州]"
    r"|(?:试点|示范|规划|方案|建设|创建)?期[内末]|期间|每年|年均|分(?:领域|行业|类别?|层级|级|批)|[、,和及与\s—–-])+"
)
TRAILING = re.compile(r"(?:(?<![拥国所私享])共?有|每年|年均|分别|均|已|将|要|力争|各|再|的|[、,和及与\s\"])+$")
BASED = r"(?:(?:较|比)(?P<base>[^,增提上下]{0,14}?)|在(?P<ground>[^,在]{2,12}?)的?基础上(?:再|实现)?)?"
RISES = "增长|提高|提升|增加|上升|翻番|下降|降低|减少|压缩|压降|压减|缩短"
GROWTH = re.compile(rf"{BASED}(?:年均|同比|每年)?(?:{RISES})(?:率)?$")
DOUBLED = re.compile(
    r"(?:(?:较|比)(?P<base>[^,]{0,10}?)|在?(?P<ground>\d{4}年[^,在]{0,6}?|现有|现状)的?基础上)?(?:再|实现|力争|将|要)*$"
)
RANKED = re.compile(
    r"(?:进入|跻身|迈入|(?<![岗单学床席车])位[居列]|排名|保持|稳居|稳定|居|列|力争|争取|在)*"
    r"(?:全[国省市区县]|国内|省内|同类[^,]{0,8})?(?:的)?(?:地级市|城市|县域)?$"
)
SHARE = re.compile(r"占(?:(?![比])[^,]){0,14}$")
AVERAGE = re.compile(
    r"(?P<word>高于|超过|不低于|达到|优于)(?:全国|全省|全市|全州|同类|同期|省|国家)[^,。;]{0,8}?平均(?:水平|值|数)?"
)
FALLS = re.compile(r"下降|降低|减少|压缩|压降|压减|缩短")
SUBJECT_END = re.compile(
    r"(?:有(?:了)?(?:较|更|新|明显|大)|得到|不断|进一步|明显|显著|大幅|逐步|持续|更加|得以|稳步|快速|全面|有所)"
)
INCOMPLETE = re.compile(
    r"^(?:累计)?(?:总?数量?|总量|总数|规模|总额|金额|总?产值|人数|家数|件数|比例|比重|占比)(?:\(|$)"
)
MILESTONE = re.compile(
    r"^(?:确保|力争|努力|成功|争取|全面|如期|率先)*(?P<name>(?:建成|创成|创建成|获批|争创|评为|获评)(?:国家级?|[省市区县]级)[^的,。;、]{4,28})$"
)
MAX_CLAUSE = 200
MAX_SENTENCE = 1_000  # characters without a comma: no promise of a plan
QUOTES = '“”"'
AROUND = " 、，,。；;—"  # what surrounds a clause, but is no part of it


@dataclass(frozen=True)
class Statement:
    """`text` is the clause as printed; `start` and `end` are its place in the sentence's text."""

    name: str
    operator: str
    value: Decimal | None
    unit: str
    text: str
    start: int
    high: Decimal | None = None
    basis: str = "absolute"
    base_year: int | None = None
    readings: tuple[str, ...] = ()
    is_yearly: bool = False
    year: int = 0  # where the sentence gives each number its own year
    place: int = 0  # of the number in the sentence


def sentences(text: str) -> Iterator[tuple[int, str]]:
    """Every sentence of a printed text with its place in it."""
    start = 0
    for end in [*(found.end() for found in SENTENCE.finditer(plain(text))), len(text)]:
        if text[start:end].strip():
            yield start, text[start:end]
        start = end


def statements(sentence: str) -> list[Statement]:
    """Return what a sentence promises in numbers; a clause without a subject goes on with the last one."""
    found: list[Statement] = []
    subject = before = ""
    for start, clause in _clauses(sentence):
        for statement in _listed(clause, start, before) or _of_clause(clause, start, subject):
            found.append(_named(statement, found))
        words = LEADING.sub("", plain(clause).strip())
        if (cut := SUBJECT_END.search(words)) and cut.start() >= 2:
            subject = words[: cut.start()].rstrip("的")
        before = plain(clause)
    return found


def _named(statement: Statement, before: list[Statement]) -> Statement:
    """A number without a name of its own belongs to what the sentence spoke of: 较2023年增长20%,达到5000件."""
    is_nameless = len(statement.name) < 2 and before
    return replace(statement, name=before[-1].name) if is_nameless else statement


def _listed(clause: str, offset: int, before: str) -> list[Statement]:
    """A、B分别达到10家、30家: each name with its number; or each year with its number.

    Where nothing is named before 分别, the names are those of the clause `before`.
    """
    words = plain(clause)
    numbers = amounts(words) if "分别" in words and len(words) <= MAX_SENTENCE else []
    head, mark, _rest = words.partition("分别")
    if not mark or len(numbers) < 2 or numbers[0].start < len(head):
        return []
    head = head if len(LEADING.sub("", head)) > 1 else before
    years = [int(year) for year in re.findall(r"(?<!\d)((?:19|20)\d{2})\s*年", head)]
    span = re.search(r"((?:19|20)\d{2})\s*年?\s*[-—–~～至]+\s*((?:19|20)\d{2})\s*年", head)
    years = list(range(int(span[1]), int(span[2]) + 1)) if span else years
    subject = re.sub(r"[\d年、,\s—–~～至和及-]*(?:19|20)\d{2}\s*年(?:度|底|末)?", "", head)
    names = [part for part in re.split(r"[、,]|和|及|与", LEADING.sub("", subject)) if part.strip()]
    if len(years) == len(numbers):
        names = [re.sub(r"(?:目标|任务)$", "", subject)] * len(numbers)
    elif len(names) != len(numbers):
        return []
    dated = years if len(years) == len(numbers) else [0] * len(numbers)
    return [
        replace(_statement(number, name, "", clause.strip(AROUND), offset, offset, ""), year=year)
        for number, name, year in zip(numbers, names, dated, strict=True)
    ]


def amounts_in(sentence: str) -> Iterator[tuple[int, int]]:
    """Where in a sentence an amount begins and ends, whether it is promised or not."""
    for start, clause in _clauses(sentence):
        words = plain(clause)
        if len(words) <= MAX_SENTENCE:
            yield from ((start + found.number, start + found.end) for found in amounts(words))


def milestones(sentence: str) -> Iterator[Statement]:
    """Promises without a number: 建成省级知识产权保护示范区."""
    for start, clause in _clauses(sentence):
        words = plain(clause).strip(" 。;!?")
        if (found := MILESTONE.match(LEADING.sub("", words))) and not has_amount(words):
            yield Statement(found["name"], "=", None, "", clause.strip(" 。；;，,"), start)


def _clauses(sentence: str) -> Iterator[tuple[int, str]]:
    """Parts between commas and colons, not those inside brackets or quotation marks."""
    words = plain(sentence)
    start = depth = 0
    for place, character in enumerate(words):
        if character in "([〔【《“":
            depth += 1
        elif character in ")]〕】》”":
            depth = max(depth - 1, 0)
        elif depth == 0 and CLAUSE.match(words, place):
            yield start, sentence[start:place]
            start = place + 1
    yield start, sentence[start:]


def _of_clause(clause: str, offset: int, subject: str) -> Iterator[Statement]:
    words = plain(clause)
    numbers = amounts(words) if len(words) <= MAX_SENTENCE else []
    done, base = 0, ""
    for n, found in enumerate(numbers):
        if found.start - done > MAX_CLAUSE or found.start < done:
            done = found.end
            continue
        before, end = words[done : found.start], found.end
        following = numbers[n + 1] if n + 1 < len(numbers) else None
        if start := following and _risen_from(before, words[found.end : following.number]):
            base, done = before[: start - 1], end
            continue
        if base:  # what leads from the old number to the new one is no part of the name
            before = ""
        tail = "" if found.is_smudged else _tail(words[end:])
        end += len(tail)
        text = clause[done if not base else 0 : end].strip(AROUND)
        yield _statement(found, base + before, tail, text, offset + done, offset, subject)
        done, base = end, ""


def _risen_from(before: str, between: str) -> int:
    """Where 由40%提升至60% begins, counted from 1; 0 where the number is no starting point."""
    start = re.search(r"(?:由|从)[^由从、]{0,14}$", before)
    is_left = re.match(r"\s*(?:增|提|扩|上升|下降|降|压缩|缩短|减少)\S{0,2}(?:到|至)", between)
    return start.start() + 1 if start and is_left else 0


def _tail(words: str) -> str:
    """The noun that follows a number: 至少5个高价值专利组合; 8个产业、领域专利专题数据库."""
    found = re.match(r"(?:[^、,。;:!?()0-9]{1,3}、)?[^、,。;:!?()0-9]*", words)
    return found[0].rstrip() if found and not words.startswith("、") else ""


def _statement(found: Amount, before: str, tail: str, text: str, start: int, offset: int, subject: str) -> Statement:
    prefix = before + ("完成" if found.words.strip() == "完成" else "")  # a verb, no operator: 完成培训
    basis, base_year, prefix = _basis(prefix, found)
    return Statement(
        _name(prefix, tail, subject), found.operator, found.value, found.unit, text, start, found.high, basis,
        base_year, found.readings, is_yearly="每年" in before + tail, place=offset + found.number,
    )  # fmt: skip


def _basis(prefix: str, found: Amount) -> tuple[str, int | None, str]:
    """Growth against a base year, a share, or an absolute number; and what is left as the name."""
    words = prefix.rstrip()
    if found.basis == "growth" and (doubled := DOUBLED.search(words)):
        return "growth", _base_year(doubled), words[: doubled.start()]
    if found.unit == "位" and found.operator == "<=" and (ranked := RANKED.search(words)):
        return "absolute", None, words[: ranked.start()]
    if found.unit in ("%", "‰", "倍", "个百分点", "百分点"):
        if growth := GROWTH.search(words):
            return "growth", _base_year(growth), prefix[: growth.start()]
        part = SHARE.search(words)
        if part and not re.search(r"(?:比重|比例|占比|的比|率)\s*$", prefix):
            return "share", None, prefix[: part.start()]
    return "absolute", None, prefix


def _base_year(found: re.Match[str]) -> int | None:
    year = re.search(r"\d{4}", found["base"] or found["ground"] or "")
    return int(year[0]) if year else None


def _name(prefix: str, tail: str, subject: str) -> str:
    name = TRAILING.sub("", LEADING.sub("", prefix.strip().strip(QUOTES)))
    name = LEADING.sub("", name.lstrip("—-–·• ("))
    if tail:
        name = TRAILING.sub("", name + tail)
    if INCOMPLETE.match(name) and subject:
        name = subject + name
    return "".join(name.split())


def averages(sentence: str) -> Iterator[Statement]:
    """Promises measured by a named average: …授权量高于全省平均水平."""
    for start, clause in _clauses(sentence):
        words = plain(clause)
        if (found := AVERAGE.search(words)) and not has_amount(words[: found.start()]):
            operator = ">" if found["word"] in ("高于", "超过", "优于") else ">="
            yield Statement(
                _name(words[: found.start()], "", ""), operator, None, "", clause.strip(" 。；;，,"), start,
                basis="above-average",
            )  # fmt: skip
