"""Figures and log lines for who watches the server: there for who may ask, and nothing of a person in them."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from django.test import Client

from ipplans.metrics import may_ask
from tests.machine import free_port, wait_for
from tests.structure import ROOT

pytestmark = pytest.mark.own_database
PEOPLE = ["leader", "clerk", "reviewer", "张三"]


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """A server of two processes that is watched, and its log."""
    folder = tmp_path_factory.mktemp("watched")
    port, log = free_port(), folder / "log"
    ours = {"DJANGO_SETTINGS_MODULE", "DATABASE_URL"}
    environment = {name: value for name, value in os.environ.items() if name not in ours} | {
        "VAR_DIR": str(folder), "BIND": f"127.0.0.1:{port}", "METRICS_FROM": "127.0.0.1", "LOG_FORMAT": "json",
        "DEBUG": "1",
    }  # fmt: skip
    migrate = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    subprocess.run(migrate, cwd=ROOT, env=environment, check=True)
    with log.open("wb") as file:
        server = subprocess.Popen(
            [sys.executable, "-m", "gunicorn"], cwd=ROOT, env=environment, stdout=file, stderr=file
        )
    try:
        wait_for(port)
        yield f"http://127.0.0.1:{port}", log
    finally:
        server.terminate()
        server.wait(20)


def get(address: str) -> tuple[int, str]:
    answer = requests.get(address, timeout=30)
    return answer.status_code, answer.text


def test_requests_of_all_processes_are_counted_together(watched: tuple[str, Path]) -> None:
    site, _log = watched
    for _time in range(12):
        assert get(f"{site}/sign-in/")[0] == 200
    status, text = get(f"{site}/metrics")
    assert status == 200
    counted = [
        line
        for line in text.splitlines()
        if line.startswith("django_http_requests_total_by_view") and 'view="sign_in"' in line
    ]
    assert sum(float(line.rpartition(" ")[2]) for line in counted) == 12
    assert "ipplans_disk_free_bytes" in text
    assert "ipplans_exports_unfinished 0.0" in text
    assert "django_http_requests_latency_seconds_by_view_method_bucket" in text


def test_figures_have_no_address_of_a_page_and_no_person(watched: tuple[str, Path]) -> None:
    site, _log = watched
    get(f"{site}/regions/zhangsan-secret/?q=张三".replace("张三", "%E5%BC%A0%E4%B8%89"))
    get(f"{site}/nowhere/13800138000/")
    text = get(f"{site}/metrics")[1]
    assert not [word for word in (*PEOPLE, "zhangsan-secret", "13800138000", "127.0.0.1") if f'"{word}"' in text]


def test_log_lines_are_objects_with_the_number_of_the_request(watched: tuple[str, Path]) -> None:
    site, log = watched
    refused = requests.post(f"{site}/sign-in/", data={"username": "wangwu"}, timeout=30)  # without a token
    assert refused.status_code == 403
    number = refused.headers["X-Request-ID"]
    time.sleep(0.5)
    lines = [json.loads(line) for line in log.read_text().splitlines() if line.startswith("{")]
    [line] = [line for line in lines if line["request_id"] == number]
    assert line["level"] == "warning"
    assert line["logger"].startswith("django")
    assert line["timestamp"].endswith("Z")
    assert not {"who", "address", "username", "ip_address"} & line.keys()


def test_a_page_that_is_not_there_has_its_number_in_the_log(watched: tuple[str, Path]) -> None:
    """Its line is written when the request is over."""
    site, log = watched
    answer = requests.get(f"{site}/no-such-page/", timeout=30)
    assert answer.status_code == 404
    time.sleep(0.5)
    lines = [json.loads(line) for line in log.read_text().splitlines() if line.startswith("{")]
    assert answer.headers["X-Request-ID"] in {line["request_id"] for line in lines}


def test_a_failed_sign_in_leaves_no_name_in_the_log(watched: tuple[str, Path]) -> None:
    site, log = watched
    person = requests.Session()
    token = person.get(f"{site}/sign-in/", timeout=30).text.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    sent = {"csrfmiddlewaretoken": token, "username": "wangwu-kezhang", "password": "falsch-falsch"}
    person.post(f"{site}/sign-in/", data=sent, timeout=30)
    time.sleep(0.5)
    assert "wangwu-kezhang" not in log.read_text()


def test_whoever_is_not_named_finds_no_figures() -> None:
    assert Client().get("/metrics").status_code in (302, 404)
    assert not may_ask("203.0.113.9")


def test_networks_may_be_named(settings: Any) -> None:
    settings.METRICS_FROM = ["10.1.0.0/16", "::1"]
    assert may_ask("10.1.2.3")
    assert may_ask("::1")
    assert not may_ask("10.2.0.1")
    assert not may_ask("")
