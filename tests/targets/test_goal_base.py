"""A relative goal takes part once a reviewer gives its base with the source (domain.md §2)."""

from decimal import Decimal as D

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from documents.loading.load import load
from documents.matching.stored import draft_of
from plans.calendar import plan_calendar
from plans.models import Plan
from targets.figures import IndicatorFigures, indicator_figures
from targets.models import Goal, PlanIndicator
from tests.cast import Cast, SignedIn

pytestmark = pytest.mark.django_db


@pytest.fixture
def relative(cast: Cast) -> Cast:
    """Row 2 promises 10 % more than at the end of 2021."""
    cast.indicator(2).goals.update(basis="growth", value=10, unit="%", base_year=2021, text="较2021年末增长10%以上")
    return cast


def figures(cast: Cast) -> IndicatorFigures:
    row = PlanIndicator.objects.with_figures().get(pk=cast.indicator(2).pk)
    return indicator_figures(row, 2025, plan_calendar(row.plan, timezone.localdate()))


def give(cast: Cast, signed_in: SignedIn, by: str = "reviewer", **sent: str) -> str:
    url = reverse("targets:give_base", args=[cast.indicator(2).pk])
    return signed_in(getattr(cast, by)).post(url, sent, follow=True).content.decode()


def test_without_its_base_it_takes_no_part(relative: Cast) -> None:
    row = figures(relative)
    assert (row.now.benchmark.lack, row.judgement) == ("relative", "unknown")


def test_with_its_base_it_is_measure_and_judgement_and_no_goal_rate(relative: Cast, signed_in: SignedIn) -> None:
    page = give(relative, signed_in, value="7.5", year="2021", source="2021年统计公报")
    assert "2021年统计公报" in page
    relative.approved("8.25", 2025, seq=2)
    row = figures(relative)
    assert (row.series.goal, row.now.benchmark.value, row.judgement) == (D("8.25"), D("8.25"), "done")
    assert row.goal_rate is row.variance is None
    assert Goal.objects.get(indicator=relative.indicator(2)).history.first().history_user == relative.reviewer


def test_whole_pieces_are_rounded_to_the_harder_number(relative: Cast) -> None:
    relative.indicator(2).targets.all().delete()
    relative.indicator(2).goals.update(base_value=1058)
    assert figures(relative).series.goal == 1164  # 1163.8


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"value": "", "source": "公报"}, _("base value")),
        ({"value": "7.5", "source": ""}, _("source of the base value")),
        ({"value": "很多", "source": "公报"}, _("base value")),
    ],
)
def test_what_is_wrong_is_said_and_nothing_stored(
    relative: Cast, signed_in: SignedIn, sent: dict[str, str], words: str
) -> None:
    assert words in give(relative, signed_in, **sent)
    assert Goal.objects.get(indicator=relative.indicator(2)).base_value is None


def test_only_who_reviews_gives_it_and_only_of_a_relative_goal(relative: Cast, signed_in: SignedIn) -> None:
    url = reverse("targets:give_base", args=[relative.indicator(2).pk])
    for person in ("leader", "clerk"):
        assert signed_in(getattr(relative, person)).post(url, {"value": "7.5", "source": "x"}).status_code == 403
    absolute = reverse("targets:give_base", args=[relative.indicator(1).pk])
    assert signed_in(relative.reviewer).post(absolute, {"value": "7.5", "source": "x"}).status_code == 404


def test_a_plan_loaded_again_keeps_the_base(relative: Cast, signed_in: SignedIn) -> None:
    draft = draft_of(Plan.objects.get(pk=relative.plan.pk))
    give(relative, signed_in, value="7.5", year="2021", source="2021年统计公报")
    load(draft, relative.admin)
    goal = Goal.objects.get(indicator=relative.indicator(2))
    assert (goal.base_value, goal.base_year, goal.base_source) == (D("7.5"), 2021, "2021年统计公报")


def test_once_a_year_is_signed_a_base_can_be_given_and_not_changed(relative: Cast, signed_in: SignedIn) -> None:
    relative.plan.rounds.update(status="frozen")
    give(relative, signed_in, value="7.5", year="2021", source="2021年统计公报")
    assert Goal.objects.get(indicator=relative.indicator(2)).base_value == D("7.5")
    assert "调整方案" in give(relative, signed_in, value="8", year="2021", source="另一公报")
    assert Goal.objects.get(indicator=relative.indicator(2)).base_value == D("7.5")
