"""Why something of a document is not in the draft, in words (domain.md §4)."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

REASONS: dict[str, str | Promise] = {
    "past": _("how things are or were"),
    "later-year": _("for a year after the plan"),
    "base": _("where a change starts from"),
    "nameless": _("what it counts is not said"),
    "narrative": _("told in passing, not promised"),
    "heading": _("in a heading"),
    "rate": _("a rate of growth, no target"),
    "doubled": _("a second column of the same year"),
    "other-year": _("for a year outside the plan"),
    "no-label": _("the row has no name"),
    "doubt": _("cannot be read safely"),
    "unknown-table": _("the words of its head are none of a target or task table"),
    "region-table": _("figures by region; targets of other regions belong to their own plans"),
    "project-table": _("a list of projects without agencies"),
    "small-table": _("in a small table"),
    "outside": _("above the head of the table"),
    "person": _("a person, not an agency"),
    "no-agency": _("not the name of an agency"),
    "no-task": _("no task stands before it"),
    "task-table": _("tasks are taken from the table of responsibilities"),
    "progress": _("reported since, not a part of the plan"),
    "hidden": _("hidden or struck out"),
    "aside": _("set aside by a person"),
    "left-out": _("in a column that a person left out"),
}


def reason_word(reason: str) -> str:
    """Why something is not in the draft, in the language of the screen."""
    return str(REASONS.get(reason, reason))
