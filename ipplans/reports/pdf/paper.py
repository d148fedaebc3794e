"""A page as it is printed: what the page's scripts do before a browser prints it, done without a browser."""

from __future__ import annotations

import base64
import json

from lxml import html

from ipplans.reports.fonts import chinese_font

PAPER_WIDTH, SMALL_WIDTH = 1030, 192  # px, as static/charts.js and --paper-width of static/ipplans.css have it
# Beside the print style: what WeasyPrint lays out better than as grids and flexible boxes.
ALSO = """
.charts { display: block; orphans: 1; widows: 1 }
.chart-card { display: inline-block; vertical-align: top; width: 19.2%; margin: 0 0.4% 0.5rem 0 }
.chart-card .top { display: block }
.state, .judgement { display: inline }
.state > [aria-hidden], .judgement > [aria-hidden] { margin-right: 0.3em }
"""
# scripts, what a form sends along, what is folded on the screen and stays so
NOT_PRINTED = """//script | //input[@type='hidden']
    | //details[not(@open) and not(@data-opens-for-print)]/*[not(self::summary)]"""


def as_on_paper(page: str, colours: str) -> str:
    """Return the page with its charts as pictures, without scripts, with open what opens for print.

    `colours` are the rules for drawings within the page, which the page's stylesheets do not reach.
    """
    document = html.document_fromstring(page)
    _draw(document)
    for gone in document.xpath(NOT_PRINTED):
        gone.drop_tree()
    style = html.Element("style")
    style.text = ALSO
    document.append(style)  # after all others
    for drawing in document.xpath("//svg"):
        style = html.Element("style")
        style.text = colours
        drawing.insert(0, style)
    return html.tostring(document, encoding="unicode", doctype="<!DOCTYPE html>")


def _draw(document: html.HtmlElement) -> None:
    """Put the picture of each chart into its place; the places stay empty on a machine without a Chinese font."""
    given = document.xpath("string(//script[@id='charts'])")
    font = chinese_font() if given else None
    if font is None:
        return
    import matplotlib as mpl

    from ipplans.reports.pdf.charts import picture

    mpl.rcParams["font.family"] = font.get_family()
    charts = json.loads(given)
    for place in document.xpath("//*[@data-chart]"):
        width = SMALL_WIDTH if "small-chart" in place.get("class", "") else PAPER_WIDTH
        drawn = picture(charts["figures"][place.get("data-chart")], charts["template"], width)
        source = f"data:image/png;base64,{base64.b64encode(drawn).decode()}"
        place.append(html.Element("img", src=source, alt="", style="width: 100%"))
