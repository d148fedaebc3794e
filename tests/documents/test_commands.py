"""importplan, exportplan and lintplan: exit codes, the object of domain.md §4, and what is stored."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils.translation import gettext as _

from documents.draft.json import as_object
from plans.models import Plan
from targets.models import Actual, PlanIndicator
from tasks.models import Task, TaskReport
from tests.cast import Cast
from tests.documents.remade import Paper, as_docx, as_txt

HEAD = ["甲市知识产权强市建设示范城市工作方案（2024-2026年）", "一、主要目标"]
GOALS = "到2026年，专利授权量达到300件，有效注册商标量达到5万件，培训人才3000人次。"
TASKS = [
    ["序号", "重点工作", "主要内容", "责任单位"],
    ["1", "创造", "培育专利密集型产业，建设基地2个以上。", "*市甲局、市丙局"],
    ["2", "↑", "加强商标培育。", "市甲局"],
    ["3", "保护", "健全保护机制。", "市甲局、市丙局"],
]
TARGETS = [
    ["序号", "主要指标", "2024年", "2025年", "2026年"],
    ["1", "专利授权量（件）", "90", "100", "110"],
    ["2", "有效注册商标量（件）", "40000", "45000", "50000"],
]


def paper(tasks: list[list[str]] | None = None, targets: list[list[str]] | None = None, goals: str = GOALS) -> Paper:
    return Paper([*HEAD, goals, "附件1", tasks or TASKS, "附件2", targets or TARGETS])


def run(command: str, *arguments: str) -> tuple[int, dict[str, Any], str]:
    """Exit code, the object on standard output, and the words for people."""
    out, err = io.StringIO(), io.StringIO()
    code = 0
    try:
        call_command(command, *arguments, format="json", stdout=out, stderr=err)
    except SystemExit as stop:
        code = int(stop.code or 0)
    return code, json.loads(out.getvalue()), err.getvalue()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "plan.docx"
    path.write_bytes(as_docx(paper()))
    return path


def jia() -> Plan:
    return Plan.objects.get(region__code="990100", start_year=2024)


def test_a_dry_run_prints_the_object_and_stores_nothing(cast: Cast, file: Path) -> None:
    code, found, _words = run("importplan", str(file), "--dry-run")
    assert code == 0
    assert found["plan"]["region"] == "990100"
    assert (found["plan"]["start_year"], found["plan"]["end_year"]) == (2024, 2026)
    assert found["indicators"][0]["targets"] == {"2024": "90", "2025": "100", "2026": "110"}
    assert [row["accumulation"] for row in found["indicators"]] == ["sum", "level"]
    assert found["goals"][0] | {"place": None} == {
        "name": "专利授权量", "operator": ">=", "value": "300", "value_high": None, "unit": "件", "basis": "absolute",
        "base": None, "year": 2026, "text": "专利授权量达到300件", "indicator": 1,
        "origin": "text", "is_accepted": None, "place": None,
    }  # fmt: skip
    assert found["tasks"][0]["lead"] == ["市甲局"]
    assert found["tasks"][0]["co"] == ["市丙局"]
    assert found["tasks"][0]["lead_rule"] == "mark"
    assert found["tasks"][0]["place"] == {"table": 1, "row": 2}
    assert found["tasks"][1]["area"] == "创造"
    assert not Plan.objects.filter(start_year=2024).exists()


def test_a_load_accepts_numeric_goals_and_twice_changes_nothing(cast: Cast, file: Path) -> None:
    assert run("importplan", str(file))[0] == 0
    plan = jia()
    assert (plan.slug, plan.is_checked, plan.tasks.count()) == ("jia-2024", False, 3)
    trained = plan.indicators.get(origin="goal")
    assert (trained.seq, trained.name, trained.accumulation) == (3, "培训人才", "sum")
    assert plan.indicators.get(seq=2).goals.get().value == 50000
    before = everything()
    code, _found, words = run("importplan", str(file))
    assert code == 0
    assert _("Nothing would change: the stored plan says the same.") in words
    assert everything() == before


def everything() -> list[Any]:
    models = (Plan, PlanIndicator, Task)
    return [list(model.objects.order_by("pk").values()) for model in models] + [
        [model.history.count() for model in models]
    ]


def test_what_would_change_is_printed_and_not_loaded(cast: Cast, file: Path, tmp_path: Path) -> None:
    run("importplan", str(file))
    changed = tmp_path / "changed.docx"
    changed.write_bytes(
        as_docx(paper(targets=[*TARGETS[:1], ["1", "专利授权量（件）", "90", "100", "120"], *TARGETS[2:]]))
    )
    code, _found, words = run("importplan", str(changed))
    assert code == 1
    assert "2026: 110" in words
    assert "2026: 120" in words
    target = jia().indicators.get(seq=1).targets.get(year=2026)
    assert target.value == 110
    assert (
        run("importplan", str(changed), "--as", "revision", "--doc-number", "甲政〔2025〕1号", "--reason", "中期")[0]
        == 0
    )
    target.refresh_from_db()
    assert (target.value, target.first_value, target.revised_by) == (120, 110, "甲政〔2025〕1号")


def test_a_revision_without_its_document_is_refused(cast: Cast, file: Path) -> None:
    run("importplan", str(file))
    file.write_bytes(as_docx(paper(goals=GOALS.replace("300", "310"))))
    code, _found, words = run("importplan", str(file), "--as", "revision")
    assert code == 1
    assert "文号" in words


def test_an_open_head_stops_a_load_until_it_is_said(cast: Cast, tmp_path: Path) -> None:
    path = tmp_path / "plan.txt"
    path.write_bytes(as_txt(Paper(["知识产权强市建设工作要点", TASKS])))
    code, found, _words = run("importplan", str(path))
    assert code == 1
    assert {f["code"] for f in found["findings"] if f["severity"] == "error"} == {"region-unknown", "years-unknown"}
    assert run("importplan", str(path), "--region", "999999", "--years", "2024-2026")[0] == 1
    assert run("importplan", str(path), "--region", "990100", "--years", "2024-2026")[0] == 0
    assert jia().kind == "知识产权工作要点"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("none.docx", None),
        ("empty.txt", b""),
        ("old.doc", b"x"),
        ("broken.docx", b"PK\x03\x04"),
        ("prose.txt", "春天来了，花开了。".encode()),
        ("users.json", b'[{"model": "plans.user", "fields": {}}]'),
        ("half.json", b'{"plan": {'),
        ("wrong.json", b'{"plan": {"title": 1}, "tasks": 5}'),
    ],
)
def test_what_can_not_be_read_exits_with_two_and_a_sentence(
    cast: Cast, tmp_path: Path, name: str, content: bytes | None
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    code, found, words = run("importplan", str(path))
    assert code == 2
    assert found["plan"] is None
    assert [f["code"] for f in found["findings"]] == ["file-unreadable"]
    assert found["findings"][0]["message"].strip() == words.strip() != ""


@pytest.mark.parametrize("slug", ["wenzhou-2022", "yueqing-2022", "tongzhou-2022", "jiaxing-2021", "jiaxing-2016"])
def test_what_is_exported_gives_the_same_plan_again(db: None, tmp_path: Path, slug: str) -> None:
    _code, first, _words = run("exportplan", slug)
    path = tmp_path / "plan.json"
    path.write_text(json.dumps(first, ensure_ascii=False))
    code, _found, words = run("importplan", str(path))
    assert (code, "没有差异" in words) == (0, True)
    plan = Plan.objects.get(slug=slug)
    TaskReport.objects.filter(task__plan=plan).delete()
    Actual.objects.filter(indicator__plan=plan).delete()
    for rows in (plan.rounds, plan.tasks, plan.areas):
        rows.all().delete()
    plan.delete()
    code, _found, words = run("importplan", str(path))
    assert code == 0, words
    again = run("exportplan", slug)[1]
    assert without_keys(again) == without_keys(first)


def without_keys(o: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in o.items() if name != "agencies"} | {
        "agencies": sorted(json.dumps(agency, sort_keys=True, ensure_ascii=False) for agency in o["agencies"])
    }


def test_an_exported_plan_of_the_bare_shape_is_taken_too(cast: Cast, tmp_path: Path) -> None:
    """Only what domain.md §4 names: no keys, agencies or catalogue entries."""
    o = {
        "plan": {"title": "甲市方案", "doc_number": None, "issuer": None, "issued_on": None, "start_year": 2024,
                 "end_year": 2026, "region": "990100"},
        "indicators": [{"seq": 1, "origin": "table", "label": "授权量（件）", "name": "授权量", "unit": "件",
                        "accumulation": None, "direction": "more", "class": None, "attribute": None, "weight": "1",
                        "reporter": None, "baseline": None, "targets": {"2024": "1.5"}, "actuals": {}}],
        "goals": [], "earlier": [], "findings": [],
        "tasks": [{"seq": 1, "label": "1", "area": "创造", "content": "培育。", "lead": ["市甲局"], "co": ["市新局"],
                   "lead_rule": "mark", "quantities": [], "place": None}],
    }  # fmt: skip
    path = tmp_path / "bare.json"
    path.write_text(json.dumps(o))
    assert run("importplan", str(path))[0] == 0
    assert jia().indicators.get().accumulation is None
    assert [a.agency.name for a in jia().tasks.get().assignments.all()] == ["市甲局", "市新局"]


def test_a_stored_plan_is_checked_by_the_same_rules(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    out = io.StringIO()
    call_command("lintplan", "wenzhou-2022", stdout=out)
    words = out.getvalue()
    assert "goal-mismatch 指标 13" in words
    assert "agency-misprint 任务 48" in words
    assert _("not checked by a person") not in words
    Plan.objects.filter(slug="wenzhou-2022").update(is_checked=False)
    call_command("lintplan", "wenzhou-2022", stdout=out)
    assert _("not checked by a person") in out.getvalue()


def test_the_object_of_a_fixture_holds_every_row(db: None) -> None:
    from documents.reading.plan_files.fixture import read_fixture
    from documents.review.findings import findings_of

    draft = read_fixture(Path(settings.BASE_DIR, "fixtures", "wenzhou-2022.json").read_bytes())
    o = as_object(draft, findings_of(draft))
    assert (len(o["tasks"]), len(o["indicators"]), len(o["goals"])) == (63, 19, 19)
    assert json.loads(json.dumps(o)) == o
