"""What may be found in a document, in words: code, severity, sentence and place (domain.md §4, Findings)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from documents.draft.cell_path import DOCUMENT, CellPath, Section
from documents.draft.reasons import reason_word
from targets.choices import Accumulation

Place = dict[str, int]  # table and row, or paragraph, counted from 1; empty where there is no document


@dataclass
class Finding:
    """Something to look at: its sentence is made of `code` and `values`; `cell` says where in the draft.

    `readings` are the values the cell may hold.
    """

    code: str
    cell: CellPath = DOCUMENT
    place: Place = field(default_factory=dict)
    values: dict[str, str] = field(default_factory=dict)
    readings: list[Any] = field(default_factory=list)

    @property
    def key(self) -> str:
        """What makes this finding the same one when it is found again."""
        return "|".join((self.code, str(self.cell), self.values.get("text", ""), self.values.get("name", "")))[:300]


ERROR, WARNING, INFO = "error", "warning", "info"

SENTENCES: dict[str, tuple[str, str | Promise]] = {
    "region-unknown": (ERROR, _("The document does not say which region it belongs to. Please choose the region.")),
    "years-unknown": (
        ERROR,
        _("The document does not say for which years it holds. Please enter first and last year."),
    ),
    "file-unreadable": (ERROR, "%(reason)s"),
    "nothing-read": (
        ERROR,
        _(
            "Not one task, target or goal was read. Please name the columns of a table that was not read, or add the "
            "rows by hand; if this is not the text of a plan, lay it aside."
        ),
    ),
    "years-inferred": (INFO, _("The years %(years)s are inferred from “%(words)s”.")),
    "issuer-differs": (
        INFO,
        _("The document number %(number)s and the issuing body printed (%(issuer)s) name different bodies."),
    ),
    "title-composed": (INFO, _("The document prints no title; this one is composed: %(title)s. Please check it.")),
    "suspect-number": (WARNING, _("Letters stand among the digits: “%(text)s”. Please pick the number.")),
    "ambiguous-cells": (
        WARNING,
        _("The cells of this row were run together: “%(text)s” (%(columns)s). Please pick how to cut them."),
    ),
    "value-unreadable": (WARNING, _("“%(text)s” in column %(column)s is no number; the value stays empty.")),
    "target-missing": (INFO, _("No target is printed for %(years)s.")),
    "goal-mismatch": (
        WARNING,
        _(
            "The yearly targets %(targets)s fit the goal %(goal)s neither as a sum nor as an end value. "
            "Please decide how they add up."
        ),
    ),
    "hidden-content": (
        WARNING,
        _("Hidden or struck out in the document, and not read: “%(text)s”. Please check that nothing is missing."),
    ),
    "table-unread": (WARNING, _("This table was not read (%(why)s): %(text)s")),
    "number-unread": (WARNING, _("Not in the draft (%(why)s): %(text)s")),
    "agency-unread": (WARNING, _("Taken for no agency of a task (%(why)s): %(text)s")),
    "goal-by-number": (
        WARNING,
        _("The goal “%(text)s” was given to %(name)s because the numbers fit; their names differ. Is it of this row?"),
    ),
    "goal-relative": (INFO, _("The goal “%(text)s” needs a base that is not printed.")),
    "accumulation-unsure": (
        WARNING,
        _("How the years of %(name)s add up is not shown by numbers; words suggest: %(kind)s."),
    ),
    "direction-unsure": (
        WARNING,
        _("Which way is better for %(name)s: its numbers, bounds and words do not agree. Please decide."),
    ),
    "value-conflict": (WARNING, _("The document states two values for %(name)s: “%(one)s” and “%(other)s”.")),
    "name-differs": (INFO, _("One series under two names: %(one)s and %(other)s.")),
    "level-falls": (WARNING, _("The target of %(name)s for %(year)s is lower than the year before.")),
    "goal-without-indicator": (INFO, _("The goal “%(text)s” has no row in the target table.")),
    "indicator-without-goal": (INFO, _("No goal for the last year is stated for %(name)s.")),
    "unit-missing": (INFO, _("No unit is printed for %(name)s.")),
    "unit-differs": (INFO, _("The table counts %(name)s in %(unit)s, its goal in %(goal_unit)s.")),
    "no-lead": (WARNING, _("Several agencies, none marked as lead: %(names)s.")),
    "task-without-agency": (INFO, _("No agency is named.")),
    "several-leads": (INFO, _("More than one lead: %(names)s.")),
    "agency-unspecified": (INFO, _("%(name)s: which ones is not said.")),
    "agency-misprint": (WARNING, _("%(name)s is named only here; probably %(other)s is meant.")),
    "agency-variant": (INFO, _("%(name)s and %(other)s are probably one agency.")),
    "sequence-gap": (WARNING, _("The row numbers jump from %(last)s to %(number)s.")),
    "sequence-duplicate": (WARNING, _("The row number %(number)s is printed twice.")),
    "area-repeated": (INFO, _("The area %(area)s is named again.")),
}
TITLES: dict[str, Promise] = {
    "region-unknown": _("Region"),
    "years-unknown": _("Years"),
    "nothing-read": _("Nothing read"),
    "years-inferred": _("Years inferred"),
    "issuer-differs": _("Issuing body"),
    "title-composed": _("Composed title"),
    "suspect-number": _("Letters among digits"),
    "ambiguous-cells": _("Numbers run together"),
    "value-unreadable": _("No number"),
    "target-missing": _("Targets not printed"),
    "goal-mismatch": _("Targets and goal disagree"),
    "hidden-content": _("Hidden or struck out"),
    "table-unread": _("Tables not read"),
    "number-unread": _("Numbers not in the draft"),
    "agency-unread": _("Agencies not in the draft"),
    "goal-by-number": _("Goals given by their numbers"),
    "goal-relative": _("Goals without base"),
    "accumulation-unsure": _("How years add up"),
    "direction-unsure": _("Which way is better"),
    "value-conflict": _("Two values for one thing"),
    "name-differs": _("Two names for one thing"),
    "level-falls": _("Falling targets"),
    "goal-without-indicator": _("Goals without row"),
    "indicator-without-goal": _("Rows without goal"),
    "unit-missing": _("Unit not printed"),
    "unit-differs": _("Different units"),
    "no-lead": _("No lead marked"),
    "task-without-agency": _("No agency"),
    "several-leads": _("Several leads"),
    "agency-unspecified": _("Agencies not specified"),
    "agency-misprint": _("Probable misprints"),
    "agency-variant": _("Probably one agency"),
    "sequence-gap": _("Row numbers jump"),
    "sequence-duplicate": _("Row numbers repeat"),
    "area-repeated": _("Areas named again"),
}
# What only the reading of a document sees; all other findings are made again from the draft.
DOUBTS = frozenset(
    [
        *("years-inferred", "issuer-differs", "suspect-number", "ambiguous-cells", "value-unreadable"),
        *("hidden-content", "table-unread", "number-unread", "agency-unread"),
        *("accumulation-unsure", "direction-unsure", "value-conflict", "name-differs", "goal-by-number"),
        *("sequence-gap", "sequence-duplicate", "area-repeated"),
    ]
)
UNREAD = frozenset(["table-unread", "number-unread", "agency-unread"])
SECTION_WORDS = {
    Section.PLAN: "方案", Section.INDICATORS: "指标", Section.TASKS: "任务", Section.GOALS: "目标",
    Section.AGENCIES: "单位",
}  # fmt: skip


def title(code: str) -> str:
    """What a kind of finding is about, in few words."""
    return str(TITLES.get(code, code))


def severity(finding: Finding) -> str:
    """error, warning or info. Where words decide and the numbers leave room for what they say, it is a note; so is what
    stands outside tables and goals and is not read.
    """
    if finding.code == "accumulation-unsure" and finding.values.get("weak"):
        return INFO
    if finding.code in UNREAD and not finding.values.get("firm"):
        return INFO
    return SENTENCES[finding.code][0]


def message(finding: Finding) -> str:
    """The finding in a sentence, in the language of the screen."""
    values = defaultdict(str, finding.values)
    if finding.code == "accumulation-unsure":
        values["kind"] = accumulation_word(finding.values.get("kind", ""))
    if finding.code in UNREAD:
        values["why"] = reason_word(finding.values.get("reason", ""))
    return str(SENTENCES[finding.code][1]) % values


def accumulation_word(kind: str) -> str:
    return str(Accumulation(kind).label) if kind else str(_("nothing"))


def where(finding: Finding) -> str:
    """The row as its document counts it: 任务 48, 指标 13; "" for the document as a whole."""
    cell = finding.cell
    earlier = "" if cell.table is None else f"往期 {cell.table + 1} "
    if finding.code in UNREAD:
        return _where_printed(finding.place)
    if cell.section is None or (earlier and cell.number is None):
        return earlier.strip()
    word = SECTION_WORDS[cell.section]
    if cell.number is None:
        return f"{earlier}{word}"
    return f"{earlier}{word} {cell.number + (cell.section == Section.GOALS)}"


def _where_printed(place: Place) -> str:
    """表 2 第 3 行, 第 13 段."""
    if "paragraph" in place:
        return f"第 {place['paragraph']} 段"
    row = f" 第 {place['row']} 行" if "row" in place else ""
    return f"表 {place['table']}{row}" if "table" in place else ""


def stops(findings: list[Finding]) -> bool:
    """Whether an error stops a load."""
    return any(severity(finding) == ERROR for finding in findings)
