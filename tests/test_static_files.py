"""Static files as they are collected for service: hashed names, also in the imports of our modules."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.test import override_settings

from ipplans.settings import STORAGES
from ipplans.static_storage import MODULE_FOLDERS

OURS = tuple(f"{folder}/" for folder in MODULE_FOLDERS)
HASHED = re.compile(r"\.[0-9a-f]{12}\.js$")


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with the collected files; uncompressed, which would take most of the time."""
    folder = tmp_path_factory.mktemp("static")
    with override_settings(STORAGES=STORAGES, STATIC_ROOT=folder, WHITENOISE_SKIP_COMPRESS_EXTENSIONS=["js", "css"]):
        call_command("collectstatic", interactive=False, verbosity=0)
        yield folder


def hashed_names(collected: Path) -> dict[str, str]:
    manifest: dict[str, dict[str, str]] = json.loads((collected / "staticfiles.json").read_text())
    return manifest["paths"]


def test_modules_import_files_that_exist_by_their_hashed_names(collected: Path) -> None:
    names = hashed_names(collected)
    imported: set[str] = set()
    for name, hashed in names.items():
        if not name.startswith(OURS):
            continue
        module = collected / hashed
        lines = [line for line in module.read_text().splitlines() if re.match(r"\s*(import|export .* from)\b", line)]
        for line in lines:
            found = re.fullmatch(r'import \{ [\w, ]+ \} from "(\.\.?/[^"]+)";', line)
            assert found, f"{name}: {line}"
            assert HASHED.search(found[1]), f"{name}: {line}"
            imported.add((module.parent / found[1]).resolve().relative_to(collected.resolve()).as_posix())
    modules = {hashed for name, hashed in names.items() if name.startswith(OURS)}
    entrances = {names[f"{name}.js"] for name in ("entry/main", "entry/reporters", "forms/main")}
    assert imported == modules - entrances  # each is imported, and by its final name


def test_modules_load_no_other_module_later() -> None:
    for path in (settings.BASE_DIR / "static").rglob("*.js"):
        assert "import(" not in path.read_text(), path


def test_every_folder_of_scripts_is_one_of_modules() -> None:
    scripts = (settings.BASE_DIR / "static").glob("*/**/*.js")
    assert {path.parent.name for path in scripts} == set(MODULE_FOLDERS)


def test_files_of_packages_are_collected_as_they_are(collected: Path) -> None:
    others = [name for name in hashed_names(collected) if name.endswith(".js") and not name.startswith(OURS)]
    assert {"vendor/plotly.min.js", "vendor/htmx.min.js", "vendor/bootstrap.bundle.min.js"} <= set(others)
    for name in [*others, "vendor/bootstrap.min.css", "vendor/plotly.css"]:
        source = finders.find(name)
        assert source, name
        assert (collected / hashed_names(collected)[name]).read_bytes() == Path(source).read_bytes(), name
