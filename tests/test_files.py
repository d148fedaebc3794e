"""Files that come in: nothing that runs, nothing infected, never more than there is room for; and how they go."""

import datetime as dt
import io
import os
import shutil
import socketserver
import struct
import subprocess
import threading
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from documents.models import Import
from plans.files import prune_files
from plans.models import AuditEntry
from plans.scanning import virus_in
from targets.models import Evidence
from tests.cast import Cast, SignedIn
from tests.machine import free_port

PDF = b"%PDF-1.7 of a test"
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def packed(*names: str, rels: str = "<Relationships/>", types: str = "<Types/>", kind: str = "word/document") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr(f"{kind}.xml", "<x/>")
        file.writestr("[Content_Types].xml", types)
        file.writestr("word/_rels/settings.xml.rels", rels)
        for name in names:
            file.writestr(name, b"x")
    return out.getvalue()


def object_stream(inside: bytes, filter_: bytes = b"/FlateDecode") -> bytes:
    body = zlib.compress(inside)
    return PDF + b"\n1 0 obj <</Type /ObjStm /Filter " + filter_ + b">>\nstream\n" + body + b"\nendstream\nendobj"


TEMPLATE = (
    '<Relationships><Relationship Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
    'attachedTemplate" Target="http://198.51.100.7/x.dotm" TargetMode="External"/></Relationships>'
)
MACRO_TYPE = '<Types><Override ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>'
RUNS = {
    "macro.docx": packed("word/vbaProject.bin"),
    "macro.xlsx": packed("xl/VBAPROJECT.BIN", kind="xl/workbook"),
    "old-macro.xlsx": packed("xl/macrosheets/sheet1.xml", kind="xl/workbook"),
    "control.docx": packed("word/activeX/activeX1.xml"),
    "renamed.docx": packed(types=MACRO_TYPE),
    "template.docx": packed(rels=TEMPLATE),
    "script.pdf": PDF + b"<</OpenAction <</S /JavaScript /JS (app.alert(1))>>>>",
    "escaped.pdf": PDF + b"<</S /J#61va#53cript /JS (x)>>",
    "launch.pdf": PDF + b"<</S /Launch /F (cmd.exe)>>",
    "hidden.pdf": object_stream(b"<</S /JavaScript /JS (x)>>"),
    "hidden-and-escaped.pdf": object_stream(b"<</S /Java#53cript /JS (x)>>").replace(b"/ObjStm", b"/Obj#53tm"),
}
HIDES = {
    "locked.pdf": PDF + b"\n1 0 obj <</Type /ObjStm>>\nstream\n\x00\x01\x02\nendstream",
    "bomb.pdf": object_stream(b"\0" * (40 * 1024 * 1024)),
    "large-part.docx": packed(rels="<!--" + "x" * (5 * 1024 * 1024) + "-->"),
}
HARMLESS = {
    "plain.pdf": PDF,
    "objects.pdf": object_stream(b"<</Type /Page /Contents 3 0 R>>"),
    "words.pdf": PDF + b"(About JavaScript, and how to Launch a product)",
    "plain.docx": packed("word/media/image1.png"),
    "printer.xlsx": packed("xl/printerSettings/printerSettings1.bin", kind="xl/workbook"),
    "link.docx": packed(rels='<Relationships><Relationship Type="x/hyperlink" TargetMode="External"/></Relationships>'),
}


def send(signed_in: SignedIn, cast: Cast, name: str, content: bytes) -> str:
    actual = cast.plan.indicators.get(seq=1).actuals.filter(year=2022).first() or cast.actual()
    url = reverse("targets:add_evidence", args=[actual.pk])
    page = signed_in(cast.clerk).post(url, {"file": SimpleUploadedFile(name, content)}, follow=True)
    return str(page.content.decode())


@pytest.mark.parametrize("name", RUNS)
def test_what_runs_when_it_is_opened_is_no_evidence(cast: Cast, signed_in: SignedIn, name: str) -> None:
    words = _("There are macros or scripts in this file: %(name)s. Please save it without them, or as a new PDF.")
    assert words % {"name": name} in send(signed_in, cast, name, RUNS[name])
    assert not Evidence.objects.exists()


@pytest.mark.parametrize("name", HIDES)
def test_what_hides_whether_it_runs_is_none_either(cast: Cast, signed_in: SignedIn, name: str) -> None:
    words = _("This file cannot be looked into; it may be locked with a password: %(name)s.")
    assert words % {"name": name} in send(signed_in, cast, name, HIDES[name])
    assert not Evidence.objects.exists()


@pytest.mark.parametrize("name", HARMLESS)
def test_what_only_looks_like_it_is_taken(cast: Cast, signed_in: SignedIn, name: str) -> None:
    send(signed_in, cast, name, HARMLESS[name])
    kept = Evidence.objects.get()
    assert (kept.name, kept.size) == (name, len(HARMLESS[name]))


@pytest.mark.parametrize("setting", ["FIGURE_FILES_MB", "AGENCY_FILES_MB"])
def test_there_is_room_for_so_much_and_no_more(cast: Cast, signed_in: SignedIn, settings: Any, setting: str) -> None:
    setattr(settings, setting, 1)
    send(signed_in, cast, "a.pdf", PDF + b" " * 700_000)
    assert "1 MB" in send(signed_in, cast, "b.pdf", PDF + b"x" * 700_000)
    assert Evidence.objects.count() == 1
    send(signed_in, cast, "c.pdf", PDF + b"y" * 200_000)
    assert Evidence.objects.count() == 2


def test_the_room_of_an_agency_is_for_all_its_figures(cast: Cast, signed_in: SignedIn, settings: Any) -> None:
    settings.AGENCY_FILES_MB = 1
    send(signed_in, cast, "a.pdf", PDF + b" " * 700_000)
    second = cast.actual(seq=2)
    second.agency = cast.lead
    second.save()
    cast.plan.indicators.filter(seq=2).update(reporter=cast.lead)
    url = reverse("targets:add_evidence", args=[second.pk])
    file = SimpleUploadedFile("b.pdf", PDF + b"x" * 700_000)
    assert "1 MB" in signed_in(cast.clerk).post(url, {"file": file}, follow=True).content.decode()
    assert not second.evidence.exists()


class Scanner(socketserver.BaseRequestHandler):
    """clamd as it answers INSTREAM: the length of each piece, the piece, and a length of zero at the end."""

    def handle(self) -> None:
        assert self._exactly(10) == b"zINSTREAM\0"
        seen = b""
        while size := struct.unpack(">I", self._exactly(4))[0]:
            seen += self._exactly(size)
        found = b"Eicar-Signature FOUND" if b"EICAR-STANDARD" in seen else b"OK"
        self.request.sendall(
            b"INSTREAM size limit exceeded. ERROR\0" if b"TOO MUCH" in seen else b"stream: " + found + b"\0"
        )

    def _exactly(self, size: int) -> bytes:
        found = b""
        while len(found) < size and (piece := self.request.recv(size - len(found))):
            found += piece
        return found


@pytest.fixture
def scanner(settings: Any) -> Iterator[None]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Scanner) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.CLAMD = f"127.0.0.1:{server.server_address[1]}"
        yield
        server.shutdown()


Send = Callable[[Cast, SignedIn, bytes], Any]


def to_evidence(cast: Cast, signed_in: SignedIn, content: bytes) -> Any:
    url = reverse("targets:add_evidence", args=[cast.actual().pk])
    return signed_in(cast.clerk).post(url, {"file": SimpleUploadedFile("a.pdf", content)}, follow=True)


def to_import(cast: Cast, signed_in: SignedIn, content: bytes) -> Any:
    data = {"file": SimpleUploadedFile("a.txt", content)}
    return signed_in(cast.admin).post(reverse("documents:upload"), data, follow=True)


def to_accounts(cast: Cast, signed_in: SignedIn, content: bytes) -> Any:
    return signed_in(cast.admin).post(reverse("accounts"), {"file": SimpleUploadedFile("a.xlsx", content)}, follow=True)


def to_entry(cast: Cast, signed_in: SignedIn, content: bytes) -> Any:
    url = reverse("documents:upload_entry_workbook", args=[cast.plan.slug])
    return signed_in(cast.clerk).post(url, {"file": SimpleUploadedFile("a.xlsx", content)}, follow=True)


@pytest.mark.parametrize("door", [to_evidence, to_import, to_accounts, to_entry])
def test_no_door_takes_what_the_scanner_finds(scanner: None, cast: Cast, signed_in: SignedIn, door: Send) -> None:
    page = door(cast, signed_in, PDF + EICAR).content.decode()
    assert "Eicar-Signature" in page
    assert not Evidence.objects.exists()
    assert not Import.objects.exists()
    assert "Eicar-Signature" in AuditEntry.objects.get(event="refused").details


@pytest.mark.parametrize("content", [PDF + b"TOO MUCH", None])
def test_without_an_answer_nothing_is_taken(
    scanner: None, cast: Cast, signed_in: SignedIn, settings: Any, content: bytes | None
) -> None:
    if content is None:
        settings.CLAMD = f"127.0.0.1:{free_port()}"
    page = to_evidence(cast, signed_in, content or PDF).content.decode()
    words = _("%(name)s could not be checked for viruses, so it was not taken. Please try again later.")
    assert words % {"name": "a.pdf"} in page
    assert not Evidence.objects.exists()


def test_what_the_scanner_passes_is_taken_whole(scanner: None, cast: Cast, signed_in: SignedIn) -> None:
    to_evidence(cast, signed_in, PDF + b"x" * 300_000)
    assert Evidence.objects.get().file.read() == PDF + b"x" * 300_000


def test_the_real_scanner_finds_it_too(cast: Cast, signed_in: SignedIn, settings: Any, tmp_path: Path) -> None:
    """With clamd itself, where this machine has it; the test before speaks its protocol everywhere."""
    program = shutil.which("clamd")
    if program is None:
        pytest.skip("clamd is not installed")
    (tmp_path / "own.ndb").write_text(f"Own.Test:0:*:{b'EICAR-STANDARD'.hex()}\n")
    config, line = tmp_path / "clamd.conf", tmp_path / "clamd.sock"
    config.write_text(f"LocalSocket {line}\nDatabaseDirectory {tmp_path}\nForeground yes\n")
    for path in (tmp_path, tmp_path / "own.ndb"):
        os.chmod(path, 0o755)  # noqa: S103  # clamd reads as a user of its own
    running = subprocess.Popen([program, "-c", config], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _try in range(200):
            if line.exists():
                break
            time.sleep(0.1)
        settings.CLAMD = str(line)
        assert "Own.Test" in to_evidence(cast, signed_in, PDF + EICAR).content.decode()
        assert not Evidence.objects.exists()
        send(signed_in, cast, "b.pdf", PDF)
        assert Evidence.objects.count() == 1
    finally:
        running.terminate()
        running.wait()


def test_too_large_a_request_is_refused_before_it_is_read(cast: Cast, signed_in: SignedIn, settings: Any) -> None:
    settings.UPLOAD_LIMIT = 1000
    url = reverse("targets:add_evidence", args=[cast.actual().pk])
    answer = signed_in(cast.clerk).post(url, {"file": SimpleUploadedFile("a.pdf", PDF + b"x" * 4000)})
    assert answer.status_code == 413
    assert "提交的内容过大" in answer.content.decode()


def test_who_is_not_signed_in_sends_no_files(cast: Cast) -> None:
    url = reverse("targets:add_evidence", args=[cast.actual().pk])
    reads: list[int] = []

    class Unread(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            reads.append(size or 0)
            return b""

    about: Any = {"wsgi.input": Unread(), "CONTENT_LENGTH": "2000000"}
    answer = Client().generic("POST", url, b"", "multipart/form-data; boundary=x", **about)
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("sign_in"))
    assert reads == []


def test_removed_evidence_goes_after_its_term_and_what_failed_after_a_day(
    cast: Cast, signed_in: SignedIn, settings: Any
) -> None:
    send(signed_in, cast, "stays.pdf", PDF)
    send(signed_in, cast, "goes.pdf", PDF + b"2")
    stays, goes = Evidence.objects.order_by("pk")
    path = Path(goes.file.path)
    signed_in(cast.clerk).post(reverse("targets:remove_evidence", args=[goes.pk]))
    left = Path(settings.MEDIA_ROOT, "evidence", "left-behind.pdf")
    left.write_bytes(PDF)
    now = timezone.now()
    prune_files(now)
    assert path.exists()
    assert left.exists()
    prune_files(now + dt.timedelta(days=2))
    assert path.exists()
    assert not left.exists()
    prune_files(now + dt.timedelta(days=181))
    assert not path.exists()
    assert Path(stays.file.path).exists()
    assert path.name in AuditEntry.objects.filter(event="files-removed").first().details  # type: ignore[union-attr]


def test_the_scanner_is_asked_over_a_socket_file_too(settings: Any, tmp_path: Path, cast: Cast) -> None:
    path = str(tmp_path / "clamd.sock")
    with socketserver.ThreadingUnixStreamServer(path, Scanner) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.CLAMD = path
        assert virus_in(io.BytesIO(EICAR)) == "Eicar-Signature"
        assert virus_in(io.BytesIO(PDF)) == ""
        server.shutdown()
