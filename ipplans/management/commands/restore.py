"""Put a backup into this system, which must be empty; stop the server before.

A locked one asks for its passphrase, or takes it from BACKUP_PASSPHRASE. It may come from SQLite or from PostgreSQL,
and from an older version.
"""

import getpass
import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ipplans.backup.archive import BackupRefused, is_locked
from ipplans.backup.restoring import restore_backup


class Command(BaseCommand):
    help = __doc__
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        source: Path = options["file"]
        passphrase = os.environ.get("BACKUP_PASSPHRASE", "")
        if is_locked(source) and not passphrase:
            passphrase = getpass.getpass("Passphrase: ")
        self.stdout.write("Reading the backup: half a minute for a city, some minutes for a province.")
        try:
            held = restore_backup(source, passphrase)
        except BackupRefused as refusal:
            raise CommandError(f"Nothing was restored. {refusal}") from refusal
        except OSError as fault:
            raise CommandError(f"Nothing was restored. {fault.strerror or fault} ({fault.filename or ''})") from fault
        rows = sum(member.rows or 0 for member in held.members.values())
        self.stdout.write(f"Restored: {rows:,} rows, {len(held.files()):,} files, as of {held.made}")
