"""What the words of a header say a column holds (domain.md §4, Tables)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

MAX_HEADER = 16  # characters of its words


class TableKind(StrEnum):
    TASKS = "tasks"
    TARGETS = "targets"


class ColumnRole(StrEnum):
    """What a column holds."""

    SEQ = "seq"
    AREA = "area"
    CONTENT = "content"
    LEAD = "lead"
    CO = "co"
    RESPONSIBLE = "responsible"
    LABEL = "label"
    GROUP = "group"
    UNIT = "unit"
    ATTRIBUTE = "attribute"
    WEIGHT = "weight"
    RESULT = "result"  # what a task is to bring: 年度目标, 预期成效
    DUE = "due"
    REMARK = "remark"
    PERSON = "person"  # 责任领导: not stored
    TREND = "trend"
    RATE = "rate"  # 年均增长, 增幅: no target
    PROGRESS = "progress"  # what was reported since, as our own workbook has it beside the plan's columns: not stored


class Figure(StrEnum):
    """What a column of numbers holds."""

    TARGET = "target"
    GOAL = "goal"
    BASELINE = "baseline"
    ACTUAL = "actual"


@dataclass(frozen=True)
class FigureColumn:
    """`year` is None where the header names none; `is_period` marks the total of several years.

    `offset` counts it from the plan's first year, where a person named the column.
    """

    index: int
    figure: Figure
    year: int | None
    title: str
    is_period: bool = False
    offset: int | None = None


OTHER = re.compile(
    r"指标解释|数据来源|进展(?:情况)?|实际值?|完成(?:值|情况)|目标值?|基数|第[一二三四五]年|增减|(?:十[一二三四五]五)(?:时期|期间)?"
)
SEQ = re.compile(r"^(?:(?:任务|项目|指标|工作)?(?:序号?|编号|项号|序列)|号|No\.?|NO\.?)$")
STEMS = (
    "重点|主要|具体|年度|分项|细化|目标|工作|任务|项目|事项|举措|措施|内容|名称|工程|要求|要点|领域|类别|分类|专项|板块|方面|类型"
    "|一级|二级|三级|建设|改革|清单|分解|及|和"
)
TASK_WORD = re.compile(rf"^(?:{STEMS}){{1,5}}$")
TASK_STEM = re.compile(r"任务|工作|项目|事项|举措|措施|内容|名称|工程|要点|领域|类别|分类|专项|板块|方面")
CONTENT = re.compile(r"内容|举措|措施|具体|二级|三级|要求|事项|要点|细化|分项|目标任务|任务目标")
RESULT = re.compile(r"目标$|目标要求|成效|成果|预期效果|产出")
DUE = re.compile(r"时限|期限|时间节点|时间要求|完成时间|进度(?:安排|计划|要求)?$|截止")
REMARK = re.compile(r"^(?:备注|说明|附注|其他(?:说明)?)$")
PERSON = re.compile(r"领导|责任人|联系人|负责人|负责同志|电话")
PROGRESS = re.compile(r"^(?:\d{4}年(?:度)?(?:状态|进展情况)|状态|佐证材料)$")
TREND = re.compile(r"^(?:趋势|方向|指标方向|变化趋势|指标趋势|升降)$")
RATE = re.compile(r"增长|增速|增幅|增减|完成率|变化率|升降幅度")
UNIT = re.compile(r"^(?:计量|指标)?单位$")
ATTRIBUTE = re.compile(r"属性|性质|指标类型")
GROUP = re.compile(r"^(?:一级指标|指标类别|类别|分类|维度|领域|指标分类|大类|类型)$")
LABEL = re.compile(r"指标(?!值|属性|性质|类|目标|解释|说明|数)|^(?:名称|项目|内容)$")
WEIGHT = re.compile(r"^(?:权重|分值|权数)(?:[(%].*)?$")
YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)")
RANGE = re.compile(r"(?<!\d)(?:19|20)\d{2}年?\s*[-—–~～至]+\s*((?:19|20)\d{2})(?!\d)")
NO_FIGURE = re.compile(r"增长|增速|增幅|增减|完成率|变化率|备注|完成时限|时限|进度|说明")
BASELINE = re.compile(r"基数|基期|基准|现状|基础值|起始值|起点|当前|现有")
ACTUAL = re.compile(r"实际|完成值|完成数|完成情况|达成值|预计|实绩|已完成|数据|水平")
TARGET = re.compile(r"目标|计划|预期|指标|任务")
PLAIN_YEAR = re.compile(r"\|?(?:到|至)?\d{4}(?:年度?)?(?:年?[底末])?前?(?:值|数)?")
PERIOD = re.compile(r"十([一二三四五六七八九])五")
TOTAL = re.compile(r"合计|总计|累计|总目标|总量|期末|规划目标")


def is_header_word(name: str) -> bool:
    if len(re.sub(r"\([^()]*\)", "", name)) > MAX_HEADER:
        return False
    return (
        OTHER.fullmatch(name) is not None
        or column_role(name, TableKind.TASKS) is not None
        or column_role(name, TableKind.TARGETS) is not None
        or figure_column(0, name, True) is not None
    )


def column_role(name: str, kind: TableKind) -> ColumnRole | None:
    word = re.sub(r"\([^()]*\)", "", name).strip("|:")
    if len(word.rpartition("|")[2]) > MAX_HEADER:
        return None
    if SEQ.match(word):
        return ColumnRole.SEQ
    if PERSON.search(word):
        return ColumnRole.PERSON
    if PROGRESS.match(word):
        return ColumnRole.PROGRESS
    if REMARK.match(word):
        return ColumnRole.REMARK
    return _task_role(word) if kind == TableKind.TASKS else _target_role(word, name)


def _task_role(word: str) -> ColumnRole | None:
    is_lead = bool(re.search("牵头|主办|主责|主要责任|第一责任", word))
    is_co = bool(re.search("配合|协办|协同|协助|参与|参加", word))
    if is_lead or is_co:
        return ColumnRole.RESPONSIBLE if is_lead and is_co else ColumnRole.LEAD if is_lead else ColumnRole.CO
    if re.search("责任|^(?:承办|负责|实施|落实|完成|主管)(?:单位|部门|科室|处室)", word):
        return ColumnRole.RESPONSIBLE
    if DUE.search(word):
        return ColumnRole.DUE
    if RESULT.search(word) and not re.search("任务", word):
        return ColumnRole.RESULT
    if not TASK_WORD.match(word) or not TASK_STEM.search(word):
        return None
    return ColumnRole.CONTENT if CONTENT.search(word) else ColumnRole.AREA


def _target_role(word: str, name: str) -> ColumnRole | None:
    if UNIT.match(word):
        return ColumnRole.UNIT
    if re.search("责任|牵头|填报", word):
        return ColumnRole.RESPONSIBLE
    if WEIGHT.match(name):
        return ColumnRole.WEIGHT
    if TREND.match(word):
        return ColumnRole.TREND
    if ATTRIBUTE.search(word):
        return ColumnRole.ATTRIBUTE
    if RATE.search(word.rpartition("|")[2]) and not BASELINE.search(word):
        return ColumnRole.RATE
    if YEAR.search(word):
        return None
    return ColumnRole.GROUP if GROUP.match(word) else ColumnRole.LABEL if LABEL.search(word) else None


def figure_column(index: int, name: str, is_under: bool) -> FigureColumn | None:
    """A column of numbers: a year, with or without a word that says what the number is."""
    bare = re.sub(r"\((?![^()]*\d{4})[^()]*\)", "", name)
    bare = re.sub(r"\(([^()]*\d{4}[^()]*)\)", r"\1", bare)
    if NO_FIGURE.search(bare) and not BASELINE.search(bare):
        return None
    span, years = RANGE.search(bare), YEAR.findall(bare)
    year = int(span[1]) if span else int(years[-1]) if years else _period_end(bare)
    if span and (nth := re.search("第([一二三四五])年", bare)):
        return FigureColumn(index, Figure.TARGET, int(years[0]) + "一二三四五".index(nth[1]), name)
    is_total = bool(span) or (bool(TOTAL.search(bare)) and len(years) < 2)
    if BASELINE.search(bare):
        return FigureColumn(index, Figure.BASELINE, year, name, is_period=bool(re.search("累计|合计|总量", bare)))
    if ACTUAL.search(bare):
        return FigureColumn(index, Figure.ACTUAL, year, name) if year else None
    if is_total and (TARGET.search(bare) or span or re.search("合计|总计|累计", bare)):
        return FigureColumn(index, Figure.GOAL, year if span or not years else None, name, is_period=True)
    if year is not None and (is_under or TARGET.search(bare) or PLAIN_YEAR.fullmatch(bare)):
        return FigureColumn(index, Figure.TARGET, year, name)
    is_goal = year is None and re.search("目标|计划|预期|指标值|任务[数值]", bare)
    return FigureColumn(index, Figure.GOAL, None, name) if is_goal else None


def _period_end(name: str) -> int | None:
    """The last year of the five-year period a header names: 2025 for “十四五”累计."""
    found = PERIOD.search(name)
    return 2005 + 5 * "一二三四五六七八九".index(found[1]) + 5 if found else None
