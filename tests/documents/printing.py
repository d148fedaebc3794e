"""Made-up plans as offices print them: the layouts are drawn, what they say is a `Truth`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from hypothesis import strategies as st

from tests.documents.remade import ABOVE, BESIDE, Grid, Paper, date_of, raised
from tests.documents.truths import AREAS, Job, Promise, Row, Truth

NUMERALS = "一二三四五六七八九十"


@dataclass(frozen=True)
class Style:
    """How an office prints its plans: each field is a choice that its documents share."""

    form: str  # of the file
    head: str  # the title alone, over two lines, or under the notice that sends it out
    subject: str  # heading of the names of indicators
    units: str  # in a column, in brackets behind the name, or behind every number
    baseline: str
    year: str
    header: str  # flat; under one title; two figures a year; three rows deep
    numbers: str
    nothing: str  # a year without a target
    extras: tuple[str, ...]  # further columns
    breaks_after: int
    marks: str  # of footnotes behind numbers
    duties: str  # how agencies of tasks are printed
    separator: str
    last_words: str  # behind the names of agencies in the text
    goals: str  # heading of the goals
    joined: str  # between promises
    lead: str  # before promises
    tense: str  # of how things stand
    caption: str
    beside: str  # another table of the document
    is_split: bool  # the tables break off and go on as tables without a head
    classes: str  # of indicators: in a column, or in rows of their own
    says_goal: bool  # of the first row of targets, once more in words
    promised: str  # clause by clause, under headings, names and numbers apart, or years in one sentence
    wording: int  # which of the ways to say one thing


styles = st.builds(
    Style,
    form=st.sampled_from(("docx", "xlsx", "html", "txt")),
    head=st.sampled_from(("title", "title", "notice", "notice in quotes")),
    subject=st.sampled_from(("指标名称", "主要指标", "指标", "具体指标", "二级指标", "项目")),
    units=st.sampled_from(("column", "brackets", "numbers")),
    baseline=st.sampled_from(("{}年实际值", "{}年基期值", "基期值({}年)", "{}年", "{}年完成值", "现状值", "{}年基数")),
    year=st.sampled_from(("{}年", "{}", "{}年目标值", "{}年目标", "到{}年", "{}年底", "{}年度目标", "{}年计划")),
    header=st.sampled_from(("flat", "title", "growth", "deep", "dates")),
    numbers=st.sampled_from(("plain", "thousands", "at least", "about", "or more", "blanks", "ten thousands")),
    nothing=st.sampled_from(("—", "/", "", "-", "……")),
    extras=st.lists(st.sampled_from(("指标属性", "责任单位", "备注", "牵头部门", "序号")), max_size=3, unique=True).map(
        tuple
    ),
    breaks_after=st.sampled_from((0, 0, 0, 3)),
    marks=st.sampled_from(("", "", "①", "[1]", "raised")),
    duties=st.sampled_from(
        ("columns", "lead in brackets", "starred", "bracket", "bracket of two", "lines", "first leads")
    ),
    separator=st.sampled_from(("、", "，", "；", "\n", "、\n", "/")),
    last_words=st.sampled_from(("", "等", "按职责分工负责")),
    goals=st.sampled_from(("二、主要目标", "二、发展目标", "二、工作目标", "（二）主要指标。", "二、总体目标")),
    joined=st.sampled_from(("；", "，", "。", "、")),
    lead=st.sampled_from(("", "——", "1.", "（1）", "——高质量创造。", "一是", "●", "【创造】")),
    tense=st.sampled_from(
        (
            "截至{}年底，全县{}达到{}{}。",
            "{}年，全县{}已达{}{}，居全市前列。",
            "“十三五”以来，成效明显。到{}年末，{}累计达{}{}。",
            "目前（{}年），我县{}为{}{}。",
        )
    ),
    caption=st.sampled_from(("附件1 主要指标表", "表1 主要目标", "专栏1 主要指标", "主要指标年度目标分解表", "")),
    beside=st.sampled_from(("", "", "regions", "projects", "contacts")),
    is_split=st.booleans(),
    classes=st.sampled_from(("column", "rows")),
    says_goal=st.booleans(),
    promised=st.sampled_from(("clauses", "clauses", "headings", "apart", "rising")),
    wording=st.integers(0, 11),
)


def paper(truth: Truth, style: Style) -> Paper:
    """Return the whole document."""
    parts: list[str | Grid] = [*_head(truth, style)]
    parts += [
        f"实施期限为{truth.start}年至{truth.end}年。",
        "一、总体要求",
        "深入贯彻落实上级部署，结合实际，制定本方案。",
    ]
    parts += [style.goals, *_goal_lines(truth, style)]
    if style.caption:
        parts.append(style.caption)
    parts.extend(_split(_target_table(truth, style), style))
    if is_in_table(style):
        parts += ["三、重点任务", *_split(_task_table(truth, style), style)]
    else:
        parts += ["三、重点任务", *_narrative(truth, style)]
    parts += ["四、保障措施", "加强组织领导，压实工作责任，确保各项任务落到实处。"]
    if style.beside:
        parts += ["附件9", BESIDE_TABLES[style.beside]]
    return Paper(parts)


def _head(truth: Truth, style: Style) -> Iterator[str]:
    if style.head == "title":
        yield from (truth.title, *([truth.number] if truth.number else []))
        return
    quoted = f"《{truth.title}》" if style.head == "notice in quotes" else truth.title
    yield f"乙县人民政府办公室关于印发{quoted}的通知"
    if truth.number:
        yield truth.number
    yield "各乡镇人民政府，县政府各部门："
    yield f"{quoted}已经县政府同意，现印发给你们，请认真贯彻执行。"
    yield "乙县人民政府办公室"
    yield f"{truth.start}年3月5日"
    yield truth.title


BESIDE_TABLES: dict[str, Grid] = {
    "regions": [
        ["乡镇", "甲镇", "乙镇", "丙街道"],
        ["发明专利（件）", "12", "24", "36"],
        ["商标（件）", "120", "240", "360"],
        ["贷款（亿元）", "1.2", "2.4", "3.6"],
    ],
    "projects": [
        ["项目名称", "建设地点", "总投资（万元）", "业主"],
        ["检测中心", "甲镇", "1200", "某公司"],
        ["展示馆", "乙镇", "3600", "某集团"],
    ],
    "contacts": [["联络处室", "姓名", "手机"], ["综合科", "张三", "13800000000"], ["规划科", "李四", "13900000000"]],
}


def _split(grid: Grid, style: Style) -> Iterator[Grid]:
    """A table as it is, or broken off where a page ends: its numbered rows go on in a table without a head."""
    depth = next(n for n, row in enumerate(grid) if n and ABOVE not in row[-1:]) if grid[0][0] else 1
    cut = depth + 2
    is_plain = len(grid) > cut + 1 and grid[0][0] == "序号" and ABOVE not in grid[cut] and BESIDE not in grid[cut]
    if style.is_split and is_plain and not style.breaks_after:
        yield from (grid[:cut], grid[cut:])
    else:
        yield grid


# Goals


def _goal_lines(truth: Truth, style: Style) -> Iterator[str]:
    for name, value, unit in truth.past:
        yield style.tense.format(truth.start - 1, name, figure(value), unit)
    row = truth.rows[0]
    if style.says_goal and (last := row.targets[truth.end]) is not None:
        verb = "达到" if row.direction == "more" else "降至"
        yield f"到{truth.end}年，{row.name}{verb}{figure(last)}{row.unit}。"
    for year in sorted({promise.year for promise in truth.promises}):
        of_year = [promise for promise in truth.promises if promise.year == year]
        when = f"{'力争' if year == truth.end else ''}到{year}年，"
        plain = [
            p for p in of_year if p.basis == "absolute" and p.operator == ">=" and p.high is None and p.unit != "位"
        ]
        if style.promised == "apart" and len(plain) > 1:
            names, amounts = "、".join(p.name for p in plain), "、".join(amount_of(p) for p in plain)
            yield f"{when}{names}分别达到{amounts}。"
            of_year = [promise for promise in of_year if promise not in plain]
        said = [promise_clause(one, n + style.wording, style) for n, one in enumerate(of_year)]
        if said and style.promised == "headings":
            yield f"（{NUMERALS[year % 10]}）{year}年目标。{when}{style.joined.join(said)}。"
        elif said:
            yield f"{style.lead}{when}{style.joined.join(said)}。"


def amount_of(promise: Promise) -> str:
    return f"{figure(promise.value)}{promise.unit}"


def promise_clause(promise: Promise, place: int, style: Style) -> str:
    """The clause of a promise; `place` varies the words."""
    amount = amount_of(promise)
    if promise.high is not None:
        unit = promise.unit if promise.unit == "%" else ""
        return (
            f"{promise.name}达到{figure(promise.value)}{unit}{'-—～至'[place % 4]}{figure(promise.high)}{promise.unit}"
        )
    if promise.unit == "位":
        return promise.name + ("进入全市前{}位", "居全市前{}名", "保持全省前{}位")[place % 3].format(promise.value)
    if promise.basis == "growth" and promise.value == 100:
        return promise.name + ("较{}年翻一番", "在{}年基础上翻一番", "比{}年翻番")[place % 3].format(promise.base_year)
    if promise.basis == "growth" and promise.base_year is None:
        return f"{promise.name}年均增长{amount}{('', '以上')[place % 2]}"
    if promise.basis == "growth":
        return f"{promise.name}较{promise.base_year}年增长{amount}"
    if style.promised == "rising" and promise.operator in (">=", "<="):
        before = f"{figure(promise.value * (2 if promise.operator == '<=' else 1) / 2)}{promise.unit}"
        verb = "提升至" if promise.operator == ">=" else "压缩至"
        return f"{promise.name}由{before}{verb}{amount}"
    if promise.operator == "<=":
        return promise.name + ("控制在{}以内", "不超过{}", "降至{}以下", "不高于{}")[place % 4].format(amount)
    if promise.operator == ">":
        return promise.name + ("突破{}", "超过{}")[place % 2].format(amount)
    return promise.name + ("达到{}", "达{}以上", "不低于{}", "达到{}左右", "力争达到{}")[place % 5].format(amount)


def figure(value: Decimal, thousands: bool = False) -> str:
    return f"{value.normalize():,f}" if thousands else f"{value.normalize():f}"


# The table of targets


def _target_table(truth: Truth, style: Style) -> Grid:
    years = list(truth.rows[0].targets)
    has_base = any(row.baseline is not None for row in truth.rows)
    has_area = any(row.area for row in truth.rows) and style.classes == "column"
    front = [*(["一级指标"] if has_area else []), *(["序号"] if "序号" in style.extras else []), style.subject]
    front += ["单位"] if style.units == "column" else []
    front += [style.baseline.format(truth.start - 1)] if has_base else []
    back = [title for title in style.extras if title != "序号"]
    header = _header(front, years, back, style)
    body: Grid = []
    for n, cells in enumerate(_target_rows(truth, style, has_area, has_base)):
        area = truth.rows[n].area
        if style.classes == "rows" and area and (n == 0 or area != truth.rows[n - 1].area):
            body.append([f"{NUMERALS[AREAS.index(area)]}、{area}", *[BESIDE] * (len(cells) - 1)])
        body += _broken(header, cells, n, style)
    return [*header, *body]


def _broken(header: Grid, row: list[str], place: int, style: Style) -> Grid:
    """A row, after a page break under the header once more."""
    return [*header, row] if style.breaks_after and place and place % style.breaks_after == 0 else [row]


def _header(front: list[str], years: list[int], back: list[str], style: Style) -> Grid:
    titles = [style.year.format(year) for year in years]
    if style.header == "title" and len(years) > 1:
        above = [*front, "年度目标", *[BESIDE] * (len(years) - 1), *back]
        return [above, [*[ABOVE] * len(front), *titles, *[ABOVE] * len(back)]]
    if style.header == "deep" and len(years) > 1:
        above = [*front, "目标任务", *[BESIDE] * (2 * len(years) - 1), *back]
        middle = [*[ABOVE] * len(front), *(cell for title in titles for cell in (title, BESIDE)), *[ABOVE] * len(back)]
        return [above, middle, [*[ABOVE] * len(front), *["目标值", "增幅"] * len(years), *[ABOVE] * len(back)]]
    if style.header == "dates":
        titles = [date_of(year) for year in years]
    if style.header == "growth" and len(years) > 1:
        above = [*front, *(cell for title in titles for cell in (title, BESIDE)), *back]
        return [above, [*[ABOVE] * len(front), *["目标值", "增幅"] * len(years), *[ABOVE] * len(back)]]
    return [[*front, *titles, *back]]


def _target_rows(truth: Truth, style: Style, has_area: bool, has_base: bool) -> Iterator[list[str]]:
    before = ""
    for n, row in enumerate(truth.rows):
        is_shown = row.area != before or (style.breaks_after != 0 and n % style.breaks_after == 0)
        before = row.area
        cells = [*([row.area if is_shown else ABOVE] if has_area else [])]
        cells += [str(n + 1)] if "序号" in style.extras else []
        cells += [f"{row.name}（{row.unit}）" if style.units == "brackets" else row.name]
        cells += [row.unit] if style.units == "column" else []
        cells += [_cell(row.baseline, row, style)] if has_base else []
        for place, value in enumerate(row.targets.values()):
            mark = style.marks if value is not None and n == 1 and place == 0 else ""
            cells.append(_cell(value, row, style, is_target=True) + (raised("1") if mark == "raised" else mark))
            if style.header in ("growth", "deep") and len(row.targets) > 1:
                cells.append(f"{n + 3}.5%")
        yield cells + [_extra(title, n) for title in style.extras if title != "序号"]


def _cell(value: Decimal | None, row: Row, style: Style, *, is_target: bool = False) -> str:
    if value is None:
        return style.nothing
    said = figure(value, style.numbers == "thousands")
    if style.numbers == "blanks" and value >= 1000:
        said = figure(value, thousands=True).replace(",", " ")
    if style.numbers == "ten thousands" and value >= 10_000 and not row.unit.startswith("万"):
        said = f"{figure(value / 10_000)}万"
    said = f"{said}{row.unit}" if style.units == "numbers" else said
    if is_target and style.numbers in ("about", "or more"):
        return said + ("左右" if style.numbers == "about" else "以上" if row.direction == "more" else "以下")
    bound = ("≥" if row.direction == "more" else "≤") if style.numbers == "at least" and is_target else ""
    return bound + said


def _extra(title: str, place: int) -> str:
    if title == "指标属性":
        return ("预期性", "约束性")[place % 2]
    return f"按季通报{place}" if title == "备注" else "县科技局"


# Tasks


def is_in_table(style: Style) -> bool:
    """Whether the tasks stand in a table."""
    return style.duties in ("columns", "lead in brackets", "starred", "first leads")


def _task_table(truth: Truth, style: Style) -> Grid:
    has_due = any(job.due for job in truth.jobs)
    roles = ["牵头单位", "配合单位"] if style.duties == "columns" else ["责任单位"]
    header = ["序号", "工作类别", "主要任务", *roles, *(["完成时限"] if has_due else [])]
    body, before = [], ""
    for n, job in enumerate(truth.jobs):
        area, before = (job.area if job.area != before else ABOVE), job.area
        due = [f"{job.due.year}年底前" if job.due else ""] if has_due else []
        body.append([str(n + 1), area, job.content, *_agencies(job, style), *due])
    note = [["注：第一个单位为牵头单位", *[BESIDE] * (len(header) - 1)]] if style.duties == "first leads" else []
    return [header, *body, *note]


def _agencies(job: Job, style: Style) -> list[str]:
    if style.duties == "columns":
        return [style.separator.join(job.leads), style.separator.join(job.others) or "—"]
    if style.duties == "lead in brackets":
        return [style.separator.join([*(f"{name}（牵头）" for name in job.leads), *job.others])]
    if style.duties == "starred":
        return [style.separator.join([*(f"*{name}" for name in job.leads), *job.others])]
    return [style.separator.join([*job.leads, *job.others])]


def _narrative(truth: Truth, style: Style) -> Iterator[str]:
    before, areas, n = "", 0, 0
    for job in truth.jobs:
        if job.area != before:
            before, areas, n = job.area, areas + 1, 0
            yield f"（{NUMERALS[areas - 1]}）{job.area}"
        n += 1
        duty = _duty(job, style)
        yield f"{n}.{job.content}{'' if style.duties == 'lines' else duty[0]}"
        if style.duties == "lines":
            yield from duty


def _duty(job: Job, style: Style) -> list[str]:
    leads, others = "、".join(job.leads), "、".join(job.others)
    if style.duties == "lines":
        return [f"牵头单位：{leads}", *([f"配合单位：{others}"] if others else [])]
    if style.duties == "bracket of two":
        return [f"（牵头单位：{leads}；配合单位：{others}）" if others else f"（牵头单位：{leads}）"]
    if others:
        return [f"〔责任单位：{leads}牵头，{others}{style.last_words or '配合'}〕"]
    return [f"〔责任单位：{leads}〕" if len(job.leads) == 1 else f"〔责任单位：{leads}牵头〕"]
