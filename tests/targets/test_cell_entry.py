"""One cell with all its details: ratios, stages, mid-year figures, files."""

import datetime as dt
from decimal import Decimal as D
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.translation import gettext as _
from hypothesis import given
from hypothesis import strategies as st

from plans.models import Membership, Round
from targets.choices import Condition
from targets.entry.own_grid import grid_of
from targets.entry.parsing import editable_text, parsed_value
from targets.models import Actual, Evidence
from tests.cast import Cast, SignedIn

CELL = {"condition": "value", "stage": "final", "version": "0"}


def send(cast: Cast, signed_in: SignedIn, button: str = "save", **fields: str) -> Any:
    url = reverse("targets:indicator_entry", args=[cast.indicator(1).pk, 2022])
    return signed_in(cast.clerk).post(url, CELL | fields | {button: "1"})


def stored(cast: Cast) -> Actual:
    return Actual.objects.get(indicator=cast.indicator(1))


def test_a_ratio_is_computed_from_its_parts(cast: Cast, signed_in: SignedIn) -> None:
    cast.plan.indicators.update(unit="%")
    assert send(cast, signed_in, value="", numerator="1", denominator="3").status_code == 302
    assert (stored(cast).value, stored(cast).numerator) == (D("33.33"), 1)


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        ({"value": "50", "numerator": "1", "denominator": "3"}, "33.33"),
        ({"value": "", "numerator": "1"}, "须同时填写"),
        ({"value": "", "numerator": "1", "denominator": "0"}, "分母须大于 0"),
    ],
)
def test_parts_that_do_not_fit_are_told(cast: Cast, signed_in: SignedIn, parts: dict[str, str], sentence: str) -> None:
    cast.plan.indicators.update(unit="%")
    response = send(cast, signed_in, **parts)
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert not Actual.objects.filter(indicator=cast.indicator(1)).exists()


def test_an_as_of_date_lies_in_its_year(cast: Cast, signed_in: SignedIn) -> None:
    response = send(cast, signed_in, value="90", as_of="2023-06-30")
    assert "不在2022年内" in response.content.decode()
    assert send(cast, signed_in, value="90", as_of="2022-11-30", stage="flash").status_code == 302
    assert (stored(cast).as_of, stored(cast).stage) == (dt.date(2022, 11, 30), "flash")


def test_a_half_year_figure_gives_way_to_the_years(cast: Cast, signed_in: SignedIn) -> None:
    cast.plan.rounds.all().delete()
    half = Round.objects.create(
        plan=cast.plan, year=2022, period="h1", opens=dt.date(2022, 6, 1), due=dt.date(2999, 1, 1)
    )
    grid = reverse("targets:entry", args=[cast.plan.slug])
    name = f"i{cast.indicator(1).pk}y2022"
    client = signed_in(cast.clerk)
    client.post(grid, {f"{name}-text": "60", f"{name}-version": "0", "submit": "1"})
    actual = stored(cast)
    assert (actual.as_of, actual.status) == (dt.date(2022, 6, 30), "submitted")
    actual.approve(cast.reviewer)
    Actual.objects.save_with_history([actual], cast.reviewer)
    assert client.post(grid, {f"{name}-text": "61", f"{name}-version": "2"}).status_code == 422
    half.close()
    Round.objects.create(plan=cast.plan, year=2022, opens=dt.date(2023, 1, 1), due=dt.date(2999, 1, 1))
    client.post(grid, {f"{name}-text": "120", f"{name}-version": str(actual.version)})
    actual = stored(cast)
    assert (actual.value, actual.as_of, actual.status) == (120, None, "draft")
    assert [h.value for h in actual.history.order_by("history_id")] == [60, 60, 120]


def test_the_second_on_one_cell_chooses_here_too(cast: Cast, signed_in: SignedIn) -> None:
    cast.actual("155")
    response = send(cast, signed_in, value="160")
    assert "155" in response.content.decode()
    assert (
        _("Please choose which of the two values stands.")
        in send(cast, signed_in, value="160", version="1", asked="1").content.decode()
    )
    assert send(cast, signed_in, value="160", version="1", asked="1", choice="mine").status_code == 302
    assert stored(cast).value == 160


def test_a_file_put_by_mistake_is_taken_away_again(cast: Cast, signed_in: SignedIn) -> None:
    actual = cast.actual()
    client = signed_in(cast.clerk)
    files = [SimpleUploadedFile(name, b"%PDF-" + name.encode()) for name in ("一.pdf", "二.pdf")]
    page = client.post(reverse("targets:add_evidence", args=[actual.pk]), {"file": files}, follow=True)
    assert "一.pdf、二.pdf" in page.content.decode()
    first = Evidence.objects.get(name="一.pdf")
    client.post(reverse("targets:remove_evidence", args=[first.pk]))
    assert [evidence.name for evidence in actual.evidence.all()] == ["二.pdf"]
    assert Evidence.history.filter(id=first.pk, history_type="-").exists()
    Actual.objects.filter(pk=actual.pk).update(status="submitted")
    client.post(reverse("targets:remove_evidence", args=[actual.evidence.get().pk]))
    assert actual.evidence.count() == 1


@given(
    st.one_of(
        st.decimals("0", "99999999999", places=4).map(lambda value: (value, Condition.VALUE, None)),
        st.just((None, Condition.NOT_APPLICABLE, None)),
        st.dates(dt.date(1990, 1, 1), dt.date(2090, 1, 1)).map(lambda day: (None, Condition.NOT_PUBLISHED, day)),
    )
)
def test_what_a_cell_shows_reads_back_as_the_same(stands: tuple[D | None, str, dt.date | None]) -> None:
    value, condition, day = stands
    said = parsed_value(editable_text(Actual(value=value, condition=condition, expected_on=day)))
    assert (said.value, said.condition, said.expected_on) == stands


def half_year(cast: Cast) -> Round:
    cast.plan.rounds.all().delete()
    return Round.objects.create(
        plan=cast.plan, year=2022, period="h1", opens=dt.date(2022, 6, 1), due=dt.date(2999, 1, 1)
    )


def whole_year(cast: Cast, half: Round) -> None:
    half.close()
    Round.objects.create(plan=cast.plan, year=2022, opens=dt.date(2023, 1, 1), due=dt.date(2999, 1, 1))


@pytest.mark.parametrize("status", ["draft", "approved"])
def test_what_was_typed_for_the_half_year_is_not_taken_for_the_years(
    cast: Cast, signed_in: SignedIn, status: str
) -> None:
    half = half_year(cast)
    grid, name = reverse("targets:entry", args=[cast.plan.slug]), f"i{cast.indicator(1).pk}y2022"
    client = signed_in(cast.clerk)
    told = {f"{name}-remark": "上半年说明", f"{name}-cause": "上半年原因"}
    client.post(grid, {f"{name}-text": "50", f"{name}-version": "0"} | told)
    Actual.objects.filter(indicator=cast.indicator(1)).update(status=status)
    whole_year(cast, half)
    page = client.get(grid).content.decode()
    assert "本年前期数：50" in page.replace("\n", "")
    assert f'name="{name}-text" value=""' in page
    client.post(grid, {f"{name}-text": "", f"{name}-version": "1", "submit": "1"})  # a form with nothing typed
    assert (stored(cast).value, stored(cast).as_of) == (50, dt.date(2022, 6, 30))
    # the same number again is the year's figure, all the same; and it must be explained again
    client.post(grid, {f"{name}-text": "50", f"{name}-version": "1", "submit": "1"})
    actual = stored(cast)
    assert (actual.value, actual.as_of, actual.cause, actual.remark, actual.status) == (50, None, "", "", "draft")


def test_a_year_that_is_final_is_not_entered_through_another_period(cast: Cast, signed_in: SignedIn) -> None:
    cast.plan.rounds.update(status="frozen")
    url = reverse("plans:round_list", args=[cast.plan.slug])
    data = {"year": "2022", "period": "h1", "opens": "2022-06-01", "due": "2999-01-01"}
    assert "已定案" in signed_in(cast.reviewer).post(url, data).content.decode()
    Round.objects.create(plan=cast.plan, year=2022, period="h1", opens=dt.date(2022, 6, 1), due=dt.date(2999, 1, 1))
    grid, name = reverse("targets:entry", args=[cast.plan.slug]), f"i{cast.indicator(1).pk}y2022"
    signed_in(cast.clerk).post(grid, {f"{name}-text": "50", f"{name}-version": "0"})
    assert not Actual.objects.filter(indicator=cast.indicator(1)).exists()


def test_one_round_of_a_year_is_open_at_a_time(cast: Cast, signed_in: SignedIn) -> None:
    url = reverse("plans:round_list", args=[cast.plan.slug])
    data = {"year": "2022", "period": "h1", "opens": "2022-06-01", "due": "2999-01-01"}
    assert (
        _("Another round of this year is open; please close it first.")
        in signed_in(cast.reviewer).post(url, data).content.decode()
    )


def test_a_ratio_beyond_all_measure_is_refused(cast: Cast, signed_in: SignedIn) -> None:
    cast.plan.indicators.update(unit="%")
    response = send(cast, signed_in, value="", numerator="99999999999", denominator="0.0001")
    assert "数字过大" in response.content.decode()
    assert not Actual.objects.filter(indicator=cast.indicator(1)).exists()


def test_the_parts_of_another_value_do_not_stay(cast: Cast, signed_in: SignedIn) -> None:
    cast.plan.indicators.update(unit="%")
    send(cast, signed_in, value="60", numerator="60", denominator="100")
    name = f"i{cast.indicator(1).pk}y2022"
    grid = reverse("targets:entry", args=[cast.plan.slug])
    signed_in(cast.clerk).post(grid, {f"{name}-text": "95", f"{name}-version": "1"})
    assert (stored(cast).value, stored(cast).numerator, stored(cast).denominator) == (95, None, None)


def test_a_half_year_is_held_against_its_own_part_and_the_same_part_of_last_year(
    cast: Cast, signed_in: SignedIn
) -> None:
    """授权量 is a sum with 100 for 2023: by 30 June, the 181st of 365 days, 49.59 of it are due."""
    cast.plan.rounds.all().delete()
    last = Round.objects.create(
        plan=cast.plan, year=2022, period="h1", opens=dt.date(2022, 6, 1), due=dt.date(2999, 1, 1)
    )
    figure = cast.actual("40", 2022, 1)
    figure.as_of = last.as_of
    for step in (figure.submit, lambda by: figure.approve(cast.reviewer)):
        step(cast.clerk)
        Actual.objects.save_with_history([figure], cast.clerk)
    last.close()
    whole = Round.objects.create(plan=cast.plan, year=2022, opens=dt.date(2023, 1, 1), due=dt.date(2999, 1, 1))
    figure.begin_next_round(whole)
    figure.enter({"value": D(90)}, cast.lead, cast.clerk, whole)
    Actual.objects.save_with_history([figure], cast.clerk)
    whole.close()
    Round.objects.create(plan=cast.plan, year=2023, period="h1", opens=dt.date(2023, 6, 1), due=dt.date(2999, 1, 1))
    grid = grid_of(cast.clerk, cast.plan.slug, 2023)
    cell = next(cell for cell in grid.cells if cell.year == 2023 and cell.row.indicator.seq == 1)
    assert (cell.due_by_then, cell.last_value) == (D("49.59"), 40)
    cell.actual = Actual(indicator=cell.row.indicator, year=2023, value=D(50))
    assert cell.change_text == "+10 (+25.0%)"
    page = signed_in(cast.clerk).get(reverse("targets:entry", args=[cast.plan.slug, 2023])).content.decode()
    for words in ("本期目标", "49.59", "全年 100", "较上年同期"):
        assert words in page
    paper = signed_in(cast.clerk).get(reverse("targets:entry_sheet", args=[cast.plan.slug, 2023])).content.decode()
    for words in ("2023 上半年：1—6月累计，截至6月30日", "49.59", "全年 100"):
        assert words in paper


def test_each_agency_of_a_person_has_a_form_of_its_own_and_is_named_in_the_grid(
    cast: Cast, signed_in: SignedIn
) -> None:
    client = signed_in(cast.clerk)
    grid, paper = (reverse(f"targets:{name}", args=[cast.plan.slug, 2022]) for name in ("entry", "entry_sheet"))
    assert "市丙局" not in client.get(grid).content.decode()
    Membership.objects.create(user=cast.clerk, role="staff", agency=cast.partner)
    page, form = signed_in(cast.clerk).get(grid).content.decode(), signed_in(cast.clerk).get(paper).content.decode()
    assert page.count("市甲局</small>") == page.count("市丙局</small>") == 1
    assert form.count('class="sheet"') == 2
    first, second = form.split('class="sheet"')[1:]
    assert ("市甲局" in first, "市丙局" in first, "市甲局" in second, "市丙局" in second) == (True, False, False, True)
