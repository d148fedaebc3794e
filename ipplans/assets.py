"""Files of installed packages that the browser needs, brought together for staticfiles.

The chart library injects its style rules into the page, which a strict content policy blocks; it
takes the same rules from a stylesheet instead. That file is made from the installed bundle.
"""

import re
from importlib.util import find_spec
from pathlib import Path

PACKAGE_FILES = {
    "bootstrap.min.css": ("bootstrap_wrapper", "../bootstrap/css/bootstrap.min.css"),
    "bootstrap.bundle.min.js": ("bootstrap_wrapper", "../bootstrap/js/bootstrap.bundle.min.js"),
    "htmx.min.js": ("django_htmx", "static/django_htmx/htmx-2.min.js"),
    "plotly.min.js": ("plotly", "package_data/plotly.min.js"),
}
LOOP = re.compile(r"for\(\w+ in (\w+)\)\w+=\w+\.replace\(/\^,/")
# "selector":"rules" or selector:'rules', the quotes as the minifier chose them
RULE = re.compile(r"""(?:"([^"]*)"|([A-Za-z_]\w*)):(?:"([^"]*)"|'([^']*)')""")
MIN_RULES = 40


class AssetMissing(Exception):
    """An installed package does not hold what is expected of it."""


def gather(folder: Path) -> list[Path]:
    """Copy the files into `folder` and make the chart stylesheet; raise AssetMissing if one is not there."""
    folder.mkdir(parents=True, exist_ok=True)
    gathered = [_copy(name, package, inside, folder) for name, (package, inside) in PACKAGE_FILES.items()]
    sheet = folder / "plotly.css"
    sheet.write_text(chart_stylesheet((folder / "plotly.min.js").read_text()))
    return [*gathered, sheet]


def _copy(name: str, package: str, inside: str, folder: Path) -> Path:
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise AssetMissing(f"The package {package} is not installed.")
    source = Path(spec.origin).parent / inside
    if not source.is_file():
        raise AssetMissing(f"{package} holds no {inside}.")
    # A map the file names but that is not served would stop the collection of static files.
    text = re.sub(r"(?m)^(//|/\*)# sourceMappingURL=.*$", "", source.read_text())
    (folder / name).write_text(text)
    return folder / name


def chart_stylesheet(bundle: str) -> str:
    """Return the style rules that the chart library's bundle would inject, as a stylesheet."""
    loop = LOOP.search(bundle)
    rules = RULE.findall(_object_literal(bundle, loop[1], loop.start())) if loop else []
    if len(rules) < MIN_RULES:
        raise AssetMissing("The chart library keeps its style rules in another way than expected.")
    return "".join(f"{_selector(quoted or bare)}{{{a or b}}}\n" for quoted, bare, a, b in rules)


def _object_literal(bundle: str, name: str, before: int) -> str:
    """Return the text between the braces of `name={…}`, the last before a place; "" if there is none."""
    start = bundle.rfind(f"{name}={{", 0, before)
    return "" if start < 0 else bundle[start : bundle.index("}", start)]


def _selector(short: str) -> str:
    """X and Y stand for the chart and its notices, as the bundle itself replaces them."""
    long = re.sub("^,", " ,", short).replace("X", ".js-plotly-plot .plotly").replace("Y", ".plotly-notifier")
    return long.strip()
