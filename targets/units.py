"""What a unit says about the figures counted in it."""

import re

POINT_UNITS = frozenset({"百分点", "个百分点"})
RATIO_UNITS = frozenset({"%", "‰"}) | POINT_UNITS
# What is counted one by one has no halves.
COUNTING_UNITS = frozenset(
    {"件", "个", "家", "名", "人", "次", "人次", "项", "所", "户", "处", "种", "枚", "批", "套", "位", "只", "起", "宗",
     "场", "场次", "期", "篇", "册", "部", "对", "组", "支", "条", "例", "份", "座", "门", "台", "本", "家次", "户次",
     "件次"}
)  # fmt: skip
# 每万人, 每百户, 万人…, 万企…; 每年 counts nothing per head, and 2万人 is a number.
_PER_HEAD = re.compile(r"每(?![年月季])|(?<![\d.一二两三四五六七八九十百千数])[百千万](?:人|企|户|家)(?!次)")


def is_ratio_unit(unit: str) -> bool:
    """Whether figures in `unit` are shares: %, ‰, 百分点."""
    return unit in RATIO_UNITS


def counts_pieces(name: str, unit: str) -> bool:
    """Whether figures called `name` are counted one by one in `unit`: no ratio, nothing per head (domain.md §3)."""
    return unit in COUNTING_UNITS and not _PER_HEAD.search(name)
