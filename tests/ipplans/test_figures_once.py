"""Many who look in the same moment: what changed is computed by one of them."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone

from ipplans.models import ReportedYear, YearSummary
from ipplans.summaries import refresh_reported_years, refresh_years
from plans.models import Plan
from tests.cast import make_cast

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE = 6


def test_of_many_who_look_at_once_one_computes() -> None:
    plans, today = Plan.objects.filter(pk=make_cast().plan.pk), timezone.localdate()
    start = Barrier(PEOPLE)

    def look() -> None:
        start.wait()
        try:
            refresh_reported_years(plans.all(), today)
            refresh_years(plans.all(), 2022, False, today)
        finally:
            connection.close()

    refresh_reported_years(plans, today)
    refresh_years(plans, 2022, False, today)
    first, years = YearSummary.objects.get().pk, ReportedYear.objects.latest("pk").pk
    plans.raise_revisions()
    with ThreadPoolExecutor(PEOPLE) as pool:
        for look_of_one in [pool.submit(look) for _person in range(PEOPLE)]:
            look_of_one.result()
    stored = YearSummary.objects.get()
    assert stored.revision == plans.get().revision
    assert stored.pk == first + 1  # ids are never given again: one row was made
    assert ReportedYear.objects.latest("pk").pk == years + ReportedYear.objects.count()
