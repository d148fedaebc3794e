"""The tasks of every plan: who owes what, narrowed by what stands in the address."""

import io

import openpyxl
import pytest
from django.urls import reverse

from plans.models import User
from tasks.models import TaskReport
from tests.cast import Cast, SignedIn, add_task

pytestmark = pytest.mark.django_db


def found(signed_in: SignedIn, user: User, query: str = "") -> list[tuple[str, int]]:
    response = signed_in(user).get(reverse("tasks:all_tasks") + query)
    assert response.status_code == 200
    return [(row.record.plan.slug, row.record.seq) for row in response.context["table"].rows]


def test_tasks_of_all_plans_that_one_may_see(cast: Cast, signed_in: SignedIn) -> None:
    assert found(signed_in, cast.leader, "?year=2022") == [("jia-2022", 1), ("jia-2022", 2)]
    assert found(signed_in, cast.stranger, "?year=2022") == []
    add_task(cast.other_plan, 1, None, [])
    assert ("yi-2022", 1) in found(signed_in, cast.admin, "?year=2022")
    assert ("yi-2022", 1) not in found(signed_in, cast.leader, "?year=2022")


def test_by_agency_under_any_name_and_role(cast: Cast, signed_in: SignedIn) -> None:
    cast.partner.aliases.create(name="市版权局")
    assert found(signed_in, cast.leader, "?year=2022&agency=版权") == [("jia-2022", 1), ("jia-2022", 2)]
    assert found(signed_in, cast.leader, "?year=2022&agency=甲局&role=lead") == [("jia-2022", 1)]
    assert found(signed_in, cast.leader, "?year=2022&agency=没有这个") == []


def test_by_state_and_delivery(cast: Cast, signed_in: SignedIn) -> None:
    task = cast.plan.tasks.get(seq=1)
    TaskReport.objects.create(task=task, year=2022, state="delayed", status="approved")
    assert found(signed_in, cast.leader, "?year=2022&state=delayed") == [("jia-2022", 1)]
    assert found(signed_in, cast.leader, "?year=2022&state=done") == []
    assert found(signed_in, cast.leader, "?year=2022&delivery=in-time") == [("jia-2022", 1)]
    assert found(signed_in, cast.leader, "?year=2022&delivery=waiting") == [("jia-2022", 2)]


def test_a_foreign_plan_in_the_address_shows_nothing_of_it(cast: Cast, signed_in: SignedIn) -> None:
    add_task(cast.other_plan, 1, None, [])
    tasks = found(signed_in, cast.leader, f"?year=2022&plan={cast.other_plan.pk}")
    assert all(plan == "jia-2022" for plan, _seq in tasks)


def test_a_task_tells_its_years_as_a_timeline(cast: Cast, signed_in: SignedIn) -> None:
    task = cast.plan.tasks.get(seq=1)
    TaskReport.objects.create(task=task, year=2022, state="done", status="submitted", summary="还在审核")
    address = reverse("tasks:task_detail", args=[task.pk])
    as_leader, as_clerk = (signed_in(user).get(address) for user in (cast.leader, cast.clerk))
    assert [(step.year, step.report) for step in as_leader.context["timeline"]] == [(2022, None)]
    assert "还在审核" not in as_leader.content.decode()
    assert "还在审核" in as_clerk.content.decode()
    assert "按时" in as_leader.content.decode()


def rows_of(signed_in: SignedIn, user: User, query: str) -> list[str]:
    response = signed_in(user).get(reverse("documents:all_task_export", args=["xlsx"]) + query)
    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).worksheets[0]
    return [str(row[4]) for row in sheet.iter_rows(min_row=3, values_only=True)]


def test_the_list_goes_out_as_it_is_filtered(cast: Cast, signed_in: SignedIn) -> None:
    task = add_task(cast.plan, 3, cast.lead, [])
    TaskReport.objects.create(task=task, year=2022, state="delayed", status="approved")
    assert rows_of(signed_in, cast.leader, "?year=2022&state=delayed") == [task.content]
    assert len(rows_of(signed_in, cast.leader, "?year=2022")) == 3
    assert len(rows_of(signed_in, cast.other_clerk, "?year=2022")) == 2  # of the own agency
