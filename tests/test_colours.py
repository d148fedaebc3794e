"""Every colour is written in one place, and every name of a colour stands for one."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from targets.charts.palette import STYLESHEET, ColourMissing, colour

ROOT = settings.BASE_DIR
HEX = r"(?<![\w&])#(?:[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})(?![\w-])"
LITERAL = re.compile(rf"{HEX}|\b(?:rgb|hsl|hwb|lab|lch|oklab|oklch|color)a?\(|-rgb:\s*\d", re.IGNORECASE)
DEFINED = re.compile(r"--([\w-]+):\s*([^;]+);")
USED = re.compile(r"var\(--(?!bs-)([\w-]+)\)")
CHART_NAMES = re.compile(r'"([a-z]+(?:-[a-z0-9]+)*)"')


def files() -> Iterator[Path]:
    """Return what a page or a chart is made of."""
    for folder, pattern in (
        ("static", "*.css"),
        ("static", "*.js"),
        ("templates", "*.html"),
        ("templates", "*.jinja"),
        ("targets/charts", "*.py"),
    ):
        yield from (ROOT / folder).rglob(pattern)


def blocks() -> dict[str, dict[str, str]]:
    """Return the variables of each block of the stylesheet of colours."""
    found = re.findall(r"^([.:]\w+) \{([^}]*)\}", STYLESHEET.read_text(), re.MULTILINE)
    return {selector: dict(DEFINED.findall(body)) for selector, body in found}


def chart_names() -> set[str]:
    texts = "".join(path.read_text() for path in (ROOT / "targets" / "charts").glob("*.py"))
    calls = re.findall(r"\bcolour\(([^)]*)\)|\bmap\(colour, \(([^)]*)\)\)", texts)
    return {name for call in calls for part in call for name in CHART_NAMES.findall(part)}


def test_no_colour_is_written_elsewhere() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {literal[0]}"
        for path in files()
        if path != STYLESHEET
        for literal in LITERAL.finditer(path.read_text())
    ]
    assert not found


def test_no_colour_is_written_twice() -> None:
    assert set(blocks()) == {":root", ".wall"}
    for selector, variables in blocks().items():
        literals = [value.lower() for value in variables.values() if not USED.search(value)]
        assert len(literals) == len(set(literals)), selector


def test_every_name_is_defined_and_every_definition_is_used() -> None:
    used = {name for path in files() if path.suffix == ".css" for name in USED.findall(path.read_text())}
    assert used | chart_names() == {name for variables in blocks().values() for name in variables}


def test_every_colour_of_the_charts_is_one() -> None:
    assert len(chart_names()) > 15
    for name in chart_names():
        assert LITERAL.match(colour(name)), name


def test_a_second_meaning_has_the_colour_of_the_first() -> None:
    assert colour("goal") == colour("behind") == blocks()[":root"]["behind"]


def test_a_colour_that_is_missing_is_named(tmp_path: Path) -> None:
    sheet = tmp_path / "colours.css"
    sheet.write_text(":root { --met: var(--good); }\n.wall { --good: #ffffff; }\n")
    for name in ("near", "met"):
        with pytest.raises(ColourMissing, match=r"--near" if name == "near" else r"--good"):
            colour(name, sheet)
    sheet = tmp_path / "empty.css"
    sheet.write_text("")
    with pytest.raises(ColourMissing):
        colour("near", sheet)
