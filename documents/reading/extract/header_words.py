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


class Figure(StrEnum):
    """What a column of numbers holds."""

    TARGET = "target"
    GOAL = "goal"
    BASELINE = "baseline"
    ACTUAL = "actual"


@dataclass(frozen=True)
class FigureColumn:
    """`year` is None where the header names none; `is_period` marks the total of several years."""

    index: int
    figure: Figure
    year: int | None
    title: str
    is_period: bool = False


OTHER = re.compile(
    r"备注|说明|完成时限|完成时间|时间节点|时限|指标解释|数据来源|进度|进展|实际值?|完成值?|目标值?|基数|第[一二三四五]年"
)
SEQ = re.compile(r"^(?:序号?|编号|项号|序列|号|No\.?|NO\.?)$")
AREA = re.compile(
    r"^(?:重点工作|重点任务|工作任务|主要任务|任务类别|工作类别|工作领域|任务领域|任务分类|类别|领域|一级任务|重点领域|工作项目|任务名称|工作名称|项目)$"
)
CONTENT = re.compile(r"内容|举措|措施|具体任务|二级任务|工作要求|事项|目标任务|任务目标")
UNIT = re.compile(r"^(?:计量|指标)?单位$")
ATTRIBUTE = re.compile(r"属性|性质|指标类型")
GROUP = re.compile(r"^(?:一级指标|指标类别|类别|分类|维度|领域|指标分类|大类|类型)$")
LABEL = re.compile(r"指标(?!值|属性|性质|类|目标|解释|说明|数)|^(?:名称|项目|内容)$")
WEIGHT = re.compile(r"^(?:权重|分值|权数)(?:[(%].*)?$")
YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)")
RANGE = re.compile(r"(?<!\d)(?:19|20)\d{2}年?\s*[-—–~～至]+\s*((?:19|20)\d{2})(?!\d)")
NO_FIGURE = re.compile(r"增长|增速|增幅|完成率|备注|完成时限|时限|进度|说明")
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
    return _task_role(word) if kind == TableKind.TASKS else _target_role(word, name)


def _task_role(word: str) -> ColumnRole | None:
    if re.search("领导|责任人|联系人|负责人", word):
        return None
    is_lead, is_co = bool(re.search("牵头|主办", word)), bool(re.search("配合|协办|协同|参与|参加", word))
    if is_lead or is_co:
        return ColumnRole.RESPONSIBLE if is_lead and is_co else ColumnRole.LEAD if is_lead else ColumnRole.CO
    if re.search("责任(?:单位|部门|主体|分工|处室)|^(?:承办|负责|实施)(?:单位|部门)", word):
        return ColumnRole.RESPONSIBLE
    return ColumnRole.AREA if AREA.match(word) else ColumnRole.CONTENT if CONTENT.search(word) else None


def _target_role(word: str, name: str) -> ColumnRole | None:
    if UNIT.match(word):
        return ColumnRole.UNIT
    if re.search("责任|牵头|填报", word):
        return ColumnRole.RESPONSIBLE
    if WEIGHT.match(name):
        return ColumnRole.WEIGHT
    if ATTRIBUTE.search(word):
        return ColumnRole.ATTRIBUTE
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
