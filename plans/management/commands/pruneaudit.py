"""Remove audit entries older than AUDIT_DAYS, 180 at least; run it daily from cron. The removal is an entry itself."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from plans import audit


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Removed: {audit.prune(timezone.localdate())}")
