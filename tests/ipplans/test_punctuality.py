"""In time, late, overdue, not due yet: of indicators and tasks, on the agency's page and in the lists."""

import datetime as dt
import itertools

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ipplans.snapshots import take_snapshot
from plans.delivery import Delivery, delivery, year_rounds
from plans.models import Agency, Report, Round
from targets.models import Actual, YearTarget
from tasks.delivered import delivered
from tasks.models import Assignment, Task, TaskReport
from tests.cast import Cast, SignedIn, add_task

pytestmark = pytest.mark.django_db
DUE = dt.date(2023, 1, 31)


def at(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time(23, 30)))


def report(cast: Cast, seq: int, status: str, handed_in: dt.date | None, as_of: dt.date | None = None) -> Task:
    task = add_task(cast.plan, seq, cast.lead, [])
    TaskReport.objects.create(
        task=task, year=2022, state="under-way", status=status, agency=cast.lead, as_of=as_of,
        handed_in_at=at(handed_in) if handed_in else None, changed_at=at(DUE + dt.timedelta(days=40)),
    )  # fmt: skip
    return task


@pytest.mark.parametrize("due", [DUE, dt.date(2999, 1, 31)])
@pytest.mark.parametrize("has_round", [True, False])
def test_the_database_and_the_arithmetic_agree(cast: Cast, due: dt.date, has_round: bool) -> None:
    days = [None, DUE - dt.timedelta(days=1), DUE, DUE + dt.timedelta(days=1)]
    halves = [None, dt.date(2022, 6, 30)]
    for n, (status, day, half) in enumerate(itertools.product(Report.Status.values, days, halves)):
        report(cast, 100 + n, status, day, half)
    Round.objects.filter(plan=cast.plan).update(due=due)
    if not has_round:
        Round.objects.filter(plan=cast.plan).delete()
    today = timezone.localdate()
    round_ = year_rounds(list(cast.plan.rounds.all())).get(2022)
    tasks = cast.plan.tasks.with_agencies()
    for how in Delivery:
        expected = {
            t.pk for t in tasks if delivery(next(iter(t.reports.all()), None), round_, today, t.reporter_ids) == how
        }
        found = set(delivered(cast.plan.tasks.all(), how, 2022, today).values_list("pk", flat=True))
        assert found == expected, how


def test_the_agencys_page_counts_what_it_owed(cast: Cast, signed_in: SignedIn) -> None:
    cast.plan.rounds.update(due=DUE)
    report(cast, 10, "approved", DUE)
    report(cast, 11, "submitted", DUE + dt.timedelta(days=1))
    report(cast, 12, "returned", DUE)
    response = signed_in(cast.leader).get(reverse("agency_detail", args=[cast.lead.pk]) + "?year=2022")
    found = response.context["punctuality"]
    # two more are owed: the first indicator, and the first task, of which nothing is submitted
    assert (found.on_time, found.late, found.overdue, found.waiting) == (1, 1, 3, 0)
    assert "20.0%" in response.content.decode()
    late = signed_in(cast.leader).get(reverse("agency_detail", args=[cast.lead.pk]) + "?year=2022&delivery=late")
    assert [one.task.seq for one in late.context["led"]] == [11]


def test_the_list_of_a_region_shows_the_same(cast: Cast, signed_in: SignedIn) -> None:
    cast.plan.rounds.update(due=DUE)
    report(cast, 10, "approved", DUE)
    response = signed_in(cast.leader).get(reverse("agency_list") + f"?region={cast.here.slug}&year=2022")
    table = response.context["table"]
    row = next(row for row in table.rows if row.record == cast.lead)
    assert [row.get_cell(name) for name in ("due", "on_time", "late", "overdue")] == [3, 1, 0, 2]


def test_after_a_hand_over_the_successor_answers(cast: Cast, signed_in: SignedIn) -> None:
    cast.plan.rounds.update(due=DUE)
    successor = Agency.objects.create(region=cast.here, name="市新局")
    cast.lead.successor, cast.lead.valid_to = successor, dt.date(2023, 1, 30)
    cast.lead.save()
    response = signed_in(cast.leader).get(f"/regions/{cast.here.slug}/?year=2022")
    assert "市新局" in {one.agency.name for one in response.context["agencies"]}
    assert (
        _("its work passed to:")
        in signed_in(cast.leader).get(reverse("agency_detail", args=[cast.lead.pk])).content.decode()
    )


def test_a_collective_opens_into_the_regions_below(cast: Cast, signed_in: SignedIn) -> None:
    collective = Agency.objects.create(region=cast.here, name="各县(市、区)政府", kind="collective")
    cast.there.parent = cast.here
    cast.there.save()
    response = signed_in(cast.leader).get(reverse("agency_detail", args=[collective.pk]))
    assert list(response.context["below"]) == [cast.there]
    assert "乙市" in response.content.decode()


def test_an_agency_is_found_by_any_of_its_names_and_shown_once(cast: Cast, signed_in: SignedIn) -> None:
    cast.lead.aliases.create(name="市甲甲局")
    cast.lead.aliases.create(name="市甲乙局")
    response = signed_in(cast.leader).get(reverse("agency_list") + "?q=甲甲")
    assert [row.record for row in response.context["table"].rows] == [cast.lead]
    assert "市甲局（市甲甲局、市甲乙局）" in response.content.decode()


def test_what_two_agencies_led_that_are_one_now_counts_once(cast: Cast, signed_in: SignedIn) -> None:
    cast.plan.rounds.update(due=DUE)
    successor = Agency.objects.create(region=cast.here, name="市新局")
    task = add_task(cast.plan, 20, cast.lead, [])
    Assignment.objects.create(task=task, agency=successor, seq=9, role="lead", printed_name="市新局", rule="mark")
    cast.lead.successor, cast.lead.valid_to = successor, dt.date(2023, 1, 30)
    cast.lead.save()
    client = signed_in(cast.leader)
    on_region = next(
        one
        for one in client.get(f"/regions/{cast.here.slug}/?year=2022").context["agencies"]
        if one.agency == successor
    )
    detail = client.get(reverse("agency_detail", args=[successor.pk]) + "?year=2022").context
    # one indicator, the first task, and the one that both led
    assert on_region.due == detail["punctuality"].due == 3
    assert [one.task.seq for one in detail["led"]] == [1, 20]
    old = client.get(reverse("agency_detail", args=[cast.lead.pk]) + "?year=2022").context
    assert old["punctuality"] is None


def test_an_expired_promise_is_overdue_on_every_screen(cast: Cast, signed_in: SignedIn) -> None:
    cast.plan.rounds.update(due=DUE)
    actual = cast.approved("1")
    Actual.objects.filter(pk=actual.pk).update(
        condition="not-published", value=None, expected_on=dt.date(2023, 2, 1), handed_in_at=at(DUE)
    )
    half = cast.approved("50", seq=2)
    Actual.objects.filter(pk=half.pk).update(as_of=dt.date(2022, 6, 30))
    context = signed_in(cast.leader).get(f"/regions/{cast.here.slug}/?year=2022").context
    counted = {one.agency.name: one.overdue for one in context["agencies"]}
    assert counted == {"市甲局": 2, "市丙局": 2}  # each one indicator and one task
    assert {row.series.overdue for row in context["figures"].rows} == {frozenset({2022})}


def test_odd_words_find_nothing_and_break_nothing(cast: Cast, signed_in: SignedIn) -> None:
    for query in ("?q=%00", "?q=%27%22%3C", "?region=nowhere", "?year=0001", "?page=99999999999"):
        assert signed_in(cast.leader).get(reverse("agency_list") + query).status_code == 200


def test_who_has_most_behind_is_counted_alike_on_the_regions_page_and_in_the_list(
    cast: Cast, signed_in: SignedIn
) -> None:
    cast.plan.rounds.update(due=DUE)
    cast.approved("50")  # of 100
    TaskReport.objects.create(
        task=cast.plan.tasks.get(seq=1), year=2022, state="delayed", status="approved", agency=cast.lead,
        handed_in_at=at(DUE), changed_at=at(DUE),
    )  # fmt: skip
    client = signed_in(cast.leader)
    page = client.get(f"{reverse('region_detail', args=['jia'])}?year=2022").content.decode()
    row = page[page.index(">市甲局</a></th>") :].split("</tr>")[0]
    assert row.count('<td class="num">1</td>') >= 2
    table = client.get(f"{reverse('agency_list')}?region=jia&year=2022").context["table"]
    found = table.delivered[cast.lead.pk]
    assert (found.behind, found.delayed) == (1, 1)
    # a signed year stays as it was signed, on both pages alike
    round_ = cast.plan.rounds.get(year=2022)
    round_.close()
    round_.save()
    take_snapshot(round_, cast.reviewer, str(cast.reviewer), timezone.localdate())
    YearTarget.objects.filter(indicator=cast.indicator(1), year=2022).update(value=50)
    again = client.get(f"{reverse('agency_list')}?region=jia&year=2022").context["table"].delivered[cast.lead.pk]
    page = client.get(f"{reverse('region_detail', args=['jia'])}?year=2022").content.decode()
    assert again.behind == 1
    assert "滞后最多的是" in page
