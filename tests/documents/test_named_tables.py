"""A table whose head no rule knows: named by hand once, read without asking from then on (domain.md §4)."""

import datetime as dt
from decimal import Decimal as D
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from documents.draft.values import DraftPlan
from documents.models import Import, TableShape
from documents.reading.blocks import Table
from documents.reading.readers import read
from documents.review.table_naming import guesses
from tasks.models import Task
from tests.cast import Cast, SignedIn
from tests.documents.remade import Grid, Paper, as_docx
from tests.documents.test_extract import TITLE

TASKS: Grid = [
    ["事由", "怎么办", "谁来办", "哪天办完", "经费"],
    ["强化创造", "培育优势企业30家。", "县科技局、县财政局", "2026年6月底前", "12万元"],
    ["强化运用", "推广专利许可。", "县市场监管局", "2026年", "—"],
]
TARGETS: Grid = [
    ["考什么", "怎么计", "第一年", "第二年", "第三年", "基础"],
    ["发明专利授权", "件", "100", "120", "150", "80"],
    ["商标注册", "件", "200", "210", "230", "190"],
]
NAMED_TASKS = ["area", "content", "responsible", "due", ""]
NAMED_TARGETS = ["label", "unit", "target+0", "target+1", "target+2", "baseline-1"]


@pytest.fixture
def admin(cast: Cast, signed_in: SignedIn) -> Client:
    return signed_in(cast.admin)


def upload(admin: Client, *parts: str | Grid, name: str = "方案.docx") -> Import:
    content = as_docx(Paper([TITLE, *parts]))
    answer = admin.post(reverse("documents:upload"), {"file": SimpleUploadedFile(name, content)})
    assert answer.status_code == 302, answer.content.decode()
    return Import.objects.latest("pk")


def name(admin: Client, found: Import, columns: list[str], *, depth: int = 1) -> Any:
    data = {f"column_{n}": column for n, column in enumerate(columns)}
    address = reverse("documents:name_table", args=[found.pk, 1, 0])
    return admin.post(address, data | {"depth": depth, "version": found.version})


def codes(found: Import) -> list[str]:
    found.refresh_from_db()
    return [doubt.code for doubt in found.opened().doubts]


@pytest.mark.django_db
def test_a_table_of_tasks_is_named_once_and_the_next_of_its_shape_needs_nothing(admin: Client) -> None:
    found = upload(admin, TASKS)
    assert not found.opened().tasks
    assert codes(found) == ["table-unread"]
    answer = name(admin, found, NAMED_TASKS)
    assert answer.url.endswith("#row-tasks-1")
    draft = Import.objects.get(pk=found.pk).opened()
    assert [(task.area, task.content, task.due) for task in draft.tasks] == [
        ("强化创造", "培育优势企业30家。", dt.date(2026, 6, 30)),
        ("强化运用", "推广专利许可。", dt.date(2026, 12, 31)),
    ]
    assert [part.printed_name for part in draft.tasks[0].assignments] == ["县科技局", "县财政局"]
    assert {agency.name for agency in draft.agencies} == {"县科技局", "县财政局", "县市场监管局"}
    assert "table-unread" not in codes(found)
    assert [(line.text, line.reason) for line in draft.unread] == [("12万元", "narrative")]
    again = upload(admin, "第二份", [*TASKS[:1], ["优化服务", "建设服务站5个。", "县司法局", "2025年", "—"]])
    assert [task.content for task in again.opened().tasks] == ["建设服务站5个。"]


@pytest.mark.django_db
def test_a_table_of_targets_counts_its_years_from_the_plans_first(admin: Client) -> None:
    found = upload(admin, "一、工作目标", "到2026年，发明专利授权达到150件。", TARGETS)
    assert len(found.opened().goals) == 1
    name(admin, found, NAMED_TARGETS)
    draft = Import.objects.get(pk=found.pk).opened()
    first, second = draft.indicators
    assert first.targets == {2024: D(100), 2025: D(120), 2026: D(150)}
    assert (second.baseline and (second.baseline.year, second.baseline.value)) == (2023, D(190))
    assert [(goal.name, goal.indicator, goal.is_from_table) for goal in draft.goals] == [
        ("发明专利授权", 1, False),
        ("商标注册", 2, True),
    ]
    later = TITLE.replace("2024-2026", "2025-2027")
    content = as_docx(Paper([later, TARGETS]))
    admin.post(reverse("documents:upload"), {"file": SimpleUploadedFile("b.docx", content)})
    assert set(Import.objects.latest("pk").opened().indicators[0].targets) == {2025, 2026, 2027}


@pytest.mark.django_db
def test_what_a_person_changed_before_stays(admin: Client) -> None:
    found = upload(admin, "1.培育企业。（县科技局牵头，县财政局配合）", TASKS)
    draft = found.opened()
    draft.tasks[0].content = "由人工改过。"
    found.put(draft)
    found.save()
    name(admin, found, NAMED_TASKS)
    tasks = Import.objects.get(pk=found.pk).opened().tasks
    assert [(task.seq, task.content) for task in tasks] == [
        (1, "由人工改过。"),
        (2, "培育优势企业30家。"),
        (3, "推广专利许可。"),
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("columns", "depth"),
    [
        (["", "", "", "", ""], 1),  # nothing named
        (["area", "responsible", "due", "", ""], 1),  # no text
        (["label", "content", "responsible", "", ""], 1),  # both
        (["label", "label", "target+0", "", ""], 1),
        (["area", "content", "responsible", "due", "nonsense"], 1),
        (NAMED_TASKS, 3),  # no row is left
        (NAMED_TASKS, -1),
    ],
)
def test_columns_that_make_no_table_are_refused_and_nothing_is_stored(
    admin: Client, columns: list[str], depth: int
) -> None:
    found = upload(admin, TASKS)
    answer = name(admin, found, columns, depth=depth)
    assert answer.status_code == 422
    assert not TableShape.objects.exists()
    assert not Import.objects.get(pk=found.pk).opened().tasks


@pytest.mark.django_db
def test_a_table_without_a_head_is_read_but_not_remembered(admin: Client) -> None:
    found = upload(admin, [*TASKS[1:], ["优化服务", "建设服务站5个。", "县司法局", "2025年", "—"]])
    name(admin, found, NAMED_TASKS, depth=0)
    assert len(Import.objects.get(pk=found.pk).opened().tasks) == 3
    assert not TableShape.objects.exists()


@pytest.mark.django_db
def test_a_stale_page_is_asked_again_and_changes_nothing(admin: Client) -> None:
    found = upload(admin, TASKS)
    found.version += 1
    answer = name(admin, found, NAMED_TASKS)
    assert answer.url == reverse("documents:name_table", args=[found.pk, 1, 0])
    assert not Import.objects.get(pk=found.pk).opened().tasks


@pytest.mark.django_db
def test_a_document_of_which_nothing_was_read_cannot_be_loaded(admin: Client) -> None:
    found = upload(admin, TASKS)
    page = admin.get(reverse("documents:review", args=[found.pk])).content.decode()
    assert reverse("documents:name_table", args=[found.pk, 1, 0]) in page
    admin.post(reverse("documents:acknowledge_findings", args=[found.pk]), {"code": "table-unread"})
    answer = admin.get(reverse("documents:difference", args=[found.pk]))
    assert answer.status_code == 302
    assert not Task.objects.filter(content__contains="培育优势企业").exists()


@pytest.mark.django_db
def test_a_head_is_forgotten(admin: Client) -> None:
    found = upload(admin, TASKS)
    name(admin, found, NAMED_TASKS)
    shape = TableShape.objects.get()
    assert "怎么办" in admin.get(reverse("documents:upload")).content.decode()
    admin.post(reverse("documents:forget_shape", args=[shape.pk]))
    assert codes(upload(admin, "又一份", TASKS)) == ["table-unread"]


@pytest.mark.django_db
@pytest.mark.parametrize(("table", "row", "status"), [(1, 0, 200), (1, 1, 302), (1, 2, 302), (2, 0, 404)])
def test_only_tables_that_were_not_read_are_asked_about(admin: Client, table: int, row: int, status: int) -> None:
    found = upload(admin, TASKS)
    assert admin.get(reverse("documents:name_table", args=[found.pk, table, row])).status_code == status


@pytest.mark.django_db
def test_a_second_window_is_told_that_the_table_was_read(admin: Client) -> None:
    found = upload(admin, TASKS)
    name(admin, found, NAMED_TASKS)
    answer = name(admin, found, NAMED_TASKS)
    assert answer.url == reverse("documents:review", args=[found.pk])
    assert len(Import.objects.get(pk=found.pk).opened().tasks) == 2


def test_the_columns_are_guessed_by_their_words_and_by_what_stands_in_them() -> None:
    plan = DraftPlan("990101", TITLE, 2024, 2026, "")
    (tasks,) = (block for block in read("a.docx", as_docx(Paper([TASKS]))) if isinstance(block, Table))
    assert guesses(tasks, plan) == ["area", "content", "responsible", "due", ""]
    (targets,) = (block for block in read("a.docx", as_docx(Paper([TARGETS]))) if isinstance(block, Table))
    assert guesses(targets, plan)[0] == "label"
