"""Backup and restore, on real systems of their own: both databases, both ways, damaged files, kill -9.

Each system has a folder and a database of its own, so these run once, whichever database the other tests use.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg2
import pytest

from tests import postgres

pytestmark = pytest.mark.own_database
ROOT = Path(__file__).resolve().parent.parent
OLDER = ROOT / "tests" / "fixtures" / "backups" / "of-an-older-version.zip"
CAST = """
from django.core.files.uploadedfile import SimpleUploadedFile
from targets.models import Evidence
from tests.cast import make_cast
cast = make_cast()
actual = cast.approved('90.25')
row = Evidence(actual=actual, name='佐证.pdf', sha256='0' * 64, added_by=cast.clerk)
row.file.save('a.pdf', SimpleUploadedFile('a.pdf', b'%PDF-1.4 evidence'))
cast.partner.__class__.objects.create(region=cast.here, name='临').delete()
"""
LOOK = """
from plans.models import Agency, User
from targets.models import Actual, Evidence
one = Actual.objects.get()
by = one.history.first().history_user_name
print(one.value, one.history.count(), by, User.objects.get(pk=one.author_id).username)
print(Evidence.objects.get().file.read().decode())
print(Agency.objects.create(region=one.indicator.plan.region, name='新局').pk)
"""
SESSION = "INSERT INTO django_session (session_key, session_data, expire_date) VALUES ({0}, 'x', '2030-01-01')"


class System:
    """An installation: a folder, and a database in it or on a PostgreSQL server."""

    def __init__(self, folder: Path, url: str = "") -> None:
        self.folder, self.url = folder, url
        folder.mkdir(parents=True, exist_ok=True)
        kept = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "SECRET_KEY")}
        self.environment = kept | {"VAR_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "ipplans.settings"}
        if url:
            self.environment["DATABASE_URL"] = url

    def begin(self, *args: object, **environment: str) -> subprocess.Popen[str]:
        command = [sys.executable, "manage.py", *map(str, args)]
        return subprocess.Popen(
            command, cwd=ROOT, env=self.environment | environment, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    def manage(self, *args: object, **environment: str) -> str:
        """Run a command to its end and return what it says; a refusal is an error of the test."""
        begun = self.begin(*args, **environment)
        out, err = begun.communicate(timeout=120)
        assert begun.returncode == 0, err
        return out

    def refused(self, *args: object, **environment: str) -> str:
        """Run a command that refuses, and return why."""
        begun = self.begin(*args, **environment)
        _out, err = begun.communicate(timeout=120)
        assert begun.returncode == 1
        assert "Traceback" not in err
        return err

    def connect(self) -> Any:
        return psycopg2.connect(self.url) if self.url else sqlite3.connect(self.folder / "ipplans.sqlite3", timeout=20)

    def is_empty(self) -> bool:
        """Whether nothing is in it: no table, or no row of a user."""
        line = self.connect()
        try:
            cursor = line.cursor()
            cursor.execute("SELECT count(*) FROM plans_user")
            return bool(cursor.fetchone()[0] == 0)
        except (sqlite3.OperationalError, psycopg2.errors.UndefinedTable):
            return True
        finally:
            line.close()


Make = Callable[[str, str], System]


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with postgres.server() as url:
        yield url


@pytest.fixture(scope="module")
def made(server: str, tmp_path_factory: pytest.TempPathFactory) -> Make:
    """Makes an empty system on `sqlite` or `postgresql`, with a name of its own."""

    def make(kind: str, name: str) -> System:
        folder = tmp_path_factory.mktemp(name)
        if kind == "sqlite":
            return System(folder)
        line = psycopg2.connect(server)
        line.autocommit = True
        line.cursor().execute(f"CREATE DATABASE {name}")
        line.close()
        return System(folder, urlunsplit(urlsplit(server)._replace(path=f"/{name}")))

    return make


@pytest.fixture(scope="module")
def origin(made: Make) -> System:
    """A system with the cast in it, and numbers that were given and taken back."""
    system = made("sqlite", "origin")
    system.manage("migrate", "--verbosity", "0")
    system.manage("shell", "--verbosity", "0", "-c", CAST)
    return system


@pytest.fixture(scope="module")
def backup(origin: System, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("backups") / "origin.zip"
    origin.manage("backup", target)
    return target


def manifest(path: Path) -> dict[str, Any]:
    with zipfile.ZipFile(path) as packed:
        found: dict[str, Any] = json.loads(packed.read("manifest.json"))
    return found


def contents(path: Path) -> dict[str, Any]:
    """What a backup holds, with its checksums; without the log, in which each backup and restore is an entry."""
    members = manifest(path)["members"]
    return {name: member for name, member in members.items() if name != "tables/plans_auditentry.jsonl"}


@pytest.mark.parametrize("kinds", [("postgresql", "sqlite"), ("sqlite", "postgresql")])
def test_what_is_restored_is_equal_to_the_digit_on_both_databases(
    made: Make, backup: Path, kinds: tuple[str, str], tmp_path: Path
) -> None:
    """From SQLite to one database, from there to the other, from there to a file: the same rows and checksums."""
    path = backup
    for number, kind in enumerate(kinds):
        system = made(kind, f"round_{kinds[0]}_{number}")
        system.manage("restore", path)
        path = tmp_path / f"{number}.zip"
        system.manage("backup", path)
    assert contents(path) == contents(backup)
    numbers = manifest(path)["numbers"]
    del numbers["plans_auditentry"]
    assert numbers.items() <= manifest(backup)["numbers"].items()
    assert "nothing changed" in system.manage("verifyaudit")
    value, records, by, author, text, pdf, number_given = system.manage("shell", "-v", "0", "-c", LOOK).split()
    assert (value, records, by, author, text + pdf) == ("90.2500", "3", "c-reviewer", "c-clerk", "%PDF-1.4evidence")
    assert int(number_given) == numbers["plans_agency"] + 1  # no number is given twice, not that of a deleted row


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_an_older_version_is_migrated_on_the_way_in(made: Make, kind: str) -> None:
    system = made(kind, f"older_{kind}")
    assert "Restored: 444 rows, 1 files" in system.manage("restore", OLDER)
    known = subprocess.run(
        [sys.executable, "manage.py", "migrate", "--check"], cwd=ROOT, env=system.environment, check=False
    )
    assert known.returncode == 0
    assert system.manage("shell", "-v", "0", "-c", LOOK).split()[:4] == ["90.2500", "3", "c-reviewer", "c-clerk"]
    assert {tuple(node) for node in manifest(OLDER)["migrations"]} < set(applied(system))


def applied(system: System) -> list[tuple[str, str]]:
    line = system.connect()
    cursor = line.cursor()
    cursor.execute("SELECT app, name FROM django_migrations")
    found = [(app, name) for app, name in cursor.fetchall()]
    line.close()
    return found


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_system_in_use_is_not_written_over(made: Make, origin: System, backup: Path, kind: str) -> None:
    system = origin
    if kind == "postgresql":
        system = made(kind, "in_use")
        system.manage("migrate", "--verbosity", "0")
        system.manage("shell", "-v", "0", "-c", CAST)
    assert "This system is not empty" in system.refused("restore", backup)
    assert not system.is_empty()


def test_a_passphrase_locks_all_of_it(made: Make, origin: System, backup: Path, tmp_path: Path) -> None:
    locked = tmp_path / "locked.zip"
    origin.manage("backup", locked, BACKUP_PASSPHRASE="北京-2035")
    held = locked.read_bytes()
    assert b"plans_user" not in held
    assert zipfile.ZipFile(locked).namelist() == ["key.age", "backup.zip.age"]
    system = made("sqlite", "locked")
    assert "The passphrase is wrong" in system.refused("restore", locked, BACKUP_PASSPHRASE="北京-2036")
    assert system.is_empty()
    assert "Restored" in system.manage("restore", locked, BACKUP_PASSPHRASE="北京-2035")
    assert (system.folder / "secret_key").read_text() == (origin.folder / "secret_key").read_text()
    assert oct((system.folder / "secret_key").stat().st_mode)[-3:] == "600"
    shutil.copy(backup, tmp_path / "plain.zip")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["locked.zip", "plain.zip"]


def changed(source: Path, target: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """Copy a backup with other members in it."""
    with zipfile.ZipFile(source) as packed:
        members = {name: packed.read(name) for name in packed.namelist()}
    change(members)
    with zipfile.ZipFile(target, "w") as packed:
        for name, content in members.items():
            packed.writestr(name, content)
    return target


def with_manifest(**values: object) -> Callable[[dict[str, bytes]], None]:
    def change(members: dict[str, bytes]) -> None:
        members["manifest.json"] = json.dumps(json.loads(members["manifest.json"]) | values).encode()

    return change


def without(name: str) -> Callable[[dict[str, bytes]], None]:
    def change(members: dict[str, bytes]) -> None:
        del members[name]

    return change


def another_user(members: dict[str, bytes]) -> None:
    members["tables/plans_user.jsonl"] = members["tables/plans_user.jsonl"].replace(b"c-clerk", b"c-other")


def an_unlisted_file(members: dict[str, bytes]) -> None:
    members["files/x"] = b"x"


def a_file_outside(members: dict[str, bytes]) -> None:
    name = next(name for name in members if name.startswith("files/"))
    said = json.loads(members["manifest.json"])
    said["members"]["files/../../outside"] = said["members"].pop(name)
    members["files/../../outside"] = members.pop(name)
    members["manifest.json"] = json.dumps(said).encode()


REFUSED: dict[str, tuple[Callable[[dict[str, bytes]], None], str]] = {
    "changed": (another_user, "plans_user.jsonl is not what it was"),
    "more": (an_unlisted_file, "does not hold what its list of contents says"),
    "less": (without("secret_key"), "does not hold what its list of contents says"),
    "outside": (a_file_outside, "would lie outside the system"),
    "foreign": (without("manifest.json"), "This is no backup of ipplans"),
    "another program": (with_manifest(program="dhis2"), "the backup of another program"),
    "a later format": (with_manifest(format=2), "made by a newer version"),
    "a later version": (
        with_manifest(migrations=[["plans", "9999_later"]]),
        "made by a newer version (plans.9999_later)",
    ),
    "no list": (lambda members: members.update({"manifest.json": b"{"}), "its list of contents cannot be read"),
}


@pytest.fixture(scope="module")
def empty(made: Make) -> System:
    return made("sqlite", "empty")


@pytest.mark.parametrize("how", REFUSED)
def test_a_damaged_foreign_or_newer_backup_touches_nothing(
    empty: System, backup: Path, how: str, tmp_path: Path
) -> None:
    change, words = REFUSED[how]
    assert words in empty.refused("restore", changed(backup, tmp_path / "changed.zip", change))
    assert empty.is_empty()
    assert not (empty.folder / "files").exists()


@pytest.mark.parametrize("how", ["cut", "no zip", "nothing"])
def test_what_is_no_whole_file_touches_nothing(empty: System, backup: Path, how: str, tmp_path: Path) -> None:
    path, content = tmp_path / "x.zip", backup.read_bytes()
    if how != "nothing":
        path.write_bytes(content[: len(content) // 2] if how == "cut" else b"%PDF-1.4")
    words = "There is no file" if how == "nothing" else "is no backup, or is damaged"
    assert words in empty.refused("restore", path)
    assert empty.is_empty()


def test_rows_that_do_not_fit_are_taken_back_whole(made: Make, backup: Path, tmp_path: Path) -> None:
    """A file whose checksums are right, but whose rows name others that are not in it."""

    def without_regions(members: dict[str, bytes]) -> None:
        name = "tables/plans_region.jsonl"
        members[name] = members[name].splitlines(keepends=True)[0]
        said = json.loads(members["manifest.json"])
        said["members"][name] = {
            "bytes": len(members[name]), "rows": 0, "sha256": hashlib.sha256(members[name]).hexdigest()
        }  # fmt: skip
        members["manifest.json"] = json.dumps(said).encode()

    path = changed(backup, tmp_path / "torn.zip", without_regions)
    for kind in ("sqlite", "postgresql"):
        system = made(kind, f"torn_{kind}")
        assert "Its rows cannot be stored" in system.refused("restore", path)
        assert system.is_empty()


def test_a_backup_replaces_no_file_and_needs_its_folder(origin: System, backup: Path, tmp_path: Path) -> None:
    before = backup.read_bytes()
    assert "is there already" in origin.refused("backup", backup)
    assert backup.read_bytes() == before
    assert "There is no folder" in origin.refused("backup", tmp_path / "no" / "x.zip")
    assert oct(backup.stat().st_mode)[-3:] == "600"


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_what_was_confirmed_before_the_backup_is_in_it_while_people_go_on(
    made: Make, kind: str, tmp_path: Path
) -> None:
    system = made(kind, f"busy_{kind}")
    system.manage("migrate", "--verbosity", "0")
    confirmed, stop = [0], threading.Event()

    def write() -> None:
        line = system.connect()
        place = "%s" if system.url else "?"
        while not stop.is_set():
            line.cursor().execute(SESSION.format(place), (f"{confirmed[0] + 1:040d}",))
            line.commit()
            confirmed[0] += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        while confirmed[0] < 200:
            time.sleep(0.01)
        before = confirmed[0]
        system.manage("backup", tmp_path / "busy.zip")
    finally:
        stop.set()
        writer.join()
    with zipfile.ZipFile(tmp_path / "busy.zip") as packed:
        lines = packed.read("tables/django_session.jsonl").splitlines()[1:]
    keys = [int(json.loads(line)[0]) for line in lines]
    assert keys == list(range(1, len(keys) + 1))
    assert before <= len(keys) <= confirmed[0]


def test_a_killed_backup_leaves_no_file_that_looks_like_one(origin: System, tmp_path: Path) -> None:
    large = origin.folder / "files" / "evidence" / "large.pdf"
    target = tmp_path / "killed.zip"
    with large.open("wb") as file:
        file.truncate(600 * 1024 * 1024)
    try:
        begun = origin.begin("backup", target)
        while not (part := target.with_name("killed.zip.part")).exists() or part.stat().st_size < 50_000:
            assert begun.poll() is None
            time.sleep(0.01)
        begun.send_signal(signal.SIGKILL)
        begun.communicate()
    finally:
        large.unlink()
    assert not target.exists()
    assert "rows" in origin.manage("backup", target)  # the next one is not in its way
    assert not part.exists()


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_killed_restore_leaves_an_empty_system_and_the_next_one_is_whole(
    made: Make, backup: Path, kind: str, tmp_path: Path
) -> None:
    system = made(kind, f"killed_{kind}")
    begun = system.begin("restore", backup)
    while not (system.folder / "secret_key").exists() or not list((system.folder / "files").rglob("*.pdf")):
        assert begun.poll() is None
        time.sleep(0.01)
    time.sleep(1.5)
    assert begun.poll() is None  # in the middle of its tables
    begun.send_signal(signal.SIGKILL)
    begun.communicate()
    assert system.is_empty()
    system.manage("restore", backup)
    system.manage("backup", tmp_path / "again.zip")
    assert contents(tmp_path / "again.zip") == contents(backup)
    assert not list(system.folder.glob("*.restoring*"))
