"""Make the files that people asked for, one after another, until it is ended. Any number of these may run.

--once ends when nothing waits any more; --beside PID ends with that process.
"""

import os
import time
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError, close_old_connections

from documents.exports.background import work_one

PAUSE = 2.0  # seconds between two looks at what waits


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--once", action="store_true")
        parser.add_argument("--beside", type=int, metavar="PID")

    def handle(self, *args: Any, once: bool, beside: int | None, **options: Any) -> None:
        while beside is None or _lives(beside):
            try:
                has_worked = work_one()
            except DatabaseError as fault:
                if once:
                    raise
                self.stderr.write(f"The database does not answer, asked again: {fault}")
                close_old_connections()
                has_worked = False
            if once and not has_worked:
                return
            if not has_worked:
                time.sleep(PAUSE)


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
