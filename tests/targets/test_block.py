"""A block from a spreadsheet: what it would fill in, for each way in which people copy one."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from plans.models import User
from targets.entry.block.clipboard import MAX_CELLS, TooManyCells, block_of
from targets.models import Actual, PlanIndicator
from tests.fixtures.clipboards import CLIPBOARDS, Clipboard


def rows() -> dict[int, int]:
    return dict(PlanIndicator.objects.filter(plan__slug="wenzhou-2022").values_list("seq", "pk"))


def shown(client: Client, board: Clipboard) -> Any:
    seqs = rows()
    name = f"i{seqs[board.at[0]]}y{board.year}-{board.at[1]}"
    address = reverse("targets:paste", args=["wenzhou-2022", board.year])
    return client.post(address, {"text": board.text, "field": name}).json()


@pytest.mark.django_db
def test_each_clipboard_fills_what_it_says() -> None:
    mine = PlanIndicator.objects.filter(plan__slug="wenzhou-2022", reporter__name="市市场监管局")
    Actual.objects.filter(indicator__in=mine, year=2025).delete()
    client, seqs, different = Client(), rows(), []
    client.force_login(User.objects.get(username="clerk-market"), "plans.signed_in.Backend")
    for board in CLIPBOARDS:
        answer = shown(client, board)
        expected = {f"i{seqs[seq]}y{board.year}-{part}": text for (seq, part), text in board.fills.items()}
        html = answer["html"]
        words = [*board.wrong, *board.dropped, *board.unused]
        counts = [(board.unmatched, "行在本表中找不到对应项"), (board.locked, "格已锁定")]
        is_said = all(word in html for word in words) and all(
            f"{n} {word}" in html if n else word not in html for n, word in counts
        )
        if answer["fills"] != expected or not is_said:
            different.append((board.name, answer["fills"], expected, is_said))
    assert different == []
    assert not Actual.objects.filter(indicator__in=mine, year=2025).exists()  # a preview stores nothing


@pytest.mark.django_db
def test_a_cell_that_says_none_is_counted_and_fills_nothing() -> None:
    client, seqs = Client(), rows()
    client.force_login(User.objects.get(username="clerk-market"), "plans.signed_in.Backend")
    field = {"field": f"i{seqs[13]}y2025-text"}
    answer = client.post(
        reverse("targets:paste", args=["wenzhou-2022", 2025]), {"text": "65\n无\n—\n\n12"} | field
    ).json()
    assert "2 格写的是“无”“—”等，不是数据" in answer["html"]
    assert f"i{seqs[14]}y2025-text" not in answer["fills"]


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("", []),
        ("\n\n", []),
        ("a", [["a"]]),
        ("a\tb\r\nc", [["a", "b"], ["c", ""]]),
        ('"a\nb"\tc', [["a\nb", "c"]]),
        ('"a""b\n"\tc', [['a"b', "c"]]),
        ('"quoted"\tc', [['"quoted"', "c"]]),
        ('5" pipe\tc', [['5" pipe', "c"]]),
        ('"open\tc', [['"open', "c"]]),
        ("a\t\t\n\t\t", [["a"]]),
    ],
)
def test_cells_are_cut_as_a_spreadsheet_writes_them(text: str, cells: list[list[str]]) -> None:
    assert block_of(text) == cells


def test_a_block_beyond_the_limit_is_refused_whole() -> None:
    line = "\t".join("x" * 20)
    assert sum(len(cells) for cells in block_of("\n".join([line] * (MAX_CELLS // 20)))) == MAX_CELLS
    with pytest.raises(TooManyCells):
        block_of("\n".join([line] * (MAX_CELLS // 20)) + "\nlast")


@pytest.mark.django_db
def test_whoever_copied_whole_columns_is_told_so() -> None:
    client = Client()
    client.force_login(User.objects.get(username="clerk-market"), "plans.signed_in.Backend")
    text = "\n".join(["1\t2"] * (MAX_CELLS // 2 + 1))
    answer = client.post(reverse("targets:paste", args=["wenzhou-2022", 2025]), {"text": text, "field": ""}).json()
    assert answer["fills"] == {}
    assert f"复制的内容超过{MAX_CELLS}格" in answer["html"]
    assert "将填入0格" not in answer["html"]
