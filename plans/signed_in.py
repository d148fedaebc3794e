"""Who is signed in: session and account, as Django has them, read in every request by SQL that is built once."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from plans.models import User
from plans.models.fixed_read import FixedRead

SESSION = FixedRead(lambda key: Session.objects.filter(session_key=key))
ACCOUNT = FixedRead(lambda pk: User.objects.filter(pk=pk))


class SessionStore(db.SessionStore):
    """Sessions in the database."""

    def _get_session_from_db(self) -> Any:
        found = SESSION.found(self.session_key or "")
        if found is not None and found.expire_date > timezone.now():
            return found
        self._session_key = None
        return None


class Backend(ModelBackend):
    """Accounts with a password."""

    def get_user(self, user_id: int) -> User | None:
        user = ACCOUNT.found(user_id)
        return user if user is not None and self.user_can_authenticate(user) else None
