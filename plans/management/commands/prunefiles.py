"""Remove files that nothing leads to: evidence removed more than REMOVED_FILES_DAYS ago, and what failed uploads left.

Run it daily from cron.
"""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from plans.files import prune_files


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Removed: {len(prune_files(timezone.now()))}")
