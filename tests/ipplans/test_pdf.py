"""PDF: what the screen shows, as it is printed, with its charts; bounded, and without a look at anything else."""

import json
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from lxml import html

from ipplans.reports.pdf.charts import drawing
from ipplans.reports.pdf.paper import as_on_paper
from ipplans.reports.pdf.process import fills, page_as_pdf
from plans.models import NotPossible, Plan
from targets.charts.palette import colour
from tests.cast import Cast, SignedIn
from tests.ipplans.test_official_workbook import PLANS, leader
from tests.ipplans.test_word_reports import KINDS, report, tables, words
from tests.machine import pdf_text

pytestmark = pytest.mark.django_db
NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?%?")
UNSEEN = "//*[contains(concat(' ', @class, ' '), ' no-print ') or contains(@class, 'topbar') or @hidden]"


def pdf(client: Client, name: str, key: object, *more: str, **asked: str) -> str:
    response = client.get(reverse(name, args=[key, *more]), asked)
    assert response.status_code == 200, response.content[-400:]
    assert response.headers["Content-Type"] == "application/pdf"
    return pdf_text(response.content)


def numbers(text: str) -> Counter[str]:
    return Counter(NUMBER.findall(text))


def assert_same(printed: str, page: str) -> None:
    """Each number of the page is printed as often; more often only what heads a table, or counts pages."""
    found, shown = numbers(printed), numbers(page)
    assert shown - found == Counter()
    pages = printed.count("\f")
    assert all(number.isdigit() and (1 <= int(number) <= pages or len(number) == 4) for number in found - shown)


def printed_text(page: str) -> str:
    """The text of a page as the print style shows it."""
    document = html.document_fromstring(as_on_paper(page, ""))
    content = document.xpath("//main")[0]
    for gone in content.xpath("." + UNSEEN + " | .//style | .//nav | .//*[contains(@class, 'visually-hidden')]"):
        gone.drop_tree()
    return " ".join(text for text in content.itertext())


@pytest.mark.parametrize("slug", PLANS)
def test_every_number_of_a_regions_page_is_in_its_pdf(slug: str) -> None:
    plan = Plan.objects.select_related("region").get(slug=slug)
    client = leader(plan.region)
    for year in (str(plan.end_year - 1), "final"):
        asked = {"plan": slug, "year": year}
        page = client.get(reverse("region_detail", args=[plan.region.slug]), asked).content.decode()
        assert_same(pdf(client, "region_pdf", plan.region.slug, **asked), printed_text(page))


@pytest.mark.parametrize("slug", PLANS)
def test_every_number_of_an_indicators_page_is_in_its_pdf(slug: str) -> None:
    plan = Plan.objects.select_related("region").get(slug=slug)
    client = leader(plan.region)
    for indicator in plan.indicators.all()[:3]:
        page = client.get(reverse("indicator_detail", args=[indicator.pk])).content.decode()
        assert_same(pdf(client, "indicator_pdf", indicator.pk), printed_text(page))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("slug", PLANS)
def test_a_report_says_in_pdf_what_it_says_in_word(slug: str, kind: str) -> None:
    plan = Plan.objects.select_related("region").get(slug=slug)
    client, asked = leader(plan.region), {"year": str(plan.end_year), "period": "2024-Q2"}
    document = report(client, slug, kind, **asked)
    said = words(document) + " ".join(cell for table in tables(document) for row in table for cell in row)
    printed = pdf(client, "report_pdf", slug, kind, **asked)
    assert_same(printed, said)
    running = re.sub(r"\s", "", re.sub(r"— ?\d+ ?—", "", printed))
    assert [line for line in words(document).splitlines() if re.sub(r"\s", "", line) not in running] == []


def test_a_picture_has_the_bars_and_the_words_of_the_chart(signed_in: SignedIn) -> None:
    plan = Plan.objects.select_related("region").get(slug="wenzhou-2022")
    row = plan.indicators.get(seq=5)
    page = html.fromstring(leader(plan.region).get(reverse("indicator_detail", args=[row.pk]) + "?year=2024").content)
    charts = json.loads(page.xpath("string(//script[@id='charts'])"))
    chart = charts["figures"]["indicator"]
    axes = drawing(chart, charts["template"], 1030).axes[0]
    bars = [patch.get_height() for patch in axes.containers[1]]
    assert bars == [float(value) for value in chart["data"][1]["y"]] == [583000, 520800, 510400]
    below = [words.get_text().split("\n") for words in axes.get_xticklabels()]
    assert [words[:2] for words in below] == [
        ["2022", "583,000"], ["2023", "520,800"], ["2024", "510,400"], ["2025", "未填报"],
    ]  # fmt: skip
    named = [text.get_text() for text in axes.get_figure().legends[0].get_texts()]  # type: ignore[union-attr]
    assert named == ["目标", "期末目标", "预测（仅供参考）", "实际"]


def test_drawings_have_the_colours_of_the_screen() -> None:
    assert f".bar-met, .bar-done {{ fill: {colour('met')} }}" in fills()
    assert "var(" not in fills()


def test_what_is_folded_on_the_screen_stays_folded_on_paper() -> None:
    page = (
        "<main><details><summary>A</summary><p>B</p></details><details data-opens-for-print><p>C</p></details></main>"
    )
    printed = as_on_paper(page, "")
    assert "<p>B" not in printed
    assert "<p>C" in printed


def test_a_page_that_takes_too_long_or_too_much_is_refused_in_words(
    cast: Cast,
    signed_in: SignedIn,
    settings: Any,
) -> None:
    client, address = signed_in(cast.leader), reverse("region_pdf", args=[cast.here.slug])
    settings.PRINTING_SECONDS = 0.01
    refused = client.get(address)
    assert refused.status_code == 422
    assert "页面过长" in refused.content.decode()
    settings.PRINTING_SECONDS, settings.PRINTING_MEMORY = 60, 60 * 1024 * 1024
    refused = client.get(address)
    assert refused.status_code == 422
    assert "请在浏览器中打印" in refused.content.decode()


def test_a_server_without_pango_says_what_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "weasyprint").mkdir()
    (tmp_path / "weasyprint" / "__init__.py").write_text("raise OSError('cannot load library libpango-1.0-0')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(NotPossible, match="Pango"):
        page_as_pdf("<p>甲市</p>")


def test_nothing_but_the_programs_own_files_is_fetched(tmp_path: Path) -> None:
    secret = tmp_path / "secret.svg"
    secret.write_text('<svg xmlns="http://www.w3.org/2000/svg" width="99" height="99"><text y="20">秘密</text></svg>')
    sources = [
        f"file://{secret}",
        f"/static/../../..{secret}",
        "/static/%2e%2e/settings.py",
        "http://127.0.0.1:9/a.png",
    ]
    images = "".join(f'<img src="{source}">' for source in sources)
    with_images = page_as_pdf(f"<main>甲市{images}</main>")
    assert pdf_text(with_images).split() == ["甲市"]


def test_the_process_ends_with_what_was_asked() -> None:
    order = {"memory": settings.PRINTING_MEMORY, "url": "/static/", "folders": [], "colours": ""}
    sent = json.dumps(order).encode() + "\n<p>乙县</p>".encode()
    command = [sys.executable, "-m", "ipplans.reports.pdf"]
    done = subprocess.run(command, input=sent, capture_output=True, cwd=settings.BASE_DIR, check=True)
    assert done.stdout.startswith(b"%PDF")
    assert pdf_text(done.stdout).split() == ["乙县"]
