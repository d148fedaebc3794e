"""The target table of a plan as a list: of each year target, actual and rate as numbers, and in words what has none."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils.translation import gettext as _

from documents.exports.listing import Listing
from targets.choices import IN_CORRECTION
from targets.figures import IndicatorFigures
from targets.numbers import benchmark_note, judgement_text, rate_text
from targets.plan_figures import PlanFigures
from targets.progress import BenchmarkSource, rounded
from targets.provenance import demo_note
from targets.revisions import Key, Revision, revision_of, revisions
from targets.target_table import cell_text, row_text
from targets.year_figures import YearFigures


def target_listing(title: str, figures: PlanFigures) -> Listing:
    """Return the rows of the plan with the decimals they are stored with, and what counts for all as the note."""
    years = list(figures.plan.years)
    of_years = [
        head
        for year in years
        for head in (f"{year} {_('Target')}", f"{year} {_('Actual')}", f"{year} {_('Rate')} %", f"{year} {_('remark')}")
    ]
    heads = [
        _("No."), _("Indicator"), _("unit"), *of_years, _("Goal"), _("To date"), _("Goal attainment"), _("Ahead"),
        f"{figures.year} {_('State')}", _("Outlook"), _("Revised targets"),
    ]  # fmt: skip
    revised = revisions(row.indicator for row in figures.rows)
    rows = [[*_row(row), _revision_words(row, revised)] for row in figures.rows]
    invented = demo_note(a.is_invented for row in figures.rows for a in row.actuals.values())
    note = " ".join(filter(None, [invented, _correction_note(figures)]))
    widths = [6, 36, 8, *[12, 12, 10, 20] * len(years), 24, 14, 14, 10, 12, 18, 36]
    return Listing(title, heads, widths, rows, len(rows), note)


def _row(row: IndicatorFigures) -> list[Any]:
    cells: list[Any] = [row.indicator.seq, row.indicator.name, row.indicator.unit]
    for cell in row.cells:
        cells += [target_number(cell), cell.value, rate_number(cell), _words(cell)]
    variance = None if row.variance is None else Decimal(row.variance_text.replace("−", "-").replace(",", ""))
    text = row_text(row)
    state = f"{text.now.shape}{text.now.word}" + (f"({IN_CORRECTION})" if text.now.is_in_correction else "")
    goal = row.goal.text if row.goal else ""
    return [*cells, goal, text.to_date, text.goal_rate, variance, state, judgement_text(row.outlook)]


def target_number(cell: YearFigures) -> Decimal | None:
    """What the year asks for: as printed, or computed with two decimals."""
    asked = cell.benchmark.value
    if asked is None or cell.benchmark.source != BenchmarkSource.ESTIMATED:
        return asked
    return asked.quantize(Decimal("0.01"), ROUND_HALF_UP)


def rate_number(cell: YearFigures) -> Decimal | None:
    """The rate of the year as printed, a number of %; None where it is none."""
    if cell.rate is None or cell.rate.percent is None:
        return None
    return rounded(cell.rate.percent, cell.rate.marks)


def _words(cell: YearFigures) -> str:
    """What the three numbers do not say: why there is none, of which day the value is, where the target comes from."""
    text = cell_text(cell)
    rate = rate_text(cell.rate) if cell.rate is not None and cell.rate.percent is None else ""
    computed = benchmark_note(cell.benchmark) if cell.benchmark.value is not None else ""
    return "；".join(filter(None, [text.actual_words, text.actual_note, rate, computed]))


def _revision_words(row: IndicatorFigures, revised: Mapping[Key, Revision]) -> str:
    """Which of the row's targets a later document set, changed or removed, with the value first printed."""
    of_row: list[tuple[object, Revision | None]] = [
        (c.year, revised.get((row.indicator.pk, c.year))) for c in row.cells
    ]
    of_row.append((_("goal"), revision_of(next(iter(row.indicator.goals.all()), None))))
    return "；".join(f"{year}：{revision.text}" for year, revision in of_row if revision)


def _correction_note(figures: PlanFigures) -> str:
    """Which values stand as they were approved while they are being corrected."""
    cells = [(row, cell) for row in figures.rows for cell in row.cells if cell.is_in_correction]
    names = "、".join(f"{row.indicator.seq} {row.indicator.name} {cell.year}" for row, cell in cells)
    return _("Being corrected, here as last approved: %(names)s.") % {"names": names} if names else ""
