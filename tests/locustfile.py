"""What people do on a deadline afternoon, for `make load` (tests/load.py): most read, some save, a few approve.

Each person has a session of his or her own, made beforehand (LOAD_PEOPLE), and asks the servers of LOAD_PORTS in turn.
Every save that was acknowledged is noted in LOAD_NOTES, to be looked for in the database afterwards.
"""

import itertools
import json
import os
import random
from pathlib import Path

from locust import HttpUser, between, task

PEOPLE = json.loads(Path(os.environ["LOAD_PEOPLE"]).read_text())
PORTS = itertools.cycle(json.loads(os.environ["LOAD_PORTS"]))
NOTES = Path(os.environ["LOAD_NOTES"])
TOKEN = "a" * 32
numbers = itertools.count(1)
waiting = iter(PEOPLE)


class Person(HttpUser):
    """A clerk or a reviewer of one region, or a leader of the country."""

    wait_time = between(5, 15)

    def on_start(self) -> None:
        self.person = next(waiting)
        self.versions: dict[str, int] = dict(self.person["cells"])

    def _address(self, path: str) -> str:
        """The next server in turn: a balancer that knows nothing of sessions."""
        return f"http://127.0.0.1:{next(PORTS)}{path}"

    def _headers(self) -> dict[str, str]:
        return {"Cookie": f"sessionid={self.person['session']}; csrftoken={TOKEN}", "Accept": "text/html"}

    @task(70)
    def read(self) -> None:
        path = random.choice(self.person["pages"])  # noqa: S311 - no secret
        self.client.get(self._address(path), headers=self._headers(), name=f"read {self.person['kind']}")

    @task(25)
    def save(self) -> None:
        if not self.versions:
            self.read()
            return
        cell = random.choice(list(self.versions))  # noqa: S311 - no secret
        value = next(numbers)
        form = {f"{cell}-text": str(value), f"{cell}-version": str(self.versions[cell]), "csrfmiddlewaretoken": TOKEN}
        headers = self._headers() | {"Accept": "application/json"}
        with self.client.post(
            self._address(self.person["entry"]), form, headers=headers, name="save", catch_response=True
        ) as response:
            if response.status_code == 200:
                self.versions[cell] += 1
                with NOTES.open("a") as notes:
                    notes.write(json.dumps({"cell": cell, "value": value}) + "\n")

    @task(5)
    def approve(self) -> None:
        if not self.person["waiting"]:
            self.read()
            return
        pk, version = self.person["waiting"].pop()
        form = {"version": str(version), "csrfmiddlewaretoken": TOKEN}
        address = self._address(f"/review/{pk}/approve/")
        self.client.post(address, form, headers=self._headers(), name="approve", allow_redirects=False)
