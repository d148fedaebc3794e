"""Put everything into one file while people work: rows, files, secret key.

With BACKUP_PASSPHRASE in the environment, or --lock, which asks for it, the file is locked.
"""

import getpass
import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from ipplans.backup.archive import BackupRefused
from ipplans.backup.making import make_backup


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path)
        parser.add_argument("--lock", action="store_true", help="ask for a passphrase")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            made = make_backup(options["file"], _passphrase(is_asked=options["lock"]))
        except BackupRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        except DatabaseError as fault:
            raise CommandError(f"No backup was made: the database says: {fault}") from fault
        except OSError as fault:
            raise CommandError(
                f"No backup was made: {fault.strerror or fault} ({fault.filename or options['file']})"
            ) from fault
        rows = sum(member.rows or 0 for member in made.members.values())
        size = options["file"].stat().st_size
        self.stdout.write(f"{options['file']}: {rows:,} rows, {len(made.files()):,} files, {size:,} bytes")


def _passphrase(*, is_asked: bool) -> str:
    if not is_asked:
        return os.environ.get("BACKUP_PASSPHRASE", "")
    first = getpass.getpass("Passphrase: ")
    if not first or first != getpass.getpass("Once more: "):
        raise CommandError("The two passphrases are not the same, or empty. Nothing was done.")
    return first
