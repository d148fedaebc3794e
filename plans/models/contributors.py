"""Who set what a report says since its last approval: none of them reviews it (four eyes, domain.md §5).

Asked of the history, for the author of a report is only who edited it last.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from functools import cache
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Any

from django.db.models import Max, OuterRef, Subquery
from django.db.models.functions import Coalesce

from plans.models.fixed_read import FixedRead

if TYPE_CHECKING:
    from plans.models.report import Report


def load_contributors(reports: Sequence[Report]) -> None:
    """Load `contributor_ids` of reports of one kind: a query for themselves, and one for each of their `BEHIND`."""
    if not reports:
        return
    model: Any = type(reports[0])
    pks = [report.pk for report in reports]
    rows = _reads(model)[""](pks)
    found: dict[int, set[int]] = defaultdict(set)
    began = {}
    for pk, of_report in groupby((row for row in rows if row.history_id >= row.since), lambda row: row.id):
        records = list(of_report)
        began[pk] = records[0].history_date if records[0].status == "approved" else None
        found[pk] |= _of_records(model, records)
    for name in model.BEHIND:
        for pk, person, when in _reads(model)[name](pks):
            if began.get(pk) is None or when > began[pk]:
                found[pk].add(person)
    for report in reports:
        own = {report.author_id} if report.author_id is not None else set()
        vars(report)["contributor_ids"] = frozenset(found[report.pk] | own)


@cache
def _reads(model: Any) -> dict[str, FixedRead]:
    """What is asked for reports of one kind: "" for their own records, the others of what stands behind them."""
    return {
        "": FixedRead(lambda pks: _own(model, pks)),
        **{name: FixedRead(lambda pks, name=name: _behind(model, name, pks)) for name in model.BEHIND},
    }


def _own(model: Any, pks: Collection[int]) -> Any:
    """Their records, each with the number of the last one that was approved."""
    approved = model.history.filter(id=OuterRef("id"), status="approved").order_by().values("id")
    since = Coalesce(Subquery(approved.annotate(newest=Max("history_id")).values("newest")), 0)
    return model.history.filter(id__in=pks).annotate(since=since).order_by("id", "history_id")


def _of_records(model: Any, records: Sequence[Any]) -> set[int]:
    """Who changed what the report says, from one record to the next; the first was approved, or there was none."""
    names = [*model.SAYING, *model.ANSWERING]
    first = set() if records[0].status == "approved" else {records[0].history_user_id}
    later = {
        row.history_user_id
        for before, row in pairwise(records)
        if any(getattr(row, name) != getattr(before, name) for name in names)
    }
    return {pk for pk in first | later if pk is not None}


def _behind(model: Any, name: str, pks: Collection[int]) -> Any:
    """Of each record of what stands behind the reports, its report, person and time; also of what was taken away."""
    relation = model._meta.get_field(name)
    column = relation.field.attname
    rows = relation.related_model.history.filter(**{f"{column}__in": pks}, history_user__isnull=False)
    return rows.order_by().values_list(column, "history_user", "history_date")
