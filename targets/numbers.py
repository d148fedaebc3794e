"""Figures as text: what a person reads, to the digit."""

from decimal import ROUND_HALF_UP, Decimal

from targets.progress import rounded

NOTHING = "—"


def number_text(value: Decimal | None) -> str:
    """Return 16,000 or 6.5: thousands separated, no trailing zeros; — for nothing."""
    if value is None:
        return NOTHING
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def computed_text(value: Decimal | None) -> str:
    """Return a computed figure (推算, 预测, 还需) with at most two decimals."""
    return number_text(None if value is None else value.quantize(Decimal("0.01"), ROUND_HALF_UP))


def percent_text(percent: Decimal | None) -> str:
    """Return 110.0 %: one decimal, half up, never 100.0 below 100; — for nothing."""
    return NOTHING if percent is None else f"{rounded(percent):,f}%"


def points_text(points: Decimal | None) -> str:
    """Return +1.5 or −13.3: a difference of percentages in 百分点."""
    if points is None:
        return NOTHING
    text = points.quantize(Decimal("0.1"), ROUND_HALF_UP)
    return f"{abs(text):f}" if text == 0 else f"{text:+f}".replace("-", "−")
