"""Reads whose SQL is built once answer as the queries do from which they are built."""

import datetime as dt
import threading
from typing import Any

import pytest
from django.db import connection
from django.db.models import Prefetch, Q, QuerySet
from django.test.utils import CaptureQueriesContext

from plans.models import Agency, Membership, Plan, Region, User
from plans.models.fixed_read import FixedRead
from plans.models.plan import Revisions, of_plan
from plans.models.user import HeldRole
from plans.shown_plans import EVERY_PLAN, PLAN, PLANS_OF_REGION, PLANS_OF_REGIONS
from targets.models import PlanIndicator, YearTarget
from tasks.plans_of import plans_of_agencies, revisions_of_agencies
from tests.cast import Cast, make_plan, make_user


def test_each_value_stands_where_the_query_has_it(cast: Cast) -> None:
    built = []

    def build(slug: str, pk: int) -> QuerySet[Any, Any]:
        built.append(slug)
        either = Q(slug=slug) | Q(pk=pk)
        return Region.objects.filter(either, level__in=["city", "county"]).exclude(pk=pk + 1).values_list("slug", "pk")

    read = FixedRead(build)
    for slug, pk in [(cast.here.slug, cast.here.pk), ("no-such", cast.here.pk), (cast.here.slug, 0), ("", -1)]:
        assert read(slug, pk) == list(
            Region.objects.filter(Q(slug=slug) | Q(pk=pk), level__in=["city", "county"]).values_list("slug", "pk")
        )
    assert len(built) == 1


def test_a_text_is_a_value_and_never_sql(cast: Cast) -> None:
    for text in ("' OR 1=1 --", "%s", "\ue0000", cast.here.slug + "\\"):
        assert PLANS_OF_REGION.revisions(text) == Revisions(0, 0, 0, 0)
    assert PLANS_OF_REGIONS.revisions(set()) == Revisions(0, 0, 0, 0)


def test_a_number_that_no_column_holds_finds_nothing(cast: Cast) -> None:
    read = FixedRead(lambda pk: Region.objects.filter(pk=pk))
    for number in (2**63 - 1, 2**63, 10**30, -(2**63), -(10**30)):
        assert read(number) == []


def test_values_come_as_the_query_gives_them(cast: Cast) -> None:
    """A day is a day, on SQLite too, which stores it as text."""
    old = Agency.objects.create(region=cast.here, name="旧局", successor=cast.lead, valid_to=dt.date(2024, 3, 31))
    assert Agency.objects.handed_over(dt.date(2024, 4, 1)) == {old.pk: cast.lead.pk}
    assert Agency.objects.handed_over(dt.date(2024, 3, 31)) == {}


def test_a_list_of_ids_stands_where_the_query_has_it(cast: Cast) -> None:
    """Of any length, filled up to the next power of two; an empty one finds nothing, or shuts nothing out."""
    read = FixedRead(lambda ids, day: Agency.objects.filter(pk__in=ids, region__plans__issued_on__lte=day).distinct())
    shut_out = FixedRead(lambda ids: Agency.objects.exclude(pk__in=ids))
    pks = list(Agency.objects.values_list("pk", flat=True))
    Plan.objects.update(issued_on=dt.date(2022, 5, 1))
    for ids in (pks[:0], pks[:1], pks[:3], {*pks}, tuple(pks), [*pks, *range(10**6, 10**6 + 2000)]):
        of_plans = Agency.objects.filter(pk__in=list(ids), region__plans__isnull=False).distinct()
        assert read(ids, dt.date(2022, 5, 1)) == list(of_plans)
        assert read(ids, dt.date(2022, 4, 30)) == []
        assert shut_out(ids) == list(Agency.objects.exclude(pk__in=list(ids)))


def test_no_id_of_one_list_is_taken_for_one_of_another(cast: Cast) -> None:
    """As many as SQL is kept for, in two lists at once: each is asked for what it holds."""
    read = FixedRead(lambda some, others: Region.objects.filter(Q(pk__in=some) | Q(parent__in=others)))
    for place in (0, 999, 1000, 1023):
        ids = list(range(10**6, 10**6 + 1024))
        ids[place] = cast.here.pk
        assert read(ids, [0]) == [cast.here]
        assert read([0], ids) == list(cast.here.children.all())
        assert read(ids, ids) == list(Region.objects.filter(Q(pk=cast.here.pk) | Q(parent=cast.here.pk)))


def test_none_and_truths_change_the_query_itself(cast: Cast) -> None:
    def build(regions: list[int] | None, is_named: bool) -> QuerySet[Any, Any]:
        found = Agency.objects.all() if regions is None else Agency.objects.filter(region__in=regions)
        return found.filter(name__gt="") if is_named else found.none()

    read = FixedRead(build)
    assert read(None, True) == list(Agency.objects.all())
    assert read([cast.here.pk], True) == list(Agency.objects.filter(region=cast.here))
    assert read(None, False) == []


def test_what_is_no_such_value_or_not_used_as_it_is_is_refused(cast: Cast) -> None:
    read = FixedRead(lambda value: Region.objects.filter(name=value))
    for value in (dt.datetime(2024, 1, 1), 1.5, cast.here):
        with pytest.raises(TypeError, match="takes no"):
            read(value)
    for build in (lambda word: Region.objects.filter(name__contains=word), lambda _word: Region.objects.all()):
        with pytest.raises(TypeError, match="as they are"):
            FixedRead(build)("温")


def test_relations_come_as_they_do_by_prefetch_related(cast: Cast) -> None:
    """Foreign keys, what names an object, one or many, through several, with a queryset of their own: in as many
    queries whatever the number, and what is asked further of a relation is asked anew."""
    year = cast.plan.start_year
    indicator, _other = cast.indicator(1), cast.indicator(2)
    YearTarget.objects.get_or_create(indicator=indicator, year=year + 3, defaults={"value": 7})
    lookups: list[Any] = [
        of_plan(), "targets", "goals", "actuals__last_approved", "actuals__evidence", "reporter__region", "baseline",
        Prefetch("indicator__aliases"),
    ]  # fmt: skip
    queryset = PlanIndicator.objects.prefetch_related(*lookups)
    found, expected = FixedRead(queryset.all)(), list(queryset)
    assert found == expected
    with CaptureQueriesContext(connection) as asked:
        for row, other in zip(found, expected, strict=True):
            assert row._state.fields_cache.keys() == other._state.fields_cache.keys()
            assert row.plan.region == other.plan.region
            assert list(row.plan.rounds.all()) == list(other.plan.rounds.all())
            assert list(row.targets.all()) == list(other.targets.all())
            assert all(target.indicator is row for target in row.targets.all())
            assert [a.approved for a in row.actuals.all()] == [a.approved for a in other.actuals.all()]
            assert row.targets.exists() == other.targets.exists()
            assert row.targets.count() == len(other.targets.all())
    assert len(asked) == 0
    mine = next(row for row in found if row == indicator)
    assert mine.targets.filter(year=year + 3).get() == YearTarget.objects.get(indicator=indicator, year=year + 3)
    assert mine.targets.filter(year=year + 9).first() is None


def test_one_object_or_none(cast: Cast) -> None:
    read = FixedRead(lambda pk: User.objects.filter(pk=pk))
    assert read.found(cast.leader.pk) == cast.leader
    assert read.found(cast.leader.pk).date_joined == cast.leader.date_joined
    assert read.found(0) is None


def test_each_thread_asks_by_its_own_connection(cast: Cast) -> None:
    read = FixedRead(lambda: Region.objects.order_by().values_list("pk"))
    asked_by: list[Any] = []

    def ask() -> None:
        def count(execute: Any, sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
            asked_by.append(context["connection"])
            return execute(sql, params, many, context)

        with connection.execute_wrapper(count):
            read()
        connection.close()

    ask()
    thread = threading.Thread(target=ask)
    thread.start()
    thread.join()
    assert len(asked_by) == 2
    assert asked_by[0] is not asked_by[1]


def test_revisions_are_the_same_by_every_way(cast: Cast) -> None:
    make_plan(cast.here, "second", cast.lead)
    assert PLAN.revisions(cast.plan.slug) == Plan.objects.filter(pk=cast.plan.pk).revisions()
    assert PLANS_OF_REGION.revisions(cast.here.slug) == cast.here.plans.revisions()
    assert EVERY_PLAN.revisions() == Plan.objects.revisions() == Revisions.of_each(
        dict(Plan.objects.values_list("pk", "revision"))
    )  # fmt: skip
    agencies = {cast.lead.pk}
    assert Revisions.of_each(revisions_of_agencies(agencies)) == plans_of_agencies(agencies).revisions()


def test_roles_are_read_by_their_ids_in_one_query(cast: Cast) -> None:
    person = make_user("both")
    Membership.objects.create(user=person, role="leader", region=cast.here)
    Membership.objects.create(user=person, role="staff", agency=cast.lead)
    with CaptureQueriesContext(connection) as asked:
        found = User.objects.get(pk=person.pk).roles
    assert len(asked) == 2
    above = cast.here.parent_id
    assert found == [
        HeldRole("leader", cast.here.pk, None, cast.here.pk, above),
        HeldRole("staff", None, cast.lead.pk, cast.lead.region_id, above),
    ]
