"""The sheet of indicators: a row for each in an open year, with its figures of the years before beside it."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents.reading.sheets import SheetCell
from documents.workbooks.entry.cell_text import shown_text
from documents.workbooks.entry.layout import SEQ, YEAR, Column, SheetForm, SheetRow
from plans.words import printable
from targets.choices import Condition, Stage
from targets.entry import EntryGrid
from targets.entry.cell_fields import read_fields, words_of
from targets.entry.cells import EntryCell
from targets.entry.dates import parsed_date
from targets.entry.parsing import figure
from targets.entry.slips import digits_of
from targets.progress import BenchmarkSource

# The field of an actual, what people call it, its width.
FIELDS = [
    Column("value", gettext_lazy("Actual"), 14),
    Column("condition", gettext_lazy("Or: why there is none"), 14),
    Column("expected_on", gettext_lazy("expected on"), 14),
    Column("stage", gettext_lazy("stage"), 10),
    Column("as_of", gettext_lazy("as of"), 13),
    Column("numerator", gettext_lazy("numerator"), 12),
    Column("denominator", gettext_lazy("denominator"), 12),
    Column("source", gettext_lazy("source"), 18),
    Column("remark", gettext_lazy("remark"), 24),
    Column("cause", gettext_lazy("cause"), 24),
    Column("remedy", gettext_lazy("measure taken"), 24),
    Column("remedy_by", gettext_lazy("done by"), 13),
]
DATES = frozenset({"expected_on", "as_of", "remedy_by"})
NUMBERS = {"value", "numerator", "denominator"}
PARTS = {"numerator", "denominator"}
CENT = Decimal("0.01")


class FigureRow(SheetRow):
    """One indicator in one year. `years` are those whose figures stand beside it."""

    def __init__(self, cell: EntryCell, years: Sequence[int]) -> None:
        self.cell, self.years = cell, years
        self.key, self.seq, self.year = cell.name, cell.row.indicator.seq, cell.year
        self.name, self.lock = cell.row.indicator.name, cell.lock
        self.version = cell.actual.version if cell.actual else 0
        self.texts = field_texts(cell)

    @property
    def stored(self) -> str:  # type: ignore[override]
        actual = self.cell.actual
        return f"{actual.author.label if actual.author else '—'} {self.cell.displayed}" if actual else ""

    @property
    def fixed(self) -> Sequence[object]:
        cell, indicator = self.cell, self.cell.row.indicator
        before = {year: actual.value for year, actual in cell.row.submitted_actuals.items() if year < cell.year - 1}
        status = str(cell.actual.get_status_display()) if cell.actual else ""
        values = [indicator.seq, indicator.name, indicator.unit, cell.year, _target(cell)]
        return [*values, *(before.get(year) for year in self.years), cell.last_value, status]

    def is_open(self, name: str) -> bool:
        """Whether the field can be filled in: the two parts of a ratio alone."""
        return not self.lock and (name not in PARTS or self.cell.row.indicator.unit in ("%", "‰"))

    def cell_value(self, name: str) -> object:
        text = self.texts[name]
        if name in NUMBERS and text:
            return Decimal(text)
        return dt.date.fromisoformat(text) if name in DATES and text else text or None

    def text_of(self, name: str, cell: SheetCell) -> str:
        text, rule = shown_text(cell), self.cell.row.rule
        try:
            if name in NUMBERS:
                number = figure(text, rule if name == "value" else rule.of_part)
                return "" if number is None else digits_of(number)
            if name in DATES:
                day = parsed_date(text)
                return "" if day is None else day.isoformat()
        except ValidationError:
            return text  # a word, or a slip: the checks of all fields say what
        return printable(text)

    def faults(self, texts: Mapping[str, str]) -> list[tuple[str, str]]:
        return read_fields(texts, self.cell.row.rule, self.year).faults

    def is_replaced(self, name: str, texts: Mapping[str, str], changed: Sequence[str]) -> bool:
        """A condition stands instead of a value, a value instead of a condition or of its two parts."""
        if name == "value":
            return bool(texts["condition"] or (texts["numerator"] and texts["denominator"]))
        if name in ("condition", "numerator", "denominator"):
            return bool(texts["value"]) and "value" in changed
        if name == "expected_on":
            said = words_of(Condition).get(texts["condition"].lower(), "")
            return said != Condition.NOT_PUBLISHED and ("condition" in changed or "value" in changed)
        return False


def figure_sheet(grid: EntryGrid) -> SheetForm:
    """Return the sheet of the years in which a figure is taken; where none is, of the open ones, else the last."""
    taken = {cell.year for cell in grid.cells if not cell.lock}
    asked = taken or set(grid.open_years) or {grid.plan.years[-1]}
    before = [year for year in grid.plan.years if year < max(asked) - 1]
    last = _("Same period last year") if grid.asks_part else _("Last year")
    fixed = [
        Column(SEQ, _("No."), 6),
        Column("indicator", _("Indicator"), 34),
        Column("unit", _("unit"), 8),
        Column(YEAR, _("Year"), 7),
        Column("target", _("Target of this period") if grid.asks_part else _("Target"), 12),
        *(Column(f"before{year}", _("Actual %(year)s") % {"year": year}, 12) for year in before),
        Column("last", last, 12),
        Column("status", _("status"), 12),
    ]
    choices = {
        "condition": [str(choice.label) for choice in (Condition.NOT_APPLICABLE, Condition.NOT_PUBLISHED)],
        "stage": [str(choice.label) for choice in Stage],
    }
    rows = [FigureRow(cell, before) for cell in grid.cells if cell.year in asked]
    rows.sort(key=lambda row: -row.year)  # the latest first, each together
    periods = "；".join(grid.sheet_periods)
    return SheetForm(_("Indicators"), r"i\d{1,18}y\d{4}", fixed, FIELDS, rows, choices, DATES, periods)


def field_texts(cell: EntryCell) -> dict[str, str]:
    """Return what is in each column of a cell's row; "" for nothing."""
    actual = cell.actual
    if actual is None or cell.is_carried_over:
        stage = Stage.FINAL if cell.as_of is None else Stage.PRELIMINARY
        return {column.name: "" for column in FIELDS} | {
            "stage": "" if cell.lock else str(stage.label),
            "as_of": cell.as_of.isoformat() if cell.as_of and not cell.lock else "",
        }
    texts = {column.name: _text(getattr(actual, column.name)) for column in FIELDS}
    texts["condition"] = "" if actual.condition == Condition.VALUE else str(Condition(actual.condition).label)
    texts["stage"] = str(Stage(actual.stage).label)
    return texts


def _text(value: object) -> str:
    return digits_of(value) if isinstance(value, Decimal) else "" if value is None else printable(str(value))


def _target(cell: EntryCell) -> Decimal | None:
    """The target as it is printed; what is due by then of a part of the year; an estimated one with two decimals."""
    benchmark = cell.benchmark
    if cell.as_of is not None:
        return cell.due_by_then
    if benchmark.value is None or benchmark.source != BenchmarkSource.ESTIMATED:
        return benchmark.value
    return benchmark.value.quantize(CENT, ROUND_HALF_UP)


def plan_version(grid: EntryGrid) -> str:
    """Return a digest of what the plan asks of these rows; a copy made before the plan was changed has another."""
    rows = [
        [row.pk, row.seq, row.label, row.unit, sorted((t.year, digits_of(t.value)) for t in row.targets.all())]
        for row in grid.indicators
    ]
    return hashlib.sha256(json.dumps([grid.plan.slug, rows], ensure_ascii=False).encode()).hexdigest()[:16]
