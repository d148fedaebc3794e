"""Units that count the same, and a value in another multiple of its unit."""

from __future__ import annotations

from decimal import Decimal

from documents.notation.values import base_unit

GENERIC = {"个", "家", "户", "所", "处", "项", "件", "种", "枚", "批", "套"}
PEOPLE = {"人", "名", "人次", "次", "位"}


def in_unit(value: Decimal | None, unit: str, wanted: str) -> Decimal | None:
    """Return a value in another multiple of its unit: 26000件 in 万件 is 2.6. Other units leave it as it is."""
    if value is None or not unit or not wanted:
        return value
    (base, factor), (other, other_factor) = base_unit(unit), base_unit(wanted)
    if base != other or factor == other_factor:
        return value
    return Decimal(f"{(value * factor / other_factor).normalize():f}")


def unit_likeness(a: str, b: str, is_relative: bool = False) -> float | None:
    """Return 0.1 for one unit, 0 for units that can replace each other, None for different ones."""
    if not a or not b or is_relative:
        return 0.0
    base_a, base_b = base_unit(a)[0], base_unit(b)[0]
    if base_a == base_b:
        return 0.1
    return 0.0 if any({base_a, base_b} <= group for group in (GENERIC, PEOPLE)) else None
