"""Figures as people read them."""

from decimal import Decimal as D

import pytest

from targets import numbers


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("16000", "16,000"),
        ("6.5000", "6.5"),
        ("0", "0"),
        ("0.0000", "0"),
        ("-5", "-5"),
        ("1E+3", "1,000"),
        ("100", "100"),
    ],
)
def test_a_value_keeps_its_digits_and_loses_idle_zeros(value: str, text: str) -> None:
    assert numbers.number_text(D(value)) == text


def test_nothing_is_a_dash_and_not_a_zero() -> None:
    texts = [f(None) for f in (numbers.number_text, numbers.computed_text, numbers.percent_text, numbers.points_text)]
    assert set(texts) == {"—"}


@pytest.mark.parametrize(
    ("value", "text"), [("99.96", "99.9%"), ("100", "100.0%"), ("1234.55", "1,234.6%"), ("-5", "−5.0%")]
)
def test_percents_have_one_decimal(value: str, text: str) -> None:
    assert numbers.percent_text(D(value)) == text


@pytest.mark.parametrize(
    ("value", "text"), [("13.34", "+13.3"), ("-13.35", "−13.4"), ("0.04", "0.0"), ("-0.04", "0.0")]
)
def test_points_say_ahead_or_behind(value: str, text: str) -> None:
    assert numbers.points_text(D(value)) == text
