"""Accounts from a workbook: checked whole, made all or none; a first password must be changed."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook

from plans.models import Agency, Membership, Region, User
from tests.cast import Cast, SignedIn

HEADS = ["地区", "单位", "姓名", "角色", "手机", "邮箱", "用户名"]


def upload(cast: Cast, signed_in: SignedIn, *rows: list[str], heads: list[str] = HEADS) -> Any:
    book = Workbook()
    sheet: Any = book.active
    for row in (heads, *rows):
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    file = SimpleUploadedFile("人员.xlsx", out.getvalue())
    return signed_in(cast.admin).post(reverse("accounts"), {"file": file})


def test_accounts_are_made_and_their_passwords_printed_once(cast: Cast, signed_in: SignedIn) -> None:
    page = upload(
        cast, signed_in,
        ["甲市", "市甲局", "张三", "填报员", "", "zhang@example.org", ""],
        ["甲市", "", "李四", "审核员", "", "", "lisi"],
        ["甲市", "", "王五", "领导", "", "", ""],
    )  # fmt: skip
    assert page.status_code == 200
    made = page.context["made"]
    assert [person.account.username for person in made] == ["zhang", "lisi", "990100-001"]
    assert all(person.account.password in page.content.decode() for person in made)
    assert Membership.objects.get(user__username="zhang").agency == cast.lead
    assert Membership.objects.get(user__username="lisi").region == cast.here
    assert User.objects.get(username="zhang").check_password(made[0].account.password)


def test_two_people_of_one_name_in_one_agency_get_an_account_each(cast: Cast, signed_in: SignedIn) -> None:
    row = ["甲市", "市甲局", "张伟", "填报员", "", ""]
    page = upload(cast, signed_in, [*row, ""], [*row, "zhangwei2"])
    assert len({person.account.username for person in page.context["made"]}) == 2


def test_a_first_password_leads_to_the_page_that_changes_it(cast: Cast, signed_in: SignedIn) -> None:
    made = upload(cast, signed_in, ["甲市", "市甲局", "张三", "填报员", "", "", "zhang"]).context["made"]
    client = Client()
    client.post(reverse("sign_in"), {"username": "zhang", "password": made[0].account.password})
    for page in ("todo", "overview"):
        assert client.get(reverse(page), follow=True).redirect_chain[-1][0] == reverse("password_change")
    new = {
        "old_password": made[0].account.password,
        "new_password1": "Qx7-lange-zeile",
        "new_password2": "Qx7-lange-zeile",
    }
    assert client.post(reverse("password_change"), new).status_code == 302
    assert client.get(reverse("todo")).status_code == 200


@pytest.mark.parametrize(
    ("row", "address", "sentence"),
    [
        (["丙市", "市甲局", "张三", "填报员", "", "", ""], "A3", "没有这个地区"),
        (["甲市", "", "张三", "填报员", "", "", ""], "B3", "须填写单位"),
        (["甲市", "市无局", "张三", "填报员", "", "", ""], "B3", "没有这个单位"),
        (["甲市", "市甲局", "", "填报员", "", "", ""], "C3", "姓名"),
        (["甲市", "市甲局", "张三", "局长", "", "", ""], "D3", "角色"),
        (["甲市", "市甲局", "张三", "填报员", "", "zhang", ""], "F3", "邮箱"),
        (["甲市", "市甲局", "张三", "填报员", "", "", "c-clerk"], "G3", "已被使用"),
        (["甲市", "市甲局", "张三", "填报员", "", "", "张 三"], "G3", "用户名"),
        (["甲市", "市甲局", "好人", "填报员", "", "", ""], "C3", "已有账号"),
        (["甲市", "市旧局", "张三", "填报员", "", "", ""], "B3", "市丙局承接"),
    ],
)
def test_one_bad_row_makes_no_account(
    cast: Cast, signed_in: SignedIn, row: list[str], address: str, sentence: str
) -> None:
    Agency.objects.create(region=cast.here, name="市旧局", valid_to="2020-12-31", successor=cast.partner)
    before = User.objects.count()
    page = upload(cast, signed_in, ["甲市", "市甲局", "好人", "填报员", "", "", ""], row)
    assert page.status_code == 422
    assert address in page.content.decode()
    assert sentence in page.content.decode()
    assert User.objects.count() == before


def test_what_is_no_such_workbook_is_refused(cast: Cast, signed_in: SignedIn) -> None:
    assert "第一行应为" in upload(cast, signed_in, heads=["姓名"]).content.decode()
    assert _("There is no row with a person in this workbook.") in upload(cast, signed_in).content.decode()
    for content in (b"", b"PK\x03\x04", b"x"):
        file = SimpleUploadedFile("人员.xlsx", content)
        page = signed_in(cast.admin).post(reverse("accounts"), {"file": file})
        assert page.status_code == 422
        assert "未保存任何内容" in page.content.decode()


def test_the_empty_workbook_has_the_columns(cast: Cast, signed_in: SignedIn) -> None:
    book = load_workbook(io.BytesIO(signed_in(cast.admin).get(reverse("account_template")).content))
    sheet: Any = book.active
    assert [cell.value for cell in sheet[1]] == HEADS


def test_of_two_regions_of_one_name_the_code_decides(cast: Cast, signed_in: SignedIn) -> None:
    Region.objects.create(code="990300", name="甲市", slug="jia-2", level="city")
    page = upload(cast, signed_in, ["甲市", "", "李四", "审核员", "", "", ""])
    assert "990100、990300" in page.content.decode()
    upload(cast, signed_in, ["990300", "", "李四", "审核员", "", "", ""])
    assert Membership.objects.get(user__name="李四").region == Region.objects.get(code="990300")


ROW = ["甲市", "市甲局", "张三", "填报员"]
REVIEWS = ["甲市", "", "张三", "审核员"]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ([*ROW, "13800000001", "", ""], [*REVIEWS, "138 0000 0001", "", ""]),
        ([*ROW, "", "", "zhang"], [*REVIEWS, "", "", "Zhang"]),
        ([*ROW, "", "zhang@example.org", ""], [*REVIEWS, "", "zhang@example.org", ""]),
    ],
)
def test_one_person_has_one_account_with_several_roles(
    cast: Cast, signed_in: SignedIn, first: list[str], second: list[str]
) -> None:
    page = upload(cast, signed_in, first, second)
    assert page.status_code == 200, page.content.decode()
    assert len(page.context["new"]) == 1
    person = User.objects.get(name="张三")
    assert {role.role for role in person.roles} == {"staff", "reviewer"}
    leads = [*ROW[:2], "张三", "领导", *first[4:6], first[6]]
    page = upload(cast, signed_in, leads)  # and a third later, in another workbook
    assert page.status_code == 200
    assert page.context["new"] == []
    assert User.objects.filter(name="张三").count() == 1
    assert "已有账号" in page.content.decode()


@pytest.mark.parametrize(
    ("row", "address"),
    [
        ([*REVIEWS, "", "", ""], "C2"),  # the same person, or another of the name?
        ([*REVIEWS, "13800000009", "", ""], "C2"),
        ([*REVIEWS, "13800000001", "", "zhang-2"], "G2"),  # one phone, two accounts
        ([*ROW, "13800000001", "", ""], "C2"),  # has the role
        (["甲市", "", "李四", "审核员", "", "", "zhang"], "G2"),  # the account of another person
        ([*REVIEWS, "12", "", ""], "E2"),
    ],
)
def test_who_may_be_the_same_person_is_asked_about(
    cast: Cast, signed_in: SignedIn, row: list[str], address: str
) -> None:
    upload(cast, signed_in, [*ROW, "13800000001", "", "zhang"])
    before = User.objects.count()
    page = upload(cast, signed_in, row)
    assert page.status_code == 422
    assert address in page.content.decode()
    assert User.objects.count() == before


def test_an_account_that_is_switched_off_gets_no_role(cast: Cast, signed_in: SignedIn) -> None:
    upload(cast, signed_in, [*ROW, "", "", "zhang"])
    User.objects.filter(username="zhang").update(is_active=False)
    page = upload(cast, signed_in, [*REVIEWS, "", "", "zhang"])
    assert page.status_code == 422
    assert "停用" in page.content.decode()


def test_a_first_password_is_not_changed_to_itself(cast: Cast, signed_in: SignedIn) -> None:
    password = upload(cast, signed_in, [*ROW, "", "", "zhang"]).context["made"][0].account.password
    client = Client()
    client.post(reverse("sign_in"), {"username": "zhang", "password": password})
    new = {"old_password": password, "new_password1": password, "new_password2": password}
    page = client.post(reverse("password_change"), new)
    assert _("Please choose another password than the present one.") in page.content.decode()
    assert User.objects.get(username="zhang").has_first_password


def test_who_gets_a_password_from_an_administrator_changes_it(cast: Cast, signed_in: SignedIn) -> None:
    admin, words = signed_in(cast.admin), {"password1": "Qx7-lange-zeile", "password2": "Qx7-lange-zeile"}
    roles = {"memberships-TOTAL_FORMS": "0", "memberships-INITIAL_FORMS": "0"}
    admin.post(reverse("admin:plans_user_add"), words | roles | {"username": "neu", "usable_password": "true"})
    made = User.objects.get(username="neu")
    assert made.has_first_password
    User.objects.filter(pk=made.pk).update(has_first_password=False)
    admin.post(reverse("admin:auth_user_password_change", args=[made.pk]), words | {"usable_password": "true"})
    assert User.objects.get(pk=made.pk).has_first_password
