"""What the review page shows: the draft row by row, with what to look at in each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from documents.draft.account import in_words
from documents.draft.cell_path import DOCUMENT, CellPath, Section
from documents.draft.findings import ERROR, INFO, WARNING, Finding, Place, severity, title
from documents.draft.values import AccountLine, Draft, DraftGoal
from documents.models import Import
from documents.review.findings import findings_of
from targets.choices import Accumulation, Direction

MAX_READINGS = 6  # offered as buttons; the rest is typed


@dataclass(frozen=True)
class FindingNote:
    """A finding on the page. `number` addresses it in the forms."""

    finding: Finding
    number: int
    severity: str
    is_acknowledged: bool

    @property
    def is_open(self) -> bool:
        return self.severity == ERROR or (self.severity == WARNING and not self.is_acknowledged)

    @property
    def readings(self) -> list[str]:
        """What may be picked, in words."""
        shown = self.finding.readings[:MAX_READINGS]
        if self.finding.code in ("accumulation-unsure", "goal-mismatch"):
            return [str(Accumulation(reading).label) for reading in shown]
        if self.finding.code == "direction-unsure":
            return [str(Direction(reading).label) for reading in shown]
        if self.finding.code == "goal-by-number":
            return [str(_("not of this row"))]
        if self.finding.code == "number-unread":
            return [str(_("%(number)s is a goal") % {"number": reading}) for reading in shown]
        return [" ｜ ".join(reading) if isinstance(reading, list) else str(reading) for reading in shown]

    @property
    def is_number(self) -> bool:
        """Whether leaving it as it is leaves a value empty."""
        return self.finding.code in ("ambiguous-cells", "suspect-number")


@dataclass
class FindingGroup:
    """Findings of one code."""

    code: str
    severity: str
    notes: list[FindingNote] = field(default_factory=list)

    @property
    def open(self) -> int:
        return sum(note.is_open for note in self.notes)

    @property
    def title(self) -> str:
        return title(self.code)

    @property
    def can_be_left(self) -> bool:
        """Whether all can be left as they are at once: not where values would stay empty or two compete."""
        return self.code not in ("ambiguous-cells", "suspect-number", "value-conflict")


@dataclass(frozen=True)
class ReviewedRow:
    """One row of the draft: `kind` and `number` address it; `row` is what the draft holds."""

    kind: str
    number: int
    row: Any
    notes: list[FindingNote]
    goal: DraftGoal | None = None

    @property
    def is_open(self) -> bool:
        return any(note.is_open for note in self.notes)


@dataclass
class Review:
    draft: Draft
    groups: list[FindingGroup]
    notes: list[FindingNote]
    by_row: dict[CellPath, list[FindingNote]]

    @cached_property
    def account(self) -> dict[str, list[AccountLine]]:
        """What is told of each paragraph and cell of the source, by its place: p12, t1-r3-c2."""
        found: dict[str, list[AccountLine]] = defaultdict(list)
        for line in self.draft.account:
            if line.end:
                found[source_key(line.place)].append(line)
        return found

    @cached_property
    def unread_tables(self) -> set[int]:
        """The numbers of the tables of which nothing was read."""
        whole = (line for line in self.draft.account if line.kind == "table" and "row" not in line.place)
        return {line.place["table"] for line in whole if line.reason}

    @property
    def account_words(self) -> list[str]:
        return in_words(self.draft.account)

    @property
    def open(self) -> int:
        """How many errors and unacknowledged warnings keep the draft from being loaded."""
        return sum(note.is_open for note in self.notes)

    @property
    def plan(self) -> ReviewedRow:
        return ReviewedRow("plan", 0, self.draft.plan, self.by_row[CellPath(Section.PLAN)])

    @property
    def indicators(self) -> list[ReviewedRow]:
        goals = {goal.indicator: goal for goal in reversed(self.draft.goals) if goal.is_accepted is not False}
        return [self._row("indicators", row.seq, row, goals.get(row.seq)) for row in self.draft.indicators]

    @property
    def tasks(self) -> list[ReviewedRow]:
        return [self._row("tasks", task.seq, task) for task in self.draft.tasks]

    @property
    def goals(self) -> list[ReviewedRow]:
        """Every goal with the row it belongs to, if any."""
        return [self._row("goals", place, goal) for place, goal in enumerate(self.draft.goals)]

    @property
    def agencies(self) -> list[ReviewedRow]:
        return [self._row("agencies", place, agency) for place, agency in enumerate(self.draft.agencies)]

    @property
    def years(self) -> range:
        plan = self.draft.plan
        return range(plan.start_year, plan.end_year + 1) if plan.start_year else range(0)

    def _row(self, kind: str, number: int, row: Any, goal: DraftGoal | None = None) -> ReviewedRow:
        return ReviewedRow(kind, number, row, self.by_row[CellPath(Section(kind), number)], goal)


def review_of(found: Import) -> Review:
    """Return the page of an import, in a fixed number of queries."""
    draft = found.opened()
    return reviewed(draft, findings_of(draft))


def with_answers(draft: Draft, findings: Sequence[Finding]) -> list[Finding]:
    """Findings that a person decides without a reading get their answers: how years add up, who leads."""
    kinds = [Accumulation.SUM.value, Accumulation.LEVEL.value, Accumulation.EACH.value]
    # Not split from the sentence: the name of an agency may hold the mark that divides names, 各县(市、区)政府.
    names = {
        CellPath.task(task.seq).at("lead"): [part.printed_name for part in task.assignments] for task in draft.tasks
    }

    def answers(finding: Finding) -> list[str]:
        if finding.code in ("accumulation-unsure", "goal-mismatch"):
            return kinds
        if finding.code == "direction-unsure":
            return [Direction.MORE.value, Direction.LESS.value]
        return names[finding.cell] if finding.code == "no-lead" else finding.readings

    return [replace(finding, readings=answers(finding)) for finding in findings]


def reviewed(draft: Draft, findings: Sequence[Finding]) -> Review:
    findings = with_answers(draft, findings)
    notes = [FindingNote(f, n, severity(f), f.key in draft.acknowledged) for n, f in enumerate(findings)]
    groups: dict[str, FindingGroup] = {}
    by_row: dict[CellPath, list[FindingNote]] = defaultdict(list)
    for note in notes:
        code = note.finding.code
        groups.setdefault(code, FindingGroup(code, note.severity)).notes.append(note)
        by_row[note.finding.cell.row].append(note)
    order = {ERROR: 0, WARNING: 1, INFO: 2}
    return Review(draft, sorted(groups.values(), key=lambda group: order[group.severity]), notes, by_row)


def place_of(draft: Draft, row: CellPath) -> Place:
    """Return where a row is in the source; nothing for the head and the agencies. Raises NoSuchRow."""
    if row.section == Section.GOALS:
        return draft.goal_at(row).place
    if row.section == Section.INDICATORS:
        return draft.indicator_at(row).place
    return draft.task_at(row).place if row.section == Section.TASKS else {}


def source_key(place: Place) -> str:
    """Where a paragraph or a cell of the source is: p12, t1-r3-c2."""
    if "paragraph" in place:
        return f"p{place['paragraph']}"
    return f"t{place.get('table')}-r{place.get('row')}-c{place.get('column')}"


def row_anchor(row: CellPath) -> str:
    """Return where a row is on the page: row-indicators-12; "" for the document itself."""
    return "row-" + str(row).replace("/", "-") if row != DOCUMENT else ""
