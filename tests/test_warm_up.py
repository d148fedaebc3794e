"""A new process has loaded what a page needs before it answers the first one."""

import os
import subprocess
import sys

LOADED_LATER = """
import sys
import ipplans.wsgi
from django.template import engines
from django.test import Client
loader, = engines["django"].engine.template_loaders
before, templates = set(sys.modules), set(loader.get_template_cache)
assert Client().get("/regions/x/", headers={"Host": "localhost"}).status_code == 302
ours = ("ipplans", "documents", "tasks", "targets", "plans", "allauth", "django_tables2", "plotly")
print(sorted(name for name in set(sys.modules) - before if name.startswith(ours)))
print(sorted(set(loader.get_template_cache) - templates))
print("region_detail.html" in templates, "ipplans.views.region" in before)
"""


def test_the_first_page_loads_nothing_of_ours() -> None:
    done = subprocess.run([sys.executable, "-c", LOADED_LATER], env=dict(os.environ), capture_output=True, text=True)
    assert done.stdout.splitlines() == ["[]", "[]", "True True"], done.stdout + done.stderr[-2000:]


FORKED_AFTERWARDS = """
import threading
import ipplans.wsgi
from django.db import connections
print([one.connection for one in connections.all(initialized_only=True) if one.connection], threading.active_count())
"""


def test_what_is_loaded_before_the_fork_holds_no_connection_and_no_thread() -> None:
    """Two workers that spoke through one connection would get each other's answers."""
    done = subprocess.run(
        [sys.executable, "-c", FORKED_AFTERWARDS], env=dict(os.environ), capture_output=True, text=True
    )
    assert done.stdout.split() == ["[]", "1"], done.stdout + done.stderr[-2000:]
