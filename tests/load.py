"""Two hundred people on two web servers and a PostgreSQL with a country: who waits how long, and is anything lost?

Builds a throw-away PostgreSQL with a streaming copy and so many regions, starts two gunicorns (Redis between them),
lets `tests/locustfile.py` work for a while, and kills a web server and the copy in the middle where `--kill` says so.
Afterwards each acknowledged save must be in the history exactly once. Writes var/load.json.

Use: make load   (LOAD="--users 50 --seconds 60 --regions 100 --kill")
"""

from __future__ import annotations

import argparse
import contextlib
import csv
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any

from tests.bench import ROOT, manage
from tests.postgres import Cluster, cluster
from tests.test_more_machines import Server, redis, servers

PEOPLE = """
import json, random, sys
from importlib import import_module
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.urls import reverse
from django.utils import timezone
from plans.models import Membership, Plan, Region, Round, User
from targets.models import Actual, PlanIndicator
from tasks.models import Task
COUNT, FILE = %(count)d, %(file)r
random.seed(1)
store = import_module(settings.SESSION_ENGINE).SessionStore
def session_of(user):
    session = store()
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(user.pk), "plans.signed_in.Backend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session["seen_at"] = timezone.now().isoformat()
    session.save()
    return session.session_key
Round.objects.filter(year=2025).update(opens="2025-01-01", due="2999-01-31", status="open")
found = []
clerks = Membership.objects.filter(role="staff", user__username__startswith="clerk-").select_related("user", "agency")
for membership in list(clerks.order_by("pk"))[: COUNT * 3 // 4]:
    plan = Plan.objects.filter(region=membership.agency.region).latest("pk")
    rows = PlanIndicator.objects.filter(plan=plan).reported_by({membership.agency_id}).active()[:6]
    versions = dict(Actual.objects.filter(indicator__in=rows, year=2025).values_list("indicator", "version"))
    Actual.objects.filter(indicator__in=rows, year=2025).update(status="draft")
    cells = {f"i{row.pk}y2025": versions.get(row.pk, 0) for row in rows}
    pages = ["/todo/", reverse("targets:entry", args=[plan.slug, 2025]), f"/regions/{plan.region.slug}/",
             "/start/counts/", reverse("tasks:task_list", args=[plan.slug])]
    if Task.objects.reported_by({membership.agency_id}).exists():
        pages.append(reverse("tasks:ledger", args=[plan.slug, 2025]))
    entry = reverse("targets:entry", args=[plan.slug, 2025])
    found.append({"kind": "clerk", "session": session_of(membership.user), "pages": pages, "entry": entry,
                  "cells": cells, "waiting": []})
reviewers = Membership.objects.filter(role="reviewer", user__username__startswith="reviewer-").select_related("user")
for membership in list(reviewers.order_by("pk"))[: COUNT // 5]:
    plan = Plan.objects.filter(region=membership.scope).latest("pk")
    rows = Actual.objects.filter(indicator__plan=plan, year=2024)
    rows.update(status="submitted", author=None)
    found.append({"kind": "reviewer", "session": session_of(membership.user), "entry": "", "cells": {},
                  "waiting": list(rows.values_list("pk", "version")),
                  "pages": ["/review/", "/workbench/", f"/regions/{plan.region.slug}/",
                            reverse("missing", args=[plan.slug])]})
leader = User.objects.get(username="leader")
Membership.objects.get_or_create(user=leader, role="leader", region=Region.objects.get(parent=None))
regions = list(Plan.objects.values_list("region__slug", flat=True)[:50])
while len(found) < COUNT:
    found.append({"kind": "leader", "session": session_of(leader), "entry": "", "cells": {}, "waiting": [],
                  "pages": ["/", "/agencies/", "/tasks/", "/compare/", f"/regions/{random.choice(regions)}/"]})
random.shuffle(found)
json.dump(found, open(FILE, "w"))
"""

STORED = """
import json
from targets.models import Actual
values = Actual.history.filter(year=2025, value__gt=0).values_list("indicator", "value")
print(json.dumps([[f"i{pk}y2025", int(value)] for pk, value in values if value == int(value)]))
"""


def prepared(url: str, folder: Path, options: argparse.Namespace) -> dict[str, str]:
    """The environment of a country in this database, with its people's sessions in a file."""
    environment = os.environ | {"DATABASE_URL": url, "VAR_DIR": str(folder)}
    environment |= {"DJANGO_SETTINGS_MODULE": "ipplans.settings"}
    for command in (["prepare"], ["loadplans"], ["loaddemo"], ["makedata", "--regions", str(options.regions)]):
        manage(environment, *command)
    people = PEOPLE % {"count": options.users, "file": str(folder / "people.json")}
    manage(environment, "shell", "-v", "0", "-c", people)
    for year in ("2022", "2023", "2024"):  # that pages show: stored figures are computed every morning
        manage(environment, "summarise", "--year", year)
    return environment


def disturb(seconds: int, server: Server, copy: Cluster) -> None:
    """In the middle a web server and the copy are killed; both come back after a while."""
    time.sleep(seconds / 3)
    server.kill()
    copy.stop()
    time.sleep(seconds / 6)
    server.start()
    copy.start()


def loaded(environment: dict[str, str], folder: Path, options: argparse.Namespace, copy: Cluster) -> None:
    with contextlib.ExitStack() as stack:
        kept = {"CACHE_URL": f"redis://127.0.0.1:{stack.enter_context(redis())}/0"}
        webs = stack.enter_context(servers(environment | kept | {"DATABASE_REPLICA_URL": copy.url}, 2))
        if options.kill:
            threading.Thread(target=disturb, args=(options.seconds, webs[1], copy), daemon=True).start()
        known = {"LOAD_PEOPLE": str(folder / "people.json"), "LOAD_NOTES": str(folder / "notes.jsonl")}
        known["LOAD_PORTS"] = json.dumps([web.port for web in webs])
        locust = [str(Path(sys.executable).parent / "locust"), "--headless", "--only-summary", "--loglevel", "ERROR"]
        subprocess.run(
            [*locust, "-f", str(ROOT / "tests" / "locustfile.py"), "--host", f"http://127.0.0.1:{webs[0].port}",
             "-u", str(options.users), "-r", "10", "-t", f"{options.seconds}s", "--csv", str(folder / "load")],
            env=environment | known, cwd=folder, check=False,
        )  # fmt: skip


def result(environment: dict[str, str], folder: Path, options: argparse.Namespace) -> dict[str, Any]:
    with (folder / "load_stats.csv").open() as file:
        total = next(row for row in csv.DictReader(file) if row["Name"] == "Aggregated")
    notes = [json.loads(line) for line in (folder / "notes.jsonl").read_text().splitlines()]
    stored = Counter(map(tuple, json.loads(manage(environment, "shell", "-v", "0", "-c", STORED))))
    times = [stored[note["cell"], note["value"]] for note in notes]
    return {
        "users": options.users,
        "regions": options.regions,
        "killed": options.kill,
        "requests": int(total["Request Count"]),
        "errors": int(total["Failure Count"]),
        "p50_ms": float(total["50%"]),
        "p95_ms": float(total["95%"]),
        "p99_ms": float(total["99%"]),
        "saves": len(notes),
        "lost": sum(count == 0 for count in times),
        "doubled": sum(count > 1 for count in times),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    for name, value in (("--users", 200), ("--seconds", 180), ("--regions", 3200)):
        parser.add_argument(name, type=int, default=value)
    parser.add_argument("--kill", action="store_true", help="kill a web server and the copy in the middle")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, cluster() as primary:
        folder = Path(name)
        environment = prepared(primary.url, folder, options)
        with primary.replica() as copy:
            loaded(environment, folder, options, copy)
            found = result(environment, folder, options)
    print(json.dumps(found, indent=1))
    (ROOT / "var" / "load.json").write_text(json.dumps(found, indent=1))
    is_good = not found["lost"] and not found["doubled"] and (options.kill or not found["errors"])
    return 0 if is_good and found["saves"] else 1


if __name__ == "__main__":
    sys.exit(main())
