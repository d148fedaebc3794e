"""Which yearly targets a later document set, changed or removed, and what was first printed (domain.md §1)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from targets.models import PlanIndicator, Revised
from targets.models.year_target import removed_targets
from targets.numbers import number_text

Key = tuple[int, int]  # plan indicator, year


@dataclass(frozen=True)
class Revision:
    """One yearly target that a document revised. `first` is None where none had been printed."""

    document: str
    reason: str
    first: Decimal | None
    is_removed: bool = False

    @property
    def text(self) -> str:
        """The mark beside the target: the document, and the value first printed."""
        values = {"document": self.document, "value": number_text(self.first)}
        if self.is_removed:
            return _("removed by %(document)s, first printed %(value)s") % values
        if self.first is None:
            return _("set by %(document)s, none printed before") % values
        return _("revised by %(document)s, first printed %(value)s") % values


def revisions(indicators: Iterable[PlanIndicator]) -> Mapping[Key, Revision]:
    """Return the revisions of these rows (loaded with their targets), by row and year. One query."""
    rows = list(indicators)
    targets = {(row.pk, target.year): target for row in rows for target in row.targets.all()}
    removed = removed_targets([row.pk for row in rows])
    found = {key: _of(target, is_removed=True) for key, target in removed.items() if key not in targets}
    return found | {key: _of(target) for key, target in targets.items() if target.revised_by}


def revision_of(thing: Revised | None) -> Revision | None:
    """Return what a later document did to a goal or a baseline; None where none did."""
    return _of(thing) if thing is not None and thing.revised_by else None


def _of(target: Revised, is_removed: bool = False) -> Revision:
    return Revision(target.revised_by, target.reason, target.as_first_printed, is_removed)
