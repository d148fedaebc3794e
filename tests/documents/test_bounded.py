"""What people upload is read in a process with bounds: a hostile file costs its sender a sentence, and nobody else."""

import io
import resource
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font

from documents.draft.values import Unreadable
from documents.reading.extract import KnownRegion
from documents.reading.heavy import PLACES, Busy, heavy_work
from documents.reading.process import read_document, read_plan_file, read_workbook
from documents.reading.refusals import SENTENCES
from documents.reading.sheets import SheetBounds
from ipplans.bulk.accounts import HEADS
from tests.cast import Cast, SignedIn

MEGABYTES = 1024  # of what getrusage counts in


def saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def far_value(sheet: Any) -> None:
    sheet["XFD5000"] = 1


def empty_columns(sheet: Any) -> None:
    for column in range(100, 1100):
        for row in range(1, 40):
            sheet.cell(row, column).font = Font(bold=True)


def grown(act: Callable[[], Any]) -> tuple[Any, int]:
    """What `act` gives, and by how many MB the most that this process ever took has grown."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return act(), (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // MEGABYTES


@pytest.mark.parametrize("spoil", [far_value, empty_columns])
def test_an_entry_workbook_with_far_columns_is_read_as_any_other(
    cast: Cast, signed_in: SignedIn, spoil: Callable[[Any], None]
) -> None:
    client, plan = signed_in(cast.clerk), cast.plan.slug
    url = reverse("documents:download_entry_workbook", args=[plan])
    book = load_workbook(io.BytesIO(client.get(url).content))
    assert book.active is not None
    book.active["H4"] = 160
    spoil(book.active)
    file = SimpleUploadedFile("填报.xlsx", saved(book))
    upload = reverse("documents:upload_entry_workbook", args=[plan])
    page, megabytes = grown(lambda: client.post(upload, {"file": file}))
    assert page.status_code == 200
    assert [change.after for change in page.context["found"].figures.changes] == ["160"]
    assert megabytes < 60  # the process that read it is another one


@pytest.mark.parametrize("spoil", [far_value, empty_columns])
def test_so_is_a_workbook_of_accounts(cast: Cast, signed_in: SignedIn, spoil: Callable[[Any], None]) -> None:
    book = Workbook()
    assert book.active is not None
    book.active.append(HEADS)
    spoil(book.active)
    file = SimpleUploadedFile("人员.xlsx", saved(book))
    page, megabytes = grown(lambda: signed_in(cast.admin).post(reverse("accounts"), {"file": file}))
    assert page.status_code == 422  # nobody stands in it, or it goes on far below
    assert page.context["refusal"]
    assert megabytes < 60


def test_what_takes_more_memory_than_it_may_is_refused_in_words(settings: Any) -> None:
    settings.READING_MEMORY = 100 * 1024 * 1024
    book = Workbook()
    assert book.active is not None
    for row in range(1, 3000):
        book.active.append([row] * 40)
    with pytest.raises(Unreadable, match=str(SENTENCES["too-much-text"])):
        read_workbook(saved(book), SheetBounds(5000, 40))


def test_more_regions_than_a_command_line_takes_are_known_to_the_reader() -> None:
    country = [KnownRegion(f"{number:06d}", f"第{number}号县", "county", ("000000",)) for number in range(3200)]
    text = "第3077号县知识产权强县建设方案（2022—2025年）\n到2025年，有效发明专利拥有量达到100件。\n"
    draft, _blocks = read_document("plan.txt", text.encode(), country)
    assert draft.plan.region == "003077"
    assert len(str(country)) > 128 * 1024


def test_a_fixture_is_read_in_its_own_process_and_refused_in_words() -> None:
    with pytest.raises(Unreadable, match="JSON"):
        read_plan_file(b"[" * 100_000)
    with pytest.raises(Unreadable):
        read_plan_file(b'[{"model": "plans.user", "fields": {}}]')


def test_one_reads_at_a_time_and_a_full_line_is_said_at_once(tmp_path: Path) -> None:
    most = waiting = 0
    lock, order = threading.Lock(), []

    def work() -> None:
        nonlocal most, waiting
        with heavy_work(tmp_path, 10):
            with lock:
                waiting += 1
                most = max(most, waiting)
            time.sleep(0.05)
            with lock:
                waiting -= 1
                order.append(1)

    threads = [threading.Thread(target=work) for _number in range(PLACES)]
    for thread in threads:
        thread.start()
    while (tmp_path / "heavy").exists() is False:
        time.sleep(0.001)
    for thread in threads:
        thread.join()
    assert (most, len(order)) == (1, PLACES)


def test_who_finds_the_line_full_or_waits_too_long_is_told(tmp_path: Path, settings: Any) -> None:
    settings.VAR_DIR, settings.READING_SECONDS = tmp_path, 0.2
    with heavy_work(tmp_path, 1):
        began = time.monotonic()
        with pytest.raises(Unreadable, match=str(SENTENCES["busy"])):
            read_document("plan.txt", "市场".encode(), [])
        assert time.monotonic() - began < 5
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("documents.reading.heavy.PLACES", 0)
        with pytest.raises(Busy), heavy_work(tmp_path, 60):
            raise AssertionError
    with heavy_work(tmp_path, 1):
        pass  # the place is free again
