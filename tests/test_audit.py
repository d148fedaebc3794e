"""The audit log: every event that an office must be able to show, and that nobody changed it since."""

import datetime as dt
import io
from io import StringIO
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from plans import audit
from plans.audit import Event, record
from plans.models import AuditEntry
from tests.cast import Cast, SignedIn

PASSWORD = "cast-password"


def sign_in(name: str, password: str = PASSWORD, **headers: str) -> tuple[Client, Any]:
    client = Client(headers=headers)
    return client, client.post(reverse("sign_in"), {"username": name, "password": password})


def latest() -> AuditEntry:
    found = AuditEntry.objects.first()
    assert found is not None
    return found


def test_signing_in_failing_and_signing_out_are_entries(cast: Cast) -> None:
    client, _answer = sign_in("c-clerk")
    assert (latest().event, latest().person, latest().address) == ("signed-in", cast.clerk, "127.0.0.1")
    answer = client.post(reverse("sign_out"))
    assert (latest().event, latest().person) == ("signed-out", cast.clerk)
    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    assert latest().request_id == answer["X-Request-ID"]
    sign_in("c-clerk", "wrong")
    assert (latest().event, latest().person_name) == ("sign-in-failed", cast.clerk.label)


def test_a_password_in_the_field_of_the_name_is_not_written_down(cast: Cast) -> None:
    sign_in("my-Secret-Passw0rd", "c-clerk")
    assert latest().event == "sign-in-failed"
    assert "Secret" not in "".join(AuditEntry.objects.values_list("person_name", flat=True))


def test_a_refusal_is_an_entry_with_what_was_asked_for(cast: Cast, signed_in: SignedIn) -> None:
    assert signed_in(cast.clerk).get(reverse("accounts")).status_code == 403
    assert (latest().event, latest().person, latest().subject) == ("refused", cast.clerk, "GET /accounts/")


def test_exports_and_files_read_are_entries(cast: Cast, signed_in: SignedIn) -> None:
    signed_in(cast.leader).get(reverse("documents:target_export", args=[cast.plan.slug, "xlsx"]))
    assert (latest().event, latest().person) == ("exported", cast.leader)
    assert cast.plan.title in latest().subject
    actual = cast.actual()
    sha256 = "c86e9bd3cb2f9f4dafea8fbd9ed0ae7a0dd8dfa4ed0d2ed1e5f7d0c3a1f3a4d5"
    evidence: Any = actual.evidence.model(actual=actual, name="佐证.pdf", sha256=sha256)
    evidence.file.save("a.pdf", ContentFile(b"%PDF-1"))
    client = signed_in(cast.clerk)
    client.raise_request_exception = False
    page = client.get(reverse("targets:evidence_file", args=[evidence.pk]))
    assert page.status_code == 500  # another file than was stored is not given out
    assert "佐证.pdf" in page.content.decode()
    assert latest().event != "file-read"
    import hashlib

    type(evidence).objects.filter(pk=evidence.pk).update(sha256=hashlib.sha256(b"%PDF-1").hexdigest())
    assert client.get(reverse("targets:evidence_file", args=[evidence.pk])).status_code == 200
    assert (latest().event, latest().subject) == ("file-read", "佐证.pdf")


def test_what_an_administrator_does_to_an_account_is_an_entry(cast: Cast, signed_in: SignedIn) -> None:
    admin = signed_in(cast.admin)
    words = {"password1": "Qx7-lange-zeile", "password2": "Qx7-lange-zeile", "usable_password": "true"}
    admin.post(reverse("admin:auth_user_password_change", args=[cast.clerk.pk]), words)
    assert (latest().event, latest().person, latest().subject) == ("account-changed", cast.admin, cast.clerk.label)
    chosen = {"_selected_action": [str(cast.clerk.pk)], "action": "switch_off"}
    admin.post(reverse("admin:plans_user_changelist"), chosen)
    assert (latest().event, latest().subject, latest().details) == ("account-changed", cast.clerk.label, "已停用")


def test_the_page_and_its_workbook_show_what_was_asked_for(cast: Cast, signed_in: SignedIn) -> None:
    record(Event.EXPORTED, cast.leader, "甲市方案.xlsx", "/x")
    record(Event.REFUSED, cast.clerk, "GET /accounts/")
    record(Event.REFUSED, cast.clerk, "=HYPERLINK(1)")
    admin = signed_in(cast.admin)
    page = admin.get(reverse("audit_log"), {"event": "refused", "words": cast.clerk.name}).content.decode()
    assert "GET /accounts/" in page
    assert "甲市方案.xlsx" not in page
    content = admin.get(reverse("audit_export", args=["xlsx"]), {"event": "refused"}).content
    sheet: Any = load_workbook(io.BytesIO(content)).active
    texts = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert any("GET /accounts/" in row for row in texts)
    assert any("'=HYPERLINK(1)" in row for row in texts)  # no formula
    assert not any("甲市方案.xlsx" in row for row in texts)
    tomorrow = (timezone.localdate() + dt.timedelta(days=1)).isoformat()
    assert "GET /accounts/" not in admin.get(reverse("audit_log"), {"since": tomorrow}).content.decode()
    for person in (cast.leader, cast.clerk, cast.reviewer):
        assert signed_in(person).get(reverse("audit_log")).status_code == 403
        assert signed_in(person).get(reverse("audit_export", args=["xlsx"])).status_code == 403


def tampered(sql: str, *values: int) -> None:
    """What somebody does who has the database, and its owner's password."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE plans_auditentry DISABLE TRIGGER audit_is_kept")
        cursor.execute(sql, values)
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE plans_auditentry ENABLE TRIGGER audit_is_kept")


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE plans_auditentry SET person_name = 'x' WHERE id = %s",
        "UPDATE plans_auditentry SET subject = '' WHERE id = %s",
        "DELETE FROM plans_auditentry WHERE id = %s",
    ],
)
def test_a_change_behind_its_back_is_found(cast: Cast, sql: str) -> None:
    for number in range(5):
        record(Event.EXPORTED, cast.leader, f"{number}.xlsx")
    said = StringIO()
    call_command("verifyaudit", stdout=said)
    assert "nothing changed" in said.getvalue()
    tampered(sql, AuditEntry.objects.order_by("-pk")[2].pk)
    with pytest.raises(SystemExit):
        call_command("verifyaudit", stdout=StringIO())
    assert len(list(audit.faults())) == 1


def test_entries_put_in_and_the_first_ones_taken_out_are_found(cast: Cast) -> None:
    for number in range(4):
        record(Event.EXPORTED, cast.leader, f"{number}.xlsx")
    first, second = AuditEntry.objects.order_by("pk")[:2]
    tampered("DELETE FROM plans_auditentry WHERE id = %s", first.pk)
    assert list(audit.faults())
    assert second.previous


@pytest.mark.django_db
def test_on_postgresql_the_table_takes_no_change(cast: Cast) -> None:
    record(Event.EXPORTED, cast.leader, "a.xlsx")
    if connection.vendor != "postgresql":
        assert latest().subject == "a.xlsx"
        return
    for act in (lambda: AuditEntry.objects.update(subject="b"), lambda: AuditEntry.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()
    assert latest().subject == "a.xlsx"


def test_entries_are_kept_for_180_days_at_least_and_longer_where_asked(cast: Cast, settings: Any) -> None:
    settings.AUDIT_DAYS = 30  # fewer than may be
    record(Event.EXPORTED, cast.leader, "a.xlsx")
    record(Event.EXPORTED, cast.leader, "b.xlsx")
    today = timezone.localdate()
    before = AuditEntry.objects.count()
    assert audit.prune(today + dt.timedelta(days=179)) == 0
    settings.AUDIT_DAYS = 400
    assert audit.prune(today + dt.timedelta(days=399)) == 0
    assert audit.prune(today + dt.timedelta(days=402)) == before
    assert [entry.event for entry in AuditEntry.objects.all()] == ["pruned"]
    assert list(audit.faults()) == []
    record(Event.EXPORTED, cast.leader, "c.xlsx")
    assert list(audit.faults()) == []
