"""Entry: bad input gets a clear sentence, nothing is lost, nothing half-stored."""

import datetime as dt
from decimal import Decimal as D
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from plans.models import Round, User
from targets.entry import EntryGrid
from targets.entry.saving import save_form
from targets.models import Actual
from tests.cast import Cast, SignedIn, add_indicator


def url(cast: Cast, year: int = 2022) -> str:
    return reverse("targets:entry", args=[cast.plan.slug, year])


def row(cast: Cast, value: str, version: int = 0, seq: int = 1, **more: str) -> dict[str, str]:
    prefix = f"i{cast.indicator(seq).pk}y2022"
    fields = {"text": value, "version": str(version), **more}
    return {f"{prefix}-{name}": text for name, text in fields.items()}


def stored(cast: Cast, seq: int = 1) -> Actual | None:
    return Actual.objects.filter(indicator=cast.indicator(seq), year=2022).first()


def send(cast: Cast, signed_in: SignedIn, data: dict[str, str], button: str = "save", by: User | None = None) -> Any:
    return signed_in(by or cast.clerk).post(url(cast), data | {button: "1"})


@pytest.mark.django_db
def test_with_all_submitted_the_page_keeps_its_columns(cast: Cast, signed_in: SignedIn) -> None:
    cast.submitted("100")
    page = signed_in(cast.clerk).get(reverse("targets:entry", args=[cast.plan.slug]))
    assert page.context["grid"].only_year == 2022
    assert not page.context["grid"].has_open_cells


def text(response: Any) -> str:
    return str(response.content.decode())


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("160", "160"),
        ("1,400", "1400"),
        ("１，２００", "1200"),
        ("1 600", "1600"),
        ("0", "0"),
    ],
)
def test_figures_are_taken_as_people_type_them(cast: Cast, signed_in: SignedIn, typed: str, value: str) -> None:
    assert send(cast, signed_in, row(cast, typed, remark="核对无误")).status_code == 302
    actual = stored(cast)
    assert actual is not None
    assert actual.value == D(value)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("一百六", "阿拉伯数字"),
        ("160件", "请填 160"),
        ("1e5", "100000"),
        ("NaN", "请只填数字"),
        ("½", "请填小数"),
        ("1,60", "一格只填一个数"),
        ("12 5", "一格只填一个数"),
        ("60,70", "一格只填一个数"),
        ("<script>", "请只填数字"),
        ("-5", "不能为负"),
        ("999999999999", "数字过大"),
        ("9" * 50, "数字过大"),
        ("1.23456", "请填整数"),
        ("1.5", "请填整数"),
        ("2027-02-30 未公布", "不是有效日期"),
    ],
)
def test_bad_figures_get_a_sentence_and_stay_in_the_form(
    cast: Cast, signed_in: SignedIn, typed: str, sentence: str
) -> None:
    response = send(cast, signed_in, row(cast, typed), "submit")
    assert response.status_code == 422
    assert sentence in text(response)
    from django.utils.html import escape

    assert f'value="{escape(typed)}"' in text(response)
    assert stored(cast) is None


def test_a_figure_is_as_fine_as_its_unit(cast: Cast, signed_in: SignedIn) -> None:
    cast.plan.indicators.update(reporter=cast.lead)
    assert send(cast, signed_in, row(cast, "7.25", seq=2)).status_code == 302
    assert stored(cast, 2).value == D("7.25")  # type: ignore[union-attr]
    assert "小数最多 4 位" in text(send(cast, signed_in, row(cast, "7.23456", 1, seq=2)))


def test_one_bad_row_holds_up_no_other(cast: Cast, signed_in: SignedIn) -> None:
    cast.plan.indicators.update(reporter=cast.lead)
    response = send(cast, signed_in, row(cast, "90") | row(cast, "x", seq=2), "submit")
    assert response.status_code == 422
    assert (stored(cast).status, stored(cast, 2)) == ("submitted", None)  # type: ignore[union-attr]
    assert 'value="x"' in text(response)
    assert "已提交 1 项" in text(response)


def test_what_must_be_explained_holds_up_no_other(cast: Cast, signed_in: SignedIn) -> None:
    cast.plan.indicators.update(reporter=cast.lead)
    response = send(cast, signed_in, row(cast, "99999") | row(cast, "7", seq=2), "submit")
    assert response.status_code == 422
    assert [stored(cast, seq).status for seq in (1, 2)] == ["draft", "submitted"]  # type: ignore[union-attr]
    again = text(signed_in(cast.clerk).get(url(cast)))
    assert "10 倍" in again  # the explanation stays after a reload


def test_a_far_too_large_figure_is_kept_and_handed_in_with_a_remark(cast: Cast, signed_in: SignedIn) -> None:
    response = send(cast, signed_in, row(cast, "99999"), "submit")
    assert "10 倍" in text(response)
    assert stored(cast).status == "draft"  # type: ignore[union-attr]
    assert send(cast, signed_in, row(cast, "99999", 1, remark="含历史补录"), "submit").status_code == 302
    assert stored(cast).status == "submitted"  # type: ignore[union-attr]


def test_an_empty_row_stays_missing_and_is_not_zero(cast: Cast, signed_in: SignedIn) -> None:
    assert send(cast, signed_in, row(cast, ""), "submit").status_code == 302
    assert stored(cast) is None


def test_conditions_are_kept_apart_from_values(cast: Cast, signed_in: SignedIn) -> None:
    assert "预计公布日期" in text(send(cast, signed_in, row(cast, "未公布"), "submit"))
    gone = row(cast, "未公布 2020-01-01", 1)
    assert "已过" in text(send(cast, signed_in, gone, "submit"))
    actual = stored(cast)
    assert actual is not None
    assert (actual.condition, actual.expected_on, actual.status) == ("not-published", dt.date(2020, 1, 1), "draft")
    assert _("Please say why it does not apply.") in text(send(cast, signed_in, row(cast, "不适用", 2), "submit"))
    last = row(cast, "不适用", 3, remark="不涉及")
    assert send(cast, signed_in, last, "submit").status_code == 302
    actual.refresh_from_db()
    assert (actual.condition, actual.value, actual.status) == ("not-applicable", None, "submitted")


def test_what_lies_behind_is_handed_in_with_cause_measure_and_date(cast: Cast, signed_in: SignedIn) -> None:
    response = send(cast, signed_in, row(cast, "50"), "submit")
    assert response.status_code == 422
    for name in ("cause", "remedy", "remedy_by"):
        assert f"y2022-{name}" in text(response)
    assert stored(cast).status == "draft"  # type: ignore[union-attr]
    told = {"cause": "申报延后", "remedy": "加快审查", "remedy_by": "2023-06-30"}
    assert send(cast, signed_in, row(cast, "50", 1, 1, **told), "submit").status_code == 302
    actual = stored(cast)
    assert actual is not None
    assert (actual.cause, actual.remedy_by, actual.status) == ("申报延后", dt.date(2023, 6, 30), "submitted")


@pytest.mark.parametrize(
    ("seq", "year", "before", "now", "sentence"),
    [(1, 2023, "100", "160", "增长 60.0%"), (1, 2023, "100", "45", "下降 55.0%"), (2, 2023, "8", "7.9", "低于上年")],
)
def test_what_is_rare_must_be_explained(
    cast: Cast, signed_in: SignedIn, seq: int, year: int, before: str, now: str, sentence: str
) -> None:
    cast.plan.indicators.update(reporter=cast.lead)
    cast.approved(before, year - 1, seq)
    Round.objects.create(plan=cast.plan, year=year, opens=dt.date(2023, 1, 1), due=dt.date(2999, 1, 31))
    data = {name.replace("y2022", f"y{year}"): value for name, value in row(cast, now, seq=seq).items()}
    page = signed_in(cast.clerk).post(reverse("targets:entry", args=[cast.plan.slug]), data | {"submit": "1"})
    assert sentence in text(page)
    assert Actual.objects.get(indicator=cast.indicator(seq), year=year).status == "draft"


def test_a_draft_is_saved_changed_and_handed_in(cast: Cast, signed_in: SignedIn) -> None:
    send(cast, signed_in, row(cast, "90"))
    send(cast, signed_in, row(cast, "95", version=1), "submit")
    actual = stored(cast)
    assert actual is not None
    assert (actual.value, actual.status, actual.author, actual.agency) == (95, "submitted", cast.clerk, cast.lead)
    told = [(h.value, h.status, h.history_user) for h in actual.history.order_by("history_id")]
    assert told == [(90, "draft", cast.clerk), (95, "submitted", cast.clerk)]


def test_sending_the_same_form_twice_changes_nothing_more(cast: Cast, signed_in: SignedIn) -> None:
    for _time in range(2):
        assert send(cast, signed_in, row(cast, "90"), "save").status_code == 302
    assert Actual.history.filter(indicator=cast.indicator(1)).count() == 1


def test_of_two_people_the_second_sees_both_values_and_chooses(cast: Cast, signed_in: SignedIn) -> None:
    send(cast, signed_in, row(cast, "155"), by=cast.colleague)
    response = send(cast, signed_in, row(cast, "160"), "submit")
    assert response.status_code == 422
    page = text(response)
    assert "c-colleague" in page
    assert "155" in page
    assert 'value="160"' in page
    assert stored(cast).value == 155  # type: ignore[union-attr]
    undecided = send(cast, signed_in, row(cast, "160", version=1, asked="1"), "submit")
    assert _("Please choose which of the two values stands.") in text(undecided)
    send(cast, signed_in, row(cast, "160", version=1, asked="1", choice="mine"), "submit")
    actual = stored(cast)
    assert actual is not None
    assert (actual.value, actual.status) == (160, "submitted")
    assert [h.value for h in actual.history.order_by("history_id")] == [155, 160]


def test_who_saves_second_can_leave_what_is_stored(cast: Cast, signed_in: SignedIn) -> None:
    send(cast, signed_in, row(cast, "155"), by=cast.colleague)
    send(cast, signed_in, row(cast, "160", version=1, asked="1", choice="theirs"))
    actual = stored(cast)
    assert actual is not None
    assert (actual.value, actual.author) == (155, cast.colleague)


def test_a_value_handed_in_meanwhile_is_not_overwritten(cast: Cast, signed_in: SignedIn) -> None:
    grid, submission = grid_of(cast, row(cast, "160"))
    cast.submitted("155")
    assert not save_form(grid, submission, submit=True).is_done
    assert stored(cast).value == 155  # type: ignore[union-attr]
    assert "155" in grid.rows[0].cells[0].conflict
    assert grid.rows[0].cells[0].lock


def grid_of(cast: Cast, data: dict[str, str]) -> tuple[EntryGrid, QueryDict]:
    """A page as it was opened before something else happened."""
    submission = QueryDict(mutable=True)
    submission.update(data)
    rows = list(cast.plan.indicators.reported_by(cast.clerk.agency_ids).with_figures())
    grid = EntryGrid(cast.plan, rows, cast.clerk, timezone.localdate(), 2022)
    return grid, submission


def test_a_round_closed_meanwhile_takes_nothing(cast: Cast) -> None:
    grid, submission = grid_of(cast, row(cast, "160"))
    cast.plan.rounds.get().close()
    assert not save_form(grid, submission, submit=False).is_done
    assert stored(cast) is None
    assert "已关闭" in grid.lock


@pytest.mark.parametrize(
    ("state", "sentence"),
    [("closed", "已关闭"), ("frozen", "已定案"), ("none", "尚未开放"), ("later", "2990-01-01")],
)
def test_a_lock_says_why(cast: Cast, signed_in: SignedIn, state: str, sentence: str) -> None:
    rounds = Round.objects.filter(plan=cast.plan)
    if state == "none":
        rounds.delete()
    elif state == "later":
        rounds.update(opens=dt.date(2990, 1, 1))
    else:
        rounds.update(status=state)
    response = send(cast, signed_in, row(cast, "160"))
    assert response.status_code == 409
    assert sentence in text(response)
    assert stored(cast) is None


def test_a_year_outside_the_plan_is_not_found(cast: Cast, signed_in: SignedIn) -> None:
    assert signed_in(cast.clerk).get(url(cast, 2031)).status_code == 404


def test_an_approved_value_is_locked_with_the_reason(cast: Cast, signed_in: SignedIn) -> None:
    cast.approved("90")
    assert "已审核" in text(signed_in(cast.clerk).get(url(cast)))
    send(cast, signed_in, row(cast, "95", version=3))
    assert stored(cast).value == 90  # type: ignore[union-attr]


def test_a_returned_value_shows_its_reason_and_can_not_be_emptied(cast: Cast, signed_in: SignedIn) -> None:
    actual = cast.submitted("90")
    actual.return_for_correction(cast.reviewer, "请核对口径")
    Actual.objects.save_with_history([actual], cast.reviewer)
    assert "请核对口径" in text(signed_in(cast.clerk).get(url(cast)))
    assert "请核对口径" in text(signed_in(cast.clerk).get(reverse("todo")))
    send(cast, signed_in, row(cast, "91", version=actual.version), "submit")
    actual.refresh_from_db()
    assert (actual.value, actual.status, actual.reason) == (91, "submitted", "")


def test_a_value_typed_into_a_row_that_was_handed_in_meanwhile_is_shown_and_stops_no_other(
    cast: Cast, signed_in: SignedIn
) -> None:
    cast.plan.indicators.update(reporter=cast.lead)
    cast.submitted("155")
    response = send(cast, signed_in, row(cast, "160") | row(cast, "7", seq=2), "submit")
    assert response.status_code == 422
    page = text(response)
    assert "155" in page
    assert "您填写的是 160" in page
    assert stored(cast, 2).value == 7  # type: ignore[union-attr]


def test_a_value_typed_into_a_round_that_was_closed_meanwhile_is_shown(cast: Cast, signed_in: SignedIn) -> None:
    cast.plan.rounds.get().close()
    assert "您填写的是 160" in text(send(cast, signed_in, row(cast, "160")))


def test_nothing_is_withdrawn_after_the_round_or_the_review(cast: Cast, signed_in: SignedIn) -> None:
    actual = cast.submitted("90")
    cast.plan.rounds.get().close()
    withdraw = reverse("targets:withdraw", args=[actual.pk])
    assert "未开放" in text(signed_in(cast.clerk).post(withdraw, follow=True))
    actual.refresh_from_db()
    assert actual.status == "submitted"


def test_only_the_author_withdraws(cast: Cast, signed_in: SignedIn) -> None:
    actual = cast.submitted("90")
    withdraw = reverse("targets:withdraw", args=[actual.pk])
    assert _("Only the person who entered a value can withdraw it.") in text(
        signed_in(cast.colleague).post(withdraw, follow=True)
    )
    signed_in(cast.clerk).post(withdraw)
    actual.refresh_from_db()
    assert actual.status == "withdrawn"


def test_all_of_ones_own_is_withdrawn_at_once(cast: Cast, signed_in: SignedIn) -> None:
    cast.plan.indicators.update(reporter=cast.lead)
    first, second = cast.submitted("90"), cast.submitted("7", seq=2)
    other = cast.actual("5", 2023, 1, by=cast.colleague)
    Round.objects.create(plan=cast.plan, year=2023, opens=dt.date(2023, 1, 1), due=dt.date(2999, 1, 31))
    other.submit(cast.colleague)
    Actual.objects.save_with_history([other], cast.colleague)
    second.approve(cast.reviewer)
    Actual.objects.save_with_history([second], cast.reviewer)
    page = signed_in(cast.clerk).post(reverse("targets:withdraw_all", args=[cast.plan.slug]), follow=True)
    assert "已撤回 1 项数据" in text(page)
    for actual in (first, second, other):
        actual.refresh_from_db()
    assert [actual.status for actual in (first, second, other)] == ["withdrawn", "approved", "submitted"]


def test_a_pasted_block_of_20_x_4_runs_as_many_queries_as_one_cell(cast: Cast, signed_in: SignedIn) -> None:
    for seq in range(3, 23):
        add_indicator(cast.plan, seq, f"指标{seq}", ["100", "100", "100"], "400", "sum")
    for year in (2023, 2024, 2025):
        Round.objects.create(plan=cast.plan, year=year, opens=dt.date(2023, 1, 1), due=dt.date(2999, 1, 31))
    grid = reverse("targets:entry", args=[cast.plan.slug])

    def queries(seqs: range, years: range, version: int) -> int:
        names = [f"i{cast.indicator(seq).pk}y{year}" for seq in seqs for year in years]
        data = {f"{name}-text": str(100 + version) for name in names}
        data |= {f"{name}-version": str(version) for name in names}
        client = signed_in(cast.clerk)
        with CaptureQueriesContext(connection) as captured:
            answer = client.post(grid, data, headers={"Accept": "application/json"})
        assert (answer.status_code, answer.json()["stored"]) == (200, len(names))
        return len(captured)

    new, changed = queries(range(3, 4), range(2022, 2023), 0), queries(range(3, 4), range(2022, 2023), 1)
    Actual.objects.filter(indicator__plan=cast.plan).delete()
    assert queries(range(3, 23), range(2022, 2026), 0) == new
    assert queries(range(3, 23), range(2022, 2026), 1) == changed


def test_saving_many_rows_runs_as_many_queries_as_saving_one(cast: Cast, signed_in: SignedIn) -> None:
    def queries(seqs: list[int]) -> int:
        client = signed_in(cast.clerk)
        data = {key: value for seq in seqs for key, value in row(cast, str(90 + seq), seq=seq).items()}
        with CaptureQueriesContext(connection) as captured:
            assert client.post(url(cast), data | {"submit": "1"}).status_code == 302
        return len(captured)

    for seq in range(3, 23):
        add_indicator(cast.plan, seq, f"指标{seq}", ["100"], "400", "sum")
    assert queries([3])  # from now on there is something on its way
    assert queries([1]) == queries(list(range(4, 23)))
