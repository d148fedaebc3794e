"""批示台账: notes with a day to answer by, answered, overdue, settled by who left them; the leader is told."""

import datetime as dt
from io import BytesIO
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from openpyxl import load_workbook

from plans.models import User
from tasks.models import Note
from tests.cast import Cast, SignedIn


@pytest.fixture
def notes(cast: Cast) -> dict[str, Note]:
    """One note in each state."""
    today, now = timezone.localdate(), timezone.now()
    said = {"indicator": cast.indicator(1), "author": cast.leader}
    answer = {"answer": "年底补齐", "answered_by": cast.clerk, "answered_at": now}
    return {
        "open": Note.objects.create(text="请说明一", due=today, **said),
        "overdue": Note.objects.create(text="请说明二", due=today - dt.timedelta(days=1), **said),
        "answered": Note.objects.create(text="请说明三", **said, **answer),
        "closed": Note.objects.create(text="请说明四", **said, **answer, closed_by=cast.leader, closed_at=now),
    }


def page(client: Any, query: str = "") -> str:
    return str(client.get(f"{reverse('note_list')}{query}").content.decode())


def test_the_list_is_narrowed_to_a_state_and_is_a_workbook(
    cast: Cast, signed_in: SignedIn, notes: dict[str, Note]
) -> None:
    client = signed_in(cast.leader)
    for state in ("", *notes, "nonsense"):
        shown = page(client, f"?state={state}")
        expected = {state} if state in notes else set(notes)
        assert {name for name, note in notes.items() if note.text in shown} == expected
    content = client.get(reverse("note_export", args=["xlsx"]) + "?state=overdue").content
    rows = list(load_workbook(BytesIO(content)).active.values)  # type: ignore[union-attr]
    assert [(row[2], row[3], row[7]) for row in rows if row[2] and "请说明" in row[2]] == [
        ("请说明二", "市甲局", "逾期")
    ]


def test_who_sees_what_is_of_the_own_region(cast: Cast, signed_in: SignedIn, notes: dict[str, Note]) -> None:
    seen = {
        name: "请说明一" in page(signed_in(getattr(cast, name)))
        for name in ("leader", "clerk", "reviewer", "admin", "stranger", "outsider")
    }
    assert seen == {
        "leader": True, "clerk": True, "reviewer": True, "admin": True, "stranger": False, "outsider": False
    }  # fmt: skip


@pytest.mark.parametrize(
    ("person", "status", "is_closed"),
    [
        ("leader", 302, True),
        ("reviewer", 302, False),
        ("clerk", 403, False),
        ("admin", 403, False),
        ("stranger", 404, False),
    ],
)
def test_a_note_is_settled_by_who_left_it(
    cast: Cast, signed_in: SignedIn, notes: dict[str, Note], person: str, status: int, is_closed: bool
) -> None:
    close = reverse("close_note", args=[notes["answered"].pk])
    assert signed_in(getattr(cast, person)).post(close).status_code == status
    assert (Note.objects.get(pk=notes["answered"].pk).closed_at is not None) == is_closed


def test_the_note_of_a_leader_who_left_is_settled_by_another(
    cast: Cast, signed_in: SignedIn, notes: dict[str, Note]
) -> None:
    User.objects.filter(pk=cast.leader.pk).update(is_active=False)
    signed_in(cast.reviewer).post(reverse("close_note", args=[notes["open"].pk]))
    note = Note.objects.get(pk=notes["open"].pk)
    assert note.closed_by == cast.reviewer
    answer = reverse("tasks:answer_note", args=[note.pk])
    told = signed_in(cast.clerk).post(answer, {"answer": "晚了"}, follow=True).content.decode()
    assert _("This note is settled already.") in told


def test_the_leader_is_told_of_the_answer_and_the_agency_of_the_day(cast: Cast, signed_in: SignedIn) -> None:
    today = timezone.localdate()
    leave = reverse("tasks:note_on_indicator", args=[cast.indicator(1).pk])
    leader, clerk, counts = signed_in(cast.leader), signed_in(cast.clerk), reverse("menu_counts")
    late = leader.post(leave, {"text": "请说明", "due": "2020-01-01"}, follow=True).content.decode()
    assert _("This day has passed.") in late
    leader.post(leave, {"text": "请说明", "due": str(today)})
    assert f"限办日期 {today}" in clerk.get(reverse("todo")).content.decode()
    assert leader.get(counts).json()["counts"] == {"answered": 0}
    note = Note.objects.get()
    clerk.post(reverse("tasks:answer_note", args=[note.pk]), {"answer": "年底补齐"})
    assert leader.get(counts).json()["counts"] == {"answered": 1}
    leader.post(reverse("close_note", args=[note.pk]))
    assert leader.get(counts).json()["counts"] == {"answered": 0}
