"""任务进展台账: all tasks of an agency in one table; each row is stored by itself, by the rules of its own page."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from plans.models import Agency
from tasks.models import Area, Assignment, Quantity, Task, TaskPart, TaskReport
from tests.cast import Cast, SignedIn

JSON = {"Accept": "application/json"}


def more_tasks(cast: Cast, count: int) -> list[Task]:
    """Further tasks that the clerk's agency leads, each with a promised number and a partner."""
    area = Area.objects.filter(plan=cast.plan).first()
    start = cast.plan.tasks.count() + 1
    made = []
    for seq in range(start, start + count):
        task = Task.objects.create(plan=cast.plan, key=f"more-{seq}", area=area, seq=seq, content=f"新任务{seq}")
        Assignment.objects.create(task=task, agency=cast.lead, seq=1, role="lead", printed_name="甲局", rule="mark")
        Assignment.objects.create(task=task, agency=cast.partner, seq=2, role="co", printed_name="丙局", rule="mark")
        Quantity.objects.create(task=task, seq=1, text="超50家", operator=">", value=50, unit="家")
        made.append(task)
    return made


def url(cast: Cast, name: str = "ledger", year: int = 2022) -> str:
    return reverse(f"tasks:{name}", args=[cast.plan.slug, year])


def row(task: Task, version: int = 0, **texts: str) -> dict[str, str]:
    fields = {"version": str(version), "state": "under-way", "summary": "已部署", "percent": "40"} | texts
    return {f"t{task.pk}-{part}": text for part, text in fields.items()}


def reports(cast: Cast) -> dict[int, TaskReport]:
    return {report.task.seq: report for report in TaskReport.objects.filter(task__plan=cast.plan, year=2022)}


def send(cast: Cast, signed_in: SignedIn, data: dict[str, str], **more: str) -> Any:
    return signed_in(cast.clerk).post(url(cast), data | more, headers=JSON)


def test_each_row_is_stored_by_itself(cast: Cast, signed_in: SignedIn) -> None:
    first, second, third = more_tasks(cast, 3)
    wrong = row(second, percent="一半")
    answer = send(cast, signed_in, row(first) | wrong | row(third, state="done", percent="100"), submit="1")
    assert answer.status_code == 422
    records = answer.json()["records"]
    assert [records[f"t{task.pk}"]["state"] for task in (first, second, third)] == ["submitted", "wrong", "to-explain"]
    assert "请只填数字" in records[f"t{second.pk}"]["message"]
    assert "超50家" in records[f"t{third.pk}"]["message"]
    assert {seq: report.status for seq, report in reports(cast).items()} == {first.seq: "submitted", third.seq: "draft"}


def test_a_number_reached_is_stored_changed_and_cleared(cast: Cast, signed_in: SignedIn) -> None:
    (task,) = more_tasks(cast, 1)
    name = f"quantity_{task.quantities.get().pk}"
    for version, (text, kept) in enumerate([("60", ["60.0000"]), ("61", ["61.0000"]), ("", [])]):
        answer = send(cast, signed_in, row(task, version, **{name: text}))
        assert (answer.status_code, answer.json()["records"][f"t{task.pk}"]["fields"].get(name, "")) == (200, text)
        assert [str(one.value) for one in reports(cast)[task.seq].quantities.all()] == kept


def test_a_changed_report_is_confirmed_anew(cast: Cast, signed_in: SignedIn) -> None:
    (task,) = more_tasks(cast, 1)
    send(cast, signed_in, row(task))
    TaskPart.objects.create(report=reports(cast)[task.seq], agency=cast.partner, text="已配合", is_confirmed=True)
    send(cast, signed_in, row(task, 1, summary="已建成"))
    part = TaskPart.objects.get(report__task=task)
    assert (part.is_confirmed, part.text) == (False, "已配合")
    assert part.history.count() == 2


def test_of_two_people_the_second_sees_both_and_chooses(cast: Cast, signed_in: SignedIn) -> None:
    (task,) = more_tasks(cast, 1)
    signed_in(cast.colleague).post(url(cast), row(task, summary="同事所填"), headers=JSON)
    answer = send(cast, signed_in, row(task, summary="我所填"))
    assert "同事所填" in answer.json()["records"][f"t{task.pk}"]["message"]
    assert reports(cast)[task.seq].summary == "同事所填"
    chosen = row(task, 1, summary="我所填", asked="1", choice="mine")
    assert send(cast, signed_in, chosen).status_code == 200
    assert reports(cast)[task.seq].summary == "我所填"


def test_what_is_typed_stays_on_the_page_without_a_script(cast: Cast, signed_in: SignedIn) -> None:
    (task,) = more_tasks(cast, 1)
    page = signed_in(cast.clerk).post(url(cast), row(task, percent="一半", summary="写了很久"))
    assert page.status_code == 422
    assert "写了很久" in page.content.decode()
    assert 'value="一半"' in page.content.decode()


def test_a_closed_round_takes_nothing_and_says_so(cast: Cast, signed_in: SignedIn) -> None:
    (task,) = more_tasks(cast, 1)
    cast.plan.rounds.get().close()
    answer = send(cast, signed_in, row(task))
    assert answer.status_code == 409
    assert "已关闭" in answer.json()["lock"]
    assert not reports(cast)


@pytest.mark.parametrize(
    ("person", "status"), [("clerk", 200), ("other_clerk", 200), ("leader", 403), ("stranger", 404)]
)
def test_only_agencies_of_the_plan_open_it(cast: Cast, signed_in: SignedIn, person: str, status: int) -> None:
    assert signed_in(getattr(cast, person)).get(url(cast)).status_code == status


def test_another_agencys_row_is_not_taken(cast: Cast, signed_in: SignedIn) -> None:
    (task,) = more_tasks(cast, 1)
    Assignment.objects.filter(task=task, role="lead").update(
        agency=Agency.objects.create(region=cast.here, name="庚局")
    )
    send(cast, signed_in, row(task), submit="1")
    assert not reports(cast)


def test_parts_of_others_tasks_are_stored_in_the_table(cast: Cast, signed_in: SignedIn) -> None:
    (task,) = more_tasks(cast, 1)
    clerk = signed_in(cast.other_clerk)
    part = {f"p{task.pk}-version": "0", f"p{task.pk}-text": "已提供数据"}
    confirmed = part | {f"p{task.pk}-is_confirmed": "on"}
    early = clerk.post(url(cast, "ledger_parts"), confirmed, headers=JSON)
    assert early.status_code == 422  # the lead has not begun
    assert clerk.post(url(cast, "ledger_parts"), part, headers=JSON).status_code == 200
    version = reports(cast)[task.seq].version
    send(cast, signed_in, row(task, version))
    answer = clerk.post(url(cast, "ledger_parts"), confirmed, headers=JSON)
    assert answer.json()["records"][f"p{task.pk}"]["status"] == "已确认"
    assert TaskPart.objects.get().is_confirmed


def test_last_years_workbook_fills_the_table(cast: Cast, signed_in: SignedIn) -> None:
    first, second, third = more_tasks(cast, 3)
    lines = ["序号\t任务内容\t责任单位\t状态\t完成比例\t工作进展"]
    lines += [
        f"{t.seq}\t{t.content}\t甲局\t推进中\t{40 + n}%\t第{n}段文字" for n, t in enumerate((first, second, third))
    ]
    block = {"text": "\n".join(lines), "field": f"t{first.pk}-summary"}
    answer = signed_in(cast.clerk).post(url(cast, "paste_tasks"), block).json()
    expected: dict[str, str] = {}
    for n, task in enumerate((first, second, third)):
        expected |= {f"t{task.pk}-percent": str(40 + n), f"t{task.pk}-summary": f"第{n}段文字"}
    assert answer["fills"] == expected  # the state stands there already
    assert not reports(cast)
    plain = "\n".join(f"{t.seq}\t{t.content}\t甲局\t文字{t.seq}" for t in (first, third))
    answer = signed_in(cast.clerk).post(url(cast, "paste_tasks"), block | {"text": plain}).json()
    assert answer["fills"] == {f"t{t.pk}-summary": f"文字{t.seq}" for t in (first, third)}


def test_many_rows_take_as_many_queries_as_one(cast: Cast, signed_in: SignedIn) -> None:
    tasks = more_tasks(cast, 21)

    def queries(which: list[Task], version: int) -> int:
        data: dict[str, str] = {}
        for task in which:
            number = {f"quantity_{task.quantities.get().pk}": str(50 + version)}
            data |= row(task, version, summary=f"已部署{version}", **number)
        client = signed_in(cast.clerk)
        with CaptureQueriesContext(connection) as captured:
            assert client.post(url(cast), data, headers=JSON).status_code == 200
        return len(captured)

    for version in (0, 1):  # from now on there is a report, with records and what stands behind it
        queries(tasks[:1], version)
    one = [queries(tasks[1:2], version) for version in (0, 1)]
    assert [queries(tasks[2:], version) for version in (0, 1)] == one


@pytest.mark.parametrize(("name", "letter"), [("ledger", "t"), ("ledger_parts", "p")])
def test_a_forged_row_is_refused_and_nothing_is_stored(cast: Cast, signed_in: SignedIn, name: str, letter: str) -> None:
    own, foreign = more_tasks(cast, 2)
    other = Agency.objects.create(region=cast.here, name="丁局")
    foreign.assignments.all().delete()
    Assignment.objects.create(task=foreign, agency=other, seq=1, role="lead", printed_name="丁局", rule="mark")
    client = signed_in(cast.clerk if name == "ledger" else cast.other_clerk)
    ids = [(foreign.pk, 403), (10**17, 404)]
    for pk, status in ids:
        data = {f"{letter}{own.pk}-version": "0", f"{letter}{own.pk}-text": "已办", f"{letter}{pk}-version": "0"}
        assert client.post(url(cast, name), data, headers=JSON).status_code == status
    assert not TaskReport.objects.filter(task__plan=cast.plan).exists()
