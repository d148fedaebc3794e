"""Words that a password must not lean on: the product's, the office's, and what everybody thinks of."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

WORDS = (
    *("ipplans", "zhishichanquan", "zscq", "password", "passw0rd", "admin", "qwerty", "asdfgh", "zxcvbn"),
    *("123456", "654321", "111111", "888888", "666666", "5201314", "1qaz2wsx", "woaini", "abc123", "welcome"),
)


class OwnWordsValidator:
    """Refuses a password that holds one of the words, or one that PASSWORD_WORDS adds (the office's name)."""

    def validate(self, password: str, user: object = None) -> None:
        found = next((word for word in (*WORDS, *settings.PASSWORD_WORDS) if word.lower() in password.lower()), None)
        if found is not None:
            raise ValidationError(_("The password must not contain “%(word)s”.") % {"word": found})

    def get_help_text(self) -> str:
        return _("No words that everybody thinks of: the name of the system or the office, 123456, qwerty.")
