"""Documents made up from a truth: the reader gives the truth back, or names the cell in a finding (domain.md §4).

A hundred in `make test`, more in `make stateful`. A fact that is neither right nor named is an error of the reader.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from hypothesis import HealthCheck, Phase, given, settings

from documents.draft.account import counts
from documents.draft.findings import SENTENCES, WARNING, Finding
from documents.draft.values import Draft, DraftIndicator, DraftTask
from documents.notation.text import squeezed
from documents.reading.extract import extract
from documents.reading.readers import read
from tests.documents.printing import Style, figure, is_in_table, paper, styles
from tests.documents.remade import WRITERS, as_txt
from tests.documents.test_extract import REGIONS
from tests.documents.truths import Job, Promise, Row, Truth, truths

DOCUMENTS = int(os.environ.get("DOCUMENTS", "100"))
AT_LEAST = 0.95  # of the facts, read right and without a question


@dataclass(frozen=True)
class Fact:
    """Something the document says, what the reader made of it, and how a finding would name it: by cell or words."""

    what: str
    said: object
    found: object
    row: str = ""  # of the draft, as a cell path prints it
    cell: str = ""
    names: tuple[str, ...] = ()

    @property
    def is_right(self) -> bool:
        return self.said == self.found

    def is_asked(self, draft: Draft) -> bool:
        """Whether a question stands at its cell or row, or names its words."""
        return any(self.is_named(doubt) for doubt in draft.doubts if SENTENCES[doubt.code][0] == WARNING)

    def is_named(self, doubt: Finding) -> bool:
        words = squeezed("|".join(doubt.values.values()))
        at = str(doubt.cell)
        return (at != "" and at in (self.row, f"{self.row}/{self.cell}")) or any(name in words for name in self.names)


def facts(truth: Truth, style: Style, draft: Draft) -> Iterator[Fact]:
    """Every fact of the truth beside what was read of it, and what was read besides."""
    plan = draft.plan
    yield Fact("title", truth.title, plan.title)
    yield Fact("years", (truth.start, truth.end), (plan.start_year, plan.end_year))
    yield Fact("number", truth.number, plan.doc_number)
    rows = {row.name: row for row in draft.indicators}
    for row in truth.rows:
        yield from _of_row(row, rows.get(row.name), draft)
    yield Fact("rows", [row.name for row in truth.rows], [row.name for row in draft.indicators])
    tasks = {squeezed(task.content): task for task in draft.tasks}
    for job in truth.jobs:
        yield from _of_task(job, style, tasks.get(squeezed(job.content)))
    yield Fact("tasks", len(truth.jobs), len(draft.tasks))
    for promise in truth.promises:
        yield _of_promise(promise, draft)
    if style.says_goal:
        first = rows.get(truth.rows[0].name)
        stated = [g.name for g in draft.goals if first and g.indicator == first.seq and not g.is_from_table]
        yield Fact("goal of the first row", [truth.rows[0].name], stated)
    own = {one.name for one in truth.promises} | {truth.rows[0].name}
    beside = [(g.name, g.value, g.unit) for g in draft.goals if not g.is_from_table and g.name not in own]
    yield Fact("other goals", [], beside)
    aside = [line.text for line in draft.account if line.kind == "number" and line.reason in ("past", "narrative")]
    for name, value, _unit in truth.past:
        yield Fact(f"{name} of the past", True, any(text.startswith(figure(value)) for text in aside), names=(name,))
    if style.beside:
        told = [line.reason for line in draft.account if line.kind == "table" and line.reason]
        yield Fact("table beside", 1, len(told))


def _of_row(row: Row, read: DraftIndicator | None, draft: Draft) -> Iterator[Fact]:
    at = f"indicators/{read.seq}" if read else ""
    yield Fact(f"{row.name} unit", row.unit.removeprefix("万"), read and read.unit.removeprefix("万"), at, "unit")
    baseline = read and read.baseline
    cell = f"baseline/{baseline.year}" if baseline else "baseline"
    shown = (counted(row.baseline, row.unit), counted(baseline.value if baseline else None, read.unit if read else ""))
    yield Fact(f"{row.name} baseline", *shown, at, cell)
    yield Fact(f"{row.name} class", row.area, read and read.group, at, "group")
    yield Fact(f"{row.name} direction", row.direction, read and read.direction, at, "direction")
    for year, value in row.targets.items():
        found = counted(read.targets.get(year), read.unit) if read else None
        if read and len(row.targets) == 1:  # the goal alone
            found = next((counted(goal.value, goal.unit) for goal in draft.goals if goal.indicator == read.seq), None)
        named = (figure(value),) if value else ()
        yield Fact(f"{row.name} {year}", counted(value, row.unit), found, at, f"targets/{year}", named)


def _of_task(job: Job, style: Style, read: DraftTask | None) -> Iterator[Fact]:
    at = f"tasks/{read.seq}" if read else ""
    leads, others = job.leads, job.others
    if style.duties == "first leads":
        leads, others = job.leads[:1], (*job.leads[1:], *job.others)
    roles = {part.printed_name: part.role for part in read.assignments} if read else None
    said = {**dict.fromkeys(leads, "lead"), **dict.fromkeys(others, "co")}
    yield Fact(f"{job.content} agencies", said, roles, at, "agencies", (*job.leads, *job.others))
    yield Fact(f"{job.content} area", job.area, read and read.area, at, "area")
    if is_in_table(style):
        yield Fact(f"{job.content} due", job.due, read and read.due, at, "due")
    amounts = [(q.value, q.unit) for q in read.quantities] if read else []
    yield Fact(f"{job.content} amount", [job.quantity] if job.quantity else [], amounts, at, "quantities")


def _of_promise(promise: Promise, draft: Draft) -> Fact:
    value = counted(promise.value, promise.unit)
    high = counted(promise.high, promise.unit)
    said = (promise.operator, value, high, promise.year, promise.basis, promise.base_year)
    own = [goal for goal in draft.goals if goal.name == promise.name]
    found = [
        (g.operator, counted(g.value, g.unit), counted(g.value_high, g.unit), g.year, g.basis, g.base_year) for g in own
    ]
    return Fact(f"{promise.name} promised", [said], found, names=(promise.name, figure(promise.value)))


def counted(value: Decimal | None, unit: str) -> tuple[Decimal, str] | None:
    """A number with its unit, 万 multiplied out: 3万册 and 30000册 are one."""
    if value is None:
        return None
    return (value * 10_000, unit[1:]) if unit.startswith("万") else (value, unit)


def read_anew(truth: Truth, style: Style) -> Draft:
    content = {**WRITERS, "txt": as_txt}[style.form](paper(truth, style))
    return extract(read(f"a.{style.form}", content), REGIONS)


def test_a_made_up_document_is_read_to_its_truth_or_the_cell_is_named() -> None:
    seen: Counter[str] = Counter()

    @settings(
        max_examples=DOCUMENTS,
        derandomize="DOCUMENTS" not in os.environ,  # the same ones in every run of `make test`
        database=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(truths(), styles)
    def is_read(truth: Truth, style: Style) -> None:
        draft = read_anew(truth, style)
        told = list(facts(truth, style, draft))
        silent = [(fact.what, fact.said, fact.found) for fact in told if not fact.is_right and not fact.is_asked(draft)]
        assert silent == []
        for kind, found in counts(draft.account).items():
            assert sum(found.values()) == sum(line.kind == kind for line in draft.account)
        seen["facts"] += len(told)
        seen["without a question"] += sum(fact.is_right and not fact.is_asked(draft) for fact in told)

    is_read()
    share = seen["without a question"] / seen["facts"]
    print(f"{DOCUMENTS} documents, {seen['facts']} facts, read without a question: {share:.1%}")
    assert share >= AT_LEAST
