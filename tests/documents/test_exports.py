"""Files out: the same rows as XLSX and CSV; long ones in the background: made, watched, taken back, begun again."""

import csv
import datetime as dt
import io
import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from documents.exports import background
from documents.exports.listing import Listing, write_csv
from documents.models import Export
from plans.models import AuditEntry, Membership
from tasks.models import Task
from tests.cast import Cast, SignedIn, add_task

LISTS: dict[str, Callable[[Cast], list[Any]]] = {
    "indicator_export": lambda cast: [],
    "agency_export": lambda cast: [],
    "note_export": lambda cast: [],
    "overview_export": lambda cast: [],
    "compare_export": lambda cast: [],
    "todo_export": lambda cast: [],
    "review_export": lambda cast: [],
    "round_export": lambda cast: [],
    "documents:import_export": lambda cast: [],
    "audit_export": lambda cast: [],
    "activity_export": lambda cast: [cast.plan.slug],
    "missing_export": lambda cast: [cast.plan.slug],
    "documents:task_export": lambda cast: [cast.plan.slug],
    "documents:all_task_export": lambda cast: [],
}
MAY_BE_EMPTY = {"note_export", "todo_export", "documents:import_export"}
ADDRESS = "/tasks.csv?year=2022"


def sheet(content: bytes) -> list[list[Any]]:
    book = load_workbook(io.BytesIO(content))
    return [list(row) for row in book.worksheets[0].iter_rows(values_only=True)]


def rows_of_csv(content: bytes) -> list[list[str]]:
    assert content.startswith("\ufeff".encode())
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("name", LISTS)
def test_a_list_says_the_same_as_xlsx_and_as_csv(cast: Cast, signed_in: SignedIn, name: str) -> None:
    cast.approved("1234567.8900")
    client = signed_in(cast.admin)
    client.get("/notes.csv")  # an entry of the log
    as_csv, as_xlsx = (client.get(reverse(name, args=[*LISTS[name](cast), form])) for form in ("csv", "xlsx"))
    assert as_csv["Content-Type"] == "text/csv; charset=utf-8"
    lines, cells = rows_of_csv(as_csv.content), sheet(as_xlsx.content)
    head = next(number for number, row in enumerate(cells) if row[:2] == lines[0][:2])
    if name == "audit_export":  # taking the one out is an entry of the other
        cells.pop(head + 1)
    said = [["" if cell is None else cell for cell in row] for row in cells[head:]]
    assert len(lines) == len(said)
    assert len(lines) > 1 or name in MAY_BE_EMPTY
    for line, row in zip(lines, said, strict=True):
        assert [as_number(cell) for cell in line[: len(row)]] == [as_number(cell) for cell in row]


def as_number(cell: Any) -> Any:
    """Both forms of a number, and of a date, as one."""
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat()
    try:
        return Decimal(str(cell).replace(",", ""))
    except ArithmeticError:
        return str(cell)


def test_cells_of_a_csv() -> None:
    rows = [
        ["=1+1", "-3", " @x", "＝A1", "'+1", Decimal("-3.50"), Decimal("1E+3"), dt.date(2024, 2, 29), None, 'a,"b"\n']
    ]
    file = io.BytesIO()
    write_csv(Listing("表", ["甲"] * 10, [], rows, 1, note="演示数据"), rows, file)
    head, line = rows_of_csv(file.getvalue())
    assert line == ["'=1+1", "'-3", "' @x", "'＝A1", "''+1", "-3.50", "1000", "2024-02-29", "", 'a,"b"\n', "演示数据"]
    assert len(head) == len(line)


def test_tasks_go_out_in_the_order_of_the_screen(cast: Cast, signed_in: SignedIn) -> None:
    add_task(cast.plan, 3, cast.lead, [])
    url = reverse("documents:task_export", args=[cast.plan.slug, "csv"])
    down = rows_of_csv(signed_in(cast.leader).get(url, {"sort": "-seq"}).content)
    assert [row[2] for row in down[1:]] == ["3", "2", "1"]
    all_down = rows_of_csv(signed_in(cast.leader).get("/tasks.csv", {"sort": "-seq", "year": "2022"}).content)
    assert [row[2] for row in all_down[1:]] == ["3", "2", "1"]


@pytest.fixture
def long_list(cast: Cast, settings: Any) -> Cast:
    """Two tasks are many."""
    settings.EXPORT_ROWS = 1
    return cast


def asked(client: Client, address: str = ADDRESS) -> Export:
    assert client.post(reverse("documents:ask_export"), {"address": address}).status_code == 302
    return Export.objects.latest("pk")


def test_a_long_list_is_asked_for_made_and_fetched(long_list: Cast, signed_in: SignedIn) -> None:
    client = signed_in(long_list.leader)
    page = client.get(ADDRESS)
    assert 'name="address" value="/tasks.csv?year=2022"' in page.content.decode()
    assert not Export.objects.exists()
    export = asked(client)
    assert (export.rows, export.state, export.percent) == (2, "waiting", 0)
    assert export.name in client.get(reverse("documents:export_list")).content.decode()
    assert background.work_one()
    assert not background.work_one()
    export.refresh_from_db()
    assert (export.state, export.rows_done) == ("done", 2)
    got = client.get(reverse("documents:export_file", args=[export.pk]))
    content = b"".join(got.streaming_content)  # type: ignore[attr-defined]
    assert [row[2] for row in rows_of_csv(content)[1:]] == ["1", "2"]
    assert AuditEntry.objects.filter(event="exported", person_id=long_list.leader.pk).count() == 1


def test_the_same_file_is_not_made_twice_nor_too_many(long_list: Cast, signed_in: SignedIn) -> None:
    client = signed_in(long_list.leader)
    assert asked(client).pk == asked(client).pk
    for year in range(2023, 2026):
        asked(client, f"/tasks.xlsx?year={year}")
    asked(client, "/agencies.csv")
    client.post(reverse("documents:ask_export"), {"address": "/indicators.csv"})
    assert Export.objects.count() == 5
    assert "5 个文件" in client.get(reverse("documents:export_list")).content.decode()


@pytest.mark.parametrize("address", ["", "/", "/todo/", "https://example.test/tasks.csv?x=[", "x" * 5000, "//[/?"])
def test_nothing_but_files_can_be_asked_for(long_list: Cast, signed_in: SignedIn, address: str) -> None:
    response = signed_in(long_list.leader).post(reverse("documents:ask_export"), {"address": address})
    assert response.status_code == 404
    assert not Export.objects.exists()


@pytest.mark.parametrize(
    "query", ["?q=\x00", "?year=9999999999999999999", "?words=" + "长" * 5000, "?page=x&page=&=%ff"]
)
def test_whatever_the_address_asks_the_file_is_made(long_list: Cast, signed_in: SignedIn, query: str) -> None:
    export = asked(signed_in(long_list.leader), "/tasks.csv" + query)
    background.work_one()
    export.refresh_from_db()
    assert export.state == "done"


def test_what_one_may_not_take_out_one_may_not_ask_for(long_list: Cast, signed_in: SignedIn) -> None:
    outsider = signed_in(long_list.outsider)
    for address, status in (("/audit.csv", 403), (f"/plans/{long_list.plan.slug}/task-list.csv", 404)):
        assert outsider.post(reverse("documents:ask_export"), {"address": address}).status_code == status
    assert not Export.objects.exists()


def test_a_file_is_its_persons_alone(long_list: Cast, signed_in: SignedIn) -> None:
    export = asked(signed_in(long_list.leader))
    background.work_one()
    for name in ("export_file", "drop_export"):
        url = reverse(f"documents:{name}", args=[export.pk])
        other = signed_in(long_list.reviewer)
        assert (other.post if "drop" in name else other.get)(url).status_code == 404
    assert export.name not in signed_in(long_list.reviewer).get(reverse("documents:export_list")).content.decode()


def test_with_other_rights_a_finished_file_stays_shut(long_list: Cast, signed_in: SignedIn) -> None:
    client = signed_in(long_list.leader)
    export = asked(client)
    background.work_one()
    Membership.objects.filter(user=long_list.leader).update(region=long_list.there)
    assert client.get(reverse("documents:export_file", args=[export.pk])).status_code == 403
    assert "您的权限已有变化" in client.get(reverse("documents:export_list")).content.decode()


def test_rights_lost_before_it_is_made_make_no_file(long_list: Cast, signed_in: SignedIn) -> None:
    gone, moved = asked(signed_in(long_list.leader)), asked(signed_in(long_list.admin), "/audit.csv")
    type(long_list.leader).objects.filter(pk=long_list.leader.pk).update(is_active=False)
    Membership.objects.filter(user=long_list.admin).update(role="leader", region=long_list.here)
    while background.work_one():
        pass
    assert set(Export.objects.filter(pk__in=[gone.pk, moved.pk]).values_list("state", flat=True)) == {"failed"}
    assert not list(Path(settings.MEDIA_ROOT).glob("exports/*/*审计*"))


def test_what_is_taken_back_stops_at_the_next_step(long_list: Cast, signed_in: SignedIn, monkeypatch: Any) -> None:
    monkeypatch.setattr(background, "STEP", 1)
    client = signed_in(long_list.leader)
    export = asked(client)
    whole = background.output_at

    def taken_back_meanwhile(address: str, person: Any) -> Any:
        made = whole(address, person)
        assert client.post(reverse("documents:drop_export", args=[export.pk])).status_code == 302
        return made

    monkeypatch.setattr(background, "output_at", taken_back_meanwhile)
    assert background.work_one()
    assert not Export.objects.exists()


def test_a_finished_file_goes_from_the_disk_when_it_is_dropped_or_old(long_list: Cast, signed_in: SignedIn) -> None:
    client = signed_in(long_list.leader)
    for way in ("dropped", "old"):
        export = asked(client)
        background.work_one()
        export.refresh_from_db()
        path = Path(export.file.path)
        assert path.is_file()
        if way == "dropped":
            client.post(reverse("documents:drop_export", args=[export.pk]))
        else:
            Export.objects.update(ended_at=timezone.now() - dt.timedelta(days=4))
            background.work_one()
        assert not path.exists()
        assert not Export.objects.exists()


def test_what_a_dead_worker_left_is_begun_again_three_times(long_list: Cast, signed_in: SignedIn) -> None:
    export = asked(signed_in(long_list.leader))
    ago = timezone.now() - dt.timedelta(minutes=3)
    Export.objects.update(state="running", tries=1, seen_at=ago, rows_done=1)
    background.work_one()
    export.refresh_from_db()
    assert (export.state, export.tries) == ("done", 2)
    Export.objects.update(state="running", tries=3, seen_at=ago)
    background.work_one()
    export.refresh_from_db()
    assert (export.state, export.fault) == ("failed", "已开始 3 次，均未完成。")


def test_a_file_that_cannot_be_made_says_so(long_list: Cast, signed_in: SignedIn, monkeypatch: Any) -> None:
    client = signed_in(long_list.leader)
    export = asked(client)

    def broken(*args: Any) -> Any:
        raise OSError("no space left on the device")

    monkeypatch.setattr("tempfile.TemporaryFile", broken)
    background.work_one()
    export.refresh_from_db()
    assert export.state == "failed"
    assert "服务器日志" in client.get(reverse("documents:export_list")).content.decode()


def test_a_title_too_long_for_a_disk_makes_a_file(long_list: Cast, signed_in: SignedIn) -> None:
    type(long_list.plan).objects.filter(pk=long_list.plan.pk).update(title="长/" * 100)
    client = signed_in(long_list.leader)
    export = asked(client, f"/plans/{long_list.plan.slug}/tasks.csv")
    background.work_one()
    export.refresh_from_db()
    assert (export.state, len(export.name), export.name[-4:]) == ("done", 200, ".csv")
    assert client.get(reverse("documents:export_file", args=[export.pk])).status_code == 200


def test_the_list_of_files_asks_once_for_the_persons_roles(
    long_list: Cast, signed_in: SignedIn, django_assert_max_num_queries: Any
) -> None:
    client = signed_in(long_list.leader)
    for year in range(2022, 2026):
        asked(client, f"/tasks.csv?year={year}")
        background.work_one()
    with django_assert_max_num_queries(9):
        client.get(reverse("documents:export_list"))


def test_a_file_that_nothing_begins_is_said_to_wait(long_list: Cast, signed_in: SignedIn) -> None:
    client = signed_in(long_list.leader)
    asked(client)
    url = reverse("documents:export_list")
    assert "可能没有运行" not in client.get(url).content.decode()
    Export.objects.update(asked_at=timezone.now() - dt.timedelta(minutes=2))
    assert "可能没有运行" in client.get(url).content.decode()


def test_the_command_works_off_what_waits(long_list: Cast, signed_in: SignedIn) -> None:
    export = asked(signed_in(long_list.leader))
    call_command("work", "--once")
    export.refresh_from_db()
    assert export.state == "done"


def test_the_command_ends_with_the_process_it_stands_beside() -> None:
    beside = subprocess.Popen([sys.executable, "-c", "pass"])
    beside.wait()
    call_command("work", "--beside", str(beside.pid))


def test_rows_taken_away_meanwhile_are_left_out(long_list: Cast, signed_in: SignedIn) -> None:
    made = background.output_at(ADDRESS, long_list.leader)
    Task.objects.filter(plan=long_list.plan, seq=2).delete()
    file = io.BytesIO()
    made.write(file, iter)
    assert [row[2] for row in rows_of_csv(file.getvalue())[1:]] == ["1"]
