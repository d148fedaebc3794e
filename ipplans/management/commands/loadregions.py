"""Load the regions of the whole country and the catalogue of indicators; what is stored is left as it is."""

from typing import Any

from django.core.management.base import BaseCommand

from ipplans.master_data import WHOLE_COUNTRY, add_missing


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        added = add_missing(*WHOLE_COUNTRY)
        self.stdout.write(f"Added: {added}" if added else "Regions and catalogue are stored already.")
