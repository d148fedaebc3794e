"""Evidence: known by its content, kept by the agency that answers, given out by right."""

import io
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.translation import gettext as _

from targets.models import Actual, Evidence
from tests.cast import Cast, SignedIn

PDF = b"%PDF-1.7 of a test"


def zipped(inside: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr(inside, "<x/>")
    return out.getvalue()


def send(cast: Cast, signed_in: SignedIn, actual: Actual, name: str, content: bytes, person: str = "clerk") -> Any:
    url = reverse("targets:add_evidence", args=[actual.pk])
    return signed_in(getattr(cast, person)).post(url, {"file": SimpleUploadedFile(name, content)}, follow=True)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("证明.pdf", PDF),
        ("a.JPG", b"\xff\xd8\xff\xe0"),
        ("a.png", b"\x89PNG\r\n\x1a\n"),
        ("a.docx", zipped("word/document.xml")),
        ("a.xlsx", zipped("xl/workbook.xml")),
    ],
)
def test_a_file_of_a_known_kind_is_kept_with_its_name(
    cast: Cast, signed_in: SignedIn, name: str, content: bytes
) -> None:
    assert "已保存" in send(cast, signed_in, cast.actual(), name, content).content.decode()
    evidence = Evidence.objects.get()
    assert (evidence.name, evidence.file.read(), evidence.added_by) == (name, content, cast.clerk)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", b"MZ\x90"),
        ("a.pdf", b""),
        ("a.exe", PDF),
        ("a.docx", b"PK\x03\x04"),
        ("a.docx", zipped("xl/workbook.xml")),
        ("a.html", b"<script>"),
        ("pdf", PDF),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused_in_words(
    cast: Cast, signed_in: SignedIn, name: str, content: bytes
) -> None:
    page = send(cast, signed_in, cast.actual(), name, content).content.decode()
    assert "请选择 pdf、docx、xlsx、jpg 或 png" in page
    assert not Evidence.objects.exists()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("合同.ofd", "OFD 阅读器打开，导出（转换）为 PDF"),
        ("台账.et", "另存为 .docx、.xlsx 或 PDF"),
        ("总结.WPS", "另存为 .docx、.xlsx 或 PDF"),
        ("材料.rar", "请先解压"),
        ("照片.heic", "另存为 .jpg 或 .png"),
    ],
)
def test_a_file_of_another_kind_is_said_how_to_convert(cast: Cast, signed_in: SignedIn, name: str, words: str) -> None:
    page = send(cast, signed_in, cast.actual(), name, PDF).content.decode()
    assert words in page
    assert f"“{name}”" in page
    assert not Evidence.objects.exists()


def test_the_same_file_is_kept_once_and_a_large_one_not_at_all(cast: Cast, signed_in: SignedIn, settings: Any) -> None:
    actual = cast.actual()
    send(cast, signed_in, actual, "a.pdf", PDF)
    assert "已经添加过" in send(cast, signed_in, actual, "b.pdf", PDF).content.decode()
    settings.UPLOAD_LIMIT = 10
    assert "超过 20 MB" in send(cast, signed_in, actual, "c.pdf", PDF + b"2").content.decode()
    assert Evidence.objects.count() == 1


@pytest.mark.parametrize(
    ("person", "status"),
    [
        ("clerk", 200),
        ("other_clerk", 403),
        ("leader", 403),
        ("reviewer", 403),
        ("admin", 403),
        ("outsider", 404),
        ("stranger", 404),
    ],
)
def test_files_are_added_by_the_agency_that_answers(cast: Cast, signed_in: SignedIn, person: str, status: int) -> None:
    assert send(cast, signed_in, cast.actual(), "a.pdf", PDF, person).status_code == status
    assert Evidence.objects.count() == (1 if status == 200 else 0)


@pytest.mark.parametrize(
    ("person", "status"),
    [
        ("clerk", 200),
        ("colleague", 200),
        ("other_clerk", 403),
        ("leader", 200),
        ("reviewer", 200),
        ("admin", 200),
        ("outsider", 404),
        ("stranger", 404),
    ],
)
def test_a_guessed_address_gives_a_file_to_those_who_may_read_it(
    cast: Cast, signed_in: SignedIn, person: str, status: int
) -> None:
    send(cast, signed_in, cast.actual(), "证明.pdf", PDF)
    response = signed_in(getattr(cast, person)).get(reverse("targets:evidence_file", args=[Evidence.objects.get().pk]))
    assert response.status_code == status
    if status == 200:
        assert response.headers["Content-Disposition"].startswith("attachment")
        assert b"".join(response.streaming_content) == PDF  # type: ignore[attr-defined]


def test_a_reviewer_finds_the_files_while_the_figure_waits(cast: Cast, signed_in: SignedIn) -> None:
    actual = cast.actual()
    send(cast, signed_in, actual, "证明.pdf", PDF)
    actual.submit(cast.clerk)
    Actual.objects.save_with_history([actual], cast.clerk)
    page = reverse("indicator_detail", args=[actual.indicator_id])
    for person, is_shown in (
        (cast.reviewer, True),
        (cast.clerk, True),
        (cast.leader, False),
        (cast.other_clerk, False),
    ):
        assert ("证明.pdf" in signed_in(person).get(page).content.decode()) == is_shown


def test_nothing_is_added_under_review_or_after_the_round(cast: Cast, signed_in: SignedIn) -> None:
    submitted = cast.submitted()
    assert (
        _("This value is under review or approved.") in send(cast, signed_in, submitted, "a.pdf", PDF).content.decode()
    )
    draft = cast.actual(year=2023)
    assert "未开放" in send(cast, signed_in, draft, "a.pdf", PDF).content.decode()
    assert not Evidence.objects.exists()
