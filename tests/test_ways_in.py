"""One rule for every way in (domain.md §3): ways × inputs. Each way gives the same value, or the same refusal."""

import ast
import datetime as dt
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal as D
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.html import escape
from openpyxl import Workbook, load_workbook

from documents.models import Import
from plans.models import User
from plans.words import printable
from targets.entry.refusals import SENTENCES, Cause, refusal
from targets.models import Actual
from tasks.models import Note, Quantity, TaskPart, TaskReport
from tests.cast import Cast, SignedIn
from tests.documents.remade import as_docx
from tests.documents.test_commands import paper
from tests.structure import modules

ZWSP, BOM, ZWJ, MINUS = "\u200b", "\ufeff", "\u200d", "\u2212"
NO_BREAK, IDEOGRAPHIC = "\u00a0", "\u3000"

# What is typed, the unit it is counted in, and what comes of it: a number, or a cause with what its sentence says.
Said = D | tuple[Cause, dict[str, object]]
INPUTS: list[tuple[str, str, Said]] = [
    ("160", "件", D(160)),
    ("１，２００", "件", D(1200)),
    ("1,400", "件", D(1400)),
    (f"1{NO_BREAK}600", "件", D(1600)),
    ("0", "件", D(0)),
    (" 160 ", "件", D(160)),
    (f"{BOM}1{ZWSP}6{ZWJ}0{ZWSP}", "件", D(160)),
    ("160①", "件", D(160)),
    ("160 ②", "件", D(160)),
    ("6.125", "亿元", D("6.125")),
    ("96.5%", "%", D("96.5")),
    ("88 ％", "%", D(88)),
    ("3‰", "‰", D(3)),
    ("-3.2%", "%", D("-3.2")),
    (f"{MINUS}3.2", "%", D("-3.2")),
    ("－3.2", "百分点", D("-3.2")),
    ("88%", "件", (Cause.PERCENT, {"text": "88%", "unit": "件"})),
    ("5‰", "%", (Cause.UNIT, {"number": "0.5"})),
    ("-5", "件", (Cause.NEGATIVE, {"unit": "件"})),
    ("1.2万", "件", (Cause.SCALED, {"number": "12000", "unit": "件"})),
    ("1.2万件", "件", (Cause.SCALED, {"number": "12000", "unit": "件"})),
    ("1.2亿", "万件", (Cause.SCALED, {"number": "12000", "unit": "万件"})),
    ("1.2万件", "万件", (Cause.UNIT, {"number": "1.2"})),
    ("160件", "件", (Cause.UNIT, {"number": "160"})),
    ("160家", "件", (Cause.OTHER_UNIT, {"unit": "件", "other": "家"})),
    ("10³", "件", (Cause.RAISED, {"text": "10³"})),
    ("160²", "件", (Cause.RAISED, {"text": "160²"})),
    ("①160", "件", (Cause.RAISED, {"text": "①160"})),
    ("10^3", "件", (Cause.RAISED, {"text": "10^3"})),
    ("160[1]", "件", (Cause.NOTE, {"number": "160"})),
    ("160*", "件", (Cause.NOTE, {"number": "160"})),
    ("1e5", "件", (Cause.EXPONENT, {"number": "100000"})),
    ("1e99", "件", (Cause.TOO_LARGE, {"n": 11})),
    ("½", "件", (Cause.FRACTION, {"text": "1⁄2"})),
    ("40\t50\t60", "件", (Cause.SEVERAL, {"text": "40\t50\t60"})),
    ("40、50", "件", (Cause.SEVERAL, {"text": "40、50"})),
    ("1,60", "件", (Cause.SEVERAL, {"text": "1,60"})),
    ("约160", "件", (Cause.ABOUT, {"text": "约160"})),
    ("160余", "件", (Cause.ABOUT, {"text": "160余"})),
    ("100~120", "件", (Cause.RANGE, {"text": "100~120"})),
    ("—", "件", (Cause.NOTHING, {"text": "—"})),
    ("一百六", "件", (Cause.NUMERALS, {"text": "一百六"})),
    ("2OO", "件", (Cause.LETTERS, {"text": "2OO"})),
    ("2027年3月底", "件", (Cause.DATE, {"text": "2027年3月底"})),
    ("尚在统计", "件", (Cause.WORDS, {"text": "尚在统计"})),
    ("=1+1", "件", (Cause.FORMULA, {})),
    ("#N/A", "件", (Cause.ERROR, {"text": "#N/A"})),
    ("9" * 61, "件", (Cause.TOO_LONG, {})),
    ("999999999999", "件", (Cause.TOO_LARGE, {"n": 11})),
    ("1.23456", "亿元", (Cause.TOO_FINE, {"n": 4})),
    ("1.5", "件", (Cause.NOT_WHOLE, {})),
]
# What a document prints may be as fine as it is printed; and a line of numbers in a text has a way of its own.
PRINTED = {"1.5"}
IN_A_LINE = PRINTED | {"40\t50\t60", "=1+1"}

CONDITIONS: list[tuple[str, str, dt.date | None, str]] = [
    ("不适用", "not-applicable", None, ""),
    ("不适用（停统）", "not-applicable", None, "停统"),
    ("不适用：机构改革，m²口径取消", "not-applicable", None, "机构改革，m²口径取消"),
    ("不适用于本市", "not-applicable", None, "不适用于本市"),
    ("N/A", "not-applicable", None, ""),
    ("未公布", "not-published", None, ""),
    ("未公布 2027年3月底", "not-published", dt.date(2027, 3, 31), ""),
    ("未公布（预计2028年2月底公布）", "not-published", dt.date(2028, 2, 29), ""),
    ("２０２７-０３-３１ 未公布", "not-published", dt.date(2027, 3, 31), ""),
    ("未公布 2027年底，省局发布", "not-published", dt.date(2027, 12, 31), "省局发布"),
    ("未公布（2027年3月底前公布，因前期口径将调整）", "not-published", dt.date(2027, 3, 31), "因前期口径将调整"),
    ("尚未公布", "not-published", None, ""),
]


@dataclass(frozen=True)
class Way:
    """A way in: the modules of production it goes through, how a text is sent, and what is stored by it then."""

    modules: set[str]
    send: Callable[[Cast, SignedIn, str, str], Any]
    stored: Callable[[Cast], D | None]
    left_out: frozenset[str] = frozenset()


def in_grid(cast: Cast, signed_in: SignedIn, text: str, unit: str, **headers: str) -> Any:
    name = f"i{cast.indicator(1).pk}y2022"
    return signed_in(cast.clerk).post(
        reverse("targets:entry", args=[cast.plan.slug]),
        {f"{name}-text": text, f"{name}-version": "0", "save": "1"},
        headers=headers,
    )


def as_typed(cast: Cast, signed_in: SignedIn, text: str, unit: str) -> Any:
    return in_grid(cast, signed_in, text, unit, Accept="application/json")


def pasted(cast: Cast, signed_in: SignedIn, text: str, unit: str) -> Any:
    """Paste a block and say yes to what is shown."""
    name = f"i{cast.indicator(1).pk}y2022-text"
    address = reverse("targets:paste", args=[cast.plan.slug])
    shown = signed_in(cast.clerk).post(address, {"text": text, "field": name})
    return as_typed(cast, signed_in, shown.json()["fills"][name], unit) if shown.json()["fills"] else shown


def on_page(cast: Cast, signed_in: SignedIn, text: str, unit: str) -> Any:
    address = reverse("targets:indicator_entry", args=[cast.indicator(1).pk, 2022])
    cell = {"condition": "value", "stage": "final", "version": "0", "remark": "", "save": "1"}
    return signed_in(cast.clerk).post(address, cell | {"value": text})


def book_of(cast: Cast, signed_in: SignedIn) -> Workbook:
    address = reverse("documents:download_entry_workbook", args=[cast.plan.slug])
    return load_workbook(io.BytesIO(signed_in(cast.clerk).get(address).content), rich_text=True)


def uploaded(cast: Cast, signed_in: SignedIn, book: Workbook, **more: str) -> Any:
    """Upload a workbook and say yes to what is shown; the answer is the page that says no, or the last one."""
    content = io.BytesIO()
    book.save(content)
    address = reverse("documents:upload_entry_workbook", args=[cast.plan.slug])
    client = signed_in(cast.clerk)
    page = client.post(address, {"file": SimpleUploadedFile("填报.xlsx", content.getvalue())})
    if page.status_code == 422 or not any(page.context["found"].sent.values()):
        return page
    return client.post(address, {"apply": page.context["signed"]} | more, follow=True)


def in_workbook(cast: Cast, signed_in: SignedIn, text: str, unit: str) -> Any:
    book = book_of(cast, signed_in)
    book.active["H4"] = text  # type: ignore[index]
    return uploaded(cast, signed_in, book)


def in_sheet_of_tasks(cast: Cast, signed_in: SignedIn, text: str, unit: str) -> Any:
    values = {"value": 50, "unit": unit, "text": f"超50{unit}"}
    Quantity.objects.update_or_create(task=cast.plan.tasks.get(seq=1), seq=1, defaults=values)
    book = book_of(cast, signed_in)
    sheet = book["任务"]
    column = next(cell.column for cell in sheet[3] if cell.value == "完成数量")
    sheet.cell(4, column).value = text
    return uploaded(cast, signed_in, book)


def revised(cast: Cast, signed_in: SignedIn, text: str, unit: str) -> Any:
    data = {"value": text, "document": "甲政办〔2023〕1号", "reason": "中期调整"}
    address = reverse("targets:revise_target", args=[cast.indicator(1).pk, 2025])
    return signed_in(cast.reviewer).post(address, data, follow=True)


def of_task(cast: Cast, signed_in: SignedIn, text: str, unit: str) -> Any:
    task = cast.plan.tasks.get(seq=1)
    values = {"value": 50, "unit": unit, "text": f"超50{unit}"}
    quantity, _is_new = Quantity.objects.update_or_create(task=task, seq=1, defaults=values)
    report = {"state": "under-way", "summary": "已制定方案", "version": "0", "save": "1"}
    address = reverse("tasks:task_report", args=[task.pk, 2022])
    return signed_in(cast.clerk).post(address, report | {f"quantity_{quantity.pk}": text})


def in_ledger(cast: Cast, signed_in: SignedIn, text: str, unit: str, is_pasted: bool = False) -> Any:
    """The same number in the table of all tasks, typed or pasted beside the other columns."""
    task = cast.plan.tasks.get(seq=1)
    values = {"value": 50, "unit": unit, "text": f"超50{unit}"}
    quantity, _is_new = Quantity.objects.update_or_create(task=task, seq=1, defaults=values)
    name, client = f"t{task.pk}-quantity_{quantity.pk}", signed_in(cast.clerk)
    if is_pasted:
        block = {"text": f"序号\t完成数量\n1\t{text}", "field": f"t{task.pk}-summary"}
        shown = client.post(reverse("tasks:paste_tasks", args=[cast.plan.slug, 2022]), block)
        if name not in shown.json()["fills"]:
            return shown
        text = shown.json()["fills"][name]
    row = {
        f"t{task.pk}-version": "0",
        f"t{task.pk}-state": "under-way",
        f"t{task.pk}-summary": "已制定方案",
        name: text,
    }
    return client.post(reverse("tasks:ledger", args=[cast.plan.slug, 2022]), row)


def pasted_into_ledger(cast: Cast, signed_in: SignedIn, text: str, unit: str) -> Any:
    return in_ledger(cast, signed_in, text, unit, is_pasted=True)


def in_review(kind: str, number: int, field: str, line: str = "") -> Callable[[Cast, SignedIn, str, str], Any]:
    """The form of a row of a draft that was read from a document."""

    def send(cast: Cast, signed_in: SignedIn, text: str, unit: str) -> Any:
        client = signed_in(cast.admin)
        if not Import.objects.exists():
            file = SimpleUploadedFile("方案.docx", as_docx(paper()))
            client.post(reverse("documents:upload"), {"file": file})
        address = reverse("documents:edit_row", args=[Import.objects.get().pk, kind, number])
        form = client.get(address).context["form"]
        data = {one.name: "" if one.value() is None else str(one.value()) for one in form}
        data.pop("is_removed", None)
        unit_field = {} if kind == "tasks" else {"unit": unit}
        text = f"培训{unit} | > | {text} | {unit}" if kind == "tasks" else text
        return client.post(address, data | unit_field | {field: text}, follow=True)

    return send


def reported(cast: Cast) -> D | None:
    actual = Actual.objects.filter(indicator=cast.indicator(1), year=2022).first()
    return actual.value if actual else None


def target(cast: Cast) -> D | None:
    found = cast.indicator(1).targets.filter(year=2025).first()
    return found.value if found else None


def reached(cast: Cast) -> D | None:
    report = TaskReport.objects.filter(task__plan=cast.plan).first()
    return next((row.value for row in report.quantities.all()), None) if report else None


def drafted(cast: Cast) -> Any:
    return Import.objects.get().opened()


ENTRY = {"targets/entry/cell_fields.py", "targets/entry/parsing.py", "targets/entry/submitted_cell.py"}
NO_BLOCK = frozenset(["—", "40\t50\t60"])  # in a block it is no value, or several
REVIEW = {"documents/review/forms/fields.py"}
WAYS = {
    "grid": Way(ENTRY | {"targets/entry/saving.py"}, in_grid, reported),
    "grid, as it is typed": Way(ENTRY, as_typed, reported),
    "paste": Way(ENTRY | {"targets/entry/figure_sheet.py"}, pasted, reported, NO_BLOCK),
    "page of a cell": Way(ENTRY | {"targets/forms.py"}, on_page, reported),
    "workbook": Way(
        ENTRY | {"documents/workbooks/entry/reader.py", "documents/workbooks/entry/figure_sheet.py"},
        in_workbook,
        reported,
    ),
    "revised target": Way({"targets/forms.py"}, revised, target),
    "quantity of a task": Way({"tasks/forms.py"}, of_task, reached),
    "quantity in the table of tasks": Way({"tasks/forms.py"}, in_ledger, reached),
    "quantity pasted into it": Way({"tasks/ledger_sheet.py"}, pasted_into_ledger, reached, NO_BLOCK),
    "quantity in the sheet of tasks": Way(
        {"documents/workbooks/entry/task_sheet.py"},
        in_sheet_of_tasks,
        reached,
    ),
    "target in review": Way(
        REVIEW | {"documents/review/forms/indicator.py"},
        in_review("indicators", 1, "target_2025"),
        lambda cast: drafted(cast).indicators[0].targets.get(2025),
        frozenset(PRINTED),
    ),
    "goal in review": Way(
        REVIEW | {"documents/review/forms/goal.py"},
        in_review("goals", 0, "base_value"),
        lambda cast: drafted(cast).goals[0].base_value,
        frozenset(PRINTED),
    ),
    "number promised by a task, in review": Way(
        {"documents/review/forms/task.py"},
        in_review("tasks", 1, "quantities"),
        lambda cast: next((q.value for q in drafted(cast).tasks[0].quantities), None),
        frozenset(IN_A_LINE),
    ),
}
PARSERS = {"figure", "parsed_value", "read_fields", "submitted_cell", "FigureInput", "figure_field", "figure_rule"}


def empty(cast: Cast) -> None:
    """Nothing is stored that the next input could be taken for."""
    Actual.objects.filter(indicator=cast.indicator(1)).delete()
    cast.indicator(1).targets.filter(year=2025).delete()
    TaskReport.objects.filter(task__plan=cast.plan).delete()
    for found in Import.objects.all():
        draft = found.opened()
        draft.indicators[0].targets.pop(2025, None)
        draft.goals[0].base_value = None
        draft.tasks[0].quantities = []
        found.put(draft)
        found.save()


def shown_by(page: Any) -> str:
    """What a person reads in the answer."""
    if "json" not in page["Content-Type"]:
        return str(page.content.decode())
    answer = page.json()
    records = answer.get("records", {}).values()
    return str(answer.get("html", "")) + "".join(record["message"] for record in records)


@pytest.mark.parametrize("name", WAYS)
def test_every_way_gives_the_same_value_or_the_same_refusal(
    cast: Cast, signed_in: SignedIn, name: str, settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    way, wrong = WAYS[name], []
    for text, unit, said in INPUTS:
        if text in way.left_out:
            continue
        cast.plan.indicators.update(unit=unit)
        empty(cast)
        page = way.send(cast, signed_in, text, unit)
        stored, shown = way.stored(cast), shown_by(page)
        if isinstance(said, D):
            is_right = stored == said
        else:
            is_right = stored is None and escape(refusal(said[0], **said[1]).messages[0]) in shown
        if not is_right:
            wrong.append((text, unit, said, stored))
    assert wrong == []


def entered(cast: Cast) -> tuple[Any, ...]:
    actual = Actual.objects.get(indicator=cast.indicator(1), year=2022)
    return actual.condition, actual.expected_on, actual.remark


@pytest.mark.parametrize("name", ["grid", "paste", "page of a cell", "workbook"])
def test_every_way_understands_why_there_is_no_number(cast: Cast, signed_in: SignedIn, name: str) -> None:
    for text, *said in CONDITIONS:
        empty(cast)
        WAYS[name].send(cast, signed_in, text, "件")
        assert entered(cast) == tuple(said), text


@pytest.mark.parametrize("name", ["grid", "paste", "page of a cell", "workbook"])
def test_growth_counted_in_pieces_may_fall(cast: Cast, signed_in: SignedIn, name: str) -> None:
    cast.plan.indicators.update(name="登记增长数")
    WAYS[name].send(cast, signed_in, f"{MINUS}12", "件")
    assert reported(cast) == -12


def test_every_cause_has_a_sentence_of_its_own() -> None:
    assert set(SENTENCES) == set(Cause)
    assert len({str(sentence) for sentence in SENTENCES.values()}) == len(Cause)


def test_every_module_that_takes_a_figure_is_on_a_way_of_this_table() -> None:
    """A new way in is a line of WAYS; and nothing else takes a number from people."""
    known = set().union(*(way.modules for way in WAYS.values()))
    marks = {"targets/light_form.py"}  # of rules, no figures of a plan: tests/ipplans/test_light_rules.py
    assert {path for path, names in _imports() if names & PARSERS} <= known | marks | {"targets/entry/rows.py"}
    fields = {"DecimalField", "FloatField"}
    others = [one.path for one in modules() if fields & {_form_field(node) for node in ast.walk(one.tree)}]
    assert others == []


def _form_field(node: ast.AST) -> str:
    is_form = isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "forms"
    return node.attr if is_form and isinstance(node, ast.Attribute) else ""


def _imports() -> Iterator[tuple[str, set[str]]]:
    for module in modules():
        nodes = [node for node in ast.walk(module.tree) if isinstance(node, ast.ImportFrom)]
        entry = [node for node in nodes if str(node.module).startswith(("targets.", "documents.review."))]
        yield module.path, {name.name for node in entry for name in node.names}


WORDS = [
    (f"按年鉴{IDEOGRAPHIC}口径", "按年鉴 口径"),
    ("40\t50\t60", "40 50 60"),
    (f"甲{NO_BREAK}{NO_BREAK}乙", "甲 乙"),
    ("一\r\n二\r三", "一\n二\n三"),
    (f"{BOM}核{ZWSP}对", "核对"),
    ("𠮷𱍐\U0002ebf0\ue000", "𠮷𱍐\U0002ebf0\ue000"),
]


def test_words_keep_their_blanks_and_their_characters() -> None:
    assert [printable(typed) for typed, _kept in WORDS] == [kept for _typed, kept in WORDS]


@pytest.mark.parametrize(("typed", "kept"), WORDS)
def test_every_way_keeps_words_alike(cast: Cast, signed_in: SignedIn, typed: str, kept: str) -> None:
    name, clerk = f"i{cast.indicator(1).pk}y2022", signed_in(cast.clerk)
    clerk.post(reverse("targets:entry", args=[cast.plan.slug]), {f"{name}-text": "90", f"{name}-remark": typed})
    assert entered(cast)[2] == kept
    empty(cast)
    on_page_with = {"condition": "value", "stage": "final", "version": "0", "value": "90", "remark": typed}
    clerk.post(reverse("targets:indicator_entry", args=[cast.indicator(1).pk, 2022]), on_page_with)
    assert entered(cast)[2] == kept
    empty(cast)
    book = book_of(cast, signed_in)
    book.active["P4"] = typed.replace("\r\n", "\n")  # type: ignore[index]
    uploaded(cast, signed_in, book)
    assert entered(cast)[2] == kept

    task = cast.plan.tasks.get(seq=1)
    report = {"state": "under-way", "summary": typed, "remark": typed, "version": "0"}
    clerk.post(reverse("tasks:task_report", args=[task.pk, 2022]), report)
    stored = TaskReport.objects.get(task=task)
    assert (stored.summary, stored.remark) == (kept, kept)
    signed_in(cast.other_clerk).post(reverse("tasks:task_part", args=[task.pk, 2022]), {"text": typed})
    assert TaskPart.objects.get(report=stored).text == kept
    signed_in(cast.leader).post(reverse("tasks:note_on_task", args=[task.pk]), {"text": typed})
    assert Note.objects.get(task=task).text == kept


def test_a_line_break_counts_once_against_the_limit(cast: Cast, signed_in: SignedIn) -> None:
    words = "\r\n".join("说" * 4 for _line in range(100))  # 499 characters as they are kept, 598 as they are sent
    name = f"i{cast.indicator(1).pk}y2022"
    signed_in(cast.clerk).post(
        reverse("targets:entry", args=[cast.plan.slug]), {f"{name}-text": "90", f"{name}-remark": words}
    )
    assert len(entered(cast)[2]) == 499
    task = cast.plan.tasks.get(seq=1)
    report = {"state": "under-way", "summary": "已制定", "remark": words, "version": "0"}
    signed_in(cast.clerk).post(reverse("tasks:task_report", args=[task.pk, 2022]), report)
    assert len(TaskReport.objects.get(task=task).remark) == 499


def test_a_rare_surname_stays_in_the_accounts_and_in_a_signature(cast: Cast, signed_in: SignedIn) -> None:
    book = Workbook()
    book.active.append(["地区", "单位", "姓名", "角色", "手机", "邮箱", "用户名"])  # type: ignore[union-attr]
    book.active.append(["甲市", "市甲局", f"\U0002ebf0{IDEOGRAPHIC}明{ZWSP}", "填报员", "", "", "rare"])  # type: ignore[union-attr]
    content = io.BytesIO()
    book.save(content)
    file = SimpleUploadedFile("人员.xlsx", content.getvalue())
    signed_in(cast.admin).post(reverse("accounts"), {"file": file})
    assert User.objects.get(username="rare").name == "\U0002ebf0 明"


# A blank deletes nothing that stands, unless a person says so.


def test_a_blank_cell_of_a_workbook_deletes_only_what_a_person_says(cast: Cast, signed_in: SignedIn) -> None:
    actual = cast.actual("90")
    Actual.objects.filter(pk=actual.pk).update(remark="按年鉴口径")
    book = book_of(cast, signed_in)
    book.active["H4"], book.active["P4"], book.active["Q4"] = None, None, "审查延后"  # type: ignore[index]
    uploaded(cast, signed_in, book)
    actual.refresh_from_db()
    assert (actual.value, actual.remark, actual.cause) == (90, "按年鉴口径", "审查延后")
    book = book_of(cast, signed_in)
    book.active["H4"], book.active["P4"] = None, None  # type: ignore[index]
    uploaded(cast, signed_in, book, clear="on")
    actual.refresh_from_db()
    assert (actual.value, actual.remark, actual.cause) == (None, "", "审查延后")


def test_a_condition_in_a_workbook_takes_the_place_of_the_value(cast: Cast, signed_in: SignedIn) -> None:
    cast.actual("90")
    book = book_of(cast, signed_in)
    book.active["H4"], book.active["I4"] = None, "不适用"  # type: ignore[index]
    uploaded(cast, signed_in, book)
    assert (reported(cast), entered(cast)[0]) == (None, "not-applicable")


def test_a_field_that_was_not_sent_deletes_nothing(cast: Cast, signed_in: SignedIn) -> None:
    actual = cast.actual("90")
    Actual.objects.filter(pk=actual.pk).update(remark="按年鉴口径", cause="审查延后")
    cell = {"condition": "value", "stage": "final", "version": "1", "value": "91"}
    signed_in(cast.clerk).post(reverse("targets:indicator_entry", args=[cast.indicator(1).pk, 2022]), cell)
    assert (reported(cast), entered(cast)[2]) == (91, "按年鉴口径")

    of_task(cast, signed_in, "53", "家")
    task = cast.plan.tasks.get(seq=1)
    version = str(TaskReport.objects.get(task=task).version)
    report = {"state": "under-way", "summary": "已发文", "version": version}
    signed_in(cast.clerk).post(reverse("tasks:task_report", args=[task.pk, 2022]), report)
    assert (reached(cast), TaskReport.objects.get(task=task).summary) == (53, "已发文")


# Parts of a ratio belong to their value.


@pytest.mark.parametrize("name", ["page of a cell", "workbook"])
@pytest.mark.parametrize(
    ("unit", "parts", "said"),
    [
        ("%", ("33.33", "1", "3"), D("33.33")),
        ("%", ("", "1", "3"), D("33.33")),
        ("%", ("50", "1", "3"), "33.33"),
        ("%", ("", "1", ""), "须同时填写"),
        ("%", ("", "1", "0"), "分母须大于 0"),
        ("%", ("不适用", "1", "3"), "二选一"),
        ("%", ("-50", "-1", "2"), D(-50)),
    ],
)
def test_the_parts_of_a_ratio_are_held_against_its_value(
    cast: Cast, signed_in: SignedIn, name: str, unit: str, parts: tuple[str, str, str], said: Any
) -> None:
    cast.plan.indicators.update(unit=unit)
    if name == "workbook":
        book = book_of(cast, signed_in)
        for column, text in zip("HMN", parts, strict=True):
            book.active[f"{column}4"] = text or None  # type: ignore[index]
        page = uploaded(cast, signed_in, book)
    else:
        cell = {"condition": "value", "stage": "final", "version": "0"}
        cell |= dict(zip(("value", "numerator", "denominator"), parts, strict=True))
        page = signed_in(cast.clerk).post(reverse("targets:indicator_entry", args=[cast.indicator(1).pk, 2022]), cell)
    if isinstance(said, D):
        assert reported(cast) == said
    else:
        assert said in page.content.decode()
        assert not Actual.objects.filter(indicator=cast.indicator(1)).exists()


def test_percent_done_is_read_by_the_same_parser(cast: Cast, signed_in: SignedIn) -> None:
    task = cast.plan.tasks.get(seq=1)
    address = reverse("tasks:task_report", args=[task.pk, 2022])
    for typed, said in (("４０", 40), ("40%", 40), ("40①", 40), ("140", Cause.TOO_HIGH), ("40.5", Cause.NOT_WHOLE)):
        empty(cast)
        report = {"state": "under-way", "summary": "已制定", "version": "0", "percent": typed}
        page = signed_in(cast.clerk).post(address, report)
        if isinstance(said, Cause):
            assert refusal(said, n="100").messages[0] in page.content.decode()
        else:
            assert TaskReport.objects.get(task=task).percent == said
