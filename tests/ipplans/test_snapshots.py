"""Final figures 数据定案: signed, kept as they are, compared."""

import datetime as dt
import io
from decimal import Decimal as D

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from documents.models import Snapshot
from documents.models.snapshots import SnapshotFigure
from ipplans.snapshots import take_snapshot
from plans.models import NotPossible, Round
from targets.models import Actual, PlanIndicator
from tasks.models import TaskReport
from tests.cast import Cast, SignedIn, add_indicator


def frozen(cast: Cast, year: int = 2022) -> Snapshot:
    round_, _is_new = Round.objects.get_or_create(
        plan=cast.plan, year=year, defaults={"opens": dt.date(2023, 1, 1), "due": dt.date(2023, 2, 1)}
    )
    Round.objects.filter(pk=round_.pk).update(status="closed")
    return take_snapshot(round_, cast.reviewer, "c-reviewer", timezone.localdate())


def test_a_reviewer_signs_and_the_figures_stay(cast: Cast, signed_in: SignedIn) -> None:
    actual = cast.approved("90")
    task = cast.plan.tasks.get(seq=1)
    report = TaskReport(task=task, year=2022, state="done", summary="已建成", version=0, status="approved")
    TaskReport.objects.save_with_history([report], cast.reviewer)
    round_ = cast.plan.rounds.get()
    round_.close()
    url = reverse("freeze_round", args=[round_.pk])
    client = signed_in(cast.reviewer)
    assert "请签本人姓名" in client.post(url, {"signed": "张三"}, follow=True).content.decode()
    page = client.post(url, {"signed": "c-reviewer"}, follow=True).content.decode()
    for words in ("签署人", "90.0%", "c-clerk", "c-reviewer", "已建成"):
        assert words in page
    figure = Snapshot.objects.get().figures.get(seq=1)
    assert (figure.target, figure.value, figure.percent, figure.approved_by) == (100, 90, D(90), "c-reviewer")
    assert Snapshot.objects.get().figures.get(seq=2).is_missing
    Actual.objects.filter(pk=actual.pk).update(value=95)
    figure.refresh_from_db()
    assert figure.value == 90
    rounds = client.get(reverse("plans:round_list", args=[cast.plan.slug])).content.decode()
    assert url in rounds
    assert client.get(url).headers["Location"] == reverse("snapshot_detail", args=[Snapshot.objects.get().pk])


def test_what_waits_for_review_holds_it_up(cast: Cast) -> None:
    cast.submitted("90")
    with pytest.raises(NotPossible):
        frozen(cast)
    assert cast.plan.rounds.get().status == "closed"
    assert not Snapshot.objects.exists()


def test_an_open_round_is_not_made_final(cast: Cast, signed_in: SignedIn) -> None:
    url = reverse("freeze_round", args=[cast.plan.rounds.get().pk])
    assert "只有已关闭的" in signed_in(cast.reviewer).post(url, {"signed": "c-reviewer"}).content.decode()


def test_a_figure_within_the_year_never_enters_final_figures_of_the_year(cast: Cast) -> None:
    actual = cast.approved("90")
    Actual.objects.filter(pk=actual.pk).update(as_of=dt.date(2022, 6, 30))
    snapshot = frozen(cast)
    figure = snapshot.figures.get(seq=1)
    assert (figure.value, figure.percent, figure.state) == (None, None, "unreported")
    assert snapshot.reported == 0


def test_two_are_compared_row_by_row(cast: Cast, signed_in: SignedIn) -> None:
    cast.approved("90", 2022)
    cast.approved("110", 2023)
    one, two = frozen(cast, 2022), frozen(cast, 2023)
    url = reverse("snapshot_list", args=[cast.plan.slug]) + f"?one={one.pk}&two={two.pk}"
    page = signed_in(cast.leader).get(url).content.decode()
    for words in ("90", "110", "20", "110.0%"):
        assert words in page
    odd = reverse("snapshot_list", args=[cast.plan.slug]) + "?one=x&two=-1"
    assert signed_in(cast.leader).get(odd).status_code == 200


def test_making_many_rows_final_takes_as_many_queries_as_few(cast: Cast) -> None:
    def queries(year: int) -> int:
        with CaptureQueriesContext(connection) as captured:
            frozen(cast, year)
        return len(captured)

    cast.approved("90", 2023)
    few = queries(2023)
    for seq in range(3, 20):
        add_indicator(cast.plan, seq, f"指标{seq}", ["100", "100", "100"], "300", "sum")
        cast.approved("90", 2024, seq)
    assert queries(2024) == few


def region_page(cast: Cast, signed_in: SignedIn, year: int = 2022) -> str:
    address = reverse("region_detail", args=[cast.here.slug]) + f"?year={year}"
    return signed_in(cast.leader).get(address).content.decode()


def test_a_signed_year_is_shown_as_it_was_signed_and_says_what_differs(cast: Cast, signed_in: SignedIn) -> None:
    actual = cast.approved("90")
    cast.approved("6.5", 2022, seq=2)
    snapshot = frozen(cast)
    Actual.objects.filter(pk=actual.pk).update(value=D(50))  # as nothing but a slip past every door could
    PlanIndicator.objects.filter(pk=cast.indicator(2).pk).update(weight=D(5))
    page = region_page(cast, signed_in)
    assert snapshot.get_absolute_url() in page
    assert "95.0%" in page  # the mean that was signed
    assert "90.0%" in page
    assert "1 项与定案不一致" in page
    assert "50 / 100 50.0%" in page
    own = signed_in(cast.leader).get(cast.indicator(1).get_absolute_url() + "?year=2022").content.decode()
    assert "与定案不一致" in own
    assert "90.0%" in own
    overview = signed_in(cast.leader).get(reverse("overview") + "?year=2022").content.decode()
    assert "95.0%" in overview
    wall = signed_in(cast.leader).get(reverse("cockpit", args=[cast.here.slug]) + "?year=2022").content.decode()
    assert "95.0%" in wall
    address = reverse("documents:target_export", args=[cast.plan.slug, "xlsx"]) + "?year=2022"
    book = load_workbook(io.BytesIO(signed_in(cast.leader).get(address).content))
    assert 90 in {cell.value for row in book.active.iter_rows() for cell in row}  # type: ignore[union-attr]


def test_a_later_year_does_not_change_a_signed_one(cast: Cast, signed_in: SignedIn) -> None:
    cast.approved("90")
    frozen(cast)
    before = SnapshotFigure.objects.get(seq=1)
    assert (before.judgement, before.goal_rate, before.to_date) == ("on-course", "22.5%", "90.0%")
    cast.approved("5", 2023)
    page = region_page(cast, signed_in)
    assert "与定案不一致" not in page
    assert "22.5%" in page


def lift(cast: Cast, signed_in: SignedIn, snapshot: Snapshot, by: str = "admin", **sent: str) -> str:
    user = getattr(cast, by)
    url = reverse("lift_final", args=[snapshot.pk])
    return signed_in(user).post(url, sent, follow=True).content.decode()


def test_an_administrator_lifts_final_figures_by_a_document_and_the_next_signature_is_a_version(
    cast: Cast, signed_in: SignedIn
) -> None:
    cast.approved("90")
    one = frozen(cast)
    assert signed_in(cast.reviewer).post(reverse("lift_final", args=[one.pk])).status_code == 403
    assert "请填写决定解除定案的文件" in lift(cast, signed_in, one, reason="数据有误")
    assert "请填写原因" in lift(cast, signed_in, one, document="甲政办〔2026〕3号")
    page = lift(cast, signed_in, one, document="甲政办〔2026〕3号", reason="数据有误")
    assert "甲政办〔2026〕3号" in page
    round_ = cast.plan.rounds.get()
    assert (round_.status, round_.history.first().history_change_reason) == ("closed", "甲政办〔2026〕3号 数据有误")
    two = take_snapshot(round_, cast.reviewer, "c-reviewer", timezone.localdate())
    assert (one.version, two.version, Snapshot.objects.count()) == (1, 2, 2)
    listed = signed_in(cast.leader).get(reverse("snapshot_list", args=[cast.plan.slug])).content.decode()
    assert "已解除定案" in listed
    assert "第2版" in listed
    assert two.get_absolute_url() in region_page(cast, signed_in)


def test_what_is_signed_over_is_named_first(cast: Cast, signed_in: SignedIn) -> None:
    returned = cast.submitted("90")
    returned.return_for_correction(cast.reviewer, "请核对")
    Actual.objects.save_with_history([returned], cast.reviewer)
    Round.objects.create(plan=cast.plan, year=2023, opens="2024-01-01", due="2999-01-31", status="closed")
    url = reverse("freeze_round", args=[cast.plan.rounds.get(year=2023).pk])
    page = signed_in(cast.reviewer).get(url).content.decode()
    assert "以前年度仍在填报" in page
    assert "2022" in page
    cast.plan.rounds.filter(year=2022).update(status="closed")
    url = reverse("freeze_round", args=[cast.plan.rounds.get(year=2022).pk])
    words = signed_in(cast.reviewer).get(url).content.decode()
    assert "1 授权量：已退回" in words
    assert "2 拥有量：未填报" in words


def test_a_half_year_is_not_offered_once_the_year_was_opened(cast: Cast, signed_in: SignedIn) -> None:
    half = Round.objects.create(
        plan=cast.plan, year=2022, period="h1", opens="2022-07-01", due="2022-07-31", status="closed"
    )
    listed = signed_in(cast.reviewer).get(reverse("plans:round_list", args=[cast.plan.slug])).content.decode()
    assert reverse("freeze_round", args=[half.pk]) not in listed
    with pytest.raises(NotPossible):
        take_snapshot(half, cast.reviewer, "c-reviewer", timezone.localdate())


def test_a_rise_is_a_rise_in_whatever_order_two_are_chosen(cast: Cast, signed_in: SignedIn) -> None:
    cast.approved("90", 2022)
    cast.approved("110", 2023)
    one, two = frozen(cast, 2022), frozen(cast, 2023)
    url = reverse("snapshot_list", args=[cast.plan.slug])
    both = [f"{url}?one={a.pk}&two={b.pk}" for a, b in ((one, two), (two, one))]
    pairs = [signed_in(cast.leader).get(address).context["figures"][0].change for address in both]
    assert pairs == [20, 20]


def test_the_figures_of_the_last_year_hold_the_end(cast: Cast) -> None:
    for year, value in ((2022, "120"), (2023, "120"), (2024, "200"), (2025, "1")):
        cast.approved(value, year)
    snapshot = frozen(cast, 2025)
    figure = snapshot.figures.get(seq=1)
    # goal 400, reached by 2024: the year has no target, and nothing that reads like a met one
    assert (figure.target, figure.lack, figure.percent, figure.state) == (None, "sums-to-goal", None, "no-target")
    assert (figure.judgement, figure.goal_rate) == ("done-early", "110.3%")
    assert (snapshot.final_mean, snapshot.final_count, snapshot.final_unjudged) == (50, 2, 1)
