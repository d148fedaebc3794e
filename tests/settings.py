"""The project's settings, with what tests change."""

import os
import tempfile
from pathlib import Path

from ipplans.settings import *  # noqa: F403
from ipplans.settings import STORAGES

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_AUTOREFRESH = True
ALLOWED_HOSTS = ["*"]
VAR_DIR = Path(tempfile.mkdtemp(prefix="ipplans-test-"))
MEDIA_ROOT = VAR_DIR / "files"

if DATABASES["default"]["ENGINE"] == "plans.database.sqlite":  # noqa: F405
    # A file, as in service: in-memory databases know no second connection.
    DATABASES["default"]["TEST"] = {"NAME": os.environ.get("TEST_DATABASE", str(VAR_DIR / "test.sqlite3"))}  # noqa: F405
