"""What the repository holds: modules with their first lines, functions with their lengths, templates, documents.

`python -m tests.structure` writes the listing into docs/architecture.md.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
APPS = ("ipplans", "documents", "tasks", "targets", "plans")  # the floors, the highest first
USUAL = ("apps.py", "urls.py", "admin.py", "wsgi.py")  # in their usual Django place, with their usual meaning


@dataclass(frozen=True)
class Module:
    """A Python file of production; `path` is relative to the repository."""

    path: str

    @property
    def text(self) -> str:
        return (ROOT / self.path).read_text()

    @property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @property
    def summary(self) -> str:
        """The first line of its docstring; "" for none."""
        return (ast.get_docstring(self.tree) or "").partition("\n")[0]

    @property
    def functions(self) -> list[ast.FunctionDef]:
        return [node for node in ast.walk(self.tree) if isinstance(node, ast.FunctionDef)]


def modules() -> list[Module]:
    """Return every module of production, migrations left out."""
    found = (path for app in APPS for path in sorted((ROOT / app).rglob("*.py")) if "migrations" not in path.parts)
    return [Module(str(path.relative_to(ROOT))) for path in found]


def listing() -> str:
    """Return packages and modules with what their docstrings say first, a line each."""
    return "\n".join(_lines())


def _lines() -> Iterator[str]:
    for module in modules():
        path = Path(module.path)
        is_package = path.name == "__init__.py"
        if (is_package and not module.summary) or path.name in USUAL or "commands" in path.parts:
            continue
        name = f"{path.parent}/" if is_package else module.path
        yield f"{name:<46} {module.summary}".rstrip()


def lines_of(function: ast.FunctionDef) -> int:
    """Return how many lines a function takes, its decorators left out."""
    return (function.end_lineno or function.lineno) - function.lineno + 1


def is_view(module: Module, function: ast.FunctionDef) -> bool:
    """Whether a function answers requests: public, in views, with the request first."""
    is_public = "views" in Path(module.path).with_suffix("").parts and not function.name.startswith("_")
    return is_public and bool(function.args.args) and function.args.args[0].arg == "request"


def templates() -> list[Path]:
    folder = ROOT / "templates"
    return sorted([*folder.rglob("*.html"), *folder.rglob("*.jinja")])


def tag_libraries() -> dict[str, str]:
    """Return by the name of each of our tag libraries the app that holds it."""
    return {
        path.stem: path.relative_to(ROOT).parts[0]
        for app in APPS
        for path in (ROOT / app / "templatetags").glob("*.py")
        if path.stem != "__init__"
    }


def app_of_template(path: Path) -> str:
    """Return the floor a template belongs to: by its folder; what all pages share to the lowest, others to the top."""
    folder = path.relative_to(ROOT / "templates").parts[0]
    return folder if folder in APPS else "plans" if folder in ("partials", "registration") else "ipplans"


def documents() -> list[Path]:
    """Return the documents that explain the project."""
    own = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / app / "README.md" for app in APPS)]
    return [*own, *sorted((ROOT / "docs").rglob("*.md"))]


def named_paths(text: str) -> set[str]:
    """Return the paths of the repository that a document names in backticks or links."""
    quoted = re.findall(r"`([^`\n]+)`", text) + re.findall(r"\]\(([^)#]+)", text)
    roots = ("docs", "tests", "static", "templates", "fixtures", "locale", ".ci", *APPS)
    words = (word for words in quoted for word in words.split())
    return {
        word.rstrip(".,;:")
        for word in words
        if word.partition("/")[0] in roots and "/" in word and not set(word) & set("<>*…{}()")
    }


def write_listing() -> None:
    """Put the listing into docs/architecture.md."""
    path = ROOT / "docs/architecture.md"
    before, mark, _old = path.read_text().partition("<!-- listing -->\n")
    path.write_text(f"{before}{mark}```\n{listing()}\n```\n")


if __name__ == "__main__":
    write_listing()
