"""A table whose head no rule knows: a person names its columns, once for every document of that shape."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from documents.draft.values import Draft, DraftPlan
from documents.notation.agency_names import looks_like_names
from documents.notation.text import squeezed
from documents.notation.values import cell_value
from documents.reading.blocks import Block, Table, TableCell, TableRow
from documents.reading.extract import KnownShape
from documents.reading.extract.columns import MAX_HEADER_ROWS, titles_of
from documents.reading.extract.header_words import ColumnRole, TableKind, column_role, figure_column
from documents.reading.extract.terms import due_day

MAX_NAMED = 60  # columns that can be named
SAMPLE = 8  # rows that are shown
NOT_READ = ""

ROLES = {
    _("in both"): [
        (ColumnRole.SEQ, _("row number")),
        (ColumnRole.RESPONSIBLE, _("responsible agencies")),
        (ColumnRole.REMARK, _("remark")),
    ],
    _("of tasks"): [
        (ColumnRole.CONTENT, _("text of the task")),
        (ColumnRole.AREA, _("area")),
        (ColumnRole.LEAD, _("lead agency")),
        (ColumnRole.CO, _("co-responsible agencies")),
        (ColumnRole.DUE, _("to be done by")),
    ],
    _("of targets"): [
        (ColumnRole.LABEL, _("name of the indicator")),
        (ColumnRole.UNIT, _("unit")),
        (ColumnRole.GROUP, _("class")),
        (ColumnRole.ATTRIBUTE, _("binding or expected")),
    ],
}


def unread_table(draft: Draft, blocks: Iterable[Block], number: int, row: int) -> Table | None:
    """Return a table of the document that was not read: a whole one (row 0), or the one that begins at a row.

    None for one that has been read. Raises Http404 where the document has no such table.
    """
    place = {"table": number} | ({"row": row} if row else {})
    is_unread = any(line.kind == "table" and line.reason and line.place == place for line in draft.account)
    table = next((block for block in blocks if isinstance(block, Table) and block.number == number), None)
    if table is None:
        raise Http404
    if not is_unread:
        return None
    return Table(number, list(_run_from(table.rows, row)) if row else table.rows)


def _run_from(rows: Sequence[TableRow], first: int) -> Iterator[TableRow]:
    """The rows from one on, up to the next blank one."""
    number = first
    for row in rows:
        if row.number == number:
            yield row
            number += 1


class TableForm(forms.Form):
    """What each column of a table holds. `table` is shown with its first rows; `depth` rows of it are its head."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    depth = forms.IntegerField(
        label=_("rows of its head"),
        min_value=0,
        max_value=MAX_HEADER_ROWS,
        help_text=_("0 for a table that has none; then it is not remembered."),
        widget=forms.NumberInput(attrs={"class": "form-control"}),
    )

    def __init__(self, table: Table, plan: DraftPlan, data: Mapping[str, Any] | None, version: int) -> None:
        self.table = table
        self.width = min(max(len(row.cells) for row in table.rows), MAX_NAMED)
        super().__init__(data, initial={"version": version, "depth": 1})
        choices = [(NOT_READ, _("is not read")), *ROLES.items(), (_("figures"), _figures(plan))]
        for column, guess in enumerate(guesses(table, plan)[: self.width]):
            self.fields[f"column_{column}"] = forms.ChoiceField(
                label=_("column %(n)s") % {"n": column + 1},
                choices=choices,
                required=False,
                initial=guess,
                widget=forms.Select(attrs={"class": "form-select form-select-sm"}),
            )

    @property
    def columns(self) -> list[forms.BoundField]:
        """The fields of the columns, in their order."""
        return [self[f"column_{column}"] for column in range(self.width)]

    @property
    def sample(self) -> list[TableRow]:
        return self.table.rows[:SAMPLE]

    @property
    def left(self) -> int:
        """How many rows are not shown."""
        return len(self.table.rows) - len(self.sample)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors:
            if data["depth"] >= len(self.table.rows):
                self.add_error("depth", _("Below its head the table has no row."))
            elif self.shape.kind is None:
                self.add_error(None, NEEDED)
        return data

    @property
    def shape(self) -> KnownShape:
        """What was said, as the reading takes it."""
        named = [self.cleaned_data[f"column_{column}"] for column in range(self.width)]
        titles = titles_of(self.headed.rows[: max(self.cleaned_data["depth"], 1)])
        named += [NOT_READ] * (len(titles) - len(named))
        return KnownShape(titles, tuple(named[: len(titles)]))

    @property
    def is_remembered(self) -> bool:
        return bool(self.cleaned_data["depth"])

    @property
    def headed(self) -> Table:
        """The table with a head: where it prints none, its columns are numbered."""
        if self.cleaned_data["depth"]:
            return self.table
        head = TableRow(self.table.rows[0].number - 1, tuple(TableCell(f"第{n + 1}列") for n in range(self.width)))
        return Table(self.table.number, [head, *self.table.rows])


NEEDED = _(
    "Tasks need a column with their text, and none of targets; targets one column with the names of the indicators and "
    "at least one of figures, and none of tasks."
)


def _figures(plan: DraftPlan) -> list[tuple[str, str]]:
    """What a column of numbers may be: targets and actuals of the plan's years, a baseline, the goal."""
    first, years = plan.start_year, range(plan.start_year, plan.end_year + 1)
    found = [(f"target+{year - first}", _("target of %(year)s") % {"year": year}) for year in years]
    found += [("goal", _("goal of %(year)s") % {"year": plan.end_year})]
    found += [(f"baseline-{n}", _("baseline of %(year)s") % {"year": first - n}) for n in (1, 2, 3)]
    return found + [(f"actual+{year - first}", _("actual of %(year)s") % {"year": year}) for year in years]


def guesses(table: Table, plan: DraftPlan) -> list[str]:
    """What each column most likely holds: by its words, else by what stands in it."""
    head, rows = table.rows[0], table.rows[1:]
    width = max(len(row.cells) for row in table.rows)
    texts = [
        [row.cells[n].text for row in rows if n < len(row.cells) and row.cells[n].text.strip()] for n in range(width)
    ]
    titles = [squeezed(head.cells[n].text) if n < len(head.cells) else "" for n in range(width)]
    has_agencies = any(_mostly(looks_like_names, column) for column in texts)
    kind = TableKind.TASKS if has_agencies or not any(map(_is_of_numbers, texts[1:])) else TableKind.TARGETS
    found = [
        _by_words(title, kind, plan) or _by_texts(column, kind) for title, column in zip(titles, texts, strict=True)
    ]
    main = ColumnRole.CONTENT if kind == TableKind.TASKS else ColumnRole.LABEL
    free = [n for n, role in enumerate(found) if not role and texts[n]]
    if main not in found and free:
        found[max(free, key=lambda n: sum(map(len, texts[n])) / len(texts[n]))] = main
    before = found[: found.index(main)] if main in found else []
    if kind == TableKind.TASKS and NOT_READ in before:
        found[before.index(NOT_READ)] = ColumnRole.AREA
    return found


def _by_words(title: str, kind: TableKind, plan: DraftPlan) -> str:
    role = column_role(title, kind)
    offered = {value for roles in ROLES.values() for value, _word in roles}
    if role in offered:
        return str(role)
    figure = figure_column(0, title, False) if kind == TableKind.TARGETS else None
    if figure is None or not plan.start_year:
        return NOT_READ
    if figure.year is None:
        return "goal" if figure.figure == "goal" else NOT_READ
    code = f"{'target' if figure.figure == 'goal' else figure.figure}{figure.year - plan.start_year:+d}"
    return code if code in dict(_figures(plan)) else NOT_READ


def _by_texts(column: Sequence[str], kind: TableKind) -> str:
    if (
        column
        and all(re.fullmatch(r"\d{1,3}[.、]?", text.strip()) for text in column)
        and column[0].strip(" .、") == "1"
    ):
        return ColumnRole.SEQ
    if kind == TableKind.TASKS and _mostly(due_day, column):
        return ColumnRole.DUE
    return ColumnRole.RESPONSIBLE if kind == TableKind.TASKS and _mostly(looks_like_names, column) else NOT_READ


def _mostly(holds: Any, column: Sequence[str]) -> bool:
    return bool(column) and sum(bool(holds(text)) for text in column) * 2 > len(column)


def _is_of_numbers(column: Sequence[str]) -> bool:
    return _mostly(lambda text: cell_value(text).number is not None, column)
