"""Say where the server answers and who can sign in."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from ipplans import demo
from plans.models import User


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", default="8000")

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"\nipplans: http://127.0.0.1:{options['port']}/\n")
        accounts = User.objects.filter(is_demo=True).prefetch_related("memberships__agency", "memberships__region")
        for user in accounts:
            roles = "、".join(f"{m.get_role_display()} {m.agency or m.region or ''}" for m in user.memberships.all())
            self.stdout.write(f"  {user.username:<14}{user.name}  {roles}")
        if accounts:
            self.stdout.write(f"  password of all: {demo.PASSWORD}\n")
        elif not User.objects.exists():
            self.stdout.write(
                "  No account yet. Make the first administrator: .venv/bin/python manage.py createsuperuser\n"
            )
