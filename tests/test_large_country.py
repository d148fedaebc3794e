"""A hundred regions: what lists of a country show and how; pages read by indexes what grows with the country."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from ipplans.branches import branch_rows
from ipplans.models import IndicatorSummary
from ipplans.region_rows import region_rows
from ipplans.summaries import refresh_years, stored_rows
from ipplans.summary_check import differences
from plans import kept_pages
from plans.models import Agency, Membership, Plan, Region, Round, User
from plans.models.reach import EVERYWHERE
from targets.models import Actual, PlanIndicator
from tasks.models import Task

pytestmark = pytest.mark.django_db
REGIONS = 140  # more than an overview shows one by one
YEAR = 2024


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[int]:
    """The id of a leader of a country whose regions have made-up plans; made once, and taken back at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("makedata", "--regions", str(REGIONS), verbosity=0)
        user = User.objects.create_user("country-leader", password="country-password")
        Membership.objects.create(user=user, role="leader", region=Region.objects.get(parent=None))
        yield user.pk
        transaction.set_rollback(True)


@pytest.fixture
def country(made: int, db: None) -> User:
    return User.objects.get(pk=made)


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user, "plans.signed_in.Backend")
    return client


def test_a_country_is_shown_by_its_provinces_which_unfold(country: User) -> None:
    client = client_of(country)
    page = client.get(f"/?year={YEAR}")
    branches = page.context["branches"]
    plans = Plan.objects.in_force(YEAR)
    assert sum(branch.plan_count for branch in branches) == len({plan.region_id for plan in plans})
    assert len(page.content) < 150_000
    largest = max(branches, key=lambda branch: branch.plan_count)
    for branch in branches[:3]:
        ids = Region.objects.ids_below([branch.region.pk])
        rows = region_rows(Plan.objects.filter(region__in=ids), YEAR, timezone.localdate())
        assert branch.troubled == sum(row.troubled for row in rows)
        assert dict(branch.counts) == {s: sum(row.in_state(s) for row in rows) for s, _n in branch.counts}
        assert branch.tasks.delayed == sum(row.tasks.delayed for row in rows)
        assert branch.last_report == max((row.last_report for row in rows if row.last_report), default=None)
    kept_pages.clear()
    unfolded = client.get(f"/?in={largest.region.slug}&year={YEAR}&rows", headers={"HX-Request": "true"})
    assert "<html" not in unfolded.content.decode()
    assert unfolded.content.decode().count("<tr>") >= 1
    whole = client.get(f"/?in={largest.region.slug}&year={YEAR}")  # without script, the same as a page
    assert largest.region.name in whole.content.decode()


@pytest.mark.parametrize("within", ["", "zhejiang"])
def test_every_number_of_the_sentence_leads_to_a_list_of_as_many(country: User, within: str) -> None:
    client = client_of(country)
    page = client.get("/", {"year": YEAR} | ({"in": within} if within else {})).content.decode()
    said = page.split('<p class="statement">')[1].split("</p>")[0]
    counted = re.findall(r'<a href="(/indicators/\?[^"]+)">(\d+)</a>', said)
    assert len(counted) >= 3
    for address, number in counted:
        kept_pages.clear()
        assert client.get(unescape(address)).context["count"] == int(number), address


def test_the_sum_of_provinces_is_the_sum_of_their_regions(country: User) -> None:
    today = timezone.localdate()
    for is_final in (False, True):
        rows = stored_rows(Plan.objects.all(), YEAR, is_final, today)
        tops = list(Region.objects.filter(parent__parent=None, parent__isnull=False))
        branches = branch_rows(tops, EVERYWHERE, YEAR, is_final)
        assert sum(branch.indicator_count for branch in branches) == sum(row.indicator_count for row in rows)
        assert sum(branch.troubled for branch in branches) == sum(row.troubled for row in rows)
        states = [sum(n for _state, n in branch.regions_by_state) for branch in branches]
        assert sum(states) == len(rows)


def test_stored_figures_are_those_of_the_rows_and_follow_a_change(country: User) -> None:
    today = timezone.localdate()
    plans = Plan.objects.all()
    assert refresh_years(plans, YEAR, False, today) > REGIONS
    assert refresh_years(plans, YEAR, False, today) == 0
    actual = Actual.objects.filter(year=YEAR, status="approved").latest("pk")
    Actual.objects.filter(pk=actual.pk).update(value=1)
    assert refresh_years(plans, YEAR, False, today) == 1
    assert [line for _n, lines in differences(today) for line in lines] == []
    IndicatorSummary.objects.filter(indicator=actual.indicator_id).update(is_troubled=True, value=7)
    assert len([line for _n, lines in differences(today) for line in lines]) >= 1


def test_a_day_that_changes_a_state_is_known_beforehand(country: User) -> None:
    """What is stored holds to its day: computed on the days before it comes out the same."""
    today = dt.date(2025, 1, 10)
    plans = Plan.objects.filter(slug="wenzhou-2022")
    Round.objects.filter(plan__in=plans, year=YEAR).update(opens="2025-01-01", due="2025-02-20", status="open")
    Actual.objects.filter(indicator__plan__in=plans, year=YEAR).update(status="draft")
    Actual.history.filter(indicator__plan__in=plans, year=YEAR).delete()
    shown: dict[dt.date, Any] = {}
    for n in range(60):
        day = today + dt.timedelta(days=n)
        row = region_rows(plans, YEAR, day)[0]
        shown[day] = (row.counts, row.lights, row.tasks)
    day, computed_on = today, 0
    while day < today + dt.timedelta(days=60):
        computed_on += refresh_years(plans, YEAR, False, day)
        kept = stored_rows(plans, YEAR, False, day)[0]
        assert (kept.counts, kept.lights, kept.tasks) == shown[day], day
        day += dt.timedelta(days=1)
    assert 2 <= computed_on <= 15  # on the few days on which something changes, not on each


def test_a_region_is_chosen_by_typing_its_name(country: User) -> None:
    client = client_of(country)
    region = Plan.objects.filter(region__level="county").latest("pk").region
    page = client.get(reverse("agency_list"), {"region": region.name})
    text = page.content.decode()
    assert "<select" not in text.split("<form", 2)[2].split("</form>")[0]
    assert region.name in text
    assert "没有名称含“无此地”" in client.get(reverse("agency_list"), {"region": "无此地"}).content.decode()
    found = client.get(reverse("agency_list"), {"region": "县"}).content.decode()
    assert "有几个地区" in found


def test_a_comparison_ranks_all_and_shows_a_page(country: User) -> None:
    client = client_of(country)
    page = client.get(reverse("compare"))
    shown = [row for group in page.context["groups"] for row in group.rows]
    entry = page.context["chosen"]
    assert len(shown) == 20
    year = page.context["years"][-1]
    for row in shown:
        value = row.now
        if value is None or value.rank is None:
            continue
        group = next(g for g in page.context["groups"] if row in g.rows)
        others = IndicatorSummary.objects.filter(
            entry=entry, year=year, is_final=False, value__gt=value.value,
            indicator__accumulation=row.figures.indicator.accumulation, indicator__direction=group.direction,
            summary__plan__region__level=group.level,
        ).count()  # fmt: skip
        assert value.rank == others + 1 if group.direction == "more" else True
    assert client.get(reverse("compare"), {"page": "2"}).context["page"].number == 2


GROWING = ("targets_actual", "targets_historicalactual", "targets_planindicator", "targets_yeartarget", "tasks_task",
           "tasks_taskreport", "tasks_historicaltaskreport", "tasks_assignment", "plans_agency", "plans_membership",
           "plans_user", "ipplans_indicatorsummary", "django_session", "plans_historicalmembership")  # fmt: skip


def pages(country: User) -> dict[str, tuple[User, str]]:
    plan = Plan.objects.get(slug="wenzhou-2022")
    clerk, reviewer = (User.objects.get(username=name) for name in ("clerk-market", "reviewer"))
    agency = Agency.objects.get(region=plan.region, name="市市场监管局")
    return {
        "overview": (country, f"/?year={YEAR}"),
        "region": (country, reverse("region_detail", args=["wenzhou"])),
        "indicator": (country, reverse("indicator_detail", args=[plan.indicators.get(seq=12).pk])),
        "agency": (country, reverse("agency_detail", args=[agency.pk])),
        "task": (country, reverse("tasks:task_detail", args=[plan.tasks.get(seq=1).pk])),
        "tasks": (country, reverse("tasks:task_list", args=[plan.slug])),
        "to-do": (clerk, reverse("todo")),
        "entry": (clerk, reverse("targets:entry", args=[plan.slug, 2025])),
        "ledger": (clerk, reverse("tasks:ledger", args=[plan.slug, 2025])),
        "review": (reviewer, reverse("review")),
        "workbench": (reviewer, reverse("workbench", args=[plan.rounds.latest("year").pk])),
        "counts": (clerk, reverse("menu_counts")),
    }


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="EXPLAIN of PostgreSQL")
def test_no_page_reads_a_growing_table_from_end_to_end(country: User) -> None:
    """With sequential scans made dear, a plan that has one has no index to take."""
    for name, (user, path) in pages(country).items():
        client = client_of(user)
        client.get(path)
        kept_pages.clear()
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path).status_code == 200, name
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
            for query in captured.captured_queries:
                if query["sql"].lstrip("( \n").upper().startswith(("SELECT", "WITH")):
                    cursor.execute(f"EXPLAIN {query['sql']}")
                    plan = "\n".join(row[0] for row in cursor.fetchall())
                    scanned = set(re.findall(r"Seq Scan on (\w+)", plan))
                    assert not scanned & set(GROWING), (name, query["sql"], plan)
            cursor.execute("SET LOCAL enable_seqscan = on")


def test_a_page_asks_as_much_of_a_country_as_of_a_few_regions(country: User) -> None:
    counts = {}
    for name, (user, path) in pages(country).items():
        client = client_of(user)
        client.get(path)
        kept_pages.clear()
        with CaptureQueriesContext(connection) as anew:
            client.get(path)
        with CaptureQueriesContext(connection) as kept:
            client.get(path)
        counts[name] = (len(anew), len(kept))
    assert {
        name: kept for name, (_anew, kept) in counts.items() if name not in ("workbench", "counts") and kept > 6
    } == {}


def test_while_one_region_saves_the_page_of_another_stays(country: User) -> None:
    plan = Plan.objects.get(slug="wenzhou-2022")
    other = Plan.objects.filter(note__contains="演示数据").latest("pk")
    client, path = client_of(country), reverse("region_detail", args=[plan.region.slug])
    client.get(path)
    mark = client.get(path).headers["ETag"]
    row = other.indicators.exclude(actuals=None).first()
    for n in range(20):
        Actual.objects.filter(indicator=row).update(value=n)
        assert client.get(path, headers={"If-None-Match": mark}).status_code == 304
        with CaptureQueriesContext(connection) as kept:
            assert client.get(path).status_code == 200
        assert len(kept) <= 6
    Actual.objects.filter(indicator=plan.indicators.get(seq=12)).update(remark="改")
    assert client.get(path, headers={"If-None-Match": mark}).status_code == 200


def test_no_more_is_loaded_than_a_page_shows(country: User) -> None:
    """Rows of tables that grow are fetched for what is shown, not for all."""
    assert Task.objects.count() > 5000
    assert PlanIndicator.objects.count() > 2000
    page = client_of(country).get(reverse("tasks:all_tasks"))
    assert len(page.context["table"].page.object_list) <= 100
    page = client_of(country).get(reverse("agency_list"))
    assert len(page.context["table"].page.object_list) <= 100
