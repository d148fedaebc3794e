"""Are the tests of the rules strict? Small errors are put into the code, one at a time: each should fail a test.

Use: python -m tests.mutants [PROCESSES]   (pyproject.toml, tool.ipplans.mutants: which files, by which tests)

mutmut makes the errors. Its own command would pass over decorated functions and the top level of a module, where
most of the rights stand. Three things are left out: words for the screen, which no test should repeat; field
definitions, which `makemigrations --check` compares with the migrations; and types.
"""

import difflib
import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import Queue

import libcst as cst
import libcst.matchers as m
from mutmut.mutation.mutators import mutation_operators

ROOT = Path(__file__).resolve().parent.parent
OPERATORS = [(kind, operator) for kind, operator in mutation_operators if kind is not cst.BaseString]
LEFT_OUT = (
    m.Call(func=m.Name("_"))
    | m.Assign(value=m.Call(func=m.Attribute(value=m.Name("models")) | m.Name("TypeVar")))
    | m.Annotation()
)
PATIENCE = 300  # seconds; code that hangs is found out too


@dataclass(frozen=True)
class Mutant:
    """A file with one small error in it."""

    file: str
    tests: tuple[str, ...]
    code: str
    change: str


def nodes(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    if not m.matches(node, LEFT_OUT):
        yield node
        for child in node.children:
            yield from nodes(child)


def changes(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """What could stand in the node's place. A call that lacks an argument fails at once and would prove nothing."""
    for kind, operator in OPERATORS:
        if isinstance(node, kind):
            for new in operator(node):
                if not (isinstance(node, cst.Call) and len(new.args) < len(node.args)):
                    yield new


def change_between(before: str, after: str) -> str:
    lines = list(difflib.unified_diff(before.splitlines(), after.splitlines(), n=0, lineterm=""))[2:]
    old, new = (" ".join(line[1:].strip() for line in lines if line[0] == sign) for sign in "-+")
    place = lines[0].split()[1].lstrip("-").split(",")[0]
    return f"{place}: {old} → {new}"


def mutants_of(file: str, tests: list[str]) -> list[Mutant]:
    source = (ROOT / file).read_text()
    module = cst.parse_module(source)
    found = ((node, new) for node in nodes(module) for new in changes(node))
    codes = dict.fromkeys(cst.ensure_type(module.deep_replace(node, new), cst.Module).code for node, new in found)
    return [Mutant(file, tuple(tests), code, change_between(source, code)) for code in codes]


def passes(tree: Path, tests: tuple[str, ...]) -> bool:
    """Whether the tests pass in this copy of the project. Its database is made once and stays."""
    environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    environment |= {"TEST_DATABASE": str(tree / "test.sqlite3"), "TMPDIR": str(tree.parent)}
    command = [sys.executable, "-m", "pytest", "-x", "--reuse-db", "--no-migrations", *tests]
    try:
        done = subprocess.run(command, cwd=tree, env=environment, capture_output=True, timeout=PATIENCE, check=False)
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


def survives(mutant: Mutant, trees: "Queue[Path]") -> bool:
    tree = trees.get()
    path = tree / mutant.file
    path.write_text(mutant.code)
    # Compiled files are known by size and second, which two mutants may share.
    for compiled in path.parent.glob(f"__pycache__/{path.stem}.*"):
        compiled.unlink()
    try:
        return passes(tree, mutant.tests)
    finally:
        shutil.copy(ROOT / mutant.file, path)
        trees.put(tree)


def copies(folder: Path, how_many: int, tests: tuple[str, ...]) -> "Queue[Path]":
    """Copies of the project, each with its test database. The project itself is never changed."""
    trees: Queue[Path] = Queue()
    first = folder / "tree0"
    shutil.copytree(ROOT, first, ignore=shutil.ignore_patterns(".*", "*.sqlite3*", "__pycache__"))
    if not passes(first, tests):
        raise SystemExit("The tests fail already, without any error put in.")
    trees.put(first)
    for number in range(1, how_many):
        trees.put(shutil.copytree(first, folder / f"tree{number}"))
    return trees


def main(processes: int) -> int:
    config = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["ipplans"]["mutants"]
    mutants = [mutant for file, tests in config["files"].items() for mutant in mutants_of(file, tests)]
    every_test = tuple(dict.fromkeys(test for mutant in mutants for test in mutant.tests))
    print(f"{len(mutants)} mutants. Those that no test finds:", flush=True)
    survivors = 0
    with tempfile.TemporaryDirectory(prefix="ipplans-mutants-") as folder, ThreadPoolExecutor(processes) as pool:
        trees = copies(Path(folder), processes, every_test)
        for mutant, has_survived in zip(mutants, pool.map(lambda one: survives(one, trees), mutants), strict=True):
            if has_survived:
                survivors += 1
                print(f"{mutant.file}:{mutant.change}", flush=True)
    share = 100 * (len(mutants) - survivors) / len(mutants)
    print(
        f"Killed {len(mutants) - survivors} of {len(mutants)} ({share:.1f} %); at least {config['least']} % are asked."
    )
    return int(share < config["least"])


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 2))
