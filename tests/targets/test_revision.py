"""A target revised by a document: the value first printed stays, the history tells of it."""

import pytest
from django.urls import reverse

from tests.cast import Cast, SignedIn

REVISION = {"value": "130", "document": "甲政办〔2023〕1号", "reason": "中期调整"}


def test_the_value_first_printed_stays_beside_the_new_one(cast: Cast, signed_in: SignedIn) -> None:
    row = cast.indicator(1)
    url = reverse("targets:revise_target", args=[row.pk, 2023])
    client = signed_in(cast.reviewer)
    assert "130" in client.post(url, REVISION, follow=True).content.decode()
    client.post(url, REVISION | {"value": "140"})
    target = row.targets.get(year=2023)
    assert (target.value, target.first_value, target.revised_by) == (140, 100, "甲政办〔2023〕1号")
    page = signed_in(cast.leader).get(row.get_absolute_url()).content.decode()
    for words in ("最初印发", "中期调整", "c-reviewer"):
        assert words in page


def test_a_year_without_a_printed_target_gets_one(cast: Cast, signed_in: SignedIn) -> None:
    row = cast.indicator(1)
    signed_in(cast.reviewer).post(reverse("targets:revise_target", args=[row.pk, 2025]), REVISION)
    target = row.targets.get(year=2025)
    assert (target.value, target.first_value) == (130, None)


@pytest.mark.parametrize("lack", ["value", "document", "reason"])
def test_nothing_is_revised_without_value_document_and_reason(cast: Cast, signed_in: SignedIn, lack: str) -> None:
    row = cast.indicator(1)
    url = reverse("targets:revise_target", args=[row.pk, 2023])
    page = signed_in(cast.reviewer).post(url, REVISION | {lack: ""}, follow=True)
    assert "notice error" in page.content.decode()
    assert row.targets.get(year=2023).value == 100
