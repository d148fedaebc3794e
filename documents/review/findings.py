"""What a person should look at in a draft: the doubts of its reading, and what the checks find."""

from __future__ import annotations

from django.utils.translation import gettext as _

from documents.draft.cell_path import CellPath
from documents.draft.findings import WARNING, Finding, severity, stops
from documents.draft.values import Draft
from documents.matching.agencies import names_of_other_plans
from documents.review.checks import lint
from documents.review.forms import blank_rows
from plans.models import Region


def findings_of(draft: Draft) -> list[Finding]:
    """Return what a person should look at; a region that is not known yet stops a load like none."""
    found = lint(draft, names_of_other_plans(draft))
    if draft.plan.region and not Region.objects.filter(code=draft.plan.region).exists():
        found.insert(0, Finding("region-unknown", CellPath.plan("region")))
    return found


class NotReady(Exception):
    """A draft that still has open questions; says which, in words for the screen."""


def require_answered(draft: Draft) -> None:
    """Raise NotReady while something stops a load, a warning was not looked at, or an added row is empty."""
    if stops(findings_of(draft)) or unacknowledged(draft):
        raise NotReady(_("Some findings are still open. Please look at them first."))
    if blank := blank_rows(draft):
        raise NotReady(_("These rows are empty; please fill or remove them: %(rows)s") % {"rows": "、".join(blank)})


def unacknowledged(draft: Draft) -> list[Finding]:
    """Return the warnings that nobody has looked at yet."""
    return [f for f in findings_of(draft) if severity(f) == WARNING and f.key not in draft.acknowledged]
