"""方案校核: the findings on a stored plan, each with its clause."""

import pytest
from django.urls import reverse

from plans.models import Plan, User
from tests.cast import Cast, SignedIn

pytestmark = pytest.mark.django_db


def test_a_reader_sees_that_the_targets_do_not_add_up(signed_in: SignedIn) -> None:
    address = reverse("documents:plan_findings", args=["wenzhou-2022"])
    text = signed_in(User.objects.get(username="leader")).get(address).content.decode()
    assert "60 + 70 + 70 = 200 ≠ 100" in text
    assert "2 + 2 + 3 = 7 ≠ 5" in text
    assert "“培育国家、省知识产权优势示范企业100家”" in text
    row = Plan.objects.get(slug="wenzhou-2022").indicators.get(seq=13)
    assert f'href="{row.get_absolute_url()}"' in text


def test_the_document_shows_where_a_clause_stands(cast: Cast, signed_in: SignedIn) -> None:
    cast.plan.source_text = "总体目标\n到2025年，授权量达到 ４００ 件。\n保障措施"
    cast.plan.save()
    client = signed_in(cast.leader)
    text = client.get(reverse("plans:plan_source", args=[cast.plan.slug]) + "?clause=授权量达到400件").content.decode()
    assert text.count('class="is-marked"') == 1
    assert "４００" in text
    page = client.get(cast.indicator(1).get_absolute_url()).content.decode()
    assert "看原文" in page
    assert signed_in(cast.stranger).get(reverse("plans:plan_source", args=[cast.plan.slug])).status_code == 404


def test_a_plan_without_its_text_has_no_such_page(cast: Cast, signed_in: SignedIn) -> None:
    assert signed_in(cast.leader).get(reverse("plans:plan_source", args=[cast.plan.slug])).status_code == 404
    assert "看原文" not in signed_in(cast.leader).get(cast.indicator(1).get_absolute_url()).content.decode()
