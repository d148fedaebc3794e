"""The table of rights (domain.md §5), asked of the rules themselves: each right, and everyone who has it."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404

from plans.models import Agency, User
from plans.rights import Right, can, is_own_region, require, require_own_region
from tasks.models import Note
from tests.cast import Cast, make_user

REVIEWERS = {"reviewer", "agency_reviewer"}
LEADING = {"leader", "province", *REVIEWERS}  # of the region or of one above it

# right → the thing it is asked of, and who has it
TABLE: dict[Right, tuple[Callable[[Cast], object], set[str]]] = {
    Right.ENTER_ACTUAL: (lambda c: c.indicator(1), {"clerk"}),
    Right.READ_EVIDENCE: (lambda c: c.indicator(1), {"clerk", "admin", *LEADING}),
    Right.REPORT_TASK: (lambda c: c.plan.tasks.get(seq=1), {"clerk"}),
    Right.ADD_PART: (lambda c: c.plan.tasks.get(seq=1), {"other_clerk"}),
    Right.READ_TASK_EVIDENCE: (lambda c: c.plan.tasks.get(seq=1), {"clerk", "other_clerk", "admin", *LEADING}),
    Right.LEAVE_NOTE: (lambda c: c.plan, {"leader", *REVIEWERS}),
    Right.ANSWER_NOTE: (lambda c: Note.objects.create(indicator=c.indicator(1), text="请说明"), {"clerk"}),
    Right.MANAGE_AGENCIES: (lambda c: None, {"admin"}),
    Right.MANAGE_SCREENS: (lambda c: None, {"admin"}),
    Right.MANAGE_ACCOUNTS: (lambda c: None, {"admin"}),
    Right.REVIEW_ANYTHING: (lambda c: None, {"admin", "stranger", *REVIEWERS}),
    Right.REVIEW: (lambda c: c.plan, {"admin", *REVIEWERS}),
    Right.MANAGE_ROUNDS: (lambda c: c.plan, {"admin", *REVIEWERS}),
    Right.LIFT_FINAL: (lambda c: c.plan, {"admin"}),
    Right.EXTEND_ROUND: (lambda c: c.plan, {"admin", *REVIEWERS}),
    Right.SET_LIGHTS: (lambda c: c.plan, {"admin", *REVIEWERS}),
    Right.ASK_EXTENSION: (lambda c: c.lead, {"clerk"}),
    Right.REVISE_TARGET: (lambda c: c.plan, {"admin", *REVIEWERS}),
    Right.GIVE_BASE: (lambda c: c.plan, {"admin", *REVIEWERS}),
    Right.NAME_REPORTER: (lambda c: c.plan, {"admin", *REVIEWERS}),
    Right.EXPORT_PLAN: (lambda c: c.plan, {"admin", *LEADING}),
    Right.EXPORT_OWN: (lambda c: c.plan, {"clerk", "other_clerk", "bystander", "admin", *LEADING}),
    Right.IMPORT_PLAN: (lambda c: None, {"admin"}),
    Right.READ_AUDIT: (lambda c: None, {"admin"}),
}
MODELS = [
    "plans.region", "plans.agency", "plans.agencyalias", "plans.plan", "plans.phase", "plans.user", "plans.membership",
    "plans.holiday",
    "targets.indicator", "targets.indicatoralias", "targets.planindicator", "targets.goal",
]  # fmt: skip


def people(cast: Cast) -> dict[str, User]:
    """The cast, one of an agency with no part in anything, a leader of the region above, a reviewer by an agency."""
    names = ("leader", "clerk", "other_clerk", "reviewer", "admin", "outsider", "stranger")
    idle = Agency.objects.create(region=cast.here, name="市闲局")
    return {name: getattr(cast, name) for name in names} | {
        "bystander": make_user("c-bystander", "staff", agency=idle),
        "agency_reviewer": make_user("c-agency-reviewer", "reviewer", agency=idle),
        "province": make_user("c-province", "leader", region=cast.here.parent),
    }


@pytest.mark.parametrize("right", list(Right))
def test_a_right_is_had_by_those_of_the_table(cast: Cast, right: Right) -> None:
    make_thing, expected = TABLE[right]
    thing = make_thing(cast)
    assert {name for name, person in people(cast).items() if can(person, right, thing)} == expected


@pytest.mark.parametrize("right", list(Right))
def test_without_the_right_one_is_refused_with_words(cast: Cast, right: Right) -> None:
    make_thing, expected = TABLE[right]
    thing = make_thing(cast)
    for name, person in people(cast).items():
        if name in expected:
            require(person, right, thing)
        else:
            with pytest.raises(PermissionDenied) as refused:
                require(person, right, thing)
            assert refused.value.args[0]


def test_everyone_of_the_agency_has_its_rights(cast: Cast) -> None:
    for right in (Right.ENTER_ACTUAL, Right.READ_EVIDENCE):
        assert can(cast.colleague, right, cast.indicator(1))
        assert not can(cast.other_clerk, right, cast.indicator(1))
        assert can(cast.other_clerk, right, cast.indicator(2))


def test_a_reviewer_of_an_agency_enters_its_figures(cast: Cast) -> None:
    reviewer = make_user("c-own-reviewer", "reviewer", agency=cast.lead)
    assert can(reviewer, Right.ENTER_ACTUAL, cast.indicator(1))
    assert not can(cast.reviewer, Right.ENTER_ACTUAL, cast.indicator(1))


def test_a_row_that_nobody_reports_is_entered_by_nobody(cast: Cast) -> None:
    cast.plan.coordinator = None
    cast.plan.save()
    assert not any(can(person, Right.ENTER_ACTUAL, cast.indicator(1)) for person in people(cast).values())


def test_the_rights_on_a_task_without_a_lead_follow_from_who_reports_it(cast: Cast) -> None:
    everyone = people(cast)
    for reporter, clerk, partners in ((None, "other_clerk", "clerk"), (cast.lead, "clerk", "other_clerk")):
        task = cast.plan.tasks.get(seq=2)
        task.name_reporter(reporter, "分工")
        for right, holder in ((Right.REPORT_TASK, clerk), (Right.ADD_PART, partners)):
            assert [name for name, person in everyone.items() if can(person, right, task)] == [holder]


def test_an_account_that_was_closed_has_no_rights_of_an_administrator(cast: Cast) -> None:
    cast.admin.is_active = False
    cast.admin.save()
    closed = User.objects.get(pk=cast.admin.pk)
    assert not any(can(closed, right, make_thing(cast)) for right, (make_thing, _names) in TABLE.items())


@pytest.mark.parametrize("action", ["view", "add", "change", "delete"])
@pytest.mark.parametrize("model", MODELS)
def test_the_admin_pages_are_the_administrators(cast: Cast, action: str, model: str) -> None:
    app, name = model.split(".")
    perm = f"{app}.{action}_{name}"
    others: list[User | AnonymousUser] = [cast.leader, cast.clerk, cast.reviewer, cast.outsider, AnonymousUser()]
    assert cast.admin.has_perm(perm)
    assert cast.admin.has_module_perms(app)
    assert not any(person.has_perm(perm) or person.has_module_perms(app) for person in others)


def test_no_admin_page_writes_a_status(cast: Cast) -> None:
    for perm in ("targets.change_actual", "tasks.change_taskreport", "plans.change_round"):
        assert not cast.admin.has_perm(perm)


def test_more_than_approved_figures_are_seen_in_the_own_region_and_below(cast: Cast) -> None:
    own = {"leader", "clerk", "other_clerk", "bystander", "admin", *LEADING}
    for name, person in people(cast).items():
        assert is_own_region(person, cast.plan) == (name in own), name
        if name in own:
            require_own_region(person, cast.plan)
        else:
            with pytest.raises(Http404):
                require_own_region(person, cast.plan)
