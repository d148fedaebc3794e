"""What is printed beside the names of fields: 文号, 发布机构, 成文日期."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from documents.notation.text import plain, squeezed
from documents.reading.blocks import Block, Table

FIRST_LINES = 60
FIELDS = (
    *("索引号", "发布机构", "发文机关", "发文单位", "制发单位", "成文日期", "发文日期", "生成日期", "文号", "发文字号"),
    *("名称", "标题", "发布日期", "发布时间", "公开日期", "分类", "主题分类", "组配分类", "公开方式", "有效性"),
    *("主题词", "关键词", "来源"),
)
FIELD = re.compile(rf"(?<![\u4e00-\u9fff])({'|'.join(FIELDS)})\s*[:]\s*")


def read_fields(blocks: Sequence[Block]) -> dict[str, str]:
    """What is printed beside a field's name: 文号 | 温政办〔2022〕73 号, or 文号: 通政发〔2022〕15号."""
    found: dict[str, str] = {}
    for block in blocks:
        if isinstance(block, Table):
            for row in block.rows[:FIRST_LINES]:
                texts = row.texts
                for name, value in itertools.pairwise(texts):
                    if (key := squeezed(name).rstrip(":")) in FIELDS and value.strip():
                        found.setdefault(key, value.strip())
        elif block.number <= FIRST_LINES:
            words = plain(block.text)
            labels = list(FIELD.finditer(words))
            for label, following in zip(labels, [*labels[1:], None], strict=False):
                value = block.text[label.end() : following.start() if following else None].strip()
                if value:
                    found.setdefault(label[1], value)
    return found
