"""Forms of other offices, each a kind: heads of tables, terms, agencies, directions, years, titles (domain.md §4)."""

import datetime as dt
from decimal import Decimal as D

import pytest

from documents.draft.account import counts
from documents.draft.values import Draft, DraftIndicator, DraftTask
from documents.notation.agency_names import split_names
from documents.notation.labels import split_label
from documents.reading.extract import extract
from documents.reading.extract.direction import direction_of
from documents.reading.extract.head.titles import plan_kind
from documents.reading.extract.terms import due_day
from documents.reading.readers import read
from tests.documents.remade import ABOVE, BESIDE, Grid, Paper, as_docx
from tests.documents.test_extract import REGIONS, TITLE, read_txt


def with_table(*rows: list[str], before: tuple[str, ...] = ()) -> Draft:
    return extract(read("a.docx", as_docx(Paper([TITLE, *before, list(rows)]))), REGIONS)


def roles(task: DraftTask) -> dict[str, str]:
    return {part.printed_name: part.role for part in task.assignments}


# Tables by stems


@pytest.mark.parametrize(
    "head",
    [
        ["编号", "工作事项", "主要责任单位", "协助单位"],
        ["序号", "举措名称", "主责部门", "协同部门"],
        ["任务序号", "重点任务", "主办单位", "协办单位"],
        ["项号", "工程项目内容", "牵头科室", "参与科室"],
    ],
)
def test_a_task_table_is_known_by_the_stems_of_its_head(head: list[str]) -> None:
    draft = with_table(head, ["1", "建设基地5个。", "市甲局", "市乙局、市丙局"])
    (task,) = draft.tasks
    assert task.content == "建设基地5个。"
    assert roles(task) == {"市甲局": "lead", "市乙局": "co", "市丙局": "co"}


def test_no_column_of_a_task_table_is_lost() -> None:
    draft = with_table(
        ["序号", "任务名称", "工作举措", "年度目标", "经费渠道", "分管领导", "牵头单位", "完成时限", "备注"],
        ["1", "强化创造", "培育企业。", "培育企业30家", "市级专项", "王五", "市甲局", "2025年6月底前", "按季调度"],
        ["2", "强化运用", "推广许可。", "—", "", "", "市乙局", "长期坚持", ""],
    )
    first, second = draft.tasks
    assert (first.area, first.content) == ("强化创造", "培育企业。\n培育企业30家")
    assert (first.due, first.note) == (dt.date(2025, 6, 30), "经费渠道：市级专项；按季调度")
    assert [(q.value, q.unit) for q in first.quantities] == [(D(30), "家")]
    assert (second.due, second.note) == (None, "完成时限：长期坚持")
    assert [(line.text, line.reason) for line in draft.unread] == [("王五", "person")]


def test_a_number_merged_over_two_rows_is_printed_once() -> None:
    draft = with_table(
        ["序号", "项目名称", "主要内容", "牵头单位"],
        ["1", "老街更新", "修缮书院。", "市甲局"],
        [ABOVE, ABOVE, "疏浚内河。", "市乙局"],
        ["2", "畅通出行", "新辟线路。", "市甲局"],
    )
    assert [(task.label, task.area, task.content) for task in draft.tasks] == [
        ("1", "老街更新", "修缮书院。"),
        ("1", "老街更新", "疏浚内河。"),
        ("2", "畅通出行", "新辟线路。"),
    ]
    assert not [doubt for doubt in draft.doubts if doubt.code.startswith("sequence")]


@pytest.mark.parametrize(
    ("term", "day"),
    [
        ("2024年6月底前", dt.date(2024, 6, 30)),
        ("2025年", dt.date(2025, 12, 31)),
        ("2025年底", dt.date(2025, 12, 31)),
        ("2024年上半年", dt.date(2024, 6, 30)),
        ("2024年第三季度", dt.date(2024, 9, 30)),
        ("2024年9月15日", dt.date(2024, 9, 15)),
        ("2024.02", dt.date(2024, 2, 29)),
        ("长期", None),
        ("每年12月底", None),
        ("持续推进", None),
        ("2024年13月", None),
        ("", None),
    ],
)
def test_a_term_is_the_last_day_it_allows_or_no_day(term: str, day: dt.date | None) -> None:
    assert due_day(term) == day


def test_a_rate_of_growth_under_the_year_is_no_target() -> None:
    grid: Grid = [
        ["指标", "单位", "2023年", "2026年", BESIDE, "属性"],
        [ABOVE, ABOVE, "实际值", "目标值", "年均增长", ABOVE],
        ["工业企业", "家", "1240", "1800", "7.7%", "预期性"],
        ["绿色工厂", "家", "36", "90", "20.1%", "预期性"],
    ]
    draft = extract(read("a.docx", as_docx(Paper([TITLE, grid]))), REGIONS)
    assert [(row.name, row.baseline and row.baseline.value) for row in draft.indicators] == [
        ("工业企业", D(1240)),
        ("绿色工厂", D(36)),
    ]
    assert [goal.value for goal in draft.goals] == [D(1800), D(90)]
    (finding,) = [doubt for doubt in draft.doubts if doubt.code == "number-unread"]
    assert (finding.place, finding.values["text"], finding.values["reason"]) == ({"table": 1}, "7.7%、20.1%", "rate")


def test_of_two_columns_of_one_year_the_later_does_not_win_without_a_word() -> None:
    draft = with_table(
        ["指标", "单位", "2025年目标值（原）", "2025年目标值", "2026年目标值"], ["授权量", "件", "300", "350", "400"]
    )
    assert draft.indicators[0].targets == {2025: D(350), 2026: D(400)}
    assert [(line.text, line.reason) for line in draft.unread] == [("300", "doubled")]


def test_a_total_in_brackets_is_the_goal_of_a_sum_and_no_target() -> None:
    draft = with_table(
        ["指标", "单位", "2025年", "2026年", "〔累计〕"],
        ["造林面积", "亩", "-", "-", "〔24000〕"],
        ["培训", "人次", "5", "6", "-"],
    )
    assert next((row.name, row.targets, row.accumulation) for row in draft.indicators) == ("造林面积", {}, "sum")
    assert {goal.name: goal.value for goal in draft.goals}["造林面积"] == 24000


def test_the_goal_of_a_sum_that_only_the_table_states_is_the_total_of_its_years() -> None:
    draft = with_table(["指标", "单位", "2024年", "2025年", "2026年"], ["新增企业", "家", "1500", "1500", "2000"])
    assert draft.indicators[0].accumulation == "sum"
    assert (draft.goals[0].value, draft.goals[0].text) == (D(5000), "表1:由年度目标合计5000")


def test_the_base_year_that_the_text_names_makes_its_column_the_baseline() -> None:
    draft = with_table(
        ["指标", "单位", "2024年", "2026年"], ["覆盖率", "%", "60", "80"], before=("规划基期年为2024年。",)
    )
    row = draft.indicators[0]
    assert (row.baseline and (row.baseline.year, row.baseline.value), row.targets.get(2024)) == ((2024, D(60)), None)


def test_a_table_of_regions_and_a_list_of_projects_are_not_read_and_said() -> None:
    draft = with_table(
        ["地区", "发明专利", "商标"],
        ["子县", "30", "4"],
        ["丑县", "31", "5"],
        ["寅区", "32", "6"],
        before=("一、重点任务", "1.培育企业。（市甲局牵头，市乙局配合）"),
    )
    (finding,) = [doubt for doubt in draft.doubts if doubt.code == "table-unread"]
    assert (finding.values["reason"], finding.place) == ("region-table", {"table": 1})
    projects = with_table(
        ["序号", "项目名称", "建设内容", "投资（万元）"],
        ["1", "老街", "修缮。", "300"],
        ["2", "新街", "新建。", "500"],
        before=("一、重点任务", "1.培育企业。（市甲局牵头，市乙局配合）"),
    )
    assert [task.content for task in projects.tasks] == ["培育企业。"]
    assert [line.reason for line in projects.unread if line.kind == "table"] == ["project-table"]


def test_an_indicator_keeps_its_agency_and_its_remark() -> None:
    draft = with_table(
        ["指标", "单位", "2026年目标值", "责任单位", "口径", "备注"],
        ["授权量", "件", "300", "市甲局", "按年统计", "含实用新型"],
    )
    row = draft.indicators[0]
    assert (row.reporter, row.note) == ("市甲局", "口径：按年统计；含实用新型")


@pytest.mark.parametrize(
    ("label", "name", "unit"),
    [
        ("单位产值能耗（吨标准煤/万元）", "单位产值能耗", "吨标准煤/万元"),
        ("细颗粒物浓度（μg/m³）", "细颗粒物浓度", "μg/m³"),
        ("算力规模（PFLOPS）", "算力规模", "PFLOPS"),
        ("研发人员（人年）", "研发人员", "人年"),
        ("专利（含实用新型）", "专利(含实用新型)", ""),
    ],
)
def test_a_unit_outside_the_list_is_kept_as_printed(label: str, name: str, unit: str) -> None:
    assert split_label(label) == (name, unit)


# Which way is better


@pytest.mark.parametrize(
    ("name", "way"),
    [
        ("投诉办结率", "more"),
        ("群众满意率", "more"),
        ("空气质量优良天数", "more"),
        ("单位产值能耗下降率", "more"),
        ("产品合格率", "more"),
        ("污水处理率", "more"),
        ("碳减排量", "more"),
        ("细颗粒物浓度", "less"),
        ("单位产值能耗", "less"),
        ("审查周期", "less"),
        ("平均办理天数", "less"),
        ("不合格率", "less"),
        ("写字楼空置率", "less"),
        ("案件积压率", "less"),
        ("事故发生数", "less"),
        ("有效发明专利拥有量", "more"),
    ],
)
def test_the_sense_of_a_name_says_which_way_is_better(name: str, way: str) -> None:
    found = direction_of(DraftIndicator(1, name, name), None)
    assert (found.value, found.is_unsure) == (way, False)


def test_numbers_decide_and_what_contradicts_them_is_asked() -> None:
    row = DraftIndicator(1, "", "投诉处理时限", "天", accumulation="level", targets={2025: D(30), 2026: D(40)})
    found = direction_of(row, None)
    assert (found.value, found.is_unsure) == ("more", True)
    falling = DraftIndicator(1, "", "综合指标", "天", accumulation="level", targets={2025: D(40), 2026: D(30)})
    assert direction_of(falling, None) == direction_of(falling, None, "↓")
    assert direction_of(falling, None).value == "less"
    assert direction_of(falling, None, "↑").is_unsure


# Agencies


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("市法院 市检察院", ["市法院", "市检察院"]),
        ("市法院/市检察院", ["市法院", "市检察院"]),
        ("市 科 技 局", ["市科技局"]),
        ("市人社局等部门和各县市区政府", ["市人社局", "各县市区政府"]),
        ("市直各有关单位及各县区政府", ["市直各有关单位", "各县区政府"]),
        ("市人力资源和社会保障局、市文化和旅游局", ["市人力资源和社会保障局", "市文化和旅游局"]),
        ("市通信发展办等；各区政府", ["市通信发展办", "各区政府"]),
        ("残联\n各乡镇", ["残联", "各乡镇"]),
        ("各县(市、区)政府", ["各县(市、区)政府"]),
    ],
)
def test_names_are_cut_apart_where_one_ends(text: str, names: list[str]) -> None:
    assert split_names(text) == names


def test_what_is_no_agency_is_set_aside_with_its_place() -> None:
    draft = with_table(
        ["序号", "主要内容", "牵头单位", "配合单位"],
        ["1", "培育企业。", "市甲局(牵头)", "市乙局、按职责分工负责、详见附件"],
    )
    assert roles(draft.tasks[0]) == {"市甲局": "lead", "市乙局": "co"}
    assert {(line.text, line.reason) for line in draft.unread} == {
        ("按职责分工负责", "no-agency"),
        ("详见附件", "no-agency"),
    }
    assert {doubt.place["row"] for doubt in draft.doubts if doubt.code == "agency-unread"} == {2}


def test_the_first_leads_where_a_note_says_so() -> None:
    table = [
        ["序号", "主要内容", "责任单位"],
        ["1", "培育企业。", "市甲局、市乙局"],
        ["2", "推广许可。", "*市丙局、市丁局"],
    ]
    plain = with_table(*table)
    noted = with_table(*table, before=("注：责任单位中排第一位的为牵头单位。",))
    assert next(roles(task) for task in plain.tasks) == {"市甲局": "co", "市乙局": "co"}
    assert [roles(task) for task in noted.tasks] == [
        {"市甲局": "lead", "市乙局": "co"},
        {"市丙局": "lead", "市丁局": "co"},
    ]


def test_label_lines_below_a_point_are_its_agencies_and_its_term() -> None:
    draft = read_txt(
        f"{TITLE}\n1.推进枢纽工程。\n责任领导：王五\n牵头科室（单位）：规划科、基建股\n完成时限：2024年11月\n"
        "2.创建样板县，改造危桥23座。\n牵头科室（单位）：养护科\n配合科室（单位）：安全科、财务科\n完成时限：长期\n"
    )
    first, second = draft.tasks
    assert (roles(first), first.due) == ({"规划科": "lead", "基建股": "lead"}, dt.date(2024, 11, 30))
    assert roles(second) == {"养护科": "lead", "安全科": "co", "财务科": "co"}
    assert (second.content, second.note) == ("创建样板县，改造危桥23座。", "完成时限：长期")
    assert [(line.text, line.reason) for line in draft.unread] == [("责任领导：王五", "person")]


def test_a_place_in_brackets_is_no_agency() -> None:
    draft = read_txt(f"{TITLE}\n一、工作目标\n到2026年，35%以上区县列入示范创建区（县）。")
    assert draft.tasks == []


# Head and goals


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("云川市质量强市建设行动方案（2023-2025年）", "质量强市"),
        ("甲市优化营商环境三年行动计划", "营商环境"),
        ("甲市国家知识产权强市建设示范城市工作方案", "知识产权强市示范"),
        ("青岚市县城提质行动计划（2022-2026年）", "县城提质"),
        ("关于建设健康强省的实施意见", "健康强省"),
        ("", ""),
    ],
)
def test_the_kind_is_the_titles_subject(title: str, kind: str) -> None:
    assert plan_kind(title, None) == kind


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        (["甲市人民政府关于扩大有效供给的实施意见"], "甲市人民政府关于扩大有效供给的实施意见"),
        (["关于印发《甲市振兴老字号若干措施》的通知"], "甲市振兴老字号若干措施"),
        (["甲市交通运输局", "关于分解2024年", "有关任务的通知"], "甲市交通运输局关于分解2024年有关任务的通知"),
    ],
)
def test_opinions_measures_and_notices_are_titles(lines: list[str], title: str) -> None:
    draft = read_txt("\n".join([*lines, "1.培育企业。（市甲局牵头，市乙局配合）"]))
    assert draft.plan.title == title


def test_a_sentence_states_the_years_before_the_title_does() -> None:
    draft = read_txt(f"{TITLE}\n本方案实施期限为2025年至2027年。\n一、工作目标\n专利授权量达到100件。")
    assert (draft.plan.start_year, draft.plan.end_year) == (2025, 2027)


def test_goals_stand_below_labels_and_dashes_of_the_general_demands() -> None:
    draft = read_txt(
        f"{TITLE}\n一、总体要求\n到2026年，行业面貌焕然一新。\n生活服务：持证率均达到92%以上。\n——健康底座更牢。建成社区医院130家以上。\n"
        "目前共有老字号80家。\n“十四五”末，老字号达到90家。\n展望2035年，老字号达到300家。"
    )
    assert [(goal.name, goal.value, goal.year) for goal in draft.goals] == [
        ("持证率", D(92), 2026),
        ("建成社区医院", D(130), 2026),
        ("老字号", D(90), 2025),
    ]
    assert [(line.text, line.reason) for line in draft.unread] == [("80家", "past"), ("300家", "later-year")]


# The account


def test_the_account_adds_up_to_all_there_is() -> None:
    draft = with_table(
        ["指标", "单位", "2025年", "2026年", "年均增长"],
        ["授权量", "件", "300", "400", "5%"],
        ["注册量", "件", "2OO", "—", "3%"],
        before=(
            "一、发展基础",
            "专利拥有量90件。",
            "二、工作目标",
            "目前专利拥有量100件。到2026年，专利拥有量达到500件。",
            "三、重点任务",
            "1.培育企业30家。（市甲局牵头，市乙局配合）",
        ),
    )
    found = counts(draft.account)
    assert found["number"] == {"": 4, "rate": 2, "doubt": 1, "past": 1, "narrative": 1}
    assert found["table"] == {"": 1}
    assert found["agency"] == {"": 1}


def test_a_line_of_blanks_between_pieces_of_a_name_is_read_in_a_straight_line() -> None:
    assert split_names("市甲 " * 60_000) == ["市甲" * 60_000]
