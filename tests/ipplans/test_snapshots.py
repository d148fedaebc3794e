"""Final figures 数据定案: signed, kept as they are, compared."""

import datetime as dt
from decimal import Decimal as D

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from documents.models import Snapshot
from ipplans.snapshots import take_snapshot
from plans.models import NotPossible, Round
from targets.models import Actual
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
