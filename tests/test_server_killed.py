"""A server that is killed while people send: nothing lost that was confirmed, nothing half-stored, nothing doubled."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.db import connection

from tests.bench import SESSIONS, manage
from tests.machine import free_port, wait_for

STATE = """
import json
from targets.models import Actual, Evidence, PlanIndicator
rows = PlanIndicator.objects.filter(plan__slug="wenzhou-2022", reporter__name="市市场监管局")
found = Actual.objects.filter(indicator__in=rows, year=2025)
print(json.dumps({
    "rows": list(rows.values_list("pk", flat=True)),
    "values": sorted(str(value) for value in found.values_list("value", flat=True)),
    "versions": sorted(found.values_list("version", flat=True)),
    "history": Actual.history.filter(indicator__in=rows, year=2025).count(),
    "draft": found.filter(status="draft").values_list("pk", flat=True).first(),
    "evidence": list(Evidence.objects.values_list("name", flat=True)),
}))
"""
CLEAR = """
from targets.models import Actual
Actual.objects.filter(indicator__plan__slug="wenzhou-2022", year=2025).delete()
Actual.history.filter(indicator__plan__slug="wenzhou-2022", year=2025).delete()
"""


class Site:
    """The real server on a database of its own, killed and started again."""

    def __init__(self, folder: Path, url: str) -> None:
        self.environment = os.environ | {
            "DATABASE_URL": url, "VAR_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "ipplans.settings", "DEBUG": "1",
        }  # fmt: skip
        for command in ("migrate", "loadplans", "loaddemo"):
            manage(self.environment, command)
        self.port = free_port()
        self.session = json.loads(self.shell(SESSIONS))["clerk-market"]

    def shell(self, code: str) -> str:
        return manage(self.environment, "shell", "-v", "0", "-c", code)

    def start(self) -> None:
        gunicorn = str(Path(sys.executable).parent / "gunicorn")
        options = {"BIND": f"127.0.0.1:{self.port}", "WORKERS": "1", "SILENT_SECONDS": "5", "LOG_LEVEL": "critical"}
        self.server = subprocess.Popen(
            [gunicorn], env=self.environment | options, start_new_session=True, stderr=subprocess.DEVNULL
        )
        wait_for(self.port)

    def kill(self) -> None:
        os.killpg(self.server.pid, signal.SIGKILL)
        self.server.wait()

    def headers(self, size: int, kind: str) -> dict[str, str]:
        cookie = f"sessionid={self.session}; csrftoken={'a' * 32}"
        return {"Cookie": cookie, "Content-Type": kind, "Content-Length": str(size), "X-CSRFToken": "a" * 32}

    def begin(self, path: str, body: bytes, kind: str, part: int) -> http.client.HTTPConnection:
        """Send a request up to `part` bytes of its body."""
        line = http.client.HTTPConnection("127.0.0.1", self.port)
        line.putrequest("POST", path)
        for name, value in self.headers(len(body), kind).items():
            line.putheader(name, value)
        line.endheaders()
        line.send(body[:part])
        return line


@pytest.fixture
def site(db: None, tmp_path: Path) -> Iterator[Site]:
    url = f"sqlite:///{tmp_path / 'killed.sqlite3'}"
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.connection.rollback()
            cursor.connection.autocommit = True
            cursor.execute("DROP DATABASE IF EXISTS killed")
            cursor.execute("CREATE DATABASE killed")
            cursor.connection.autocommit = False
        url = os.environ["DATABASE_URL"].rsplit("/", 1)[0] + "/killed"
    found = Site(tmp_path, url)
    found.start()
    yield found
    found.kill()


FORM = "application/x-www-form-urlencoded"


def test_slow_senders_do_not_keep_a_reader_waiting_and_silent_ones_are_given_up(site: Site) -> None:
    half_open = [socket.create_connection(("127.0.0.1", site.port)) for _number in range(10)]
    for line in half_open[5:]:
        line.sendall(b"GET / HTTP/1.1\r\nHost: ")
    slow = [site.begin("/plans/wenzhou-2022/entry/", b"x" * 1000, FORM, 10) for _number in range(5)]
    time.sleep(0.2)
    reader = http.client.HTTPConnection("127.0.0.1", site.port, timeout=20)
    reader.request("GET", "/", headers={"Cookie": f"sessionid={site.session}"})
    assert reader.getresponse().status == 200
    for silent in half_open[5:]:  # answered while they are waited for, not once they were given up
        with pytest.raises(BlockingIOError):
            silent.recv(1, socket.MSG_DONTWAIT)
    for sock in [*half_open[5:], *(line.sock for line in slow)]:
        assert sock is not None
        sock.settimeout(60)
        while sock.recv(4096):  # an answer, if any, then the end
            pass


def test_a_server_killed_while_people_send(site: Site) -> None:
    rows = json.loads(site.shell(STATE))["rows"]
    grid = "/plans/wenzhou-2022/entry/"
    for delay in (0.0, 0.01, 0.03, 0.06):
        site.shell(CLEAR)
        form = {f"i{row}y2025-text": str(100 + n) for n, row in enumerate(rows)}
        body = urlencode(form | {f"i{row}y2025-version": "0" for row in rows}).encode()
        site.begin(grid, body, FORM, len(body))
        time.sleep(delay)
        site.kill()
        state = json.loads(site.shell(STATE))
        assert len(state["values"]) in (0, len(rows)), delay  # all or nothing
        assert state["history"] == len(state["values"])
        site.start()
        line = site.begin(grid, body, FORM, len(body))  # the browser sends again what was not confirmed
        assert line.getresponse().status == 302
        state = json.loads(site.shell(STATE))
        assert (len(state["values"]), set(state["versions"])) == (len(rows), {1}), delay  # nothing doubled
        assert state["history"] == len(rows)

    # A file of which half has arrived
    upload = f"/actuals/{state['draft']}/evidence/"
    bound, content = "bound", b"%PDF-" + b"x" * 500_000
    head = f'--{bound}\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n'.encode()
    body = head + content + f"\r\n--{bound}--\r\n".encode()
    kind = f"multipart/form-data; boundary={bound}"
    site.begin(upload, body, kind, len(body) // 2)
    time.sleep(0.05)
    site.kill()
    assert json.loads(site.shell(STATE))["evidence"] == []
    site.start()
    for _time in range(2):
        assert site.begin(upload, body, kind, len(body)).getresponse().status == 302
    assert json.loads(site.shell(STATE))["evidence"] == ["a.pdf"]
