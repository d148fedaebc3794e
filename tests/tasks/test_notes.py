"""Notes 批示: left by leaders, in the agency's to-do, answered once."""

import pytest
from django.urls import reverse
from django.utils.translation import gettext as _

from tasks.models import Note
from tests.cast import Cast, SignedIn


@pytest.mark.parametrize("on", ["indicator", "task"])
def test_a_note_lands_in_the_to_do_and_its_answer_beside_it(cast: Cast, signed_in: SignedIn, on: str) -> None:
    subject = cast.indicator(1) if on == "indicator" else cast.plan.tasks.get(seq=1)
    leave = reverse(f"tasks:note_on_{on}", args=[subject.pk])
    signed_in(cast.leader).post(leave, {"text": "为何滞后？"})
    note = Note.objects.get()
    assert "为何滞后？" in signed_in(cast.clerk).get(reverse("todo")).content.decode()
    assert "为何滞后？" not in signed_in(cast.other_clerk).get(reverse("todo")).content.decode()
    answer = reverse("tasks:answer_note", args=[note.pk])
    assert (
        _("Please write an answer.")
        in signed_in(cast.clerk).post(answer, {"answer": " "}, follow=True).content.decode()
    )
    signed_in(cast.clerk).post(answer, {"answer": "年底补齐"})
    page = signed_in(cast.leader).get(subject.get_absolute_url()).content.decode()
    assert "年底补齐" in page
    assert "c-clerk" in page
    assert "为何滞后？" not in signed_in(cast.clerk).get(reverse("todo")).content.decode()
    assert (
        _("This note has been answered already.")
        in signed_in(cast.clerk).post(answer, {"answer": "再答"}, follow=True).content.decode()
    )
    note.refresh_from_db()
    assert note.answer == "年底补齐"


def test_an_empty_note_is_told(cast: Cast, signed_in: SignedIn) -> None:
    leave = reverse("tasks:note_on_task", args=[cast.plan.tasks.get(seq=1).pk])
    assert (
        _("Please write what you want to know or have done.")
        in signed_in(cast.leader).post(leave, {"text": ""}, follow=True).content.decode()
    )
    assert not Note.objects.exists()


@pytest.mark.parametrize(
    ("person", "status"),
    [("leader", 302), ("reviewer", 302), ("clerk", 403), ("other_clerk", 403), ("admin", 403), ("stranger", 404)],
)
def test_notes_are_left_by_leaders_of_the_own_region(cast: Cast, signed_in: SignedIn, person: str, status: int) -> None:
    leave = reverse("tasks:note_on_indicator", args=[cast.indicator(1).pk])
    assert signed_in(getattr(cast, person)).post(leave, {"text": "请说明"}).status_code == status


@pytest.mark.parametrize(
    ("person", "status"),
    [("clerk", 302), ("colleague", 302), ("other_clerk", 403), ("leader", 403), ("reviewer", 403), ("stranger", 404)],
)
def test_notes_are_answered_by_the_agency(cast: Cast, signed_in: SignedIn, person: str, status: int) -> None:
    note = Note.objects.create(indicator=cast.indicator(1), text="请说明", author=cast.leader)
    url = reverse("tasks:answer_note", args=[note.pk])
    assert signed_in(getattr(cast, person)).post(url, {"answer": "好"}).status_code == status
