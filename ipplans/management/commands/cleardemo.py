"""End a demonstration: its accounts, invented figures, rounds and assumptions go; all else stays."""

from typing import Any

from django.core.management.base import BaseCommand

from ipplans import demo
from plans.models import Plan


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        demo.clear()
        Plan.objects.all().raise_revisions()  # no page says any more that the system holds invented values
        self.stdout.write("The demonstration is over. Make an administrator with: manage.py createsuperuser")
