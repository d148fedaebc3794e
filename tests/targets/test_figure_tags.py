"""The fast tags of figures: whatever they are given, they write text, no markup."""

from targets.target_table import CellText
from targets.templatetags.figures import heat_cells, share_bar, year_cells

ODD = '<b title="x">&'
ESCAPED = "&lt;b title=&quot;x&quot;&gt;&amp;"


def test_no_text_of_a_cell_becomes_markup() -> None:
    cell = CellText(2022, ODD, ODD, ODD, ODD, ODD, ODD, True, True, ODD, ODD, ODD, ODD)
    for written in (year_cells([cell], 2022, {ODD: ODD}), heat_cells([cell])):
        assert ODD not in written
        assert ESCAPED in written


def test_no_word_of_a_bar_becomes_markup() -> None:
    written = share_bar([(ODD, ODD, 3)], 3)
    assert ODD not in written
    assert f'aria-label="{ESCAPED} 3"' in written
