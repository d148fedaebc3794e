"""A row of a workbook of accounts: who, where, as what; and what is wrong with it, by cell."""

from __future__ import annotations

from dataclasses import dataclass, field

from plans.models import Agency, Membership, Region, User

# The columns of the workbook, and the places of their cells in a row.
HEADS = ("地区", "单位", "姓名", "角色", "手机", "邮箱", "用户名")
COLUMNS = "ABCDEFG"
REGION, AGENCY, NAME, ROLE, PHONE, EMAIL, USERNAME = range(len(HEADS))


class RowError(Exception):
    """A cell that does not fit: its place in the row, and why in words."""

    def __init__(self, column: int, words: str) -> None:
        self.column, self.words = column, words


@dataclass
class Account:
    """One person's account: one that is there already, or one to be made, with its first password."""

    name: str
    username: str
    phone: str
    email: str
    user: User | None = None
    password: str = ""

    def is_reached_by(self, other: Account) -> bool:
        """Whether the two share a phone number or mail address."""
        pairs = ((self.phone, other.phone), (self.email, other.email))
        return any(one and one.lower() == theirs.lower() for one, theirs in pairs)


@dataclass
class Person:
    """One row: who, where, as what."""

    account: Account
    role: str
    region: Region | None
    agency: Agency | None

    @property
    def scope(self) -> Agency | Region | None:
        return self.agency or self.region

    @property
    def role_label(self) -> str:
        return str(Membership.Role(self.role).label)


@dataclass
class Accounts:
    people: list[Person] = field(default_factory=list)
    errors: list[tuple[str, str]] = field(default_factory=list)

    @property
    def new(self) -> list[Account]:
        """The accounts to be made, each once however many roles it gets."""
        accounts = {person.account.username: person.account for person in self.people}
        return [account for account in accounts.values() if account.user is None]
