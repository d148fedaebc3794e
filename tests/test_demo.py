"""Set-up and demonstration: started once, kept, ended."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from documents.models import Snapshot
from ipplans.demo_plan import CODE, SLUG
from ipplans.snapshots import take_snapshot
from plans.models import Agency, Plan, Region, Round, User
from targets.choices import Judgement
from targets.figures import plan_figures
from targets.models import Actual, PlanIndicator
from tasks.models import Note, TaskReport
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def test_a_second_start_changes_nothing_a_person_did() -> None:
    PlanIndicator.objects.filter(plan__slug="wenzhou-2022", seq=13).update(accumulation="sum")
    Agency.objects.filter(region__code="330300", name="市科技局").update(name="市科学技术局")
    before = (Plan.objects.count(), Agency.objects.count(), Actual.objects.count(), User.objects.count())
    call_command("loadplans", stdout=StringIO())
    call_command("loaddemo", stdout=StringIO())
    assert (Plan.objects.count(), Agency.objects.count(), Actual.objects.count(), User.objects.count()) == before
    assert PlanIndicator.objects.get(plan__slug="wenzhou-2022", seq=13).accumulation == "sum"


def test_only_the_plan_that_is_missing_is_loaded() -> None:
    Actual.objects.filter(indicator__plan__slug="jiaxing-2016").delete()
    Plan.objects.get(slug="jiaxing-2016").delete()
    PlanIndicator.objects.filter(plan__slug="wenzhou-2022", seq=13).update(accumulation="sum")
    call_command("loadplans", stdout=StringIO())
    assert Plan.objects.filter(slug="jiaxing-2016").exists()
    assert PlanIndicator.objects.get(plan__slug="wenzhou-2022", seq=13).accumulation == "sum"


def test_clearing_ends_the_demonstration_and_leaves_real_data(cast: Cast) -> None:
    mine = cast.approved()
    call_command("cleardemo", stdout=StringIO())
    assert not User.objects.filter(is_demo=True).exists()
    assert not Actual.objects.filter(is_invented=True).exists()
    assert not TaskReport.objects.filter(is_invented=True).exists()
    assert not Actual.history.filter(is_invented=True).exists()
    assert not PlanIndicator.objects.filter(is_reporter_assumed=True).exists()
    assert not Round.objects.filter(plan__slug="wenzhou-2022").exists()
    assert Actual.objects.filter(indicator__plan__slug="jiaxing-2016").count() == 10
    assert Actual.objects.filter(pk=mine.pk).exists()
    assert Round.objects.filter(plan=cast.plan).exists()


def test_final_figures_and_notes_of_the_demonstration_go_with_it(cast: Cast) -> None:
    round_ = Round.objects.get(plan__slug="wenzhou-2022", year=2023)
    take_snapshot(round_, User.objects.get(username="reviewer"), "赵审核", timezone.localdate())
    row = PlanIndicator.objects.get(plan__slug="wenzhou-2022", seq=1)
    Note.objects.create(indicator=row, text="请说明", author=User.objects.get(username="leader"))
    mine = Note.objects.create(indicator=cast.indicator(), text="请说明", author=cast.leader)
    call_command("cleardemo", stdout=StringIO())
    assert not Snapshot.objects.exists()
    assert list(Note.objects.all()) == [mine]


def test_without_accounts_the_way_to_the_first_admin_is_said() -> None:
    call_command("cleardemo", stdout=StringIO())
    said = StringIO()
    call_command("welcome", "--port", "8123", stdout=said)
    assert "http://127.0.0.1:8123/" in said.getvalue()
    assert "createsuperuser" in said.getvalue()


def test_the_first_entry_is_left_to_the_visitor() -> None:
    row = PlanIndicator.objects.get(plan__slug="wenzhou-2022", seq=12)
    assert not row.actuals.filter(year=2022).exists()
    assert row.plan.rounds.get(year=2022).status == "open"


def test_the_demonstration_shows_every_kind_of_figure() -> None:
    """A milestone built early, an allowance, a half-year, a value in correction, a revised target; every judgement."""
    today = timezone.localdate()
    plans = Plan.objects.prefetch_related("rounds", "phases").filter(end_year=2025)
    figures = [plan_figures(plan, plan.indicators.active().with_figures(), 2025, today) for plan in plans]
    rows = [row for one in figures for row in one.rows]
    assert {row.judgement for row in rows} >= set(Judgement)
    invented = {row.indicator.seq: row for row in rows if row.indicator.plan.slug == SLUG}
    assert (invented[1].now.built_in, invented[1].now.state, invented[1].judgement) == (2024, "met", "done-early")
    assert (invented[2].series.is_allowance, invented[2].judgement) == (True, "done")
    assert (invented[3].now.state, invented[3].judgement) == ("no-target", "done-early")
    assert (invented[4].judgement, str(invented[4].outlook.gap)) == ("not-done", "0.8000")  # type: ignore[union-attr]
    assert (invented[6].now.is_partial, invented[6].now.state) == (True, "overdue")
    revised = next(cell for cell in invented[7].cells if cell.year == 2024)
    assert revised.target is not None
    assert (revised.target.value, revised.target.first_value, revised.target.revised_by) == (4, 3, "演示〔2024〕1号")
    assert next(cell for cell in invented[8].cells if cell.year == 2024).is_in_correction


def test_the_round_of_2025_of_wenzhou_stays_undue() -> None:
    round_ = Round.objects.get(plan__slug="wenzhou-2022", year=2025)
    assert round_.due > timezone.localdate()


def test_the_invented_plan_goes_with_the_demonstration() -> None:
    call_command("cleardemo", stdout=StringIO())
    assert not Plan.objects.filter(slug=SLUG).exists()
    assert not Agency.objects.filter(region__code=CODE).exists()
    assert not Region.objects.filter(code=CODE).exists()
