"""A country made of the shapes of the plans there are, to try speed and scale on: 演示数据, as the demonstration is.

Each region gets a copy of one demonstrated plan with its agencies, rounds, targets, reports and their history, and a
clerk and a reviewer. Rows are copied by the database itself (INSERT … SELECT): a copy's number × more than the largest
id there is + the id of the row it is of, so that every reference is known beforehand.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.contrib.auth.hashers import make_password
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import Max, Model

from ipplans.demo import PASSWORD
from plans.models import Agency, AgencyAlias, Membership, Phase, Plan, Region, Round, User
from targets.models import Actual, Baseline, Goal, PlanIndicator, YearTarget
from tasks.models import Area, Assignment, Quantity, Task, TaskReport

MADE_UP = "演示数据（规模试验）"
BEARING = (Region.Level.CITY, Region.Level.COUNTY)
# Each table with how its rows belong to a copied plan: the plan's or region's column, or the table they hang on.
OF_PLAN, OF_REGION = "plan_id", "region_id"
COPIED: list[tuple[type[Model], str | tuple[str, type[Model], str]]] = [
    (Agency, OF_REGION),
    (AgencyAlias, ("agency_id", Agency, OF_REGION)),
    (Plan, "id"),
    (Phase, OF_PLAN),
    (Round, OF_PLAN),
    (Area, OF_PLAN),
    (Task, OF_PLAN),
    (Assignment, ("task_id", Task, OF_PLAN)),
    (Quantity, ("task_id", Task, OF_PLAN)),
    (TaskReport, ("task_id", Task, OF_PLAN)),
    (TaskReport.history.model, ("task_id", Task, OF_PLAN)),
    (PlanIndicator, OF_PLAN),
    (Goal, OF_PLAN),
    (Baseline, ("indicator_id", PlanIndicator, OF_PLAN)),
    (YearTarget, ("indicator_id", PlanIndicator, OF_PLAN)),
    (Actual, ("indicator_id", PlanIndicator, OF_PLAN)),
    (Actual.history.model, ("indicator_id", PlanIndicator, OF_PLAN)),
]
MADE = "CREATE TEMPORARY TABLE made (number bigint, plan bigint, template_region bigint, region bigint, code text)"


@dataclass(frozen=True)
class MadeRegion:
    """One region that gets a copy of a plan; copies are numbered from 1."""

    number: int
    region: Region
    template: Plan


@transaction.atomic
def make_country(count: int) -> int:
    """Give a plan to so many regions that have none, in the order of their codes; return how many got one.

    The demonstration must be loaded, and no account but its own may exist. Raises ValueError otherwise.
    """
    if User.objects.filter(is_demo=False).exists():
        raise ValueError("This system has accounts of people; made-up data go into a demonstration alone.")
    plans = Plan.objects.filter(region__level__in=BEARING, rounds__isnull=False).exclude(note=MADE_UP)
    templates = list(plans.distinct().order_by("pk"))
    if not templates:
        raise ValueError("Please load the demonstration first: make run, or manage.py loadplans and loaddemo.")
    free = Region.objects.filter(level__in=BEARING, plans__isnull=True).order_by("code")[:count]
    made = [MadeRegion(n, region, templates[n % len(templates)]) for n, region in enumerate(free, 1)]
    steps = {model: _next_id(model) for model, _belongs in COPIED}
    with connection.cursor() as cursor:
        _note(cursor, made)
        for model, belongs in COPIED:
            cursor.execute(_copying(model, belongs, steps))
        cursor.execute("DROP TABLE made")
        for statement in connection.ops.sequence_reset_sql(no_style(), [model for model, _belongs in COPIED]):
            cursor.execute(statement)
    _make_accounts(made, steps[Agency])
    return len(made)


def _next_id(model: type[Model]) -> int:
    """More than the largest id: what the number of a copy is multiplied with."""
    return int(model._default_manager.aggregate(last=Max("pk"))["last"] or 0) + 1


def _note(cursor: Any, made: Sequence[MadeRegion]) -> None:
    cursor.execute(MADE)
    rows = [(one.number, one.template.pk, one.template.region_id, one.region.pk, one.region.code) for one in made]
    cursor.executemany("INSERT INTO made VALUES (%s, %s, %s, %s, %s)", rows)


def _copying(model: type[Model], belongs: str | tuple[str, type[Model], str], steps: Mapping[type[Model], int]) -> str:
    """The statement that copies a table's rows of the templates for every region; names of our own tables alone."""
    table, join = model._meta.db_table, ""
    if isinstance(belongs, tuple):
        through, owner, column = belongs
        join = f" JOIN {owner._meta.db_table} owner ON owner.id = source.{through}"
        place = f"owner.{column}"
    else:
        column, place = belongs, f"source.{belongs}"
    template = "made.template_region" if column == OF_REGION else "made.plan"
    values = {field.column: _value(model, field, steps) for field in model._meta.concrete_fields}
    names = ", ".join(connection.ops.quote_name(name) for name in values)
    return (
        f"INSERT INTO {table} ({names}) SELECT {', '.join(values.values())} "  # noqa: S608  # nosec B608
        f"FROM {table} source{join} JOIN made ON {place} = {template}"
    )


def _value(model: type[Model], field: Any, steps: Mapping[type[Model], int]) -> str:
    """What a column of a copy holds: an id or a reference moved by the copy's number, else what the template holds."""
    own = f"source.{connection.ops.quote_name(field.column)}"
    if field.column == "region_id":
        return "made.region"
    if model is Plan and field.name == "slug":
        return f"{own} || '-' || made.code"
    if model is Plan and field.name == "note":
        return f"'{MADE_UP}'"
    if field.primary_key:
        return f"made.number * {steps[model]} + {own}"
    of = field.remote_field.model if field.is_relation else None
    if field.name == "id":  # of a record: the row it is of
        of = model.instance_type  # type: ignore[attr-defined]
    return f"made.number * {steps[of]} + {own}" if of is not None and of in steps else own


@cache
def _reporter_of(plan: Plan) -> int | None:
    """The agency that reports a plan's first indicator."""
    return plan.indicators.exclude(reporter=None).order_by("seq").values_list("reporter", flat=True).first()


def _make_accounts(made: Sequence[MadeRegion], step: int) -> None:
    """A clerk of each coordinating agency and a reviewer of each region, all with the demonstration's password."""
    password = make_password(PASSWORD)
    users, memberships = [], []
    for one in made:
        for role in (Membership.Role.STAFF, Membership.Role.REVIEWER):
            name = f"{'clerk' if role == Membership.Role.STAFF else 'reviewer'}-{one.region.code}"
            user = User(username=name, name=name, is_demo=True, password=password)
            agency = one.template.coordinator_id or _reporter_of(one.template)
            of_agency = role == Membership.Role.STAFF and agency is not None
            if role == Membership.Role.STAFF and not of_agency:
                continue
            users.append(user)
            scope = {"agency_id": one.number * step + agency} if of_agency and agency else {"region_id": one.region.pk}
            memberships.append(Membership(user=user, role=role, **scope))
    User.objects.bulk_create(users, batch_size=500)
    Membership.objects.bulk_create(memberships, batch_size=500)
