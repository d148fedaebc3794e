"""Bring the browser files of installed packages together for staticfiles."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from ipplans import assets


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            for path in assets.gather(settings.VENDOR_ASSETS):
                self.stdout.write(path.name)
        except assets.AssetMissing as missing:
            raise CommandError(str(missing)) from missing
