"""What happened to a plan, on the screen and as a workbook."""

import io
from typing import Any

from django.urls import reverse
from openpyxl import load_workbook

from targets.models import Actual
from tests.cast import Cast, SignedIn


def test_every_step_is_listed_with_who_and_why(cast: Cast, signed_in: SignedIn) -> None:
    actual = cast.submitted("90")
    actual.return_for_correction(cast.reviewer, "请核对口径")
    Actual.objects.save_with_history([actual], cast.reviewer)
    cast.plan.tasks.get(seq=2).name_reporter(cast.partner, "分工通知")
    cast.plan.rounds.get().close()
    url = reverse("activity", args=[cast.plan.slug])
    page = signed_in(cast.reviewer).get(url).content.decode()
    for words in ("填报 90", "c-clerk", "c-reviewer", "已退回", "请核对口径", "分工通知", "已关闭", "授权量"):
        assert words in page
    narrowed = signed_in(cast.reviewer).get(url + "?words=分工").content.decode()
    assert "分工通知" in narrowed
    assert "请核对口径" not in narrowed
    assert "没有" in signed_in(cast.reviewer).get(url + "?words=zzz&page=9").content.decode()


def test_the_list_is_taken_away_as_a_workbook(cast: Cast, signed_in: SignedIn) -> None:
    cast.approved("90")
    url = reverse("activity_workbook", args=[cast.plan.slug])
    sheet: Any = load_workbook(io.BytesIO(signed_in(cast.reviewer).get(url).content)).active
    rows = [" ".join(str(cell.value) for cell in row) for row in sheet.iter_rows(min_row=3)]
    assert any("c-reviewer" in row and "已审核" in row for row in rows)
