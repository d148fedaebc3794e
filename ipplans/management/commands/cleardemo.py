"""End a demonstration: its accounts, invented figures, rounds and assumptions go; all else stays."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ipplans import demo
from plans.models import Plan


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--no-input", action="store_false", dest="asks", help="Ask nothing.")

    def handle(self, *args: Any, **options: Any) -> None:
        accounts = demo.accounts().count()
        if not accounts:
            self.stdout.write("There is no demonstration in this system: nothing was done.")
            return
        if options["asks"]:
            self._ask(f"{accounts:,} accounts go, what they entered, and what was invented; what people signed stays.")
        demo.clear()
        Plan.objects.all().raise_revisions()  # no page says any more that the system holds invented values
        self.stdout.write("The demonstration is over. Make an administrator with: manage.py createsuperuser")

    def _ask(self, what: str) -> None:
        try:
            answer = input(f"{what} Type yes to go on: ")
        except EOFError:
            answer = ""
        if answer.strip().lower() != "yes":
            raise CommandError("Nothing was done: it goes on only after yes, or with --no-input.")
