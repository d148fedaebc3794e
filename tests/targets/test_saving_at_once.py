"""People who save in the same moment, on real connections of their own."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from plans.models import User
from targets.models import Actual
from tests.cast import Cast, add_indicator, make_cast, make_user

pytestmark = pytest.mark.django_db(transaction=True)


def save_together(cast: Cast, forms: list[tuple[User, dict[str, str]]]) -> list[int]:
    """Send all forms in one moment; return the answers' status codes."""
    start = Barrier(len(forms))
    url = reverse("targets:entry", args=[cast.plan.slug, 2022])

    def send(user: User, data: dict[str, str]) -> int:
        client = Client()
        client.force_login(user, backend="plans.signed_in.Backend")
        start.wait()
        try:
            return client.post(url, data | {"save": "1"}).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(forms)) as pool:
        return [answer.result() for answer in [pool.submit(send, *form) for form in forms]]


def row(cast: Cast, seq: int, value: str) -> dict[str, str]:
    prefix = f"i{cast.indicator(seq).pk}y2022"
    return {f"{prefix}-text": value, f"{prefix}-version": "0"}


def test_of_many_on_one_cell_one_is_stored_and_all_others_are_asked() -> None:
    cast = make_cast()
    people = [cast.clerk, cast.colleague] * 4
    answers = save_together(cast, [(person, row(cast, 1, str(150 + n))) for n, person in enumerate(people)])
    assert sorted(answers) == [302, *[422] * 7]
    actual = Actual.objects.get(indicator=cast.indicator(1), year=2022)
    assert actual.version == 1
    assert actual.history.count() == 1


def test_of_many_on_their_own_cells_all_are_stored() -> None:
    cast = make_cast()
    for seq in range(3, 23):
        add_indicator(cast.plan, seq, f"指标{seq}", ["100"], "400", "sum")
    clerks = {seq: make_user(f"c-clerk-{seq}", "staff", agency=cast.lead) for seq in range(3, 23)}
    answers = save_together(cast, [(clerk, row(cast, seq, str(100 + seq))) for seq, clerk in clerks.items()])
    assert answers == [302] * 20
    assert Actual.objects.filter(indicator__plan=cast.plan, year=2022).count() == 20
