"""The API: what the screens show in approved values, to whom they show it, to the digit; and nothing else."""

import datetime as dt
import json
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ipplans.api.reading import digits
from ipplans.api.site import PAGE
from plans.models import Agency, ApiToken, AuditEntry, Plan, User
from targets.models import Actual
from tasks.models import TaskReport
from tests.cast import Cast, SignedIn, add_task
from tests.ipplans.test_official_workbook import PLANS, leader, table_of_page

pytestmark = pytest.mark.django_db
LISTS = ["regions", "plans", "agencies", "figures", "changes?since=2020-01-01T00:00:00"]


def read(client: Client, path: str, **headers: str) -> Any:
    response = client.get(f"/api/v1/{path}", headers=headers)
    assert response.status_code == 200, response.content
    return json.loads(response.content)


def by_token(person: User) -> dict[str, str]:
    return {"Authorization": f"Bearer {ApiToken(person=person, name='BI').give()}"}


@pytest.mark.parametrize("slug", PLANS)
def test_indicators_are_the_pages(slug: str) -> None:
    plan = Plan.objects.select_related("region").get(slug=slug)
    client = leader(plan.region)
    for year in plan.years:
        page = table_of_page(client, plan, year)
        rows = read(client, f"plans/{slug}/indicators?year={year}")
        assert len(rows) == len(page)
        for row, shown in zip(rows, page, strict=True):
            assert (str(row["seq"]), row["unit"] or "—") == (shown[0], shown[2])
            for n, cell in enumerate(row["years"]):
                target, actual, rate = shown[3 + 3 * n : 6 + 3 * n]
                assert cell["actual"] is None or Decimal(cell["actual"]) == Decimal(actual.replace(",", ""))
                assert cell["actual"] is not None or cell["silence"] in (actual, rate)
                assert cell["rate"] == ("" if not cell["rate"] else rate)
                assert target == "—" or cell["target"] is not None
            assert row["to_date"] == shown[3 + 3 * len(plan.years)]
            assert row["year"]["year"] == year


def test_tasks_with_what_was_approved(cast: Cast, signed_in: SignedIn) -> None:
    TaskReport.objects.create(
        task=cast.plan.tasks.get(seq=1), year=2022, state="done", summary="已建成", status="approved"
    )
    other = cast.plan.tasks.get(seq=2)
    TaskReport.objects.create(task=other, year=2022, state="done", summary="草稿", status="submitted")
    first, second = read(signed_in(cast.leader), f"plans/{cast.plan.slug}/tasks?year=2022")["items"]
    assert (first["agencies"], first["state"], first["summary"]) == ("*市甲局、市丙局", "done", "已建成")
    assert (second["state"], second["state_word"], second["summary"]) == (None, "", "")


def test_lists_come_in_pages(cast: Cast, signed_in: SignedIn) -> None:
    Agency.objects.bulk_create(Agency(region=cast.here, name=f"市{n}局") for n in range(PAGE))
    client = signed_in(cast.leader)
    first, second, third = (read(client, f"agencies?page={n}") for n in (1, 2, 3))
    assert (first["count"], first["pages"], len(first["items"])) == (PAGE + 2, 2, PAGE)
    assert {one["id"] for one in first["items"]}.isdisjoint(one["id"] for one in second["items"])
    assert third["items"] == []


@pytest.mark.parametrize("path", LISTS)
def test_what_a_person_does_not_see_is_not_there(cast: Cast, signed_in: SignedIn, path: str) -> None:
    cast.approved("90")
    own = json.dumps(read(signed_in(cast.leader), path))
    other = json.dumps(read(signed_in(cast.outsider), path))
    assert cast.plan.slug in own or cast.here.code in own or path.startswith("changes")
    assert cast.plan.slug not in other
    assert cast.here.code not in other


def test_a_plan_that_one_does_not_see_is_none(cast: Cast, signed_in: SignedIn) -> None:
    for path in ("", "/indicators", "/tasks"):
        response = signed_in(cast.outsider).get(f"/api/v1/plans/{cast.plan.slug}{path}")
        assert response.status_code == 404
        assert json.loads(response.content)["detail"]


def test_who_is_nobody_gets_401(cast: Cast) -> None:
    for headers in (
        {},
        {"Authorization": "Bearer ipp_wrong"},
        {"Authorization": "Basic x"},
        {"Authorization": "Bearer "},
    ):
        assert Client().get("/api/v1/plans", headers=headers).status_code == 401


def test_a_token_reads_as_its_person_until_it_is_taken_back(cast: Cast) -> None:
    headers = by_token(cast.leader)
    token = ApiToken.objects.get()
    assert [one["slug"] for one in read(Client(), "plans", **headers)["items"]] == [cast.plan.slug]
    token.refresh_from_db()
    assert token.used_at is not None
    token.take_back()
    assert Client().get("/api/v1/plans", headers=headers).status_code == 401


@pytest.mark.parametrize("change", [{"is_active": False}, {"has_first_password": True}])
def test_a_token_of_an_account_that_may_not_sign_in_opens_nothing(cast: Cast, change: dict[str, bool]) -> None:
    headers = by_token(cast.leader)
    User.objects.filter(pk=cast.leader.pk).update(**change)
    assert Client().get("/api/v1/plans", headers=headers).status_code == 401


def test_a_token_opens_nothing_but_the_api(cast: Cast) -> None:
    headers = by_token(cast.admin)
    for address in ("/", "/audit.csv", reverse("accounts"), reverse("api_tokens"), "/admin/"):
        assert Client().get(address, headers=headers).status_code in (302, 401)


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_is_changed_by_it(cast: Cast, method: str) -> None:
    response = getattr(Client(), method)("/api/v1/plans", headers=by_token(cast.admin))
    assert response.status_code == 405


def test_the_secret_is_shown_once_and_kept_nowhere(cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.leader)
    page = client.post(reverse("api_tokens"), {"name": "省局数据平台"})
    secret = page.context["secret"]
    assert secret.startswith("ipp_")
    assert secret in page.content.decode()
    again = client.get(reverse("api_tokens")).content.decode()
    assert secret not in again
    assert "省局数据平台" in again
    assert secret not in str(ApiToken.objects.values())
    assert secret not in str(AuditEntry.objects.values())
    assert AuditEntry.objects.filter(event="token-made").count() == 1
    assert client.post(reverse("api_tokens"), {"name": ""}).status_code == 422


def test_one_takes_back_ones_own_alone(cast: Cast, signed_in: SignedIn) -> None:
    by_token(cast.leader)
    url = reverse("take_back_token", args=[ApiToken.objects.get().pk])
    assert signed_in(cast.admin).post(url).status_code == 404
    signed_in(cast.leader).post(url)
    assert ApiToken.objects.get().taken_back_at is not None
    for n in range(10):
        ApiToken(person=cast.leader, name=str(n)).give()
    assert signed_in(cast.leader).post(reverse("api_tokens"), {"name": "第十一个"}).status_code == 422


def test_an_answer_that_is_there_already_is_304(cast: Cast) -> None:
    headers = by_token(cast.leader)
    first = Client().get(f"/api/v1/plans/{cast.plan.slug}/indicators", headers=headers)
    mark = {"If-None-Match": first.headers["ETag"]}
    assert Client().get(f"/api/v1/plans/{cast.plan.slug}/indicators", headers=headers | mark).status_code == 304
    cast.approved("90")
    again = Client().get(f"/api/v1/plans/{cast.plan.slug}/indicators", headers=headers | mark)
    assert again.status_code == 200
    assert json.loads(again.content)[0]["years"][0]["actual"] == "90"
    other = Client().get(f"/api/v1/plans/{cast.plan.slug}/indicators", headers=by_token(cast.reviewer) | mark)
    assert other.status_code == 200


def test_changes_since(cast: Cast, signed_in: SignedIn) -> None:
    actual = cast.approved("90")
    Actual.objects.filter(pk=actual.pk).update(changed_at=timezone.now() - dt.timedelta(days=3))
    cast.approved("6", seq=2)
    cast.submitted("5", year=2023)
    task = add_task(cast.plan, 3, cast.lead, [])
    TaskReport.objects.create(task=task, year=2022, state="done", status="approved")
    since = (timezone.now() - dt.timedelta(days=1)).isoformat().replace("+", "%2B")
    found = read(signed_in(cast.leader), f"changes?since={since}")
    assert [(one["kind"], one["seq"], one["year"]) for one in found["items"]] == [
        ("figure", 2, 2022),
        ("task", 3, 2022),
    ]


@pytest.mark.parametrize(
    "since",
    ["3385-02-15T07:55:12.378198-20:48", "0001-01-01T00:00:00%2B23:59", "9999-12-31T23:59:59-23:59",
     "0001-01-01T00:00:00", "2024-01-01", "1", "9999999999999"],
)  # fmt: skip
def test_any_moment_can_be_asked_for(cast: Cast, signed_in: SignedIn, since: str) -> None:
    cast.approved("90")
    found = read(signed_in(cast.leader), f"changes?since={since}")
    assert found["count"] == (0 if since[0] in "39" else 1)


def test_figures_narrowed_by_state(cast: Cast, signed_in: SignedIn) -> None:
    cast.approved("50")
    found = read(signed_in(cast.leader), "figures?year=2022&state=behind")
    assert [(one["name"], one["year"]["rate"]) for one in found["items"]] == [("授权量", "50.0%")]


@pytest.mark.parametrize(
    "path",
    ["plans?page=0", "plans?page=x", "figures?year=12", "figures?state=x", "changes", "changes?since=x", "plans/%00",
     "figures?yaer=2024", "agencies?region=" + "9" * 99],
)  # fmt: skip
def test_bad_questions_are_refused_in_words(cast: Cast, signed_in: SignedIn, path: str) -> None:
    response = signed_in(cast.leader).get(f"/api/v1/{path}")
    assert response.status_code in (404, 422)
    assert json.loads(response.content)["detail"]


def test_the_description_is_openapi(cast: Cast) -> None:
    described = json.loads(Client().get("/api/v1/openapi.json").content)
    assert described["openapi"].startswith("3.")
    assert set(described["paths"]) >= {"/api/v1/plans/{slug}/indicators", "/api/v1/changes"}
    assert all(set(one) == {"get"} for one in described["paths"].values())


def test_digits() -> None:
    found = [digits(Decimal(text)) for text in ("1E+3", "6.500", "-0.10", "0", "123456789012.3456")]
    assert found == ["1000", "6.5", "-0.1", "0", "123456789012.3456"]
    assert digits(None) is None
