"""Make a release ready to serve: static files, the tables of the database, the regions and the catalogue.

Asked again, it does what is missing; it is the step after installing and after each upgrade.
"""

import io
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write("Making ready: up to a minute.")
        call_command("vendorassets", stdout=io.StringIO())
        call_command("collectstatic", interactive=False, clear=True, verbosity=0)
        call_command("migrate", verbosity=0)
        call_command("loadregions", stdout=self.stdout)
        self.stdout.write("Ready to serve.")
