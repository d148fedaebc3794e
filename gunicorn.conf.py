"""How the server runs; all of it from the environment, with values that hold on a machine of two cores.

BIND             address and port; default 127.0.0.1:8000
WORKERS          processes; default 2
THREADS          requests a process answers at once; default 16. A slow sender holds one of them, no more
SILENT_SECONDS   after so long without a byte a connection is given up; default 30
"""

import os
import re
import socket
import struct
from pathlib import Path
from typing import Any

bind = os.environ.get("BIND", "127.0.0.1:8000")
workers = int(os.environ.get("WORKERS", "2"))
worker_class = "gthread"
threads = int(os.environ.get("THREADS", "16"))
worker_connections = 1000
keepalive = 75  # seconds a connection waits for its next request, without holding a thread; longer than people pause
timeout = 60  # seconds after which a worker that answers nothing at all is replaced
max_requests, max_requests_jitter = 20_000, 2_000  # what memory a library loses comes back
limit_request_line, limit_request_fields, limit_request_field_size = 4094, 60, 8190
loglevel = os.environ.get("LOG_LEVEL", "warning")
control_socket_disable = True
wsgi_app = "ipplans.wsgi"
preload_app = True  # loaded once, before the workers are forked: what does not change, they share


def when_ready(server: Any) -> None:
    """Give up on who sends or takes nothing: accepted connections inherit it from the socket that listens."""
    wait = struct.pack("ll", int(os.environ.get("SILENT_SECONDS", "30")), 0)
    for listener in server.LISTENERS:
        for option in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
            listener.sock.setsockopt(socket.SOL_SOCKET, option, wait)


def _metrics_folder() -> Path:
    """Where the processes count together: empty at each start, for each server of a shared VAR_DIR its own."""
    name = re.sub(r"\W+", "-", f"{socket.gethostname()} {bind}")
    folder = Path(os.environ.get("VAR_DIR", "var"), "metrics", name)
    folder.mkdir(parents=True, exist_ok=True)
    for left in folder.glob("*.db"):
        left.unlink()
    return folder


if os.environ.get("METRICS_FROM"):  # before the site is loaded, which opens what it counts in
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(_metrics_folder())


def child_exit(server: Any, worker: Any) -> None:
    """Let what a process counted stay in the sum, and how it stood go."""
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        from prometheus_client import multiprocess

        multiprocess.mark_process_dead(worker.pid)
