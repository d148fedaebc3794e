"""Files made in the background: asked for on a page, made by `manage.py work`, fetched by who asked.

The table of exports is the queue: one statement claims a row, on either database, so that any number may work on it. A
worker that is gone has its file begun again by the next one, three times at most.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
import tempfile
from collections.abc import Iterable, Iterator
from typing import IO, Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.core.files import File
from django.db import transaction
from django.db.models import F
from django.http import Http404, QueryDict
from django.urls import Resolver404, resolve
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from documents.exports.output import Counting, Output
from documents.models import Export
from documents.models.exports import MAX_ADDRESS, MAX_NAME, TRIES
from plans.audit import Event, record
from plans.models import NotPossible, User
from plans.request import Request

log = logging.getLogger(__name__)
T = TypeVar("T")
AT_ONCE = 5  # files of one person that wait or are being made
STEP = 500  # rows after which a worker says how far it is, and hears whether it is to stop


class NotWanted(Exception):
    """Whoever asked for the file does not want it any more, or another worker makes it."""


def output_at(address: str, person: User) -> Output:
    """Return what the address gives out to this person; raises what its view raises, Http404 for any other address."""
    path, _mark, query = address.partition("?")
    try:
        found = resolve(path)
        output = found.func.output  # type: ignore[attr-defined]
    except (Resolver404, AttributeError):
        raise Http404 from None
    request = Request()
    request.method, request.path, request.user = "GET", path, person
    request.GET = QueryDict(query)
    made: Output = output(request, **found.kwargs)
    return made


def ask(person: User, address: str) -> Export:
    """Have the file at `address` made; not twice what is on its way already. Raises NotPossible, Http404."""
    address = address[:MAX_ADDRESS]
    made = output_at(address, person)
    with transaction.atomic():
        own = User.objects.select_for_update().get(pk=person.pk).exports.unfinished()
        same = own.filter(address=address).first()
        if same is not None:
            return same
        if own.count() >= AT_ONCE:
            raise NotPossible(_("%(n)s files of yours are being made. Please wait, or take one back.") % {"n": AT_ONCE})
        return Export.objects.create(
            person=person,
            address=address,
            language=translation.get_language() or "",
            name=_fitting(made.name),
            rows=made.rows,
        )


def _fitting(name: str) -> str:
    """A name as long as one may be, with its ending."""
    stem, dot, ending = name.rpartition(".")
    return stem[: MAX_NAME - len(dot + ending)] + dot + ending


def drop(export: Export) -> None:
    """Take back a file: its making stops at the next step, what is made of it goes."""
    file = export.file
    export.delete()
    if file:
        file.delete(save=False)


def work_one() -> bool:
    """Make the file that has waited longest; return whether there was one."""
    _tidy(timezone.now())
    waiting = Export.objects.filter(state=Export.State.WAITING).order_by("pk")
    export = next((one for one in waiting.select_related("person")[:10] if _claim(one)), None)
    if export is not None:
        _make(export)
    return export is not None


def _tidy(now: dt.datetime) -> None:
    """Have begun again what nobody works on any more, and throw away what was kept long enough; mostly nothing."""
    for export in Export.objects.forsaken(now):
        again: dict[str, Any] = {"state": Export.State.WAITING}
        if export.tries >= TRIES:
            fault = _("It was begun %(n)s times and never finished.") % {"n": TRIES}
            again = {"state": Export.State.FAILED, "ended_at": now, "fault": fault}
        Export.objects.forsaken(now).filter(pk=export.pk).update(**again)
    for export in Export.objects.outdated(now):
        drop(export)


def _claim(export: Export) -> bool:
    """Take a file on, unless another worker has just done so."""
    begun = {"state": Export.State.RUNNING, "tries": export.tries + 1, "seen_at": timezone.now(), "rows_done": 0}
    is_ours = Export.objects.filter(pk=export.pk, state=Export.State.WAITING).update(**begun) == 1
    export.tries += 1
    return is_ours


def _make(export: Export) -> None:
    ours = Export.objects.filter(pk=export.pk, state=Export.State.RUNNING, tries=export.tries)

    def counting(rows: Iterable[T]) -> Iterator[T]:
        for number, row in enumerate(rows):
            if number % STEP == 0 and not ours.update(rows_done=number, seen_at=timezone.now()):
                raise NotWanted
            yield row

    with translation.override(export.language):
        fault = _made(export, counting)
        if fault:
            ours.update(state=Export.State.FAILED, ended_at=timezone.now(), fault=fault)


def _made(export: Export, counting: Counting) -> str:
    """Make the file and keep it; return in words why that cannot be, "" where it is made or not wanted any more."""
    person = export.person
    try:
        if not person.is_active:
            raise PermissionDenied
        rights = person.rights_mark
        with tempfile.TemporaryFile() as file:
            output_at(export.address, person).write(file, counting)
            _store(export, file, rights)
    except NotWanted:
        return ""
    except NotPossible as refusal:
        return str(refusal)[:200]
    except (PermissionDenied, Http404):
        return _("Your rights have changed, or what it was about is gone.")
    except Exception:
        log.exception("The file %s (%s) could not be made", export.pk, export.address)
        return _("It could not be made; the administrator finds the reason in the server's log.")
    return ""


def _store(export: Export, file: IO[bytes], rights: str) -> None:
    """Keep what was made where every server finds it; not if it was taken back meanwhile."""
    file.seek(0)
    digest = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
    ending = export.name.rpartition(".")[2]
    export.file.save(f"{export.pk}.{ending}", File(file), save=False)  # of a title not every disk makes a name
    is_kept = Export.objects.filter(pk=export.pk, state=Export.State.RUNNING, tries=export.tries).update(
        state=Export.State.DONE, ended_at=timezone.now(), rows_done=F("rows"), file=export.file.name, sha256=digest,
        rights=rights,
    )  # fmt: skip
    if not is_kept:
        export.file.delete(save=False)
        raise NotWanted
    record(Event.EXPORTED, export.person, export.name, export.address)
