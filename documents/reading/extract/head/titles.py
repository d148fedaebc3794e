"""The title of a plan, printed, passed on by a notice, or composed; and the kind of plan it names."""

from __future__ import annotations

import re
from collections.abc import Sequence

from documents.draft.values import DraftPlan
from documents.notation.text import plain, squeezed
from documents.reading.extract.head.fields import FIRST_LINES
from documents.reading.extract.head.regions import KnownRegion
from documents.reading.extract.outline import OutlineLine

KINDS = "工作方案|实施方案|行动方案|建设方案|方案|规划纲要|规划|行动计划|工作计划|计划|工作要点|要点|实施意见|纲要"
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
    return passed_on or (own[0] if own else "")


def _own_title(texts: Sequence[str], start: int, pieces: int) -> str:
    """A title of so many short lines, with the region's name above it and the years below it."""
    parts = [text.strip() for text in texts[start : start + pieces]]
    words = squeezed("".join(parts))
    if len(words) > MAX_TITLE or len(parts) < pieces or NO_TITLE.search(words) or not _is_title(words):
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
    """The kind of plan that a title names, else the usual one of the region's level; "" where nothing says it."""
    for word, kind in NAMED_KINDS:
        if word in title:
            return kind
    if region is None:
        return ""
    return "city-demonstration" if region.level in ("province", "city") else "county-demonstration"
