"""What a model says of the plans whose pages show its rows (plans/database/revisions.py makes triggers of it)."""

from __future__ import annotations

from dataclasses import dataclass

EVERY_PLAN = "*"


@dataclass(frozen=True, init=False)
class Raises:
    """The ways from a row to the plans whose revision a change of it raises, as look-ups: "indicator__plan".

    `fields` are those that pages show, all where none are named; `on` are the operations that count.
    """

    ways: tuple[str, ...]
    fields: tuple[str, ...]
    on: tuple[str, ...]

    def __init__(
        self, *ways: str, fields: tuple[str, ...] = (), on: tuple[str, ...] = ("INSERT", "UPDATE", "DELETE")
    ) -> None:
        for name, value in (("ways", ways), ("fields", fields), ("on", on)):
            object.__setattr__(self, name, value)
