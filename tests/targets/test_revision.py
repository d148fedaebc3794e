"""A target revised by a document: the value first printed stays, the history tells of it."""

import io
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext as _
from openpyxl import load_workbook

from documents.loading.decision import Decision, DecisionKind
from documents.loading.load import load
from documents.matching.stored import draft_of
from targets.models import PlanIndicator
from tests.cast import Cast, SignedIn

REVISION = {"value": "130", "document": "甲政办〔2023〕1号", "reason": "中期调整"}


def test_the_value_first_printed_stays_beside_the_new_one(cast: Cast, signed_in: SignedIn) -> None:
    row = cast.indicator(1)
    url = reverse("targets:revise_target", args=[row.pk, 2023])
    client = signed_in(cast.reviewer)
    assert "130" in client.post(url, REVISION, follow=True).content.decode()
    client.post(url, REVISION | {"value": "140"})
    target = row.targets.get(year=2023)
    assert (target.value, target.first_value, target.revised_by) == (140, 100, "甲政办〔2023〕1号")
    page = signed_in(cast.leader).get(row.get_absolute_url()).content.decode()
    for words in ("最初印发", "中期调整", "c-reviewer"):
        assert words in page


def test_a_year_without_a_printed_target_gets_one(cast: Cast, signed_in: SignedIn) -> None:
    row = cast.indicator(1)
    signed_in(cast.reviewer).post(reverse("targets:revise_target", args=[row.pk, 2025]), REVISION)
    target = row.targets.get(year=2025)
    assert (target.value, target.first_value) == (130, None)


@pytest.mark.parametrize("lack", ["value", "document", "reason"])
def test_nothing_is_revised_without_value_document_and_reason(cast: Cast, signed_in: SignedIn, lack: str) -> None:
    row = cast.indicator(1)
    url = reverse("targets:revise_target", args=[row.pk, 2023])
    page = signed_in(cast.reviewer).post(url, REVISION | {lack: ""}, follow=True)
    assert "notice error" in page.content.decode()
    assert row.targets.get(year=2023).value == 100


def revise(client: Client, row: PlanIndicator, year: int, **values: str) -> None:
    client.post(reverse("targets:revise_target", args=[row.pk, year]), REVISION | values)


def revision(**values: object) -> str:
    """The mark beside a revised target, as pages write it."""
    return str(_("revised by %(document)s, first printed %(value)s") % values)


def pages_of(cast: Cast, client: Client) -> dict[str, str]:
    """What a leader reads of the first indicator: on its page, its region's page (and its print), in the workbook."""
    row = cast.indicator(1)
    content = client.get(reverse("documents:target_export", args=[cast.plan.slug, "xlsx"])).content
    sheet = load_workbook(io.BytesIO(content)).active
    return {
        "indicator": client.get(row.get_absolute_url()).content.decode(),
        "region": client.get(reverse("region_detail", args=[cast.here.slug])).content.decode(),
        "workbook": "\n".join(str(cell) for line in sheet.iter_rows(values_only=True) for cell in line),  # type: ignore[union-attr]
    }


def test_a_revised_target_is_marked_wherever_it_stands(cast: Cast, signed_in: SignedIn) -> None:
    revise(signed_in(cast.reviewer), cast.indicator(1), 2023)
    for page, words in pages_of(cast, signed_in(cast.leader)).items():
        assert revision(document="甲政办〔2023〕1号", value="100") in words, page


def test_a_target_where_none_was_printed_is_marked_and_told(cast: Cast, signed_in: SignedIn) -> None:
    revise(signed_in(cast.reviewer), cast.indicator(1), 2025)
    mark = _("set by %(document)s, none printed before") % {"document": "甲政办〔2023〕1号"}
    for page, words in pages_of(cast, signed_in(cast.leader)).items():
        assert mark in words, page
    log = signed_in(cast.reviewer).get(reverse("activity", args=[cast.plan.slug])).content.decode()
    for words in (_("target %(new)s, none before") % {"new": "130"}, "甲政办〔2023〕1号 中期调整", "c-reviewer"):
        assert words in log
        assert words in signed_in(cast.leader).get(cast.indicator(1).get_absolute_url()).content.decode()


def test_a_second_revision_keeps_that_none_was_printed(cast: Cast, signed_in: SignedIn) -> None:
    for value in ("130", "150"):
        revise(signed_in(cast.reviewer), cast.indicator(1), 2025, value=value)
    target = cast.indicator(1).targets.get(year=2025)
    assert (target.value, target.first_value, target.as_first_printed) == (150, None, None)
    mark = _("set by %(document)s, none printed before") % {"document": "甲政办〔2023〕1号"}
    assert mark in pages_of(cast, signed_in(cast.leader))["region"]


def test_a_target_that_a_document_removed_is_told_and_comes_back_with_its_first_value(
    cast: Cast, signed_in: SignedIn
) -> None:
    row = cast.indicator(1)
    revise(signed_in(cast.reviewer), row, 2023)
    row.targets.get(year=2023).remove("甲政办〔2024〕5号", "不再考核", cast.reviewer)
    mark = _("removed by %(document)s, first printed %(value)s") % {"document": "甲政办〔2024〕5号", "value": "100"}
    for page, words in pages_of(cast, signed_in(cast.leader)).items():
        assert mark in words, page
    revise(signed_in(cast.reviewer), row, 2023, document="甲政办〔2025〕2号")
    assert row.targets.get(year=2023).as_first_printed == 100
    for page, words in pages_of(cast, signed_in(cast.leader)).items():
        assert revision(document="甲政办〔2025〕2号", value="100") in words, page
        assert mark not in words, page


def test_a_document_of_revision_marks_what_it_sets_changes_and_removes(cast: Cast, signed_in: SignedIn) -> None:
    draft = draft_of(cast.plan)
    draft.indicators[0].targets = {2022: Decimal(100), 2023: Decimal(140), 2025: Decimal(90)}
    load(draft, cast.admin, Decision(DecisionKind.REVISION, "甲政办〔2024〕5号", "中期调整"))
    values = {"document": "甲政办〔2024〕5号"}
    for page, words in pages_of(cast, signed_in(cast.leader)).items():
        assert revision(**values, value="100") in words, page
        assert _("set by %(document)s, none printed before") % values in words, page
        assert _("removed by %(document)s, first printed %(value)s") % (values | {"value": "200"}) in words, page
    log = signed_in(cast.reviewer).get(reverse("activity", args=[cast.plan.slug])).content.decode()
    for words in ("90", "200"):
        assert f"{words}" in log
    assert _("target %(value)s removed") % {"value": "200"} in log


def test_a_correction_marks_nothing_and_is_told_all_the_same(cast: Cast, signed_in: SignedIn) -> None:
    draft = draft_of(cast.plan)
    draft.indicators[0].targets = {2022: Decimal(100), 2023: Decimal(140), 2025: Decimal(90)}
    load(draft, cast.admin, Decision(DecisionKind.CORRECTION))
    for page, words in pages_of(cast, signed_in(cast.leader)).items():
        assert revision(document="", value="100") not in words, page
    log = signed_in(cast.reviewer).get(reverse("activity", args=[cast.plan.slug])).content.decode()
    assert _("target %(new)s, none before") % {"new": "90"} in log
    assert _("target %(value)s removed") % {"value": "200"} in log


def test_loading_a_new_plan_is_no_change_of_its_targets(cast: Cast, signed_in: SignedIn) -> None:
    draft = draft_of(cast.plan)
    draft.plan.slug, draft.plan.start_year, draft.plan.end_year = "jia-2021", 2021, 2025
    plan = load(draft, cast.admin)
    log = signed_in(cast.reviewer).get(reverse("activity", args=[plan.slug])).content.decode()
    assert plan.indicators.get(seq=1).targets.count() == 3
    assert _("target %(new)s, none before") % {"new": "100"} not in log
