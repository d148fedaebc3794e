"""The reviewer's queue: by agency, what needs a look with the reason before what is normal."""

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse

from ipplans.review_queue import queue_of
from plans.models import Round
from targets.models import Actual
from tasks.models import TaskReport
from tests.cast import Cast, SignedIn, add_indicator


def flags(cast: Cast, seq: int) -> list[str]:
    """Why the figure of an indicator needs a look."""
    queue: Any = queue_of(cast.reviewer)["queues"]
    return next(row.flags for one in queue for row in one.figures if row.figures.indicator.seq == seq)


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("100", []),
        ("99", []),
        ("160", ["较上年变动过半"]),
        ("45", ["较上年变动过半", "滞后于目标"]),
        ("1001", ["超目标 10 倍", "较上年变动过半"]),
        ("80", ["滞后于目标"]),
    ],
)
def test_a_figure_needs_a_look_for_what_it_is_asked_to_explain(cast: Cast, value: str, found: list[str]) -> None:
    Round.objects.create(plan=cast.plan, year=2023, opens=dt.date(2023, 1, 1), due=dt.date(2999, 1, 31))
    cast.approved("100", 2022)
    cast.submitted(value, 2023)
    assert flags(cast, 1) == found


def test_what_falls_is_not_applicable_or_came_back_needs_a_look(cast: Cast, signed_in: SignedIn) -> None:
    cast.approved("7.5", 2022, 2)
    cast.submitted("7.4", 2023, 2)
    assert flags(cast, 2) == ["低于上年"]
    add_indicator(cast.plan, 3, "登记数", ["100", "100"], "400", "sum")
    actual = cast.submitted("100", 2022, 3)
    Actual.objects.filter(pk=actual.pk).update(condition="not-applicable", value=None, remark="停统")
    assert flags(cast, 3) == ["不适用"]
    returned = cast.submitted("100", 2022, 1)
    data = {"version": returned.version, "reason": "请核对"}
    signed_in(cast.reviewer).post(reverse("review_action", args=[returned.pk, "return"]), data)
    returned.refresh_from_db()
    returned.enter({"value": 101}, cast.lead, cast.clerk)
    returned.submit(cast.clerk)
    Actual.objects.save_with_history([returned], cast.clerk)
    assert flags(cast, 1) == ["退回后更正"]


def test_reports_stand_by_agency_those_to_look_at_first(cast: Cast, signed_in: SignedIn) -> None:
    cast.plan.indicators.filter(seq=2).update(reporter=cast.partner)
    add_indicator(cast.plan, 3, "登记数", ["100", "100"], "400", "sum").save()
    cast.plan.indicators.filter(seq=3).update(reporter=cast.lead)
    cast.submitted("100")
    cast.submitted("6.5", seq=2)
    cast.submitted("2000", seq=3)
    task = cast.plan.tasks.get(seq=1)
    said = {"agency": cast.lead, "author": cast.clerk, "status": "submitted", "summary": "已完成", "version": 2}
    TaskReport.objects.create(task=task, year=2022, state="done", **said)
    found: Any = queue_of(cast.reviewer)
    counted = [(one.agency, one.normal, one.flagged) for one in found["queues"]]
    assert counted == [(cast.lead, 1, 2), (cast.partner, 1, 0)]
    assert [row.figures.indicator.seq for row in found["queues"][0].figures] == [3, 1]
    assert (found["normal"], found["flagged"]) == (2, 2)
    page = signed_in(cast.reviewer).get(reverse("review")).content.decode()
    assert "选中正常 2 项" in page
    assert "已完成，无佐证" in page
