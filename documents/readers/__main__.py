"""Read one document in a process of its own: `python -m documents.readers NAME LIMITS < file > blocks`.

Whatever a damaged or hostile file does to a reader, it does to this process, which may use only
so much memory; the caller ends it after so many seconds.
"""

from __future__ import annotations

import json
import resource
import sys
from typing import Any

from documents.blocks import Limits, Unfit, as_json
from documents.readers import read


def main(name: str, limits: str, memory: str) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (int(memory), int(memory)))
    answer: dict[str, Any]
    try:
        answer = {"blocks": as_json(read(name, sys.stdin.buffer.read(), Limits(**json.loads(limits))))}
    except Unfit as fault:
        answer = {"code": fault.code, "values": fault.values}
    except (MemoryError, RecursionError):
        answer = {"code": "too-much-text", "values": {}}
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
