"""A reviewed draft into the database: one transaction, all or nothing, the same draft twice changes nothing.

Actuals and reports that were entered are never lost or moved: a row keeps its key, whatever its
printed number becomes, and a row with reports is never deleted but marked as dropped (domain.md §4).
"""

from __future__ import annotations

import dataclasses
import hashlib
import logging
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from documents.draft.values import Draft, DraftIndicator, DraftPlan, DraftTask
from documents.loading.completion import completed_from_stored
from documents.loading.decision import OF_ITS_DOCUMENT, Decision, DecisionKind, LoadRefused
from documents.loading.stored_plan import stored_plan
from documents.matching.agencies import with_known_names
from documents.matching.rows import pairs
from documents.matching.stored import GOAL_FIELDS, draft_of, free_slug
from plans.models import Agency, AgencyAlias, NotPossible, Phase, Plan, Region, Report, User, require_unsigned
from plans.slugs import plan_slug
from targets.models import Actual, Baseline, Goal, Indicator, PlanIndicator, Revised, YearTarget
from tasks.models import Area, Assignment, Quantity, Task

# fields of a row that are stored in a way of their own, or not at all
APART = frozenset(
    ["indicator", "key", "is_dropped", "entered", "baseline", "goal", "targets", "actuals", "reporter", "place"]
)

log = logging.getLogger(__name__)


def load(draft: Draft, by: User | None = None, decision: Decision | None = None, source_text: str = "") -> Plan:
    """Store a draft and return its plan; raise LoadRefused, with nothing stored, when it cannot be.

    `source_text` is the document's own text, kept with the plan.
    """
    decision = decision or Decision()
    if decision.kind == DecisionKind.REVISION and not (decision.doc_number.strip() and decision.reason.strip()):
        raise LoadRefused(_("A revision needs its document number and its reason."))
    try:
        with transaction.atomic():
            plan = _Loader(with_known_names(draft), by, decision).load()
            if source_text and not (decision.kind == DecisionKind.REVISION and plan.source_text):
                Plan.objects.filter(pk=plan.pk).update(source_text=source_text)
            return plan
    except ValidationError as fault:
        raise LoadRefused("；".join(fault.messages)) from fault
    except (IntegrityError, DataError) as fault:
        log.warning("A draft of %s was refused by the database: %s", draft.plan.slug, fault)
        raise LoadRefused(_("The document contradicts itself; nothing was loaded.")) from fault


class _Loader:
    """The steps of one load; they share the draft, the person and the decision."""

    def __init__(self, draft: Draft, by: User | None, decision: Decision) -> None:
        self.draft, self.by, self.decision = draft, by, decision
        region = Region.objects.filter(code=draft.plan.region).first()
        if region is None:
            raise LoadRefused(_("The region %(code)s is not known yet; add it first.") % {"code": draft.plan.region})
        self.region = region
        self.existing = stored_plan(draft)
        self.is_revision = self.existing is not None and decision.kind == DecisionKind.REVISION
        self.why = decision.why if self.existing else ""  # a new plan is no correction of anything
        self.agencies = self._agencies()
        self.catalogue = {entry.slug: entry for entry in Indicator.objects.all()}

    @property
    def asked_from(self) -> int | None:
        """The year from which a new row reports: of the revision that brings it, else from the plan's first."""
        if not self.is_revision:
            return None
        printed = re.search(r"[〔\[（(](\d{4})[〕\]）)]", self.decision.doc_number)
        return int(printed[1]) if printed else timezone.localdate().year

    def load(self) -> Plan:
        before = draft_of(self.existing) if self.existing else None
        self.draft = completed_from_stored(self.draft, before)
        plan = self._plan(self.existing)
        self._phases(plan)
        self._indicators(plan, before.indicators if before else [])
        self._tasks(plan, before.tasks if before else [])
        return plan

    def save_if_changed(self, thing: Any, values: Mapping[str, Any]) -> Any:
        """Set `values`; store and record `thing` only when that changes it."""
        changed = thing.pk is None or any(getattr(thing, name) != value for name, value in values.items())
        if changed:
            for name, value in values.items():
                setattr(thing, name, value)
            thing.full_clean(validate_unique=False, validate_constraints=False)
            self._require_unsigned(thing)
            thing._history_user, thing._change_reason = self.by, self.why
            thing.save()
        return thing

    def _require_unsigned(self, thing: Any, *, is_removal: bool = False) -> None:
        """Raise LoadRefused where this would change what signed figures were computed from."""
        is_revision = self.decision.kind == DecisionKind.REVISION
        try:
            require_unsigned([thing], by_document=is_revision, is_removal=is_removal)
        except NotPossible as refusal:
            raise LoadRefused(f"{thing}: {refusal.message}") from refusal

    def _agencies(self) -> dict[str, Agency]:
        """Known agencies stay as they are; new ones come with their other names."""
        known = {agency.name: agency for agency in Agency.objects.filter(region=self.region)}
        for row in self.draft.agencies:
            if row.name not in known:
                known[row.name] = self.save_if_changed(
                    Agency(), {"region": self.region, "name": row.name, "kind": row.kind}
                )
                for alias in row.aliases:
                    self.save_if_changed(AgencyAlias(), {"agency": known[row.name], "name": alias})
        return known

    def agency(self, name: str) -> Agency:
        if name not in self.agencies:
            raise LoadRefused(_("The agency %(name)s is named in a row, but not among the agencies.") % {"name": name})
        return self.agencies[name]

    def _plan(self, existing: Plan | None) -> Plan:
        head = self.draft.plan
        leave = ("region", "coordinator", "phases", "slug", "is_another")
        values = {f.name: getattr(head, f.name) for f in dataclasses.fields(head) if f.name not in leave}
        if (
            self.is_revision
        ):  # it keeps the name under which it was issued; the revising document stands with what it sets
            values = {name: value for name, value in values.items() if name not in OF_ITS_DOCUMENT}
        values["coordinator"] = self.agency(head.coordinator) if head.coordinator else None
        slug = head.slug or self._slug(head)
        if existing is None and Plan.objects.filter(slug=slug).exists():
            raise LoadRefused(_("Another plan is called %(slug)s already.") % {"slug": slug})
        plan: Plan = self.save_if_changed(existing or Plan(region=self.region, slug=slug), values)
        return plan

    def _slug(self, head: DraftPlan) -> str:
        """The short name of a new plan; one of another subject than the region's stored one is another plan."""
        slug = plan_slug(self.region.slug, head.start_year)
        taken = Plan.objects.filter(slug=slug).exclude(kind=head.kind)
        return free_slug(self.region, head.start_year) if taken.exists() else slug

    def _phases(self, plan: Plan) -> None:
        known = {phase.seq: phase for phase in plan.phases.all()}
        for row in self.draft.plan.phases:
            self.save_if_changed(known.pop(row.seq, None) or Phase(plan=plan), dataclasses.asdict(row))
        self._remove(known.values())

    def _tasks(self, plan: Plan, before: list[DraftTask]) -> None:
        known = {task.key: task for task in plan.tasks.with_agencies().prefetch_related("quantities")}
        areas = self._areas(plan)
        for row, old in pairs(self.draft.tasks, before, self.draft.said_same):
            if row is None:
                assert old is not None
                self._drop(known[old.key])
                continue
            key = row.key if row.key not in known else ""  # a key that another row keeps is not given again
            task = known[old.key] if old else Task(plan=plan, key=key or new_key("t", row.content, known))
            values = {name: getattr(row, name) for name in ("seq", "content", "label", "note", "due")}
            known[task.key] = self.save_if_changed(task, values | {"area": areas.get(row.area), "dropped_by": ""})
            self._assignments(task, row)
            self._quantities(task, row)
        self._remove(plan.areas.filter(tasks__isnull=True))

    def _areas(self, plan: Plan) -> dict[str, Area]:
        known = {area.name: area for area in plan.areas.all()}
        keys = {area.key for area in known.values()}
        names = list(dict.fromkeys(row.area for row in self.draft.tasks if row.area))
        for seq, name in enumerate(names, 1):
            area = known.get(name) or Area(plan=plan, key=new_key("a", name, keys))
            known[name] = self.save_if_changed(area, {"seq": seq, "name": name})
        return known

    def _assignments(self, task: Task, row: DraftTask) -> None:
        known = {a.agency_id: a for a in task.assignments.all()} if task.pk else {}
        for seq, part in enumerate(row.assignments, 1):
            agency = self.agency(part.agency)
            values = {"seq": seq, "role": part.role, "printed_name": part.printed_name, "rule": part.rule}
            self.save_if_changed(known.pop(agency.pk, None) or Assignment(task=task, agency=agency), values)
        self._remove(known.values())

    def _quantities(self, task: Task, row: DraftTask) -> None:
        """Matched by their clause, else by the number: what was reached stays with what was promised."""
        known = list(task.quantities.all())
        for seq, part in enumerate(row.quantities, 1):
            same = [q for q in known if q.text == part.text] or [
                q for q in known if (q.value, q.unit) == (part.value, part.unit)
            ]
            quantity = same[0] if same else Quantity(task=task)
            known = [q for q in known if q is not quantity]
            self.save_if_changed(quantity, dataclasses.asdict(part) | {"seq": seq})
        self._remove(quantity for quantity in known if not quantity.reached.exists())

    def _indicators(self, plan: Plan, before: list[DraftIndicator]) -> None:
        known = {row.key: row for row in plan.indicators.with_figures()}
        for row, old in pairs(self.draft.indicators, before, self.draft.said_same):
            if row is None:
                assert old is not None
                self._drop(known[old.key])
                continue
            key = row.key if row.key not in known else ""
            new = PlanIndicator(plan=plan, key=key or new_key("i", row.label, known), asked_from=self.asked_from)
            indicator = known[old.key] if old else new
            values = {f.name: getattr(row, f.name) for f in dataclasses.fields(row) if f.name not in APART}
            values |= {"printed_reporter": row.reporter} if row.reporter else {}
            known[indicator.key] = self.save_if_changed(
                indicator, values | {"indicator": self._entry(row), "dropped_by": ""}
            )
            self._figures(indicator, row)

    def _entry(self, row: DraftIndicator) -> Indicator | None:
        if row.indicator is None:
            return None
        if row.indicator not in self.catalogue:
            raise LoadRefused(_("The catalogue has no entry %(name)s; add it first.") % {"name": row.indicator})
        return self.catalogue[row.indicator]

    def _figures(self, indicator: PlanIndicator, row: DraftIndicator) -> None:
        baseline, goal = getattr(indicator, "baseline", None), next(iter(indicator.goals.all()), None)
        if row.baseline:
            thing = baseline or Baseline(indicator=indicator)
            self.save_if_changed(thing, self._revised(thing, dataclasses.asdict(row.baseline)))
        elif baseline:
            self._remove([baseline])
        if row.goal:
            promise = goal or Goal(plan=indicator.plan, key=indicator.key, indicator=indicator)
            values = {name: getattr(row.goal, name) for name in GOAL_FIELDS}
            self.save_if_changed(promise, self._revised(promise, values))
        elif goal:
            self._remove([goal])
        self._targets(indicator, row.targets)
        self._stated_actuals(indicator, row)

    def _revised(self, thing: Revised, values: dict[str, Any]) -> dict[str, Any]:
        """The values to be stored; of a revised one also the document, the reason, and the value first printed."""
        is_changed = thing.pk is None or thing.value != values["value"]
        if self.is_revision and is_changed:
            return values | thing.revision(self.decision.doc_number, self.decision.reason)
        return values

    def _targets(self, indicator: PlanIndicator, targets: Mapping[int, Decimal]) -> None:
        known = {target.year: target for target in indicator.targets.all()}
        for year, value in targets.items():
            target = known.pop(year, None) or YearTarget(indicator=indicator, year=year)
            self.save_if_changed(target, self._revised(target, {"value": value}))
        if self.is_revision:
            for target in known.values():
                self._require_unsigned(target, is_removal=True)
                target.remove(self.decision.doc_number, self.decision.reason, self.by)
        else:
            self._remove(known.values())

    def _stated_actuals(self, indicator: PlanIndicator, row: DraftIndicator) -> None:
        """Figures that the document itself states; what an agency entered is kept."""
        known = {actual.year: actual for actual in indicator.actuals.all()}
        for year, stated in row.actuals.items():
            actual = known.get(year) or Actual(indicator=indicator, year=year)
            if actual.agency_id is None:
                values = {"value": stated.value, "source": stated.source, "status": Report.Status.APPROVED}
                self.save_if_changed(actual, values)

    def _drop(self, row: Task | PlanIndicator) -> None:
        """A row that the document no longer has: gone if nothing was reported, else marked as dropped."""
        reported = row.reports if isinstance(row, Task) else row.actuals
        if reported.exists():
            self.save_if_changed(row, {"dropped_by": self.decision.doc_number or self.draft.plan.doc_number or "—"})
        else:
            self._remove([row])

    def _remove(self, things: Iterable[Any]) -> None:
        for thing in things:
            self._require_unsigned(thing, is_removal=True)
            thing._history_user, thing._change_reason = self.by, self.why
            thing.delete()


def new_key(prefix: str, text: str, taken: Iterable[str]) -> str:
    """Return a key for a new row, made of its text; the same text gives the same key while it is free."""
    known = set(taken)
    number = 0
    while True:
        salted = "".join(text.split()) + (str(number) if number else "")
        key = prefix + hashlib.sha256(salted.encode()).hexdigest()[:8]
        if key not in known:
            return key
        number += 1
