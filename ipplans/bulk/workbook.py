"""The workbook of accounts: out empty, in filled in; first passwords to print."""

from __future__ import annotations

import io
import re
import secrets
from collections.abc import Iterable, Iterator

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from documents.reading.sheets import SheetBounds
from documents.workbooks.sheet import safe
from documents.workbooks.upload import WorkbookRefused, opened
from ipplans.bulk.accounts import COLUMNS, EMAIL, HEADS, NAME, PHONE, ROLE, Account, Accounts, Person, RowError
from ipplans.bulk.people import KnownPeople
from ipplans.bulk.scopes import Scopes
from plans.models import Agency, Membership, User
from plans.words import one_line

MAX_ROWS = 2000
MAX_NAME = int(User._meta.get_field("name").max_length or 0)  # characters of a person's name
PHONE_NUMBER = re.compile(r"\+?\d{5,20}")
# First passwords are read aloud and typed from paper: no character that looks like another.
LEGIBLE = "abcdefghjkmnpqrstuvwxyz23456789"


def template(agencies: Iterable[Agency] = ()) -> bytes:
    """Return a workbook with the columns, and a row for the staff of each of these agencies; else empty."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.append(HEADS)
    for agency in agencies:
        sheet.append([safe(text) for text in staff_row(agency)])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for column in COLUMNS:
        sheet.column_dimensions[column].width = 20
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def staff_row(agency: Agency, name: str = "", phone: str = "", email: str = "") -> list[str]:
    """Return the cells of a row for a person who enters figures in the name of an agency."""
    return [agency.region.code, agency.name, name, str(Membership.Role.STAFF.label), phone, email, ""]


def read(content: bytes) -> Accounts:
    """Return the people of a workbook and what is wrong with their rows. Raises WorkbookRefused."""
    found = people_of((str(number), cells) for number, cells in _rows(content))
    if not found.people and not found.errors:
        raise WorkbookRefused(_("There is no row with a person in this workbook."))
    return found


def people_of(rows: Iterable[tuple[str, list[str]]]) -> Accounts:
    """Return the people of rows, each given with what it is called; a fault bears its column and that."""
    found = Accounts()
    known = _AccountRows()
    for called, cells in rows:
        try:
            found.people.append(known.person(cells))
        except RowError as wrong:
            found.errors.append((f"{COLUMNS[wrong.column]}{called}", wrong.words))
    return found


def _rows(content: bytes) -> Iterator[tuple[int, list[str]]]:
    sheet = opened(content, SheetBounds(MAX_ROWS + 1, len(HEADS)), has_results=True)[0]
    if sheet.last_row > MAX_ROWS + 1:
        raise WorkbookRefused(_("More than %(n)s rows: please divide the workbook.") % {"n": MAX_ROWS})
    texts = [[one_line(cell.text) for cell in sheet.row(row, len(HEADS))] for row in range(1, len(sheet.rows) + 1)]
    if not texts or tuple(texts[0]) != HEADS:
        raise WorkbookRefused(_("The first row must read: %(heads)s") % {"heads": "、".join(HEADS)})
    for number, cells in enumerate(texts[1:], 2):
        if any(cells):
            yield number, cells


class _AccountRows:
    """What the rows are checked against, loaded once."""

    def __init__(self) -> None:
        self.scopes = Scopes()
        self.people = KnownPeople()
        self.roles: dict[str, str] = {}
        for language in ("zh-hans", "en"):
            with translation.override(language):
                self.roles |= {str(role.label).lower(): role.value for role in Membership.Role}

    def person(self, cells: list[str]) -> Person:
        """Return the person of a row. Raises RowError at the first cell that does not fit."""
        region_name, agency_name, name, role_name, phone, email, username = cells
        role = self.roles.get(role_name.lower())
        if role is None:
            roles = "、".join(str(role.label) for role in Membership.Role)
            raise RowError(ROLE, _("The role is one of: %(roles)s") % {"roles": roles})
        if not name or len(name) > MAX_NAME:
            raise RowError(NAME, _("Please give a name of at most %(n)s characters.") % {"n": MAX_NAME})
        region, agency = self.scopes.of(role, region_name, agency_name)
        if phone and not PHONE_NUMBER.fullmatch(phone := re.sub(r"[\s()-]", "", phone)):
            raise RowError(PHONE, _("This is no phone number."))
        if email:
            try:
                validate_email(email)
            except ValidationError as fault:
                raise RowError(EMAIL, _("This is no address for mail.")) from fault
        account = self.people.account(Account(name, username, phone, email), region)
        self.people.give(account, role, region, agency)
        return Person(account, role, region, agency)


def create(found: Accounts) -> None:
    """Make the accounts, each with a first password that must be changed at the first sign-in; all or none."""
    for account in found.new:
        account.password = "".join(secrets.choice(LEGIBLE) for _sign in range(12))
    users = {account.username: _user(account) for account in found.new}
    with transaction.atomic():
        for user in users.values():
            user.save()
        for person in found.people:
            region = None if person.agency else person.region
            user = person.account.user or users[person.account.username]
            Membership.objects.create(user=user, role=person.role, agency=person.agency, region=region)


def _user(account: Account) -> User:
    user = User(username=account.username, name=account.name, email=account.email, phone=account.phone)
    user.has_first_password = True
    user.set_password(account.password)  # slow on purpose: before the transaction, which others wait for
    return user
