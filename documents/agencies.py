"""Agencies of a draft under the names they go by now."""

from __future__ import annotations

import dataclasses

from documents.draft import Draft
from plans.models import Agency
from tasks.models import Assignment


def with_known_names(draft: Draft) -> Draft:
    """Return the draft with each agency under the name it goes by now: it may have been renamed since."""
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
    """Return every name agencies of a region go or went by, and the name of today."""
    agencies = Agency.objects.filter(region__code=region_code).prefetch_related("aliases")
    today = {agency.pk: agency.name for agency in agencies}
    printed = Assignment.objects.filter(agency__in=today).values_list("printed_name", "agency").distinct()
    past = Agency.history.filter(id__in=today).values_list("name", "id")
    names = {name: today[pk] for name, pk in [*printed, *past]}
    names |= {alias.name: agency.name for agency in agencies for alias in agency.aliases.all()}
    return names | {name: name for name in today.values()}
