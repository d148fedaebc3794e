"""A reviewer names reporters, many at once."""

from django.urls import reverse
from django.utils.translation import gettext as _

from tests.cast import Cast, SignedIn


def test_many_rows_get_a_reporter_with_a_reason(cast: Cast, signed_in: SignedIn) -> None:
    url = reverse("name_reporters", args=[cast.plan.slug])
    row, task = cast.indicator(1), cast.plan.tasks.get(seq=2)
    picks = [f"indicator-{row.pk}", f"task-{task.pk}", f"indicator-{cast.other_plan.indicators.get(seq=1).pk}"]
    client = signed_in(cast.reviewer)
    chosen = {"reporter": str(cast.partner.pk), "reason": "分工通知"}
    assert _("Please pick at least one row.") in client.post(url, chosen).content.decode()
    assert "reason" in client.post(url, {"pick": picks, "reporter": str(cast.partner.pk)}).content.decode()
    page = client.post(url, chosen | {"pick": picks}, follow=True).content.decode()
    assert "已为 2 行指定填报单位" in page
    row.refresh_from_db()
    task.refresh_from_db()
    assert row.reporter == task.reporter == cast.partner
    assert row.history.latest().history_change_reason == "分工通知"
    assert cast.other_plan.indicators.get(seq=1).reporter is None


def test_an_agency_of_another_region_is_no_reporter(cast: Cast, signed_in: SignedIn) -> None:
    url = reverse("name_reporters", args=[cast.plan.slug])
    away = cast.there.agencies.get()
    data = {"pick": [f"indicator-{cast.indicator(1).pk}"], "reporter": str(away.pk), "reason": "试"}
    assert signed_in(cast.reviewer).post(url, data).status_code == 200
    assert cast.indicator(1).reporter is None
