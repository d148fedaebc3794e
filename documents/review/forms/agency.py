"""Under which agency a printed name goes."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from documents.draft.cell_path import CellPath
from documents.draft.values import (
    Draft,
)
from documents.notation.agency_names import split_names
from documents.review.forms.fields import RowForm, choice_field, text_field
from plans.models import Agency


class AgencyForm(RowForm):
    """Under which agency a printed name goes: one known already, or a new one."""

    name = text_field(_("agency"), 80, is_needed=True)
    kind = choice_field(_("kind"), Agency.Kind.choices, is_open=False)
    aliases = text_field(_("other names"), 300)

    def __init__(self, draft: Draft, row_path: CellPath, *args: Any, **kwargs: Any) -> None:
        self.agency = draft.agency_at(row_path)
        super().__init__(draft, row_path, *args, **kwargs)
        del self.fields["is_removed"]
        self.fields["name"].widget.attrs["list"] = "known-agencies"

    def starting(self) -> dict[str, Any]:
        return {"name": self.agency.name, "kind": self.agency.kind, "aliases": "、".join(self.agency.aliases)}

    def apply(self, draft: Draft) -> None:
        data = self.cleaned_data
        printed = list(dict.fromkeys([*self.agency.printed, self.agency.name]))
        others = [other for other in draft.agencies if other is not self.agency]
        same = next((other for other in others if other.name == data["name"]), None)
        if same is not None:  # two printed names of one agency
            same.printed = list(dict.fromkeys([*same.printed, *printed]))
            draft.agencies = others
            return
        self.agency.name, self.agency.kind = data["name"], data["kind"]
        self.agency.aliases, self.agency.printed = split_names(data["aliases"]), printed
