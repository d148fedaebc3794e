"""The pictures of the help, made from the running product: `python -m tests.pictures` (make pictures).

Beside each picture stand the words by which a reader finds things on it: its headings, heads of tables, labels and
buttons. `tests/browser/test_help.py` compares them with the screen: a picture of yesterday's screen is noticed.
"""

import os
import subprocess
import sys
import tempfile
from typing import NamedTuple

from playwright.sync_api import Page, sync_playwright

from tests.machine import CHROMIUM_FLAGS, chromium, free_port, wait_for
from tests.structure import ROOT

FOLDER = ROOT / "docs/user/pictures"
WORDS = "main h1, main h2, main th, main label, main button, main summary"


class Picture(NamedTuple):
    name: str
    person: str
    address: str
    height: int = 620


PICTURES = [
    Picture("overview", "leader", "/?year=2024"),
    Picture("region", "leader", "/regions/wenzhou/?year=2024"),
    Picture("indicator", "leader", "/indicators/5/?year=2024"),
    Picture("entry", "clerk-market", "/plans/wenzhou-2022/entry/2025/"),
    Picture("ledger", "clerk-market", "/plans/wenzhou-2022/ledger/2025/"),
    Picture("review", "reviewer", "/review/"),
    Picture("workbench", "reviewer", "/workbench/"),
    Picture("reports", "reviewer", "/plans/wenzhou-2022/reports/?year=2024"),
    Picture("imports", "admin", "/imports/"),
    Picture("accounts", "admin", "/accounts/"),
]


def words_of(page: Page) -> list[str]:
    """The words that name things on a page, each once, without numbers, in their order."""
    found: list[str] = page.eval_on_selector_all(WORDS, "all => all.map(one => one.innerText.replace(/\\d+/g, '#'))")
    cleaned = (" ".join(text.split()) for text in found)
    return list(dict.fromkeys(text for text in cleaned if text))


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        environment = os.environ | {"VAR_DIR": folder, "BIND": f"127.0.0.1:{port}", "DEBUG": "1"}
        for command in ("vendorassets", "migrate", "loadplans", "loaddemo"):
            subprocess.run([sys.executable, "manage.py", command], cwd=ROOT, env=environment, check=True)
        server = subprocess.Popen([sys.executable, "-m", "gunicorn"], cwd=ROOT, env=environment)
        try:
            wait_for(port)
            _take_all(f"http://127.0.0.1:{port}")
        finally:
            server.terminate()
            server.wait(20)


def _take_all(site: str) -> None:
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium(), args=CHROMIUM_FLAGS)
        for picture in PICTURES:
            context = browser.new_context(
                base_url=site, locale="zh-CN", viewport={"width": 1180, "height": picture.height}
            )
            page = context.new_page()
            page.goto("/sign-in/")
            page.fill("#id_username", picture.person)
            page.fill("#id_password", "ipplans-demo")
            page.press("#id_password", "Enter")
            page.wait_for_load_state("networkidle")
            page.goto(picture.address)
            page.wait_for_load_state("networkidle")
            page.screenshot(path=FOLDER / f"{picture.name}.png")
            (FOLDER / f"{picture.name}.txt").write_text("\n".join(words_of(page)) + "\n", encoding="utf-8")
            context.close()


if __name__ == "__main__":
    main()
