"""Figures as text: what a person reads, to the digit."""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from targets.progress import Benchmark, BenchmarkSource, Lack, Outlook, Ratio, Tally, Unjudged, rounded

NOTHING = "—"
SOURCES = {
    BenchmarkSource.GOAL: gettext_lazy("by the goal"),
    BenchmarkSource.BALANCE: gettext_lazy("what is left of the goal"),
    BenchmarkSource.ESTIMATED: gettext_lazy("computed"),
}
LACKS = {
    Lack.SUMS_TO_GOAL: gettext_lazy("yearly targets reach the goal"),
    Lack.PARTLY_PRINTED: gettext_lazy("some years have no target"),
    Lack.SMALL: gettext_lazy("under 10 pieces, not cut into years"),
    Lack.NOT_DUE: gettext_lazy("due in the last year"),
    Lack.UNDECIDED: gettext_lazy("goal to be decided"),
    Lack.NO_BASELINE: gettext_lazy("no baseline"),
    Lack.RELATIVE: gettext_lazy("relative goal without its base"),
    Lack.NO_GOAL: gettext_lazy("no goal"),
}
UNJUDGED = {
    Unjudged.UNDECIDED: gettext_lazy("goal to be decided"),
    Unjudged.RELATIVE: gettext_lazy("relative goal without its base"),
    Unjudged.NOT_BUILT: gettext_lazy("not built yet"),
    Unjudged.TOO_FEW: gettext_lazy("too few years reported"),
    Unjudged.YEAR_UNREPORTED: gettext_lazy("a year was not reported"),
    Unjudged.LAST_UNREPORTED: gettext_lazy("the last year was not reported"),
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


def percent_text(percent: Decimal | None, marks: Iterable[Decimal] = (Decimal(100),)) -> str:
    """Return 110.0% or −13.6%: one decimal, half up, below a mark never the mark; — for nothing."""
    return NOTHING if percent is None else f"{rounded(percent, marks):,f}%".replace("-", "−")


def points_text(points: Decimal | None, mark: Decimal | None = None) -> str:
    """Return +1.5 or −13.3: a difference of percentages in 百分点; within ±`mark` it never prints as the mark."""
    if points is None:
        return NOTHING
    text = rounded(abs(points), () if mark is None else (mark,)).copy_sign(points)
    return f"{abs(text):f}" if text == 0 else f"{text:+,f}".replace("-", "−")


def change_text(change: Decimal, last: Decimal | None, is_ratio: bool) -> str:
    """Return +204 (+1.0%): a change with its sign, and in percent of what it is compared with; of ratios no percent."""
    amount = ("+" if change > 0 else "") + number_text(change).replace("-", "−")
    if not last or is_ratio:
        return amount
    sign = "+" if change > 0 else "−" if change < 0 else ""
    return f"{amount} ({sign}{percent_text(abs(change / last) * 100)})"


def rate_text(result: Ratio | Tally | None) -> str:
    """Return 110.0%, 1 of 2 years, met or not; a * where a sum lacks years; — for nothing."""
    if result is None:
        return NOTHING
    if isinstance(result, Tally):
        return _("%(met)s of %(due)s years") % {"met": result.met, "due": result.due}
    if result.percent is None:
        within = _("within the allowance") if result.is_allowance else _("met")
        return within if result.is_met else _("not met")
    return percent_text(result.percent, result.marks) + ("*" if result.missing else "")


def goal_rate_text(result: Ratio | Tally | None) -> str:
    """Return how much of a goal is reached; of an allowance, how much is used: 65 of 100."""
    if isinstance(result, Ratio) and result.is_allowance:
        used = {"used": number_text(result.part), "whole": number_text(result.whole)}
        return _("used %(used)s of %(whole)s") % used + ("*" if result.missing else "")
    return rate_text(result)


def judgement_text(outlook: Outlook | None) -> str:
    """Return 期末判断 in a word, with the reason where nothing can be judged; — without a goal."""
    if outlook is None:
        return NOTHING
    reason = f"({UNJUDGED[outlook.lack]})" if outlook.lack else ""
    return f"{outlook.judgement.label}{reason}"


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
