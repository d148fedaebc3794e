"""Rows with a history, stored together with it; history rows that keep the names of that time, in their own order."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

KEPT = {"plans.agency", settings.AUTH_USER_MODEL.lower()}


class NameOfThatTime(models.CharField):  # type: ignore[type-arg]
    """The person behind a history row, as he or she was called then: set once, when the row is stored."""

    def pre_save(self, model_instance: Any, add: bool) -> Any:
        if add and model_instance.history_user is not None:
            setattr(model_instance, self.attname, model_instance.history_user.label)
        return super().pre_save(model_instance, add)


class Recorded(models.Model):
    """A row with a history: the row and its record are stored together, or neither."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        with transaction.atomic(savepoint=False):
            super().save(*args, **kwargs)


class History(HistoricalRecords):  # type: ignore[misc]
    """The history of a model, with the name its person had. What a row protects, its history protects, too.

    An agency or person that a history row names cannot be deleted: the database refuses (domain.md §3).
    """

    def get_extra_fields(self, model: Any, fields: Any) -> dict[str, Any]:
        extra: dict[str, Any] = super().get_extra_fields(model, fields)
        extra["history_user"].remote_field.on_delete = models.PROTECT
        extra["history_user_name"] = NameOfThatTime(_("person"), max_length=200, blank=True, editable=False)
        return extra

    def get_meta_options(self, model: Any) -> dict[str, Any]:
        """Records stand in the order in which they were stored: a clock may be set back, their number is not."""
        options: dict[str, Any] = super().get_meta_options(model)
        return options | {"ordering": ("-history_id",), "get_latest_by": "history_id"}

    def copy_fields(self, model: Any) -> dict[str, Any]:
        fields: dict[str, Any] = super().copy_fields(model)
        for name, field in fields.items():
            if field.many_to_one and model._meta.get_field(name).remote_field.on_delete is models.PROTECT:
                to = field.remote_field.model
                if (to if isinstance(to, str) else to._meta.label).lower() in KEPT:
                    field.remote_field.on_delete = models.PROTECT
        return fields
