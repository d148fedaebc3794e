"""History rows that keep their names: the person of that time, and nobody deleted from under them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

KEPT = {"plans.agency", settings.AUTH_USER_MODEL.lower()}


class NameOfThatTime(models.CharField):  # type: ignore[type-arg]
    """The person behind a history row, as he or she was called then: set once, when the row is stored."""

    def pre_save(self, model_instance: Any, add: bool) -> Any:
        if add and model_instance.history_user is not None:
            setattr(model_instance, self.attname, model_instance.history_user.label)
        return super().pre_save(model_instance, add)


class History(HistoricalRecords):  # type: ignore[misc]
    """The history of a model, with the name its person had. What a row protects, its history protects, too.

    An agency or person that a history row names cannot be deleted: the database refuses (domain.md §3).
    """

    def get_extra_fields(self, model: Any, fields: Any) -> dict[str, Any]:
        extra: dict[str, Any] = super().get_extra_fields(model, fields)
        extra["history_user"].remote_field.on_delete = models.PROTECT
        extra["history_user_name"] = NameOfThatTime(_("person"), max_length=200, blank=True, editable=False)
        return extra

    def copy_fields(self, model: Any) -> dict[str, Any]:
        fields: dict[str, Any] = super().copy_fields(model)
        for name, field in fields.items():
            if field.many_to_one and model._meta.get_field(name).remote_field.on_delete is models.PROTECT:
                to = field.remote_field.model
                if (to if isinstance(to, str) else to._meta.label).lower() in KEPT:
                    field.remote_field.on_delete = models.PROTECT
        return fields
