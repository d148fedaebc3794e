"""Print a stored plan as the object of domain.md §4; importing it gives the same plan."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from documents.exports.fixture import plan_object
from plans.models import Plan


class Command(BaseCommand):
    help = "Print a stored plan."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("plan", metavar="PLAN", help="short name of the plan: wenzhou-2022")
        parser.add_argument("--format", choices=["json"], default="json")

    def handle(self, *args: Any, **options: Any) -> None:
        plan = Plan.objects.filter(slug=options["plan"]).first()
        if plan is None:
            raise CommandError(f"There is no plan {options['plan']}.")
        self.stdout.write(plan_object(plan))
