"""The admin page that takes a fixture: difference first, applied as shown."""

import json
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from plans.models import Plan, User
from targets.models import YearTarget
from tests.conftest import Cast, SignedIn

UPLOAD, CONFIRM = "documents:upload", "documents:confirm"


def fixture(**targets: str) -> bytes:
    """温州's fixture, with the target of indicator 1 in 2024 changed if asked."""
    rows: list[dict[str, Any]] = json.loads((settings.BASE_DIR / "fixtures" / "wenzhou-2022.json").read_text())
    for row in rows:
        if row["model"] == "targets.yeartarget" and row["fields"]["year"] == 2024:
            row["fields"]["value"] = targets.pop("first", row["fields"]["value"])
    return json.dumps(rows, ensure_ascii=False).encode()


def send(client: Client, content: bytes, name: str = "wenzhou.json") -> Any:
    return client.post(reverse(UPLOAD), {"file": SimpleUploadedFile(name, content)}, follow=True)


def digest(response: Any) -> str:
    return str(response.context["difference"].digest)


def target() -> YearTarget:
    return YearTarget.objects.get(indicator__plan__slug="wenzhou-2022", indicator__seq=1, year=2024)


def test_a_difference_is_shown_before_it_is_applied(cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.admin)
    shown = send(client, fixture(first="21000"))
    assert "2024: 20000" in shown.content.decode()
    assert "2024: 21000" in shown.content.decode()
    assert target().value == 20000
    client.post(reverse(CONFIRM), {"kind": "correction", "digest": digest(shown)})
    assert target().value == 21000
    assert "没有差异" in send(client, fixture(first="21000")).content.decode()


def test_what_is_stored_already_changes_nothing(cast: Cast, signed_in: SignedIn) -> None:
    assert "没有差异" in send(signed_in(cast.admin), fixture()).content.decode()


def test_only_what_was_shown_is_applied(cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.admin)
    shown = send(client, fixture(first="21000"))
    YearTarget.objects.filter(pk=target().pk).update(value=19000)
    response = client.post(reverse(CONFIRM), {"kind": "correction", "digest": digest(shown)})
    assert "请重新核对差异" in response.content.decode()
    assert target().value == 19000
    client.post(reverse(CONFIRM), {"kind": "correction", "digest": digest(response)})
    assert target().value == 21000


def test_a_revision_needs_document_and_reason(cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.admin)
    shown = send(client, fixture(first="21000"))
    response = client.post(reverse(CONFIRM), {"kind": "revision", "digest": digest(shown)})
    assert "须填写调整文件的文号和原因" in response.content.decode()
    data = {"kind": "revision", "digest": digest(shown), "doc_number": "温政办〔2024〕9号", "reason": "中期调整"}
    client.post(reverse(CONFIRM), data)
    assert (target().value, target().first_value, target().reason) == (21000, 20000, "中期调整")


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("plan.json", b"", "文件为空"),
        ("plan.docx", b"PK\x03\x04", "请选择 .json"),
        ("plan.json", b"\x00\x01", "不是 JSON"),
        ("plan.json", b'[{"model": "plans.user", "fields": {"username": "x"}}]', "plans.user"),
    ],
)
def test_what_can_not_be_taken_is_refused_in_words(
    cast: Cast, signed_in: SignedIn, name: str, content: bytes, sentence: str
) -> None:
    before = (User.objects.count(), Plan.objects.count())
    response = send(signed_in(cast.admin), content, name)
    assert sentence in response.content.decode()
    assert (User.objects.count(), Plan.objects.count()) == before


def test_a_file_over_the_limit_is_refused(cast: Cast, signed_in: SignedIn, settings: Any) -> None:
    settings.UPLOAD_LIMIT = 10
    assert "超过 20 MB" in send(signed_in(cast.admin), fixture()).content.decode()


def test_the_difference_page_without_an_upload_leads_back(cast: Cast, signed_in: SignedIn) -> None:
    assert signed_in(cast.admin).get(reverse(CONFIRM)).status_code == 302


def test_nobody_else_applies(cast: Cast, signed_in: SignedIn) -> None:
    for person in (cast.leader, cast.clerk, cast.reviewer, cast.outsider):
        assert signed_in(person).post(reverse(CONFIRM), {"kind": "correction"}).status_code == 403
