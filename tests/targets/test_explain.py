"""怎么算的: every figure with its numbers put in."""

import datetime as dt
import re
from decimal import Decimal

from hypothesis import example, given, settings
from hypothesis import strategies as st

from plans.calendar import plan_calendar
from targets.choices import Accumulation, Direction
from targets.explain import explanations
from targets.figures import IndicatorFigures, indicator_figures
from targets.models import PlanIndicator
from targets.progress import Reading, Series, Start
from tests.cast import Cast


def told(cast: Cast, year: int) -> dict[str, str]:
    row = PlanIndicator.objects.with_figures().get(pk=cast.indicator(1).pk)
    figures = indicator_figures(row, year, plan_calendar(cast.plan, dt.date(2024, 6, 1)))
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
        "期末判断": "基本符合 · 相差5个百分点以上为快于、慢于预期",
        "还需": "400 − (110 + 90) → 200 件 · 年度目标尚有 200 · ÷ 剩余 2 年 = 每年 100 件",
        "预测": "(110 + 90) ÷ 2 = 100 → 2024: 100、2025: 100 → 400 ÷ 400 = 100.0%",
    }


def test_nothing_approved_leaves_only_what_is_still_needed(cast: Cast) -> None:
    assert set(told(cast, 2022)) == {"序时进度", "期末判断", "还需"}


NUMBERS = st.integers(min_value=0, max_value=9000).map(Decimal)  # what plans count is never less than nothing


@st.composite
def all_series(draw: st.DrawFn) -> Series:
    first, length = 2022, draw(st.integers(1, 5))
    years = range(first, first + length)
    printed = draw(st.lists(st.sampled_from(years), unique=True))
    reported = draw(st.lists(st.sampled_from(years), unique=True))
    return Series(
        first_year=first,
        last_year=first + length - 1,
        accumulation=draw(st.sampled_from([*Accumulation, None])),
        direction=draw(st.sampled_from(Direction)),
        is_ratio=draw(st.booleans()),
        is_whole=draw(st.booleans()),
        is_every_year=draw(st.booleans()),
        ends=draw(st.none() | st.just(dt.date(first + length - 1, 7, 31))),
        targets={year: draw(NUMBERS) for year in sorted(printed)},
        goal=draw(st.none() | NUMBERS),
        start=draw(st.none() | st.builds(Start, st.just(2020), NUMBERS)),
        readings={year: Reading(draw(NUMBERS)) for year in sorted(reported)},
    )


def figures_of(series: Series) -> IndicatorFigures:
    """Figures without a database: the row's own tables are empty."""
    row = PlanIndicator(pk=1, unit="件")
    row._prefetched_objects_cache = {"targets": [], "goals": []}  # type: ignore[attr-defined]
    return IndicatorFigures(row, series, series.last_year, {})


def worked_out(formula: str) -> Decimal:
    """The value of a formula as it is printed: a figure, brackets, + − × ÷."""
    text = re.sub(r"[\d.]+", lambda number: f"Decimal('{number[0]}')", formula.replace(",", ""))
    return Decimal(eval(text.replace("−", "-").replace("×", "*").replace("÷", "/")))  # noqa: S307


FORMULA = re.compile(r"([-\d.,()+−×÷ ]+ ÷ [-\d.,()+−×÷ ]+) = (−?[\d.,]+)%")


# a goal of 0 that the printed targets pass leaves less than nothing for the other years
OVERSPENT = Series(
    first_year=2022, last_year=2025, accumulation=Accumulation.SUM, direction=Direction.LESS,
    targets={2022: Decimal(0), 2023: Decimal(1)}, goal=Decimal(0), readings={2024: Reading(Decimal(1))},
)  # fmt: skip


@given(all_series())
@example(OVERSPENT)
@settings(max_examples=300)
def test_every_printed_formula_comes_to_the_printed_result(series: Series) -> None:
    for line in explanations(figures_of(series)):
        for formula, result in FORMULA.findall(line.how):
            printed = Decimal(result.replace(",", "").replace("−", "-"))
            # computed targets are printed with four decimals, results with one
            assert abs(worked_out(formula) * 100 - printed) <= Decimal("0.1") + abs(printed) / 1000, line
