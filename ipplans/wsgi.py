"""The site as a WSGI application."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ipplans.settings")

application = get_wsgi_application()

from ipplans.warm_up import warm_up  # noqa: E402 - after the set-up

warm_up()

# Django's own objects live as long as the process: the collector need not look at them again in every request,
# and a page that reads many rows need not be interrupted by it several times.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 20)
