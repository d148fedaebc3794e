"""The account of a document in figures: how much of it is in the draft, and how much is not, by reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from django.utils.translation import gettext as _

from documents.draft.reasons import reason_word
from documents.draft.values import AccountLine


def counts(account: Iterable[AccountLine]) -> dict[str, Counter[str]]:
    """By kind (table, number, agency, hidden), how many are in the draft (under "") and how many are not, by reason."""
    found: dict[str, Counter[str]] = {kind: Counter() for kind in ("table", "number", "agency", "hidden")}
    for line in account:
        found[line.kind][line.reason] += 1
    return found


def in_words(account: Iterable[AccountLine]) -> list[str]:
    """A sentence for each kind that the document has: how many there are, are taken, and are set aside, and why."""
    kinds = {
        "table": _("%(all)s tables, %(taken)s of them read"),
        "number": _("%(all)s numbers with a unit, %(taken)s of them in the draft"),
        "agency": _("%(all)s mentions of responsibility, %(taken)s of them in the draft"),
        "hidden": _("%(all)s hidden or struck-out places, %(taken)s of them in the draft"),
    }
    sentences = []
    for kind, found in counts(account).items():
        if total := sum(found.values()):
            said = kinds[kind] % {"all": total, "taken": found[""]}
            aside = "、".join(f"{reason_word(reason)} {n}" for reason, n in found.most_common() if reason)
            sentences.append(f"{said}（{aside}）" if aside else said)
    return sentences
