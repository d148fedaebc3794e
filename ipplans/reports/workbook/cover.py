"""The cover: what the year came to, who has not reported, where people sign; and regions side by side."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook

from documents.workbooks.paper import Paper, Percent
from ipplans.reports.content import PlanReport
from targets.choices import Judgement, State
from targets.progress import rounded
from targets.provenance import demo_note
from tasks.models import TaskReport

BLANK = "　" * 14  # room to write by hand


def cover_sheet(book: Workbook, reports: Sequence[PlanReport], title: str, year: int, today: dt.date) -> None:
    """An upright page. Of several regions the means stand on the sheet after it: no mean of means is formed."""
    paper = Paper(book, _("Cover"), [22, 22, 22, 22], is_upright=True)
    paper.blank(40)
    paper.title(title)
    paper.line(_("Progress of the year %(year)s") % {"year": year}, "title", 34)
    if notes := _notes(reports):
        paper.line(notes, "note")
    paper.blank()
    for cells in _means(reports):
        paper.cells(cells, ["centre"] * 4)
    for label, text in _counts(reports):
        _wide(paper, label, text)
    silent = Counter(one.agency for report in reports for one in report.unreported)
    names = "、".join(_("%(agency)s (%(n)s)") % {"agency": name or "—", "n": n} for name, n in silent.most_common(30))
    _wide(paper, _("has not reported"), names or _("none"))
    paper.blank(30)
    for left, right in ((_("reporting office (seal)"), _("filled in by")), (_("checked by"), _("issued by"))):
        paper.cells([left + "：", None, right + "：", None], ["big"] * 4)
        paper.blank(20)
    paper.cells([_("made on") + "：", f"{today:%Y-%m-%d}", None, None], ["big"] * 4)


def _notes(reports: Sequence[PlanReport]) -> str:
    """What counts for the whole: invented figures, the rows of one's own agency alone."""
    part = _("Only the rows of the own agency.") if any(report.is_part for report in reports) else ""
    return " ".join(filter(None, [demo_note(report.is_invented for report in reports), part]))


def _wide(paper: Paper, label: str, text: str) -> None:
    """A row of a label and a text over the other columns."""
    paper.cells([label, text, None, None], ["centre", "text", "text", "text"], [1, 3])
    paper.merge(paper.row, 2, paper.row, 4)


def _means(reports: Sequence[PlanReport]) -> list[list[Any]]:
    """The means of one plan, two a row; of several plans none."""
    if len(reports) != 1 or reports[0].is_part:
        return []
    means = reports[0].figures.means
    shown = [None if one is None else Percent(rounded(one)) for one in (means.assessed, means.reported, means.uncapped)]
    said = _("%(n)s of %(of)s") % {"n": means.reported_count, "of": means.due_count}
    return [
        [_("Mean (all due)"), shown[0], _("Mean (reported)"), shown[1]],
        [_("Uncapped mean"), shown[2], _("reported / due"), said],
    ]


def _counts(reports: Sequence[PlanReport]) -> list[tuple[str, str]]:
    """How many indicators are in each state, goals judged by each word, tasks in each state: in words, all added up."""
    rows = [row for report in reports for row in report.figures.rows]
    tasks = [task for report in reports for task in report.tasks]
    states, judged = Counter(row.now.state for row in rows), Counter(row.judgement for row in rows if row.judgement)
    of_tasks = Counter(task.report.state if task.report else "" for task in tasks)
    return [
        (_("Indicators of the year"), _added([(state.label, states[state]) for state in State])),
        (_("Goals at the end"), _added([(one.label, judged[one]) for one in Judgement])),
        (
            _("Tasks of the year"),
            _added([*((s.label, of_tasks[s]) for s in TaskReport.State), (_("not reported"), of_tasks[""])]),
        ),
    ]


def _added(counted: Sequence[tuple[Any, int]]) -> str:
    """共 19 项：完成 11、基本完成 2."""
    parts = "、".join(f"{word} {n}" for word, n in counted if n)
    total = sum(n for _word, n in counted)
    return _("%(n)s in all: %(parts)s") % {"n": total, "parts": parts} if total else _("none")


def regions_sheet(book: Workbook, reports: Sequence[PlanReport], title: str, year: int) -> None:
    """各地区汇总: a line a region, the regions in the order of their codes."""
    states = [state for state in State if any(dict(report.figures.counts)[state] for report in reports)]
    heads = [_("Region"), _("Plan"), _("Mean (all due)"), _("Mean (reported)"), _("reported"), _("Indicators"),
             *(str(state.label) for state in states), _("need a look"), _("Tasks"), _("Tasks delayed"),
             _("Tasks not reported")]  # fmt: skip
    widths = [12, 34, 10, 10, 9, 7, *[8] * len(states), 8, 7, 8, 9]
    paper = Paper(book, _("Regions side by side"), widths)
    paper.repeats(2, 2)
    paper.title(_("%(title)s: regions %(year)s") % {"title": title, "year": year})
    paper.head(heads)
    for report in reports:
        means, counts = report.figures.means, dict(report.figures.counts)
        mean = [None if value is None else Percent(rounded(value)) for value in (means.assessed, means.reported)]
        silent = sum(task.report is None for task in report.tasks)
        paper.cells([
            report.plan.region.name, report.plan.title, *mean, f"{means.reported_count}/{means.due_count}",
            len(report.figures.rows), *(counts[state] for state in states), report.row.troubled, len(report.tasks),
            len(report.delayed), silent,
        ])  # fmt: skip
