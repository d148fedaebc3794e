"""Print a stored plan as a fixture: `manage.py loaddata` elsewhere makes the same plan of it."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from documents.exports.fixture import plan_fixture
from plans.models import Plan


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("plan", metavar="PLAN", help="short name of the plan: wenzhou-2022")

    def handle(self, *args: Any, **options: Any) -> None:
        plan = Plan.objects.select_related("region").filter(slug=options["plan"]).first()
        if plan is None:
            raise CommandError(f"There is no plan {options['plan']}.")
        self.stdout.write(plan_fixture(plan), ending="")
