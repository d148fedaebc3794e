"""Responsibility brackets and label lines in a text: where they are, and who they name (domain.md §4, Narrative)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from documents.notation.agency_names import is_name, looks_like_names, split_names
from documents.notation.text import plain
from documents.reading.extract.roles import LABEL, REMARK, Roles, labelled_roles, narrative_roles

PAIRS = {"〔": "〕", "(": ")", "[": "]", "【": "】", "{": "}"}
DUTY = re.compile(r"(?:按(?:照)?(?:各自)?职(?:责|能)分工)?(?:分别)?(?:负责|落实|承担|配合|参与)[。]?$|牵头")
SENTENCE_IN = re.compile(r"[。;；](?!.*(?:牵头|配合|单位|部门|负责))|\d{4}年")
OPEN_LABEL = re.compile(rf"(?:^|[。;\s])\s*(?P<label>{LABEL.pattern})")
OWN_NAME = re.compile(r"[市县区省州旗镇]|各|有关")
MAX_BRACKET = 800


@dataclass(frozen=True)
class Bracket:
    """A responsibility bracket in a text: from `start` to `end`, brackets included."""

    start: int
    end: int
    roles: Roles


def brackets(text: str, takes_names: bool = False) -> list[Bracket]:
    """Return the responsibility brackets of a text; they nest. A label without bracket (责任单位:…) ends the text.

    `takes_names` where a last bracket that holds names only is one of many such.
    """
    words = plain(text)
    pairs = sorted(_pairs(words).items())
    labels = (label.start("label") for label in OPEN_LABEL.finditer(words))
    last = next((place for place in labels if not any(start < place < end for start, end in pairs)), len(words))
    found: list[Bracket] = []
    done = 0
    for start, end in pairs:
        if end > last:
            continue
        inside = words[start + 1 : end - 1]
        is_last = not words[end:].strip(" 。;")
        is_duty = len(inside) <= MAX_BRACKET and (_is_duty(inside) or (is_last and _are_names(inside, takes_names)))
        if start >= done and is_duty:
            found.append(Bracket(start, end, narrative_roles_of(inside)))
            done = end
    if last < len(words):
        found.append(Bracket(last, len(text), narrative_roles_of(words[last:])))
    return found


def narrative_roles_of(inside: str) -> Roles:
    """The roles of what is in a bracket, with labels (牵头单位:A;配合单位:B) or as words."""
    words = REMARK.sub("", "".join(inside.split())).lstrip(";,、")
    return labelled_roles(words) if LABEL.match(words) else narrative_roles(words)


def _pairs(words: str) -> dict[int, int]:
    """Where each bracket begins, and the place behind the one that closes it."""
    found: dict[int, int] = {}
    waiting: list[int] = []
    for place, character in enumerate(words):
        if character in PAIRS:
            waiting.append(place)
        elif waiting and character == PAIRS[words[waiting[-1]]]:
            found[waiting.pop()] = place + 1
    return found


def _is_duty(inside: str) -> bool:
    words = REMARK.sub("", "".join(inside.split())).lstrip(";,、")
    return bool(LABEL.match(words) or (DUTY.search(words) and len(words) >= 4 and not SENTENCE_IN.search(words)))


def _are_names(inside: str, is_usual: bool) -> bool:
    """Whether a bracket at the end of a text holds agencies only: (县科技局、县经信局)."""
    names = [name.lstrip("*") for name in split_names(inside)]
    is_sure = any(OWN_NAME.match(name) for name in names)
    return looks_like_names(inside) and all(map(is_name, names)) and (is_sure or is_usual)
