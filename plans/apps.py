from django.apps import AppConfig
from django.db.models import CharField, TextField
from django.utils.translation import gettext_lazy as _

from plans.search import Alike


class PlansConfig(AppConfig):
    name = "plans"
    verbose_name = _("Regions, agencies, plans, users")

    def ready(self) -> None:
        """Every text can be searched with `alike`."""
        for field in (CharField, TextField):
            field.register_lookup(Alike)
