"""Plans written as office documents: what a fixture holds, in the layouts that offices use."""

from __future__ import annotations

import datetime as dt
import html
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal

import docx
from docx.document import Document
from docx.text.paragraph import Paragraph
from openpyxl import Workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from documents.draft.values import Draft, DraftGoal, DraftIndicator, DraftTask

Grid = list[list[str]]
ABOVE = "↑"  # a place that the cell above covers
BESIDE = "←"  # a place that the cell to the left covers
RAISED = re.compile("\ue000([^\ue001]*)\ue001")


def raised(text: str) -> str:
    """A note mark above the line, in whatever way the format raises it."""
    return f"\ue000{text}\ue001"


def date_of(year: int) -> str:
    """A year that a workbook holds as a date and shows as 2024年; other formats print it so."""
    return f"\ue002{year}年"


@dataclass
class Paper:
    """A document in plain parts: lines, and tables with covered places."""

    parts: list[str | Grid] = field(default_factory=list)


@dataclass
class Layout:
    """How an office lays its tables out."""

    has_role_columns: bool = False
    has_deep_header: bool = False
    has_unit_column: bool = False
    breaks_after: int = 0  # rows after which the header stands again
    name: str = "plain"


LAYOUTS = [
    Layout(),
    Layout(has_role_columns=True, has_unit_column=True, name="columns"),
    Layout(has_deep_header=True, breaks_after=20, name="deep header, page breaks"),
]


def paper(draft: Draft, layout: Layout) -> Paper:
    """Return the whole document of a plan."""
    parts: list[str | Grid] = [*_head(draft), *_goal_lines(draft)]
    has_boxes = bool(draft.tasks) and draft.tasks[0].label.startswith("专栏")
    is_narrative = any(part.rule == "narrative" for task in draft.tasks for part in task.assignments)
    parts += _boxes(draft) if has_boxes else _narrative(draft) if is_narrative else []
    parts += _phases(draft)
    if draft.tasks and not has_boxes and not is_narrative:
        parts += ["附件1", f"重点工作责任分解表（{draft.plan.start_year}-{draft.plan.end_year}年）"]
        parts += [*_broken(_task_table(draft, layout), layout), "注：标记*的为牵头单位"]
    if any(row.origin == "table" for row in draft.indicators):
        number = next((row.goal.text[1] for row in draft.indicators if row.goal and row.goal.text.startswith("表")), "")
        title = f"表{number}.主要指标" if number else "阶段性目标任务"
        parts += ["附件2", title, *_broken(_target_table(draft, layout), layout)]
    return Paper(parts)


def _head(draft: Draft) -> Iterator[str]:
    plan = draft.plan
    if plan.index_number:
        yield f"索引号：{plan.index_number}"
    if plan.doc_number:
        yield plan.doc_number.replace("〕", "〕 ")
    if plan.issuer:
        yield f"发布机构：{plan.issuer}"
    if plan.issued_on:
        yield f"成文日期：{plan.issued_on}"
    yield plan.title


def _goal_lines(draft: Draft) -> Iterator[str]:
    yield "一、总体思路"
    yield "深入贯彻落实上级决策部署，结合实际，制定本方案。"
    yield "二、主要目标"
    clauses = [_sentence(row.goal) for row in draft.indicators if row.goal and not row.goal.text.startswith("表")]
    if clauses:
        yield f"到{draft.plan.end_year}年，" + "；".join(clauses) + "。"


def _sentence(goal: DraftGoal) -> str:
    subject = goal.name.partition("数量")[0] if goal.text.startswith("数量") else ""
    return f"{subject}有较大的发展，{goal.text}" if subject else goal.text


def _narrative(draft: Draft) -> Iterator[str]:
    yield "三、重点任务"
    area = ""
    for n, task in enumerate(draft.tasks):
        if task.area != area:
            area = task.area
            yield f"({'一二三四五六七八九十'[n % 10]}){area}"
        yield f"{task.label} {task.content}〔责任单位:{_bracket(task)}〕".strip()


def _bracket(task: DraftTask) -> str:
    leads = [part.printed_name for part in task.assignments if part.role == "lead"]
    others = [part.printed_name for part in task.assignments if part.role == "co"]
    if len(task.assignments) == 1:
        return f"{leads[0]}负责"
    return (
        f"{'、'.join(leads)}牵头，{'、'.join(others)}按职责分工负责" if leads else f"{'、'.join(others)}按职责分工负责"
    )


def _boxes(draft: Draft) -> Iterator[str | Grid]:
    yield "三、打造知识产权高地"
    for n, task in enumerate(draft.tasks):
        yield f"({'一二三四五六七八九十'[n % 10]}){task.area}"
        title, _line, body = task.content.partition("\n")
        yield [[f"{task.label}：{title}"], [body]]


def _phases(draft: Draft) -> Iterator[str]:
    if draft.plan.phases:
        yield "四、时序进度"
    for phase in draft.plan.phases:
        months = [f"{day.year}年{day.month}月" for day in (phase.starts, phase.ends)]
        yield f"{phase.seq}. {phase.name}({'-'.join(months)}底)。"


def _task_table(draft: Draft, layout: Layout) -> Grid:
    roles = ["牵头单位", "配合单位"] if layout.has_role_columns else ["责任单位"]
    rows = [["序号", "重点工作", "主要内容", *roles]]
    area = ""
    for task in draft.tasks:
        same, area = task.area == area, task.area
        rows.append([str(task.seq), ABOVE if same else task.area, task.content, *_agency_cells(task, layout)])
    return rows


def _agency_cells(task: DraftTask, layout: Layout) -> list[str]:
    leads = [part.printed_name for part in task.assignments if part.role == "lead"]
    others = [part.printed_name for part in task.assignments if part.role == "co"]
    if layout.has_role_columns:
        return ["、".join(leads), "、".join(others) or "—"]
    mark = "*" if any(part.rule == "mark" for part in task.assignments) else ""
    return ["、".join([*(f"{mark}{name}" for name in leads), *others])]


def _target_table(draft: Draft, layout: Layout) -> Grid:
    rows = [row for row in draft.indicators if row.origin == "table"]
    years = sorted({year for row in rows for year in row.targets})
    has_class, has_base = any(row.group for row in rows), any(row.baseline for row in rows)
    base_year = next((row.baseline.year for row in rows if row.baseline), 0)
    goal_only = not years
    heads = [*(["一级指标"] if has_class else []), "序号", "主要指标", *(["单位"] if layout.has_unit_column else [])]
    tail = [*([f"{base_year}年实际值"] if has_base else [])]
    columns = [f"{draft.plan.end_year}年目标值"] if goal_only else [f"{year}年" for year in years]
    attribute = ["指标属性"] if has_class else []
    if layout.has_deep_header and not goal_only:
        first = [*heads, *tail, "年度目标", *[BESIDE] * (len(columns) - 1), *attribute]
        second = [*[ABOVE] * len([*heads, *tail]), *[str(year) for year in years], *[ABOVE] * len(attribute)]
        grid = [first, second]
    else:
        grid = [[*heads, *tail, *columns, *attribute]]
    group = ""
    for row in rows:
        same, group = row.group == group, row.group
        cells = [*([ABOVE if same else row.group] if has_class else []), str(row.seq), *_label_cells(row, layout)]
        cells += [_number(row.baseline.value if row.baseline else None)] if has_base else []
        cells += (
            [_number(row.goal.value if row.goal else None)]
            if goal_only
            else [_number(row.targets.get(y)) for y in years]
        )
        grid.append(cells + (["预期性" if row.attribute == "expected" else ""] if has_class else []))
    return grid


def _label_cells(row: DraftIndicator, layout: Layout) -> list[str]:
    return [row.name, row.unit] if layout.has_unit_column else [row.label]


def _number(value: Decimal | None) -> str:
    return "—" if value is None else f"{value.normalize():f}"


def _broken(grid: Grid, layout: Layout) -> Iterator[Grid]:
    """The table, its header repeated inside after so many rows."""
    if not layout.breaks_after:
        yield grid
        return
    depth = 2 if len(grid) > 1 and grid[1][0] == ABOVE else 1
    head, rows = grid[:depth], grid[depth:]
    whole = list(head)
    for n, row in enumerate(rows):
        if n and n % layout.breaks_after == 0:
            whole += head
            row = [_above(rows, n, column) if cell == ABOVE else cell for column, cell in enumerate(row)]
        whole.append(row)
    yield whole


def _above(rows: Grid, n: int, column: int) -> str:
    while rows[n][column] == ABOVE:
        n -= 1
    return rows[n][column]


# The formats


def as_docx(paper: Paper) -> bytes:
    document: Document = docx.Document()
    for part in paper.parts:
        if isinstance(part, str):
            document.add_paragraph(part)
        else:
            _docx_table(document, part)
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


def _docx_table(document: Document, grid: Grid) -> None:
    table = document.add_table(len(grid), max(map(len, grid)))
    cells = [list(row.cells) for row in table.rows]
    for r, row in enumerate(grid):
        for c, text in enumerate(row):
            if text not in (ABOVE, BESIDE):
                _docx_text(cells[r][c].paragraphs[0], text)
    for r, c, bottom, right in _spans(grid):
        if (bottom, right) != (r, c):
            cells[r][c].merge(cells[bottom][right])


def _docx_text(paragraph: Paragraph, text: str) -> None:
    for n, piece in enumerate(RAISED.split(text.lstrip("\ue002"))):  # every second piece stood between the marks
        paragraph.add_run(piece).font.superscript = True if n % 2 else None


def _spans(grid: Grid) -> Iterator[tuple[int, int, int, int]]:
    """First and last place of every cell."""
    for r, row in enumerate(grid):
        for c, text in enumerate(row):
            if text in (ABOVE, BESIDE):
                continue
            right = c
            while right + 1 < len(row) and row[right + 1] == BESIDE:
                right += 1
            bottom = r
            while bottom + 1 < len(grid) and right == c and c < len(grid[bottom + 1]) and grid[bottom + 1][c] == ABOVE:
                bottom += 1
            yield r, c, bottom, right


def as_xlsx(paper: Paper) -> bytes:
    """Numbers as numbers, everything in one sheet."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    top = 1
    for part in paper.parts:
        if isinstance(part, str):
            sheet.cell(top, 1, part)
            top += 1
            continue
        for r, row in enumerate(part):
            for c, text in enumerate(row):
                if text not in (ABOVE, BESIDE):
                    _xlsx_cell(sheet.cell(top + r, c + 1), text)
        for r, c, bottom, right in _spans(part):
            if (bottom, right) != (r, c):
                sheet.merge_cells(start_row=top + r, start_column=c + 1, end_row=top + bottom, end_column=right + 1)
        top += len(part) + 1
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _xlsx_cell(cell: Cell | MergedCell, text: str) -> None:
    if text.startswith("\ue002"):
        cell.value, cell.number_format = dt.date(int(text[1:5]), 1, 1), 'yyyy"年"'
    else:
        cell.value = _xlsx_value(text)


def _xlsx_value(text: str) -> float | str | CellRichText:
    if re.fullmatch(r"[0-9]+(?:\.[0-9]+)?", text):
        return float(text)
    if not RAISED.search(text):
        return text
    pieces = [
        TextBlock(InlineFont(vertAlign="superscript"), piece) if n % 2 else piece
        for n, piece in enumerate(RAISED.split(text))
        if piece
    ]
    return CellRichText(*pieces)


def as_html(paper: Paper) -> bytes:
    lines = ['<html><head><meta charset="utf-8"><title>网页</title><script>var a = "任务";</script></head><body>']
    for part in paper.parts:
        lines.append(f"<p>{html.escape(part)}</p>" if isinstance(part, str) else _html_table(part))
    return "\n".join([*lines, "</body></html>"]).encode()


def _html_table(grid: Grid) -> str:
    rows = [""] * len(grid)
    for r, c, bottom, right in _spans(grid):
        span = (f' rowspan="{bottom - r + 1}"' if bottom > r else "") + (
            f' colspan="{right - c + 1}"' if right > c else ""
        )
        text = RAISED.sub(r"<sup>\1</sup>", html.escape(grid[r][c].lstrip("\ue002"))).replace("\n", "<br>")
        rows[r] += f"<td{span}>{text}</td>"
    return "<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>"


def as_txt(paper: Paper, separator: str = " | ") -> bytes:
    """Covered places are left blank, as a copied table shows them."""
    lines = []
    for part in paper.parts:
        if isinstance(part, str):
            lines += [part, ""]
        else:
            for row in part:
                cells = (
                    "" if cell in (ABOVE, BESIDE) else RAISED.sub(r"[\1]", cell.lstrip("\ue002").replace("\n", " "))
                    for cell in row
                )
                lines.append(separator.join(cells))
            lines.append("")
    return "\n".join(lines).encode()


WRITERS: dict[str, Callable[[Paper], bytes]] = {"docx": as_docx, "xlsx": as_xlsx, "html": as_html}
