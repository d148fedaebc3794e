"""The five real texts, read: every row, role, value and goal (seeds' README), and the fixtures that come of them."""

from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings

from documents.draft.cell_path import Section
from documents.draft.findings import severity
from documents.draft.values import Draft
from documents.loading.completion import completed_from_stored
from documents.loading.difference import difference
from documents.loading.preparation import earlier_plans, prepared_for_load
from documents.matching.intake import draft_from_file
from documents.notation.text import squeezed
from documents.reading.plan_files.fixture import read_fixture
from documents.review.findings import findings_of
from documents.review.resolution import resolve
from tests.fixtures.documents import SEEDS, are_here

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not are_here(), reason="the documents are not there; the summary of the run says so"),
]


def seed(number: str) -> Draft:
    path = next(SEEDS.glob(f"{number}_*.txt"))
    return draft_from_file(path.name, path.read_bytes())[0]


def fixture(slug: str) -> Draft:
    return read_fixture(Path(settings.BASE_DIR, "fixtures", f"{slug}.json").read_bytes())


def codes(draft: Draft) -> Counter[str]:
    return Counter(finding.code for finding in findings_of(draft))


def cells(draft: Draft, code: str) -> set[str]:
    return {str(finding.cell) for finding in findings_of(draft) if finding.code == code}


def test_wenzhou() -> None:
    draft = seed("000")
    assert (len(draft.tasks), len(draft.indicators), len(draft.goals)) == (63, 19, 19)
    assert [goal.indicator for goal in draft.goals] == list(range(1, 20))
    assert cells(draft, "goal-mismatch") == {"indicators/13/accumulation", "indicators/15/accumulation"}
    assert [row.seq for row in draft.indicators if row.accumulation is None] == [6, 13, 15]
    assert cells(draft, "accumulation-unsure") == {"indicators/6/accumulation"}
    assert cells(draft, "goal-relative") == {"indicators/6/goal"}
    assert cells(draft, "no-lead") == {"tasks/3/lead"}
    assert cells(draft, "several-leads") == {"tasks/46/lead"}
    assert cells(draft, "agency-misprint") == {"tasks/48/co"}
    assert cells(draft, "unit-differs") == {"indicators/18/unit"}
    assert {"issuer-differs", "title-composed", "target-missing", "agency-unspecified"} <= set(codes(draft))
    growth = draft.goals[5]
    assert (growth.basis, growth.base_year, growth.value, growth.unit) == ("growth", 2021, 10, "%")


def test_yueqing() -> None:
    draft = seed("002")
    assert (len(draft.tasks), len(draft.indicators), len(draft.goals)) == (48, 17, 17)
    assert cells(draft, "area-repeated") == {f"tasks/{n}/area" for n in (10, 24, 33, 45)}
    assert cells(draft, "several-leads") == {f"tasks/{n}/lead" for n in (21, 26, 27, 31, 35, 37, 47)}
    assert cells(draft, "unit-missing") == {"indicators/12/unit", "indicators/13/unit"}
    assert cells(draft, "name-differs") == {"indicators/10/name"}
    assert "agency-variant" in codes(draft)
    assert not {"goal-mismatch", "no-lead", "goal-without-indicator"} & set(codes(draft))
    assert draft.tasks[2].assignments[0].printed_name == "市委宣传部(市新闻出版局)"


def test_tongzhou() -> None:
    draft = seed("001")
    assert len(draft.tasks) == 27
    assert len([goal for goal in draft.goals if goal.value is not None]) == 16
    assert {goal.name for goal in draft.goals if goal.value is None} == {
        "建成区级重点产业知识产权运营平台",
        "建成省级知识产权保护示范区",
    }
    assert codes(draft)["no-lead"] == 19
    rules = Counter(task.assignments[0].rule for task in draft.tasks)
    assert rules == {"narrative": 5, "sole": 3, "none": 19}


def test_jiaxing_offers_every_cut_and_takes_none() -> None:
    draft = seed("003")
    runs = {str(doubt.cell): doubt.readings for doubt in draft.doubts if doubt.code == "ambiguous-cells"}
    assert len(runs) == 18 + 10
    for row in fixture("jiaxing-2021").indicators:
        assert row.baseline
        assert row.goal
        assert row.goal.value
        right = [f"{row.baseline.value.normalize():f}", f"{row.goal.value.normalize():f}"]
        assert runs[f"indicators/{row.seq}"][0] == right
    for row in fixture("jiaxing-2016").indicators:
        assert row.baseline
        assert row.goal
        assert row.goal.value
        numbers = (row.baseline.value, row.goal.value, row.actuals[2020].value)
        assert [f"{n.normalize():f}" for n in numbers] in runs[f"earlier/0/indicators/{row.seq}"]
    assert all(row.baseline is None and not row.targets and not row.actuals for row in draft.indicators)
    assert all(not row.targets and not row.actuals for row in draft.earlier[0].indicators)


def test_jiaxing_names_its_four_conflicts() -> None:
    found = {f.values["name"]: f.readings for f in seed("003").doubts if f.code == "value-conflict"}
    assert found == {
        "知识产权服务机构数量": ["260", "300"],
        "各级知识产权优势(示范)企业": ["700", "820"],
        "地理标志有效量": ["17", "18"],
        "平均实现率": ["145.4", "208.9"],
    }


def test_the_model_text_asks_for_region_and_years() -> None:
    draft = seed("004")
    errors = {finding.code for finding in findings_of(draft) if severity(finding) == "error"}
    assert errors == {"region-unknown", "years-unknown"}
    assert len(draft.tasks) == 18
    assert codes(draft)["task-without-agency"] == 18
    assert {goal.basis for goal in draft.goals} == {"absolute", "growth", "share", "above-average"}


# The fixtures are what the reader gives, and what a person said where the document leaves it open.

ACCUMULATION = {
    "wenzhou-2022": {6: "level"},
    "yueqing-2022": {},
    "tongzhou-2022": {4: "each", 7: "each", 14: "level"},
    "jiaxing-2021": {**dict.fromkeys((3, 4, 5, 8, 12, 13, 14, 15, 18), "level"), 11: "sum"},
}
COORDINATOR = {"wenzhou-2022": "市市场监管局", "yueqing-2022": "市市场监管局", "tongzhou-2022": "区市场监管局"}
JIAXING_AREAS = [
    "布局G60科创走廊高质量知识产权创新平台",
    "探索知识产权与技术标准有效融合路径",
    "实施领军企业知识产权强企“头雁计划”",
    "强化产业集群中大中小企业的知识产权融合发展",
    "激活知识产权市场价值",
    "鼓励重点产业专利导航与高价值知识产权转化",
    "健全知识产权投融资机制",
    "构建知识产权“大保护”工作格局",
    "强化知识产权行政执法",
    "加快知识产权服务业集聚区建设",
    "搭建知识产权信息服务网络平台",
]
BOX_TITLES = [24, 15, 15, 14, 15, 19, 10, 19, 15, 16, 13]  # characters of each box's title, which no stop ends


def choices(draft: Draft, slug: str) -> Draft:
    """Everything a person decides in the review of this document."""
    if slug == "jiaxing-2021":
        for doubt in list(draft.doubts):
            if doubt.code == "ambiguous-cells":
                resolve(draft, doubt, 0)
            if doubt.code == "value-conflict" and doubt.cell.section == Section.GOALS:
                resolve(draft, doubt, 1)
        for goal in draft.goals:
            goal.is_accepted = False if goal.indicator is None else goal.is_accepted
        for task, area, length in zip(draft.tasks, JIAXING_AREAS, BOX_TITLES, strict=True):
            task.area, task.content = area, f"{task.content[:length]}\n{task.content[length:]}"
        baseline = draft.indicators[10].baseline
        assert baseline
        baseline.kind = "period"
    for row in draft.indicators:
        row.accumulation = ACCUMULATION[slug].get(row.seq, row.accumulation)
    draft.plan.coordinator = COORDINATOR.get(slug)
    draft.plan.is_checked = True
    if slug == "wenzhou-2022":
        draft.plan.title = "温州市国家知识产权强市建设示范城市工作方案"
    return draft


@pytest.mark.parametrize(
    ("number", "slug"),
    [("000", "wenzhou-2022"), ("002", "yueqing-2022"), ("001", "tongzhou-2022"), ("003", "jiaxing-2021")],
)
def test_a_fixture_is_the_reading_and_a_persons_choices(number: str, slug: str) -> None:
    read, stored = prepared_for_load(choices(seed(number), slug)), fixture(slug)
    for row, other in zip(read.indicators, stored.indicators, strict=True):
        row.accumulation = ACCUMULATION[slug].get(row.seq, row.accumulation)
        row.note = other.note  # remarks are a person's
    for task, kept in zip(read.tasks, stored.tasks, strict=True):
        task.note = kept.note
    read.plan.note = stored.plan.note
    if slug == "tongzhou-2022":
        read.indicators[14].indicator = "talent-trained"  # a person found its catalogue entry
    assert [(row.kind, row.seq, row.fields) for row in difference(read, stored).changes] == []


def test_jiaxings_earlier_plan_is_its_first_table() -> None:
    read = prepared_for_load(earlier_plans(choices(seed("003"), "jiaxing-2021"))[0])
    stored = fixture("jiaxing-2016")
    for row in read.indicators:
        row.accumulation = row.accumulation or "level"
    read.plan.title = stored.plan.title
    read = completed_from_stored(read, stored)
    read.plan.is_checked = True
    for row, other in zip(read.indicators, stored.indicators, strict=True):
        row.note = other.note
    assert [(row.kind, row.seq, row.fields) for row in difference(read, stored).changes] == []


def test_no_prose_of_the_documents_stands_in_the_repository() -> None:
    guiding = "以习近平新时代中国特色社会主义思想为指导"
    texts = [squeezed(path.read_text()) for path in Path(settings.BASE_DIR, "fixtures").glob("*.json")]
    assert not any(guiding in text for text in texts)
