"""Reporting rounds: opened, closed, reopened."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from plans.models import NotPossible, Round
from tests.cast import Cast, SignedIn


def url(cast: Cast) -> str:
    return reverse("plans:round_list", args=[cast.plan.slug])


def test_a_reviewer_opens_a_year_with_a_due_date(cast: Cast, signed_in: SignedIn) -> None:
    data = {"year": "2023", "opens": "2024-01-01", "due": "2024-01-31"}
    assert signed_in(cast.reviewer).post(url(cast), data).status_code == 302
    opened = cast.plan.rounds.get(year=2023)
    assert (opened.due, opened.opened_by, opened.status) == (dt.date(2024, 1, 31), cast.reviewer, "open")


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"year": "2023", "opens": "2024-02-01", "due": "2024-01-31"}, "截止日期早于开放日期"),
        ({"year": "2022", "opens": "2023-01-01", "due": "2023-01-31"}, "2022"),
        ({"year": "2031", "opens": "2023-01-01", "due": "2023-01-31"}, "2031"),
        ({"year": "2023", "opens": "gestern", "due": ""}, "field-error"),
    ],
)
def test_a_bad_form_says_what_is_wrong(cast: Cast, signed_in: SignedIn, data: dict[str, str], sentence: str) -> None:
    response = signed_in(cast.reviewer).post(url(cast), data)
    assert response.status_code == 200
    assert sentence in response.content.decode()
    assert cast.plan.rounds.count() == 1


def test_a_round_is_closed_and_reopened_with_a_reason(cast: Cast, signed_in: SignedIn) -> None:
    round_ = cast.plan.rounds.get()
    client = signed_in(cast.reviewer)
    client.post(reverse("plans:round_action", args=[round_.pk, "close"]))
    client.post(reverse("plans:round_action", args=[round_.pk, "reopen"]), {"reason": ""})
    round_.refresh_from_db()
    assert round_.status == "closed"
    client.post(reverse("plans:round_action", args=[round_.pk, "reopen"]), {"reason": "补报"})
    round_.refresh_from_db()
    assert round_.status == "reopened"
    assert round_.history.latest().history_change_reason == "补报"


def test_final_figures_stay_as_they_are(cast: Cast, signed_in: SignedIn) -> None:
    actual = cast.approved()
    round_ = cast.plan.rounds.get()
    with pytest.raises(NotPossible):
        round_.freeze()
    round_.close()
    round_.freeze()
    reopen = reverse("review_action", args=[actual.pk, "reopen"])
    signed_in(cast.reviewer).post(reopen, {"version": actual.version, "reason": "更正"})
    actual.refresh_from_db()
    assert actual.status == "approved"
    with pytest.raises(NotPossible):
        round_.reopen("更正")


def test_a_reopened_round_gets_a_new_due_date(cast: Cast, signed_in: SignedIn) -> None:
    round_ = cast.plan.rounds.get()
    round_.close()
    url = reverse("plans:round_action", args=[round_.pk, "reopen"])
    for wrong in ("soon", "2001-01-01"):
        signed_in(cast.reviewer).post(url, {"reason": "补报", "due": wrong})
        round_.refresh_from_db()
        assert round_.status == "closed"
    signed_in(cast.reviewer).post(url, {"reason": "补报", "due": "2999-06-30"})
    round_.refresh_from_db()
    assert (round_.status, round_.due) == ("reopened", dt.date(2999, 6, 30))


def test_an_open_round_is_not_reopened(cast: Cast) -> None:
    with pytest.raises(NotPossible):
        cast.plan.rounds.get().reopen("warum")


def test_an_unknown_turn_is_not_found(cast: Cast, signed_in: SignedIn) -> None:
    action = reverse("plans:round_action", args=[cast.plan.rounds.get().pk, "freeze-all"])
    assert signed_in(cast.reviewer).post(action).status_code == 404


def test_a_year_has_one_round(cast: Cast) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Round.objects.create(plan=cast.plan, year=2022, opens=dt.date(2023, 1, 1), due=dt.date(2023, 1, 2))
