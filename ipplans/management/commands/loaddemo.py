"""Put the demonstration in, unless anybody has an account already."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from ipplans import demo
from plans.models import Plan, User


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        if User.objects.exists():
            self.stdout.write("There are accounts already; the demonstration was left as it is.")
            return
        demo.load(timezone.localdate())
        Plan.objects.all().raise_revisions()  # every page says that the system holds invented values
        self.stdout.write(f"Demonstration accounts: {', '.join(row[0] for row in demo.ACCOUNTS)}")
