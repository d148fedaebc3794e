"""Check the audit log: was an entry changed, taken out or put in between? Exit 1 if so."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from plans import audit
from plans.models import AuditEntry


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        found = list(audit.faults())
        for words in found:
            self.stdout.write(words)
        if found:
            sys.exit(1)
        last = AuditEntry.objects.first()
        end = f"; the last is {last.pk} {last.digest}" if last else ""
        self.stdout.write(f"{AuditEntry.objects.count()} entries, nothing changed{end}")
