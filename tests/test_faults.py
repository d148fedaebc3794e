"""A bad day, on real systems of their own: the database goes, the disk fills up, a process is killed half-way.

The person sees words, the log a cause, the data is whole.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.translation import gettext as _

from documents.models import Import
from ipplans.secret import secret_key
from tests import postgres
from tests.cast import Cast, SignedIn
from tests.machine import free_port, wait_for
from tests.test_backup import CAST, ROOT, System

own_database = pytest.mark.own_database
SESSION = """
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.auth import SESSION_KEY, BACKEND_SESSION_KEY, HASH_SESSION_KEY
from plans.models import User
user = User.objects.get(username="c-clerk")
store = SessionStore()
store[SESSION_KEY], store[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
store[BACKEND_SESSION_KEY] = "plans.signed_in.Backend"
store.create()
print(store.session_key, user.agency_ids and 1)
from targets.models import PlanIndicator
print(PlanIndicator.objects.get(plan__slug="jia-2022", seq=1).pk)
"""
VALUES = (
    "from targets.models import Actual\nprint([str(a.value) for a in Actual.objects.all()], Actual.history.count())"
)


class Served:
    """The real server on a system; asked as the clerk."""

    def __init__(self, system: System) -> None:
        self.system, self.port = system, free_port()
        self.session, _one, self.row = system.manage("shell", "-v", "0", "-c", SESSION).split()
        environment = system.environment | {"BIND": f"127.0.0.1:{self.port}", "WORKERS": "1"}
        log = (system.folder / "log").open("w")
        gunicorn = str(Path(sys.executable).parent / "gunicorn")
        self.process = subprocess.Popen([gunicorn], cwd=ROOT, env=environment, stderr=log, start_new_session=True)
        wait_for(self.port)

    def ask(self, path: str, data: dict[str, str] | None = None) -> tuple[int, str]:
        """Return the status and the page of a GET, or of a form that is posted."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Cookie": f"sessionid={self.session}; csrftoken={'a' * 32}", "X-CSRFToken": "a" * 32}
        body = "&".join(f"{name}={value}" for name, value in (data or {}).items())
        headers |= {"Content-Type": "application/x-www-form-urlencoded"} if data else {}
        line.request("POST" if data else "GET", path, body or None, headers)
        answer = line.getresponse()
        return answer.status, answer.read().decode()

    def save(self, value: str) -> tuple[int, str]:
        version = "1" if "90" in self.system.manage("shell", "-v", "0", "-c", VALUES) else "0"
        name = f"i{self.row}y2022"
        return self.ask("/plans/jia-2022/entry/2022/", {f"{name}-text": value, f"{name}-version": version, "save": "1"})

    def log(self) -> str:
        return (self.system.folder / "log").read_text()


@contextmanager
def served(system: System) -> Iterator[Served]:
    running = Served(system)
    try:
        yield running
    finally:
        os.killpg(running.process.pid, signal.SIGKILL)
        running.process.wait()


def with_cast(system: System) -> System:
    system.manage("vendorassets")
    system.manage("collectstatic", "--noinput", "--verbosity", "0")
    system.manage("migrate", "--verbosity", "0")
    system.manage("shell", "-v", "0", "-c", CAST.partition("actual =")[0])
    return system


@own_database
def test_the_database_goes_and_comes_back(tmp_path: Path) -> None:
    with postgres.cluster() as database:
        system = with_cast(System(tmp_path / "gone", database.url))
        with served(system) as site:
            assert site.ask("/todo/")[0] == 200
            database.stop()
            for path in ("/todo/", "/plans/jia-2022/entry/", "/sign-in/"):
                status, page = site.ask(path)
                assert (status, "数据库" in page, "Traceback" in page) == (503, True, False)
            status, page = site.ask("/plans/jia-2022/entry/2022/", {"save": "1", f"i{site.row}y2022-text": "90"})
            assert (status, "数据库" in page) == (503, True)
            assert json.loads(site.ask("/readyz")[1])["database"] == "failed"
            assert site.ask("/readyz")[0] == 503
            assert site.ask("/healthz")[0] == 200
            database.start()
            assert site.ask("/todo/")[0] == 200
            assert site.save("90")[0] == 302
            assert "OperationalError" in site.log()
        assert system.manage("shell", "-v", "0", "-c", VALUES).split() == ["['90.0000']", "1"]


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[Path]:
    """A disk of so much room. Making one is the system administrator's right."""
    folder.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", folder], check=False)
    if made.returncode:
        pytest.skip("no right to mount a small disk here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


def fill(folder: Path) -> Path:
    """Write until nothing more fits."""
    path = folder / "full"
    with open(path, "wb", buffering=0) as file, contextlib.suppress(OSError):
        for size in (65536, 512):
            with contextlib.suppress(OSError):
                while file.write(b"x" * size) == size:
                    pass
    return path


@own_database
def test_a_full_disk_at_saving_and_at_a_migration(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 64) as disk:
        system = with_cast(System(disk / "var"))
        with served(system) as site:
            assert site.save("90")[0] == 302
            full = fill(disk)
            status, page = site.save("91")
            assert (status, "磁盘" in page, "Traceback" in page) == (503, True, False)
            assert site.ask("/healthz")[0] == 200
            assert json.loads(site.ask("/readyz")[1])["disk"] == "failed"
            assert "No backup was made" in system.refused("backup", disk / "backup.zip")
            assert not list(disk.glob("backup*"))
            full.unlink()
            assert site.save("92")[0] == 302
        assert system.manage("shell", "-v", "0", "-c", VALUES).split() == ["['92.0000']", "2"]
        other = System(disk / "other")
        full = fill(disk)
        begun = other.begin("migrate", "--verbosity", "0")
        _out, err = begun.communicate(timeout=120)
        assert begun.returncode != 0
        assert "full" in err or "No space left" in err
        full.unlink()
        other.manage("migrate", "--verbosity", "0")  # goes on where it stopped


@own_database
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_migration_that_was_killed_goes_on(tmp_path: Path, kind: str) -> None:
    with postgres.cluster() as database:
        system = System(tmp_path / "killed", database.url if kind == "postgresql" else "")
        begun = system.begin("migrate", "--verbosity", "0")
        while _applied(system) < 20:
            assert begun.poll() is None
            time.sleep(0.02)
        begun.send_signal(signal.SIGKILL)
        begun.communicate()
        half = _applied(system)
        check = system.begin("migrate", "--check")
        check.communicate()
        assert check.returncode == 1
        system.manage("migrate", "--verbosity", "0")
        assert _applied(system) > half
        system.manage("shell", "-v", "0", "-c", CAST)


def _applied(system: System) -> int:
    try:
        line = system.connect()
        cursor = line.cursor()
        cursor.execute("SELECT count(*) FROM django_migrations")
        found = int(cursor.fetchone()[0])
        line.close()
    except Exception:  # no such table, or no such file yet
        return 0
    return found


@pytest.mark.django_db
def test_an_import_whose_reader_is_killed_says_so(cast: Cast, signed_in: SignedIn, tmp_path: Path) -> None:
    text = "甲市知识产权方案（2031-2032年）\n" + "\n".join(f"{n}|授权量（件）|1|2" for n in range(15_000))
    killed: list[int] = []

    def kill() -> None:
        for _try in range(400):
            found = subprocess.run(
                ["pgrep", "-P", str(os.getpid()), "-f", "documents.reading"], capture_output=True, check=False
            )
            if pids := found.stdout.split():
                time.sleep(0.2)
                killed.append(int(pids[0]))
                os.kill(int(pids[0]), signal.SIGKILL)
                return
            time.sleep(0.01)

    killer = threading.Thread(target=kill)
    killer.start()
    data: dict[str, Any] = {"file": SimpleUploadedFile("方案.txt", text.encode())}
    page = signed_in(cast.admin).post(reverse("documents:upload"), data, follow=True).content.decode()
    killer.join()
    assert killed
    assert _("Please choose a file.") not in page
    assert "不是" in page or "损坏" in page or "无法" in page
    assert not Import.objects.exists()


@pytest.mark.parametrize("what", ["key", "folder"])
def test_a_secret_key_of_another_user_is_said_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    monkeypatch.delenv("SECRET_KEY", raising=False)
    folder = tmp_path / "var"
    folder.mkdir()
    if what == "key":
        secret_key(folder)
    for path in (tmp_path, *tmp_path.parents):
        if path.owner() == "root" and os.geteuid() == 0 and str(path).startswith("/tmp/pytest"):  # noqa: S108
            path.chmod(0o755)
    if os.geteuid() != 0:
        (folder / "secret_key").chmod(0) if what == "key" else folder.chmod(0o500)
    with _as_nobody(), pytest.raises(SystemExit) as refusal:
        secret_key(folder)
    assert ("cannot be read" if what == "key" else "cannot be written") in str(refusal.value)


@contextmanager
def _as_nobody() -> Iterator[None]:
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)
