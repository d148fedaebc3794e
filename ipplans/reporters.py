"""Who reports each row of a plan, as a table: picked row by row, for many at once, or pasted from a spreadsheet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from django.db import transaction
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from plans.models import Agency, Membership, Plan
from targets.entry.block.sheet import Checked, Column, Place, Sheet, SheetRow
from targets.forms import ReporterForm
from targets.models import PlanIndicator
from tasks.models import Task

TITLES = ("填报单位", "牵头单位", "责任单位", "填报部门", "牵头部门", "责任部门", "部门", "agency", "reporter")


class NamingForm(ReporterForm):
    """The reason, and the agency for all picked rows where there are some."""

    def __init__(self, plan: Plan, *args: object, **kwargs: object) -> None:
        super().__init__(plan, *args, **kwargs)
        self.fields["reporter"].required = False
        self.fields["reporter"].label = gettext_lazy("Reporter of the picked rows")


@dataclass
class ReporterRow:
    """An indicator, or a task without a lead. `chosen` is the agency that was sent for it, None for nobody."""

    item: PlanIndicator | Task
    chosen: Agency | None = None
    error: str = ""

    @property
    def name(self) -> str:
        """The row in the form's field names."""
        return f"{'task' if isinstance(self.item, Task) else 'indicator'}-{self.item.pk}"

    @property
    def field(self) -> str:
        return f"{self.name}-agency"

    @property
    def title(self) -> str:
        return self.item.content if isinstance(self.item, Task) else self.item.name

    @property
    def printed(self) -> str:
        """The agencies that the document prints for it."""
        if isinstance(self.item, Task):
            return "、".join(part.printed_name for part in self.item.shared)
        return self.item.printed_reporter

    @property
    def named(self) -> Agency | None:
        """Who is named to report, or has the work of who is."""
        return self.item.reporter.current if self.item.reporter else None

    @property
    def shown(self) -> str:
        return str(self.named.pk) if self.named else ""

    @property
    def provisional(self) -> str:
        """Who reports for as long as nobody is named."""
        if isinstance(self.item, Task):
            return "、".join(str(part.agency.current) for part in self.item.shared[:1]) or "—"
        coordinator = self.item.plan.coordinator
        return str(coordinator.current) if coordinator else "—"

    @property
    def is_assumed(self) -> bool:
        return isinstance(self.item, PlanIndicator) and self.item.is_reporter_assumed


@dataclass
class ReporterTable:
    """The rows of a plan whose reporter can be named; `tasks` are all active ones, also those with a lead."""

    plan: Plan
    indicators: list[ReporterRow] = field(default_factory=list)
    tasks: list[ReporterRow] = field(default_factory=list)
    agencies: list[Agency] = field(default_factory=list)
    reporting: list[Agency] = field(default_factory=list)

    @property
    def rows(self) -> list[ReporterRow]:
        return [*self.indicators, *self.tasks]

    @property
    def errors(self) -> list[ReporterRow]:
        return [row for row in self.rows if row.error]

    @cached_property
    def without_account(self) -> list[Agency]:
        """The agencies that report something and in whose name nobody can sign in."""
        return [agency for agency in self.reporting if agency not in self.reached]

    @cached_property
    def agency_groups(self) -> list[dict[str, object]]:
        """The agencies to choose from: those with an account first, then those in whose name nobody can sign in."""
        parts = {True: [one for one in self.agencies if one in self.reached]}
        parts[False] = [one for one in self.agencies if one not in self.reached]
        return [{"has_account": has, "agencies": part} for has, part in parts.items() if part]

    @cached_property
    def reached(self) -> set[Agency]:
        """The agencies of the region in whose name somebody can sign in, in one query."""
        entering = (Membership.Role.STAFF, Membership.Role.REVIEWER)
        members = Membership.objects.filter(role__in=entering, user__is_active=True, agency__region=self.plan.region_id)
        return {member.agency.current for member in members.select_related("agency__successor") if member.agency}

    def take(self, data: QueryDict, for_picked: Agency | None) -> list[ReporterRow]:
        """Note what was sent for each row; return the rows that get another reporter, `errors` says what is wrong.

        A picked row gets the agency `for_picked` where there is one, also where it stands there already: so what was
        assumed is confirmed.
        """
        picked = set(data.getlist("pick")) if for_picked else set()
        agencies = {str(agency.pk): agency for agency in self.agencies}
        changed = []
        for row in self.rows:
            before, sent = data.get(f"{row.name}-before", row.shown), data.get(row.field, row.shown)
            if row.name in picked and for_picked is not None:
                row.chosen = for_picked
                if row.is_assumed or row.shown != str(for_picked.pk):
                    row.error = self._fault(row, before, str(for_picked.pk))
                    changed.append(row)
            elif sent != before:
                row.chosen = agencies.get(sent)
                row.error = self._fault(row, before, sent)
                changed.append(row)
        return changed

    def _fault(self, row: ReporterRow, before: str, sent: str) -> str:
        if before != row.shown:
            who = str(row.named or _("nobody"))
            return _("Meanwhile %(agency)s was named here. Please look once more.") % {"agency": who}
        if sent and row.chosen is None:
            return _("Please pick an agency of this region that is not switched off.")
        return ""

    def sheet(self, field_name: str) -> Sheet:
        """Return the rows that a block pasted into a field may fill: indicators, or tasks."""
        rows = self.tasks if field_name.startswith("task-") else self.indicators
        names = _names(self.agencies)
        column = Column("agency", _("Reporter"), TITLES)
        return Sheet([_sheet_row(row, names) for row in rows], [column])


def reporter_table(plan: Plan) -> ReporterTable:
    """Return the table of a plan, in a fixed number of queries."""
    indicators = list(plan.indicators.active().with_figures())
    tasks = list(plan.tasks.active().with_agencies())
    agencies = Agency.objects.reporting_for(plan.region_id, timezone.localdate()).prefetch_related("aliases")
    reporting = [row.current_reporter for row in indicators] + [one for task in tasks for one in task.reporters]
    for agency in reporting:
        if agency is not None and agency.region_id == plan.region_id:
            agency.region = plan.region  # else each asks for it by itself
    return ReporterTable(
        plan,
        [ReporterRow(row) for row in indicators],
        [ReporterRow(task) for task in tasks if not task.leads],
        list(agencies),
        [agency for agency in dict.fromkeys(reporting) if agency is not None],
    )


@transaction.atomic
def name_all(rows: list[ReporterRow], reason: str) -> None:
    """Name the reporters that were chosen, each recorded with the reason."""
    for row in rows:
        row.item.name_reporter(row.chosen, reason)


def _names(agencies: list[Agency]) -> dict[str, list[Agency]]:
    """The agencies by each of their names."""
    found: dict[str, list[Agency]] = {}
    for agency in agencies:
        for name in {agency.name, *(alias.name for alias in agency.aliases.all())}:
            found.setdefault(name, []).append(agency)
    return found


def _sheet_row(row: ReporterRow, names: Mapping[str, list[Agency]]) -> SheetRow:
    def check(_column: str, text: str) -> Checked:
        named = names.get(text, [])
        if len(named) != 1:
            words = _("Several agencies have this name.") if named else _("This region has no agency of this name.")
            return Checked(fault=words)
        return Checked(str(named[0].pk), is_same=str(named[0].pk) == row.shown)

    shown, unit = str(row.named or ""), row.item.unit if isinstance(row.item, PlanIndicator) else ""
    return SheetRow(row.item.seq, row.title, (unit,), "", {"agency": Place(row.field, shown)}, check)
