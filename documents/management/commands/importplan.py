"""Read a plan document, say what to look at, and load it (domain.md §4, The command).

Exit 0: read, and loaded unless --dry-run. 1: read, but something stops the load. 2: not readable.
"""

import json
import sys
from argparse import ArgumentParser, ArgumentTypeError
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from documents.draft.account import in_words
from documents.draft.findings import Finding, message, severity, stops, where
from documents.draft.json import as_object, unreadable_object
from documents.draft.values import Draft, Unreadable
from documents.loading.comparison import difference_to_stored
from documents.loading.decision import Decision, DecisionKind, LoadRefused
from documents.loading.load import load
from documents.loading.preparation import earlier_plans, prepared_for_load
from documents.matching.intake import draft_from_file
from documents.reading.blocks import full_text
from documents.review.findings import findings_of

STOPPED, UNREADABLE = 1, 2
WOULD_CHANGE = gettext_noop(
    "The stored plan would change; nothing was loaded. Confirm with --as correction or --as revision."
)

MAY_BE_ONE = gettext_noop(
    "These rows may be one (reports in brackets); nothing was loaded. Say --likely same or --likely new."
)


class Command(BaseCommand):
    help = "Read a plan document (.docx, .xlsx, .html, .txt, .json) and load it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE")
        parser.add_argument("--region", default="", help="code of the region, where the document does not say it")
        parser.add_argument("--years", type=_years, help="first and last year: 2022-2025")
        parser.add_argument("--dry-run", action="store_true", help="read only")
        parser.add_argument("--format", choices=["text", "json"], default="text")
        parser.add_argument(
            "--as", dest="kind", choices=[kind.value for kind in DecisionKind], help="confirm what would change"
        )
        parser.add_argument(
            "--likely", choices=["same", "new"], help="what rows are that may be stored ones under another name"
        )
        parser.add_argument("--doc-number", default="", help="the document that revises the plan")
        parser.add_argument("--reason", default="", help="why the plan is revised")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            draft, source_text = self._read(options)
        except Unreadable as fault:
            self._print(options, unreadable_object(str(fault)), str(fault))
            sys.exit(UNREADABLE)
        findings = findings_of(draft)
        self._print(options, as_object(draft, findings), _summary(draft, findings))
        if stops(findings) or (not options["dry_run"] and not self._has_loaded(draft, source_text, options)):
            sys.exit(STOPPED)

    def _read(self, options: dict[str, Any]) -> tuple[Draft, str]:
        path = Path(options["file"])
        try:
            if path.stat().st_size > settings.UPLOAD_LIMIT:
                raise Unreadable(_("This file is larger than %(n)s MB.") % {"n": settings.UPLOAD_MEGABYTES})
            content = path.read_bytes()
        except OSError as fault:
            raise Unreadable(_("There is no such file: %(name)s") % {"name": path.name}) from fault
        draft, blocks = draft_from_file(path.name, content, options["region"], options["years"])
        return draft, full_text(blocks)

    def _print(self, options: dict[str, Any], found: dict[str, Any], words: str) -> None:
        """JSON on standard output in every case; words for people beside it."""
        if options["format"] == "json":
            self.stdout.write(json.dumps(found, ensure_ascii=False, indent=1))
            self.stderr.write(words)
        else:
            self.stdout.write(words)

    def _has_loaded(self, draft: Draft, source_text: str, options: dict[str, Any]) -> bool:
        """Load the plan and the tables of other periods; False where something stops it, and nothing is loaded."""
        decision = Decision(
            DecisionKind(options["kind"] or DecisionKind.CORRECTION), options["doc_number"], options["reason"]
        )
        words: list[str] = []
        try:
            with transaction.atomic():
                for one in [prepared_for_load(draft), *map(prepared_for_load, earlier_plans(draft))]:
                    _say_likely(one, options["likely"])
                    self._load_one(one, options["kind"] is not None, decision, source_text, words)
        except LoadRefused as refusal:
            self.stderr.write(str(refusal))
            return False
        self.stderr.write("\n".join(words))
        return True

    def _load_one(
        self, draft: Draft, is_confirmed: bool, decision: Decision, source_text: str, words: list[str]
    ) -> None:
        found = difference_to_stored(draft)
        if found.changes and not found.is_new and not is_confirmed:
            lines = [f"{row.change_kind} {row.kind} {row.seq} {row.text}{_fields(row.fields)}" for row in found.changes]
            raise LoadRefused("\n".join([*lines, _(WOULD_CHANGE)]))
        plan = load(draft, None, decision, source_text)
        sentence = _("Loaded: %(slug)s") if found.changes else _("Nothing would change: the stored plan says the same.")
        words.append(sentence % {"slug": plan.slug})


def _say_likely(draft: Draft, answer: str | None) -> None:
    """Take rows that may be stored ones as the command says. Raises LoadRefused, naming them, where it says nothing."""
    likely = difference_to_stored(draft).likely
    if likely and answer is None:
        lines = [f"{pair.old_text} → {pair.text} ({pair.reports})" for pair in likely]
        raise LoadRefused("\n".join([*lines, _(MAY_BE_ONE)]))
    draft.said_same |= {pair.mark: pair.key if answer == "same" else "" for pair in likely}


def _fields(fields: Any) -> str:
    return "".join(f"\n    {field.label}: {field.old} → {field.new}" for field in fields)


def _summary(draft: Draft, findings: list[Finding]) -> str:
    plan = draft.plan
    head = f"{plan.title or '—'} {plan.doc_number} {plan.start_year or '?'}-{plan.end_year or '?'} {plan.region}"
    counts = _("%(tasks)s tasks, %(indicators)s indicators, %(goals)s goals") % {
        "tasks": len(draft.tasks),
        "indicators": len(draft.indicators),
        "goals": len(draft.goals) or sum(row.goal is not None for row in draft.indicators),
    }
    lines = [f"[{severity(finding)}] {finding.code} {where(finding)} {message(finding)}" for finding in findings]
    return "\n".join([head, counts, *in_words(draft.account), *lines])


def _years(text: str) -> tuple[int, int]:
    first, _dash, last = text.partition("-")
    if not (first.isdigit() and last.isdigit() and 1980 <= int(first) <= int(last) <= 2100):
        raise ArgumentTypeError("first and last year, as in 2022-2025")
    return int(first), int(last)
