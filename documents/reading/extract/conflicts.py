"""One document, two values for one thing; one series, two names (domain.md §4, Findings)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from documents.draft.cell_path import CellName, CellPath
from documents.draft.findings import Finding
from documents.draft.values import Draft, DraftIndicator, EarlierTable
from documents.notation.similarity import core, dice
from documents.notation.table_goals import table_clause
from documents.notation.text import plain
from documents.notation.units import in_unit
from documents.notation.values import base_unit, plain_digits
from documents.reading.extract.goals import SourceText, StatedSeries
from documents.reading.extract.statements import Statement, sentences, statements

MAX_PAIRS = 400_000  # beyond, a document is no plan that a person wrote
MEAN = re.compile(r"平均(?:目标)?(?:实现|完成|达成)率(?:为|达到|达)?\s*(\d+(?:\.\d+)?)\s*%")
PERIOD_END = {"十二五": 2015, "十三五": 2020, "十四五": 2025, "十五五": 2030}


@dataclass(frozen=True)
class CutValues:
    """What a row says of one number, in the row's unit: the likeliest first; several while its cells are uncut."""

    values: tuple[Decimal, ...]

    def hold(self, value: Decimal) -> bool:
        """Whether one of them is `value`, or is what `value` rounds to."""
        return any(value == own or value.quantize(own, ROUND_HALF_UP) == own for own in self.values)


Runs = dict[CellPath, dict[CellName, CutValues]]  # of each run-together row, what its cells may hold


def cells(doubts: Iterable[Finding]) -> Runs:
    """By row, what each of its run-together cells may hold."""
    found: Runs = {}
    for doubt in doubts:
        if doubt.code == "ambiguous-cells" and doubt.readings:
            names = map(CellName.parse, doubt.values["cells"].split(","))
            found[doubt.cell] = {
                name: CutValues(tuple(dict.fromkeys(Decimal(reading[n]) for reading in doubt.readings)))
                for n, name in enumerate(names)
            }
    return found


def conflicts(draft: Draft, texts: Sequence[SourceText]) -> list[Finding]:
    """Return what the document states twice, with different values."""
    runs = cells(draft.doubts)
    found = [*_goals_and_cells(draft, runs), *_between_tables(draft, runs)]
    found += _facts(draft, runs, texts)
    for number, table in enumerate(draft.earlier):
        found += _mean(table, number, runs, texts)
    return found


def _goals_and_cells(draft: Draft, runs: Runs) -> Iterator[Finding]:
    """A goal in the text, and a run-together cell that none of its cuts makes say the same."""
    rows = {row.seq: row for row in draft.indicators}
    for number, goal in enumerate(draft.goals):
        row = rows.get(goal.indicator or 0)
        own = runs.get(CellPath.indicator(goal.indicator or 0), {})
        last = (CellName("goal"), CellName("targets", draft.plan.end_year))
        name = next((n for n in own if n in last), None)
        value = in_unit(goal.value, goal.unit, row.unit) if row else None
        if row and name and value is not None and goal.basis == "absolute" and not own[name].hold(value):
            table = plain_digits(own[name].values[0])
            values = {
                "name": row.name,
                "one": goal.text,
                "other": table_clause(_table_number(draft, row), f"{draft.plan.end_year}年目标值{table}"),
            }
            yield Finding(
                "value-conflict",
                CellPath.goal(number).at("value"),
                goal.place,
                values,
                [plain_digits(value), table],
            )


def _table_number(draft: Draft, row: DraftIndicator) -> int:
    return row.place.get("caption") or row.place.get("table", 1)


def _between_tables(draft: Draft, runs: Runs) -> Iterator[Finding]:
    """The last actual of an earlier period, and the baseline of this one."""
    for number, table in enumerate(draft.earlier):
        last = {core(row.name): row for row in table.indicators}
        for row in draft.indicators:
            before = last.get(core(row.name))
            if before is None or (
                base_unit(before.unit)[0] != base_unit(row.unit)[0] and before.unit not in "个家" + row.unit
            ):
                continue
            a = _actual(before, table.end_year, runs.get(CellPath.indicator(before.seq, number), {}))
            b = _baseline(row, table.end_year, runs.get(CellPath.indicator(row.seq), {}))
            if a is not None and b is not None and in_unit(a, before.unit, row.unit) != b:
                values = {
                    "name": row.name,
                    "one": f"{table.end_year}: {plain_digits(a)}",
                    "other": f"{table.end_year}: {plain_digits(b)}",
                }
                yield Finding(
                    "value-conflict",
                    CellPath.indicator(row.seq).at("baseline"),
                    row.place,
                    values,
                    [plain_digits(b), plain_digits(a)],
                )


def _actual(row: DraftIndicator, year: int, run: dict[CellName, CutValues]) -> Decimal | None:
    stated = row.actuals.get(year)
    return stated.value if stated else _likeliest(run, CellName("actuals", year))


def _baseline(row: DraftIndicator, year: int, run: dict[CellName, CutValues]) -> Decimal | None:
    if row.baseline and row.baseline.year == year:
        return row.baseline.value
    return _likeliest(run, CellName("baseline", year))


def _likeliest(run: dict[CellName, CutValues], name: CellName) -> Decimal | None:
    return run[name].values[0] if name in run else None


def _facts(draft: Draft, runs: Runs, texts: Sequence[SourceText]) -> Iterator[Finding]:
    """Sentences that say where the region stood in the baseline's year."""
    facts = [(fact, year, source) for source in texts for fact, year in _dated(source)][
        : MAX_PAIRS // (len(draft.indicators) + 1)
    ]
    for row in draft.indicators:
        run = runs.get(CellPath.indicator(row.seq), {})
        year = row.baseline.year if row.baseline else next((n.year for n in run if n.field == "baseline"), None)
        own = CutValues((row.baseline.value,)) if row.baseline else run.get(CellName("baseline", year))
        stem = re.sub(r"(?:有效量|拥有量|登记量|数量|总量|数|量)$", "", core(row.name))
        for fact, fact_year, source in facts:
            if own is None or fact_year != year or len(stem) < 4 or not core(fact.name).startswith(stem):
                continue
            value = in_unit(fact.value, fact.unit, row.unit)
            if base_unit(fact.unit)[0] == base_unit(row.unit)[0] and value is not None and not own.hold(value):
                values = {"name": row.name, "one": f"{year}: {plain_digits(own.values[0])}", "other": fact.text}
                yield Finding("value-conflict", CellPath.indicator(row.seq).at("baseline"), source.place, values,
                              [plain_digits(own.values[0]), plain_digits(value)])  # fmt: skip


def _dated(source: SourceText) -> Iterator[tuple[Statement, int]]:
    """Numbers in a sentence that names one year, or the end of a five-year period: 至“十三五”末."""
    if source.is_goal_part:
        return
    for sentence in re.split("[。!?]", plain(source.text)):
        words = re.sub(r"(?:较|比)\s*\d{4}\s*年", "", sentence)
        years = {int(year) for year in re.findall(r"(?<!\d)((?:19|20)\d{2})\s*年", words)}
        years |= {end for word, end in PERIOD_END.items() if re.search(rf"{word}[”\"']?末", words)}
        if len(years) == 1 and not words.lstrip().startswith(("到", "力争")):
            year = years.pop()
            for _start, part in sentences(words):
                yield from (
                    (fact, year) for fact in statements(part) if fact.value is not None and fact.basis == "absolute"
                )


def _mean(table: EarlierTable, number: int, runs: Runs, texts: Sequence[SourceText]) -> Iterator[Finding]:
    """The mean attainment that the text prints, beside the one its own table gives."""
    printed = next(((found, source) for source in texts if (found := MEAN.search(plain(source.text)))), None)
    if printed is None:
        return
    table.printed_mean = Decimal(printed[0][1])
    rates = [
        rate
        for row in table.indicators
        if (rate := _rate(table, row, runs.get(CellPath.indicator(row.seq, number), {}))) is not None
    ]
    if not rates:
        return
    mean = (sum(rates, Decimal(0)) / len(rates)).quantize(Decimal("0.1"), ROUND_HALF_UP)
    if mean != table.printed_mean.quantize(Decimal("0.1"), ROUND_HALF_UP):
        values = {"name": "平均实现率", "one": f"{printed[0][0]}", "other": f"{mean}%"}
        yield Finding(
            "value-conflict",
            CellPath(table=number).at("printed_mean"),
            printed[1].place,
            values,
            [printed[0][1], str(mean)],
        )


def _rate(table: EarlierTable, row: DraftIndicator, run: dict[CellName, CutValues]) -> Decimal | None:
    """Attainment of the last year in %."""
    actual = _actual(row, table.end_year, run)
    goals = [goal.value for goal in table.goals if goal.indicator == row.seq and goal.value]
    target = (
        goals[0]
        if goals
        else next((run[n].values[0] for n in (CellName("targets", table.end_year), CellName("goal")) if n in run), None)
    )
    return actual / target * 100 if actual is not None and target else None


def named_twice(draft: Draft, found: Iterable[StatedSeries]) -> Iterator[Finding]:
    """A row of targets that the text states under another name, or with other numbers under its own."""
    listed = {(one.name, *one.values.items()): one for one in found}
    for stated in list(listed.values())[: MAX_PAIRS // (len(draft.indicators) + 1)]:
        for row in draft.indicators:
            if base_unit(stated.unit)[0] != base_unit(row.unit)[0] or not row.targets:
                continue
            a, b = core(stated.name), core(row.name)
            values = {"name": row.name, "one": row.name, "other": stated.name}
            same_name = a == b or a in b or b in a
            is_equal = {y: in_unit(v, stated.unit, row.unit) for y, v in stated.values.items()} == row.targets
            if is_equal and not same_name and dice(a, b) >= 0.5:
                yield Finding(
                    "name-differs",
                    CellPath.indicator(row.seq).at("name"),
                    stated.place,
                    values,
                    [row.name, stated.name],
                )
            elif a == b and not is_equal and set(stated.values) <= set(row.targets):
                values |= {"one": _listed(row.targets), "other": stated.text}
                yield Finding("value-conflict", CellPath.indicator(row.seq).at("targets"), stated.place, values)


def _listed(targets: dict[int, Decimal]) -> str:
    return "、".join(f"{year}: {plain_digits(value)}" for year, value in sorted(targets.items()))
