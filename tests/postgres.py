"""A throw-away PostgreSQL server: started on a free port, stopped and removed at the end.

Use: python -m tests.postgres COMMAND …   (the command finds the server in DATABASE_URL)
"""

from __future__ import annotations

import contextlib
import dataclasses
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.machine import free_port, postgres_programs


def _as_owner(command: list[str]) -> list[str]:
    """PostgreSQL refuses to run as root: then its own system user runs it."""
    return ["runuser", "-u", "postgres", "--", *command] if os.geteuid() == 0 else command


def _run(*command: str) -> None:
    subprocess.run(_as_owner(list(command)), check=True, stdout=subprocess.DEVNULL, cwd=tempfile.gettempdir())


@dataclasses.dataclass
class Cluster:
    """A server that can be stopped and started again."""

    url: str
    control: list[str]  # the command that controls it, without the word
    options: list[str]
    folder: Path
    programs: Path

    @contextlib.contextmanager
    def replica(self) -> Iterator[Cluster]:
        """Yield a streaming copy of it, which follows."""
        data, port = str(self.folder / "replica"), free_port()
        source = self.url.rsplit("/", 1)[0].rsplit(":", 1)[1]
        copying = [str(self.programs / "pg_basebackup"), "-h", "127.0.0.1", "-p", source, "-U", "ipplans", "-R"]
        _run(*copying, "-X", "stream", "-c", "fast", "-D", data)
        options = f"-p {port} -k {self.folder} -c listen_addresses=127.0.0.1 -c fsync=off -c hot_standby=on"
        copy = Cluster(
            f"postgres://ipplans@127.0.0.1:{port}/{self.url.rsplit('/', 1)[1]}",
            [str(self.programs / "pg_ctl"), "-w", "-D", data],
            ["-l", str(self.folder / "replica.log"), "-o", options],
            self.folder,
            self.programs,
        )
        copy.start()
        try:
            yield copy
        finally:
            with contextlib.suppress(subprocess.CalledProcessError):
                copy.stop()

    def start(self) -> None:
        _run(*self.control, *self.options, "start")

    def stop(self) -> None:
        _run(*self.control, "-m", "immediate", "stop")


@contextlib.contextmanager
def server() -> Iterator[str]:
    """Yield the DATABASE_URL of a running empty server."""
    with cluster() as running:
        yield running.url


@contextlib.contextmanager
def cluster() -> Iterator[Cluster]:
    """Yield a running empty server."""
    programs = postgres_programs()
    if programs is None:
        raise SystemExit("PostgreSQL is not installed. On Debian: apt-get install postgresql")
    folder = Path(tempfile.mkdtemp(prefix="ipplans-pg-"))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    data, port = str(folder / "data"), free_port()
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off -c full_page_writes=off"
    try:
        _run(
            str(programs / "initdb"),
            "--no-sync",
            "-A",
            "trust",
            "-U",
            "ipplans",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
            "-D",
            data,
        )
        running = Cluster(
            f"postgres://ipplans@127.0.0.1:{port}/postgres",
            [str(programs / "pg_ctl"), "-w", "-D", data],
            ["-l", str(folder / "log"), "-o", options],
            folder,
            programs,
        )
        running.start()
        try:
            yield running
        finally:
            with contextlib.suppress(subprocess.CalledProcessError):
                running.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    with server() as url:
        code = subprocess.run(sys.argv[1:], env=os.environ | {"DATABASE_URL": url}, check=False).returncode
    sys.exit(code)
