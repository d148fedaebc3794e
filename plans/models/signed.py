"""Signed stays signed (domain.md §3): the one guard that every way of storing asks.

Of a year whose figures are final nothing changes that they were computed from. What counts for a whole plan changes
only by a document that adjusts the plan (调整方案), and does not apply to signed years; the plan's years never change.

A model that signed figures are computed from names its fields in `SIGNED_FIELDS`, its plan in `signed_plan_id`, and its
year in `signed_year`, None for the whole plan. Reports say with `as_of` which part of the year they are of.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.utils.translation import gettext as _

from plans.models.fixed_read import FixedRead
from plans.models.refusals import NotPossible

NEVER = frozenset({"start_year", "end_year"})  # not by a document either


def require_unsigned(rows: Iterable[Any], *, by_document: bool = False, is_removal: bool = False) -> None:
    """Raise NotPossible where storing, or removing, one of `rows` changes what signed figures were computed from.

    Rows of other models pass. `by_document` says that a document adjusts the plan. Within a transaction. One query
    where nothing is signed, else one more for each model.
    """
    rows = [row for row in rows if hasattr(row, "SIGNED_FIELDS")]
    signed = _signed_rounds({row.signed_plan_id for row in rows} - {None})
    rows = [row for row in rows if row.signed_plan_id in signed]
    stored = _stored(rows)
    for row in rows:
        old = stored.get((type(row), row.pk))
        changed = set(row.SIGNED_FIELDS) if is_removal or old is None else _changed(row, old)
        if changed and _touches(row, old, changed, signed[row.signed_plan_id], by_document):
            raise NotPossible(_refusal(row))


LOCKED = FixedRead(
    lambda plans: (
        apps.get_model("plans", "Round")._base_manager.filter(plan__in=plans).select_for_update().order_by("pk")
    )
)


def _signed_rounds(plan_ids: set[int]) -> dict[int, list[Any]]:
    """The rounds of these plans whose figures are final; locked, so that none becomes so before this is stored."""
    found: dict[int, list[Any]] = defaultdict(list)
    for round_ in LOCKED(plan_ids):
        if round_.is_frozen:
            found[round_.plan_id].append(round_)
    return dict(found)


def _stored(rows: Iterable[Any]) -> dict[tuple[type, Any], Any]:
    """The rows as they are stored, by model and key."""
    keys: dict[type, list[Any]] = defaultdict(list)
    for row in rows:
        if row.pk is not None:
            keys[type(row)].append(row.pk)
    return {
        (model, old.pk): old
        for model, pks in keys.items()
        for old in model._base_manager.filter(pk__in=pks)  # type: ignore[attr-defined]
    }


def _changed(row: Any, old: Any) -> set[str]:
    columns = (row._meta.get_field(name).attname for name in row.SIGNED_FIELDS)
    return {name for name in columns if getattr(row, name) != getattr(old, name)}


def _touches(row: Any, old: Any, changed: set[str], rounds: list[Any], by_document: bool) -> bool:
    """Whether the change reaches into what one of the signed rounds holds."""
    year = row.signed_year
    if year is None:
        is_new_row = old is None and not row.IS_SIGNED_WHEN_NEW
        return not is_new_row and (not by_document or bool(changed & NEVER))
    years = {year, old.signed_year if old is not None else year}
    ends = [round_.as_of for round_ in rounds if round_.year in years]
    return None in ends or (_as_of(row) in ends and (old is None or _as_of(old) == _as_of(row)))


def _as_of(row: Any) -> dt.date | None:
    """Which part of the year a report is of; None for the whole year, and for what is no report."""
    day: dt.date | None = getattr(row, "as_of", None)
    return day


def _refusal(row: Any) -> str:
    if row.signed_year is not None:
        return _("The figures of %(year)s are final.") % {"year": row.signed_year}
    return _("A year of this plan is final: this changes only by a document that adjusts the plan.")
