"""One office on SQLite, on the last afternoon: 20 people save and 50 read at once, and nobody is told of an error."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import pytest

from tests.bench import GRID, LOOK_UP, block, manage
from tests.test_more_machines import Server, demonstration, servers

pytestmark = pytest.mark.own_database
WRITERS, READERS, SAVES, READS = 20, 50, 5, 3
PAGES = ["/", "/regions/wenzhou/", "/plans/wenzhou-2022/tasks/", "/agencies/", "/compare/", "/indicators/"]
HISTORY = """
import json
from targets.models import Actual
rows = Actual.history.filter(indicator__plan__slug="open-2022", year=2025).order_by("history_id")
print(json.dumps([[pk, int(value)] for pk, value in rows.values_list("indicator", "value")]))
"""


def test_twenty_write_and_fifty_read(tmp_path: Path) -> None:
    environment, keys = demonstration(f"sqlite:///{tmp_path / 'crowd.sqlite3'}", str(tmp_path), WORKERS="2")
    rows = json.loads(manage(environment, "shell", "-v", "0", "-c", LOOK_UP))["open"][:WRITERS]
    answers: list[tuple[str, int]] = []

    def write(server: Server, row: int) -> None:
        for step in range(SAVES):
            form = "&".join(f"{name}={value}" for name, value in block([row], [2025], step).items())
            answers.append(("save", server.ask(keys["clerk-market"], GRID, form)[0]))

    def read(server: Server, number: int) -> None:
        for step in range(READS):
            path = PAGES[(number + step) % len(PAGES)]
            answers.append((path, server.ask(keys["leader"], path)[0]))

    with servers(environment, 1) as (server,):
        work = [threading.Thread(target=write, args=(server, row)) for row in rows]
        work += [threading.Thread(target=read, args=(server, number)) for number in range(READERS)]
        for one in work:
            one.start()
        for one in work:
            one.join()
    assert {status for _what, status in answers} <= {200, 302}
    assert len(answers) == WRITERS * SAVES + READERS * READS
    stored = json.loads(manage(environment, "shell", "-v", "0", "-c", HISTORY))
    for row in rows:  # each save once, in its order
        assert [value for pk, value in stored if pk == row] == [100 + step for step in range(SAVES)]
