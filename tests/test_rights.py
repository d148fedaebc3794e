"""Who may open and do what: role × page × method, on the server (domain.md §5)."""

import datetime as dt
from decimal import Decimal

import pytest
from django.test import Client, override_settings
from django.urls import reverse

from plans.models import Extension, Urging, User
from targets.models import Actual
from tasks.models import Note
from tests.cast import Cast, SignedIn, add_task

PEOPLE = ["leader", "clerk", "other_clerk", "reviewer", "admin", "outsider", "stranger"]
SEE = {"leader", "clerk", "other_clerk", "reviewer", "admin"}

# page → who gets 200; of the others, who sees the region gets 403 and who does not 404.
GET = {
    "region": SEE,
    "indicator": SEE,
    "tasks": SEE,
    "task": SEE,
    "agency": SEE,
    "agency_step": {"admin"},
    "target_workbook": SEE,
    "plan_workbook": SEE,
    "reports": SEE,
    "report": {"leader", "reviewer", "admin"},
    "plan_json": {"leader", "reviewer", "admin"},
    "plan_fixture": {"leader", "reviewer", "admin"},
    "region_workbook": {"leader", "reviewer", "admin"},
    "region_pdf": {"leader", "reviewer", "admin"},
    "indicator_pdf": {"clerk", "leader", "reviewer", "admin"},
    "report_pdf": {"leader", "reviewer", "admin"},
    "task_export": SEE,
    "agency_export": {*PEOPLE},
    "exports": {*PEOPLE},
    "api_tokens": {*PEOPLE},
    "entry": {"clerk", "other_clerk"},
    "entry_of_all_years": {"clerk", "other_clerk"},
    "entry_sheet": {"clerk", "other_clerk"},
    "entry_workbook": {"clerk", "other_clerk"},
    "entry_upload": {"clerk", "other_clerk"},
    "task_report": {"clerk", "other_clerk"},
    "indicator_entry": {"clerk"},
    "rounds": {"reviewer", "admin"},
    "reporter": {"reviewer", "admin"},
    "reporters": {"reviewer", "admin"},
    "agency_accounts": {"admin"},
    "account_list": {"reviewer", "admin"},
    "missing": {"reviewer", "admin"},
    "letter": {"reviewer", "admin"},
    "missing_export": {"reviewer", "admin"},
    "workbench": {"reviewer", "admin"},
    "urging_letters": {"reviewer", "admin"},
    "freeze": {"reviewer", "admin"},
    "activity": {"reviewer", "admin"},
    "activity_export": {"reviewer", "admin"},
    "snapshots": SEE,
    "plan_check": SEE,
    "cockpit": SEE,
    "cockpit_slides": SEE,
}
# pages of the whole system: everyone else gets 403
EVERYWHERE = {
    "overview": {*PEOPLE},
    "indicator_list": {*PEOPLE},
    "indicator_export": {*PEOPLE},
    "agencies": {*PEOPLE},
    "all_tasks": {*PEOPLE},
    "all_tasks_workbook": {*PEOPLE},
    "compare": {*PEOPLE},
    "todo": {*PEOPLE},
    "review": {"reviewer", "admin", "stranger"},
    "workbenches": {"reviewer", "admin", "stranger"},
    "note_list": {*PEOPLE},
    "note_export": {*PEOPLE},
    "overview_export": {*PEOPLE},
    "compare_export": {*PEOPLE},
    "todo_export": {*PEOPLE},
    "review_export": {"reviewer", "admin", "stranger"},
    "round_export": {"reviewer", "admin", "stranger"},
    "import_export": {"admin"},
    "imports": {"admin"},
    "accounts": {"admin"},
    "account_template": {"admin"},
    "wall_screens": {"admin"},
    "admin": {"admin"},
}


def urging(cast: Cast) -> Urging:
    """A reminder that the reviewer sent."""
    step = {"round": cast.plan.rounds.get(year=2022), "kind": 1, "sent_by": cast.reviewer}
    return Urging.objects.get_or_create(**step, defaults={"answer_by": dt.date(2999, 1, 1)})[0]


def addresses(cast: Cast) -> dict[str, str]:
    plan, row, task = cast.plan, cast.indicator(1), cast.plan.tasks.get(seq=1)
    return {
        "region": reverse("region_detail", args=[cast.here.slug]),
        "cockpit": reverse("cockpit", args=[cast.here.slug]),
        "cockpit_slides": reverse("cockpit_slides", args=[cast.here.slug]),
        "plan_check": reverse("documents:plan_findings", args=[plan.slug]),
        "all_tasks": reverse("tasks:all_tasks"),
        "all_tasks_workbook": reverse("documents:all_task_export", args=["csv"]),
        "compare": reverse("compare"),
        "indicator": reverse("indicator_detail", args=[row.pk]),
        "wall_screens": reverse("wall_screens"),
        "light_rules": reverse("light_rules", args=[plan.slug]),
        "tasks": reverse("tasks:task_list", args=[plan.slug]),
        "task": reverse("tasks:task_detail", args=[task.pk]),
        "agency": reverse("agency_detail", args=[cast.lead.pk]),
        "agency_step": reverse("agency_step", args=[cast.lead.pk]),
        "target_workbook": reverse("documents:target_export", args=[plan.slug, "xlsx"]),
        "task_export": reverse("documents:task_export", args=[plan.slug, "csv"]),
        "agency_export": reverse("agency_export", args=["csv"]),
        "api_tokens": reverse("api_tokens"),
        "exports": reverse("documents:export_list"),
        "plan_workbook": reverse("plan_workbook", args=[plan.slug]),
        "reports": reverse("reports", args=[plan.slug]),
        "plan_json": reverse("documents:plan_as_object", args=[plan.slug]),
        "plan_fixture": reverse("documents:plan_as_fixture", args=[plan.slug]),
        "report": reverse("report_file", args=[plan.slug, "supervision"]),
        "region_workbook": reverse("region_workbook", args=[cast.here.slug]),
        "region_pdf": reverse("region_pdf", args=[cast.here.slug]),
        "indicator_pdf": reverse("indicator_pdf", args=[row.pk]),
        "report_pdf": reverse("report_pdf", args=[plan.slug, "supervision"]),
        "entry": reverse("targets:entry", args=[plan.slug, 2022]),
        "entry_of_all_years": reverse("targets:entry", args=[plan.slug]),
        "entry_sheet": reverse("targets:entry_sheet", args=[plan.slug]),
        "entry_workbook": reverse("documents:download_entry_workbook", args=[plan.slug]),
        "entry_upload": reverse("documents:upload_entry_workbook", args=[plan.slug]),
        "task_report": reverse("tasks:task_report", args=[task.pk, 2022]),
        "indicator_entry": reverse("targets:indicator_entry", args=[row.pk, 2022]),
        "rounds": reverse("plans:round_list", args=[plan.slug]),
        "reporter": reverse("targets:name_reporter", args=[row.pk]),
        "reporters": reverse("name_reporters", args=[plan.slug]),
        "agency_accounts": reverse("agency_accounts", args=[plan.slug]),
        "account_list": reverse("account_list", args=[plan.slug]),
        "missing": reverse("missing", args=[plan.slug]),
        "letter": reverse("letter", args=[plan.rounds.get(year=2022).pk, cast.lead.pk]),
        "missing_export": reverse("missing_export", args=[plan.slug, "csv"]),
        "workbench": reverse("workbench", args=[plan.rounds.get(year=2022).pk]),
        "workbenches": reverse("workbenches"),
        "note_list": reverse("note_list"),
        "note_export": reverse("note_export", args=["csv"]),
        "overview_export": reverse("overview_export", args=["csv"]),
        "compare_export": reverse("compare_export", args=["csv"]),
        "todo_export": reverse("todo_export", args=["csv"]),
        "review_export": reverse("review_export", args=["csv"]),
        "round_export": reverse("round_export", args=["csv"]),
        "import_export": reverse("documents:import_export", args=["csv"]),
        "urging_letters": reverse("urging_letters", args=[urging(cast).pk]),
        "freeze": reverse("freeze_round", args=[plan.rounds.get(year=2022).pk]),
        "activity": reverse("activity", args=[plan.slug]),
        "activity_export": reverse("activity_export", args=[plan.slug, "csv"]),
        "snapshots": reverse("snapshot_list", args=[plan.slug]),
        "overview": reverse("overview"),
        "indicator_list": reverse("indicator_list"),
        "indicator_export": reverse("indicator_export", args=["csv"]),
        "agencies": reverse("agency_list"),
        "todo": reverse("todo"),
        "review": reverse("review"),
        "accounts": reverse("accounts"),
        "account_template": reverse("account_template"),
        "imports": reverse("documents:upload"),
        "admin": reverse("admin:index"),
    }


@pytest.mark.parametrize("person", PEOPLE)
@pytest.mark.parametrize("page", [*GET, *EVERYWHERE])
def test_a_page_opens_for_those_who_may(cast: Cast, signed_in: SignedIn, person: str, page: str) -> None:
    if page in EVERYWHERE:
        expected = 200 if person in EVERYWHERE[page] else 403
    else:
        expected = 200 if person in GET[page] else 403 if person in SEE else 404
    assert signed_in(getattr(cast, person)).get(addresses(cast)[page], follow=True).status_code == expected


@pytest.mark.parametrize("page", [*GET, *EVERYWHERE])
def test_a_visitor_signs_in_first(cast: Cast, page: str) -> None:
    response = Client().get(addresses(cast)[page], follow=True)
    assert response.redirect_chain
    assert response.redirect_chain[-1][0].startswith(reverse("sign_in"))


def row_data(cast: Cast, value: str = "160", version: int = 0) -> dict[str, str]:
    prefix = f"i{cast.indicator(1).pk}y2022"
    return {f"{prefix}-text": value, f"{prefix}-version": str(version)}


CELL = {"value": "160", "condition": "value", "stage": "final", "version": "0"}

# what is posted → who may; others 403 if they see the region, else 404
POST = {
    "entry": {"clerk"},
    "indicator_entry": {"clerk"},
    "withdraw": {"clerk"},
    "approve": {"reviewer", "admin"},
    "return": {"reviewer", "admin"},
    "reopen": {"reviewer", "admin"},
    "round": {"reviewer", "admin"},
    "close": {"reviewer", "admin"},
    "extend": {"reviewer", "admin"},
    "give": {"reviewer", "admin"},
    "urge": {"reviewer", "admin"},
    "ask": {"clerk"},
    "reporter": {"reviewer", "admin"},
}


URGING = {"kind": "1", "answer_by": "2999-01-01", "contact": "某人", "phone": "0"}
LATER = {"due": "2999-03-31", "reason": "年鉴未出"}


def asked_extension(cast: Cast) -> Extension:
    """What 丙局 asked for."""
    asked = {"round": cast.plan.rounds.get(), "agency": cast.partner, "old_due": dt.date(2999, 1, 31)}
    return Extension.objects.get_or_create(**asked, defaults={"due": dt.date(2999, 2, 28), "reason": "核对"})[0]


def posted(cast: Cast, action: str, actual: Actual) -> tuple[str, dict[str, str]]:
    where = addresses(cast)
    decision = {"version": str(actual.version), "reason": "核对"}
    round_ = cast.plan.rounds.get()
    return {
        "entry": (where["entry"], row_data(cast) | {"save": "1"}),
        "indicator_entry": (where["indicator_entry"], CELL | {"save": "1"}),
        "withdraw": (reverse("targets:withdraw", args=[actual.pk]), {}),
        "approve": (reverse("review_action", args=[actual.pk, "approve"]), decision),
        "return": (reverse("review_action", args=[actual.pk, "return"]), decision),
        "reopen": (reverse("review_action", args=[actual.pk, "reopen"]), decision),
        "round": (where["rounds"], {"year": "2023", "opens": "2024-01-01", "due": "2024-01-31"}),
        "close": (reverse("plans:round_action", args=[round_.pk, "close"]), {}),
        "extend": (reverse("plans:extend_round", args=[round_.pk]), LATER),
        "give": (reverse("plans:decide_extension", args=[asked_extension(cast).pk, "give"]), {}),
        "urge": (reverse("urge_all", args=[round_.pk]), URGING),
        "ask": (reverse("plans:ask_extension", args=[round_.pk, cast.lead.pk]), LATER),
        "reporter": (where["reporter"], {"reporter": str(cast.partner.pk), "reason": "分工调整"}),
    }[action]


@pytest.mark.parametrize("person", PEOPLE)
@pytest.mark.parametrize("action", POST)
def test_an_action_is_taken_from_those_who_may(cast: Cast, signed_in: SignedIn, person: str, action: str) -> None:
    make = cast.approved if action == "reopen" else cast.submitted
    actual = make("90", 2023) if action.endswith("entry") else make("90")
    url, data = posted(cast, action, actual)
    before = (Actual.history.count(), cast.plan.rounds.count())
    response = signed_in(getattr(cast, person)).post(url, data)
    if person in POST[action]:
        assert response.status_code == 302
    else:
        assert response.status_code == (403 if person in SEE else 404)
        assert (Actual.history.count(), cast.plan.rounds.count()) == before
        actual.refresh_from_db()
        assert actual.value == 90


@pytest.mark.parametrize("person", PEOPLE)
def test_actions_are_never_taken_by_get(cast: Cast, signed_in: SignedIn, person: str) -> None:
    actual = cast.submitted()
    for action in ("withdraw", "approve", "return", "reopen", "close", "extend", "give", "ask"):
        assert signed_in(getattr(cast, person)).get(posted(cast, action, actual)[0]).status_code == 405


def test_a_forged_form_with_another_agencys_row_is_refused_whole(cast: Cast, signed_in: SignedIn) -> None:
    url = reverse("targets:entry", args=[cast.plan.slug, 2022])
    foreign = f"i{cast.indicator(2).pk}y2022"
    forged = row_data(cast) | {f"{foreign}-text": "7", f"{foreign}-version": "0"}
    assert signed_in(cast.clerk).post(url, forged | {"submit": "1"}).status_code == 403
    assert not Actual.objects.filter(indicator__plan=cast.plan).exists()


def test_a_forged_form_with_another_regions_row_is_not_found(cast: Cast, signed_in: SignedIn) -> None:
    url = reverse("targets:entry", args=[cast.plan.slug, 2022])
    away = f"i{cast.other_plan.indicators.get(seq=1).pk}y2022"
    assert signed_in(cast.clerk).post(url, row_data(cast) | {f"{away}-text": "7"}).status_code == 404
    assert not Actual.objects.filter(indicator__plan__in=[cast.plan, cast.other_plan]).exists()


@pytest.mark.parametrize("number", ["9" * 30, "9" * 18, "0"])
def test_numbers_that_no_row_has_are_not_found(cast: Cast, signed_in: SignedIn, number: str) -> None:
    client = signed_in(cast.clerk)
    url = reverse("targets:entry", args=[cast.plan.slug, 2022])
    assert client.post(url, {f"i{number}y2022-text": "7", f"i{number}y2022-version": "0"}).status_code == 404
    for page in (
        f"/indicators/{number}/",
        f"/tasks/{number}/",
        f"/agencies/{number}/",
        f"/indicators/{number}/entry/2022/",
    ):
        assert client.get(page).status_code == 404
    assert client.get(f"{url[:-5]}{number}/").status_code == 404


@pytest.mark.parametrize(
    "query", ["page=-1", "page=99", "per_page=-1", "per_page=0", "sort=x", "region=%00", "page=%00"]
)
def test_odd_questions_to_a_list_are_answered(cast: Cast, signed_in: SignedIn, query: str) -> None:
    for page in (reverse("agency_list"), reverse("tasks:task_list", args=[cast.plan.slug])):
        assert signed_in(cast.leader).get(f"{page}?{query}").status_code == 200


def test_a_reason_with_odd_signs_is_kept_without_them(cast: Cast, signed_in: SignedIn) -> None:
    actual = cast.submitted()
    url = reverse("review_action", args=[actual.pk, "return"])
    signed_in(cast.reviewer).post(url, {"version": actual.version, "reason": "请\x00核对"})
    actual.refresh_from_db()
    assert actual.reason == "请核对"


def test_agency_staff_take_away_the_rows_of_their_own_agency(cast: Cast, signed_in: SignedIn) -> None:
    from io import BytesIO

    from openpyxl import load_workbook

    url = reverse("documents:target_export", args=[cast.plan.slug, "xlsx"])
    for person, rows in ((cast.leader, 2), (cast.clerk, 1), (cast.other_clerk, 1)):
        sheet = load_workbook(BytesIO(signed_in(person).get(url).content)).active
        assert sheet is not None
        assert sheet.max_row == 2 + rows


def test_a_posted_status_changes_nothing(cast: Cast, signed_in: SignedIn) -> None:
    prefix = f"i{cast.indicator(1).pk}y2022"
    data = row_data(cast) | {"save": "1", "status": "approved", f"{prefix}-status": "approved", f"{prefix}-author": "1"}
    signed_in(cast.clerk).post(reverse("targets:entry", args=[cast.plan.slug, 2022]), data)
    actual = Actual.objects.get(indicator=cast.indicator(1))
    assert (actual.status, actual.author) == ("draft", cast.clerk)


def test_a_region_sees_those_below_and_not_those_beside(cast: Cast, signed_in: SignedIn) -> None:
    above = cast.here.parent
    assert above is not None
    from tests.cast import make_user

    province = make_user("c-province", "leader", region=above)
    for region in (cast.here, cast.there):
        assert signed_in(province).get(reverse("region_detail", args=[region.slug])).status_code == 200
    assert signed_in(cast.leader).get(reverse("region_detail", args=[above.slug])).status_code == 404


def test_siblings_are_shown_only_by_setting(cast: Cast, signed_in: SignedIn, settings: pytest.FixtureRequest) -> None:
    settings.SHOW_SIBLINGS = True  # type: ignore[attr-defined]
    client = signed_in(User.objects.get(pk=cast.leader.pk))
    assert client.get(reverse("region_detail", args=[cast.there.slug])).status_code == 200
    row = cast.other_plan.indicators.get(seq=1)
    Actual.objects.create(indicator=row, year=2022, value=157, status="submitted")
    for page in ("region_detail", "indicator_detail"):
        target = cast.there.slug if page == "region_detail" else row.pk
        assert "157" not in client.get(reverse(page, args=[target]) + "?values=submitted").content.decode()
    entry = reverse("targets:entry", args=[cast.other_plan.slug, 2022])
    assert signed_in(User.objects.get(pk=cast.clerk.pk)).get(entry).status_code == 404
    export = reverse("documents:target_export", args=[cast.other_plan.slug, "xlsx"])
    assert client.get(export).status_code == 403


def test_refusals_are_logged_with_who_asked(cast: Cast, signed_in: SignedIn, caplog: pytest.LogCaptureFixture) -> None:
    signed_in(cast.leader).get(addresses(cast)["rounds"])
    assert any(record.levelname == "WARNING" and record.status_code == 403 for record in caplog.records)  # type: ignore[attr-defined]


def test_beside_the_own_region_only_approved_figures_are_told(cast: Cast, signed_in: SignedIn) -> None:
    actual = cast.submitted("77777")
    actual.return_for_correction(cast.reviewer, "单位有误")
    Actual.objects.save_with_history([actual], cast.reviewer)
    actual.value, actual.author = Decimal(90), cast.clerk
    actual.submit(cast.clerk)
    actual.approve(cast.reviewer)
    Actual.objects.save_with_history([actual], cast.reviewer)
    task = cast.plan.tasks.get(seq=1)
    Note.objects.create(indicator=cast.indicator(1), text="请说明")
    Note.objects.create(task=task, text="请说明")
    for address in (cast.indicator(1).get_absolute_url(), task.get_absolute_url()):
        with override_settings(SHOW_SIBLINGS=True):
            beside = signed_in(cast.stranger).get(address)
        assert beside.status_code == 200
        for word in ("77,777", "单位有误", "请说明", 'id="notes"'):
            assert word not in beside.content.decode()
        assert "请说明" in signed_in(cast.leader).get(address).content.decode()


def test_an_agencys_page_tells_nothing_of_plans_that_one_may_not_see(cast: Cast, signed_in: SignedIn) -> None:
    foreign = add_task(cast.other_plan, 7, cast.lead, [])
    cast.other_plan.indicators.update(reporter=cast.lead)
    response = signed_in(cast.leader).get(reverse("agency_detail", args=[cast.lead.pk]) + "?year=2022")
    assert foreign.content not in response.content.decode()
    assert {row.indicator.plan_id for row in response.context["indicators"]} == {cast.plan.pk}
    table = signed_in(cast.leader).get(reverse("agency_list")).context["table"]
    assert next(row.get_cell("leads") for row in table.rows if row.record == cast.lead) == 1
