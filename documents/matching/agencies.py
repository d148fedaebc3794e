"""Agencies of a draft under their present names."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

from django.db.models import Q

from documents.draft.values import Draft, DraftAgency, DraftAssignment, DraftTask
from documents.notation.agency_names import agency_kind, main_name
from plans.models import Agency
from tasks.models import Assignment


def with_known_names(draft: Draft) -> Draft:
    """Return the draft with each agency under its present name: it may have been renamed since."""
    now = known_names(draft.plan.region)

    def called(name: str) -> str:
        return now.get(name, name)

    replace = dataclasses.replace
    coordinator = draft.plan.coordinator
    return replace(
        draft,
        plan=replace(draft.plan, coordinator=called(coordinator) if coordinator else None),
        agencies=[replace(agency, name=called(agency.name)) for agency in draft.agencies],
        tasks=[
            replace(task, assignments=[replace(part, agency=called(part.agency)) for part in task.assignments])
            for task in draft.tasks
        ],
    )


def known_names(region_code: str) -> dict[str, str]:
    """Return every present and former name of a region's agencies, each with the present name."""
    agencies = Agency.objects.filter(region__code=region_code).prefetch_related("aliases")
    today = {agency.pk: agency.name for agency in agencies}
    printed = Assignment.objects.filter(agency__in=today).values_list("printed_name", "agency").distinct()
    past = Agency.history.filter(id__in=today).values_list("name", "id")
    names = {name: today[pk] for name, pk in [*printed, *past]}
    names |= {alias.name: agency.name for agency in agencies for alias in agency.aliases.all()}
    return names | {name: name for name in today.values()}


def names_of_other_plans(draft: Draft) -> set[str]:
    """Return the names that other plans of the region print; the plan of the draft's own years is no other."""
    plan = draft.plan
    own = Q(task__plan__slug=plan.slug) | Q(task__plan__start_year=plan.start_year, task__plan__end_year=plan.end_year)
    parts = Assignment.objects.filter(task__plan__region__code=plan.region).exclude(own)
    return set(parts.values_list("printed_name", flat=True).distinct())


def with_agencies(draft: Draft) -> Draft:
    """Return the draft with an agency for every printed name: one already known, else one to be made.

    市委宣传部(市新闻出版局) is 市委宣传部, with the other name as an alias (domain.md §1).
    """
    known = known_names(draft.plan.region)
    named = {printed: agency for agency in draft.agencies for printed in [*agency.printed, agency.name]}
    agencies = {agency.name: agency for agency in draft.agencies}
    for printed in _printed_names(draft):
        if printed not in named:
            main, other = main_name(printed)
            name = known.get(printed) or known.get(main) or main
            agency = agencies.setdefault(name, DraftAgency(name, agency_kind(name)))
            agency.aliases += [other] if other and other not in agency.aliases and other != name else []
            agency.printed.append(printed)
            named[printed] = agency
    return dataclasses.replace(draft, agencies=list(agencies.values()))


def _printed_names(draft: Draft) -> Iterable[str]:
    names = [part.printed_name for task in draft.tasks for part in task.assignments]
    return dict.fromkeys([*names, *([draft.plan.coordinator] if draft.plan.coordinator else [])])


def under_agencies(draft: Draft) -> list[DraftTask]:
    """Return the tasks with each printed name under its agency; an agency is in a task once."""
    named = {printed: agency.name for agency in draft.agencies for printed in [agency.name, *agency.printed]}
    tasks = []
    for task in draft.tasks:
        parts: dict[str, DraftAssignment] = {}
        for part in sorted(task.assignments, key=lambda part: part.role != "lead"):
            name = named.get(part.printed_name, part.agency)
            parts.setdefault(name, dataclasses.replace(part, agency=name))
        tasks.append(dataclasses.replace(task, assignments=list(parts.values())))
    return tasks
