"""Loading a draft: all or nothing, idempotent, and nothing that was entered is lost or moved."""

import copy
from decimal import Decimal as D

import pytest
from django.conf import settings

from documents.draft.values import Draft, DraftAssignment, DraftTask
from documents.loading.comparison import difference_to_stored
from documents.loading.decision import Decision, DecisionKind, LoadRefused
from documents.loading.difference import ChangeKind
from documents.loading.load import load
from documents.loading.stored_plan import stored_plan
from documents.matching.rows import pairs
from documents.matching.stored import draft_of
from documents.reading.plan_files.fixture import read_fixture
from plans.models import Agency, Plan, Region, User
from targets.models import Actual, PlanIndicator, YearTarget
from tasks.models import QuantityReached, Task, TaskReport

pytestmark = pytest.mark.django_db

SLUGS = ["wenzhou-2022", "yueqing-2022", "tongzhou-2022", "jiaxing-2021", "jiaxing-2016"]


def draft(slug: str = "wenzhou-2022") -> Draft:
    return read_fixture((settings.BASE_DIR / "fixtures" / f"{slug}.json").read_bytes())


def snapshot() -> list[int]:
    return [model.objects.count() for model in (Agency, Plan, Task, PlanIndicator, YearTarget, Actual)]


@pytest.mark.parametrize("slug", SLUGS)
def test_a_fixture_and_its_stored_plan_say_the_same(slug: str) -> None:
    assert difference_to_stored(draft(slug)).changes == []


@pytest.mark.parametrize("slug", SLUGS)
def test_loading_the_same_twice_changes_nothing(slug: str) -> None:
    before = (snapshot(), [model.history.count() for model in (Plan, Task, PlanIndicator, YearTarget, Agency)])
    load(draft(slug))
    assert (snapshot(), [model.history.count() for model in (Plan, Task, PlanIndicator, YearTarget, Agency)]) == before


def test_a_new_plan_is_loaded_as_its_fixture_says() -> None:
    new = draft("tongzhou-2022")
    region = Region.objects.create(code="320613", name="别区", slug="bie", level="county")
    new.plan.region, new.plan.slug = region.code, "bie-2022"
    plan = load(new)
    again = draft_of(plan)
    assert (again.plan, again.tasks, again.indicators) == (new.plan, new.tasks, new.indicators)


def corrected() -> Draft:
    """A row inserted at 5, a text mended, a target changed, a row left out."""
    new = draft()
    for task in new.tasks:
        if task.seq >= 5:
            task.seq += 1
            task.label = str(task.seq)
    inserted = DraftTask(5, "新增的一行。", label="5", area=new.tasks[4].area)
    inserted.assignments = [DraftAssignment("市科技局", "市科技局", "lead", "sole")]
    new.tasks.insert(4, inserted)
    new.tasks[0].content = new.tasks[0].content.replace("加快技术升级步伐", "加快技术升级")
    new.indicators[0].targets[2024] = D(21000)
    del new.tasks[-1]
    for task in new.tasks:  # as from a document, which knows no keys
        task.key = ""
    for indicator in new.indicators:
        indicator.key = ""
    return new


def test_a_corrected_document_is_kept_apart_row_by_row() -> None:
    found = difference_to_stored(corrected())
    turns = {(row.kind, row.seq): row.change_kind for row in found.rows}
    assert turns["task", 5] == ChangeKind.ADDED
    assert turns["task", 1] == ChangeKind.CHANGED
    assert turns["task", 6] == ChangeKind.MOVED
    assert turns["task", 63] == ChangeKind.REMOVED or found.count(ChangeKind.REMOVED) == 1
    assert turns["indicator", 1] == ChangeKind.CHANGED
    assert found.count(ChangeKind.ADDED) == 1


def test_a_correction_keeps_every_value_and_report_at_its_own_row() -> None:
    def entered() -> tuple[dict[str, list[tuple[int, D | None]]], dict[str, int]]:
        values = {row.key: [(a.year, a.value) for a in row.actuals.all()] for row in PlanIndicator.objects.all()}
        return values, {task.key: task.reports.count() for task in Task.objects.filter(plan__slug="wenzhou-2022")}

    contents = dict(Task.objects.filter(plan__slug="wenzhou-2022").values_list("key", "content"))
    values, reports = entered()
    load(corrected(), decision=Decision(DecisionKind.CORRECTION))
    values_after, reports_after = entered()
    assert values_after == values
    assert {key: count for key, count in reports_after.items() if key in reports} == reports
    moved = Task.objects.get(plan__slug="wenzhou-2022", seq=6)
    assert contents[moved.key] == moved.content


def test_a_correction_keeps_no_first_value_and_a_revision_does() -> None:
    target = YearTarget.objects.get(indicator__plan__slug="wenzhou-2022", indicator__seq=1, year=2024)
    load(corrected(), decision=Decision(DecisionKind.CORRECTION))
    target.refresh_from_db()
    assert (target.value, target.first_value) == (21000, None)
    revised = corrected()
    revised.indicators[0].targets[2024] = D(22000)
    load(revised, decision=Decision(DecisionKind.REVISION, "温政办〔2024〕9号", "中期调整"))
    target.refresh_from_db()
    assert (target.value, target.first_value, target.revised_by) == (22000, 21000, "温政办〔2024〕9号")


def test_a_revision_names_its_document_and_reason() -> None:
    with pytest.raises(LoadRefused):
        load(corrected(), decision=Decision(DecisionKind.REVISION))


def test_a_row_with_reports_is_never_deleted() -> None:
    dropped = Task.objects.get(plan__slug="wenzhou-2022", seq=63)
    assert TaskReport.objects.filter(task=dropped).exists()
    load(corrected())
    dropped.refresh_from_db()
    assert dropped.dropped_by == "温政办〔2022〕73号"
    assert dropped.reports.count() == 3


def test_a_dropped_row_that_comes_back_takes_up_its_reports_again() -> None:
    key = Task.objects.get(plan__slug="wenzhou-2022", seq=63).key
    load(corrected())
    load(draft())
    again = Task.objects.get(plan__slug="wenzhou-2022", key=key)
    assert (again.dropped_by, again.seq, again.reports.count()) == ("", 63, 3)
    assert difference_to_stored(draft()).changes == []


def test_a_failure_in_the_middle_leaves_everything_as_it_was() -> None:
    before = snapshot()
    stored = draft_of(Plan.objects.get(slug="wenzhou-2022"))
    broken = corrected()
    # The last row fails, after all others were stored.
    broken.tasks[-1].assignments[-1].agency = "无此单位"
    with pytest.raises(LoadRefused):
        load(broken)
    assert snapshot() == before
    assert draft_of(Plan.objects.get(slug="wenzhou-2022")) == stored


def test_what_can_not_be_loaded_is_refused_with_nothing_stored() -> None:
    def broken(change: str) -> Draft:
        new = copy.deepcopy(draft("tongzhou-2022"))
        new.plan.region, new.plan.slug = "330329", "taishun-2022"
        if change == "region":
            new.plan.region = "999999"
        elif change == "agency":
            new.tasks[-1].assignments[0].agency = "无此单位"
        elif change == "catalogue":
            new.indicators[-1].indicator = "no-such-entry"
        elif change == "kind":
            new.plan.kind = "类" * 41
        elif change == "slug":
            new.plan.slug = "wenzhou-2022"
        elif change == "years":
            new.plan.start_year = 1700
        elif change == "upside down":
            new.plan.start_year, new.plan.end_year = 2025, 2022
        elif change == "scale":
            new.indicators[0].scale = D(0)
        return new

    before = snapshot()
    for change in ("region", "agency", "catalogue", "kind", "slug", "years", "upside down", "scale"):
        with pytest.raises(LoadRefused):
            load(broken(change))
    assert snapshot() == before


def test_reports_stay_with_what_is_counted_when_keys_are_swapped() -> None:
    new = draft()
    grants, marks = new.indicators[2], new.indicators[4]
    grants.key, marks.key = marks.key, grants.key
    before = {row.name: row.key for row in PlanIndicator.objects.filter(plan__slug="wenzhou-2022")}
    assert difference_to_stored(new).changes == []
    load(new)
    assert {row.name: row.key for row in PlanIndicator.objects.filter(plan__slug="wenzhou-2022")} == before


def test_a_row_written_anew_under_an_old_key_is_a_new_row() -> None:
    old = Task.objects.get(plan__slug="wenzhou-2022", seq=20)
    new = draft()
    new.tasks[19].content = "与原文毫不相干。"
    load(new)
    old.refresh_from_db()
    assert (old.dropped_by, old.reports.count()) == ("温政办〔2022〕73号", 3)
    assert Task.objects.get(plan__slug="wenzhou-2022", seq=20, dropped_by="").reports.count() == 0
    assert difference_to_stored(new).changes == []


def test_two_new_rows_of_one_text_are_two_rows() -> None:
    new = draft()
    for seq in (64, 65):
        new.tasks.append(DraftTask(seq, "同一句话。", label=str(seq), area=new.tasks[0].area))
    load(new)
    assert Task.objects.filter(plan__slug="wenzhou-2022", content="同一句话。").count() == 2
    assert difference_to_stored(new).changes == []


def test_many_rows_are_matched_in_a_moment() -> None:
    big = [DraftTask(1, f"第{n}项任务。", key=f"k{n}") for n in range(4000)]
    other = [DraftTask(1, f"第{n}项任务。") for n in reversed(range(4000))]
    matched = pairs(other, big)
    assert all(a is not None and b is not None and a.content == b.content for a, b in matched)


def test_a_renamed_agency_stays_one_agency() -> None:
    office = Agency.objects.get(region__code="330300", name="市科技局")
    office.name = "市科学技术局"
    office.save()
    assert [change.kind for change in difference_to_stored(draft()).changes] == []
    load(draft())
    assert not Agency.objects.filter(region__code="330300", name="市科技局").exists()
    assert office.assignments.count() == 15


def test_of_two_plans_of_the_same_years_the_named_one_is_meant() -> None:
    first = Plan.objects.get(slug="wenzhou-2022")
    Plan.objects.create(
        slug="wenzhou-2022-2", region=first.region, title="第二份", start_year=2022, end_year=2025, kind=first.kind
    )
    second = draft()
    second.plan.slug, second.plan.title = "wenzhou-2022-2", "第二份"
    load(second)
    first.refresh_from_db()
    assert first.title != "第二份"
    assert Plan.objects.get(slug="wenzhou-2022-2").indicators.count() == 19
    unnamed = draft()
    unnamed.plan.slug = ""
    with pytest.raises(LoadRefused):
        difference_to_stored(unnamed)


def test_a_slug_of_other_years_is_refused() -> None:
    new = draft()
    new.plan.start_year, new.plan.end_year = 2026, 2030
    with pytest.raises(LoadRefused):
        difference_to_stored(new)
    with pytest.raises(LoadRefused):
        load(new)


def test_what_was_reached_stays_with_its_clause() -> None:
    task = Task.objects.get(plan__slug="wenzhou-2022", seq=4)
    report = task.reports.get(year=2024)
    clause = task.quantities.get(text__startswith="企业运营类")
    QuantityReached.objects.create(report=report, quantity=clause, value=D(31))
    new = draft()
    new.tasks[3].quantities.reverse()
    load(new)
    assert QuantityReached.objects.get(report=report).quantity.text.startswith("企业运营类")
    new.tasks[3].quantities.clear()
    load(new)
    assert QuantityReached.objects.get(report=report).value == 31


def test_a_stated_figure_is_corrected_and_an_entered_one_stands(cast: object) -> None:
    new = draft("jiaxing-2016")
    new.indicators[0].actuals[2020].value = D("101")
    assert len(difference_to_stored(new).changes) == 1
    load(new)
    assert difference_to_stored(new).changes == []
    row = PlanIndicator.objects.get(plan__slug="jiaxing-2016", seq=1)
    assert row.actuals.get().value == 101
    row.actuals.update(agency=Agency.objects.first(), value=D(7))
    assert difference_to_stored(new).changes == []
    load(new)
    assert row.actuals.get().value == 7


def test_an_area_that_is_renamed_leaves_no_empty_one() -> None:
    new = draft()
    for task in new.tasks:
        if task.area == "实施知识产权强企工程":
            task.area = "实施知识产权强企行动"
    load(new)
    assert Plan.objects.get(slug="wenzhou-2022").areas.count() == 16


def test_changes_are_recorded_with_who_and_why(cast: object) -> None:
    admin = User.objects.get(username="c-admin")
    load(corrected(), admin, Decision(DecisionKind.CORRECTION))
    record = YearTarget.history.filter(year=2024, value=21000).latest()
    assert (record.history_user, record.history_change_reason) == (admin, "更正录入")


def test_a_document_belongs_to_the_plan_of_its_region_years_and_kind() -> None:
    new = draft()
    new.plan.slug = "another-name"
    plan = stored_plan(new)
    assert plan is not None
    assert plan.slug == "wenzhou-2022"
