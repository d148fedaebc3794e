"""Who may do what: the table of domain.md §5.

What a person may *see* is the querysets' `visible_to(user)`: anything else is 404.
What a person may *do* with a visible thing is a right below: without it, 403.
The steps of a report (`plans.models.Report`) ask who entered it: nobody approves an own one, only its author
withdraws it.
"""

from __future__ import annotations

from collections.abc import Set
from enum import StrEnum
from typing import Any, Protocol

import rules
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from plans.models import Agency, Membership, Plan, User


class Right(StrEnum):
    """What a person may do with a visible thing. `can` and `require` take nothing else."""

    ENTER_ACTUAL = "enter_actual"
    READ_EVIDENCE = "read_evidence"
    REPORT_TASK = "report_task"
    ADD_PART = "add_part"
    READ_TASK_EVIDENCE = "read_task_evidence"
    LEAVE_NOTE = "leave_note"
    ANSWER_NOTE = "answer_note"
    MANAGE_ACCOUNTS = "manage_accounts"
    MANAGE_AGENCIES = "manage_agencies"
    MANAGE_SCREENS = "manage_screens"
    REVIEW_ANYTHING = "review_anything"
    REVIEW = "review"
    MANAGE_ROUNDS = "manage_rounds"
    LIFT_FINAL = "lift_final"
    EXTEND_ROUND = "extend_round"
    SET_LIGHTS = "set_lights"
    ASK_EXTENSION = "ask_extension"
    REVISE_TARGET = "revise_target"
    GIVE_BASE = "give_base"
    NAME_REPORTER = "name_reporter"
    EXPORT_PLAN = "export_plan"
    EXPORT_OWN = "export_own"
    IMPORT_PLAN = "import_plan"
    READ_AUDIT = "read_audit"


class Shared(Protocol):
    """A task: agencies report it, others add their part."""

    @property
    def plan(self) -> Plan: ...

    @property
    def reporters(self) -> list[Agency]: ...

    @property
    def partners(self) -> list[Agency]: ...


class Answerable(Protocol):
    """A note that agencies answer."""

    @property
    def agencies(self) -> list[Agency]: ...


class Reported(Protocol):
    """A row some agency answers for: an indicator of a plan."""

    @property
    def plan(self) -> Plan: ...

    @property
    def current_reporter(self) -> Agency | None: ...


@rules.predicate
def is_admin(user: User) -> bool:
    return user.is_authenticated and user.is_admin


@rules.predicate
def reviews_plan(user: User, plan: Plan) -> bool:
    return user.reviews(plan.region_id)


@rules.predicate
def answers_for(user: User, row: Reported) -> bool:
    return row.current_reporter is not None and row.current_reporter.pk in user.agency_ids


@rules.predicate
def reports_task(user: User, task: Shared) -> bool:
    return any(agency.pk in user.agency_ids for agency in task.reporters)


@rules.predicate
def shares_task(user: User, task: Shared) -> bool:
    return any(agency.pk in user.agency_ids for agency in task.partners)


@rules.predicate
def works_for(user: User, agency: Agency) -> bool:
    return agency.pk in user.agency_ids


@rules.predicate
def is_asked(user: User, note: Answerable) -> bool:
    return any(agency.pk in user.agency_ids for agency in note.agencies)


@rules.predicate
def leads_or_reviews_own_region(user: User, plan: Plan) -> bool:
    """A leader or reviewer of the plan's own region."""
    guiding = (Membership.Role.LEADER, Membership.Role.REVIEWER)
    return any(m.role in guiding and m.scope_id == plan.region_id for m in user.roles)


@rules.predicate
def leads_or_reviews_region(user: User, plan: Plan) -> bool:
    return plan.region_id in user.led_or_reviewed_regions


@rules.predicate
def leads_or_reviews_region_of(user: User, row: Reported | Shared) -> bool:
    return row.plan.region_id in user.led_or_reviewed_regions


@rules.predicate
def works_in_region(user: User, plan: Plan) -> bool:
    return plan.region_id in user.own_region_ids


@rules.predicate
def reviews_somewhere(user: User) -> bool:
    return bool(user.reviewed_region_ids)


rules.add_rule(Right.ENTER_ACTUAL, answers_for)
rules.add_rule(Right.READ_EVIDENCE, answers_for | leads_or_reviews_region_of | is_admin)
rules.add_rule(Right.REPORT_TASK, reports_task)
rules.add_rule(Right.ADD_PART, shares_task)
rules.add_rule(Right.READ_TASK_EVIDENCE, reports_task | shares_task | leads_or_reviews_region_of | is_admin)
rules.add_rule(Right.LEAVE_NOTE, leads_or_reviews_own_region)
rules.add_rule(Right.ANSWER_NOTE, is_asked)
rules.add_rule(Right.MANAGE_ACCOUNTS, is_admin)
rules.add_rule(Right.MANAGE_AGENCIES, is_admin)
rules.add_rule(Right.MANAGE_SCREENS, is_admin)
rules.add_rule(Right.REVIEW_ANYTHING, reviews_somewhere | is_admin)
rules.add_rule(Right.REVIEW, reviews_plan | is_admin)
rules.add_rule(Right.MANAGE_ROUNDS, reviews_plan | is_admin)
rules.add_rule(Right.LIFT_FINAL, is_admin)
rules.add_rule(Right.EXTEND_ROUND, reviews_plan | is_admin)
rules.add_rule(Right.SET_LIGHTS, reviews_plan | is_admin)
rules.add_rule(Right.ASK_EXTENSION, works_for)
rules.add_rule(Right.REVISE_TARGET, reviews_plan | is_admin)
rules.add_rule(Right.GIVE_BASE, reviews_plan | is_admin)
rules.add_rule(Right.NAME_REPORTER, reviews_plan | is_admin)
rules.add_rule(Right.EXPORT_PLAN, leads_or_reviews_region | is_admin)
rules.add_rule(Right.EXPORT_OWN, works_in_region | leads_or_reviews_region | is_admin)
rules.add_rule(Right.IMPORT_PLAN, is_admin)
rules.add_rule(Right.READ_AUDIT, is_admin)

# Django's admin asks for these; administrators have them all, and nobody else any.
for _model in (
    *(
        "plans.region",
        "plans.agency",
        "plans.agencyalias",
        "plans.plan",
        "plans.phase",
        "plans.holiday",
        "plans.user",
        "plans.membership",
    ),
    *("targets.indicator", "targets.indicatoralias", "targets.planindicator", "targets.goal"),
):
    _app, _name = _model.split(".")
    for _action in ("view", "add", "change", "delete"):
        rules.add_perm(f"{_app}.{_action}_{_name}", is_admin)
for _app in ("plans", "targets"):
    rules.add_perm(_app, is_admin)


def can(user: User, right: Right, thing: object = None) -> bool:
    """Return whether `user` has `right` on `thing`."""
    return bool(rules.test_rule(right, user, thing))


def is_own_region(user: User, plan: Plan) -> bool:
    """Whether the plan is of one of the user's regions or of one below; of an administrator all are."""
    return plan.region_id in user.regions_below


def require_visible(user: User, region_id: int | None) -> None:
    """Raise Http404 for what is of a region (None: of none) whose dashboard `user` may not open, as `visible_to`."""
    if region_id not in user.visible_regions:
        raise Http404


def require_own_region(user: User, plan: Plan) -> None:
    """Raise Http404 for a plan of a region under the same parent: of that, only approved figures are seen."""
    if not is_own_region(user, plan):
        raise Http404


def require_own_rows(sent: Set[int], own: Set[int], visible: QuerySet[Any]) -> None:
    """Refuse a forged sheet: Http404 for a row that the person may not see, PermissionDenied for another agency's."""
    foreign = sent - own
    if not foreign:
        return
    if visible.filter(pk__in=foreign).count() < len(foreign):
        raise Http404
    raise PermissionDenied(_("Some of these rows are another agency's to report."))


def require(user: User, right: Right, thing: object = None) -> None:
    """Raise PermissionDenied (403, with words) unless `user` has `right` on `thing`."""
    if not can(user, right, thing):
        raise PermissionDenied(_("Your account has no right to do this."))
