"""The way to approval: which step is possible in which status."""

import pytest

from plans.models import NotPossible, Report
from tests.cast import Cast

STEPS = ["submit", "withdraw", "approve", "return_for_correction", "reopen"]
POSSIBLE = {
    "draft": {"submit"},
    "submitted": {"withdraw", "approve", "return_for_correction"},
    "returned": {"submit"},
    "withdrawn": {"submit"},
    "approved": {"reopen"},
    "reopened": {"submit"},
}


@pytest.mark.parametrize("status", list(Report.Status))
@pytest.mark.parametrize("step", STEPS)
def test_a_step_is_possible_in_its_status_only(cast: Cast, status: str, step: str) -> None:
    actual = cast.actual()
    actual.status = status
    by = cast.clerk if step in ("submit", "withdraw") else cast.reviewer
    reason = ("请核对",) if step in ("return_for_correction", "reopen") else ()
    if step in POSSIBLE[status]:
        getattr(actual, step)(by, *reason)
        assert actual.status != status
        assert actual.version == 2
    else:
        with pytest.raises(NotPossible):
            getattr(actual, step)(by, *reason)
        assert (actual.status, actual.version) == (status, 1)


def test_a_locked_value_takes_no_entry(cast: Cast) -> None:
    with pytest.raises(NotPossible):
        cast.submitted().enter({"value": 5}, cast.lead, cast.clerk)


def test_the_day_it_was_first_handed_in_stays_through_a_return_but_not_a_withdrawal(cast: Cast) -> None:
    actual = cast.submitted("100")
    first = actual.handed_in_at
    assert first is not None
    actual.return_for_correction(cast.reviewer, "请核对")
    actual.submit(cast.clerk)
    assert actual.handed_in_at == first
    actual.withdraw(cast.clerk)
    assert actual.handed_in_at is None
