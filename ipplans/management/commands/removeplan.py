"""Take a plan out again, for instance a sample; refused where anybody has reported for it."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ipplans.plan_removal import remove_plan
from plans.models import NotPossible, Plan


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("plan", metavar="SLUG")
        parser.add_argument("--reason", required=True, help="why; it stands in the record")

    def handle(self, *args: Any, **options: Any) -> None:
        plan = Plan.objects.filter(slug=options["plan"]).first()
        if plan is None:
            known = ", ".join(Plan.objects.values_list("slug", flat=True))
            raise CommandError(f"There is no plan {options['plan']}. There are: {known or 'none'}")
        title = plan.title
        try:
            remove_plan(plan, options["reason"])
        except NotPossible as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"Removed: {title}")
