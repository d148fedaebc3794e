"""The rows and tags of figures: whatever they are given, they write text, no markup."""

from dataclasses import fields
from typing import Any

from plans.templatetags.rows import rows
from targets.target_table import CellText, JudgementText, RowText
from targets.templatetags.figures import share_bar

ODD = '<b title="x">&'
ESCAPED = "&lt;b title=&quot;x&quot;&gt;&amp;"


def test_no_text_of_a_row_becomes_markup() -> None:
    cell = CellText(2022, ODD, ODD, ODD, ODD, ODD, ODD, True, True, ODD, ODD, ODD, ODD)
    kinds: dict[str, Any] = {"int": 2022, "bool": True, "CellText": cell, "list[CellText]": [cell]}
    kinds["JudgementText | None"] = JudgementText(ODD, ODD, ODD, ODD)
    row = RowText(**{field.name: kinds.get(str(field.type), ODD) for field in fields(RowText)})
    for written in (rows("targets", rows=[row], year=2022, marks={ODD: ODD}), rows("heat", rows=[row], is_final=False)):
        assert ODD not in written
        assert ESCAPED in written.replace("&#34;", "&quot;")


def test_no_word_of_a_bar_becomes_markup() -> None:
    written = share_bar([(ODD, ODD, 3)], 3)
    assert ODD not in written
    assert f'aria-label="{ESCAPED} 3"' in written
