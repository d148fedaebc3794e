"""Who reports a task, and who adds a part: what follows from its agencies (domain.md §5)."""

import datetime as dt

import pytest
from django.utils import timezone

from plans.models import Agency
from tasks.models import Task
from tasks.models.task import reporting
from tests.cast import Cast, add_task

YESTERDAY = timezone.localdate() - dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("parts", "named", "expected"),
    [
        ([("lead", 1), ("co", 2)], None, [1]),
        ([("co", 2), ("lead", 1)], None, [1]),
        ([("lead", 1), ("co", 2), ("lead", 3)], None, [1, 3]),
        ([("lead", 1), ("co", 2)], 2, [1]),  # a name stands only where the document marks no lead
        ([("co", 2), ("co", 3)], None, [2]),
        ([("co", 2), ("co", 3)], 3, [3]),
        ([("co", 2), ("co", 3)], 9, [9]),
        ([], 9, [9]),
        ([], None, []),
    ],
)
def test_the_leads_report_else_the_named_else_the_first_printed(
    parts: list[tuple[str, int]], named: int | None, expected: list[int]
) -> None:
    assert reporting(parts, named) == expected


def third(cast: Cast) -> Agency:
    return Agency.objects.create(region=cast.here, name="市丁局")


def hand_over(giving: Agency, taking: Agency, last_day: dt.date = YESTERDAY) -> None:
    Agency.objects.filter(pk=giving.pk).update(successor=taking, valid_to=last_day)


def stored(task: Task) -> Task:
    return Task.objects.with_agencies().get(pk=task.pk)


def test_a_task_with_leads_is_reported_by_all_of_them(cast: Cast) -> None:
    task = add_task(cast.plan, 9, cast.lead, [cast.partner, other := third(cast)])
    task.assignments.filter(agency=other).update(role="lead")
    task = stored(task)
    assert [part.agency for part in task.leads] == task.reporters == [cast.lead, other]
    assert task.partners == [cast.partner]
    assert not task.is_reporter_provisional


def test_a_task_without_a_lead_is_reported_by_the_first_printed_for_the_time_being(cast: Cast) -> None:
    task = stored(cast.plan.tasks.get(seq=2))
    assert (task.reporters, task.partners) == ([cast.partner], [cast.lead])
    assert task.is_reporter_provisional


@pytest.mark.parametrize("is_of_the_task", [True, False])
def test_a_named_reporter_takes_the_place_of_the_first_printed(cast: Cast, is_of_the_task: bool) -> None:
    reporter = cast.lead if is_of_the_task else third(cast)
    cast.plan.tasks.get(seq=2).name_reporter(reporter, "分工通知")
    task = stored(cast.plan.tasks.get(seq=2))
    assert task.reporters == [reporter]
    assert task.partners == ([cast.partner] if is_of_the_task else [cast.partner, cast.lead])
    assert not task.is_reporter_provisional
    assert task.leads == []  # never stored as a lead
    assert task.history.latest().history_change_reason == "分工通知"
    task.name_reporter(None, "撤回分工")
    assert stored(task).reporters == [cast.partner]
    assert stored(task).is_reporter_provisional


def test_a_named_reporter_does_not_displace_a_lead(cast: Cast) -> None:
    cast.plan.tasks.get(seq=1).name_reporter(cast.partner, "分工通知")
    task = stored(cast.plan.tasks.get(seq=1))
    assert (task.reporters, task.partners) == ([cast.lead], [cast.partner])


def test_a_task_of_no_agency_is_reported_by_nobody(cast: Cast) -> None:
    task = stored(add_task(cast.plan, 9, None, []))
    assert (task.reporters, task.partners) == ([], [])
    assert task.is_reporter_provisional


@pytest.mark.parametrize("role", ["lead", "first printed", "named"])
def test_whoever_reports_hands_over_to_its_successor(cast: Cast, role: str) -> None:
    new = third(cast)
    task = add_task(cast.plan, 9, cast.lead if role == "lead" else None, [cast.lead] if role == "first printed" else [])
    if role == "named":
        task.name_reporter(cast.lead, "分工通知")
    hand_over(cast.lead, new, timezone.localdate())
    assert stored(task).reporters == [cast.lead]
    hand_over(cast.lead, new)
    assert stored(task).reporters == [new]


def test_a_partner_hands_over_to_its_successor(cast: Cast) -> None:
    new = third(cast)
    hand_over(cast.partner, new)
    assert stored(cast.plan.tasks.get(seq=1)).partners == [new]


def test_a_partner_that_went_into_the_lead_adds_no_part(cast: Cast) -> None:
    hand_over(cast.partner, cast.lead)
    task = stored(cast.plan.tasks.get(seq=1))
    assert (task.reporters, task.partners) == ([cast.lead], [])


@pytest.mark.parametrize("seq", [1, 2, 3, 4, 5])
def test_the_database_finds_the_same_reporters_and_partners(cast: Cast, seq: int) -> None:
    other = third(cast)
    add_task(cast.plan, 3, other, [cast.lead]).assignments.filter(agency=cast.lead).update(role="lead")
    add_task(cast.plan, 4, None, [cast.partner, cast.lead]).name_reporter(other, "分工")
    add_task(cast.plan, 5, cast.partner, [other, cast.lead]).name_reporter(cast.lead, "分工")
    task = stored(cast.plan.tasks.get(seq=seq))
    for agency in (cast.lead, cast.partner, other):
        of_plan = cast.plan.tasks.all()
        assert of_plan.reported_by({agency.pk}).filter(seq=seq).exists() == (agency in task.reporters)
        assert of_plan.shared_by({agency.pk}).filter(seq=seq).exists() == (agency in task.partners)
