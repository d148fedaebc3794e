"""The note itself: who is to answer it, and that it is answered once."""

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from plans.models import Agency
from tasks.models import Note
from tests.cast import Cast, add_task
from tests.refusals import refused


def notes(cast: Cast) -> dict[str, Note]:
    """One on each kind of row: reported by its coordinator, by another, by a lead, without a lead, by nobody."""
    subjects: dict[str, dict[str, Any]] = {
        "coordinator": {"indicator": cast.indicator(1)},
        "reporter": {"indicator": cast.indicator(2)},
        "lead": {"task": cast.plan.tasks.get(seq=1)},
        "first printed": {"task": cast.plan.tasks.get(seq=2)},
        "nobody": {"task": add_task(cast.plan, 9, None, [])},
    }
    return {name: Note.objects.create(text="请说明", author=cast.leader, **on) for name, on in subjects.items()}


def test_those_who_report_the_row_answer(cast: Cast) -> None:
    assert {name: note.agencies for name, note in notes(cast).items()} == {
        "coordinator": [cast.lead],
        "reporter": [cast.partner],
        "lead": [cast.lead],
        "first printed": [cast.partner],
        "nobody": [],
    }


def test_an_indicator_that_nobody_reports_is_answered_by_nobody(cast: Cast) -> None:
    note = notes(cast)["coordinator"]
    note.plan.coordinator = None
    assert note.agencies == []


def test_the_database_finds_the_notes_of_an_agency(cast: Cast) -> None:
    made = notes(cast).values()
    for agency in (cast.lead, cast.partner, Agency.objects.create(region=cast.here, name="市丁局")):
        found = Note.objects.for_agencies({agency.pk})
        assert set(found) == {note for note in made if agency in note.agencies}


def test_the_successor_answers_after_a_hand_over(cast: Cast) -> None:
    new = Agency.objects.create(region=cast.here, name="市新局")
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    Agency.objects.filter(pk=cast.lead.pk).update(successor=new, valid_to=yesterday)
    made = notes(cast)
    for name in ("coordinator", "lead"):
        assert Note.objects.with_subjects().get(pk=made[name].pk).agencies == [new]


def test_a_note_belongs_to_the_plan_of_its_subject(cast: Cast) -> None:
    assert {note.plan for note in notes(cast).values()} == {cast.plan}


def test_an_answer_is_kept_with_who_and_when(cast: Cast) -> None:
    note = notes(cast)["lead"]
    before = timezone.now()
    note.reply("  年底\x00补齐\n见附件 ", cast.clerk)
    note.refresh_from_db()
    assert (note.answer, note.answered_by) == ("年底补齐\n见附件", cast.clerk)
    assert note.answered_at is not None
    assert before <= note.answered_at <= timezone.now()
    assert note.history.count() == 2


def test_a_note_is_answered_once(cast: Cast) -> None:
    note = notes(cast)["lead"]
    note.reply("年底补齐", cast.clerk)
    with refused():
        note.reply("再答", cast.colleague)
    note.refresh_from_db()
    assert (note.answer, note.answered_by) == ("年底补齐", cast.clerk)


@pytest.mark.parametrize("text", ["", " \n ", "\x00\u200b", "字" * 501])
def test_an_answer_needs_words_of_bounded_length(cast: Cast, text: str) -> None:
    note = notes(cast)["lead"]
    with refused():
        note.reply(text, cast.clerk)
    note.refresh_from_db()
    assert (note.answer, note.answered_by, note.answered_at) == ("", None, None)


def test_an_answer_may_have_full_length(cast: Cast) -> None:
    note = notes(cast)["lead"]
    note.reply("字" * 500, cast.clerk)
    note.refresh_from_db()
    assert len(note.answer) == 500


def test_answered_notes_wait_no_more(cast: Cast) -> None:
    made = notes(cast)
    made["lead"].reply("年底补齐", cast.clerk)
    assert set(Note.objects.unanswered()) == {note for name, note in made.items() if name != "lead"}


@pytest.mark.parametrize("both", [True, False])
def test_a_note_is_on_an_indicator_or_a_task(cast: Cast, both: bool) -> None:
    on: dict[str, Any] = {"indicator": cast.indicator(1), "task": cast.plan.tasks.get(seq=1)} if both else {}
    with pytest.raises(IntegrityError), transaction.atomic():
        Note.objects.create(text="请说明", **on)
