"""The tables of docs/security.md are whole: every number once, every test that they name is there."""

import re
from collections import Counter

from tests.structure import ROOT

TEXT = (ROOT / "docs/security.md").read_text()
ROW = re.compile(r"(?m)^\| (V[\d.]+) \| (\S+) \| (.*?) \| (.*) \|$")
# The requirements of levels 1 and 2 by section, without those on tokens, OAuth and WebRTC (V9, V10, V17).
SECTIONS = {
    "V1.1": "1 2", "V1.2": "1 2 3 4 5 6 7 8 9", "V1.3": "1 2 3 4 5 6 7 8 9 10 11", "V1.4": "1 2 3", "V1.5": "1 2",
    "V2.1": "1 2 3", "V2.2": "1 2 3", "V2.3": "1 2 3 4", "V2.4": "1", "V3.2": "1 2", "V3.3": "1 2 3 4",
    "V3.4": "1 2 3 4 5 6", "V3.5": "1 2 3 4 5", "V3.7": "1 2", "V4.1": "1 2 3", "V4.2": "1", "V4.3": "1 2",
    "V4.4": "1 2 3 4", "V5.1": "1", "V5.2": "1 2 3", "V5.3": "1 2", "V5.4": "1 2 3", "V6.1": "1 2 3",
    "V6.2": "1 2 3 4 5 6 7 8 9 10 11 12", "V6.3": "1 2 3 4", "V6.4": "1 2 3 4", "V6.5": "1 2 3 4 5",
    "V6.6": "1 2 3", "V6.8": "1 2 3 4", "V7.1": "1 2 3", "V7.2": "1 2 3 4", "V7.3": "1 2", "V7.4": "1 2 3 4 5",
    "V7.5": "1 2", "V7.6": "1 2", "V8.1": "1 2", "V8.2": "1 2 3", "V8.3": "1", "V8.4": "1", "V11.1": "1 2",
    "V11.2": "1 2 3", "V11.3": "1 2 3", "V11.4": "1 2 3 4", "V11.5": "1", "V11.6": "1", "V12.1": "1 2 3",
    "V12.2": "1 2", "V12.3": "1 2 3 4", "V13.1": "1", "V13.2": "1 2 3 4 5", "V13.3": "1 2", "V13.4": "1 2 3 4 5",
    "V14.1": "1 2", "V14.2": "1 2 3 4", "V14.3": "1 2 3", "V15.1": "1 2 3", "V15.2": "1 2 3",
    "V15.3": "1 2 3 4 5 6 7", "V16.1": "1", "V16.2": "1 2 3 4 5", "V16.3": "1 2 3 4", "V16.4": "1 2 3",
    "V16.5": "1 2 3",
}  # fmt: skip
WORDS = {"holds", "partly", "operator", "n/a"}


def test_every_requirement_stands_there_once() -> None:
    expected = [f"{section}.{number}" for section, numbers in SECTIONS.items() for number in numbers.split()]
    assert len(expected) == 210
    assert Counter(found[0] for found in ROW.findall(TEXT)) == Counter(expected)


def test_every_row_says_whether_it_holds_and_why_or_where_it_is_tried() -> None:
    for number, word, how, tried in ROW.findall(TEXT):
        assert word in WORDS, number
        assert how.strip() or tried.strip(), number
        if word in ("partly", "operator", "n/a"):
            assert how.strip(), f"{number} does not say what is missing"


def test_every_test_that_is_named_exists() -> None:
    named = set(re.findall(r"`(tests/[\w/]+\.py)` `(test_\w+)`", TEXT))
    assert len(named) > 80
    missing = {(path, name) for path, name in named if f"def {name}(" not in (ROOT / path).read_text()}
    assert missing == set()
