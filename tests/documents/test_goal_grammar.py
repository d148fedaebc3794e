"""What a plan promises: the ways of printing an amount, the year that dates it, the noun it belongs to."""

from decimal import Decimal as D

import pytest
from django.conf import settings

from documents.draft.values import DraftGoal, DraftIndicator
from documents.notation.numerals import numeral
from documents.notation.values import cell_value
from documents.reading.extract import extract
from documents.reading.extract.amounts import RULES, amounts
from documents.reading.extract.dating import PAST, Dating, heading_year
from documents.reading.extract.goal_partners import partners
from documents.reading.extract.statements import statements
from documents.reading.readers import read
from documents.review.resolution import resolve
from tests.documents.remade import Grid, Paper, as_docx
from tests.documents.test_extract import REGIONS, TITLE, read_txt


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("十", 10), ("二十", 20), ("一百二十", 120), ("一百零五", 105), ("两千", 2000), ("一万二千", 12_000),
        ("三亿五千万", 350_000_000), ("一千零二十", 1020),
    ],
)  # fmt: skip
def test_a_chinese_numeral_is_a_number(text: str, number: int) -> None:
    assert numeral(text) == number


@pytest.mark.parametrize("text", ["", "百", "万", "三四", "一二三", "十百", "二〇二五", "零", "几十"])
def test_what_is_no_numeral_is_none(text: str) -> None:
    assert numeral(text) is None


def test_every_rule_reads_its_own_example() -> None:
    for rule in RULES:
        (found,) = amounts(rule.example)
        match = rule.pattern.search(rule.example)
        assert match is not None
        assert rule.read(match) == found, rule.name


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("县城商贸综合体达到二十家以上", [("县城商贸综合体", ">=", "20", "", "家")]),
        ("新建口袋停车场一百二十个", [("新建口袋停车场", ">=", "120", "", "个")]),
        ("满意度达到百分之九十五点五以上", [("满意度", ">=", "95.5", "", "%")]),
        ("覆盖面超过八成", [("覆盖面", ">", "80", "", "%")]),
        ("居民收入增速保持在5%-6%", [("居民收入增速", ">=", "5", "6", "%")]),
        ("引进团队3—5个", [("引进团队", ">=", "3", "5", "个")]),
        ("产值达到3万-5万元", [("产值", ">=", "3", "5", "万元")]),
        ("竞争力进入全省前3位", [("竞争力", "<=", "3", "", "位")]),
        ("万人拥有量跻身全国前十名", [("万人拥有量", "<=", "10", "", "位")]),
        ("综合排名保持全省第1位", [("综合", "<=", "1", "", "位")]),
        ("社区食堂数量在2021年基础上翻一番", [("社区食堂数量", ">=", "100", "", "%")]),
        ("出口额翻两番", [("出口额", ">=", "300", "", "%")]),
        ("出口额翻一番，达到55亿元", [("出口额", ">=", "100", "", "%"), ("出口额", ">=", "55", "", "亿元")]),
        ("智慧路灯达到7300盏左右", [("智慧路灯", ">=", "7300", "", "盏")]),
        ("算力规模达到300PFLOPS", [("算力规模", ">=", "300", "", "PFLOPS")]),
        ("单位产值能耗降至0.36吨标准煤/万元", [("单位产值能耗", "<=", "0.36", "", "吨标准煤/万元")]),
        ("细颗粒物浓度不高于25微克/立方米", [("细颗粒物浓度", "<=", "25", "", "微克/立方米")]),
        ("研发人员达到1200人年", [("研发人员", ">=", "1200", "", "人年")]),
        ("创新指数达到125", [("创新指数", ">=", "125", "", "")]),
        ("日供水能力达到12万立方米", [("日供水能力", ">=", "120000", "", "立方米")]),
        ("每千人口拥有检测人员3.2人", [("每千人口拥有检测人员", ">=", "3.2", "", "人")]),
        ("办理时间压减至5个工作日内", [("办理时间", "<=", "5", "", "个工作日")]),
        (
            "养老机构、托育机构数量，分别达到10家、30家",
            [("养老机构", ">=", "10", "", "家"), ("托育机构数量", ">=", "30", "", "家")],
        ),
    ],
)  # fmt: skip
def test_a_promise_in_any_of_its_ways(sentence: str, expected: list[tuple[str, ...]]) -> None:
    found = [
        (s.name, s.operator, f"{s.value}", "" if s.high is None else f"{s.high}", s.unit) for s in statements(sentence)
    ]
    assert found == expected


@pytest.mark.parametrize(
    "text",
    [
        "一个中心、两条主线",
        "实施倍增计划",
        "第三方机构",
        "前三季度",
        "百强企业",
        "落实十四五规划",
        "千企万户",
        "一批、两张网",
    ],
)
def test_what_only_counts_or_names_promises_nothing(text: str) -> None:
    assert amounts(text) == []


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("目前有@2140家。到2025年达到@3050家，标准@48项", [PAST, 2025, 2025]),
        ("到2025年，总量达到@8家，比2020年增长@60%", [2025, 2025]),
        ("攻坚阶段（2023年）：线路@14条。新增民宿@52家", [2023, 2023]),
        ("拥有量达到@200件（2021年为@100件），注册量@300件", [2025, PAST, 2025]),
        ("截至2021年底@90件，2023年@100件，2024年@110件", [PAST, 2023, 2024]),
        ("“十四五”末达到@9件，“十三五”期间建成@4个", [2025, PAST]),
        ("依据《甲市规划（2022年版）》建成@4个", [2025]),
        ("2022-2024年累计@4个；展望2035年@9个", [2024, 2035]),
        ("去年同期@3家", [PAST]),
        ("自2023年起每年@3家", [2025]),
    ],
)
def test_the_nearest_year_before_a_number_dates_it(text: str, years: list[int]) -> None:
    dating = Dating(text, 2022, 2025)
    assert [dating.year_at(place) for place, character in enumerate(text) if character == "@"] == years


def test_a_heading_may_name_a_year() -> None:
    assert [heading_year(one) for one in ("2023年目标", "启动阶段（2022年）", "主要目标", "方案（2022-2025年）")] == [
        2023, 2022, 0, 2025,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "unit", "number", "high", "operator", "is_total"),
    [
        ("5%-6%", "%", "5", "6", "", False), ("〔24000〕", "亩", "24000", None, "", True),
        ("[18]", "", "18", None, "", True),
        ("40左右", "%", "40", None, "", False), ("约40", "%", "40", None, "", False),
        ("前3位", "", "3", None, "<=", False),
        ("全省前5", "位", "5", None, "<=", False),
        ("0.36吨标准煤/万元", "", "0.36", None, "", False),
    ],
)  # fmt: skip
def test_a_cell_may_hold_a_range_a_rank_or_a_total(
    text: str, unit: str, number: str, high: str | None, operator: str, is_total: bool
) -> None:
    found = cell_value(text, unit)
    assert (found.number, found.high) == (D(number), None if high is None else D(high))
    assert (found.operator, found.is_total, found.problem) == (operator, is_total, "")


def test_a_number_of_an_earlier_year_is_the_target_of_that_year() -> None:
    draft = read_txt(
        "乙县国家知识产权强县建设试点县工作方案（2024-2026年）\n一、工作目标\n"
        "起步阶段（2024年）：专利授权量达到100件，新增贯标企业5家。\n"
        "攻坚阶段（2025年）：专利授权量达到220件，商标注册量达到40件。\n二、指标\n表1 主要指标\n"
        "指标 | 单位 | 2025年 | 2026年\n专利授权量 | 件 | 200 | 300\n商标注册量 | 件 | 40 | 50"
    )
    assert {row.name: row.targets for row in draft.indicators} == {
        "专利授权量": {2024: D(100), 2025: D(200), 2026: D(300)},
        "商标注册量": {2025: D(40), 2026: D(50)},
    }
    assert [(goal.name, goal.year) for goal in draft.goals if goal.indicator is None] == [("新增贯标企业", 2024)]
    (conflict,) = [doubt for doubt in draft.doubts if doubt.code == "value-conflict"]
    assert (str(conflict.cell), conflict.readings) == ("indicators/1/targets/2025", ["220", "200"])


def test_the_documentation_shows_every_rule_with_what_its_example_gives() -> None:
    text = (settings.BASE_DIR / "docs" / "reading.md").read_text()
    rows = [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in text.splitlines()]
    signs = {">=": "≥", "<=": "≤"}
    for rule in RULES:
        (found,) = amounts(rule.example)
        value = f"{found.value:f}"
        assert (rule.name, rule.example, signs.get(found.operator, found.operator), value, found.unit) in rows


def test_a_goal_that_numbers_gave_to_a_row_is_taken_away_with_one_click() -> None:
    table: Grid = [["指标", "单位", "2024年", "2025年", "2026年"], ["重大纠纷调处", "件", "60", "70", "80"]]
    draft = extract(
        read("a.docx", as_docx(Paper([TITLE, "一、主要目标", "到2026年，纠纷多元化解210件。", table]))), REGIONS
    )
    (finding,) = [doubt for doubt in draft.doubts if doubt.code == "goal-by-number"]
    assert [goal.indicator for goal in draft.goals] == [1]
    resolve(draft, finding, 0)
    assert [goal.indicator for goal in draft.goals] == [None]
    assert finding.key in draft.acknowledged


@pytest.mark.parametrize("shared", ["知识产权", "培育", "企业", "数量"])
def test_words_that_half_of_all_rows_share_make_no_partners(shared: str) -> None:
    goal = DraftGoal(f"{shared}甲乙丙", 2026, "", value=D(15), unit="家")
    row = DraftIndicator(1, "", f"丁戊己{shared}", "家", targets={2024: D(4), 2025: D(5), 2026: D(6)})
    assert partners([goal], [row], set()) == {}
