"""Which cell of a draft is meant: what is printed is read back as the same, and nothing else is taken."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.draft.cell_path import DOCUMENT, CellName, CellPath, Section
from documents.draft.values import Draft, DraftIndicator, DraftPlan, EarlierTable, NoSuchRow

NAMES = st.sampled_from(["unit", "goal", "lead", "targets", "actuals", "baseline"])
CELLS = st.builds(CellName, NAMES, st.none() | st.integers(1980, 2100))
ROWS = st.builds(
    CellPath,
    st.sampled_from([section for section in Section if section != Section.PLAN]),
    st.integers(0, 999_999),
    st.none() | CELLS,
    st.none() | st.integers(0, 9_999),
)


@given(ROWS)
def test_a_printed_path_is_read_back_as_the_same(path: CellPath) -> None:
    assert CellPath.parse(str(path)) == path


@pytest.mark.parametrize(
    "text",
    ["", "plan/title", "indicators", "indicators/12/targets/2023", "earlier/0/printed_mean", "tasks/48/lead"],
)
def test_paths_print_as_the_law_has_them(text: str) -> None:
    assert str(CellPath.parse(text)) == text


@pytest.mark.parametrize(
    "text",
    ["title", "indicators/", "indicators/x", "/plan", "plan/title/x", "earlier/", "indicators/1/targets/20233",
     "tasks/4/../5", "<b>", "rows/1", "indicators/1234567"],
)  # fmt: skip
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        CellPath.parse(text)


def test_the_row_of_a_cell_and_the_cell_of_a_row() -> None:
    cell = CellPath.indicator(12).at("targets", 2023)
    assert str(cell) == "indicators/12/targets/2023"
    assert (cell.row, cell.field) == (CellPath.indicator(12), "targets")
    assert CellPath.plan("title").row == CellPath(Section.PLAN)
    assert CellPath.indicator(2, table=0).at("unit").row == CellPath(table=0)
    assert DOCUMENT.row == DOCUMENT


def test_a_draft_finds_the_row_of_a_path_or_says_that_there_is_none() -> None:
    old, new = DraftIndicator(1, "a", "a"), DraftIndicator(1, "b", "b")
    plan = DraftPlan("", "", 2021, 2025, "")
    draft = Draft(plan, indicators=[new], earlier=[EarlierTable(2016, 2020, indicators=[old])])
    assert draft.indicator_at(CellPath.indicator(1)) is new
    assert draft.indicator_at(CellPath.indicator(1, table=0)) is old
    assert draft.last_year_of(CellPath.indicator(1, table=0)) == 2020
    for gone in (CellPath.indicator(2), CellPath.indicator(1, table=1), CellPath.task(1), CellPath.goal(0)):
        with pytest.raises(NoSuchRow):
            draft.task_at(gone) if gone.section == Section.TASKS else draft.indicator_at(gone)
