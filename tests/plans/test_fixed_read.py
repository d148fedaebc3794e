"""Reads whose SQL is built once answer as the queries do from which they are built."""

import datetime as dt
import threading
from typing import Any

from django.db import connection, connections
from django.db.models import Q, QuerySet
from django.test.utils import CaptureQueriesContext

from plans.models import Agency, Membership, Plan, Region, User
from plans.models.fixed_read import FixedRead
from plans.models.plan import Revisions
from plans.models.user import HeldRole
from plans.shown_plans import EVERY_PLAN, PLAN, PLANS_OF_REGION
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


def test_values_come_as_the_query_gives_them(cast: Cast) -> None:
    """A day is a day, on SQLite too, which stores it as text."""
    old = Agency.objects.create(region=cast.here, name="旧局", successor=cast.lead, valid_to=dt.date(2024, 3, 31))
    assert Agency.objects.handed_over(dt.date(2024, 4, 1)) == {old.pk: cast.lead.pk}
    assert Agency.objects.handed_over(dt.date(2024, 3, 31)) == {}


def test_one_object_or_none(cast: Cast) -> None:
    read = FixedRead(lambda pk: User.objects.filter(pk=pk))
    assert read.found(cast.leader.pk) == cast.leader
    assert read.found(cast.leader.pk).date_joined == cast.leader.date_joined
    assert read.found(0) is None


def test_each_thread_asks_by_its_own_connection(cast: Cast) -> None:
    read = FixedRead(lambda: Region.objects.order_by().values_list("pk"))
    here: Any = read._statement(())
    elsewhere: list[Any] = []

    def ask() -> None:
        elsewhere.append(read._statement(()))

    thread = threading.Thread(target=ask)
    thread.start()
    thread.join()
    assert here.compiler.connection is connections["default"]
    assert elsewhere[0].compiler.connection is not here.compiler.connection
    assert elsewhere[0].sql == here.sql


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
