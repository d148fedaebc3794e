"""A plan's revision rises with every change that its pages can show, by whatever door, and with nothing else."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection, connections, transaction
from django.db.models import F

from ipplans.health import NotMigrated, _are_applied
from plans.database import revisions
from plans.models import Agency, AgencyAlias, Extension, Holiday, LightRules, Membership, Plan, Region, User
from targets.models import Actual, Goal, Indicator, PlanIndicator, YearTarget
from tasks.models import Assignment, Note, Quantity, TaskPart, TaskReport
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db
# Rows that no page of a plan shows, each with why.
NOT_SHOWN = {
    "ApiToken": "what a program reads with",
    "AuditEntry": "the log of administrators",
    "Plan": "raises its own, by a trigger of its own",
    "SignedInSession": "where a person is signed in",
    "WallScreen": "who may look, not what is shown",
    "Import": "documents under review; loading one changes the plan's rows",
    "Export": "files on their way out, of one person",
    "TableShape": "how documents are read",
    "ReportedYear": "computed from the plan's rows",
    "YearSummary": "computed from the plan's rows",
    "IndicatorSummary": "computed from the plan's rows",
}


def now(cast: Cast) -> tuple[int, int]:
    """The revisions of the plan, and of that of another region."""
    found = dict(Plan.objects.values_list("pk", "revision"))
    return found[cast.plan.pk], found[cast.there.plans.get().pk]


def test_every_model_says_whether_pages_of_a_plan_show_it() -> None:
    ours = [m for m in apps.get_models() if m._meta.app_label in ("plans", "targets", "tasks", "documents", "ipplans")]
    silent = {m.__name__ for m in ours if "RAISES" not in vars(m) and not m.__name__.startswith("Historical")}
    assert silent == set(NOT_SHOWN)


def report(cast: Cast) -> TaskReport:
    return TaskReport.objects.create(task=cast.plan.tasks.get(seq=1), year=2022, state="done")


CHANGES: dict[str, Callable[[Cast], Any]] = {
    "a value": lambda cast: cast.submitted("90"),
    "a value in bulk": lambda cast: Actual.objects.bulk_create([Actual(indicator=cast.indicator(1), year=2023)]),
    "a target": lambda cast: YearTarget.objects.filter(indicator=cast.indicator(1)).update(value=F("value") + 1),
    "a goal": lambda cast: Goal.objects.filter(plan=cast.plan).update(text="另定"),
    "a row": lambda cast: PlanIndicator.objects.filter(plan=cast.plan).update(dropped_by="文"),
    "sources": lambda cast: cast.indicator(1).sources.add(cast.lead),
    "an entry": lambda cast: entry_of(cast).save(),
    "a task report": report,
    "a part": lambda cast: TaskPart.objects.create(report=report(cast), agency=cast.partner),
    "an assignment": lambda cast: Assignment.objects.filter(task__plan=cast.plan).delete(),
    "a quantity": lambda cast: Quantity.objects.create(task=cast.plan.tasks.get(seq=1), seq=9, text="3件", value=3),
    "a note": lambda cast: Note.objects.create(indicator=cast.indicator(1), text="请说明", author=cast.leader),
    "a phase": lambda cast: cast.plan.phases.create(seq=9, name="期", starts="2022-01-01", ends="2022-02-01"),
    "a round": lambda cast: cast.plan.rounds.update(due="2999-12-31"),
    "an extension": lambda cast: Extension.objects.create(
        round=cast.plan.rounds.get(), agency=cast.lead, old_due="2999-01-31", due="2999-02-28", reason="核对"
    ),
    "rules of lights": lambda cast: LightRules.objects.create(plan=cast.plan),
    "an agency's name": lambda cast: Agency.objects.filter(pk=cast.lead.pk).update(name="市新局"),
    "another name": lambda cast: AgencyAlias.objects.create(agency=cast.lead, name="市别名局"),
    "who may sign in": lambda cast: Membership.objects.create(user=cast.leader, role="staff", agency=cast.partner),
    "the plan": lambda cast: Plan.objects.filter(pk=cast.plan.pk).update(title="新题"),
    "by hand": lambda cast: connection.cursor().execute(
        "UPDATE plans_plan SET note = 'x' WHERE id = %s", [cast.plan.pk]
    ),
}


def entry_of(cast: Cast) -> Indicator:
    entry = Indicator.objects.create(slug="x-entry", name="总量", unit="件", nature="flow")
    PlanIndicator.objects.filter(pk=cast.indicator(1).pk).update(indicator=entry)
    entry.name = "另名"
    return entry


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_raises_the_plan_it_is_shown_with_and_no_other(cast: Cast, change: str) -> None:
    before = now(cast)
    CHANGES[change](cast)
    after = now(cast)
    assert after[0] > before[0]
    assert after[1] == before[1]


FOR_ALL: dict[str, Callable[[Cast], Any]] = {
    "a region": lambda cast: Region.objects.filter(pk=cast.here.pk).update(name="甲新市"),
    "a person's name": lambda cast: User.objects.filter(pk=cast.leader.pk).update(name="新名"),
    "a holiday": lambda cast: Holiday.objects.create(name="节", starts="2026-01-01", ends="2026-01-02"),
}


@pytest.mark.parametrize("change", FOR_ALL)
def test_what_every_page_may_show_raises_all(cast: Cast, change: str) -> None:
    before = now(cast)
    FOR_ALL[change](cast)
    assert all(after > old for after, old in zip(now(cast), before, strict=True))


def test_nothing_new_raises_nothing(cast: Cast) -> None:
    cast.submitted("90")
    before = now(cast)
    Actual.objects.update(remark=F("remark"))
    User.objects.filter(pk=cast.leader.pk).update(last_login="2026-01-01T00:00Z", email="a@example.org")
    Plan.objects.get(pk=cast.plan.pk).save()
    Agency.objects.update(name=F("name"))
    assert now(cast) == before


def test_a_plan_loaded_before_another_change_does_not_take_it_back(cast: Cast) -> None:
    loaded = Plan.objects.get(pk=cast.plan.pk)
    cast.submitted("90")
    before = now(cast)
    loaded.save()
    assert now(cast) == before
    loaded.title = "新题"
    loaded.save()
    assert now(cast)[0] > before[0]


def test_what_is_rolled_back_raises_nothing(cast: Cast) -> None:
    before = now(cast)
    with transaction.atomic():
        cast.submitted("90")
        transaction.set_rollback(True)
    assert now(cast) == before


@pytest.mark.django_db(transaction=True)
def test_two_at_once_never_share_a_number() -> None:
    cast, seen = make_cast(), []
    row = cast.indicator(1).pk
    before = now(cast)[0]

    def change(n: int) -> None:
        try:
            for step in range(10):
                with transaction.atomic():
                    PlanIndicator.objects.filter(pk=row).update(note=f"{n} {step}")
                    seen.append(Plan.objects.get(pk=cast.plan.pk).revision)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=change, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(seen)) == len(seen) == 40
    assert max(seen) == now(cast)[0] == before + 40


def test_the_sums_tell_one_state_of_many_plans_from_another(cast: Cast) -> None:
    states = [Plan.objects.revisions()]
    for change in CHANGES.values():
        with transaction.atomic():
            change(cast)
            states.append(Plan.objects.revisions())
            transaction.set_rollback(True)
    assert all(state != states[0] for state in states[1:])
    assert Plan.objects.none().revisions().plans == 0


def test_migrating_puts_the_triggers_back(cast: Cast) -> None:
    assert revisions.are_installed(connection)
    revisions.remove_triggers(connection)
    assert not revisions.are_installed(connection)
    _are_applied.cache_clear()
    with pytest.raises(NotMigrated):  # a watcher is told
        _are_applied()
    call_command("migrate", verbosity=0)
    assert revisions.are_installed(connection)
    assert _are_applied()
    before = now(cast)
    cast.submitted("90")
    assert now(cast)[0] > before[0]
