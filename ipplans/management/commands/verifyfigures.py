"""Compute all stored figures again from the plans' rows, and say where they differ. Changes nothing."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from ipplans.summary_check import differences


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        checked = 0
        found = []
        for count, differing in differences(timezone.localdate()):
            checked += count
            found += differing
            for line in differing:
                self.stderr.write(line)
        if found:
            raise CommandError(f"{len(found)} of {checked} stored figures are not what the plans say.")
        self.stdout.write(f"{checked} stored figures are what the plans say.")
