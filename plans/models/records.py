"""The records of a report: its history rows as the reports they were, and which of them still counts."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django.db.models import Max, OuterRef, Subquery

from plans.models.fixed_read import FixedRead

if TYPE_CHECKING:
    from plans.models.report import Report


def newest_rows(history: Any, **which: Any) -> Any:
    """Return of each report's history rows that fit `which` the newest, by its number."""
    newest = history.filter(**which).order_by().values("id").annotate(newest=Max("history_id"))
    return history.filter(history_id__in=newest.values("newest"))


class LatestRecord:
    """The newest record of one status, as the report it was then; None for a report whose own status makes it moot.

    Loaded for many by `prefetch_related`, in one query. `undone_at` of it says when a step `undone_by` came later.
    """

    def __init__(self, status: str, undone_by: str, moot: Iterable[str]) -> None:
        self.status, self.undone_by, self.moot = status, undone_by, frozenset(moot)
        self._reads: dict[type[Report], FixedRead] = {}  # of each kind of report

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, report: Report | None, owner: type) -> Any:
        if report is None:
            return self
        if self._is_moot(report):
            return None
        if not self.is_cached(report):
            report._state.fields_cache[self.name] = next(iter(self._records([report])), None)
        return report._state.fields_cache[self.name]

    def load(self, reports: Sequence[Report]) -> None:
        """Load it for reports of one kind, in one query."""
        found = {record.pk: record for record in self._records(reports)}
        for report in reports:
            report._state.fields_cache[self.name] = found.get(report.pk)

    def forget(self, report: Report) -> None:
        """A step was taken: what was loaded is no longer the latest."""
        report._state.fields_cache.pop(self.name, None)

    def is_cached(self, report: Report) -> bool:
        return self.name in report._state.fields_cache

    def get_prefetch_querysets(
        self, instances: Sequence[Report], querysets: object = None
    ) -> tuple[list[Report], Callable[[Report], Any], Callable[[Report], Any], bool, str, bool]:
        """What Django's `prefetch_related` asks of a single related object: records, and by what they are matched."""
        return self._records(instances), _number, _number, True, self.name, False

    def _is_moot(self, report: Report) -> bool:
        """Whether it can have no such record: also what has taken no step since it was first stored."""
        return report.pk is None or report.status in self.moot or report.version < 2

    def _records(self, reports: Sequence[Report]) -> list[Report]:
        asked = [report.pk for report in reports if not self._is_moot(report)]
        if not asked:
            return []
        kind = type(reports[0])
        read = self._reads.setdefault(kind, FixedRead(lambda ids: self._newest(kind.history, ids)))  # type: ignore[attr-defined]
        return [_as_report(row) for row in read(asked)]

    def _newest(self, history: Any, ids: Collection[int]) -> Any:
        later = history.filter(id=OuterRef("id"), history_id__gt=OuterRef("history_id"), status=self.undone_by)
        rows = newest_rows(history, id__in=ids, status=self.status)
        return rows.annotate(undone_at=Subquery(later.order_by("history_id").values("history_date")[:1]))


def _number(report: Report) -> Any:
    return report.pk


def _as_report(row: Any) -> Report:
    report: Report = row.instance
    report.undone_at, report.record_number = row.undone_at, row.history_id
    return report
