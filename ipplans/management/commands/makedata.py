"""Fill a demonstration with plans of many regions, made of the shapes of those there are, to try speed and scale on."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from ipplans import master_data
from ipplans.country import make_country


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--regions", type=int, default=100, help="how many regions get a plan (default: 100)")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["regions"] < 1:
            raise CommandError("--regions: at least 1, please.")
        master_data.add_missing(*master_data.WHOLE_COUNTRY)
        try:
            made = make_country(options["regions"])
        except ValueError as refusal:
            raise CommandError(str(refusal)) from refusal
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        self.stdout.write(f"{made} regions have a made-up plan, marked as demonstration data.")
