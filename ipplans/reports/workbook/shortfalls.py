"""What is missing or was sent back, what is behind and why, and which targets a later document changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook

from documents.workbooks.paper import Paper
from ipplans.reports.content import PlanReport, reporter
from ipplans.reports.workbook.annexes import rate_cell
from targets.figures import IndicatorFigures
from targets.numbers import number_text
from targets.revisions import Revision, revision_of
from targets.statements import Why

NOTHING_SAID = Why()


class RegionPaper(Paper):
    """A sheet whose rows are of one region or of several; of several, each row begins with its region."""

    def __init__(self, book: Workbook, name: str, widths: Sequence[float], reports: Sequence[PlanReport]) -> None:
        self.has_region = len(reports) > 1
        super().__init__(book, name, [12, *widths] if self.has_region else widths)
        self.repeats(2, 2)

    def head(self, cells: Sequence[Any]) -> None:
        super().head([_("Region"), *cells] if self.has_region else cells)

    def of(self, report: PlanReport, cells: Sequence[Any], kinds: Sequence[str]) -> None:
        """A row of this report."""
        if self.has_region:
            cells, kinds = [report.plan.region.name, *cells], ["", *kinds]
        self.cells(cells, kinds)


def missing_sheet(book: Workbook, reports: Sequence[PlanReport], title: str, year: int) -> None:
    """未报及退回: indicators and tasks without an approved report for the year."""
    paper = RegionPaper(book, _("Missing and returned"), [8, 6, 70, 30, 14], reports)
    paper.title(_("%(title)s: missing and returned in %(year)s") % {"title": title, "year": year})
    paper.head([_("kind"), _("No."), _("Subject"), _("reported by"), _("State")])
    rows = [(report, one) for report in reports for one in report.unreported]
    for report, one in rows:
        kind, state = (
            _("task") if one.is_task else _("indicator"),
            _("returned") if one.is_sent_back else _("not reported"),
        )
        paper.of(report, [kind, one.seq, one.name, one.agency, state], ["centre", "centre", "", "", "centre"])
    _none(paper, rows)


def behind_sheet(book: Workbook, reports: Sequence[PlanReport], title: str, year: int) -> None:
    """滞后原因与整改措施: what needs a look, the worst first, with what the agency said of it."""
    paper = RegionPaper(book, _("Causes and measures"), [5, 26, 7, 11, 11, 9, 10, 20, 16, 30, 30, 11], reports)
    paper.title(_("%(title)s: causes and measures %(year)s") % {"title": title, "year": year})
    paper.head([
        _("No."), _("what is behind"), _("unit of measure"), _("to be reached"), _("reached so far"), _("Rate"),
        _("State"), _("Judgement of the goal"), _("reported by"), _("cause"), _("measure taken"), _("done by"),
    ])  # fmt: skip
    found = [(report, row) for report in reports for row in report.behind]
    for report, row in found:
        paper.of(report, _behind_cells(report, row), ["centre", "", "centre", "", "", "", "centre"])
    _none(paper, found)


def _behind_cells(report: PlanReport, row: IndicatorFigures) -> list[Any]:
    now, text = row.now, report.texts[row.indicator.pk]
    why = report.said.get(row.indicator.pk, NOTHING_SAID)
    judged = f"{text.judgement.word} {text.judgement.note}".strip() if text.judgement else ""
    return [
        row.indicator.seq, row.indicator.name, row.indicator.unit, now.benchmark.value,
        now.value if now.value is not None else text.now.actual_words, rate_cell(now.rate), text.now.word, judged,
        why.agency or reporter(row), why.cause, why.remedy, why.remedy_by,
    ]  # fmt: skip


def revised_sheet(book: Workbook, reports: Sequence[PlanReport], title: str) -> None:
    """目标调整表: targets, goals and baselines that a later document set, changed or removed."""
    paper = RegionPaper(book, _("Table of revised targets"), [5, 30, 7, 10, 12, 12, 24, 40], reports)
    paper.title(_("%(title)s: revised targets") % {"title": title})
    paper.head([
        _("No."), _("Indicator"), _("unit of measure"), _("of"), _("first printed"), _("now"),
        _("document"), _("reason"),
    ])  # fmt: skip
    rows = [(report, row) for report in reports for row in report.figures.rows]
    found = [(report, cells) for report, row in rows for cells in _revisions(report, row)]
    for report, cells in found:
        paper.of(report, cells, ["centre", "", "centre", "centre"])
    _none(paper, found)


def _revisions(report: PlanReport, row: IndicatorFigures) -> list[list[Any]]:
    targets = {target.year: target.value for target in row.indicator.targets.all()}
    years = sorted(year for key, year in report.revised if key == row.indicator.pk)
    found: list[tuple[str, Revision, Any]] = [
        (str(year), report.revised[row.indicator.pk, year], targets.get(year)) for year in years
    ]
    goal, baseline = next(iter(row.indicator.goals.all()), None), getattr(row.indicator, "baseline", None)
    for word, thing in ((_("Goal"), goal), (_("Baseline"), baseline)):
        if revision := revision_of(thing):
            found.append((word, revision, thing.value if thing else None))
    about = [row.indicator.seq, row.indicator.name, row.indicator.unit]
    return [
        [*about, of, number_text(one.first) if one.first is None else one.first,
         _("cancelled") if one.is_removed else now, one.document, one.reason]
        for of, one, now in found
    ]  # fmt: skip


def _none(paper: Paper, rows: Sequence[Any]) -> None:
    if not rows:
        paper.line(_("none"))
