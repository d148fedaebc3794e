"""Django's `loaddata`, but what is signed stays signed: one row that would change it, and nothing is loaded."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands.loaddata import Command as LoadData

from plans.models import NotPossible, require_unsigned


class Command(LoadData):
    def save_obj(self, obj: Any) -> bool:
        """Store one row of the file. Raises CommandError where it would change what a signed year was computed from."""
        try:
            require_unsigned([obj.object])
        except NotPossible as refusal:
            raise CommandError(f"{obj.object}: {refusal.message}") from refusal
        return bool(super().save_obj(obj))
