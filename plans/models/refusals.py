"""Why a step cannot be taken, in words for the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from plans.words import one_line

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

MAX_REASON = 200  # characters


class NotPossible(Exception):
    """A step that the state of a thing does not allow; says why in words for the screen."""

    def __init__(self, message: str | _StrPromise) -> None:
        super().__init__(message)
        self.message = message


def checked_reason(reason: str) -> str:
    """Return a reason as it is stored; raise NotPossible for none, or one that is too long."""
    text = one_line(reason)
    if not text:
        raise NotPossible(_("Please give a reason."))
    if len(text) > MAX_REASON:
        raise NotPossible(_("Please give the reason in at most %(n)s characters.") % {"n": MAX_REASON})
    return text


def answer_asked(reason: str) -> str:
    """What a returned report still needs before it is submitted again."""
    return _("Returned: %(reason)s. Please correct the report, or answer in the remark.") % {"reason": reason}
