"""A plan dumped as a fixture loads to the same plan, here and where nothing of it is known."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from documents.exports.fixture import plan_fixture, plan_object
from plans.models import Agency, Plan, Region
from targets.models import Indicator, PlanIndicator
from tests.cast import Cast, SignedIn
from tests.ipplans.test_official_workbook import PLANS

pytestmark = pytest.mark.django_db


def loaded(text: str, folder: Path) -> None:
    (folder / "plan.json").write_text(text)
    call_command("loaddata", str(folder / "plan.json"), verbosity=0)


@pytest.mark.parametrize("slug", PLANS)
def test_a_plan_loads_elsewhere_to_the_same_plan(slug: str, tmp_path: Path) -> None:
    plan = Plan.objects.select_related("region").get(slug=slug)
    text = plan_fixture(plan)
    loaded(text.replace(f'"{slug}"', '"copied"'), tmp_path)  # beside the one that is there, as another plan
    copy = Plan.objects.select_related("region").get(slug="copied")
    assert plan_fixture(copy).replace('"copied"', f'"{slug}"') == text
    assert plan_object(copy).replace('"copied"', f'"{slug}"') == plan_object(plan)


def test_what_the_program_does_not_know_comes_with_the_plan(cast: Cast, tmp_path: Path) -> None:
    entry = Indicator.objects.create(slug="own-entry", name="自有指标", unit="件")
    cast.plan.indicators.filter(seq=1).update(indicator=entry)
    new = Agency.objects.create(region=cast.here, name="市新局")
    Agency.objects.filter(pk=cast.lead.pk).update(successor=new)
    row = PlanIndicator.objects.get(plan=cast.plan, seq=2)
    row.sources.add(cast.partner)
    text = plan_fixture(Plan.objects.select_related("region").get(pk=cast.plan.pk))
    models = [line["model"] for line in json.loads(text)]
    assert models.index("plans.region") < models.index("targets.indicator") < models.index("plans.agency")
    elsewhere = text
    for here, there in (
        ("9901", "9801"), ("990000", "980000"), ("shisheng", "bingsheng"), ("jia", "bing"),
        ("own-entry", "its-entry"), ("自有指标", "彼处指标"),
    ):  # fmt: skip
        elsewhere = elsewhere.replace(here, there)
    loaded(elsewhere, tmp_path)
    copy = Plan.objects.select_related("region").get(slug="bing-2022")
    assert copy.region == Region.objects.get(code="980100")
    assert [str(one) for one in copy.indicators.get(seq=2).sources.all()] == ["市丙局"]
    assert copy.coordinator is not None
    assert str(copy.coordinator.successor) == "市新局"
    assert plan_fixture(copy) == elsewhere


def test_the_command_and_the_browser_give_the_same(cast: Cast, signed_in: SignedIn) -> None:
    out = StringIO()
    call_command("dumpplan", cast.plan.slug, stdout=out)
    got = signed_in(cast.leader).get(reverse("documents:plan_as_fixture", args=[cast.plan.slug]))
    assert got.content.decode() == out.getvalue()
    assert got["Content-Type"] == "application/json"
    out = StringIO()
    call_command("exportplan", cast.plan.slug, stdout=out)
    got = signed_in(cast.leader).get(reverse("documents:plan_as_object", args=[cast.plan.slug]))
    assert got.content.decode() == out.getvalue().rstrip("\n")
    with pytest.raises(CommandError, match="There is no plan nowhere"):
        call_command("dumpplan", "nowhere")


def test_nothing_that_agencies_reported_is_in_it(cast: Cast) -> None:
    cast.approved("77")
    text = plan_fixture(Plan.objects.select_related("region").get(pk=cast.plan.pk))
    assert "targets.actual" not in text
    assert 'revision"' not in text
