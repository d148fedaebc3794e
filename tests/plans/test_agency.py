"""Agencies that took over another's work, over several steps."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from plans.models import Agency, User
from tests.cast import Cast, make_user

DAY = dt.timedelta(days=1)


def hand_over(giving: Agency, taking: Agency | None, last_day: dt.date | None) -> None:
    """Written past `clean()`, as a fixture or another program may."""
    Agency.objects.filter(pk=giving.pk).update(successor=taking, valid_to=last_day)


@pytest.fixture
def chain(cast: Cast) -> list[Agency]:
    """Three agencies; nothing is handed over yet."""
    third = Agency.objects.create(region=cast.here, name="市丁局")
    return [cast.lead, cast.partner, third]


def current_of(agency: Agency) -> Agency:
    return Agency.objects.get(pk=agency.pk).current


@pytest.mark.parametrize(
    ("has_successor", "days", "is_open"),
    [
        (True, -1, False),
        (True, 0, True),  # the last day is still its own
        (True, 1, True),
        (True, None, True),
        (False, -1, True),
        (False, None, True),
    ],
)
def test_an_agency_has_its_work_through_its_last_day(has_successor: bool, days: int | None, is_open: bool) -> None:
    today = dt.date(2023, 5, 5)
    valid_to = None if days is None else today + days * DAY
    agency = Agency(valid_to=valid_to, successor_id=9 if has_successor else None)
    assert agency.has_open_work(today) == is_open


@pytest.mark.parametrize(
    ("first_went", "second_went", "holder"),
    [(-9, -1, 2), (-1, -9, 2), (-9, 0, 1), (0, -9, 0), (-9, None, 1), (None, -9, 0)],
)
def test_open_work_is_with_the_last_who_took_it_over(
    chain: list[Agency], first_went: int | None, second_went: int | None, holder: int
) -> None:
    today = timezone.localdate()
    for n, days in enumerate((first_went, second_went)):
        if days is not None:
            hand_over(chain[n], chain[n + 1], today + days * DAY)
    assert current_of(chain[0]) == chain[holder]
    assert current_of(chain[2]) == chain[2]


@pytest.mark.parametrize(
    ("asked", "today", "expected"),
    [
        ([2], 5, [0, 1]),
        ([1], 5, [0]),
        ([0], 5, []),
        ([1, 2], 5, [0]),  # those asked about are not named again
        ([2], 3, []),  # the second has its work through its last day, and with it the first's
        ([1], 3, [0]),
        ([1], 1, []),
        ([], 5, []),
    ],
)
def test_whose_work_was_taken_over(chain: list[Agency], asked: list[int], today: int, expected: list[int]) -> None:
    hand_over(chain[0], chain[1], dt.date(2023, 1, 1))
    hand_over(chain[1], chain[2], dt.date(2023, 1, 3))
    found = Agency.objects.predecessor_ids({chain[n].pk for n in asked}, dt.date(2023, 1, today))
    assert found == {chain[n].pk for n in expected}


def test_two_agencies_may_go_into_one(chain: list[Agency]) -> None:
    for giving in chain[:2]:
        hand_over(giving, chain[2], dt.date(2023, 1, 1))
    found = Agency.objects.predecessor_ids({chain[2].pk}, dt.date(2023, 1, 2))
    assert found == {chain[0].pk, chain[1].pk}


@pytest.mark.parametrize("length", [1, 2, 3])
def test_a_circle_ends(chain: list[Agency], length: int) -> None:
    circle = chain[:length]
    for n, giving in enumerate(circle):
        hand_over(giving, circle[(n + 1) % length], dt.date(2023, 1, 1))
    assert current_of(circle[0]) in circle
    found = Agency.objects.predecessor_ids({circle[0].pk}, dt.date(2023, 1, 2))
    assert found == {agency.pk for agency in circle[1:]}


def test_staff_enter_for_all_whose_work_came_to_their_agency(chain: list[Agency]) -> None:
    today = timezone.localdate()
    clerk = make_user("c-third", "staff", agency=chain[2])
    assert User.objects.get(pk=clerk.pk).agency_ids == {chain[2].pk}
    hand_over(chain[0], chain[1], today - 2 * DAY)
    hand_over(chain[1], chain[2], today - DAY)
    assert User.objects.get(pk=clerk.pk).agency_ids == {agency.pk for agency in chain}


def test_a_circle_over_several_steps_is_refused(chain: list[Agency]) -> None:
    hand_over(chain[0], chain[1], dt.date(2023, 1, 1))
    hand_over(chain[1], chain[2], dt.date(2023, 1, 1))
    last = Agency.objects.get(pk=chain[2].pk)
    last.successor, last.valid_to = Agency.objects.get(pk=chain[0].pk), dt.date(2023, 1, 1)
    with pytest.raises(ValidationError) as refused:
        last.full_clean()
    assert set(refused.value.message_dict) == {"successor"}


def test_an_orderly_hand_over_is_accepted(chain: list[Agency]) -> None:
    hand_over(chain[1], chain[2], dt.date(2023, 1, 1))
    first = chain[0]
    first.successor, first.valid_to = Agency.objects.get(pk=chain[1].pk), dt.date(2023, 1, 1)
    first.full_clean()
    first.successor, first.valid_to = None, None
    first.full_clean()
