"""A list as a file, the same rows as XLSX and as CSV: what the screen shows, as it is filtered and sorted there."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import IO, Any

from django.db.models import QuerySet
from django.urls import register_converter
from django.utils.translation import gettext as _

from documents.exports.output import Counting, Output
from documents.workbooks.sheet import safe, streamed_workbook


class Form(StrEnum):
    """How a list is written; the ending of its address and of its file."""

    XLSX = "xlsx"
    CSV = "csv"


class FormConverter:
    """`<form:form>` in an address."""

    regex = "xlsx|csv"

    def to_python(self, value: str) -> Form:
        return Form(value)

    def to_url(self, value: str) -> str:
        return value


register_converter(FormConverter, "form")


@dataclass(frozen=True)
class Listing:
    """A table: what it is called, its heads with the widths of their columns, and its rows, not made yet.

    A cell is a text, a number, a date or None. `note` says what counts for the whole, as that figures are invented.
    """

    title: str
    heads: Sequence[str]
    widths: Sequence[int]
    rows: Iterable[Sequence[Any]]
    count: int
    note: str = ""


def listing_output(listing: Listing, form: Form) -> Output:
    """Return the list as a file of that form."""

    def write(file: IO[bytes], counting: Counting) -> None:
        rows = counting(listing.rows)
        if form is Form.CSV:
            write_csv(listing, rows, file)
        else:
            streamed_workbook(listing.title, listing.note, listing.heads, rows, listing.widths, file)

    return Output(f"{listing.title}.{form}", listing.count, write)


def table_listing(title: str, table: Any) -> Listing:
    """Return a table of django-tables2, in the order it is sorted in."""
    values, rows = table.as_values(), table.data.data
    heads = next(values)
    count = rows.count() if isinstance(rows, QuerySet) else len(rows)
    return Listing(title, heads, [20] * len(heads), values, count)


def write_csv(listing: Listing, rows: Iterable[Sequence[Any]], file: IO[bytes]) -> None:
    """Write heads and rows as RFC 4180 has it, in UTF-8 with the mark by which Excel and WPS know it.

    What counts for the whole stands in a column of its own, on every row: whoever cuts the file up does not lose it.
    """
    text = io.TextIOWrapper(file, "utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text)
    note = [listing.note] if listing.note else []
    writer.writerow([*listing.heads, *([_("note on the whole")] if note else [])])
    for row in rows:
        writer.writerow([_plain(cell) for cell in (*row, *note)])
    text.detach()


def _plain(cell: Any) -> Any:
    """A number in plain digits, without an exponent; a text that no spreadsheet takes for a formula."""
    cell = safe(cell)
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    return cell.isoformat() if isinstance(cell, dt.date) else cell
