"""The closed lists of words that figures are computed by (domain.md §1-3)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Accumulation(TextChoices):
    """How the years of one indicator add up (domain.md §2)."""

    SUM = "sum", _("adds up over the years")
    LEVEL = "level", _("reached at year end")
    EACH = "each", _("reached every year")
    MILESTONE = "milestone", _("built")


class Direction(TextChoices):
    MORE = "more", _("more is better")
    LESS = "less", _("less is better")


class Nature(TextChoices):
    STOCK = "stock", _("stock")
    FLOW = "flow", _("flow")


class Origin(TextChoices):
    TABLE = "table", _("target table")
    GOAL = "goal", _("goal in the text")


class Attribute(TextChoices):
    EXPECTED = "expected", _("expected")
    BINDING = "binding", _("binding")


class BaselineKind(TextChoices):
    START = "start", _("value at that time")
    PERIOD = "period", _("total of the period before")


class Operator(TextChoices):
    AT_LEAST = ">=", "≥"
    MORE_THAN = ">", ">"
    EQUAL = "=", "="
    AT_MOST = "<=", "≤"
    LESS_THAN = "<", "<"


class Basis(TextChoices):
    ABSOLUTE = "absolute", _("absolute")
    GROWTH = "growth", _("growth against a base year")
    SHARE = "share", _("share")
    ABOVE_AVERAGE = "above-average", _("above a named average")


class Condition(TextChoices):
    """An actual is one of these; without an actual the year is missing."""

    VALUE = "value", _("value")
    NOT_APPLICABLE = "not-applicable", _("not applicable")
    NOT_PUBLISHED = "not-published", _("not yet published")


class Stage(TextChoices):
    FLASH = "flash", _("flash figure")
    PRELIMINARY = "preliminary", _("preliminary")
    FINAL = "final", _("final")


class State(TextChoices):
    MET = "met", _("met")
    NEAR = "near", _("nearly met")
    BEHIND = "behind", _("behind")
    UNREPORTED = "unreported", _("not reported")
    OVERDUE = "overdue", _("overdue")
    NO_TARGET = "no-target", _("no target")
    NOT_APPLICABLE = "not-applicable", _("not applicable")


class Judgement(TextChoices):
    """Whether the goal will be reached (期末判断); from the last year's value on, whether it was."""

    EARLY = "early", _("reached early")
    AHEAD = "ahead", _("faster than expected")
    ON_COURSE = "on-course", _("as expected")
    SLOW = "slow", _("slower than expected")
    DONE = "done", _("reached")
    DONE_EARLY = "done-early", _("reached (early)")
    NOT_DONE = "not-done", _("not reached")
    UNKNOWN = "unknown", _("cannot be judged")


IN_CORRECTION = _("being corrected")  # beside the state, never in its place
IN_CORRECTION_SHAPE = "↺"

STATE_SHAPES = {
    State.MET: "●",
    State.NEAR: "◐",
    State.BEHIND: "▲",
    State.UNREPORTED: "○",
    State.OVERDUE: "■",
    State.NO_TARGET: "－",
    State.NOT_APPLICABLE: "／",
}

JUDGEMENT_SHAPES = {
    Judgement.EARLY: "★",
    Judgement.AHEAD: "↑",
    Judgement.ON_COURSE: "→",
    Judgement.SLOW: "↓",
    Judgement.DONE: "✓",
    Judgement.DONE_EARLY: "★",
    Judgement.NOT_DONE: "✗",
    Judgement.UNKNOWN: "？",
}
