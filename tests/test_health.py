"""What a watcher asks: whether the server lives, and whether it can work."""

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.utils import timezone

from ipplans import health

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def not_remembered() -> Iterator[None]:
    health._are_applied.cache_clear()
    yield
    health._are_applied.cache_clear()


def ready() -> tuple[int, dict[str, str]]:
    answer = Client().get("/readyz")
    return answer.status_code, answer.json()


def noted(settings: Any, ago: dt.timedelta) -> None:
    note = {"finished": (timezone.now() - ago).isoformat()}
    (settings.VAR_DIR / health.LAST_BACKUP).write_text(json.dumps(note))


@pytest.fixture
def var(settings: Any, tmp_path: Any) -> Any:
    settings.VAR_DIR = tmp_path
    return settings


def test_both_answer_any_name_without_https_and_without_sign_in(settings: Any) -> None:
    settings.ALLOWED_HOSTS, settings.SECURE_SSL_REDIRECT = ["only.example"], True
    assert Client().get("/healthz", headers={"Host": "10.0.0.7"}).content == b"ok"
    assert Client().get("/readyz", headers={"Host": "10.0.0.7"}).status_code == 200
    assert Client().get("/", headers={"Host": "only.example"}).status_code == 301  # nothing else is exempt


def test_ready(var: Any) -> None:
    assert ready() == (200, {"database": "ok", "migrations": "ok", "disk": "ok", "backup": "never"})


def test_a_migration_that_waits(var: Any) -> None:
    newest = MigrationRecorder.Migration.objects.filter(app="plans").latest("name")
    newest.delete()
    assert ready() == (503, {"database": "ok", "migrations": "failed", "disk": "ok", "backup": "never"})


def test_too_little_space(var: Any) -> None:
    var.DISK_FREE_MB = 10**9
    assert ready()[1]["disk"] == "failed"
    assert ready()[0] == 503


@pytest.mark.parametrize(
    ("hours", "ago", "status", "said"),
    [(0, 9999, 200, "ok"), (26, 25, 200, "ok"), (26, 27, 503, "failed"), (26, None, 503, "failed")],
)
def test_the_last_backup(var: Any, hours: int, ago: int | None, status: int, said: str) -> None:
    var.BACKUP_HOURS = hours
    if ago is not None:
        noted(var, dt.timedelta(hours=ago))
    assert (ready()[0], ready()[1]["backup"]) == (status, said)


def test_a_damaged_note_of_a_backup_is_none(var: Any) -> None:
    (var.VAR_DIR / health.LAST_BACKUP).write_text("{}")
    assert ready()[1]["backup"] == "never"
