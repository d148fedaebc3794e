"""Lists of agencies."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from ipplans.punctuality import Punctuality
from plans.models import Agency
from targets.numbers import rate_text


class AgencyTable(tables.Table):
    name = tables.Column(linkify=("agency_detail", [tables.A("pk")]), verbose_name=_("agency"))
    region = tables.Column(accessor="region__name", order_by="region__code", verbose_name=_("region"))
    kind = tables.Column(verbose_name=_("kind"))
    leads = tables.Column(verbose_name=_("tasks led"))
    shares = tables.Column(verbose_name=_("tasks shared"))

    class Meta:
        template_name = "_agency_table.html"
        empty_text = _("No agency yet. Agencies come with the plans, or from the administration.")
        order_by = ("region", "-leads")

    @property
    def shown(self) -> list[tuple[Agency, Punctuality | None]]:
        """The rows of the page."""
        return [(row.record, self.delivered_by(row.record)) for row in self.paginated_rows]

    def delivered_by(self, _agency: Agency) -> Punctuality | None:
        """What the list says of how an agency delivered; None where it says nothing."""
        return None

    def render_name(self, record: Agency) -> str:
        others = "、".join(alias.name for alias in record.aliases.all())
        return f"{record.name}（{others}）" if others else record.name


class PunctualityTable(AgencyTable):
    """With what the agencies of one region delivered in one year."""

    due = tables.Column(empty_values=(), orderable=False, verbose_name=_("reports due"))
    on_time = tables.Column(empty_values=(), orderable=False, verbose_name=_("in time"))
    late = tables.Column(empty_values=(), orderable=False, verbose_name=_("late"))
    overdue = tables.Column(empty_values=(), orderable=False, verbose_name=_("overdue"))
    behind = tables.Column(empty_values=(), orderable=False, verbose_name=_("indicators behind"))
    delayed = tables.Column(empty_values=(), orderable=False, verbose_name=_("tasks delayed"))
    rate = tables.Column(empty_values=(), orderable=False, verbose_name=_("share in time"))

    def __init__(self, *args: Any, delivered: dict[int, Punctuality], **kwargs: Any) -> None:
        self.delivered = delivered
        super().__init__(*args, **kwargs)

    def delivered_by(self, agency: Agency) -> Punctuality:
        return self.delivered.get(agency.pk) or Punctuality.none(agency)

    def render_due(self, record: Agency) -> int:
        return self.delivered_by(record).due

    def render_on_time(self, record: Agency) -> int:
        return self.delivered_by(record).on_time

    def render_late(self, record: Agency) -> int:
        return self.delivered_by(record).late

    def render_overdue(self, record: Agency) -> int:
        return self.delivered_by(record).overdue

    def render_behind(self, record: Agency) -> int:
        return self.delivered_by(record).behind

    def render_delayed(self, record: Agency) -> int:
        return self.delivered_by(record).delayed

    def render_rate(self, record: Agency) -> str:
        return rate_text(self.delivered_by(record).rate)
