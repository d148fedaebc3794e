"""Every screen text of the program is in the catalogue, in Chinese: also one that the collecting of texts overlooks."""

import ast
from collections.abc import Iterator
from pathlib import Path

from babel.messages.pofile import read_po

ROOT = Path(__file__).parent.parent
NAMES = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy"}


def texts() -> Iterator[tuple[str, str]]:
    for app in ("ipplans", "documents", "tasks", "targets", "plans"):
        for path in sorted((ROOT / app).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in NAMES:
                    said = node.args[0]
                    if isinstance(said, ast.Constant) and isinstance(said.value, str):
                        yield path.relative_to(ROOT).as_posix(), said.value


def test_every_text_of_the_program_is_translated() -> None:
    with (ROOT / "locale/zh_Hans/LC_MESSAGES/django.po").open("rb") as file:
        catalogue = read_po(file)
    known = {m.id if isinstance(m.id, str) else m.id[0]: m.string for m in catalogue if m.id}
    missing = [f"{path}: {text}" for path, text in texts() if not known.get(text)]
    assert missing == []
    assert sum(1 for _text in texts()) > 500


def test_every_entry_of_the_catalogue_is_filled_in() -> None:
    with (ROOT / "locale/zh_Hans/LC_MESSAGES/django.po").open("rb") as file:
        empty = [
            m.id for m in read_po(file) if m.id and not (m.string if isinstance(m.string, str) else all(m.string or ()))
        ]
    assert empty == []
