"""A corrected document after figures and reports were entered: every one stays at its own row."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError

from documents.loading.comparison import difference_to_stored
from documents.loading.decision import Decision, DecisionKind, LoadRefused
from documents.loading.load import load
from documents.loading.preparation import prepared_for_load
from documents.matching.intake import draft_from_file
from plans.models import Plan
from targets.models import Actual, PlanIndicator
from tasks.models import Assignment, Task, TaskReport
from tests.cast import Cast
from tests.documents.remade import Paper, as_docx
from tests.documents.test_commands import GOALS, HEAD, TARGETS, TASKS

LONG = [
    *TASKS,
    ["4", "保护", "开展专项执法行动。", "*市甲局、市丙局"],
    ["5", "运用", "推进专利转化运用。", "*市丙局、市甲局"],
    ["6", "服务", "建设公共服务平台。", "市甲局"],
]


def read(tasks: list[list[str]], targets: list[list[str]] = TARGETS) -> Any:
    content = as_docx(Paper([*HEAD, GOALS, "附件1", tasks, "附件2", targets]))
    return prepared_for_load(draft_from_file("方案.docx", content)[0])


@pytest.fixture
def plan(cast: Cast) -> Plan:
    """Loaded, with a figure for every indicator and a report on every task."""
    found = load(read(LONG), cast.admin)
    for row in found.indicators.all():
        actual = Actual(indicator=row, year=2024, version=0)
        actual.enter({"value": Decimal(row.seq * 10)}, cast.lead, cast.clerk)
        Actual.objects.save_with_history([actual], cast.clerk)
    for task in found.tasks.all():
        TaskReport.objects.create(task=task, year=2024, state="under-way", summary=task.content, agency=cast.lead)
    return found


def reports(plan: Plan) -> dict[str, str]:
    return {
        report.summary: report.task.content
        for report in TaskReport.objects.filter(task__plan=plan).select_related("task")
    }


def figures(plan: Plan) -> dict[str, Decimal | None]:
    return {a.indicator.name: a.value for a in Actual.objects.filter(indicator__plan=plan).select_related("indicator")}


def corrected() -> Any:
    """A row inserted at 5, a text mended, a target changed."""
    rows = [*LONG[:5], ["5", "运用", "新增的任务内容与众不同。", "市甲局"], ["6", *LONG[5][1:]], ["7", *LONG[6][1:]]]
    rows[4] = ["4", "保护", "开展专项执法行动，打击侵权。", "*市甲局、市丙局"]
    return read(rows, [*TARGETS[:1], ["1", "专利授权量（件）", "90", "105", "105"], TARGETS[2]])


def test_every_figure_and_report_stays_at_its_own_row(cast: Cast, plan: Plan) -> None:
    before = figures(plan)
    draft = corrected()
    found = difference_to_stored(draft)
    assert {(row.kind, row.seq, str(row.change_kind)) for row in found.changes} == {
        ("indicator", 1, "changed"),
        ("task", 4, "changed"),
        ("task", 5, "new"),
        ("task", 6, "moved"),
        ("task", 7, "moved"),
    }
    load(draft, cast.admin, Decision(DecisionKind.CORRECTION))
    assert figures(plan) == before
    kept = reports(plan)
    assert kept.pop("开展专项执法行动。") == "开展专项执法行动，打击侵权。"
    assert all(summary == content for summary, content in kept.items())
    assert plan.tasks.get(seq=5).content == "新增的任务内容与众不同。"
    assert not TaskReport.objects.filter(task__seq=5, task__plan=plan).exists()
    assert not difference_to_stored(draft).changes


def test_what_a_document_does_not_print_stays_as_people_decided_it(cast: Cast, plan: Plan) -> None:
    plan.coordinator, plan.note, plan.is_checked = cast.lead, "重点", True
    plan.save()
    plan.indicators.filter(seq=1).update(note="人工备注")
    load(corrected(), cast.admin)
    plan.refresh_from_db()
    assert (plan.coordinator, plan.note, plan.is_checked) == (cast.lead, "重点", True)
    assert plan.indicators.get(seq=1).note == "人工备注"


def test_a_row_that_a_document_drops_keeps_its_report(cast: Cast, plan: Plan) -> None:
    load(read(LONG[:-1]), cast.admin, Decision(DecisionKind.REVISION, "甲政〔2025〕2号", "调整"))
    dropped = plan.tasks.exclude(dropped_by="").get()
    assert (dropped.content, dropped.dropped_by) == ("建设公共服务平台。", "甲政〔2025〕2号")
    assert dropped.reports.count() == 1


@pytest.mark.parametrize("step", ["_phases", "_indicators", "_tasks", "_assignments", "_quantities", "_targets"])
def test_a_failure_in_the_middle_leaves_everything_as_it_was(
    cast: Cast, plan: Plan, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    before = everything()

    def broken(*_arguments: Any) -> None:
        raise DatabaseError("the disk is full")

    monkeypatch.setattr(f"documents.loading.load._Loader.{step}", broken)
    with pytest.raises((LoadRefused, DatabaseError)):
        load(corrected(), cast.admin)
    assert everything() == before


def everything() -> list[list[dict[str, Any]]]:
    models = (Plan, PlanIndicator, Task, Assignment, Actual, TaskReport)
    return [list(model.objects.order_by("pk").values()) for model in models] + [
        list(model.history.order_by("pk").values("history_id")) for model in models
    ]
