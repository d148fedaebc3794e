"""Load the plan fixtures that are not stored yet; what is stored is left as it is."""

from io import StringIO
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import transaction

from ipplans.master_data import DEMONSTRATED, add_missing
from plans.models import Plan

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
        add_missing(*DEMONSTRATED)
        call_command("loaddata", *new, verbosity=0)
        # Fixtures are loaded without a record; the first one lets every later change say what was before.
        call_command("populate_history", auto=True, verbosity=0, stdout=StringIO())
        self.stdout.write(f"Loaded: {', '.join(new)}")
