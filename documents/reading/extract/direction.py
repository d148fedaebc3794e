"""Which way is better: what baseline and targets show, what bounds and columns say, what the name means."""

from __future__ import annotations

import re
from dataclasses import dataclass

from documents.draft.values import DraftGoal, DraftIndicator
from documents.notation.units import in_unit
from targets.choices import Accumulation

# A rate or an amount of reduction, and what is good of itself, is more-is-better whatever stands before it.
MORE = re.compile(
    r"(?:下降|降低|减少|削减|压减|节约|减排|压缩|缩短)(?:率|幅度?|量|比例|数|额|总量)?(?:\([^()]*\))?$"
    r"|优良|(?<!不)(?:合格|达标|满意|知晓)|(?:办结|化解|查处|回复|处置|整改|破案|治理|处理|利用|覆盖|普及|响应|受理|调解|调处)(?:成功)?(?:率|数|量|面|比例)$"
    r"|挽回|去化|退出数|淘汰(?:数|量)?$"
)
LESS = re.compile(
    r"不(?:合格|达标|满意|良)|浓度|能耗|水耗|电耗|物耗|单耗|(?:能源|用水|用电|用地)(?:消耗|总?量)$|排放|周期|时限|用时|耗时|等待"
    r"|(?:办理|审批|办结|审查|授权|平均|开办|登记|通关|响应|到达|处理)(?:时间|时长|天数)|成本|死亡|伤亡|事故|差错|失误|发案|案发|空置|空白|积压|逾期|拖欠|超标|劣[ⅤV五]"
    r"|失业|流失|发生(?:数|率|量|起数|件数)|负债|赤字|违法|缺陷|投诉(?:量|率|数|件数?|起数)?$|信访(?:量|件|数)?|重复率"
    r"|降低|下降|减少|压缩|压减|缩短"
)
RISES, SINKS = re.compile("[↑↗]|上升|提高|正向|越高"), re.compile("[↓↘]|下降|降低|负向|逆向|越低")
FALLS = re.compile(r"下降|降低|减少|压缩|压降|压减|缩短")


@dataclass(frozen=True)
class Direction:
    """`less` or `more`; unsure where what decides it does not agree."""

    value: str
    is_unsure: bool = False


def direction_of(row: DraftIndicator, goal: DraftGoal | None, trend: str = "") -> Direction:
    """Return which way is better for a row: its numbers decide, then a bound or a column, then words (domain.md §4).

    `trend` is what a column of directions prints for it. Nothing that tells: more.
    """
    said = [one for one in (_by_numbers(row, goal), _by_bound(goal), _by_column(trend), _by_words(row.name)) if one]
    return Direction(said[0] if said else "more", is_unsure=len(set(said)) > 1)


def _by_numbers(row: DraftIndicator, goal: DraftGoal | None) -> str:
    """Whether baseline, targets and goal rise or fall; amounts of each year, which add up, tell nothing."""
    if row.accumulation in (Accumulation.SUM, Accumulation.MILESTONE):
        return ""
    steps = [row.targets[year] for year in sorted(row.targets)]
    if row.baseline is not None and row.baseline.kind == "start":
        steps.insert(0, row.baseline.value)
    is_absolute = goal is not None and goal.basis == "absolute" and goal.value is not None
    if goal is not None and is_absolute and (goal.unit == row.unit or in_unit(goal.value, goal.unit, row.unit)):
        value = in_unit(goal.value, goal.unit, row.unit)
        steps += [value] if value is not None else []
    if len(steps) < 2 or steps[0] == steps[-1]:
        return ""
    return "less" if steps[-1] < steps[0] else "more"


def _by_bound(goal: DraftGoal | None) -> str:
    """A number that a row must not exceed: 不高于5%, 较2023年下降10%."""
    if goal is None:
        return ""
    is_limit = goal.operator in ("<=", "<") or (goal.basis == "growth" and FALLS.search(goal.text) is not None)
    return "less" if is_limit else ""


def _by_column(trend: str) -> str:
    return "less" if SINKS.search(trend) else "more" if RISES.search(trend) else ""


def _by_words(name: str) -> str:
    bad = re.search(r"不(?:合格|达标|满意|良)", name)
    if bad is None and MORE.search(name):
        return "more"
    return "less" if LESS.search(name) else ""
