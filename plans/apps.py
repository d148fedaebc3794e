from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models import CharField, TextField
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _

from plans.database.search import Alike


class PlansConfig(AppConfig):
    name = "plans"
    verbose_name = _("Regions, agencies, plans, users")

    def ready(self) -> None:
        """Every text can be searched with `alike`; what changes raises revisions as soon as the tables are there."""
        for field in (CharField, TextField):
            field.register_lookup(Alike)
        pre_migrate.connect(_without_triggers, sender=self)
        post_migrate.connect(_with_triggers, sender=self)


def _without_triggers(using: str, plan: list[Any], **kwargs: Any) -> None:
    from plans.database.revisions import remove_triggers

    if plan:
        remove_triggers(connections[using])


def _with_triggers(using: str, **kwargs: Any) -> None:
    from plans.database.revisions import install_triggers

    install_triggers(connections[using])
