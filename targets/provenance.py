"""Where the actual values of a page come from: the plan's own text, the agencies, or the demonstration."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from targets.models import Actual


class Provenance(StrEnum):
    PRINTED = "printed"
    REPORTED = "reported"
    INVENTED = "invented"


@dataclass(frozen=True)
class DataNotice:
    """What is true of all values of a page."""

    found: frozenset[Provenance]

    @property
    def is_invented(self) -> bool:
        """Whether a value of the demonstration is among them."""
        return Provenance.INVENTED in self.found

    @property
    def is_printed(self) -> bool:
        """Whether all are the plan's own."""
        return self.found == {Provenance.PRINTED}

    @property
    def words(self) -> str:
        """The sentence above the page."""
        if self.is_invented and len(self.found) > 1:
            return str(_("Some of the actual values are invented and only show what the system does."))
        if self.is_invented:
            return str(_("Actual values are invented and only show what the system does."))
        if self.is_printed:
            return str(_("The actual values on this page are real and come from the document itself."))
        if Provenance.PRINTED in self.found:
            return str(_("The actual values on this page come from the document itself or were reported by agencies."))
        return str(_("The actual values on this page were reported by agencies."))


def data_notice(actuals: Iterable[Actual]) -> DataNotice | None:
    """Return where these values come from; None where there are none."""
    found = frozenset(provenance(actual) for actual in actuals)
    return DataNotice(found) if found else None


def provenance(actual: Actual) -> Provenance:
    """Return where one value comes from. One that no agency reported is stated by the document (domain.md §1)."""
    if actual.is_invented:
        return Provenance.INVENTED
    return Provenance.REPORTED if actual.agency_id else Provenance.PRINTED


def demo_note(invented: Iterable[bool]) -> str:
    """The sentence on a file that holds values of the demonstration; "" on any other."""
    return str(_("Demonstration data: actual values are invented.")) if any(invented) else ""
