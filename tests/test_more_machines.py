"""More than one machine: pages kept for several servers, and read from a copy of the database, tried with real ones."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bench import SESSIONS, manage
from tests.machine import free_port, wait_for
from tests.postgres import Cluster, cluster
from tests.test_server_killed import CLEAR

pytestmark = pytest.mark.own_database
REGION = "/regions/wenzhou/?year=2024"


class Server:
    """One web server, with one worker unless the environment says otherwise."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment, self.port = environment, free_port()
        self.start()

    def start(self) -> None:
        own = {"BIND": f"127.0.0.1:{self.port}", "LOG_LEVEL": "critical"}
        gunicorn = str(Path(sys.executable).parent / "gunicorn")
        self.process = subprocess.Popen(
            [gunicorn], env={"WORKERS": "1"} | self.environment | own, start_new_session=True
        )
        wait_for(self.port)

    def kill(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def ask(self, key: str, path: str, form: str | None = None) -> tuple[int, str]:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Cookie": f"sessionid={key}; csrftoken={'a' * 32}"}
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            form += f"&csrfmiddlewaretoken={'a' * 32}"
        line.request("GET" if form is None else "POST", path, form, headers)
        response = line.getresponse()
        return response.status, response.read().decode()


@contextlib.contextmanager
def servers(environment: dict[str, str], count: int) -> Iterator[list[Server]]:
    found = [Server(environment) for _number in range(count)]
    try:
        yield found
    finally:
        for server in found:
            server.kill()


def demonstration(url: str, folder: str, **more: str) -> tuple[dict[str, str], dict[str, str]]:
    """The environment of a demonstration in a database, and its people's sessions."""
    environment = os.environ | {"DATABASE_URL": url, "VAR_DIR": folder, "DEBUG": "1"}
    environment |= {"DJANGO_SETTINGS_MODULE": "ipplans.settings"}
    for command in ("migrate", "loadplans", "loaddemo"):
        manage(environment, command)
    return environment | more, json.loads(manage(environment, "shell", "-v", "0", "-c", SESSIONS))


@contextlib.contextmanager
def redis() -> Iterator[int]:
    port = free_port()
    server = subprocess.Popen(
        ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"],
        stdout=subprocess.DEVNULL, cwd=tempfile.gettempdir(),
    )  # fmt: skip
    try:
        wait_for(port)
        yield port
    finally:
        server.terminate()
        server.wait()


def kept(port: int) -> int:
    """How many entries Redis holds."""
    found = subprocess.run(["redis-cli", "-p", str(port), "DBSIZE"], check=True, capture_output=True, text=True)
    return int(re.findall(r"[0-9]+", found.stdout)[-1])


def test_what_one_server_made_another_gives_out_and_a_cache_that_is_gone_costs_time_alone(tmp_path: Path) -> None:
    environment, keys = demonstration(f"sqlite:///{tmp_path / 'redis.sqlite3'}", str(tmp_path))
    with redis() as port, servers(environment | {"CACHE_URL": f"redis://127.0.0.1:{port}/0"}, 2) as (first, second):
        _status, page = first.ask(keys["leader"], REGION)
        count = kept(port)
        assert count >= 2  # the page, and its part that others share
        assert second.ask(keys["leader"], REGION) == (200, page)
        assert kept(port) == count
        subprocess.run(["redis-cli", "-p", str(port), "SHUTDOWN", "NOSAVE"], check=False, capture_output=True)
        status, again = second.ask(keys["leader"], REGION)
        assert status == 200
        assert len(again) == len(page)


def test_pages_may_be_kept_in_the_database(tmp_path: Path) -> None:
    environment, keys = demonstration(f"sqlite:///{tmp_path / 'kept.sqlite3'}", str(tmp_path), CACHE_URL="database")
    manage(environment, "createcachetable")
    with servers(environment, 2) as (first, second):
        assert first.ask(keys["leader"], REGION) == second.ask(keys["leader"], REGION)
    count = "from django.db import connection as c; k = c.cursor(); k.execute('select 1 from kept_pages'); print(len(k.fetchall()))"  # noqa: E501
    assert int(manage(environment, "shell", "-v", "0", "-c", count)) >= 2


def on_replica(copy: Cluster, statement: str) -> None:
    subprocess.run(["psql", "-q", copy.url, "-c", statement], check=True, capture_output=True)


def save(server: Server, key: str, cell: str, version: int, value: int) -> int:
    form = f"{cell}-text={value}&{cell}-version={version}"
    return server.ask(key, "/plans/wenzhou-2022/entry/2025/", form)[0]


def test_pages_come_from_a_copy_but_what_one_stored_oneself(tmp_path: Path) -> None:
    """The copy is held back: others go on reading it, the writer does not; and it may be killed and come back."""
    with cluster() as primary:
        environment, keys = demonstration(primary.url, str(tmp_path))
        look_up = (
            "from targets.models import PlanIndicator as P;"
            "print(P.objects.filter(plan__slug='wenzhou-2022', reporter__name='市市场监管局').first().pk)"
        )
        manage(environment, "shell", "-v", "0", "-c", CLEAR)
        cell = f"i{manage(environment, 'shell', '-v', '0', '-c', look_up).strip()}y2025"
        with primary.replica() as copy, servers(environment | {"DATABASE_REPLICA_URL": copy.url}, 2) as (one, other):
            entry = "/plans/wenzhou-2022/entry/2025/"
            assert one.ask(keys["clerk-market"], entry)[0] == 200
            before = one.ask(keys["clerk"], "/todo/")
            on_replica(copy, "SELECT pg_wal_replay_pause()")
            assert save(one, keys["clerk-market"], cell, 0, 4711) == 302
            for server in (one, other):  # the writer reads it at once, whatever server answers
                assert "4,711" in server.ask(keys["clerk-market"], entry)[1]
            # others from the copy
            assert "4,711" not in other.ask(keys["admin"], "/plans/wenzhou-2022/activity/")[1]
            on_replica(copy, "SELECT pg_wal_replay_resume()")
            for _try in range(100):
                if "4,711" in other.ask(keys["admin"], "/plans/wenzhou-2022/activity/")[1]:
                    break
                time.sleep(0.1)
            else:
                pytest.fail("the copy did not follow")
            copy.stop()
            assert one.ask(keys["clerk"], "/todo/")[0] == before[0] == 200  # from the first one
            assert save(one, keys["clerk-market"], cell, 1, 4712) == 302
            other.kill()
            assert "4,712" in one.ask(keys["clerk-market"], entry)[1]
            other.start()
            copy.start()
            assert "4,712" in other.ask(keys["clerk-market"], entry)[1]
