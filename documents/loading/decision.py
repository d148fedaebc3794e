"""Why a stored plan changes, and why a draft cannot be loaded."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _

# what a plan was issued under, which a revising document does not replace
OF_ITS_DOCUMENT = frozenset(["title", "is_title_composed", "doc_number", "index_number", "issuer", "issued_on"])


class LoadRefused(Exception):
    """A draft that cannot be loaded; says why in words for the screen."""


class DecisionKind(StrEnum):
    """What a change is: 更正录入 (our error) or 调整方案 (a decision of the government)."""

    CORRECTION = "correction"
    REVISION = "revision"


@dataclass(frozen=True)
class Decision:
    """Why a stored plan changes; a revision names its document and reason."""

    kind: DecisionKind = DecisionKind.CORRECTION
    doc_number: str = ""
    reason: str = ""

    @property
    def why(self) -> str:
        return (
            _("correction of what was entered")
            if self.kind == DecisionKind.CORRECTION
            else f"{self.doc_number} {self.reason}"[:100]
        )
