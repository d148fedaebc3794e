"""Accounts from a workbook: one row a person, checked whole, made all or none, with first passwords to print."""

from __future__ import annotations

import io
import re
import secrets
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from documents.reading.sheets import SheetBounds
from documents.workbooks.upload import WorkbookRefused, opened
from plans.models import Agency, Membership, Region, User
from plans.words import one_line

HEADS = ("地区", "单位", "姓名", "角色", "邮箱", "用户名")
COLUMNS = "ABCDEF"
MAX_ROWS = 2000
MAX_NAME = int(User._meta.get_field("name").max_length or 0)  # characters of a person's name
# Read aloud and typed from paper: no character that looks like another.
USERNAME = re.compile(r"[A-Za-z0-9._+-]{1,60}")
LEGIBLE = "abcdefghjkmnpqrstuvwxyz23456789"


@dataclass
class Person:
    """One row: who, where, as what; what is wrong with it, by cell address."""

    row: int
    name: str
    username: str
    email: str
    role: str
    region: Region | None
    agency: Agency | None
    password: str = ""

    @property
    def scope(self) -> Agency | Region | None:
        return self.agency or self.region


@dataclass
class Accounts:
    people: list[Person] = field(default_factory=list)
    errors: list[tuple[str, str]] = field(default_factory=list)


def template() -> bytes:
    """Return an empty workbook with the columns."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.append(HEADS)
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for column in COLUMNS:
        sheet.column_dimensions[column].width = 20
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read(content: bytes) -> Accounts:
    """Return the people of a workbook and what is wrong with their rows. Raises WorkbookRefused."""
    found = Accounts()
    known = _AccountRows()
    for number, cells in _rows(content):
        try:
            found.people.append(known.person(number, cells))
        except _RowError as wrong:
            found.errors.append((f"{COLUMNS[wrong.column]}{number}", wrong.words))
    if not found.people and not found.errors:
        raise WorkbookRefused(_("There is no row with a person in this workbook."))
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


class _RowError(Exception):
    def __init__(self, column: int, words: str) -> None:
        self.column, self.words = column, words


class _AccountRows:
    """What the rows are checked against, loaded once."""

    def __init__(self) -> None:
        self.regions: dict[str, list[Region]] = defaultdict(list)
        for region in Region.objects.all():
            self.regions[region.name].append(region)
            self.regions[region.code].append(region)
        self.agencies = {(a.region_id, a.name): a for a in Agency.objects.select_related("region", "successor")}
        self.usernames = {name.lower() for name in User.objects.values_list("username", flat=True)}
        members = Membership.objects.values_list("user__name", "role", "agency", "region")
        self.members = {(name, role, agency or 0, region or 0) for name, role, agency, region in members}
        self.roles: dict[str, str] = {}
        for language in ("zh-hans", "en"):
            with translation.override(language):
                self.roles |= {str(role.label).lower(): role.value for role in Membership.Role}

    def person(self, number: int, cells: list[str]) -> Person:
        """Return the person of a row. Raises _RowError at the first cell that does not fit."""
        region_name, agency_name, name, role_name, email, username = cells
        role = self.roles.get(role_name.lower())
        if role is None:
            raise _RowError(
                3, _("The role is one of: %(roles)s") % {"roles": "、".join(str(r.label) for r in Membership.Role)}
            )
        if not name or len(name) > MAX_NAME:
            raise _RowError(2, _("Please give a name of at most %(n)s characters.") % {"n": MAX_NAME})
        region, agency = self._scope(role, region_name, agency_name)
        if email:
            try:
                validate_email(email)
            except ValidationError as fault:
                raise _RowError(4, _("This is no address for mail.")) from fault
        scope = (agency.pk if agency else 0, 0 if agency or region is None else region.pk)
        if not username and (name, role, *scope) in self.members:
            message = _("%(name)s has this role already. For another person of this name, please give a user name.")
            raise _RowError(2, message % {"name": name})
        self.members.add((name, role, *scope))
        return Person(number, name, self._username(username, email, region), email, role, region, agency)

    def _scope(self, role: str, region_name: str, agency_name: str) -> tuple[Region | None, Agency | None]:
        if role == Membership.Role.ADMIN:
            return None, None
        named = self.regions.get(region_name, [])
        if len(named) > 1:
            codes = "、".join(region.code for region in named)
            raise _RowError(0, _("Several regions have this name; please give the code: %(codes)s") % {"codes": codes})
        if not named:
            raise _RowError(0, _("There is no region of this name: %(name)s") % {"name": region_name or "—"})
        region = named[0]
        if role == Membership.Role.LEADER or (role == Membership.Role.REVIEWER and not agency_name):
            return region, None
        if not agency_name:
            raise _RowError(1, _("Agency staff need an agency."))
        agency = self.agencies.get((region.pk, agency_name))
        if agency is None:
            raise _RowError(1, _("%(region)s has no agency of this name: %(name)s") % {
                "region": region, "name": agency_name or "—",
            })  # fmt: skip
        if agency.valid_to is not None and agency.valid_to < timezone.localdate():
            values = {"agency": agency, "date": agency.valid_to, "successor": agency.current}
            words = _("%(agency)s ended on %(date)s; its work is with: %(successor)s")
            raise _RowError(1, words % values)
        return region, agency

    def _username(self, asked: str, email: str, region: Region | None) -> str:
        if asked:
            try:
                User.username_validator(asked)
            except ValidationError as fault:
                raise _RowError(5, " ".join(fault.messages)) from fault
            if asked.lower() in self.usernames or len(asked) > 150:
                raise _RowError(5, _("This user name is taken."))
        else:
            asked = self._free(email.partition("@")[0], region)
        self.usernames.add(asked.lower())
        return asked

    def _free(self, wish: str, region: Region | None) -> str:
        """The wish where nobody has it, else the region's code and a number."""
        if USERNAME.fullmatch(wish) and wish.lower() not in self.usernames:
            return wish
        code, number = region.code if region else "admin", 1
        while f"{code}-{number:03d}" in self.usernames:
            number += 1
        return f"{code}-{number:03d}"


def create(found: Accounts) -> None:
    """Make the accounts, each with a first password that must be changed at the first sign-in; all or none."""
    users = []
    for person in found.people:
        person.password = "".join(secrets.choice(LEGIBLE) for _sign in range(12))
        user = User(username=person.username, name=person.name, email=person.email, has_first_password=True)
        user.set_password(person.password)  # slow on purpose: before the transaction, which others wait for
        users.append(user)
    with transaction.atomic():
        for user, person in zip(users, found.people, strict=True):
            user.save()
            region = None if person.agency else person.region
            Membership.objects.create(user=user, role=person.role, agency=person.agency, region=region)
