"""The kinds of reports: for each what its template is given, that of Word and that of PDF alike."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import IO, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ipplans.reports import facts
from ipplans.reports.bulletin import bulletin_fields
from ipplans.reports.content import PlanReport
from ipplans.reports.pictures import goal_picture, rate_picture
from targets.figures import IndicatorFigures
from targets.provenance import demo_note


class Kind(StrEnum):
    """年度进展情况报告, 中期评估, 督办单, 通报; also the name of the template."""

    ANNUAL = "annual"
    MIDTERM = "midterm"
    SUPERVISION = "supervision"
    BULLETIN = "bulletin"


LABELS = {
    Kind.ANNUAL: gettext_lazy("Annual progress report"),
    Kind.MIDTERM: gettext_lazy("Mid-term assessment"),
    Kind.SUPERVISION: gettext_lazy("Supervision notices"),
    Kind.BULLETIN: gettext_lazy("Bulletin"),
}
Fields = tuple[Mapping[str, Any], Mapping[str, IO[bytes] | None]]


def report_fields(kind: Kind, report: PlanReport, today: dt.date, period: str) -> Fields:
    """Return the fields and the pictures of a report of one plan's year.

    `period` is of a bulletin: 2024-06 or 2024-Q2. Raises NotPossible for a period that is none.
    """
    fields, pictures = FIELDS[kind](report, today, period)
    return {**_head(report, today), **fields}, pictures


def _head(report: PlanReport, today: dt.date) -> dict[str, Any]:
    """What every report bears."""
    snapshot = report.snapshot
    signed = _("The year is final, signed by %(who)s.") % {"who": snapshot.signed_name} if snapshot else ""
    return {
        "plan": report.plan.title,
        "document": report.plan.doc_number,
        "region": report.plan.region.name,
        "office": str(report.plan.coordinator or report.plan.issuer or ""),
        "year": report.year,
        "made_on": f"{today.year}年{today.month}月{today.day}日",
        "notice": demo_note([report.is_invented]),
        "signed": signed,
    }


def _annual(report: PlanReport, today: dt.date, period: str) -> Fields:
    rows = report.figures.rows
    fields = {
        "overall": [
            facts.means_sentence(report) + facts.indicators_sentence(rows, report.year),
            facts.goals_sentence(rows),
            facts.tasks_sentence(report.tasks),
        ],
        "classes": _classes(report),
        "behind": facts.behind_items(report),
        "areas": facts.area_items(report),
        "owing": facts.owing(report),
        "remaining": facts.remaining_rows(report),
    }
    return fields, {"picture": rate_picture(report)}


def _classes(report: PlanReport) -> list[dict[str, Any]]:
    """The indicators by their classes, in the order of the plan; one class without a name where it has none."""
    classes: dict[str, list[IndicatorFigures]] = {}
    for row in report.figures.rows:
        classes.setdefault(row.indicator.group, []).append(row)
    return [
        {
            "number": facts.chinese_number(number),
            "name": name or (_("other indicators") if len(classes) > 1 else _("indicators of the plan")),
            "states": facts.indicators_sentence(rows, report.year),
            "rows": facts.figure_rows(rows, report),
        }
        for number, (name, rows) in enumerate(classes.items(), 1)
    ]


def _midterm(report: PlanReport, today: dt.date, period: str) -> Fields:
    slipping = [row for row in report.figures.worst_first if row.is_troubled]
    fields = {
        "overall": [
            facts.goals_sentence(report.figures.rows),
            facts.means_sentence(report),
            facts.tasks_sentence(report.tasks),
        ],
        "rows": facts.figure_rows(report.figures.rows, report),
        "slipping": [{"name": row.indicator.name, "figures": facts.figure_sentence(row)} for row in slipping],
        "behind": facts.behind_items(report),
        "areas": facts.area_items(report),
        "remaining": facts.remaining_rows(report),
    }
    return fields, {"picture": goal_picture(report)}


def _supervision(report: PlanReport, today: dt.date, period: str) -> Fields:
    """A page an agency: what it has not reported, and what of its own is behind."""
    pages = {str(one["agency"]): {"missing": one["items"], "behind": [], "delayed": []} for one in facts.owing(report)}
    for item in facts.behind_items(report):
        _page(pages, item["agency"])["behind"].append(item)
    for task in report.delayed:
        for agency in task.reporters.split("、"):
            _page(pages, agency)["delayed"].append(
                {"seq": str(task.seq), "content": task.content, "summary": task.summary}
            )
    return {"pages": [{"agency": agency, **page} for agency, page in sorted(pages.items())]}, {}


def _page(pages: dict[str, dict[str, Any]], agency: str) -> dict[str, Any]:
    return pages.setdefault(agency or _("nobody named"), {"missing": [], "behind": [], "delayed": []})


FIELDS: Mapping[Kind, Callable[[PlanReport, dt.date, str], Fields]] = {
    Kind.ANNUAL: _annual,
    Kind.MIDTERM: _midterm,
    Kind.SUPERVISION: _supervision,
    Kind.BULLETIN: lambda report, today, period: (bulletin_fields(report, period), {}),
}
