"""Remind people of reports that are due; to be run daily."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from ipplans.reminders.sending import remind


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.EMAIL_URL and not settings.REMINDER_WEBHOOK:
            raise CommandError("Neither EMAIL_URL nor REMINDER_WEBHOOK is set; nothing can be sent.")
        sent = remind(timezone.localdate())
        self.stdout.write(f"{sent.mails} mails, {sent.messages} messages sent.")
        if sent.failures:
            raise CommandError("Not sent, tried again by the next run:\n" + "\n".join(sent.failures))
