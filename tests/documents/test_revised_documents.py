"""A later document against the stored plan: what is one row, what follows from it, and what the first one keeps."""

import datetime as dt
from decimal import Decimal as D

import pytest
from django.urls import reverse

from documents.draft.json import as_object, from_object
from documents.draft.values import Draft, DraftBaseline, DraftIndicator, DraftTask
from documents.loading.comparison import difference_to_stored
from documents.loading.consequences import consequences
from documents.loading.decision import Decision, DecisionKind
from documents.loading.difference import ChangeKind
from documents.loading.load import load
from documents.loading.whole_document import PlannedLoad
from documents.matching.rows import identity, likely_pairs
from documents.models import Import
from documents.notation.similarity import replaces_kind, replaces_noun
from documents.review.findings import findings_of
from plans.models import Agency, Plan, User
from targets.models import Actual, Baseline, Goal, PlanIndicator
from tests.cast import Cast, SignedIn
from tests.documents.test_loading import draft

REVISION = Decision(DecisionKind.REVISION, "温政办〔2024〕9号", "中期调整")


def read_again() -> Draft:
    """温州's plan as a document states it: without keys."""
    found = draft()
    found.is_read = True
    for task in found.tasks:
        task.key = ""
    for row in found.indicators:
        row.key = ""
    return found


def renamed(seq: int, name: str, number: int = 0) -> Draft:
    new = read_again()
    row = new.indicators[seq - 1]
    row.name = row.label = name
    row.seq = number or row.seq
    return new


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("发明专利授权量", "实用新型专利授权量"),
        ("国内专利申请量", "PCT专利申请量"),
        ("省级示范企业", "市级示范企业"),
        ("专利申请量", "专利授权量"),
        ("每万人口发明专利拥有量", "每万人口高价值发明专利拥有量"),
        ("侵权案件办结率", "侵权案件办结数"),
        ("知识产权优势企业", "知识产权服务机构"),
        ("新增植物新品种权", "植物新品种权"),
    ],
)
def test_a_replaced_noun_is_another_thing(one: str, other: str) -> None:
    assert replaces_noun(one, other)
    assert replaces_noun(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("地理标志商标数", "地理标志商标数量"),
        ("专利授权总量", "专利授权量"),
        ("知识产权质押融资额", "知识产权质押融资额"),
        ("专利产品备案产值", "专利产品产值"),
        ("知识产权维权援助机构", "知识产权维权授助机构"),
    ],
)
def test_a_slip_or_a_word_of_counting_is_not(one: str, other: str) -> None:
    assert not replaces_noun(one, other)


def test_in_a_long_text_only_words_of_kind_count() -> None:
    assert replaces_kind("培育省级优势企业30家，推广许可。", "培育市级优势企业30家，推广许可。")
    assert not replaces_kind("完善保护机制，开展辅导。", "健全保护机制，开展辅导。")


@pytest.mark.django_db
def test_an_indicator_of_another_noun_under_the_same_number_does_not_take_the_reports() -> None:
    old = PlanIndicator.objects.get(plan__slug="wenzhou-2022", seq=1)
    another = old.name.replace("发明", "实用新型") if "发明" in old.name else f"实用新型{old.name}"
    new = renamed(1, another)
    found = difference_to_stored(new)
    (pair,) = found.likely
    assert (pair.text, pair.old_text, pair.key, pair.reports) == (another, old.name, old.key, old.actuals.count())
    removed = next(row for row in found.rows if row.change_kind == ChangeKind.REMOVED)
    assert (removed.text, removed.reports) == (old.name, old.actuals.count())
    new.said_same = {pair.mark: ""}
    assert difference_to_stored(new).likely == []
    load(new)
    old.refresh_from_db()
    assert old.dropped_by
    assert old.actuals.exists()
    assert not PlanIndicator.objects.get(plan__slug="wenzhou-2022", name=another).actuals.exists()


@pytest.mark.django_db
def test_a_rename_that_moved_goes_on_where_a_person_says_so() -> None:
    old = PlanIndicator.objects.get(plan__slug="wenzhou-2022", seq=2)
    new = renamed(2, f"{old.name}及示范建设", number=40)
    (pair,) = difference_to_stored(new).likely
    assert pair.key == old.key
    new.said_same = {pair.mark: old.key}
    found = difference_to_stored(new)
    assert (found.likely, found.added, found.removed) == ([], 0, 0)
    load(new)
    old.refresh_from_db()
    assert (old.name, old.seq, old.dropped_by) == (f"{old.name}", 40, "")
    assert old.name.endswith("及示范建设")


@pytest.mark.django_db
def test_an_altered_row_shows_only_what_differs() -> None:
    new = read_again()
    new.indicators[0].targets[2024] += 1
    task = next(task for task in new.tasks if len(task.assignments) > 3)
    gone = task.assignments.pop()
    found = {(row.kind, row.seq): row.fields for row in difference_to_stored(new).changes}
    (targets,) = found["indicator", 1]
    assert (targets.old.count(":"), targets.new.count(":")) == (1, 1)
    (assignments,) = found["task", task.seq]
    assert gone.printed_name in assignments.old
    assert (assignments.old.count("；"), assignments.new) == (0, "—")


@pytest.mark.django_db
def test_a_rule_that_nobody_reads_makes_no_altered_row() -> None:
    new = read_again()
    for part in new.tasks[0].assignments:
        part.rule = "narrative"
    assert difference_to_stored(new).changes == []


def with_changes() -> Draft:
    """A revision: another goal and baseline, a new row, a new number and title of its own."""
    new = read_again()
    new.plan.doc_number, new.plan.title = "温政办〔2024〕9号", "关于调整方案的通知"
    first = next(row for row in new.indicators if row.goal and row.goal.value is not None)
    assert first.goal is not None
    assert first.goal.value is not None
    first.goal.value += 5
    first.baseline = DraftBaseline(2021, D(7), "start")
    new.indicators.append(
        DraftIndicator(
            20, "商业秘密保护站点（个）", "商业秘密保护站点", "个", accumulation="level", reporter="市司法局",
            targets={2024: D(10), 2025: D(12)},
        )
    )  # fmt: skip
    return new


@pytest.mark.django_db
def test_a_revision_keeps_the_plans_name_and_what_was_first_printed() -> None:
    plan = Plan.objects.get(slug="wenzhou-2022")
    plan.source_text = "原文"
    plan.save()
    new = with_changes()
    number = next(row.seq for row in new.indicators if row.goal and row.goal.value is not None)
    before = Goal.objects.get(indicator__plan=plan, indicator__seq=number).value
    had = Baseline.objects.filter(indicator__plan=plan, indicator__seq=number).first()
    load(new, decision=REVISION, source_text="调整文件的正文")
    plan_after = Plan.objects.get(pk=plan.pk)
    assert (plan_after.title, plan_after.doc_number, plan_after.source_text) == (plan.title, plan.doc_number, "原文")
    goal = Goal.objects.get(indicator__plan=plan, indicator__seq=number)
    assert before is not None
    assert (goal.value, goal.first_value, goal.revised_by) == (before + 5, before, "温政办〔2024〕9号")
    baseline = Baseline.objects.get(indicator__plan=plan, indicator__seq=number)
    assert (baseline.value, baseline.first_value, baseline.reason) == (7, had and had.value, "中期调整")
    assert difference_to_stored(with_changes()).changes == []


@pytest.mark.django_db
def test_an_indicator_that_a_revision_brings_is_not_asked_for_the_years_before() -> None:
    load(with_changes(), decision=REVISION)
    row = PlanIndicator.objects.get(plan__slug="wenzhou-2022", seq=20)
    assert (row.asked_from, row.is_asked_in(2023), row.is_asked_in(2024)) == (2024, False, True)
    client_plan = Plan.objects.get(slug="wenzhou-2022")
    years = [round_.year for round_ in client_plan.rounds.all()]
    assert min(years) < 2024
    figures = consequences(PlannedLoad(with_changes(), difference_to_stored(with_changes())), some_admin(), TODAY)
    assert figures.changes == []


TODAY = dt.date(2026, 11, 1)


def some_admin() -> User:
    return User.objects.create_user("folgen", "folgen@example.org", "x")


@pytest.mark.django_db
def test_consequences_are_shown_before_a_load_and_nothing_is_stored() -> None:
    new = read_again()
    row = new.indicators[0]
    reported = Actual.objects.filter(indicator__plan__slug="wenzhou-2022", indicator__seq=1, status="approved")
    latest = max(year for year in reported.values_list("year", flat=True) if year in row.targets)
    row.targets[latest] *= 1000
    before = [model.objects.count() for model in (Plan, PlanIndicator, Goal, Agency)]
    found = consequences(PlannedLoad(new, difference_to_stored(new)), some_admin(), TODAY)
    assert {(change.what, change.year) for change in found.changes} >= {("mean", latest), ("state", latest)}
    assert [model.objects.count() for model in (Plan, PlanIndicator, Goal, Agency)] == before
    assert (
        PlanIndicator.objects.get(plan__slug="wenzhou-2022", seq=1).targets.get(year=latest).value * 1000
        == (row.targets[latest])
    )
    assert found.without_accounts
    assert found.refused == ""


@pytest.mark.django_db
def test_the_printed_agency_is_named_with_one_click(cast: Cast, signed_in: SignedIn) -> None:
    row = cast.indicator()
    PlanIndicator.objects.filter(pk=row.pk).update(printed_reporter=cast.partner.name, reporter=None)
    page = signed_in(cast.reviewer).get(row.get_absolute_url()).content.decode()
    assert f'name="reporter" value="{cast.partner.pk}"' in page
    assert (
        f'name="reporter" value="{cast.partner.pk}"'
        not in signed_in(cast.leader).get(row.get_absolute_url()).content.decode()
    )
    data = {"reporter": cast.partner.pk, "reason": "方案载明"}
    signed_in(cast.reviewer).post(reverse("targets:name_reporter", args=[row.pk]), data)
    assert PlanIndicator.objects.get(pk=row.pk).reporter == cast.partner


@pytest.mark.django_db
def test_the_screen_asks_before_it_offers_to_apply(cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.admin)
    old = PlanIndicator.objects.get(plan__slug="wenzhou-2022", seq=2)
    found = Import(name="x.docx", sha256="0", uploaded_by=cast.admin, version=0)
    found.put(renamed(2, f"{old.name}及示范建设", number=40))
    found.save()
    for code in {finding.code for finding in findings_of(found.opened())}:
        client.post(reverse("documents:acknowledge_findings", args=[found.pk]), {"code": code})
    address = reverse("documents:difference", args=[found.pk])
    page = client.get(address).content.decode()
    assert "是同一项" in page
    assert "确认载入" not in page
    (pair,) = difference_to_stored(renamed(2, f"{old.name}及示范建设", number=40)).likely
    client.post(reverse("documents:say_same", args=[found.pk]), {"row": pair.mark, "key": pair.key})
    page = client.get(address).content.decode()
    assert "是同一项" not in page
    assert "确认载入" in page


@pytest.mark.django_db
def test_a_plan_of_another_subject_in_the_same_years_is_another_plan() -> None:
    new = read_again()
    new.plan.kind, new.plan.title, new.plan.slug, new.plan.doc_number = "质量强市", "温州市质量强市建设方案", "", ""
    found = difference_to_stored(new)
    assert found.is_new
    told = consequences(PlannedLoad(new, found), some_admin(), TODAY)
    assert [title.partition("（")[0] for title in told.beside] == ["温州市国家知识产权强市建设示范城市工作方案"]
    plan = load(new)
    assert plan.slug == "wenzhou-2022-2"
    assert difference_to_stored(new).changes == []
    assert Plan.objects.get(slug="wenzhou-2022").tasks.count() == 63


@pytest.mark.django_db
def test_an_answer_about_a_task_of_the_longest_text_is_kept() -> None:
    new = read_again()
    long = new.tasks[0].content + "，建立台账" * 990
    new.tasks[0].content, new.tasks[0].seq = long[:5_000], 90
    new.said_same = {identity(new.tasks[0]): ""}
    kept = from_object(as_object(new, []))
    assert kept.said_same == new.said_same


def test_many_long_rows_are_compared_in_a_moment() -> None:
    rows = [DraftTask(n, f"第{n}项：{'完善机制，压实责任。' * 400}"[:5_000]) for n in range(400)]
    old = [DraftTask(n, f"第{n}号{'健全制度，落实责任。' * 400}"[:5_000], key=f"k{n}") for n in range(400, 800)]
    matched: list[tuple[DraftTask | None, DraftTask | None]] = [(row, None) for row in rows]
    assert len(likely_pairs([*matched, *((None, row) for row in old)])) <= 400
