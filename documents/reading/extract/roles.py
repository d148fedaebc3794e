"""Who leads a task and who shares it, from a cell or a bracket (domain.md §4, Roles and Narrative)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from documents.notation.agency_names import CLOSING, OPENING, is_name, is_no_name, split_names
from documents.notation.text import plain

TAIL = re.compile(
    r"(?:等(?:有关|相关|各)?(?:部门|单位)?)?(?:按照?|根据|结合)?(?:各自)?(?:的)?(?:职责|职能|职能职责)?(?:分工|范围)?(?:内)?(?:分别|共同|配合|具体|组织|抓好)?(?:负责|落实|实施|承担|参与|参加|配合|协助|推进)(?:落实|实施)?(?:等)?$"
)
DUTIES = "牵头|主办|主责|责任|配合|协办|协同|协助|参与|参加|承办|负责|实施|完成|落实"
LABEL = re.compile(
    rf"(?:主要)?(?P<word>(?:{DUTIES})(?:责任)?(?:单位|部门|主体|科室|处室|股室|机构)(?:\((?:单位|部门|科室|处室)\))?|牵头|主办|主责|配合|协办|参与)"
    r"\s*(?::|(?<=单位)为|(?<=部门)为)"
)
LEAD_LABELS = ("牵头", "主办", "主责")
CO_LABELS = ("配合", "协办", "协同", "协助", "参与", "参加")
FIRST_LEADS = re.compile(
    r"(?:第一个|第一位|排(?:在|名)?(?:第一|首位|最前)|首位|列第一)(?:位)?的?(?:责任)?(?:单位|部门)?(?:的)?(?:为|是|系|即)(?:该项任务的?)?牵头"
)


@dataclass
class Roles:
    """Who leads and who shares, under the printed names; `rule` says how that was found.

    `unread` are texts in the place of a name that are none: 详见附件, 长期.
    """

    lead: list[str] = field(default_factory=list)
    co: list[str] = field(default_factory=list)
    rule: str = "none"
    unread: list[str] = field(default_factory=list)

    @property
    def names(self) -> list[str]:
        return [*self.lead, *self.co]


def marked_roles(text: str) -> Roles:
    """Roles in a single cell: * before, behind or inside a name marks a lead; one agency alone is the lead."""
    return _sorted_out(_marked(text), lambda name: not is_no_name(name))


def _marked(text: str) -> Roles:
    text = _with_marks(plain(text))
    if LABEL.search(text):
        return _labelled(text)
    text = _without_remarks(text)
    names = split_names(text)
    marked = [name for name in names if "*" in name]
    if marked:
        lead = _once(name.replace("*", "") for name in marked)
        return Roles(lead, _once((n for n in names if "*" not in n), lead), "mark")
    if any("牵头" in name or "会同" in name for name in names):
        return _narrative(text)
    names = _narrative_names(text)
    return Roles(names, [], "sole") if len(names) == 1 else Roles([], names, "none")


def column_roles(lead: str, co: str) -> Roles:
    """Roles where a table has a column for each."""
    leads, others = (_once(_without_mark(split_names(_without_remarks(_with_marks(plain(t)))))) for t in (lead, co))
    return _sorted_out(Roles(leads, _once(others, leads), "column"), lambda name: not is_no_name(name))


def _sorted_out(roles: Roles, is_agency: Callable[[str], bool]) -> Roles:
    """The same roles, without what is no agency."""
    unread = [name for name in roles.names if not is_agency(name)]
    if not unread:
        return roles
    lead, co = ([name for name in names if is_agency(name)] for names in (roles.lead, roles.co))
    rule = "sole" if roles.rule == "none" and len(lead) + len(co) == 1 else roles.rule
    return Roles(lead or co, [], rule, unread) if rule == "sole" else Roles(lead, co, rule, unread)


def labelled_roles(text: str) -> Roles:
    """牵头单位:A;配合单位:B、C — and 责任单位:… alone, which is read as a sentence of its own."""
    return _sorted_out(_labelled(text), is_name)


def _labelled(text: str) -> Roles:
    words = _without_remarks("".join(_with_marks(plain(text)).split()))
    labels = list(LABEL.finditer(words))
    parts = [
        (m["word"], words[m.end() : n.start() if n else None]) for m, n in zip(labels, [*labels[1:], None], strict=True)
    ]
    if not any(word.startswith(LEAD_LABELS) for word, _part in parts):
        shared = "、".join(part.strip(";,、") for _word, part in parts)
        return _narrative(shared)
    leads = _once(n for word, part in parts if word.startswith(LEAD_LABELS) for n in _narrative_names(part))
    rest = (n for word, part in parts if not word.startswith(LEAD_LABELS) for n in _narrative_names(part))
    return Roles(leads, _once(rest, leads), "narrative")


def narrative_roles(text: str) -> Roles:
    """A牵头,B、C按职责分工负责: all before 牵头, up to the comma or semicolon that follows it, lead."""
    return _sorted_out(_narrative(text), is_name)


def _narrative(text: str) -> Roles:
    words = _without_remarks(_unwrapped("".join(_with_marks(plain(text)).split()).strip("。")))
    words = LABEL.sub("", words, count=1)
    words = words if "牵头" in words else words.replace("会同", "牵头,")
    if "*" in words:
        return _marked(words)
    before, mark, after = words.partition("牵头")
    if mark:
        after = re.sub(r"^(?:负责|实施|落实|组织|推进|单位)?[,;、:]?(?:会同|联合)?", "", after)
        leads = _narrative_names(re.sub(r"(?:共同|联合|分别|负责)$", "", before))
        return Roles(leads, _once(_narrative_names(after), leads), "narrative")
    names = _narrative_names(words)
    return Roles(names, [], "sole") if len(names) == 1 else Roles([], names, "none")


MARKED = re.compile(r"\((?:牵头|主办|主责|牵头单位|牵头部门|主办单位)\)")
SHARED = re.compile(r"\((?:配合|参与|协办|协助|参加|责任|配合单位|责任单位)\)")
REMARK = re.compile(
    r"[;,、。]?(?:完成时限|完成时间|时间节点|时限要求|时限|责任领导|牵头领导|分管领导|责任人|联系人)[:][^;]*"
    r"|[;,、。]?(?:\d{4}年(?:\d{1,2}月)?(?:年?[底末])?(?:之?前)?(?:完成|落实|启动|建成)?|持续推进|长期坚持|长期推进|长期)(?=$|[;,、。])"
)


def _with_marks(text: str) -> str:
    """A role in brackets beside a name is a mark: 市科技局(牵头)."""
    return SHARED.sub("", MARKED.sub("*", text))


def _without_remarks(text: str) -> str:
    """Terms and persons are no agencies: 责任单位:A;完成时限:2025年12月."""
    return REMARK.sub("", text).lstrip(";,、")


def _unwrapped(text: str) -> str:
    """Without the pair of brackets that encloses the whole."""
    if text[:1] in ("(", "〔", "[", "【") and text[-1:] in (")", "〕", "]", "】"):
        depth = 0
        for place, character in enumerate(text):
            depth += (character in OPENING) - (character in CLOSING)
            if depth == 0:
                return text[1:-1] if place == len(text) - 1 else text
    return text


def _narrative_names(text: str) -> list[str]:
    words = text.strip(";,、。 ").removeprefix("由")
    words = re.sub(r"等$", "", TAIL.sub("", words)).rstrip("、,; ")
    names = (re.sub(r"等(?:有关|相关|各)?(?:部门|单位)$", "", name) for name in split_names(words))
    return _once(_without_mark(TAIL.sub("", name) or name for name in names))


def _without_mark(names: Iterator[str] | list[str]) -> Iterator[str]:
    return (name.replace("*", "") for name in names)


def _once(names: Iterator[str] | list[str], other: list[str] | None = None) -> list[str]:
    """Each name once, without those of `other`, in the printed order."""
    left_out = set(other or ())
    return [name for name in dict.fromkeys(names) if name and name not in left_out]
