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
