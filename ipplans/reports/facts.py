"""What a report says in sentences, composed by rules from the figures: nothing is said that no figure shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from django.utils.translation import gettext as _

from ipplans.reports.content import PlanReport, Unreported, reporter
from targets.choices import Judgement, State
from targets.figures import IndicatorFigures
from targets.numbers import benchmark_text, number_text, percent_text, rate_text
from targets.statements import Why
from tasks.listed import ListedTask
from tasks.models import TaskReport

NOTHING_SAID = Why()
ONES = "零一二三四五六七八九"


def chinese_number(number: int) -> str:
    """Return 一, 十二, 三十: the numbers of headings, from 1 to 99."""
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else f"{ONES[tens]}十") + (ONES[ones] if ones or not tens else "")


def counted(pairs: Sequence[tuple[object, int]]) -> str:
    """Return 完成 16 项、滞后 1 项: those that there are."""
    return "、".join(_("%(word)s %(n)s") % {"word": word, "n": n} for word, n in pairs if n)


def indicators_sentence(rows: Sequence[IndicatorFigures], year: int) -> str:
    """How the indicators of a year stand, by state."""
    if not rows:
        return _("No indicator.")
    states = Counter(row.now.state for row in rows)
    words = {"year": year, "n": len(rows), "states": counted([(state.label, states[state]) for state in State])}
    return _("Of %(n)s indicators in %(year)s: %(states)s.") % words


def means_sentence(report: PlanReport) -> str:
    """The means of the year with what was reported; that there is none, where nothing is due."""
    means = report.figures.means
    if means.assessed is None:
        return _("No mean can be formed for %(year)s: nothing was due.") % {"year": report.year}
    words = {
        "reported": means.reported_count,
        "due": means.due_count,
        "assessed": percent_text(means.assessed),
        "mean": percent_text(means.reported),
    }
    return (
        _("Reported: %(reported)s of %(due)s due. Mean over all due %(assessed)s, of those reported %(mean)s.") % words
    )


def goals_sentence(rows: Sequence[IndicatorFigures]) -> str:
    """How the goals are judged."""
    judged = Counter(row.judgement for row in rows if row.judgement)
    if not judged:
        return _("No goal can be judged yet.")
    return _("Goals at the end of the plan: %(judged)s.") % {
        "judged": counted([(one.label, judged[one]) for one in Judgement])
    }


def tasks_sentence(tasks: Sequence[ListedTask]) -> str:
    """How the tasks stand, by state; those that were not reported last."""
    if not tasks:
        return _("The plan has no task.")
    states = Counter(task.report.state if task.report else "" for task in tasks)
    pairs = [*((state.label, states[state]) for state in TaskReport.State), (_("not reported"), states[""])]
    return _("Of %(n)s tasks: %(states)s.") % {"n": len(tasks), "states": counted(pairs)}


def figure_sentence(row: IndicatorFigures) -> str:
    """What one indicator was to reach, what it reached, and how its goal is judged."""
    now, unit = row.now, row.indicator.unit
    if now.value is None:
        return _("target %(target)s %(unit)s, %(silence)s.") % {
            "target": benchmark_text(now.benchmark), "unit": unit, "silence": now.silence,
        }  # fmt: skip
    words = {
        "target": benchmark_text(now.benchmark),
        "unit": unit,
        "actual": number_text(now.value),
        "rate": rate_text(now.rate),
    }
    judged = f"；{_('goal')}{row.judgement.label}" if row.judgement else ""
    return _("target %(target)s %(unit)s, actual %(actual)s %(unit)s, rate %(rate)s") % words + judged + "。"


def behind_items(report: PlanReport) -> list[dict[str, str]]:
    """What is behind, the worst first: the figures, who reports, and what was said of cause, measure and date."""
    found = []
    for number, row in enumerate(report.behind, 1):
        why = report.said.get(row.indicator.pk, NOTHING_SAID)
        found.append({
            "number": str(number),
            "name": row.indicator.name,
            "figures": figure_sentence(row),
            "agency": why.agency or reporter(row),
            "cause": why.cause or _("not stated"),
            "remedy": why.remedy or _("not stated"),
            "by": why.remedy_by or _("not stated"),
        })  # fmt: skip
    return found


def area_items(report: PlanReport) -> list[dict[str, object]]:
    """The tasks by area: how they stand, those that are delayed, and what was said of each."""
    areas: dict[str, list[ListedTask]] = {}
    for task in report.tasks:
        areas.setdefault(task.area or _("without area"), []).append(task)
    return [
        {
            "number": chinese_number(number),
            "name": name,
            "states": tasks_sentence(tasks),
            "delayed": [_task(task) for task in tasks if task.report and task.report.state == TaskReport.State.DELAYED],
        }
        for number, (name, tasks) in enumerate(areas.items(), 1)
    ]


def _task(task: ListedTask) -> dict[str, str]:
    return {"seq": str(task.seq), "content": task.content, "agency": task.reporters, "summary": task.summary}


def owing(report: PlanReport) -> list[dict[str, object]]:
    """Who has not reported, the agency with most first: how many indicators and tasks, and which."""
    by_agency: dict[str, list[Unreported]] = {}
    for one in report.unreported:
        for agency in one.agency.split("、"):
            by_agency.setdefault(agency, []).append(one)
    ordered = sorted(by_agency.items(), key=lambda item: (-len(item[1]), item[0]))
    return [
        {
            "agency": agency or _("nobody named"),
            "indicators": sum(not one.is_task for one in found),
            "tasks": sum(one.is_task for one in found),
            "names": "；".join(_named(one) for one in found),
            "items": [_named(one) for one in found],
        }
        for agency, found in ordered
    ]


def _named(one: Unreported) -> str:
    kind = _("task") if one.is_task else _("indicator")
    returned = _(" (returned, to be corrected)") if one.is_sent_back else ""
    return f"{kind}{one.seq} {one.name}{returned}"


def remaining_rows(report: PlanReport) -> list[dict[str, str]]:
    """What is left to reach each goal, and how much a year that is; goals that are reached are left out."""
    found = []
    for row in report.figures.rows:
        left = row.remaining
        if left.distance:
            text = report.texts[row.indicator.pk]
            found.append({
                "seq": str(row.indicator.seq), "name": row.indicator.name, "unit": row.gap_unit,
                "goal": _with_note(text.goal, text.goal_note),
                "to_date": text.to_date, "remaining": text.remaining, "each_year": text.remaining_note,
                "next": number_text(left.printed.get(report.year + 1)),
            })  # fmt: skip
    return found


def figure_rows(rows: Sequence[IndicatorFigures], report: PlanReport) -> list[dict[str, str]]:
    """The indicators as a table prints them: target, actual or why there is none, rate, state, outlook."""
    found = []
    for row in rows:
        text = report.texts[row.indicator.pk]
        now = text.now
        found.append({
            "seq": str(text.seq), "name": text.name, "unit": text.unit, "target": now.target,
            "actual": now.actual_words or " ".join(filter(None, [now.actual, now.actual_note])),
            "rate": now.rate or "—", "state": now.word if not now.rate else str(row.now.state.label),
            "goal": _with_note(text.goal, text.goal_note), "to_date": text.to_date, "goal_rate": text.goal_rate,
            "judgement": f"{text.judgement.word} {text.judgement.note}".strip() if text.judgement else "—",
        })  # fmt: skip
    return found


def _with_note(goal: str, note: str) -> str:
    """A goal with what it is held against, where it is not an amount."""
    return f"{goal}（{note}）" if note else goal
