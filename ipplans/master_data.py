"""Regions and catalogue from the fixtures: what is missing is added, what people changed stays.

`country` holds the regions down to counties by the codes of GB/T 2260, as the National Bureau of Statistics printed
them for 2023 (统计用区划代码, cut-off 30 June 2023), without its own codes for development zones.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.conf import settings
from django.core import serializers
from django.db import transaction

from plans.models import Region

DEMONSTRATED = ("regions", "indicators")  # what the five plans of the demonstration need
WHOLE_COUNTRY = ("regions", "country", "indicators")


@transaction.atomic
def add_missing(*names: str) -> int:
    """Add the rows of these fixtures that are not stored yet, with a first record, and return how many."""
    added = [row for name in names for row in _added(name)]
    of_model = defaultdict(list)
    for row in added:
        of_model[type(row)].append(row)
    for model, rows in of_model.items():
        if hasattr(model, "history"):
            model.history.bulk_history_create(rows)
    return len(added)


def _added(name: str) -> list[Any]:
    text = (settings.BASE_DIR / "fixtures" / f"{name}.json").read_text(encoding="utf-8")
    missing: list[Any] = []
    slugs = set(Region.objects.values_list("slug", flat=True))
    for row in serializers.deserialize("json", text):
        if row.object.pk is None:
            if isinstance(row.object, Region) and row.object.slug in slugs:
                row.object.slug += f"-{row.object.code}"  # a person gave this address to another region
            row.save()  # one by one: the next may lie below it
            missing.append(row.object)
    return missing
