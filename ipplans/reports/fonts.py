"""The font by which pictures on paper write Chinese."""

from __future__ import annotations

from functools import cache
from typing import Any

FONTS = ("Noto Sans CJK SC", "Source Han Sans SC", "Source Han Sans CN", "Noto Serif CJK SC", "WenQuanYi Zen Hei",
         "SimSun", "Microsoft YaHei", "FangSong")  # fmt: skip


@cache
def chinese_font() -> Any:
    """The first font of this machine that has Chinese characters; None where there is none."""
    from matplotlib.font_manager import FontProperties, fontManager

    here = {entry.name for entry in fontManager.ttflist}
    found = next((name for name in FONTS if name in here), None)
    return FontProperties(family=found) if found else None
