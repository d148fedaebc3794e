"""Who reports what, named in one table: picked, for many rows, pasted; and accounts for agencies that have none."""

import io
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import gettext as _
from openpyxl import load_workbook

from plans.models import Agency, AuditEntry, Membership, User
from tests.cast import Cast, SignedIn, add_indicator


def address(cast: Cast, name: str = "name_reporters") -> str:
    return reverse(name, args=[cast.plan.slug])


def chosen(cast: Cast, seq: int, agency: Agency | None, before: Agency | None = None) -> dict[str, str]:
    """What a row sends; `before` is who was named when the page was shown."""
    name = f"indicator-{cast.indicator(seq).pk}"
    return {f"{name}-agency": str(agency.pk) if agency else "", f"{name}-before": str(before.pk) if before else ""}


def reporters(cast: Cast) -> list[Agency | None]:
    return [row.reporter for row in cast.plan.indicators.order_by("seq")]


def test_each_row_gets_the_agency_that_was_chosen_and_the_others_stay(cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.reviewer)
    page = client.get(address(cast)).content.decode()
    assert "暂由市甲局填报" in page  # the coordinating agency, for nobody is named
    data = chosen(cast, 1, cast.partner) | chosen(cast, 2, cast.partner, cast.partner) | {"reason": "分工"}
    assert client.post(address(cast), data).status_code == 302
    assert reporters(cast) == [cast.partner, cast.partner]
    first = cast.indicator(1).history.first()
    assert first is not None
    assert first.history_change_reason == "分工"
    assert cast.indicator(2).history.count() == 1
    assert client.post(address(cast), chosen(cast, 1, None, cast.partner) | {"reason": "撤销"}).status_code == 302
    assert reporters(cast) == [None, cast.partner]


def test_nothing_is_stored_where_one_row_is_wrong_and_it_says_which(cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.reviewer)
    away = cast.other_plan.coordinator
    both = chosen(cast, 1, cast.partner) | chosen(cast, 2, away, cast.partner) | {"reason": "分工"}
    page = client.post(address(cast), both)
    assert page.status_code == 422
    assert f"indicator-{cast.indicator(2).pk}-fault" in page.content.decode()
    assert reporters(cast) == [None, cast.partner]
    for data in ({"reason": ""}, {"reason": "分工"}):
        page = client.post(address(cast), chosen(cast, 1, None) | data)
        assert page.status_code == 422
        assert 'class="field-error' in page.content.decode()


def test_who_was_named_meanwhile_is_not_replaced_unseen(cast: Cast, signed_in: SignedIn) -> None:
    cast.indicator(1).name_reporter(cast.partner, "他人先定")
    row = f"indicator-{cast.indicator(1).pk}"
    picked = {"pick": [row], "reporter": str(cast.lead.pk), f"{row}-before": ""}
    for data in (chosen(cast, 1, cast.lead), picked):
        page = signed_in(cast.reviewer).post(address(cast), data | {"reason": "分工"})
        assert page.status_code == 422
        assert "此行已另行指定为：市丙局" in page.content.decode()
        assert reporters(cast)[0] == cast.partner


def test_the_list_of_agencies_without_account_takes_as_many_queries_for_many(cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.reviewer)
    counts = []
    for n in range(1, 6):
        row = add_indicator(cast.plan, 10 + n, f"指标{n}", ["1"], "4", "sum")
        row.name_reporter(Agency.objects.create(region=cast.here, name=f"市{n}局"), "分工")
        with CaptureQueriesContext(connection) as queries:
            client.get(address(cast, "account_list"))
        counts.append(len(queries))
    assert len(set(counts[1:])) == 1


@pytest.mark.parametrize(
    ("block", "seqs"),
    [
        ("市丙局\n市甲局", {1: "partner", 2: "lead"}),
        ("序号\t指标\t牵头单位\n2\t拥有量\t市甲局\n1\t授权量\t市丙局", {1: "partner", 2: "lead"}),
        ("拥有量\t市甲局", {2: "lead"}),
        ("2\t拥有量\t件\t市甲局", {2: "lead"}),
    ],
)
def test_a_pasted_block_finds_its_rows(cast: Cast, signed_in: SignedIn, block: str, seqs: dict[int, str]) -> None:
    data = {"text": block, "field": f"indicator-{cast.indicator(1).pk}-agency"}
    answer = signed_in(cast.reviewer).post(address(cast, "paste_reporters"), data).json()
    expected = {f"indicator-{cast.indicator(seq).pk}-agency": str(getattr(cast, who).pk) for seq, who in seqs.items()}
    assert answer["fills"] == expected
    assert reporters(cast) == [None, cast.partner]


def test_a_name_that_is_no_agency_here_is_said_in_the_preview(cast: Cast, signed_in: SignedIn) -> None:
    task = next(task for task in cast.plan.tasks.with_agencies() if not task.leads)
    data = {"text": f"{task.seq}\t市乙局\n", "field": f"task-{task.pk}-agency"}
    answer = signed_in(cast.reviewer).post(address(cast, "paste_reporters"), data).json()
    assert answer["fills"] == {}
    assert _("This region has no agency of this name.") in answer["html"]
    assert signed_in(cast.clerk).post(address(cast, "paste_reporters"), data).status_code == 403


def lonely(cast: Cast) -> Agency:
    """An agency that reports an indicator and in whose name nobody can sign in."""
    agency = Agency.objects.create(region=cast.here, name="市丁局")
    cast.indicator(1).name_reporter(agency, "分工")
    return agency


def test_who_has_no_account_gets_one_from_the_table(cast: Cast, signed_in: SignedIn) -> None:
    agency = lonely(cast)
    assert "市丁局。" in signed_in(cast.reviewer).get(address(cast)).content.decode()
    client = signed_in(cast.admin)
    where = address(cast, "agency_accounts")
    assert where in client.get(address(cast)).content.decode()
    start = f"agency-{agency.pk}"
    assert f'name="{start}-name"' in client.get(where).content.decode()
    assert f"agency-{cast.lead.pk}-name" not in client.get(where).content.decode()
    page = client.post(where, {f"{start}-name": "丁一", f"{start}-phone": "0577 8888 0000"})
    person = page.context["new"][0]
    assert person.password in page.content.decode()
    user = User.objects.get(username=person.username)
    assert (user.name, user.phone, user.has_first_password) == ("丁一", "057788880000", True)
    assert user.agency_ids == {agency.pk}
    entries = AuditEntry.objects.filter(person=cast.admin).order_by("-pk")[:2]
    assert {(entry.event, user.username in f"{entry.subject}{entry.details}") for entry in entries} == {
        ("account-changed", True),
        ("passwords-shown", True),
    }
    assert "市丁局。" not in client.get(address(cast)).content.decode()


def test_accounts_are_made_all_or_none_and_the_fault_stands_in_its_row(cast: Cast, signed_in: SignedIn) -> None:
    agency, count = lonely(cast), User.objects.count()
    client, where, start = signed_in(cast.admin), address(cast, "agency_accounts"), f"agency-{agency.pk}"
    page = client.post(where, {f"{start}-name": "丁一", f"{start}-phone": "无"})
    assert page.status_code == 422
    assert f"手机：{_('This is no phone number.')}" in page.content.decode()
    assert 'value="丁一"' in page.content.decode()
    page = client.post(where, {f"{start}-name": ""})
    assert _("Please give the name of at least one person.") in page.content.decode()
    assert User.objects.count() == count
    for person in (cast.reviewer, cast.clerk, cast.leader):
        assert signed_in(person).post(where, {f"{start}-name": "丁一"}).status_code == 403


def test_a_reviewer_takes_the_list_to_the_administrator(cast: Cast, signed_in: SignedIn) -> None:
    lonely(cast)
    content = signed_in(cast.reviewer).get(address(cast, "account_list")).content
    sheet: Any = load_workbook(io.BytesIO(content)).active
    assert [cell.value for cell in sheet[2]][:4] == ["990100", "市丁局", None, "填报员"]
    assert sheet.max_row == 2
    assert signed_in(cast.clerk).get(address(cast, "account_list")).status_code == 403


def test_an_agency_whose_work_another_took_over_has_the_account_of_the_other(cast: Cast, signed_in: SignedIn) -> None:
    agency = lonely(cast)
    assert not Membership.objects.filter(agency=agency).exists()
    Agency.objects.filter(pk=agency.pk).update(successor=cast.lead, valid_to="2023-01-01")
    assert "尚无账号" not in signed_in(cast.reviewer).get(address(cast)).content.decode()


def test_many_rows_get_a_reporter_with_a_reason(cast: Cast, signed_in: SignedIn) -> None:
    url = reverse("name_reporters", args=[cast.plan.slug])
    row, task = cast.indicator(1), cast.plan.tasks.get(seq=2)
    picks = [f"indicator-{row.pk}", f"task-{task.pk}", f"indicator-{cast.other_plan.indicators.get(seq=1).pk}"]
    client = signed_in(cast.reviewer)
    chosen = {"reporter": str(cast.partner.pk), "reason": "分工通知"}
    assert (
        _("Please choose another agency in at least one row, or pick rows and an agency.")
        in client.post(url, chosen).content.decode()
    )
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
    assert signed_in(cast.reviewer).post(url, data).status_code == 422
    assert cast.indicator(1).reporter is None
