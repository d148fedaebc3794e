"""What was typed into a form that was not taken: kept in the session until the page of the form shows it again.

Kept is text alone, bounded, without passwords and files. Every form of ours says whose it is (`OWNER`, signed, beside
the CSRF token), so that nobody who signs in after somebody else on one machine is shown what the other typed.
"""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from functools import cached_property

from django.core.signing import BadSignature, Signer
from django.http import HttpRequest

OWNER = "typed_by"
MAX_FORMS = 5  # of one session; the oldest gives way
MAX_CHARACTERS = 100_000  # of one form: the grid of a plan with all its remarks
SECRET = ("password", "csrfmiddlewaretoken", OWNER)  # names, or parts of them
BY_MACHINE = (
    "version", "asked", "choice", "pick", "submit", "save", "approve", "return", "digest", "apply", "finding",
    "reading", "code", "back", "is_confirmed", "state", "condition", "stage", "kind",
)  # fmt: skip
_KEY = "kept_forms"
NO_CHARACTER = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # that no page can hold
_signer = Signer(salt="plans.kept_forms")


@dataclass(frozen=True)
class KeptForm:
    """A form as it was sent. `owner` is None where the form does not say whose it is."""

    address: str
    fields: dict[str, list[str]]
    owner: int | None
    is_refused: bool = False  # somebody was signed in, and is shown why it was not taken
    has_files: bool = False
    is_too_long: bool = False

    @cached_property
    def texts(self) -> list[str]:
        """What a person wrote, without what buttons and hidden fields sent."""
        names = [name for name in self.fields if name.rpartition("-")[2] not in BY_MACHINE]
        return [value for name in names for value in self.fields[name] if value.strip()]


def _typed(request: HttpRequest, name: str) -> list[str]:
    return [NO_CHARACTER.sub("", value) for value in request.POST.getlist(name)]


def signed_owner(user_id: int) -> str:
    """Return the mark by which a form says whose it is."""
    return _signer.sign(str(user_id))


def is_owner_foreign(request: HttpRequest) -> bool:
    """Whether the form was given out to somebody else than who is signed in now, or says so with a forged mark."""
    owner = _owner(request)
    return owner is not None and request.user.is_authenticated and owner != request.user.pk


def keep(request: HttpRequest, *, is_refused: bool = False) -> None:
    """Keep what this request typed, for its page to show once more; of a request that sends no form, nothing."""
    if request.method != "POST":
        return
    names = [name for name in request.POST if not any(part in name for part in SECRET)]
    fields = {NO_CHARACTER.sub("", name): _typed(request, name) for name in names}
    is_too_long = sum(len(value) for values in fields.values() for value in values) > MAX_CHARACTERS
    form = KeptForm(
        address=request.path,
        fields={} if is_too_long else fields,
        owner=request.user.pk if request.user.is_authenticated else _owner(request),
        is_refused=is_refused,
        has_files=bool(request.FILES),
        is_too_long=is_too_long,
    )
    others = [other for other in _stored(request) if other.address != form.address]
    _store(request, [*others, form][-MAX_FORMS:])


def kept_forms(request: HttpRequest) -> list[KeptForm]:
    """Return what is kept for who is signed in; what somebody else typed is dropped. Nothing before sign-in."""
    if not request.user.is_authenticated or not (stored := _stored(request)):
        return []
    own = [form for form in stored if form.owner in (None, request.user.pk)]
    if len(own) < len(stored):
        _store(request, own)
    return own


def has_kept_forms(request: HttpRequest) -> bool:
    """Whether something waits for a person to sign in."""
    return bool(_stored(request))


def forget(request: HttpRequest, shown: list[KeptForm]) -> None:
    """Drop what a page has shown."""
    _store(request, [form for form in _stored(request) if form not in shown])


def _owner(request: HttpRequest) -> int | None:
    """Who was given the form; 0, which is nobody, for a forged mark; None where there is no mark."""
    mark = request.POST.get(OWNER)
    if mark is None:
        return None
    try:
        return int(_signer.unsign(mark))
    except BadSignature:
        return 0


def _stored(request: HttpRequest) -> list[KeptForm]:
    return [KeptForm(**form) for form in request.session.get(_KEY, [])]


def _store(request: HttpRequest, forms: list[KeptForm]) -> None:
    if forms:
        request.session[_KEY] = [asdict(form) for form in forms]
    else:
        request.session.pop(_KEY, None)
