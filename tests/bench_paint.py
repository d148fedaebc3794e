"""How soon the region's page can be read, and its charts in view are drawn, in a real Chromium.

Use: python -m tests.bench_paint URL SESSION (started by tests.bench)
"""

from __future__ import annotations

import statistics
import sys

from playwright.sync_api import sync_playwright

from tests.machine import CHROMIUM_FLAGS, chromium

VISITS = 5
DRAWN = """() => {
  const boxes = [...document.querySelectorAll("[data-chart]")];
  const isPainted = performance.getEntriesByName("first-contentful-paint").length > 0;
  return isPainted && boxes.length > 0 && boxes.every(
    (box) => box.getBoundingClientRect().top > window.innerHeight || box.dataset.drawn === "");
}"""


def main() -> None:
    url, session = sys.argv[1:]
    paints, charts = [], []
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium(), args=CHROMIUM_FLAGS)
        for _visit in range(VISITS):
            context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="zh-CN")
            context.add_cookies([{"name": "sessionid", "value": session, "url": url}])
            page = context.new_page()
            page.goto(f"{url}/regions/wenzhou/", wait_until="commit")
            page.wait_for_function(DRAWN)
            charts.append(page.evaluate("() => performance.now()"))
            paints.append(page.evaluate("() => performance.getEntriesByName('first-contentful-paint')[0].startTime"))
            context.close()
        browser.close()
    print(f"{'region in the browser, files not cached':<42}{'ms':>8}")
    print(f"{'  first paint (at most 1000)':<42}{statistics.median(paints):>8.0f}")
    print(f"{'  all charts in view drawn (at most 2000)':<42}{statistics.median(charts):>8.0f}")


if __name__ == "__main__":
    main()
