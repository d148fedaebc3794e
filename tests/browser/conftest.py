"""A real Chromium against a live server with the demonstration loaded.

Every page is watched: an error in the console, a breach of the page's content policy, or a request that would leave the
machine, fails the test.
"""

import os
import time
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from django.db import connection
from playwright.sync_api import Browser, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from ipplans import demo
from tests.demonstration import load_demonstration
from tests.machine import CHROMIUM_FLAGS, chromium

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # the browser's driver runs an event loop in this thread

expect.set_options(timeout=20_000)  # a document is read by a process that lets every other one go first

EXPECTED_STATUSES = ("401", "403", "404", "409", "422", "ERR_FAILED")  # answers that a test asks for

BUSY = """SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'"""
HEAR_BREACHES = """addEventListener("securitypolicyviolation", breach =>
    console.error(`content policy: ${breach.effectiveDirective} ${breach.blockedURI}`))"""
Visit = Callable[..., Page]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = chromium()
    assert path, "Chromium is not installed. On Debian: apt-get install chromium"
    with sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
        yield started
        started.close()


@pytest.fixture
def site(transactional_db: None, live_server: LiveServer) -> Iterator[str]:
    """The address of a server that serves the demonstration; it has answered all when the database is emptied."""
    from plans.models import User

    if not User.objects.exists():
        load_demonstration()
    yield str(live_server.url)
    wait_until_idle()


def wait_until_idle() -> None:
    """Let the server's threads finish: PostgreSQL's flush and a page still being read lock each other out."""
    idle = 0
    while connection.vendor == "postgresql" and idle < 3:
        with connection.cursor() as cursor:
            cursor.execute(BUSY)
            idle = 0 if cursor.fetchone()[0] else idle + 1
        time.sleep(0.04)


@pytest.fixture
def visit(site: str, browser: Browser) -> Iterator[Visit]:
    """Open a browser window as a demonstration account; "" does not sign in."""
    faults: list[str] = []
    contexts = []

    def open_as(username: str, path: str = "/", width: int = 1366) -> Page:
        context = browser.new_context(
            base_url=site, viewport={"width": width, "height": 768 if width > 600 else 844}, locale="zh-CN"
        )
        contexts.append(context)
        page = context.new_page()
        watch(page, faults)
        if username:
            page.goto("/sign-in/")
            page.fill("#id_username", username)
            page.fill("#id_password", demo.PASSWORD)
            page.click("#sign-in-button")
            page.wait_for_load_state()
        page.goto(path)
        return page

    yield open_as
    for context in contexts:
        context.close()
    assert not faults


def watch(page: Page, faults: list[str]) -> None:
    """Collect what a person would not see, but must not happen."""
    page.add_init_script(HEAR_BREACHES)
    page.on("pageerror", lambda error: faults.append(f"{page.url}: {error}"))

    def hear(message: object) -> None:
        text = getattr(message, "text", "")
        is_answer = "Failed to load resource" in text or "Response Status Error Code" in text  # browser, htmx
        is_expected = is_answer and any(status in text for status in EXPECTED_STATUSES)
        if getattr(message, "type", "") in ("error", "warning") and not is_expected:
            faults.append(f"{page.url}: {text}")

    def follow(request: object) -> None:
        host = urlsplit(getattr(request, "url", "")).hostname
        if host not in ("127.0.0.1", "localhost", None):
            faults.append(f"{page.url} asked {host}")

    page.on("console", hear)
    page.on("request", follow)
