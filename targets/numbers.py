"""Figures as text: what a person reads, to the digit."""

from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from targets.progress import Benchmark, BenchmarkSource, Lack, Ratio, Tally, rounded

NOTHING = "—"
SOURCES = {
    BenchmarkSource.GOAL: gettext_lazy("by the goal"),
    BenchmarkSource.TOTAL: gettext_lazy("goal of all years"),
    BenchmarkSource.ESTIMATED: gettext_lazy("computed"),
}
LACKS = {
    Lack.NO_BASELINE: gettext_lazy("no baseline"),
    Lack.UNDECIDED: gettext_lazy("targets and goal disagree"),
    Lack.NO_GOAL: gettext_lazy("no absolute goal"),
    Lack.NOT_DUE: gettext_lazy("due in the last year"),
}


def number_text(value: Decimal | None) -> str:
    """Return 16,000 or 6.5: thousands separated, no trailing zeros; — for nothing."""
    if value is None:
        return NOTHING
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def computed_text(value: Decimal | None) -> str:
    """Return a computed figure (推算, 预测, 还需) with at most two decimals."""
    return number_text(None if value is None else value.quantize(Decimal("0.01"), ROUND_HALF_UP))


def exact_text(value: Decimal | None) -> str:
    """Return a stored figure as it is, and a computed one with the four decimals that stored ones have at most."""
    return number_text(None if value is None else value.quantize(Decimal("0.0001"), ROUND_HALF_UP))


def percent_text(percent: Decimal | None) -> str:
    """Return 110.0% or −13.6%: one decimal, half up, never 100.0 below 100; — for nothing."""
    return NOTHING if percent is None else f"{rounded(percent):,f}%".replace("-", "−")


def points_text(points: Decimal | None) -> str:
    """Return +1.5 or −13.3: a difference of percentages in 百分点."""
    if points is None:
        return NOTHING
    text = points.quantize(Decimal("0.1"), ROUND_HALF_UP)
    return f"{abs(text):f}" if text == 0 else f"{text:+,f}".replace("-", "−")


def rate_text(result: Ratio | Tally | None) -> str:
    """Return 110.0%, 1 of 2 years, met or not; a * where a sum lacks years; — for nothing."""
    if result is None:
        return NOTHING
    if isinstance(result, Tally):
        return _("%(met)s of %(due)s years") % {"met": result.met, "due": result.due}
    if result.percent is None:
        return _("met") if result.is_met else _("not met")
    return percent_text(result.percent) + ("*" if result.missing else "")


def benchmark_text(benchmark: Benchmark) -> str:
    """Return what a year's actual is held against: a printed target as printed, a computed one with two decimals."""
    return (
        computed_text(benchmark.value)
        if benchmark.source == BenchmarkSource.ESTIMATED
        else number_text(benchmark.value)
    )


def benchmark_note(benchmark: Benchmark) -> str:
    """Return where a benchmark that is not printed comes from, or why there is none; "" for a printed target."""
    if benchmark.lack is not None:
        return str(LACKS[benchmark.lack])
    return str(SOURCES.get(benchmark.source or BenchmarkSource.TARGET, ""))
