"""One person has one account (four eyes, domain.md §5): who has one already, and who gets one."""

from __future__ import annotations

import re
from collections import defaultdict

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from ipplans.bulk.accounts import NAME, USERNAME, Account, RowError
from plans.models import Agency, Membership, Region, User

LEGIBLE_NAME = re.compile(r"[A-Za-z0-9._+-]{1,60}")  # of what a user name is made


class KnownPeople:
    """Accounts by user name, with the roles of each; a person is known by user name, phone or mail address."""

    def __init__(self) -> None:
        self.accounts: dict[str, Account] = {}
        self.regions: dict[str, set[int | None]] = defaultdict(set)  # of whom the roles are, by user name
        self.roles: set[tuple[str, str, int, int]] = set()
        for user in User.objects.all():
            self._note(Account(user.name, user.username, user.phone, user.email, user))
        for member in Membership.objects.select_related("user", "agency"):
            name = member.user.username.lower()
            self.regions[name].add(member.scope_id)
            self.roles.add((name, member.role, member.agency_id or 0, member.region_id or 0))

    def _note(self, account: Account) -> Account:
        self.accounts[account.username.lower()] = account
        return account

    def account(self, asked: Account, region: Region | None) -> Account:
        """Return the account of the person of a row, a new one where nobody fits. Raises RowError."""
        if found := self._same(asked):
            if found.user is not None and not found.user.is_active:
                raise RowError(NAME, _("The account %(name)s is switched off.") % {"name": found.username})
            return found
        if not asked.username:
            self._ask_about_namesake(asked, region)
            asked.username = self._free(asked.email.partition("@")[0], region)
        return self._note(asked)

    def _same(self, asked: Account) -> Account | None:
        """The account of the same person: by user name, else by the name with the phone number or mail address."""
        if asked.username:
            try:
                User.username_validator(asked.username)
            except ValidationError as fault:
                raise RowError(USERNAME, " ".join(fault.messages)) from fault
            found = self.accounts.get(asked.username.lower())
            if len(asked.username) > 150 or (found is not None and found.name != asked.name):
                raise RowError(USERNAME, _("This user name is taken."))
            if found is not None:
                return found
        same = (one for one in self.accounts.values() if one.name == asked.name)
        known = next((one for one in same if one.is_reached_by(asked)), None)
        if known is not None and asked.username:
            words = _("%(name)s has an account already: %(username)s")
            raise RowError(USERNAME, words % {"name": asked.name, "username": known.username})
        return known

    def _ask_about_namesake(self, asked: Account, region: Region | None) -> None:
        """Raise RowError where a person of this name may be the same, and nothing in the row tells."""
        for one in self.accounts.values():
            regions = self.regions[one.username.lower()]
            if one.name == asked.name and (region is None or None in regions or region.pk in regions):
                words = _(
                    "%(name)s has an account already: %(username)s. If it is the same person, please give this user "
                    "name or the same phone number; for another person, please give a new user name."
                )
                raise RowError(NAME, words % {"name": asked.name, "username": one.username})

    def give(self, account: Account, role: str, region: Region | None, agency: Agency | None) -> None:
        """Note a role. Raises RowError for one that the person has."""
        scope = (agency.pk, 0) if agency else (0, region.pk if region else 0)
        given = (account.username.lower(), role, *scope)
        if given in self.roles:
            raise RowError(NAME, _("%(name)s has this role already.") % {"name": account.name})
        self.roles.add(given)
        self.regions[account.username.lower()].add(region.pk if region else None)

    def _free(self, wish: str, region: Region | None) -> str:
        """The wish where nobody has it, else the region's code and a number."""
        if LEGIBLE_NAME.fullmatch(wish) and wish.lower() not in self.accounts:
            return wish
        code, number = region.code if region else "admin", 1
        while f"{code}-{number:03d}" in self.accounts:
            number += 1
        return f"{code}-{number:03d}"
