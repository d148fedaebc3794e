"""Values that a later document (调整方案) may set anew: the one first printed stays beside them (domain.md §1)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from plans.models.history import Recorded


class Revised(Recorded):
    """A row with a `value`; without a revising document that value is the one first printed."""

    value: Any
    first_value = models.DecimalField(_("value first printed"), max_digits=15, decimal_places=4, null=True, blank=True)
    revised_by = models.CharField(_("revising document"), max_length=60, blank=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta:
        abstract = True

    @property
    def as_first_printed(self) -> Decimal | None:
        """The value of the first document, whatever later ones say; None where it printed none."""
        found: Decimal | None = self.first_value if self.revised_by else self.value
        return found

    def revision(self, document: str, reason: str) -> dict[str, Any]:
        """Return what is kept beside a value that a later document sets: it, and the value first printed."""
        first = None if self._state.adding else self.as_first_printed
        return {"first_value": first, "revised_by": document, "reason": reason}
