"""The review on the screen: upload, findings, choices, edits, difference, load."""

import json
from decimal import Decimal as D
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import gettext as _

from documents.loading.preparation import prepared_for_load
from documents.models import Import
from plans.models import Plan, User
from targets.models import YearTarget
from tests.cast import Cast, SignedIn
from tests.documents.remade import Grid, Paper, as_docx, as_txt
from tests.documents.test_commands import TARGETS, TASKS, paper
from tests.documents.test_extract import TITLE


@pytest.fixture(autouse=True)
def files(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def fixture(**targets: str) -> bytes:
    """温州's fixture, with the target of indicator 1 in 2024 changed if asked."""
    rows: list[dict[str, Any]] = json.loads((settings.BASE_DIR / "fixtures" / "wenzhou-2022.json").read_text())
    for row in rows:
        if row["model"] == "targets.yeartarget" and row["fields"]["year"] == 2024:
            row["fields"]["value"] = targets.pop("first", row["fields"]["value"])
    return json.dumps(rows, ensure_ascii=False).encode()


def send(client: Client, content: bytes, name: str = "wenzhou.json") -> Any:
    return client.post(reverse("documents:upload"), {"file": SimpleUploadedFile(name, content)}, follow=True)


def last() -> Import:
    return Import.objects.order_by("pk").reverse()[0]


def look_at_all(client: Client) -> None:
    """Mark every warning as looked at, kind by kind, as the buttons do."""
    page = client.get(reverse("documents:review", args=[last().pk]))
    for group in page.context["review"].groups:
        client.post(reverse("documents:acknowledge_findings", args=[last().pk]), {"code": group.code})


def shown(client: Client) -> Any:
    look_at_all(client)
    return client.get(reverse("documents:difference", args=[last().pk]))


def apply(client: Client, page: Any, **data: str) -> Any:
    digest = "".join(one.difference.digest for one in page.context["planned"])
    address = reverse("documents:difference", args=[last().pk])
    return client.post(address, {"kind": "correction", "digest": digest} | data, follow=True)


def target() -> YearTarget:
    return YearTarget.objects.get(indicator__plan__slug="wenzhou-2022", indicator__seq=1, year=2024)


def edit(client: Client, kind: str, number: int, **values: str) -> Any:
    """Send the form of a row as it is shown, with some values changed."""
    address = reverse("documents:edit_row", args=[last().pk, kind, number])
    form = client.get(address).context["form"]
    data = {field.name: "" if field.value() is None else str(field.value()) for field in form}
    data.pop("is_removed", None)
    data.pop("is_another", None)
    return client.post(address, data | values, follow=True)


def test_a_document_is_read_checked_and_loaded(cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.admin)
    page = send(client, as_docx(paper()), "方案.docx")
    assert "任务 3 项" in page.content.decode()
    assert page.context["review"].open > 0
    refused = client.get(reverse("documents:difference", args=[last().pk]), follow=True)
    assert _("Some findings are still open. Please look at them first.") in refused.content.decode()
    done = apply(client, shown(client))
    assert "已载入" in done.content.decode()
    plan = Plan.objects.get(slug="jia-2024")
    assert plan.is_checked
    assert last().plan == plan
    assert (last().loaded_by, last().status) == (cast.admin, "loaded")
    again = client.get(reverse("documents:difference", args=[last().pk]), follow=True)
    assert _("This document has been loaded or laid aside; it cannot be changed any more.") in again.content.decode()


def test_a_row_is_set_right_before_it_is_loaded(cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.admin)
    send(client, as_docx(paper()), "方案.docx")
    edit(client, "indicators", 1, name="发明专利授权量", target_2025="101", accumulation="each", baseline_value="80")
    edit(client, "tasks", 3, lead="市甲局", co="市丙局、市新局", area="保护")
    edit(client, "goals", 2, belongs_to="not")
    edit(client, "plan", 0, coordinator="市甲局", note="抄送")
    apply(client, shown(client))
    plan = Plan.objects.get(slug="jia-2024")
    row = plan.indicators.get(seq=1)
    assert (row.name, row.accumulation, row.targets.get(year=2025).value) == ("发明专利授权量", "each", 101)
    assert (row.baseline.year, row.baseline.value) == (2023, 80)
    assert not plan.indicators.filter(origin="goal").exists()
    task = plan.tasks.get(seq=3)
    assert [(a.role, a.printed_name) for a in task.assignments.all()] == [
        ("lead", "市甲局"),
        ("co", "市丙局"),
        ("co", "市新局"),
    ]
    assert plan.coordinator == cast.lead


@pytest.mark.parametrize(
    ("kind", "number", "values", "sentence"),
    [
        ("indicators", 1, {"target_2025": "一百"}, "阿拉伯数字"),
        ("indicators", 1, {"name": ""}, "这个字段是必填项"),
        ("indicators", 1, {"baseline_value": "5", "baseline_year": ""}, "请填写基期年份"),
        ("goals", 0, {"value": "5", "value_high": "3"}, "上限小于下限"),
        ("tasks", 1, {"content": ""}, "这个字段是必填项"),
        ("tasks", 1, {"quantities": "随便写写"}, "不符合"),
        ("tasks", 1, {"lead": "长" * 90}, "超过 80 个字"),
        ("plan", 0, {"start_year": "2026", "end_year": "2024"}, "终止年早于起始年"),
        ("plan", 0, {"region": "xx"}, "xx"),
    ],
)
def test_a_wrong_entry_is_said_in_words_and_nothing_is_kept(
    cast: Cast, signed_in: SignedIn, kind: str, number: int, values: dict[str, str], sentence: str
) -> None:
    client = signed_in(cast.admin)
    send(client, as_docx(paper()), "方案.docx")
    before = last().draft
    response = edit(client, kind, number, **values)
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert last().draft == before


def test_the_second_of_two_people_sees_what_the_first_did(cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.admin)
    send(client, as_docx(paper()), "方案.docx")
    response = edit(client, "tasks", 1, content="我写的内容", version="0")
    assert response.status_code == 422
    assert (
        _("Somebody changed this draft meanwhile. Please look at the row again; what you typed stands below.")
        in response.content.decode()
    )
    assert "我写的内容" in response.content.decode()


def test_rows_are_added_and_removed(cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.admin)
    send(client, as_docx(paper()), "方案.docx")
    for kind in ("tasks", "indicators", "goals"):
        assert client.post(reverse("documents:add_row", args=[last().pk, kind])).status_code == 302
    assert client.post(reverse("documents:add_row", args=[last().pk, "plan"])).status_code == 404
    edit(client, "tasks", 4, content="补录的任务", lead="市甲局")
    edit(client, "tasks", 2, is_removed="on")
    edit(client, "indicators", 3, is_removed="on")
    draft = last().opened()
    assert [task.content for task in draft.tasks][-1] == "补录的任务"
    assert [task.seq for task in draft.tasks] == [1, 3, 4]
    assert len(draft.indicators) == 2


RUN = f"""甲市知识产权强市建设示范城市工作方案（2024-2026年）
{" | ".join(TARGETS[0])}
1 | 专利授权量（件） | 90100110
2 | 有效注册商标量（件） | 4OOOO | 45000 | 50000
"""


def test_a_reading_is_picked_by_its_button(cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.admin)
    page = send(client, RUN.encode(), "方案.txt")
    review = page.context["review"]
    run = next(note for note in review.notes if note.finding.code == "ambiguous-cells")
    right = [reading.split(" ｜ ") for reading in run.readings].index(["90", "100", "110"])
    address = reverse("documents:resolve_finding", args=[last().pk])
    client.post(address, {"finding": run.finding.key, "reading": str(right), "back": "row-indicators-1"})
    suspect = next(note for note in review.notes if note.finding.code == "suspect-number")
    client.post(address, {"finding": suspect.finding.key, "reading": "0"})
    first, second = last().opened().indicators
    assert {year: int(value) for year, value in first.targets.items()} == {2024: 90, 2025: 100, 2026: 110}
    assert second.targets[2024] == 40000
    refused = client.post(address, {"finding": run.finding.key, "reading": "99"}, follow=True)
    assert _("This choice is not open any more. Please look at the row again.") in refused.content.decode()


def test_years_that_a_person_names_let_the_reading_go_on(cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.admin)
    send(
        client,
        as_txt(Paper(["甲市知识产权工作方案", "一、主要目标", "到2026年，授权量达到300件。", TASKS, TARGETS])),
        "方案.txt",
    )
    edit(client, "plan", 0, start_year="2024", end_year="2026")
    draft = last().opened()
    assert (draft.plan.start_year, draft.indicators[0].targets[2026]) == (2024, 110)
    assert draft.indicators[0].accumulation == "sum"


def test_a_region_that_two_plans_share_can_have_another_plan(cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.admin)
    for _time in range(2):
        send(client, as_docx(paper()), "方案.docx")
        if Plan.objects.filter(slug="jia-2024").exists():
            edit(client, "plan", 0, is_another="on")
        apply(client, shown(client))
    assert set(Plan.objects.filter(region=cast.here, start_year=2024).values_list("slug", flat=True)) == {
        "jia-2024",
        "jia-2024-2",
    }


def test_a_third_plan_is_another_one_too_until_a_person_says_it_is_not(cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.admin)
    for slug in ("jia-2024", "jia-2024-2"):
        Plan.objects.create(
            slug=slug, region=cast.here, title=slug, start_year=2024, end_year=2026, kind="知识产权强县试点"
        )
    send(client, as_docx(paper()), "方案.docx")
    edit(client, "plan", 0, is_another="on")
    assert last().opened().plan.slug == "jia-2024-3"
    page = client.get(reverse("documents:edit_row", args=[last().pk, "plan", 0]))
    assert page.context["form"]["is_another"].value() is True
    edit(client, "plan", 0)  # the box is not ticked any more
    assert (last().opened().plan.slug, last().opened().plan.is_another) == ("", False)


def test_two_printed_names_can_be_one_agency(cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.admin)
    tasks = [*TASKS, ["4", "保护", "联合执法。", "*甲局（市）、市甲局二分局"]]
    send(client, as_docx(paper(tasks)), "方案.docx")
    names = [agency.name for agency in last().opened().agencies]
    edit(client, "agencies", names.index("市甲局二分局"), name="市甲局")
    apply(client, shown(client))
    plan = Plan.objects.get(slug="jia-2024")
    assert cast.lead in [a.agency for a in plan.tasks.get(seq=4).assignments.all()]
    assert not plan.region.agencies.filter(name="市甲局二分局").exists()


def test_an_unfinished_review_is_taken_up_again_and_past_ones_are_listed(cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.admin)
    content = as_docx(paper())
    send(client, content, "方案.docx")
    page = client.get(reverse("documents:upload")).content.decode()
    assert "方案.docx" in page
    assert last().sha256[:12] in page
    assert reverse("documents:review", args=[last().pk]) in page
    kept = client.get(reverse("documents:source_file", args=[last().pk]))
    assert kept.getvalue() == content
    assert kept.headers["Content-Disposition"].startswith("attachment")
    client.post(reverse("documents:discard", args=[last().pk]))
    assert "已搁置" in client.get(reverse("documents:upload")).content.decode()
    assert client.get(reverse("documents:edit_row", args=[last().pk, "plan", 0])).status_code == 302
    client.post(reverse("documents:resume", args=[last().pk]))
    assert client.get(reverse("documents:edit_row", args=[last().pk, "plan", 0])).status_code == 200
    assert (
        _("This file is under review already; here is its draft.")
        in send(client, content, "方案.docx").content.decode()
    )
    assert Import.objects.count() == 1


def test_a_difference_is_shown_before_it_is_applied(cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.admin)
    send(client, fixture(first="21000"))
    page = shown(client)
    assert "2024: 20000" in page.content.decode()
    assert "2024: 21000" in page.content.decode()
    assert target().value == 20000
    apply(client, page)
    assert target().value == 21000
    send(client, fixture(first="21000"))
    assert _("Nothing would change: the stored plan says the same.") in shown(client).content.decode()


def test_only_what_was_shown_is_applied(cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.admin)
    send(client, fixture(first="21000"))
    page = shown(client)
    YearTarget.objects.filter(pk=target().pk).update(value=19000)
    response = apply(client, page)
    assert _("The stored plan was changed meanwhile. Please look at the difference again.") in response.content.decode()
    assert target().value == 19000
    apply(client, response)
    assert target().value == 21000


def test_a_revision_needs_document_and_reason(cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.admin)
    send(client, fixture(first="21000"))
    page = shown(client)
    assert (
        _("A revision needs its document number and its reason.")
        in apply(client, page, kind="revision").content.decode()
    )
    apply(client, page, kind="revision", doc_number="温政办〔2024〕9号", reason="中期调整")
    assert (target().value, target().first_value, target().reason) == (21000, 20000, "中期调整")


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("plan.json", b"", "文件为空"),
        ("plan.docx", b"PK\x03\x04", "文件已损坏"),
        ("plan.doc", b"x", "另存为 .docx"),
        ("plan.wps", b"x", "另存为 .docx"),
        ("plan.exe", b"x", "请选择 .docx"),
        ("plan.txt", "春天来了".encode(), "没有读出任何任务、指标或目标。文件中有 1 段文字（标题：—）、0 个小表格"),
        ("plan.json", b"\x00\x01", "不是 JSON"),
        ("plan.json", b'[{"model": "plans.user", "fields": {"username": "x"}}]', "plans.user"),
    ],
)
def test_what_can_not_be_taken_is_refused_in_words(
    cast: Cast, signed_in: SignedIn, name: str, content: bytes, sentence: str
) -> None:
    before = (User.objects.count(), Plan.objects.count())
    response = send(signed_in(cast.admin), content, name)
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert (User.objects.count(), Plan.objects.count()) == before
    assert not Import.objects.exists()
    assert not list(Path(settings.MEDIA_ROOT).rglob("*.*"))


def test_a_file_over_the_limit_is_refused(cast: Cast, signed_in: SignedIn, settings: Any) -> None:
    settings.UPLOAD_LIMIT = len(fixture()) // 2
    assert "文件超过" in send(signed_in(cast.admin), fixture()).content.decode()


def test_the_review_takes_as_many_queries_for_many_rows_as_for_few(cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.admin)
    counts = []
    for rows in (1, 60):
        tasks = [TASKS[0], *([str(n + 1), "创造", f"开展第{n}项工作。", f"*市甲局、市{n}局"] for n in range(rows))]
        send(client, as_docx(paper(tasks)), "方案.docx")
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("documents:review", args=[last().pk]))
        counts.append(len(queries))
    assert counts[0] == counts[1] < 20


def test_a_stored_plan_shows_its_findings_on_its_page(cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.leader)
    page = client.get(reverse("region_detail", args=[cast.here.slug])).content.decode()
    address = reverse("documents:plan_findings", args=[cast.plan.slug])
    assert address in page
    assert "未标牵头" in client.get(address).content.decode()
    assert "<html" not in client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert signed_in(cast.stranger).get(address).status_code == 404


def test_nobody_else_imports(cast: Cast, signed_in: SignedIn) -> None:
    send(signed_in(cast.admin), as_docx(paper()), "方案.docx")
    pk = last().pk
    pages: list[tuple[str, list[Any]]] = [
        ("upload", []),
        ("review", [pk]),
        ("source_file", [pk]),
        ("difference", [pk]),
        ("edit_row", [pk, "plan", 0]),
    ]
    actions: list[tuple[str, list[Any]]] = [
        ("discard", [pk]),
        ("resolve_finding", [pk]),
        ("acknowledge_findings", [pk]),
        ("add_row", [pk, "tasks"]),
        ("difference", [pk]),
    ]
    for person in (cast.leader, cast.clerk, cast.reviewer, cast.outsider, cast.stranger):
        client = signed_in(person)
        for name, arguments in pages:
            assert client.get(reverse(f"documents:{name}", args=arguments)).status_code == 403, name
        for name, arguments in actions:
            assert client.post(reverse(f"documents:{name}", args=arguments)).status_code == 403, name
    assert last().status == "review"


OTHER_OFFICE = (
    "甲市质量强市建设行动方案（2024-2026年）\n一、工作目标\n目前认证企业有2140家。到2026年，认证企业达到3050家。\n"
    "攻坚阶段（2025年）：示范店达到40家。\n二、重点任务\n（一）建设检测中心5家。（责任单位：市甲局牵头，市乙局配合）\n"
)


def test_the_source_shows_what_was_taken_and_one_click_makes_a_number_a_goal(cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.admin)
    page = send(client, OTHER_OFFICE.encode(), "方案.txt").content.decode()
    assert '<mark class="unread" title="现状或往年数">2140家</mark>' in page
    assert f'<mark class="taken" title="{_("in the draft")}">3050家</mark>' in page
    assert "带单位的数4个，已采用3个（现状或往年数 1）" in page
    (finding,) = [doubt for doubt in last().opened().doubts if doubt.code == "number-unread"]
    pick = {"finding": finding.key, "reading": "0"}
    after = client.post(reverse("documents:resolve_finding", args=[last().pk]), pick, follow=True).content.decode()
    assert f'<mark class="taken" title="{_("in the draft")}">2140家</mark>' in after
    draft = last().opened()
    assert not [doubt for doubt in draft.doubts if doubt.code == "number-unread"]
    assert [(goal.name, goal.value, goal.year) for goal in draft.goals if goal.is_accepted] == [
        ("认证企业", 2140, 2026)
    ]
    again = client.post(reverse("documents:resolve_finding", args=[last().pk]), pick, follow=True)
    assert _("This choice is not open any more. Please look at the row again.") in again.content.decode()


def test_a_number_of_an_earlier_year_is_loaded_as_that_years_target(cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.admin)
    send(client, OTHER_OFFICE.encode(), "方案.txt")
    apply(client, shown(client))
    plan = Plan.objects.get(slug="jia-2024")
    assert plan.kind == "质量强市"
    targets = YearTarget.objects.filter(indicator__plan=plan).values_list("indicator__name", "year", "value")
    assert list(targets) == [("示范店", 2025, 40)]
    assert list(plan.goals.values_list("indicator__name", "value")) == [("认证企业", 3050)]


def test_a_number_of_an_earlier_year_is_given_to_that_years_target(cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.admin)
    table: Grid = [["指标", "单位", "2025年", "2026年"], ["授权量", "件", "20", "30"]]
    parts: list[str | Grid] = [TITLE, "一、主要目标", "到2026年，专利许可达到12件。", table]
    send(client, as_docx(Paper(parts)), "方案.docx")
    edit(client, "goals", 0, year="2024", belongs_to="1")
    draft = prepared_for_load(last().opened())
    assert draft.indicators[0].targets == {2024: D(12), 2025: D(20), 2026: D(30)}
    assert edit(client, "goals", 0, year="2031").status_code == 422
