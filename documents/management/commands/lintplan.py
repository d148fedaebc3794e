"""Check a stored plan by the rules that documents are checked by."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from documents.draft.findings import message, severity, where
from documents.matching.stored import draft_of
from documents.review.findings import findings_of
from plans.models import Plan


class Command(BaseCommand):
    help = "Check a stored plan."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("plan", metavar="PLAN", help="short name of the plan: wenzhou-2022")

    def handle(self, *args: Any, **options: Any) -> None:
        plan = Plan.objects.filter(slug=options["plan"]).first()
        if plan is None:
            raise CommandError(f"There is no plan {options['plan']}.")
        if not plan.is_checked:
            self.stdout.write(_("Not checked by a person yet."))
        for finding in findings_of(draft_of(plan)):
            self.stdout.write(f"[{severity(finding)}] {finding.code} {where(finding)} {message(finding)}")
