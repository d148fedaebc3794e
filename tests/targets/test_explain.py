"""怎么算的: every figure with its numbers put in."""

import datetime as dt

from targets.explain import explanations
from targets.figures import due_dates, indicator_figures
from targets.models import PlanIndicator
from tests.conftest import Cast


def told(cast: Cast, year: int) -> dict[str, str]:
    row = PlanIndicator.objects.with_figures().get(pk=cast.indicator(1).pk)
    figures = indicator_figures(row, year, due_dates(cast.plan.rounds.all()), dt.date(2024, 6, 1))
    return {line.name: line.how for line in explanations(figures)}


def test_a_sum_tells_its_parts(cast: Cast) -> None:
    cast.approved("110", 2022)
    cast.approved("90", 2023)
    assert told(cast, 2023) == {
        "2023年完成率": "90 ÷ 100 = 90.0%",
        "累计完成率": "(110 + 90) ÷ (100 + 100) = 100.0%",
        "期末目标完成率": "(110 + 90) ÷ 400 = 50.0%",
        "序时进度": "(100 + 100) ÷ 400 = 50.0% · 截至2023年底应完成",
        "较序时进度": "50.0% − 50.0% = 0.0 百分点",
        "还需": "400 − (110 + 90) → 200 件 · 年度目标尚有 200 · ÷ 剩余 2 年 = 每年 100 件",
        "预测": "(110 + 90) ÷ 2 = 100 → 2024: 100、2025: 100",
    }


def test_nothing_approved_leaves_only_what_is_still_needed(cast: Cast) -> None:
    assert set(told(cast, 2022)) == {"序时进度", "还需"}
