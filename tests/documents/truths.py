"""What made-up plans say: rows of targets, tasks and promises, drawn by hypothesis."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal

from hypothesis import strategies as st

MEASURES = (
    # name, unit, which way is better
    ("有效发明专利拥有量", "件", "more"), ("每万人口高价值发明专利拥有量", "件", "more"),
    ("注册商标总量", "件", "more"),
    ("植物新品种授权量", "件", "more"), ("PCT国际专利申请量", "件", "more"), ("地理标志商标", "个", "more"),
    ("知识产权示范企业", "家", "more"), ("专精特新企业", "家", "more"), ("规模以上工业企业", "家", "more"),
    ("知识产权质押融资额", "亿元", "more"), ("专利产品备案产值", "亿元", "more"), ("技术合同成交额", "亿元", "more"),
    ("数字经济核心产业增加值", "亿元", "more"), ("专利转让许可次数", "次", "more"), ("标准制修订项目", "项", "more"),
    ("维权援助工作站", "个", "more"), ("专业培训人数", "人次", "more"), ("持证专利代理师", "人", "more"),
    ("公众满意度", "%", "more"), ("案件按期办结率", "%", "more"), ("产品质量合格率", "%", "more"),
    ("研发投入强度", "%", "more"), ("优良天数比例", "%", "more"), ("事项网上可办率", "%", "more"),
    ("侵权投诉发生率", "%", "less"), ("单位产值能耗", "吨标准煤/万元", "less"), ("企业开办时间", "天", "less"),
    ("专利授权平均周期", "个月", "less"),
    ("细颗粒物平均浓度", "微克/立方米", "less"), ("万元产值用水量", "立方米", "less"),
    ("建成5G基站", "个", "more"), ("森林覆盖率", "%", "more"), ("公共图书馆藏书", "万册", "more"),
    ("新增就业岗位", "个", "more"), ("科技馆接待观众", "万人次", "more"), ("算力规模", "PFLOPS", "more"),
)  # fmt: skip
SUBJECTS = ("知识产权强县建设", "质量强县建设", "营商环境优化提升", "数字经济高质量发展", "科技创新能力提升")
FORMS = ("实施方案", "行动计划", "工作方案", "三年行动方案")
OFFICES = (
    "县市场监管局", "县科技局", "县经信局", "县财政局", "县司法局", "县人民法院", "县检察院", "县公安局", "县教育局",
    "县农业农村局", "县商务局", "县委宣传部", "县人力社保局", "经济开发区管委会", "各乡镇人民政府", "县税务局",
    "县生态环境分局", "人行乙县支行", "县文广旅体局", "县统计局",
)  # fmt: skip
DOINGS = (
    "完善知识产权保护体系，健全快速维权机制", "推动专利转化运用，促进产学研深度融合",
    "加强商标品牌建设，打造区域公用品牌",
    "优化政务服务流程，推行一件事集成办理", "健全行政执法与司法衔接机制", "开展进园区进企业宣传活动",
    "加大人才引育力度，完善激励措施", "推进数据共享开放，建立数据目录", "强化部门会商，定期通报工作进展",
    "支持企业参与标准制定", "规范代理服务市场，整治违规行为", "实施质量提升行动，开展对标达标",
)  # fmt: skip
QUANTITIES = (
    ("培育优势企业{}家", "家"), ("建设服务站{}个", "个"), ("举办培训班{}期", "期"), ("新建实验室{}个", "个"),
    ("培训人员{}人次", "人次"), ("制定标准{}项", "项"), ("完成项目{}个", "个"),
)  # fmt: skip
AREAS = ("强化高质量创造", "促进高效益运用", "加强严格保护", "优化便捷服务", "夯实人才基础")


@dataclass(frozen=True)
class Row:
    """A row of the target table; a year without a target has None."""

    name: str
    unit: str
    direction: str
    baseline: Decimal | None
    targets: dict[int, Decimal | None]
    area: str = ""


@dataclass(frozen=True)
class Promise:
    """A sentence's promise for a year: an amount, or a growth against a base year."""

    name: str
    unit: str
    operator: str
    value: Decimal
    year: int
    basis: str = "absolute"
    base_year: int | None = None
    high: Decimal | None = None  # of a range


@dataclass(frozen=True)
class Job:
    """A task: `quantity` are value and unit of the amount in its text."""

    content: str
    area: str
    leads: tuple[str, ...]
    others: tuple[str, ...]
    due: dt.date | None = None
    quantity: tuple[Decimal, str] | None = None


@dataclass(frozen=True)
class Truth:
    title: str
    start: int
    end: int
    number: str
    rows: tuple[Row, ...]
    jobs: tuple[Job, ...]
    promises: tuple[Promise, ...]
    past: tuple[tuple[str, Decimal, str], ...] = field(default=())  # how things stand: name, value, unit


def numbers(draw: st.DrawFn, unit: str, low: int = 11) -> Decimal:
    """A number as such a unit has it: shares under 100 with up to two places, amounts with up to one."""
    if unit == "%":
        return Decimal(draw(st.integers(low * 10, 949))) / 10
    if unit in ("亿元", "吨标准煤/万元", "微克/立方米", "个月"):
        return Decimal(draw(st.integers(low * 10, 4_000))) / 10
    return Decimal(draw(st.integers(low, 30_000)))


def way(draw: st.DrawFn, unit: str, direction: str, steps: int) -> list[Decimal]:
    """Values that go the better way, in as many steps."""
    value = numbers(draw, unit, 31)
    room = (Decimal(100) - value) / steps if unit == "%" and direction == "more" else value / (steps + 1)
    place = Decimal(1) if value == value.to_integral_value() and unit != "%" else Decimal("0.1")
    found = [value]
    for _step in range(steps - 1):
        step = (room * draw(st.integers(10, 90)) / 100).quantize(place)
        found.append(found[-1] + step if direction == "more" else found[-1] - step)
    return found


@st.composite
def rows(draw: st.DrawFn, start: int, end: int) -> tuple[Row, ...]:
    chosen = draw(st.lists(st.sampled_from(MEASURES), min_size=3, max_size=8, unique=True))
    is_last_alone, has_baseline = draw(st.booleans()), draw(st.booleans())
    years = [end] if is_last_alone else list(range(start, end + 1))
    has_areas = draw(st.booleans())
    found = []
    for place, (name, unit, direction) in enumerate(chosen):
        base, *targets = way(draw, unit, direction, len(years) + 1)
        planned: dict[int, Decimal | None] = dict(zip(years, targets, strict=True))
        if len(years) > 2 and draw(st.integers(0, 5)) == 0:
            planned[years[draw(st.integers(0, len(years) - 2))]] = None
        area = AREAS[place * 2 // len(chosen)] if has_areas else ""
        found.append(Row(name, unit, direction, base if has_baseline else None, planned, area))
    return tuple(found)


@st.composite
def promises(draw: st.DrawFn, start: int, end: int, taken: set[str]) -> tuple[Promise, ...]:
    free = [one for one in MEASURES if one[0] not in taken]
    chosen = draw(st.lists(st.sampled_from(free), min_size=1, max_size=5, unique=True))
    found = []
    for name, unit, direction in chosen:
        kind = draw(st.sampled_from(("amount", "amount", "amount", "growth", "annual", "range", "rank", "doubled")))
        year = draw(st.sampled_from((end, end, end, start, start + 1)))
        if kind in ("amount", "range") or unit == "%" or direction == "less":
            value = numbers(draw, unit)
            operator = draw(st.sampled_from((">=", ">"))) if direction == "more" else "<="
            high = value + draw(st.integers(1, 5)) if kind == "range" and direction == "more" else None
            found.append(Promise(name, unit, ">=" if high else operator, value, year, high=high))
        elif kind == "rank":
            found.append(Promise(name, "位", "<=", Decimal(draw(st.integers(2, 20))), year))
        elif kind == "doubled":
            found.append(Promise(name, "%", ">=", Decimal(100), end, "growth", start - 1))
        else:
            value = Decimal(draw(st.integers(5, 300))) / 10
            base = start - 1 if kind == "growth" else None
            found.append(Promise(name, "%", ">=", value, end, "growth", base))
    return tuple(found)


@st.composite
def jobs(draw: st.DrawFn, start: int, end: int) -> tuple[Job, ...]:
    doings = draw(st.lists(st.sampled_from(DOINGS), min_size=2, max_size=8, unique=True))
    has_dues = draw(st.booleans())
    found = []
    for place, doing in enumerate(doings):
        quantity, words = None, doing
        if draw(st.booleans()):
            form, unit = draw(st.sampled_from(QUANTITIES))
            value = draw(st.integers(11, 400))
            quantity, words = (Decimal(value), unit), f"{doing}，{form.format(value)}"
        names = draw(st.lists(st.sampled_from(OFFICES), min_size=1, max_size=5, unique=True))
        leads = 1 if len(names) < 4 else draw(st.integers(1, 2))
        due = dt.date(draw(st.integers(start, end)), 12, 31) if has_dues else None
        area = AREAS[place * 3 // len(doings)]
        found.append(Job(f"{words}。", area, tuple(names[:leads]), tuple(names[leads:]), due, quantity))
    return tuple(found)


@st.composite
def truths(draw: st.DrawFn) -> Truth:
    """A plan of three to five years with targets, tasks and promises."""
    start = draw(st.integers(2021, 2024))
    end = start + draw(st.integers(2, 4))
    title = f"乙县{draw(st.sampled_from(SUBJECTS))}{draw(st.sampled_from(FORMS))}"
    number = draw(st.sampled_from(("", f"乙政发〔{start}〕{draw(st.integers(1, 99))}号")))
    planned = draw(rows(start, end))
    promised = draw(promises(start, end, {row.name for row in planned}))
    used = {row.name for row in planned} | {promise.name for promise in promised}
    free = [one for one in MEASURES if one[0] not in used]
    name, unit, _direction = draw(st.sampled_from(free))
    past = ((name, numbers(draw, unit), unit),) if draw(st.booleans()) else ()
    return Truth(title, start, end, number, planned, draw(jobs(start, end)), promised, past)
