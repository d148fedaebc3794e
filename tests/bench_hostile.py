"""What readers feel while two people send hostile files: p95 of 60 readers, alone and beside them.

The real server as it is delivered (two workers), on SQLite with the demonstration. Readers look at a page, think for a
moment, and look at the next; the two send one file after the other, each as heavy as its reader lets through. Fails
when readers wait more than twice as long as without them.

Use: make bench
"""

from __future__ import annotations

import http.client
import io
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Font

from tests.bench import ROOT, SESSIONS, manage
from tests.machine import free_port, wait_for

READERS = 60
SECONDS = 40  # of each look
THINKING = (1.0, 3.0)  # seconds between a page and the next
AT_MOST = 2.0  # times the p95 without the two
PAGES = ["/", "/regions/wenzhou/", "/compare/", "/tasks/", "/plans/wenzhou-2022/tasks/", "/agencies/", "/healthz"]
ENTRY, IMPORT = "/plans/wenzhou-2022/entry/upload/", "/imports/"


def hostile_files() -> list[tuple[str, str, bytes]]:
    """Address, file name and content of what the two send, in turn."""
    far, wide, long = Workbook(), Workbook(), Workbook()
    assert far.active
    assert wide.active
    assert long.active
    far.active["XFD5000"] = 1
    for row in range(1, 40):
        for column in range(100, 1100):
            wide.active.cell(row, column).font = Font(bold=True)
    for row in range(1, 4_000):
        long.active.append([f"任务{row}", "到2025年，专利拥有量达到100件。" * 5, "市市场监管局"] * 4)
    text = "到2025年，有效发明专利拥有量达到100件，年均增长10%。市市场监管局牵头，市科技局配合。\n" * 20_000
    books = []
    for book in (far, wide, long):
        out = io.BytesIO()
        book.save(out)
        books.append(out.getvalue())
    return [
        *((ENTRY, "填报.xlsx", content) for content in books),
        (IMPORT, "方案.xlsx", books[2]),
        (IMPORT, "方案.txt", text.encode()),
    ]


@contextmanager
def served(environment: dict[str, str]) -> Iterator[int]:
    """The server as it is delivered, on a free port."""
    port = free_port()
    gunicorn = str(ROOT / ".venv" / "bin" / "gunicorn")
    process = subprocess.Popen(
        [gunicorn], cwd=ROOT, env=environment | {"BIND": f"127.0.0.1:{port}", "LOG_LEVEL": "critical"}
    )
    try:
        wait_for(port)
        yield port
    finally:
        process.terminate()
        process.wait()


class Crowd:
    """Readers, and whoever sends beside them, until the time is over."""

    def __init__(self, port: int, sessions: dict[str, str]) -> None:
        self.port, self.sessions = port, sessions
        self.waits: list[float] = []
        self.answers: list[int] = []
        self.end = 0.0

    def p95(self, seconds: float, senders: int) -> float:
        """Milliseconds within which 95 of 100 pages are there."""
        self.waits, self.answers, self.end = [], [], time.monotonic() + seconds
        everybody = [threading.Thread(target=self.read, args=[number]) for number in range(READERS)]
        everybody += [threading.Thread(target=self.send, args=[number]) for number in range(senders)]
        for one in everybody:
            one.start()
        for one in everybody:
            one.join()
        return statistics.quantiles(self.waits, n=20)[18] * 1000

    def read(self, number: int) -> None:
        chance = random.Random(number)  # noqa: S311 - the same look each time
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        time.sleep(chance.uniform(0, THINKING[1]))
        while time.monotonic() < self.end:
            start = time.perf_counter()
            line.request("GET", chance.choice(PAGES), headers={"Cookie": f"sessionid={self.sessions['leader']}"})
            answer = line.getresponse()
            answer.read()
            assert answer.status == 200
            self.waits.append(time.perf_counter() - start)
            time.sleep(chance.uniform(*THINKING))

    def send(self, number: int) -> None:
        files = hostile_files()
        for path, name, content in cycle(files[number:] + files[:number]):
            if time.monotonic() > self.end:
                return
            who = "clerk-market" if path == ENTRY else "admin"
            head = f'--bound\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode()
            headers = {
                "Cookie": f"sessionid={self.sessions[who]}; csrftoken={'a' * 32}", "X-CSRFToken": "a" * 32,
                "Content-Type": "multipart/form-data; boundary=bound",
            }  # fmt: skip
            line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
            line.request("POST", path, head + content + b"\r\n--bound--\r\n", headers)
            self.answers.append(line.getresponse().status)
            line.close()


def main() -> None:
    """Print both figures and what the two were answered; exit with 1 when readers waited too long."""
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {
            "DATABASE_URL": f"sqlite:///{folder}/hostile.sqlite3", "VAR_DIR": folder,
            "DJANGO_SETTINGS_MODULE": "ipplans.settings",
        }  # fmt: skip
        Path(folder, "static").symlink_to(ROOT / "var" / "static")
        for command in ("migrate", "loadplans", "loaddemo"):
            manage(environment, command)
        sessions = json.loads(manage(environment, "shell", "-v", "0", "-c", SESSIONS))
        with served(environment) as port:
            crowd = Crowd(port, sessions)
            crowd.p95(5, 0)  # to warm up
            alone = crowd.p95(SECONDS, 0)
            pages, beside = len(crowd.waits), crowd.p95(SECONDS, 2)
            answers = {status: crowd.answers.count(status) for status in sorted(set(crowd.answers))}
    print(f"p95 of {READERS} readers: alone {alone:.0f} ms ({pages} pages), beside two hostile senders {beside:.0f} ms")
    print(f"{len(crowd.waits)} pages, {beside / alone:.1f} times as long; the senders were answered {answers}")
    result = {"alone_ms": round(alone, 1), "beside_ms": round(beside, 1), "answers": answers}
    (ROOT / "var" / "bench-hostile.json").write_text(json.dumps(result, indent=1))
    sys.exit(beside > AT_MOST * alone)


if __name__ == "__main__":
    main()
