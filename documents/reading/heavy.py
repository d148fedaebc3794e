"""Heavy work: one at a time on a server, a few in line, and whoever finds the line full is told so.

The places are locks on files under the data folder: all workers of a server share them, and a killed one lets go.
"""

from __future__ import annotations

import fcntl
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO

PLACES = 4  # in line, with the one at work: each holds a thread of the server
STEP = 0.05  # seconds between two looks


class Busy(Exception):
    """The line is full, or did not move on in time."""


@contextmanager
def heavy_work(folder: Path, seconds: float) -> Iterator[None]:
    """Run the block while no other such block runs.

    Raises Busy after `seconds` in line, and at once where the line is full.
    """
    folder = folder / "heavy"
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as held:
        if not any(_is_locked(held, folder / f"place-{number}") for number in range(PLACES)):
            raise Busy
        until = time.monotonic() + seconds
        while not _is_locked(held, folder / "at-work"):
            if time.monotonic() > until:
                raise Busy
            time.sleep(STEP)
        yield


def _is_locked(held: ExitStack, path: Path) -> bool:
    """Whether the file could be locked; it is let go with `held`."""
    file: IO[bytes] = path.open("ab")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return False
    held.enter_context(file)
    return True
