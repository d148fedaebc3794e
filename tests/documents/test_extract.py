"""What offices print, piece by piece: numbers, agencies, promises, headers, heads (domain.md §4)."""

import datetime as dt
from decimal import Decimal as D
from typing import Any

import pytest

from documents.draft.values import Draft
from documents.notation.agency_names import agency_kind, main_name
from documents.notation.labels import split_label
from documents.notation.values import cell_value, cuts
from documents.reading.extract import KnownRegion, extract
from documents.reading.extract.duty_brackets import brackets
from documents.reading.extract.roles import marked_roles, narrative_roles
from documents.reading.extract.statements import averages, milestones, statements
from documents.reading.readers import read
from tests.documents.remade import ABOVE, BESIDE, Grid, Paper, as_docx, as_html, as_txt, as_xlsx

REGIONS = [
    KnownRegion("990000", "示省", "province"),
    KnownRegion("990100", "甲市", "city", ("990000",)),
    KnownRegion("990101", "乙县", "county", ("990000", "990100")),
    KnownRegion("990200", "丁市", "city", ("990000",)),
]
TITLE = "乙县国家知识产权强县建设试点县工作方案（2024-2026年）"


def read_docx(*parts: str | Grid) -> Draft:
    return extract(read("a.docx", as_docx(Paper(list(parts)))), REGIONS)


def read_txt(text: str) -> Draft:
    return extract(read("a.txt", text.encode()), REGIONS)


# Numbers


@pytest.mark.parametrize(
    ("text", "unit", "number"),
    [
        ("16000", "", "16000"), ("1,400", "", "1400"), ("１，２００", "", "1200"), ("1 600", "", "1600"),
        ("6.5", "", "6.5"),
        ("≥1800", "", "1800"), ("2100件", "件", "2100"), ("10%", "%", "10"), ("58万件", "件", "580000"),
        ("58万", "万件", "58"), ("58", "万件", "58"),
        ("2亿元", "亿元", "2"), ("2亿元", "万元", "20000"), ("3.5万元", "", "3.5"),
        ("不少于50家", "家", "50"), ("100以上", "", "100"), ("5万人次", "人次", "50000"),
    ],
)  # fmt: skip
def test_a_number_is_read_as_printed(text: str, unit: str, number: str) -> None:
    assert cell_value(text, unit).number == D(number)


@pytest.mark.parametrize("text", ["", "—", "/", "－", "-", "……"])
def test_a_dash_is_no_target(text: str) -> None:
    assert (cell_value(text).number, cell_value(text).problem) == (None, "")


@pytest.mark.parametrize(
    ("text", "readings"), [("IOO", ("100",)), ("L5万", ("150000", "15000")), ("2OO", ("200",)), ("l2", ("12",))]
)
def test_letters_among_digits_are_never_repaired_silently(text: str, readings: tuple[str, ...]) -> None:
    value = cell_value(text, "件")
    assert (value.number, value.problem, value.readings) == (None, "suspect-number", readings)


@pytest.mark.parametrize("text", ["持续提升", "22.62.6", "完成", "A级"])
def test_what_is_no_number_says_so(text: str) -> None:
    assert cell_value(text).problem == "value-unreadable"


@pytest.mark.parametrize(
    ("run", "columns", "readings"),
    [
        ("22.6", 2, [["2", "2.6"]]),
        ("1726", 2, [["17", "26"], ["1", "726"], ["172", "6"]]),
        ("95%95%95%", 3, [["95", "95", "95"]]),
        ("0.51", 2, [["0.5", "1"]]),
    ],
)
def test_cells_run_together_are_cut_in_every_way(run: str, columns: int, readings: list[list[str]]) -> None:
    assert cuts(run, columns) == readings


@pytest.mark.parametrize(
    ("label", "name", "unit"),
    [
        ("有效注册商标量累计（件）", "有效注册商标量累计", "件"),
        ("知识产权中介机构累计数量（含分支机构）(家）", "知识产权中介机构累计数量(含分支机构)", "家"),
        ("各级知识产权优势（示范）企业", "各级知识产权优势(示范)企业", ""),
        ("质押融资额（单位：亿元）", "质押融资额", "亿元"),
        ("审查周期（个工作日）", "审查周期", "个工作日"),
        ("维权站（家）*", "维权站", "家"),
    ],
)
def test_the_unit_stands_in_the_last_bracket(label: str, name: str, unit: str) -> None:
    assert split_label(label) == (name, unit)


# Agencies

Roles3 = tuple[list[str], list[str], str]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("*市甲局、市乙局，各县(市、区)政府", (["市甲局"], ["市乙局", "各县(市、区)政府"], "mark")),
        ("市甲局*、市乙局＊、市丙局", (["市甲局", "市乙局"], ["市丙局"], "mark")),
        ("市委宣传部*（市新闻出版局）、市乙局", (["市委宣传部(市新闻出版局)"], ["市乙局"], "mark")),
        ("市甲局", (["市甲局"], [], "sole")),
        ("市甲局负责", (["市甲局"], [], "sole")),
        ("市甲局、市乙局", ([], ["市甲局", "市乙局"], "none")),
        ("市甲局\n市乙局", ([], ["市甲局", "市乙局"], "none")),
        ("市自然资源和\n规划局", (["市自然资源和规划局"], [], "sole")),
        ("市甲局（牵头）、市乙局", (["市甲局"], ["市乙局"], "mark")),
        ("牵头单位：市甲局；配合单位：市乙局、市丙局", (["市甲局"], ["市乙局", "市丙局"], "narrative")),
        ("市甲局牵头，市乙局配合", (["市甲局"], ["市乙局"], "narrative")),
    ],
)
def test_the_roles_of_a_cell(cell: str, expected: Roles3) -> None:
    roles = marked_roles(cell)
    assert (roles.lead, roles.co, roles.rule) == expected


@pytest.mark.parametrize(
    ("bracket", "expected"),
    [
        ("责任单位:区甲局(知识产权局)牵头,区乙局、各成员单位按职责分工负责",
         (["区甲局(知识产权局)"], ["区乙局", "各成员单位"], "narrative")),
        ("A局、B局共同牵头，C局参加", (["A局", "B局"], ["C局"], "narrative")),
        ("A局牵头负责;B局、C局等单位配合", (["A局"], ["B局", "C局"], "narrative")),
        ("A局、B局按职责分工分别负责", ([], ["A局", "B局"], "none")),
        ("A局负责", (["A局"], [], "sole")),
        ("责任单位：县甲局、各镇（街道）", ([], ["县甲局", "各镇(街道)"], "none")),
        ("责任单位：县甲局；完成时限：2025年12月", (["县甲局"], [], "sole")),
    ],
)  # fmt: skip
def test_the_roles_of_a_bracket(bracket: str, expected: Roles3) -> None:
    roles = narrative_roles(bracket)
    assert (roles.lead, roles.co, roles.rule) == expected


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("做好工作。〔责任单位:A局(知识产权局)牵头,B局负责〕", 1),
        ("做好工作（牵头单位：A局；配合单位：B局）", 1),
        ("做好工作(A局、B局负责)。", 1),
        ("做好工作。责任单位：县甲局、县乙局。", 1),
        ("做好工作（县甲局、县乙局）。", 1),
        ("数量（含分支机构）达到40家。", 0),
        ("推进“三合一”（三审合一）改革（国知发〔2021〕3号）。", 0),
        ("争创孵化基地（温州大学）。", 0),
    ],
)
def test_a_bracket_of_responsibility_is_known_by_its_words(text: str, count: int) -> None:
    assert len(brackets(text)) == count


def test_names_and_kinds_of_agencies() -> None:
    assert main_name("市委宣传部(市新闻出版局)") == ("市委宣传部", "市新闻出版局")
    assert main_name("各镇(街道)") == ("各镇(街道)", "")
    assert main_name("中国南通(家纺)知识产权快速维权中心")[1] == ""
    assert [agency_kind(n) for n in ("市甲局", "市法院", "各县(市、区)政府")] == [
        "department",
        "organisation",
        "collective",
    ]


# Promises


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("发明专利年申请量突破2万件", [("发明专利年申请量", ">", "20000", "件")]),
        ("每万人拥有量不低于8.5件", [("每万人拥有量", ">=", "8.5", "件")]),
        ("审查周期控制在15天以内", [("审查周期", "<=", "15", "天")]),
        ("投诉率不得超过5%", [("投诉率", "<=", "5", "%")]),
        ("覆盖率不得低于90%", [("覆盖率", ">=", "90", "%")]),
        ("新增贯标单位80家", [("新增贯标单位", ">=", "80", "家")]),
        ("建成省级基地100个、市级基地200个", [("建成省级基地", ">=", "100", "个"), ("市级基地", ">=", "200", "个")]),
        ("覆盖率由40%提升至60%", [("覆盖率", ">=", "60", "%")]),
        ("甲类企业、乙类企业分别达到10家、30家", [("甲类企业", ">=", "10", "家"), ("乙类企业", ">=", "30", "家")]),
        ("商标注册量达到1 600件", [("商标注册量", ">=", "1600", "件")]),
        ("质押融资额达30亿元", [("质押融资额", ">=", "30", "亿元")]),
        ("增设维权中心1至2家", [("增设维权中心", ">=", "1", "家")]),
        ("形成至少5个专利组合", [("形成专利组合", ">=", "5", "个")]),
        ("服务业有较大的发展，数量（含分支机构）达到40家", [("服务业数量(含分支机构)", ">=", "40", "家")]),
        ("审查周期稳定在4个月以内", [("审查周期", "<=", "4", "个月")]),
    ],
)
def test_a_promise_is_name_operator_number_and_unit(sentence: str, expected: list[tuple[str, ...]]) -> None:
    assert [(s.name, s.operator, f"{s.value:f}", s.unit) for s in statements(sentence)] == expected


@pytest.mark.parametrize(
    "text",
    [
        "《知识产权强国建设纲要（2021—2035年）》",
        "国知办函运字〔2021〕1197号",
        "自2022年8月至12月31日",
        "“5+5产业链”建设",
        "G60科创走廊",
        "第3批",
    ],
)
def test_years_numbers_of_documents_and_names_are_no_promises(text: str) -> None:
    assert statements(text) == []


@pytest.mark.parametrize(
    ("sentence", "basis", "year"),
    [
        ("注册量较2021年末增长10%以上", "growth", 2021),
        ("申请量年均增长15%以上", "growth", None),
        ("其中发明专利申请量占25%以上", "share", None),
        ("增加值占GDP比重达16%", "absolute", None),
    ],
)
def test_growth_and_share_are_bases_of_their_own(sentence: str, basis: str, year: int | None) -> None:
    assert [(s.basis, s.base_year) for s in statements(sentence)] == [(basis, year)]


def test_averages_and_milestones_have_no_number() -> None:
    assert [(s.name, s.basis) for s in averages("授权量高于全省平均水平")] == [("授权量", "above-average")]
    assert [s.name for s in milestones("建成省级知识产权保护示范区，推进工作")] == ["建成省级知识产权保护示范区"]
    assert not list(milestones("建成高效的知识产权运用体系"))


# Tables

WRITE = pytest.mark.parametrize(
    ("name", "write"), [("a.docx", as_docx), ("a.xlsx", as_xlsx), ("a.html", as_html), ("a.txt", as_txt)]
)


def table(name: str, write: Any, *parts: str | Grid) -> Draft:
    return extract(read(name, write(Paper([TITLE, *parts]))), REGIONS)


@WRITE
def test_columns_decide_the_role(name: str, write: Any) -> None:
    grid = [
        ["序号", "重点任务", "主要举措", "牵头单位", "配合单位"],
        ["1", "一、创造", "培育专利。", "县甲局", "县乙局、县丙局"],
        ["2", "保护", "引导行业协会参与纠纷调解。", "县甲局、县乙局", "—"],
    ]
    first, second = table(name, write, grid).tasks
    assert [(p.printed_name, p.role, p.rule) for p in first.assignments] == [
        ("县甲局", "lead", "column"), ("县乙局", "co", "column"), ("县丙局", "co", "column"),
    ]  # fmt: skip
    assert [p.role for p in second.assignments] == ["lead", "lead"]
    assert (second.content, second.area) == ("引导行业协会参与纠纷调解。", "保护")


@pytest.mark.parametrize(("name", "write"), [("a.docx", as_docx), ("a.xlsx", as_xlsx), ("a.html", as_html)])
def test_a_header_two_rows_deep_with_bare_years(name: str, write: Any) -> None:
    grid = [
        ["序号", "指标名称", "计量单位", "基数（2023年）", "年度目标", BESIDE, BESIDE, "属性"],
        [ABOVE, ABOVE, ABOVE, ABOVE, "2024", "2025", "2026", ABOVE],
        ["1", "专利授权量", "万件", "1.2", "1.3", "1.4", "1.5", "约束性"],
        ["2", "结案率", "%", "90%", "92%", "94%", "95%", "预期性"],
        ["注：数据为预计数", BESIDE, BESIDE, BESIDE, BESIDE, BESIDE, BESIDE, BESIDE],
    ]
    first, second = table(name, write, grid).indicators
    assert (first.unit, first.scale, first.attribute) == ("万件", 10000, "binding")
    assert first.targets == {2024: D("1.3"), 2025: D("1.4"), 2026: D("1.5")}
    assert first.baseline
    assert (first.baseline.year, first.baseline.value) == (2023, D("1.2"))
    assert second.targets[2026] == 95


@WRITE
def test_the_only_target_column_is_the_goal_alone(name: str, write: Any) -> None:
    grid = [["指标", "单位", "2023年", "2026年", "属性"], ["有效专利拥有量", "件", "900", "1,200", "预期性"]]
    draft = table(name, write, grid)
    row = draft.indicators[0]
    assert (row.targets, row.baseline and row.baseline.value) == ({}, 900)
    assert [(goal.value, goal.indicator) for goal in draft.goals] == [(1200, 1)]


def test_a_header_repeated_after_a_page_break_is_no_row() -> None:
    head = ["序号", "重点工作", "主要内容", "责任单位"]
    rows = [[str(n), "创造", f"第{n}项内容。", "县甲局"] for n in range(1, 7)]
    assert len(read_docx(TITLE, [head, *rows[:3], head, *rows[3:]]).tasks) == 6
    assert len(read_docx(TITLE, [head, *rows[:3]], [head, *rows[3:]]).tasks) == 6
    assert len(read_docx(TITLE, [head, *rows[:3]], rows[3:]).tasks) == 6


def test_rows_that_only_name_an_area_are_no_tasks() -> None:
    head = ["序号", "工作任务", "牵头单位", "配合单位"]
    rows = [
        ["一", "强化创造", "", ""],
        ["1", "培育专利。", "县甲局", "县乙局"],
        ["（二）", "强化保护", "", ""],
        ["2", "开展执法。", "县甲局", ""],
    ]
    draft = read_docx(TITLE, [head, *rows])
    assert [(task.area, task.content) for task in draft.tasks] == [
        ("强化创造", "培育专利。"),
        ("强化保护", "开展执法。"),
    ]


def test_words_of_headers_in_a_row_do_not_make_it_a_header() -> None:
    head = ["序号", "重点工作", "主要内容", "责任单位"]
    rows = [
        ["1", "强化保护", "细化知识产权工作举措，落实各项任务", "县甲局牵头，县乙局配合"],
        ["2", "运用", "推进事项办理", "县甲局"],
    ]
    assert len(read_docx(TITLE, [head, *rows]).tasks) == 2


def test_a_table_of_another_period_stands_apart() -> None:
    grid = [["指标", "2018年实际", "2023年目标", "2023年实际"], ["专利授权量（件）", "100", "200", "260"]]
    own = [["指标", "2024年", "2025年", "2026年"], ["专利授权量（件）", "300", "320", "340"]]
    draft = read_docx(TITLE, grid, own)
    assert [(e.start_year, e.end_year, e.indicators[0].actuals[2023].value) for e in draft.earlier] == [
        (2019, 2023, 260)
    ]
    assert draft.earlier[0].goals[0].value == 200
    assert draft.indicators[0].targets[2024] == 300


# Heads


@pytest.mark.parametrize(
    ("lines", "years"),
    [
        ([TITLE], (2024, 2026)),
        (["乙县国家知识产权强县建设", "试点县工作方案", "（2024年7月—2026年6月）"], (2024, 2026)),
        (["甲市“十五五”知识产权规划"], (2026, 2030)),
        (["乙县2025年知识产权工作要点"], (2025, 2025)),
        (["乙县知识产权工作方案", "附件1", "责任分解表（2023-2025年）"], (2023, 2025)),
    ],
)
def test_the_years_of_a_plan(lines: list[str], years: tuple[int, int]) -> None:
    plan = read_txt("\n\n".join([*lines, "一、重点任务", "（一）创造", "1.做好甲项工作。（县甲局负责）"])).plan
    assert (plan.start_year, plan.end_year) == years


def test_number_issuer_and_date() -> None:
    text = "\n\n".join(
        ["乙县人民政府办公室文件", "乙政办发〔2024〕 5 号", "关于印发《" + TITLE + "》的通知", "各乡镇：",
         "根据国知办函运字〔2021〕1197号文件，制定本方案。", "乙县人民政府办公室", "二〇二四年三月二十八日", TITLE,
         "一、重点任务", "（一）创造", "1.做好甲项工作。（县甲局负责）"]
    )  # fmt: skip
    plan = read_txt(text).plan
    assert (plan.title, plan.doc_number, plan.issuer) == (TITLE, "乙政办发〔2024〕5号", "乙县人民政府办公室")
    assert plan.issued_on == dt.date(2024, 3, 28)
    assert (plan.region, plan.kind) == ("990101", "知识产权强县试点")


def test_a_region_is_the_lower_of_two_in_one_line_and_none_of_two_beside() -> None:
    tail = ["一、重点任务", "（一）创造", "1.做好甲项工作。（县甲局负责）"]
    assert read_txt("\n\n".join(["甲市乙县知识产权工作方案", *tail])).plan.region == "990101"
    assert read_txt("\n\n".join(["甲市丁市知识产权合作工作方案", *tail])).plan.region == ""


def test_phases_run_from_the_first_to_the_last_day() -> None:
    lines = [
        TITLE,
        "一、重点任务",
        "（一）创造",
        "1.做好工作。（县甲局负责）",
        "二、步骤",
        "1. 宣传阶段（2024年8月-12月底）。",
    ]
    text = "\n\n".join(lines)
    assert [(p.name, p.starts, p.ends) for p in read_txt(text).plan.phases] == [
        ("宣传阶段", dt.date(2024, 8, 1), dt.date(2024, 12, 31))
    ]


def test_a_statement_repeated_is_one_goal() -> None:
    task = "1.做好工作。到2026年，授权量达到300件，基地达到5个。（县甲局负责）"
    text = "\n\n".join([TITLE, "一、主要目标", "授权量达到300件。", "二、重点任务", "（一）创造", task])
    assert [goal.name for goal in read_txt(text).goals] == ["授权量", "基地"]


# Narrative, as offices write it

POINTS = """乙县知识产权工作方案（2024-2026年）
一、工作目标
不合格率下降到2%，审查周期较2023年压缩25%，甲覆盖率比2023年提高13个百分点、达到85%。展望2035年，拥有量达到60件。
二、主要举措
（一）实施导航行动
1.绘制图谱。做好甲。
责任单位：县甲局、县乙局
2.布局工作。做好乙。
牵头单位：县丙局
配合单位：县丁局、各镇（街道）
（二）培育
1.丙项工作（县甲局、瑞安海关）
2.丁项工作（牵头领导：张三；牵头单位：县甲局；参与部门：县乙局、县丙局）
3.戊项工作（由县甲局牵头，会同县乙局，2026年底前完成）
4.宣传。（县委宣传部负责；持续推进）
"""


def test_points_and_their_responsibilities_in_every_manner() -> None:
    draft = read_txt(POINTS)
    found = [
        (task.area, task.label, task.content, [p.printed_name for p in task.assignments if p.role == "lead"],
         [p.printed_name for p in task.assignments if p.role == "co"])
        for task in draft.tasks
    ]  # fmt: skip
    assert found == [
        ("实施导航行动", "1.", "绘制图谱。做好甲。", [], ["县甲局", "县乙局"]),
        ("实施导航行动", "2.", "布局工作。做好乙。", ["县丙局"], ["县丁局", "各镇(街道)"]),
        ("培育", "1.", "丙项工作", [], ["县甲局", "瑞安海关"]),
        ("培育", "2.", "丁项工作", ["县甲局"], ["县乙局", "县丙局"]),
        ("培育", "3.", "戊项工作", ["县甲局"], ["县乙局"]),
        ("培育", "4.", "宣传。", ["县委宣传部"], []),
    ]
    assert [(goal.name, goal.operator, goal.basis) for goal in draft.goals] == [
        ("不合格率", "<=", "absolute"),
        ("审查周期", ">=", "growth"),
        ("甲覆盖率", ">=", "growth"),
        ("甲覆盖率", ">=", "absolute"),
    ]


def test_sections_of_chapters_are_areas() -> None:
    lines = [
        "乙县规划（2024-2026年）",
        "第一章 重点任务",
        "第一节 强化创造",
        "一、培育甲工作（县甲局负责）",
        "第二节 强化保护",
        "（一）培育乙工作（县乙局负责）",
    ]
    assert [task.area for task in read_txt("\n".join(lines)).tasks] == ["强化创造", "强化保护"]
