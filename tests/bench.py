"""How long documents take to be read, and how much a page costs beside a bare Django view of the same size.

Page and bare view are asked in turn of the same gunicorn, on SQLite and on a throw-away PostgreSQL, with the
demonstration, and with made-up regions beside it. "anew" has nothing kept, "kept" is given out as it was made, "again"
asks whether anything changed. Prints tables and writes var/bench.json; `tests/bench_paint.py` looks at a page
in a real browser, `tests/bench_hostile.py` has 60 readers beside two who send hostile files.

Use: make bench   (BENCH_REGIONS=5,100 for fewer; the largest takes a quarter of an hour a database)
"""

from __future__ import annotations

import http.client
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import NamedTuple

from tests.machine import free_port, wait_for

ROUNDS = 30
SIZES = [int(n) for n in os.environ.get("BENCH_REGIONS", "5,100,3200").split(",")]
PARTS = ("region anew", "entry anew", "todo anew")  # of which the parts are printed
ROOT = Path(__file__).resolve().parent.parent


@dataclass
class Result:
    name: str
    database: str
    regions: int
    ms: float
    floor_ms: float
    ratio: float
    queries: int
    bytes: int
    parts: str = ""  # milliseconds in queries and in templates


@dataclass
class Probe:
    """One request of a demonstration account; a form is sent when there is one."""

    name: str
    user: str
    path: str
    form: Callable[[int], dict[str, str]] | None = None  # what is sent in each step
    is_again: bool = False  # whether the browser has the page already, and nothing changed


def manage(environment: dict[str, str], *command: str) -> str:
    done = subprocess.run(
        [sys.executable, "manage.py", *command], cwd=ROOT, env=environment, check=True, capture_output=True, text=True
    )
    return done.stdout


class Served(NamedTuple):
    port: int
    pid: int


@contextmanager
def served(environment: dict[str, str], workers: int = 1) -> Iterator[Served]:
    """A gunicorn on a free port."""
    port = free_port()
    command = [str(Path(sys.executable).parent / "gunicorn"), "--bind", f"127.0.0.1:{port}", "--workers", str(workers)]
    server = subprocess.Popen(
        [*command, "--no-control-socket", "--log-level", "error", "tests.bench_site"], cwd=ROOT, env=environment
    )
    try:
        wait_for(port)
        yield Served(port, server.pid)
    finally:
        server.terminate()
        server.wait()


class Visitor:
    """One kept connection with one person's session."""

    def __init__(self, port: int, cookies: dict[str, str]) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port)
        self.cookies = cookies
        self.mark = self.parts = ""

    def ask(self, path: str, form: dict[str, str] | None = None, is_again: bool = False) -> tuple[float, bytes, int]:
        """Return milliseconds, body, and the number of queries the answer took; `parts` says where the time went."""
        from urllib.parse import urlencode

        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if is_again and self.mark:
            headers["If-None-Match"] = self.mark
        body = None
        if form is not None:
            body = urlencode(form | {"csrfmiddlewaretoken": self.cookies["csrftoken"]})
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
        start = time.perf_counter()
        self.connection.request("GET" if form is None else "POST", path, body, headers)
        response = self.connection.getresponse()
        content = response.read()
        spent = (time.perf_counter() - start) * 1000
        assert response.status == 304 if is_again and self.mark else response.status in (200, 302), (
            path,
            response.status,
        )
        self.mark = response.headers.get("ETag", "") if is_again else ""
        self.parts = response.headers.get("X-Parts", "")
        return spent, content, int(response.headers.get("X-Queries", 0))


def probes(environment: dict[str, str]) -> list[Probe]:
    """What is asked; addresses by number are looked up in the database."""
    rows = json.loads(manage(environment, "shell", "-v", "0", "-c", LOOK_UP))
    kept = {
        "overview": ("leader", "/"),
        "province": ("leader", "/?in=zhejiang"),
        "region": ("leader", "/regions/wenzhou/"),
        "indicator": ("leader", f"/indicators/{rows['indicator']}/"),
        "indicators": ("leader", "/indicators/"),
        "agency": ("leader", f"/agencies/{rows['agency']}/"),
        "agencies": ("leader", "/agencies/"),
        "compare": ("leader", "/compare/"),
        "all tasks": ("leader", "/tasks/"),
        "tasks": ("leader", "/plans/wenzhou-2022/tasks/"),
        "task": ("leader", f"/tasks/{rows['task']}/"),
        "notes": ("leader", "/notes/"),
        "entry": ("clerk-market", "/plans/wenzhou-2022/entry/2025/"),
        "task table 63": ("clerk-market", LEDGER),
        "todo": ("clerk-market", "/todo/"),
        "review": ("reviewer", "/review/"),
    }
    pages = [
        probe
        for name, (user, path) in kept.items()
        for probe in (
            Probe(f"{name} anew", user, f"{path}{'&' if '?' in path else '?'}anew"),
            Probe(f"{name} kept", user, path),
            Probe(f"{name} again", user, path, is_again=True),
        )
    ]
    return [
        *pages,
        Probe("workbench", "reviewer", f"/rounds/{rows['round']}/"),
        Probe("reporters", "reviewer", "/plans/wenzhou-2022/reporters/"),
        Probe("workbook out", "clerk-market", "/plans/open-2022/entry.xlsx"),
        Probe("save 4 tasks", "clerk-market", LEDGER, lambda step: reports(rows["tasks"][:4], step)),
        Probe("save", "clerk-market", GRID, lambda step: block(rows["open"][:4], [2025], step)),
        Probe("paste 20 x 4", "clerk-market", GRID, lambda step: block(rows["open"][4:], range(2022, 2026), step)),
    ]


GRID = "/plans/open-2022/entry/"
LEDGER = "/plans/open-2022/ledger/2025/"

# 24 indicators in a plan of their own, all years open: four to save alone, 20 to paste; and 63 tasks.
LOOK_UP = """
import json
import datetime as dt
from plans.models import Agency, Plan, Region, Round
from targets.models import PlanIndicator
from tasks.models import Area, Assignment, Task
market = Agency.objects.get(region__code="330300", name="市市场监管局")
plan, is_new = Plan.objects.get_or_create(slug="open-2022", defaults=dict(
    region=Region.objects.get(code="330303"), title="方案", start_year=2022, end_year=2025, kind="知识产权强县试点"))
for n in range(24 * is_new):
    PlanIndicator.objects.create(
        plan=plan, key=f"open-{n}", seq=1 + n, label="件", name=f"指标{n}", unit="件", reporter=market)
for year in range(2022, 2022 + 4 * is_new):
    Round.objects.create(plan=plan, year=year, opens=dt.date(2023, 1, 1), due=dt.date(2999, 1, 1))
area, _ = Area.objects.get_or_create(plan=plan, key="a", seq=1, name="重点任务")
for n in range(63 * is_new):
    task = Task.objects.create(
        plan=plan, key=f"t{n}", area=area, seq=1 + n, content=f"第{1 + n}项：建设知识产权公共服务平台，完善运行机制。")
    Assignment.objects.create(task=task, agency=market, seq=1, role="lead", printed_name=market.name, rule="mark")
open_rows = list(plan.indicators.values_list("pk", flat=True))
print(json.dumps({
    "indicator": PlanIndicator.objects.get(plan__slug="wenzhou-2022", seq=12).pk,
    "agency": market.pk,
    "task": Task.objects.filter(plan__slug="wenzhou-2022").order_by("seq").first().pk,
    "open": open_rows,
    "tasks": list(plan.tasks.values_list("pk", flat=True)),
    "round": Round.objects.filter(plan__slug="wenzhou-2022").latest("year").pk,
}))
"""

SESSIONS = """
import json
from importlib import import_module
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from plans.models import User
store = import_module(settings.SESSION_ENGINE).SessionStore
keys = {}
for user in User.objects.filter(is_demo=True):
    session = store()
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(user.pk), "plans.signed_in.Backend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    keys[user.username] = session.session_key
print(json.dumps(keys))
"""


def block(rows: Iterable[int], years: Iterable[int], step: int) -> dict[str, str]:
    """Values that are new in every step, against the version of the step before, as the grid's script sends them."""
    form: dict[str, str] = {}
    for row in rows:
        for year in years:
            form |= {f"i{row}y{year}-text": str(100 + step), f"i{row}y{year}-version": str(step)}
    return form


def reports(tasks: Iterable[int], step: int) -> dict[str, str]:
    """Task reports with new words in every step, as the table's script sends them."""
    form: dict[str, str] = {}
    for task in tasks:
        texts = {
            "version": str(step),
            "state": "under-way",
            "percent": str(step),
            "summary": f"进展{step}",
            "remark": "",
        }
        form |= {f"t{task}-{name}": text for name, text in texts.items()}
    return form


def benchmark(probe: Probe, visitor: Visitor, database: str, regions: int) -> Result:
    times, floors, queries, size, parts = [], [], 0, 0, ""
    for step in range(ROUNDS + 2):
        form = None if probe.form is None else probe.form(step)
        spent, content, queries = visitor.ask(probe.path, form, probe.is_again)
        size = len(content)
        mark, parts = visitor.mark, visitor.parts
        floor, _body, _none = visitor.ask(f"/bare/{size}/")
        visitor.mark = mark
        if step >= 2:  # two to warm up
            times.append(spent)
            floors.append(floor)
    ms, floor_ms = statistics.median(times), statistics.median(floors)
    return Result(
        probe.name, database, regions, round(ms, 2), round(floor_ms, 2), round(ms / floor_ms, 1), queries, size, parts
    )


def bench(database: str, url: str, regions: int) -> list[Result]:
    environment = os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "ipplans.settings"}
    for command in ("migrate", "loadplans", "loaddemo"):
        manage(environment, command)
    if regions > 5:
        manage(environment, "makedata", "--regions", str(regions - 5))
        manage(environment, "shell", "-v", "0", "-c", LEADS_ALL)
        manage(environment, "summarise")
    keys = json.loads(manage(environment, "shell", "-v", "0", "-c", SESSIONS))
    results = []
    with served(environment) as (port, _pid):
        results.append(first_page(port, keys["leader"], database, regions))
        for probe in probes(environment):
            visitor = Visitor(port, {"sessionid": keys[probe.user], "csrftoken": "a" * 32})
            results.append(benchmark(probe, visitor, database, regions))
        if database == "sqlite" and regions == SIZES[0]:
            look = [sys.executable, "-m", "tests.bench_paint", f"http://127.0.0.1:{port}", keys["leader"]]
            subprocess.run(look, cwd=ROOT, env=environment, check=True)
    print(f"{database} {regions}: two workers hold {memory(environment, keys)} MB")
    return results


def memory(environment: dict[str, str], keys: dict[str, str]) -> int:
    """What a server of two workers holds when each page was asked for eight times, in MB; what they share once."""
    with served(environment, workers=2) as (port, pid):
        for probe in probes(environment) * 8:
            if probe.form is None:  # each time by a new connection, which either worker may take
                Visitor(port, {"sessionid": keys[probe.user], "csrftoken": "a" * 32}).ask(probe.path)
        workers = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        held = [Path(f"/proc/{process}/smaps_rollup").read_text() for process in (pid, *workers)]
    return sum(int(line.split()[1]) for text in held for line in text.splitlines() if line.startswith("Pss:")) // 1024


LEADS_ALL = """
from plans.models import Membership, Region, User
Membership.objects.get_or_create(user=User.objects.get(username="leader"), role="leader",
                                 region=Region.objects.get(parent=None))
"""


def first_page(port: int, key: str, database: str, regions: int) -> Result:
    """The first page that a server gives out after it was started."""
    visitor = Visitor(port, {"sessionid": key, "csrftoken": "a" * 32})
    ms, content, queries = visitor.ask("/regions/wenzhou/")
    floor = statistics.median(visitor.ask(f"/bare/{len(content)}/")[0] for _time in range(ROUNDS))
    name = "first page"
    return Result(name, database, regions, round(ms, 2), round(floor, 2), round(ms / floor, 1), queries, len(content))


def main() -> None:
    from tests import postgres

    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"DATABASE_URL": f"sqlite:///{folder}/reading.sqlite3"}
        environment |= {"DJANGO_SETTINGS_MODULE": "ipplans.settings"}
        subprocess.run([sys.executable, "-m", "tests.bench_reading"], cwd=ROOT, env=environment, check=True)
    results = []
    for regions in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            results += bench("sqlite", f"sqlite:///{folder}/bench.sqlite3", regions)
        with postgres.server() as url:
            results += bench("postgresql", url, regions)
    print(f"{'page':<20}{'database':<12}{'regions':>8}{'ms':>9}{'bare ms':>9}{'ratio':>8}{'queries':>9}{'bytes':>9}")
    for r in results:
        shown = f"{r.ms:>9}{r.floor_ms:>9}{r.ratio:>8}{r.queries:>9}{r.bytes:>9}"
        print(f"{r.name:<20}{r.database:<12}{r.regions:>8}{shown}  {r.parts if r.name in PARTS else ''}")
    (ROOT / "var" / "bench.json").write_text(json.dumps([asdict(r) for r in results], indent=1))
    subprocess.run([sys.executable, "-m", "tests.bench_hostile"], cwd=ROOT, check=True)


if __name__ == "__main__":
    main()
