"""Load the plan fixtures that are not stored yet; what is stored is left as it is."""

from io import StringIO
from typing import Any

from django.conf import settings
from django.core import serializers
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import transaction

from plans.models import Plan

MASTER_DATA = ("regions", "indicators")
PLANS = ("wenzhou-2022", "yueqing-2022", "tongzhou-2022", "jiaxing-2021", "jiaxing-2016")


class Command(BaseCommand):
    help = __doc__

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        stored = set(Plan.objects.values_list("slug", flat=True))
        new = [slug for slug in PLANS if slug not in stored]
        if not new:
            self.stdout.write("All plans are stored already.")
            return
        for name in MASTER_DATA:
            self._add_missing(name)
        call_command("loaddata", *new, verbosity=0)
        # Fixtures are loaded without a record; the first one lets every later change say what was before.
        call_command("populate_history", auto=True, verbosity=0, stdout=StringIO())
        self.stdout.write(f"Loaded: {', '.join(new)}")

    def _add_missing(self, name: str) -> None:
        """Add the rows of a fixture that nobody has made yet; changed ones keep their changes."""
        text = (settings.BASE_DIR / "fixtures" / f"{name}.json").read_text(encoding="utf-8")
        for row in serializers.deserialize("json", text):
            if row.object.pk is None:
                row.save()
