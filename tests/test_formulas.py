"""No workbook of ours runs what people typed: every export × texts that a spreadsheet would take for a formula."""

import csv
import datetime as dt
import hashlib
import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db.models import Count
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from openpyxl import Workbook, load_workbook

from documents.models import Import
from documents.reading.readers import read
from ipplans.snapshots import take_snapshot
from plans.models import Agency, Plan, User
from targets.models import Actual, Indicator
from tasks.models import Note
from tests.cast import Cast, SignedIn

NUMBER = re.compile(r"-?\d+(\.\d+)?")
TYPED = '=HYPERLINK("http://198.51.100.7","x")'
EXPORTS: dict[str, Callable[[Cast], list[Any]]] = {
    "account_template": lambda cast: [],
    "account_list": lambda cast: [cast.plan.slug],
    "activity_export": lambda cast: [cast.plan.slug, "xlsx"],
    "agency_export": lambda cast: ["xlsx"],
    "audit_export": lambda cast: ["xlsx"],
    "note_export": lambda cast: ["xlsx"],
    "overview_export": lambda cast: ["xlsx"],
    "compare_export": lambda cast: ["xlsx"],
    "review_export": lambda cast: ["xlsx"],
    "todo_export": lambda cast: ["xlsx"],
    "round_export": lambda cast: ["xlsx"],
    "documents:import_export": lambda cast: ["xlsx"],
    "indicator_export": lambda cast: ["xlsx"],
    "missing_export": lambda cast: [cast.plan.slug, "xlsx"],
    "documents:all_task_export": lambda cast: ["xlsx"],
    "documents:task_export": lambda cast: [cast.plan.slug, "xlsx"],
    "documents:download_entry_workbook": lambda cast: [cast.plan.slug],
    "documents:target_export": lambda cast: [cast.plan.slug, "xlsx"],
    "plan_workbook": lambda cast: [cast.plan.slug],
    "region_workbook": lambda cast: [cast.here.slug],
    "signed_workbook": lambda cast: [signed_version(cast)],
}


def signed_version(cast: Cast) -> int:
    """A version of 2022 that was signed."""
    cast.approved("70", seq=2)
    Actual.objects.filter(status="submitted").delete()
    cast.plan.rounds.filter(year=2022).update(status="closed")
    return take_snapshot(cast.plan.rounds.get(year=2022), cast.reviewer, str(cast.reviewer), dt.date(2026, 1, 2)).pk


def workbooks(patterns: Any = None, space: str = "") -> set[str]:
    """Every address that ends in .xlsx, or in one of the forms of a list."""
    found: set[str] = set()
    for one in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(one, URLResolver) and one.namespace != "admin":
            found |= workbooks(one.url_patterns, f"{one.namespace}:" if one.namespace else space)
        elif isinstance(one, URLPattern) and str(one.pattern).endswith((".xlsx", ".<form:form>")):
            found.add(f"{space}{one.name}")
    return found


def test_every_export_has_its_line() -> None:
    assert workbooks() == EXPORTS.keys()


@pytest.mark.parametrize("name", EXPORTS)
def test_no_cell_of_an_export_is_a_formula(cast: Cast, signed_in: SignedIn, name: str) -> None:
    cast.approved("90")
    User.objects.filter(pk=cast.clerk.pk).update(name=TYPED)
    Agency.objects.filter(pk=cast.lead.pk).update(name=TYPED)
    Plan.objects.filter(pk=cast.plan.pk).update(title=TYPED)
    cast.plan.indicators.update(name=TYPED, label=TYPED)
    cast.plan.tasks.update(content=TYPED)
    cast.plan.indicators.get(seq=1).actuals.update(remark=TYPED, source=TYPED, cause=TYPED)
    Note.objects.create(indicator=cast.indicator(1), text=TYPED, author=cast.leader)
    shown_first = Indicator.objects.annotate(n=Count("plan_indicators__plan__region", distinct=True)).order_by(
        "-n", "pk"
    )[0]
    Indicator.objects.filter(pk=shown_first.pk).update(name=TYPED)
    cast.submitted("80", 2023)
    digest = hashlib.sha256(b"a").hexdigest()
    Import.objects.create(name=TYPED, sha256=digest, file="a", draft={}, uploaded_by=cast.admin)
    person = cast.clerk if "entry" in name or "todo" in name else cast.reviewer if "review" in name else cast.admin
    client, args = signed_in(person), EXPORTS[name](cast)
    content = client.get(reverse(name, args=args)).content
    if args[-1:] == ["xlsx"]:
        lines = client.get(reverse(name, args=[*args[:-1], "csv"])).content.decode("utf-8-sig")
        cells_of_csv = [cell for row in csv.reader(io.StringIO(lines)) for cell in row if not NUMBER.fullmatch(cell)]
        assert not [cell for cell in cells_of_csv if re.match(r"\s*[=+@-]", cell)]
    book = load_workbook(io.BytesIO(content))
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert cells
    assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []
    if name not in ("account_template", "account_list", "audit_export"):
        assert any(TYPED in str(cell.value) for cell in cells)


def test_a_hidden_sheet_that_only_computes_is_said() -> None:
    book = Workbook()
    assert book.active is not None
    book.active.append(["指标", "2022年"])
    hidden = book.create_sheet("底稿")
    hidden["A1"] = "=1+1"
    hidden.sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)
    assert [block.hidden for block in read("a.xlsx", out.getvalue())] == ["底稿: ="]
