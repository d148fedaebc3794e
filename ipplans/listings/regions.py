"""The overview's table of regions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from documents.exports import Listing
from ipplans.region_rows import RegionRow
from targets.choices import Judgement, State
from targets.progress import rounded


def regions_listing(rows: Sequence[RegionRow], title: str, is_final: bool, note: str) -> Listing:
    """Return a row a region, in the order given. Means are numbers of %, changes numbers of 百分点."""
    columns = _final_columns() if is_final else _year_columns()
    heads = [_("Region"), _("Level"), _("Plan"), _("Plan years"), *(head for head, _width in columns)]
    heads += [
        _("Tasks"),
        _("tasks done"),
        _("tasks delayed"),
        _("tasks overdue"),
        _("Last approval"),
    ]
    widths = [12, 8, 40, 12, *(width for _head, width in columns), 8, 8, 8, 8, 14]
    return Listing(title, heads, widths, (_cells(row, is_final) for row in rows), len(rows), note)


def _year_columns() -> list[tuple[str, int]]:
    states = [(str(state.label), 8) for state in State]
    means = [(_("Mean attainment"), 12), (_("too few reports"), 10), (_("on the year before"), 12)]
    return [
        *states,
        *means,
        (_("Of those reported"), 12),
        (_("Uncapped mean"), 12),
        (_("reported so far"), 8),
        (_("Due"), 8),
    ]


def _final_columns() -> list[tuple[str, int]]:
    judged = [(str(one.label), 8) for one in Judgement]
    means = [(_("Mean goal attainment"), 12), (_("too few reports"), 10)]
    return [*judged, *means, (_("Counted"), 8), (_("goals not judged"), 12)]


def _cells(row: RegionRow, is_final: bool) -> list[Any]:
    plan, tasks = row.plan, row.tasks
    named = [row.region.name, row.region.get_level_display(), plan.title, f"{plan.start_year}–{plan.end_year}"]
    done = [tasks.total, tasks.done, tasks.delayed, tasks.overdue]
    last = timezone.localtime(row.last_report).date() if row.last_report else None
    return [*named, *(_final_cells(row) if is_final else _year_cells(row)), *done, last]


def _year_cells(row: RegionRow) -> list[Any]:
    means, counts = row.means, dict(row.counts)
    shown = [None if mean is None else rounded(mean) for mean in (means.assessed, means.reported, means.uncapped)]
    thin = _("too few reports") if means.is_thin else ""
    change = None if row.mean_change is None else rounded(abs(row.mean_change), ()).copy_sign(row.mean_change)
    counted = [counts.get(state, 0) for state in State]
    return [*counted, shown[0], thin, change, *shown[1:], means.reported_count, means.due_count]


def _final_cells(row: RegionRow) -> list[Any]:
    final, counts = row.final_mean, dict(row.judgement_counts)
    mean = None if final.mean is None else rounded(final.mean)
    thin = _("too few reports") if final.is_thin else ""
    return [*(counts.get(one, 0) for one in Judgement), mean, thin, final.count, final.unjudged_count]
