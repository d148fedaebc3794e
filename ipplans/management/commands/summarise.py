"""Compute the stored figures of all plans that are not known yet, for lists of many regions; pages do so when asked."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from ipplans.summaries import refresh_all


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--year", type=int, help="one year alone (default: all years up to this one, and the end)")

    def handle(self, *args: Any, **options: Any) -> None:
        for shown, count in refresh_all(timezone.localdate(), options["year"]):
            self.stdout.write(f"{shown}: {count} plans computed", ending="\n")
