"""Two steps that cross: the second waits for the first, and then finds what it made; on connections of their own.

And a row with a history is stored together with its record, or not at all.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from simple_history.utils import get_history_manager_for_model

from documents.models import Snapshot
from ipplans.snapshots import take_snapshot
from plans.models import NotPossible, Region, Report, Round, User
from plans.models.history import Recorded
from targets.models import Actual, Evidence
from tasks.models import TaskEvidence, TaskReport
from tests.cast import Cast, make_cast

TODAY = dt.date(2023, 2, 1)
Step = Callable[[], object]

at_once = pytest.mark.django_db(transaction=True)


def post(user: User, name: str, *args: object, **data: object) -> Step:
    """A form as it is sent from a browser of its own."""

    def send() -> int:
        client = Client()
        client.force_login(user, backend="plans.signed_in.Backend")
        return client.post(reverse(name, args=args), data).status_code

    return send


def cross(first: Step, second: Step) -> None:
    """Take the second step while the first is not committed: it waits until the first is."""

    def elsewhere() -> None:
        try:
            second()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            first()
            waiting = pool.submit(elsewhere)
            with pytest.raises(TimeoutError):
                waiting.result(timeout=0.6)
        waiting.result()


def pdf() -> SimpleUploadedFile:
    return SimpleUploadedFile("a.pdf", b"%PDF-1.4 evidence", "application/pdf")


def round_of(cast: Cast) -> Round:
    return Round.objects.get(plan=cast.plan, year=2022, period="year")


def close(cast: Cast) -> Step:
    return post(cast.reviewer, "plans:round_action", round_of(cast).pk, "close")


def task_report(cast: Cast, *, is_submitted: bool) -> TaskReport:
    report = TaskReport(task=cast.plan.tasks.get(seq=1), year=2022, version=0)
    report.enter({"state": "on_track", "summary": "已开展"}, cast.lead, cast.clerk)
    if is_submitted:
        report.submit(cast.clerk)
    TaskReport.objects.save_with_history([report], cast.clerk)
    return report


@at_once
def test_a_figure_is_not_reopened_while_it_is_made_final() -> None:
    cast = make_cast()
    actual = cast.approved("90")
    round_of(cast).close()
    reopen = post(cast.reviewer, "review_action", actual.pk, "reopen", reason="更正", version=actual.version)
    cross(lambda: take_snapshot(round_of(cast), cast.reviewer, str(cast.reviewer), TODAY), reopen)
    assert Actual.objects.get(pk=actual.pk).status == Report.Status.APPROVED
    assert Snapshot.objects.get().figures.get(seq=1).value == Decimal(90)


@at_once
def test_what_is_reopened_first_is_not_made_final_as_it_was_left() -> None:
    cast = make_cast()
    actual = cast.approved("90")
    round_of(cast).close()

    def enter_again() -> None:
        found = Actual.objects.get(pk=actual.pk)
        found.reopen(cast.reviewer, "更正")
        found.enter({"value": Decimal(80)}, cast.lead, cast.clerk)
        found.submit(cast.clerk)
        Actual.objects.save_with_history([found], cast.clerk)

    sign = post(cast.reviewer, "freeze_round", round_of(cast).pk, signed=str(cast.reviewer))
    cross(enter_again, sign)
    assert not Snapshot.objects.exists()  # a submission waits for review
    assert round_of(cast).status == Round.Status.CLOSED


@at_once
@pytest.mark.parametrize("kind", ["figure", "task"])
def test_nothing_is_withdrawn_from_a_round_that_closes(kind: str) -> None:
    cast = make_cast()
    report: Actual | TaskReport
    if kind == "figure":
        report = cast.submitted("90")
        withdraw = post(cast.clerk, "targets:withdraw", report.pk)
    else:
        report = task_report(cast, is_submitted=True)
        withdraw = post(cast.clerk, "tasks:withdraw_report", report.pk)
    cross(close(cast), withdraw)
    report.refresh_from_db()
    assert report.status == Report.Status.SUBMITTED


@at_once
@pytest.mark.parametrize("kind", ["figure", "task"])
def test_no_evidence_comes_or_goes_while_a_round_closes(kind: str) -> None:
    cast = make_cast()
    model: type[Evidence] | type[TaskEvidence]
    if kind == "figure":
        pk, model, app = cast.actual("90").pk, Evidence, "targets"
    else:
        pk, model, app = task_report(cast, is_submitted=False).pk, TaskEvidence, "tasks"
    cross(close(cast), post(cast.clerk, f"{app}:add_evidence", pk, file=pdf()))
    assert not model.objects.exists()
    round_of(cast).reopen("补报")
    post(cast.clerk, f"{app}:add_evidence", pk, file=pdf())()
    kept = model.objects.get()
    cross(close(cast), post(cast.clerk, f"{app}:remove_evidence", kept.pk))
    assert model.objects.get() == kept


@at_once
def test_no_part_is_added_while_a_round_closes() -> None:
    cast = make_cast()
    report = task_report(cast, is_submitted=False)
    add = post(cast.other_clerk, "tasks:task_part", report.task_id, 2022, text="已配合", is_confirmed="on")
    cross(close(cast), add)
    assert not report.parts.exists()


@at_once
def test_an_earlier_round_is_not_reopened_while_the_later_one_is_made_final() -> None:
    cast = make_cast()
    half = Round.objects.create(plan=cast.plan, year=2022, period="h1", opens=TODAY, due=TODAY)
    for round_ in (half, round_of(cast)):
        round_.close()
    reopen = post(cast.reviewer, "plans:round_action", half.pk, "reopen", reason="更正")
    cross(lambda: take_snapshot(round_of(cast), cast.reviewer, str(cast.reviewer), TODAY), reopen)
    half.refresh_from_db()
    assert half.status == Round.Status.CLOSED


@at_once
def test_a_round_that_a_later_one_replaces_meanwhile_is_not_made_final() -> None:
    cast = make_cast()
    round_of(cast).delete()
    half = Round.objects.create(plan=cast.plan, year=2022, period="h1", opens=TODAY, due=TODAY)
    half.close()
    opened = post(cast.reviewer, "plans:round_list", cast.plan.slug, year=2022, period="year", opens=TODAY, due=TODAY)
    cross(opened, post(cast.reviewer, "freeze_round", half.pk, signed=str(cast.reviewer)))
    assert round_of(cast).period == "year"
    half.refresh_from_db()
    assert half.status == Round.Status.CLOSED


def recorded_models() -> list[type]:
    return [model for model in apps.get_models() if hasattr(model._meta, "simple_history_manager_attribute")]


def test_every_row_with_a_history_is_stored_together_with_its_record() -> None:
    assert len(recorded_models()) > 20
    assert [model for model in recorded_models() if not issubclass(model, Recorded)] == []


@at_once
def test_without_its_record_a_row_is_not_stored(monkeypatch: pytest.MonkeyPatch) -> None:
    """As after a fault between the two: the record cannot be written, so the row is not."""
    region = Region.objects.create(code="980000", name="某省", slug="mou", level="province")
    records = get_history_manager_for_model(Region).model

    def fail(*_args: object, **_kwargs: object) -> None:
        raise NotPossible("磁盘")

    monkeypatch.setattr(records, "save", fail)
    region.name = "别省"
    with pytest.raises(NotPossible):
        region.save()
    region.refresh_from_db()
    assert region.name == "某省"
    with pytest.raises(NotPossible):
        region.delete()
    assert Region.objects.filter(pk=region.pk).exists()


@pytest.mark.django_db
def test_records_stand_in_the_order_in_which_they_were_stored(cast: Cast) -> None:
    """A clock that is set back an hour moves none of them."""
    actual = cast.submitted("90")
    actual.return_for_correction(cast.reviewer, "请核对")
    actual._history_date = actual.changed_at - dt.timedelta(hours=1)
    Actual.objects.save_with_history([actual], cast.reviewer)
    assert actual.history.first().status == actual.history.latest().status == Report.Status.RETURNED
    assert [row.status for row in actual.history.all()] == ["returned", "submitted", "draft"]
