"""The table of task reports as a sheet that a block is pasted into, and its rows as its script gets them."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from plans.words import one_line, printable
from targets.entry.block.sheet import Checked, Column, Place, Sheet, SheetRow
from targets.entry.cell_state import SHAPES
from targets.entry.figure_rule import FigureRule, figure_rule
from targets.entry.parsing import figure
from targets.entry.refusals import Cause, refusal
from targets.numbers import number_text
from tasks.forms import MAX_REMARK, MAX_SUMMARY, PERCENT_DONE
from tasks.ledger import Ledger, LedgerRow
from tasks.models import TaskReport

QUANTITY = "quantity"
SUMMARIES = ("工作进展", "进展", "进展情况", "完成情况", "推进情况", "落实情况", "工作进展情况")
MAX_WORDS = {"summary": MAX_SUMMARY, "remark": MAX_REMARK}


def ledger_sheet(ledger: Ledger) -> Sheet:
    """Return the rows of the table with their fields."""
    columns = [
        Column("state", _("state"), ("进展状态", "完成状态", "状态", "state")),
        Column("percent", _("percent done"), ("完成比例", "完成率", "完成进度", "进度", "percent")),
        Column("summary", _("summary"), SUMMARIES, is_text=True),
        Column(QUANTITY, _("number reached"), ("完成数量", "完成数", "数量")),
        Column("remark", _("remark"), ("备注", "说明", "备注说明"), is_text=True),
    ]
    return Sheet([_sheet_row(row) for row in ledger.rows], columns)


def _sheet_row(row: LedgerRow) -> SheetRow:
    texts, promised = row.texts, list(row.task.quantities.all())
    places = {key: _place(row, key, texts[key]) for key in ("state", "percent", "summary", "remark")}
    if len(promised) == 1:
        name = f"quantity_{promised[0].pk}"
        places[QUANTITY] = _place(row, name, texts.get(name, ""))

    def check(key: str, text: str) -> Checked:
        if key == "state":
            return _checked_state(text, texts["state"])
        if key in MAX_WORDS:
            return _checked_words(text, texts[key], MAX_WORDS[key])
        if key == "percent":
            return _checked_number(text, texts["percent"], PERCENT_DONE)
        rule = figure_rule(promised[0].unit, promised[0].text, [promised[0].value])
        return _checked_number(text, texts.get(f"quantity_{promised[0].pk}", ""), rule)

    printed = [part.printed_name for part in row.task.assignments.all()]
    area = row.task.area.name if row.task.area else ""
    return SheetRow(row.task.seq, row.task.content, (*printed, "、".join(printed), area), "", places, check)


def _place(row: LedgerRow, part: str, shown: str) -> Place:
    return Place("" if row.lock else f"{row.name}-{part}", shown, row.lock)


def _checked_state(text: str, now: str) -> Checked:
    words = one_line(text).lower()
    known: dict[str, str] = {}
    for language in ("zh-hans", "en"):
        with translation.override(language):
            known |= {str(choice.label).lower(): choice.value for choice in TaskReport.State}
    if words not in known:
        return Checked(fault=str(refusal(Cause.NOT_LISTED, text=text).messages[0]))
    return Checked(known[words], is_same=known[words] == now)


def _checked_words(text: str, now: str, most: int) -> Checked:
    words = printable(text)
    if len(words) > most:
        return Checked(fault=str(refusal(Cause.TOO_MANY_CHARACTERS, n=most).messages[0]))
    return Checked(words, is_same=words == now)


def _checked_number(text: str, now: str, rule: FigureRule) -> Checked:
    try:
        number = figure(text, rule)
    except ValidationError as fault:
        return Checked(fault=fault.messages[0])
    shown = number_text(number)
    return Checked(shown, is_same=shown == now)


def ledger_answer(ledger: Ledger) -> dict[str, Any]:
    """Return each submitted row as it is now, and what was wrong with it."""
    sent = [row for row in ledger.rows if row.entry.data is not None]
    counts = {"stored": sum(row.entry.is_stored for row in sent), "problems": ledger.problems}
    time = timezone.localtime().strftime("%H:%M")
    return counts | {"lock": ledger.lock, "time": time, "records": {row.name: _record(row) for row in sent}}


def _record(row: LedgerRow) -> dict[str, Any]:
    state = row.state
    message = render_to_string("tasks/_ledger_message.html", {"row": row}).strip() if row.has_something_below else ""
    return {
        "version": row.version,
        "state": state.value,
        "status": f"{SHAPES[state]} {state.label}",
        "message": message,
        "is_below": row.has_something_below,
        "is_stored": row.entry.is_stored,
        "fields": row.texts if row.entry.is_stored else {},
    }
