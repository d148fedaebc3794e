"""The five plans, written again as Word, Excel and web page in several layouts, read to the same plans."""

from pathlib import Path

import pytest
from django.conf import settings

from documents.draft.cell_path import Section
from documents.draft.values import Draft
from documents.loading.completion import completed_from_stored
from documents.loading.difference import difference
from documents.loading.preparation import earlier_plans, prepared_for_load
from documents.matching.intake import draft_from_file
from documents.reading.plan_files.fixture import read_fixture
from documents.review.resolution import resolve
from tests.documents.remade import LAYOUTS, WRITERS, Layout, paper

PLANS = ["wenzhou-2022", "yueqing-2022", "tongzhou-2022", "jiaxing-2021"]


def fixture(slug: str) -> Draft:
    return read_fixture(Path(settings.BASE_DIR, "fixtures", f"{slug}.json").read_bytes())


@pytest.mark.django_db
@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
@pytest.mark.parametrize("form", WRITERS)
@pytest.mark.parametrize("slug", PLANS)
def test_a_plan_written_anew_reads_to_the_same_plan(slug: str, form: str, layout: Layout) -> None:
    plan = fixture(slug)
    read, _blocks = draft_from_file(f"plan.{form}", WRITERS[form](paper(plan, layout)))
    if slug == "jiaxing-2021":
        settle(read)
    found = difference(decided(prepared_for_load(read), plan), plan)
    assert [(row.kind, row.seq, row.fields) for row in found.changes] == []
    assert len(read.tasks) == len(plan.tasks)


def settle(read: Draft) -> None:
    """What a person said of 嘉兴: the table's number stands, and the numbers of its boxes are no indicators."""
    for doubt in list(read.doubts):
        if doubt.code == "value-conflict" and doubt.cell.section == Section.GOALS:
            resolve(read, doubt, 1)
    for goal in read.goals:
        if goal.indicator is None:
            goal.is_accepted = False


def decided(read: Draft, plan: Draft) -> Draft:
    """What no document prints: which office coordinates, how years add up where nothing tells, remarks."""
    read = completed_from_stored(read, plan)
    for row, stored in zip(read.indicators, plan.indicators, strict=True):
        if row.baseline and stored.baseline:
            row.baseline.kind = stored.baseline.kind
    read.plan.is_title_composed = plan.plan.is_title_composed
    for row, stored in zip(read.indicators, plan.indicators, strict=True):
        if row.label == row.name:
            row.label = stored.label  # the unit stood in a column of its own
    rules = {task.seq: task.assignments for task in plan.tasks}
    for task in read.tasks:
        for part, kept in zip(task.assignments, rules[task.seq], strict=True):
            part.rule = kept.rule if part.rule == "column" else part.rule
    return read


@pytest.mark.django_db
@pytest.mark.parametrize("form", WRITERS)
def test_a_table_of_an_earlier_period_becomes_a_plan_of_its_own(form: str) -> None:
    plan, before = fixture("jiaxing-2021"), fixture("jiaxing-2016")
    parts = paper(plan, Layout())
    heads = ["主要指标", "2015年实际值", "2020年目标值", "2020年实际值"]
    rows = [
        [row.label, *(f"{n:f}" for n in (row.baseline.value, row.goal.value, row.actuals[2020].value))]
        for row in before.indicators
        if row.baseline and row.goal and row.goal.value is not None
    ]
    parts.parts.insert(3, [heads, *rows])
    read, _blocks = draft_from_file(f"plan.{form}", WRITERS[form](parts))
    assert [(table.start_year, table.end_year) for table in read.earlier] == [(2016, 2020)]
    own = prepared_for_load(earlier_plans(read)[0])
    assert [(r.name, r.unit, r.baseline and r.baseline.value, r.actuals[2020].value) for r in own.indicators] == [
        (r.name, r.unit, r.baseline and r.baseline.value, r.actuals[2020].value) for r in before.indicators
    ]
    assert [r.goal and r.goal.value for r in own.indicators] == [r.goal and r.goal.value for r in before.indicators]
    assert all(not row.targets for row in own.indicators)
    assert len(read.indicators) == 18
