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

HEADS = ["地区", "单位", "姓名", "角色", "邮箱", "用户名"]


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
        ["甲市", "市甲局", "张三", "填报员", "zhang@example.org", ""],
        ["甲市", "", "李四", "审核员", "", "lisi"],
        ["甲市", "", "王五", "领导", "", ""],
    )  # fmt: skip
    assert page.status_code == 200
    made = page.context["made"]
    assert [person.username for person in made] == ["zhang", "lisi", "990100-001"]
    assert all(person.password in page.content.decode() for person in made)
    assert Membership.objects.get(user__username="zhang").agency == cast.lead
    assert Membership.objects.get(user__username="lisi").region == cast.here
    assert User.objects.get(username="zhang").check_password(made[0].password)


def test_two_people_of_one_name_in_one_agency_get_an_account_each(cast: Cast, signed_in: SignedIn) -> None:
    row = ["甲市", "市甲局", "张伟", "填报员", ""]
    page = upload(cast, signed_in, [*row, ""], [*row, "zhangwei2"])
    assert len({person.username for person in page.context["made"]}) == 2


def test_a_first_password_leads_to_the_page_that_changes_it(cast: Cast, signed_in: SignedIn) -> None:
    made = upload(cast, signed_in, ["甲市", "市甲局", "张三", "填报员", "", "zhang"]).context["made"]
    client = Client()
    client.post(reverse("sign_in"), {"username": "zhang", "password": made[0].password})
    for page in ("todo", "overview"):
        assert client.get(reverse(page), follow=True).redirect_chain[-1][0] == reverse("password_change")
    new = {"old_password": made[0].password, "new_password1": "Qx7-lange-zeile", "new_password2": "Qx7-lange-zeile"}
    assert client.post(reverse("password_change"), new).status_code == 302
    assert client.get(reverse("todo")).status_code == 200


@pytest.mark.parametrize(
    ("row", "address", "sentence"),
    [
        (["丙市", "市甲局", "张三", "填报员", "", ""], "A3", "没有这个地区"),
        (["甲市", "", "张三", "填报员", "", ""], "B3", "须填写单位"),
        (["甲市", "市无局", "张三", "填报员", "", ""], "B3", "没有这个单位"),
        (["甲市", "市甲局", "", "填报员", "", ""], "C3", "姓名"),
        (["甲市", "市甲局", "张三", "局长", "", ""], "D3", "角色"),
        (["甲市", "市甲局", "张三", "填报员", "zhang", ""], "E3", "邮箱"),
        (["甲市", "市甲局", "张三", "填报员", "", "c-clerk"], "F3", "已被使用"),
        (["甲市", "市甲局", "张三", "填报员", "", "张 三"], "F3", "用户名"),
        (["甲市", "市甲局", "好人", "填报员", "", ""], "C3", "已有该角色"),
        (["甲市", "市旧局", "张三", "填报员", "", ""], "B3", "市丙局承接"),
    ],
)
def test_one_bad_row_makes_no_account(
    cast: Cast, signed_in: SignedIn, row: list[str], address: str, sentence: str
) -> None:
    Agency.objects.create(region=cast.here, name="市旧局", valid_to="2020-12-31", successor=cast.partner)
    before = User.objects.count()
    page = upload(cast, signed_in, ["甲市", "市甲局", "好人", "填报员", "", ""], row)
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
    page = upload(cast, signed_in, ["甲市", "", "李四", "审核员", "", ""])
    assert "990100、990300" in page.content.decode()
    upload(cast, signed_in, ["990300", "", "李四", "审核员", "", ""])
    assert Membership.objects.get(user__name="李四").region == Region.objects.get(code="990300")
