"""What was returned is submitted again only with a new value, or an answer to the reason (domain.md §1)."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from plans.models.refusals import answer_asked
from targets.models import Actual
from tasks.models import Quantity, TaskReport
from tests.cast import Cast, SignedIn
from tests.refusals import refused

REASON = "请核对口径"


def returned(cast: Cast, signed_in: SignedIn, value: str = "100") -> Actual:
    actual = cast.submitted(value)
    url = reverse("review_action", args=[actual.pk, "return"])
    signed_in(cast.reviewer).post(url, {"version": actual.version, "reason": REASON})
    actual.refresh_from_db()
    return actual


def by_grid(client: Client, actual: Actual, **fields: str) -> Any:
    actual.refresh_from_db()
    data = {"text": "100", "version": str(actual.version)} | fields
    named = {f"i{actual.indicator_id}y2022-{name}": value for name, value in data.items()}
    return client.post(reverse("targets:entry", args=[actual.indicator.plan.slug, 2022]), named | {"submit": "1"})


def by_own_page(client: Client, actual: Actual, **fields: str) -> Any:
    actual.refresh_from_db()
    fields = {"value": fields.pop("text", "100")} | fields
    data = {"condition": "value", "stage": "final", "version": str(actual.version)} | fields
    url = reverse("targets:indicator_entry", args=[actual.indicator_id, 2022])
    return client.post(url, data | {"submit": "1"})


DOORS = [by_grid, by_own_page]


@pytest.mark.parametrize("door", DOORS)
def test_the_same_again_is_kept_back_and_asked_for_an_answer(cast: Cast, signed_in: SignedIn, door: Any) -> None:
    actual = returned(cast, signed_in)
    page = door(signed_in(cast.clerk), actual)
    assert page.status_code == 422
    assert answer_asked(REASON) in page.content.decode()
    actual.refresh_from_db()
    assert actual.status == "returned"


@pytest.mark.parametrize("fields", [{"text": "98"}, {"remark": "口径已核对，与统计年鉴一致"}])
@pytest.mark.parametrize("door", DOORS)
def test_a_new_value_or_an_answer_goes_through(
    cast: Cast, signed_in: SignedIn, door: Any, fields: dict[str, str]
) -> None:
    actual = returned(cast, signed_in)
    assert door(signed_in(cast.clerk), actual, **fields).status_code == 302
    actual.refresh_from_db()
    assert actual.status == "submitted"


@pytest.mark.parametrize("door", DOORS)
def test_emptying_it_and_typing_the_same_again_is_no_way_round(cast: Cast, signed_in: SignedIn, door: Any) -> None:
    actual = returned(cast, signed_in)
    client = signed_in(cast.clerk)
    door(client, actual, text="")
    actual.refresh_from_db()
    assert actual.value is None
    assert door(client, actual).status_code == 422


@pytest.mark.parametrize("door", DOORS)
def test_an_answer_of_the_time_before_is_none(cast: Cast, signed_in: SignedIn, door: Any) -> None:
    actual = returned(cast, signed_in)
    client = signed_in(cast.clerk)
    door(client, actual, remark="已核对")
    actual.refresh_from_db()
    url = reverse("review_action", args=[actual.pk, "return"])
    signed_in(cast.reviewer).post(url, {"version": actual.version, "reason": REASON})
    assert door(client, actual, remark="已核对").status_code == 422
    assert door(client, actual, remark="").status_code == 422
    assert door(client, actual, remark="已再次核对，附统计表").status_code == 302


def test_the_step_itself_refuses_it_whatever_the_door(cast: Cast, signed_in: SignedIn) -> None:
    actual = returned(cast, signed_in)
    with refused():
        actual.submit(cast.clerk)
    actual.value = 90
    actual.submit(cast.clerk)
    assert actual.status == "submitted"


def report_of(cast: Cast, signed_in: SignedIn, **values: str) -> Any:
    task = cast.plan.tasks.get(seq=1)
    stored = TaskReport.objects.filter(task=task, year=2022).first()
    data = {"state": "under-way", "summary": "已部署", "percent": "50", "remark": "", "submit": "1"}
    data |= {"version": str(stored.version if stored else 0)} | values
    return signed_in(cast.clerk).post(reverse("tasks:task_report", args=[task.pk, 2022]), data)


@pytest.mark.parametrize("change", ["", "summary", "percent", "remark", "quantity"])
def test_a_task_report_likewise(cast: Cast, signed_in: SignedIn, change: str) -> None:
    task = cast.plan.tasks.get(seq=1)
    quantity = Quantity.objects.create(task=task, seq=1, text="超50家", operator=">", value=50, unit="家")
    name = f"quantity_{quantity.pk}"
    report_of(cast, signed_in, **{name: "40"})
    report = TaskReport.objects.get(task=task)
    url = reverse("task_review_action", args=[report.pk, "return"])
    signed_in(cast.reviewer).post(url, {"version": report.version, "reason": REASON})
    changes = {
        "": {},
        "summary": {"summary": "已部署并建成"},
        "percent": {"percent": "60"},
        "remark": {"remark": "已核对"},
        "quantity": {name: "41"},
    }
    page = report_of(cast, signed_in, **({name: "40"} | changes[change]))
    report.refresh_from_db()
    if change:
        assert (page.status_code, report.status) == (302, "submitted")
    else:
        assert answer_asked(REASON) in page.content.decode()
        assert (page.status_code, report.status) == (422, "returned")
