"""The title of a plan, printed, passed on by a notice, or composed; and the kind of plan it names."""

from __future__ import annotations

import re
from collections.abc import Sequence

from documents.draft.values import DraftPlan
from documents.notation.text import plain, squeezed
from documents.reading.extract.head.fields import FIRST_LINES
from documents.reading.extract.head.regions import KnownRegion
from documents.reading.extract.outline import OutlineLine
from plans.kinds import (
    CITY_DEMONSTRATION,
    COUNTY_DEMONSTRATION,
    COUNTY_PILOT,
    FIVE_YEAR,
    KEY_POINTS,
    MAX_KIND,
)

KINDS = (
    "工作方案|实施方案|行动方案|建设方案|方案|规划纲要|规划|行动计划|工作计划|计划|工作要点|要点|实施意见|若干意见|指导意见|意见"
    "|纲要|若干措施|措施|若干政策|实施办法|实施细则"
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
    ("要点", KEY_POINTS),
    ("规划", FIVE_YEAR),
    ("示范城市", CITY_DEMONSTRATION),
    ("示范市", CITY_DEMONSTRATION),
    ("示范县", COUNTY_DEMONSTRATION),
    ("示范区", COUNTY_DEMONSTRATION),
    ("试点", COUNTY_PILOT),
)
SUBJECTS = re.compile(
    r"质量提升|营商环境|数字经济|数字政府|科技创新|食品安全|药品安全|乡村振兴|(?:质量|标准|品牌|健康|交通|教育|文化|人才|制造|数字)强[省市县区]"
)
NO_TITLE = re.compile(
    r"[。;!?|:]|关于(?:印发|发布|下发|转发|公布|征求)|的通知|的通告|的公告|^附|《[^》]*$|^[《(].*[》)]$|责任分解表|分解表|任务表|来源|下载|\.docx?|\.pdf"
)
BEGINS = re.compile(r"[\u4e00-\u9fff]{2,20}?(?:[省市县区州旗镇村]|人民政府|办公室|局|委员会)|关于")
MAX_TITLE = 90


def read_title(lines: Sequence[OutlineLine], fields: dict[str, str]) -> str:
    """The plan's own title: a line (or several) that ends as titles of plans do, else what a notice passes on."""
    texts = [line.text for line in lines[:FIRST_LINES] if not (line.own and line.own.label)]
    own = [title for pieces in (1, 2, 3) for n in range(len(texts)) if (title := _own_title(texts, n, pieces))]
    passed_on = _passed_on("".join(squeezed_but_printed(text) for text in texts[:30])) or _passed_on(
        fields.get("名称", "") or fields.get("标题", "")
    )
    for title in own:
        if not passed_on or squeezed(title) == squeezed(passed_on):
            return title
    return passed_on or (own[0] if own else _notice(texts))


def _notice(texts: Sequence[str]) -> str:
    """The title of a notice that passes nothing on: up to three short lines that end in 的通知."""
    for start, pieces in ((start, pieces) for start in range(min(len(texts), 12)) for pieces in (1, 2, 3)):
        words = squeezed_but_printed("".join(texts[start : start + pieces]))
        if re.fullmatch(r"[^。;；|]{0,40}关于[^。;；|]{4,80}的(?:通知|通告)", words) and "关于" in texts[start]:
            above = squeezed_but_printed(texts[start - 1]) if start else ""
            return (above if re.search(r"(?:政府|办公室|局|委|委员会|厅)$", above) and len(above) < 30 else "") + words
    return ""


def _own_title(texts: Sequence[str], start: int, pieces: int) -> str:
    """A title of so many short lines, with the region's name above it and the years below it."""
    parts = [text.strip() for text in texts[start : start + pieces]]
    words = squeezed("".join(parts))
    if len(words) > MAX_TITLE or len(parts) < pieces or NO_TITLE.search(words) or not _is_title(words):
        return ""
    begins = "知识产权" in words or BEGINS.match(words)
    if pieces > 1 and (not begins or any(_is_title(squeezed(part)) for part in parts)):
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
    """The printed characters of a text without its spaces."""
    return "".join(text.split())


def compose_title(plan: DraftPlan, region: KnownRegion | None, captions: Sequence[str]) -> None:
    """A title made of the region and what an annex calls the plan (拟名); a person is asked."""
    for caption in captions:
        if len(caption) > MAX_TITLE:
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
            plan.kind = plan_kind(plan.title, region)
            return


def plan_kind(title: str, region: KnownRegion | None) -> str:
    """The kind of plan that a title's subject names; "" where nothing says it.

    A plan about 知识产权 that names none is the usual one of the region's level.
    """
    if "知识产权" not in title:
        return _subject(title)
    for word, kind in NAMED_KINDS:
        if word in title:
            return kind
    if region is None:
        return ""
    return CITY_DEMONSTRATION if region.level in ("province", "city") else COUNTY_DEMONSTRATION


def _subject(title: str) -> str:
    """What a plan of another field is about: 质量强市 for 云川市质量强市建设行动方案(2023-2025年)."""
    words = re.sub(r"\([^()]*\)|[“”\"《》]", "", squeezed(title))
    words = words.rpartition("关于")[2]
    if known := SUBJECTS.search(words):
        return known[0]
    words = PLACE.sub("", words)
    return ENDING.sub("", WHEN.sub("", words))[:MAX_KIND]


PLACE = re.compile(r"^[\u4e00-\u9fff]{2,9}?(?:新区|开发区|[省市县区州旗镇乡村])(?!级)")
WHEN = re.compile(
    r"(?:19|20)\d{2}(?:[-—–~～至](?:19|20)\d{2})?年?|十[一二三四五六]五|[一二三四五六七八九十]年|第[一二三]轮"
)
ENDING = re.compile(rf"(?:建设|发展|创建|提升|推进)?(?:工作)?(?:的)?(?:[一二三四五六七八九十]条)?(?:{KINDS})$")
