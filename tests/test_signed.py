"""Signed stays signed (domain.md §3): every door × everything that a signed figure was computed from."""

import io
import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.core.serializers import serialize
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from documents.draft.values import Draft
from documents.loading.decision import Decision, DecisionKind, LoadRefused
from documents.loading.load import load
from documents.matching.stored import draft_of
from ipplans.snapshots import take_snapshot
from plans.admin_forms import SignedForm
from plans.models import NotPossible, Phase, Plan, Round
from targets.models import Actual, Baseline, Evidence, Goal, PlanIndicator, YearTarget
from tasks.models import TaskEvidence, TaskReport
from tests.cast import Cast, SignedIn

pytestmark = pytest.mark.django_db

# What signed figures are computed from; a model that joins them must stand here.
MATTERS: dict[type, str] = {
    Plan: "marks, years", Phase: "when the plan begins and ends", PlanIndicator: "direction, weight, …",
    Goal: "the goal", Baseline: "the baseline", YearTarget: "targets", Actual: "values, conditions",
    Evidence: "evidence", TaskReport: "tasks", TaskEvidence: "evidence of tasks",
}  # fmt: skip


@pytest.fixture
def signed(cast: Cast) -> Cast:
    """2022 is final: one figure approved with evidence, one task reported; 2023 is open."""
    actual = cast.approved("90")
    Evidence.objects.create(actual=actual, name="a.pdf", sha256="0" * 64, file="evidence/a.pdf")
    Baseline.objects.create(indicator=cast.indicator(2), year=2021, value=Decimal(6))
    Phase.objects.create(plan=cast.plan, seq=1, name="实施", starts="2022-01-01", ends="2025-12-31")
    report = TaskReport(task=cast.plan.tasks.get(seq=1), year=2022, state="done", summary="已建成", version=0)
    report.status, report.agency = "approved", cast.lead
    TaskReport.objects.save_with_history([report], cast.reviewer)
    TaskEvidence.objects.create(report=report, name="b.pdf", sha256="1" * 64, file="evidence/b.pdf")
    Round.objects.filter(plan=cast.plan).update(status="closed")
    take_snapshot(cast.plan.rounds.get(), cast.reviewer, "c-reviewer", timezone.localdate())
    Round.objects.create(plan=cast.plan, year=2023, opens="2024-01-01", due="2999-01-31")
    return cast


def stored() -> dict[str, list[dict[str, Any]]]:
    """Everything that is signed, as it is stored."""
    return {
        model.__name__: list(model._default_manager.order_by("pk").values(*_columns(model)))  # type: ignore[attr-defined]
        for model in MATTERS
    }


def _columns(model: Any) -> list[str]:
    return ["pk", *model.SIGNED_FIELDS]


def test_every_model_that_signed_figures_are_computed_from_stands_in_the_table() -> None:
    assert {model for model in apps.get_models() if hasattr(model, "SIGNED_FIELDS")} == set(MATTERS)


def test_every_page_of_the_admin_asks_the_guard() -> None:
    for model, page in admin.site._registry.items():
        pages: list[Any] = [page, *(inline for inline in page.inlines if inline.model in MATTERS)]
        for one in pages:
            if one.model in MATTERS:
                assert issubclass(one.form, SignedForm), f"{model.__name__}: {one}"


# -- the forms


def entry(cast: Cast, signed_in: SignedIn) -> Any:
    row = cast.indicator(1)
    url = reverse("targets:entry", args=[cast.plan.slug])
    return signed_in(cast.clerk).post(url, {f"i{row.pk}y2022-text": "99", f"i{row.pk}y2022-version": "3"})


def own_page(cast: Cast, signed_in: SignedIn) -> Any:
    url = reverse("targets:indicator_entry", args=[cast.indicator(1).pk, 2022])
    return signed_in(cast.clerk).post(url, {"value": "99", "version": "3"})


def reopening(cast: Cast, signed_in: SignedIn) -> Any:
    actual = Actual.objects.get(year=2022, indicator__plan=cast.plan)
    url = reverse("review_action", args=[actual.pk, "reopen"])
    return signed_in(cast.reviewer).post(url, {"reason": "更正", "version": str(actual.version)}, follow=True)


def revision(cast: Cast, signed_in: SignedIn) -> Any:
    url = reverse("targets:revise_target", args=[cast.indicator(1).pk, 2022])
    sent = {"value": "50", "document": "甲政〔2025〕1号", "reason": "调整"}
    return signed_in(cast.reviewer).post(url, sent, follow=True)


def evidence_added(cast: Cast, signed_in: SignedIn) -> Any:
    url = reverse("targets:add_evidence", args=[Actual.objects.get(year=2022, indicator__plan=cast.plan).pk])
    return signed_in(cast.clerk).post(url, {"file": SimpleUploadedFile("c.pdf", b"%PDF-1.4 x")}, follow=True)


def evidence_removed(cast: Cast, signed_in: SignedIn) -> Any:
    url = reverse("targets:remove_evidence", args=[Evidence.objects.get().pk])
    return signed_in(cast.clerk).post(url, follow=True)


def task_report(cast: Cast, signed_in: SignedIn) -> Any:
    url = reverse("tasks:task_report", args=[cast.plan.tasks.get(seq=1).pk, 2022])
    return signed_in(cast.clerk).post(url, {"state": "delayed", "summary": "改", "remark": "改", "version": "1"})


def task_evidence_removed(cast: Cast, signed_in: SignedIn) -> Any:
    url = reverse("tasks:remove_evidence", args=[TaskEvidence.objects.get().pk])
    return signed_in(cast.clerk).post(url, follow=True)


FORMS: list[Callable[[Cast, SignedIn], Any]] = [
    entry, own_page, reopening, revision, evidence_added, evidence_removed, task_report, task_evidence_removed,
]  # fmt: skip


@pytest.mark.parametrize("door", FORMS, ids=lambda door: door.__name__)
def test_no_form_changes_what_is_signed(signed: Cast, signed_in: SignedIn, door: Callable[..., Any]) -> None:
    before = stored()
    answer = door(signed, signed_in)
    assert answer.status_code < 500
    assert stored() == before


# -- 后台


def of_indicator(row: PlanIndicator, **changes: Any) -> dict[str, Any]:
    names = ("accumulation", "direction", "weight")
    return {**{name: getattr(row, name) for name in names}, "reporter": row.reporter_id or "", "note": ""} | changes


@pytest.mark.parametrize("change", [{"direction": "less"}, {"weight": "7"}, {"accumulation": "level"}])
def test_the_admin_keeps_what_counts_for_a_signed_plan(
    signed: Cast, signed_in: SignedIn, change: dict[str, Any]
) -> None:
    row, before = signed.indicator(1), stored()
    url = reverse("admin:targets_planindicator_change", args=[row.pk])
    page = signed_in(signed.admin).post(url, of_indicator(row, **change))
    assert "调整方案" in page.content.decode()
    assert stored() == before
    free = signed_in(signed.admin).post(url, of_indicator(row, note="说明"))
    assert free.status_code == 302


@pytest.mark.parametrize("change", [
    {"met_mark": "80", "near_mark": "50"}, {"ahead_mark": "1"},
    {"phases-0-ends": "2025-06-30"}, {"phases-0-DELETE": "on"},
    {"phases-1-seq": "2", "phases-1-name": "新", "phases-1-starts": "2021-06-01", "phases-1-ends": "2021-12-31",
     "phases-TOTAL_FORMS": "2"},
])  # fmt: skip
def test_the_admin_keeps_the_marks_and_phases(signed: Cast, signed_in: SignedIn, change: dict[str, str]) -> None:
    plan, before = signed.plan, stored()
    phase = plan.phases.get()
    form = {field.name: getattr(plan, field.attname) for field in Plan._meta.fields if field.editable}
    form = {name: "" if value is None else value for name, value in form.items() if value is not False}
    form |= {
        "phases-TOTAL_FORMS": "1", "phases-INITIAL_FORMS": "1", "phases-0-id": phase.pk, "phases-0-plan": plan.pk,
        "phases-0-seq": "1", "phases-0-name": "实施", "phases-0-starts": "2022-01-01", "phases-0-ends": "2025-12-31",
    }  # fmt: skip
    url = reverse("admin:plans_plan_change", args=[plan.pk])
    page = signed_in(signed.admin).post(url, form | change)
    assert page.status_code == 200
    assert "调整方案" in page.content.decode()
    assert stored() == before


# -- documents


def changed(cast: Cast, change: Callable[[Draft], None]) -> Draft:
    draft = draft_of(Plan.objects.get(pk=cast.plan.pk))
    change(draft)
    return draft


def other_target(draft: Draft) -> None:
    draft.indicators[0].targets[2022] = Decimal(50)


def no_target(draft: Draft) -> None:
    del draft.indicators[0].targets[2022]


def other_goal(draft: Draft) -> None:
    assert draft.indicators[0].goal is not None
    draft.indicators[0].goal.value = Decimal(500)


def other_weight(draft: Draft) -> None:
    draft.indicators[0].weight = Decimal(9)


def other_direction(draft: Draft) -> None:
    draft.indicators[0].direction = "less"


def other_baseline(draft: Draft) -> None:
    draft.indicators[1].baseline = None


WHOLE_PLAN = [other_goal, other_weight, other_direction]
REVISED = Decision(DecisionKind.REVISION, "甲政〔2025〕1号", "中期调整")


@pytest.mark.parametrize("change", [other_target, no_target, *WHOLE_PLAN], ids=lambda change: change.__name__)
def test_no_correction_reaches_into_a_signed_year(signed: Cast, change: Callable[[Draft], None]) -> None:
    before = stored()
    with pytest.raises(LoadRefused):
        load(changed(signed, change), signed.admin, Decision(DecisionKind.CORRECTION))
    assert stored() == before


@pytest.mark.parametrize("change", [other_target, no_target], ids=lambda change: change.__name__)
def test_a_document_that_adjusts_the_plan_leaves_signed_targets(signed: Cast, change: Callable[[Draft], None]) -> None:
    before = stored()
    with pytest.raises(LoadRefused):
        load(changed(signed, change), signed.admin, REVISED)
    assert stored() == before


@pytest.mark.parametrize("change", WHOLE_PLAN, ids=lambda change: change.__name__)
def test_what_counts_for_the_whole_plan_changes_by_such_a_document(
    signed: Cast, change: Callable[[Draft], None]
) -> None:
    before = stored()
    load(changed(signed, change), signed.admin, REVISED)
    assert stored() != before


def test_other_years_and_reporters_stay_free(signed: Cast, signed_in: SignedIn) -> None:
    url = reverse("targets:revise_target", args=[signed.indicator(1).pk, 2023])
    signed_in(signed.reviewer).post(url, {"value": "50", "document": "甲政〔2025〕1号", "reason": "调整"})
    assert YearTarget.objects.get(indicator=signed.indicator(1), year=2023).value == 50
    signed.indicator(1).name_reporter(signed.partner, "分工调整")
    assert signed.indicator(1).reporter == signed.partner
    assert signed.actual("110", 2023).value == 110


# -- commands


@pytest.mark.parametrize("matter", MATTERS, ids=lambda model: model.__name__)
def test_loaddata_keeps_what_is_signed(signed: Cast, tmp_path: Path, matter: Any) -> None:
    thing = matter.objects.filter(pk__in=_of_signed_year(matter)).order_by("pk").first()
    rows = json.loads(serialize("json", [thing]))
    name, value = OTHER[matter]
    rows[0]["fields"][name] = value
    file = tmp_path / "changed.json"
    file.write_text(json.dumps(rows))
    before = stored()
    with pytest.raises(CommandError):
        call_command("loaddata", str(file), verbosity=0)
    assert stored() == before


OTHER: dict[Any, tuple[str, Any]] = {
    Plan: ("met_mark", "80"), Phase: ("ends", "2025-06-30"), PlanIndicator: ("direction", "less"),
    Goal: ("value", "500"), Baseline: ("value", "5"), YearTarget: ("value", "50"), Actual: ("value", "99"),
    Evidence: ("sha256", "2" * 64), TaskReport: ("state", "delayed"), TaskEvidence: ("sha256", "3" * 64),
}  # fmt: skip


def _of_signed_year(model: Any) -> list[int]:
    return [thing.pk for thing in model.objects.all() if thing.signed_year in (None, 2022) and _is_here(thing)]


def _is_here(thing: Any) -> bool:
    return bool(Plan.objects.get(pk=thing.signed_plan_id).slug == "jia-2022")


def test_loaddata_loads_what_nobody_signed(signed: Cast, tmp_path: Path) -> None:
    target = YearTarget.objects.get(indicator=signed.indicator(1), year=2024)
    rows = json.loads(serialize("json", [target]))
    rows[0]["fields"]["value"] = "333"
    file = tmp_path / "free.json"
    file.write_text(json.dumps(rows))
    call_command("loaddata", str(file), verbosity=0)
    assert YearTarget.objects.get(pk=target.pk).value == 333


# -- the workbook, and the storing methods themselves


def test_the_workbook_changes_nothing_signed(signed: Cast, signed_in: SignedIn) -> None:
    client = signed_in(signed.clerk)
    download = reverse("documents:download_entry_workbook", args=[signed.plan.slug])
    book = load_workbook(io.BytesIO(client.get(download).content))
    sheet = book.active
    assert sheet is not None
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value == 90:
                cell.value = 99
    out = io.BytesIO()
    book.save(out)
    before = stored()
    url = reverse("documents:upload_entry_workbook", args=[signed.plan.slug])
    client.post(url, {"file": SimpleUploadedFile("own.xlsx", out.getvalue())})
    assert stored() == before


def test_the_storing_method_itself_refuses(signed: Cast) -> None:
    actual = Actual.objects.get(year=2022, indicator__plan=signed.plan)
    actual.value = Decimal(99)
    with pytest.raises(NotPossible):
        Actual.objects.save_with_history([actual], signed.admin)
    new = Actual(indicator=signed.indicator(2), year=2022, value=Decimal(7), status="approved", version=0)
    with pytest.raises(NotPossible):
        Actual.objects.save_with_history([new], signed.admin)


def test_a_signed_half_year_keeps_its_value_and_the_year_goes_on(cast: Cast) -> None:
    half = Round.objects.create(
        plan=cast.plan, year=2023, period="h1", opens="2023-07-01", due="2023-07-31", status="closed"
    )
    actual = cast.approved("40", 2023)
    Actual.objects.filter(pk=actual.pk).update(as_of=half.as_of)
    take_snapshot(half, cast.reviewer, "c-reviewer", timezone.localdate())
    actual.refresh_from_db()
    actual.value = Decimal(41)
    with pytest.raises(NotPossible):
        Actual.objects.save_with_history([actual], cast.admin)
    actual.as_of, actual.value = None, Decimal(95)
    Actual.objects.save_with_history([actual], cast.admin)
    assert Actual.objects.get(pk=actual.pk).value == 95
