"""Set-up and demonstration: started once, kept, ended."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from documents.models import Snapshot
from ipplans.demo_plan import CODE, SLUG
from ipplans.snapshots import take_snapshot
from plans.models import Agency, Plan, Region, Round, User
from targets.choices import Judgement
from targets.models import Actual, PlanIndicator
from targets.plan_figures import plan_figures
from tasks.models import Note, TaskReport
from tests.cast import Cast, SignedIn, make_user

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


def test_ending_a_demonstration_asks_first(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def answer(question: str) -> str:
        asked.append(question)
        return "no"

    monkeypatch.setattr("builtins.input", answer)
    with pytest.raises(CommandError, match="Nothing was done"):
        call_command("cleardemo", stdout=StringIO())
    assert User.objects.filter(is_demo=True).exists()
    told = "5 accounts go, what they entered, and what was invented; what people signed stays. Type yes to go on: "
    assert asked == [told]


def test_where_no_demonstration_is_nothing_is_ended(cast: Cast) -> None:
    mine = cast.approved()
    call_command("cleardemo", asks=False, stdout=StringIO())
    accounts, said = User.objects.count(), StringIO()
    call_command("cleardemo", stdout=said)
    assert "nothing was done" in said.getvalue()
    assert User.objects.count() == accounts
    assert Actual.objects.get(pk=mine.pk).value == mine.value


def test_clearing_ends_the_demonstration_and_leaves_real_data(cast: Cast) -> None:
    mine = cast.approved()
    call_command("cleardemo", asks=False, stdout=StringIO())
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
    call_command("cleardemo", asks=False, stdout=StringIO())
    assert not Snapshot.objects.exists()
    assert list(Note.objects.all()) == [mine]


def test_without_accounts_the_way_to_the_first_admin_is_said() -> None:
    call_command("cleardemo", asks=False, stdout=StringIO())
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
    call_command("cleardemo", asks=False, stdout=StringIO())
    assert not Plan.objects.filter(slug=SLUG).exists()
    assert not Agency.objects.filter(region__code=CODE).exists()
    assert not Region.objects.filter(code=CODE).exists()


def test_what_a_real_person_signed_and_works_in_stays_when_the_demonstration_ends() -> None:
    agency = Agency.objects.get(region__code="330300", name="市科技局")
    reviewer = make_user("real-reviewer", "reviewer", region=agency.region)
    clerk = make_user("real-clerk", "staff", agency=agency)
    signed = Round.objects.get(plan__slug="wenzhou-2022", year=2023)
    snapshot = take_snapshot(signed, reviewer, "real-reviewer", timezone.localdate())
    figures = Actual.objects.filter(indicator__plan=signed.plan, year=2023).count()
    row = PlanIndicator.objects.get(plan__slug="wenzhou-2022", seq=12)
    mine = Actual(indicator=row, year=2022, version=0)
    mine.enter({"value": 160}, agency, clerk)
    Actual.objects.save_with_history([mine], clerk)
    call_command("cleardemo", asks=False, stdout=StringIO())
    assert Snapshot.objects.get() == snapshot
    assert Actual.objects.filter(indicator__plan=signed.plan, year=2023).count() == figures
    assert set(Round.objects.filter(plan=signed.plan).values_list("year", flat=True)) == {2022, 2023}
    assert Actual.objects.filter(pk=mine.pk).exists()


def test_an_installation_of_its_own_begins_with_the_country_and_the_catalogue() -> None:
    before = Region.objects.count()
    call_command("loadregions", stdout=StringIO())
    assert Region.objects.count() > 3200
    assert Region.objects.filter(level="county").count() > 2800
    assert Region.history.count() >= Region.objects.count() - before  # each new one has its first record
    assert Region.objects.get(code="330114").parent == Region.objects.get(code="330100")
    assert Region.objects.get(code="429004").parent == Region.objects.get(code="420000")
    renamed = Region.objects.get(code="330114")
    renamed.name = "钱塘新区"
    renamed.save()
    said = StringIO()
    call_command("loadregions", stdout=said)
    assert "stored already" in said.getvalue()
    assert Region.objects.get(code="330114").name == "钱塘新区"


def test_a_sample_is_removed_with_a_record_and_a_plan_that_people_use_is_not(cast: Cast) -> None:
    call_command("removeplan", "jiaxing-2016", "--reason", "样例", stdout=StringIO())
    assert not Plan.objects.filter(slug="jiaxing-2016").exists()
    record = Plan.history.filter(slug="jiaxing-2016", history_type="-").get()
    assert record.history_change_reason == "样例"
    cast.actual()
    with pytest.raises(CommandError, match=cast.plan.title):
        call_command("removeplan", cast.plan.slug, "--reason", "样例", stdout=StringIO())
    with pytest.raises(CommandError, match="wenzhou-2022"):
        call_command("removeplan", "nowhere", "--reason", "样例", stdout=StringIO())
    with pytest.raises(CommandError):
        call_command("removeplan", cast.other_plan.slug, "--reason", " ", stdout=StringIO())
    assert Plan.objects.filter(pk__in=[cast.plan.pk, cast.other_plan.pk]).count() == 2


def test_years_region_and_address_of_a_plan_with_rows_are_not_changed(cast: Cast, signed_in: SignedIn) -> None:
    page = signed_in(cast.admin).get(reverse("admin:plans_plan_change", args=[cast.plan.pk])).content.decode()
    for name in ("slug", "region", "start_year", "end_year"):
        assert f'name="{name}"' not in page
    assert 'name="title"' in page
