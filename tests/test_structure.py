"""The house is as its documents say: sizes, floors of templates, words, and every path and command they name."""

import ast
import io
import re
import statistics
import tokenize
from pathlib import Path

import pytest
from django.core.management import get_commands

from tests import structure
from tests.structure import ROOT, lines_of

APPS = structure.APPS


def test_the_listing_in_the_architecture_is_the_code() -> None:
    text = (ROOT / "docs/architecture.md").read_text()
    shown = re.search(r"<!-- listing -->\n```\n(.*?)\n```", text, re.DOTALL)
    assert shown is not None
    assert shown[1] == structure.listing(), "run `make structure` and look at what changed"


def test_every_module_says_what_it_is_for() -> None:
    silent = [m.path for m in structure.modules() if m.text.strip() and not m.summary]
    assert [path for path in silent if Path(path).name not in structure.USUAL] == []


def test_no_module_is_over_300_lines() -> None:
    assert [m.path for m in structure.modules() if len(m.text.splitlines()) > 300] == []


def test_no_view_is_over_20_lines() -> None:
    views = [(m.path, f) for m in structure.modules() for f in m.functions if structure.is_view(m, f)]
    assert len(views) > 50
    assert [f"{path}: {f.name}" for path, f in views if lines_of(f) > 20] == []


def test_functions_are_short() -> None:
    lengths = sorted(lines_of(f) for m in structure.modules() for f in m.functions)
    assert statistics.median(lengths) <= 5
    assert lengths[int(len(lengths) * 0.95)] <= 19
    assert lengths[-1] <= 35


def test_no_template_loads_a_tag_library_of_a_floor_above() -> None:
    libraries = structure.tag_libraries()
    assert {"review", "figures", "layout"} <= set(libraries)
    for path in structure.templates():
        floor = APPS.index(structure.app_of_template(path))
        for words in re.findall(r"\{% load ([^%]*)%\}", path.read_text()):
            for name in set(words.split()) & set(libraries):
                assert APPS.index(libraries[name]) >= floor, f"{path.relative_to(ROOT)} loads {name}"


PAGES = ("base.html", "entry/sheet.html", "reports/paper.html", "admin/")  # what a page of its own extends


def test_fragments_begin_with_an_underscore_and_pages_do_not() -> None:
    for path in structure.templates():
        if path.suffix == ".jinja":  # rows, named by what they are of
            continue
        text = path.read_text()
        is_page = "<html" in text or any(f'{{% extends "{name}' in text for name in PAGES)
        assert path.name.startswith("_") != is_page, path.relative_to(ROOT)


@pytest.mark.parametrize("document", structure.documents(), ids=lambda path: str(path.relative_to(ROOT)))
def test_every_path_a_document_names_exists(document: Path) -> None:
    text = document.read_text()
    folders = (document.parent, ROOT)
    missing = [p for p in structure.named_paths(text) if not any((f / p).exists() for f in folders)]
    assert missing == []
    links = re.findall(r"\]\(([^)#:]+)\)", text)
    assert [link for link in links if not (document.parent / link).exists()] == []


@pytest.mark.parametrize("document", structure.documents(), ids=lambda path: str(path.relative_to(ROOT)))
def test_every_command_a_document_names_exists(document: Path) -> None:
    text = document.read_text()
    targets = set(re.findall(r"(?m)^([a-z]+):", (ROOT / "Makefile").read_text()))
    assert set(re.findall(r"`make ([a-z]+)", text)) | set(re.findall(r"(?m)^make ([a-z]+)", text)) <= targets
    assert set(re.findall(r"manage\.py ([a-z]+)", text)) <= set(get_commands())


def test_every_section_of_the_law_that_code_cites_exists() -> None:
    law = (ROOT / "docs/domain.md").read_text()
    sections = set(re.findall(r"(?m)^## (\d)", law))
    cited = [found for m in structure.modules() for found in re.findall(r"domain\.md §(\d)", m.text)]
    assert len(cited) > 30
    assert set(cited) <= sections


def gone() -> list[tuple[str, str]]:
    """The identifiers that went, each with what replaced it, as the glossary lists them."""
    table = (ROOT / "docs/glossary.md").read_text().partition("## Removed identifiers")[2]
    rows = re.findall(r"(?m)^\| (`[^|]+`) \| ([^|]+) \|", table)
    return [(name, new) for names, new in rows for name in re.findall(r"`([^`]+)`", names)]


def test_identifiers_that_went_stay_away() -> None:
    names = dict(gone())
    assert len(names) > 60
    pattern = re.compile(rf"(?<![\w\"'/-])({'|'.join(map(re.escape, names))})(?![\w\"'/-])")
    for module in structure.modules():
        used = _identifiers(module.text) & set(names)
        assert not used, f"{module.path}: {[f'{name} is now {names[name]}' for name in used]}"
    for path in structure.templates():
        tags = " ".join(re.findall(r"\{\{.*?\}\}|\{%.*?%\}", path.read_text(), re.DOTALL))
        words = re.sub(r'"[^"]*"', "", tags)
        found = [name for name in pattern.findall(words) if f".{name}" in words]
        assert not found, f"{path.relative_to(ROOT)}: {found}"


def _identifiers(text: str) -> set[str]:
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    asked_for = set(re.findall(r"(?:get|set|has)attr\([^,()]+, \"(\w+)\"", text))
    return {token.string for token in tokens if token.type == tokenize.NAME} | asked_for


OF_ONE_DATABASE = re.compile(
    r"\.vendor\b|\bsqlite3?\b|sqlite_|psycopg|\bpg_|PRAGMA|setval|regclass|plpgsql|as_postgresql|strpos", re.IGNORECASE
)
SPEAKS_OF_IT = {"plans/migrations/0008_audit.py", "documents/reading"}  # what was; archives that are unpacked


def test_what_one_database_alone_understands_stands_in_one_package() -> None:
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            name = str(path.relative_to(ROOT))
            if name.startswith(("plans/database/", *SPEAKS_OF_IT)):
                continue
            assert not OF_ONE_DATABASE.findall(_code(path.read_text())), name


def _code(text: str) -> str:
    """The code alone: without docstrings and comments."""
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node, clean=False):
            node.body = node.body[1:] or [ast.Pass()]
    return ast.unparse(tree)
