"""People and agencies with records are switched off, never deleted; somebody always administers."""

from collections.abc import Callable
from importlib import import_module

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError
from django.test import Client
from django.utils.translation import gettext as _

from plans.models import Agency, Membership, User
from plans.records import has_records
from targets.models import Actual, PlanIndicator
from tasks.models import Note
from tests.cast import Cast, SignedIn, make_user

USERS, AGENCIES = "/admin/plans/user/", "/admin/plans/agency/"


def text(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined, no-any-return]


def kept(name: str) -> str:
    return _("%(name)s has records, which keep their names. Please switch it off instead.") % {"name": name}


def last(person: str) -> str:
    return _("%(person)s is the last administrator. Please make somebody else one first.") % {"person": person}


def delete(client: Client, address: str, *things: User | Agency) -> list[str]:
    """Try every door of the administration; return the pages."""
    ids = [str(thing.pk) for thing in things]
    chosen = {"action": "delete_selected", "_selected_action": ids}
    pages = [text(client.post(address, chosen)), text(client.post(address, chosen | {"post": "yes"}))]
    for pk in ids:
        pages += [
            text(client.get(f"{address}{pk}/delete/")),
            text(client.post(f"{address}{pk}/delete/", {"post": "yes"})),
        ]
    return pages


def test_a_person_with_records_is_not_deleted_but_switched_off(cast: Cast, signed_in: SignedIn) -> None:
    cast.approved()
    client = signed_in(cast.admin)
    for person in (cast.clerk, cast.reviewer):
        for page in delete(client, USERS, person):
            assert kept(person.label) in page
            assert 'name="action" value="switch_off"' in "".join(page.split("\n"))
        client.post(USERS, {"action": "switch_off", "_selected_action": [str(person.pk)]})
        person.refresh_from_db()
        assert not person.is_active
    last_two = Actual.history.order_by("-history_id")[:2]
    assert [row.history_user_name for row in last_two] == [cast.reviewer.label, cast.clerk.label]


def test_one_with_records_among_many_keeps_all(cast: Cast, signed_in: SignedIn) -> None:
    cast.approved()
    pages = delete(signed_in(cast.admin), USERS, cast.outsider, cast.clerk)
    assert kept(cast.clerk.label) in pages[1]
    assert kept(cast.outsider.label) not in pages[1]
    assert User.objects.filter(pk=cast.clerk.pk).exists()


def test_an_account_that_was_never_used_can_be_deleted(cast: Cast, signed_in: SignedIn) -> None:
    signed_in(cast.admin).post(f"{USERS}{cast.colleague.pk}/delete/", {"post": "yes"})
    assert not User.objects.filter(pk=cast.colleague.pk).exists()
    assert Membership.history.filter(user_id=cast.colleague.pk, history_type="-").exists()


def test_the_database_refuses_what_goes_round_the_administration(cast: Cast) -> None:
    Note.objects.create(indicator=cast.indicator(), author=cast.leader, text="何时完成")
    cast.approved()
    for person in (cast.leader, cast.clerk, cast.reviewer):
        with pytest.raises(ProtectedError):
            person.delete()
        with pytest.raises(ProtectedError):
            User.objects.filter(pk=person.pk).delete()
    with pytest.raises(IntegrityError):
        _delete_past_django(cast.leader)


def _delete_past_django(person: User) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM plans_membership WHERE user_id = %s", [person.pk])
        cursor.execute("DELETE FROM plans_user WHERE id = %s", [person.pk])
        connection.check_constraints()


def _earlier_reporter(cast: Cast, agency: Agency) -> None:
    row = cast.indicator()
    row.name_reporter(agency, "一")
    row.name_reporter(None, "二")


def _earlier_report(cast: Cast, agency: Agency) -> None:
    actual = cast.actual()
    for who in (agency, cast.lead):
        actual.agency = who
        Actual.objects.save_with_history([actual], cast.clerk)


AGENCY_RECORDS: dict[str, Callable[[Cast, Agency], object]] = {
    "reporter once": _earlier_reporter,
    "report once": _earlier_report,
    "data source": lambda cast, agency: cast.indicator().sources.add(agency),
    "person": lambda cast, agency: make_user("c-new", "staff", agency=agency),
    "task": lambda cast, agency: cast.plan.tasks.get(seq=1).assignments.create(
        agency=agency, seq=9, role="co", printed_name=agency.name, rule="mark"
    ),
    "coordinator": lambda cast, agency: type(cast.plan).objects.filter(pk=cast.plan.pk).update(coordinator=agency),
}  # fmt: skip


@pytest.mark.parametrize("name", AGENCY_RECORDS)
def test_an_agency_with_records_is_not_deleted_but_switched_off(cast: Cast, signed_in: SignedIn, name: str) -> None:
    agency = Agency.objects.create(region=cast.here, name="市丁局")
    agency.aliases.create(name="市丁丁局")
    assert not has_records(agency)
    AGENCY_RECORDS[name](cast, agency)
    assert has_records(agency)
    client = signed_in(cast.admin)
    for page in delete(client, AGENCIES, agency):
        assert kept("市丁局（甲市）") in page
    with pytest.raises(ProtectedError):
        Agency.objects.filter(pk=agency.pk).delete()
    client.post(AGENCIES, {"action": "switch_off", "_selected_action": [str(agency.pk)]})
    agency.refresh_from_db()
    assert agency.valid_to is not None


def test_an_agency_without_records_goes_with_its_other_names(cast: Cast, signed_in: SignedIn) -> None:
    agency = Agency.objects.create(region=cast.here, name="市丁局")
    agency.aliases.create(name="市丁丁局")
    signed_in(cast.admin).post(f"{AGENCIES}{agency.pk}/delete/", {"post": "yes"})
    assert not Agency.objects.filter(pk=agency.pk).exists()


def account(user: User, **changes: str) -> dict[str, str]:
    """The form of an account with its roles, as it stands."""
    roles = list(user.memberships.all())
    form = {
        "username": user.username, "name": user.name, "email": "", "is_active": "on",
        "memberships-TOTAL_FORMS": str(len(roles)), "memberships-INITIAL_FORMS": str(len(roles)),
        "date_joined_0": "2026-01-01", "date_joined_1": "00:00:00",
    }  # fmt: skip
    for n, role in enumerate(roles):
        form |= {f"memberships-{n}-{key}": str(value or "") for key, value in {
            "id": role.pk, "user": user.pk, "role": role.role, "region": role.region_id, "agency": role.agency_id,
        }.items()}  # fmt: skip
    return {key: value for key, value in (form | changes).items() if value != "off"}


def _leave_alone(admin: User) -> None:
    """Make `admin` the one who administers."""
    Membership.objects.filter(role="admin").exclude(user=admin).delete()
    User.objects.filter(pk=admin.pk).update(is_active=True)


LEAVING = {
    "switched off": {"is_active": "off"},
    "role removed": {"memberships-0-DELETE": "on"},
    "another role": {"memberships-0-role": "leader", "memberships-0-region": "{region}"},
}


@pytest.mark.parametrize("how", LEAVING)
def test_the_last_administrator_stays(cast: Cast, signed_in: SignedIn, how: str) -> None:
    changes = {key: value.format(region=cast.here.pk) for key, value in LEAVING[how].items()}
    url = f"{USERS}{cast.admin.pk}/change/"
    client = signed_in(cast.admin)
    _leave_alone(cast.admin)
    assert last("c-admin") in text(client.post(url, account(cast.admin, **changes)))
    assert User.objects.get(pk=cast.admin.pk).is_admin
    make_user("c-second", "admin")
    assert client.post(url, account(cast.admin, **changes)).status_code == 302
    assert not User.objects.get(pk=cast.admin.pk).is_admin


def test_the_last_administrator_is_not_deleted_nor_switched_off_in_bulk(cast: Cast, signed_in: SignedIn) -> None:
    _leave_alone(cast.admin)
    second = make_user("c-second", "admin")
    client = signed_in(cast.admin)
    both = {"_selected_action": [str(cast.admin.pk), str(second.pk)]}
    page = text(client.post(USERS, both | {"action": "delete_selected", "post": "yes"}))
    assert last("c-admin、c-second") in page
    client.post(USERS, both | {"action": "switch_off"})
    assert User.objects.filter(memberships__role="admin", is_active=True).count() == 1
    _leave_alone(cast.admin)
    client = signed_in(cast.admin)  # who is switched off is signed out at once
    for page in delete(client, USERS, cast.admin):
        assert last("c-admin") in page


def test_an_earlier_state_is_not_put_back_past_the_checks(cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.admin)
    for thing, address in ((cast.lead, AGENCIES), (cast.admin, USERS)):
        row = thing.history.latest()
        page = f"{address}{thing.pk}/history/{row.history_id}/"
        assert client.get(page).status_code == 200
        assert client.post(page, {"name": "市旧局"}).status_code == 403


def test_two_people_of_one_name_are_told_apart_and_keep_the_name_of_that_time(cast: Cast, signed_in: SignedIn) -> None:
    User.objects.filter(pk__in=[cast.clerk.pk, cast.colleague.pk]).update(name="张伟")
    one, two = User.objects.get(pk=cast.clerk.pk), User.objects.get(pk=cast.colleague.pk)
    cast.actual(by=one)
    cast.actual(by=two, seq=2)
    one.name = "张卫"
    one.save()
    page = text(signed_in(cast.reviewer).get(f"/plans/{cast.plan.slug}/activity/"))
    assert "张伟（c-clerk）" in page
    assert "张伟（c-colleague）" in page
    assert "张卫" not in page


def test_rows_from_before_names_were_kept_get_the_name_of_today(cast: Cast) -> None:
    cast.approved()
    cast.reviewer.name = "赵审核"
    cast.reviewer.save()
    Actual.history.update(history_user_name="")
    name_the_past = import_module("documents.migrations.0003_names_kept").name_the_past
    name_the_past(apps, None)
    rows = Actual.history.filter(indicator=cast.indicator()).order_by("history_id")
    assert [row.history_user_name for row in rows] == ["c-clerk", "c-clerk", "赵审核（c-reviewer）"]


def test_pickers_tell_the_region_and_offer_what_exists_today(cast: Cast, signed_in: SignedIn) -> None:
    for region in (cast.here, cast.there):
        Agency.objects.create(region=region, name="市丁监管局")
    gone = Agency.objects.create(region=cast.here, name="市旧丁监管局", valid_to="2020-01-01")
    client = signed_in(cast.admin)
    query = "?app_label=plans&model_name=membership&field_name=agency&term=丁监管局"
    found = [one["text"] for one in client.get("/admin/autocomplete/" + query).json()["results"]]
    assert found == ["市丁监管局（甲市）", "市丁监管局（乙市）"]
    row = PlanIndicator.objects.get(pk=cast.indicator(2).pk)
    form = client.get(f"/admin/targets/planindicator/{row.pk}/change/").context["adminform"].form
    offered = [label for _pk, label in form.fields["reporter"].choices]
    assert "市丁监管局（甲市）" in offered
    assert not {"市丁监管局（乙市）", gone.label} & set(offered)
    plan = client.get(f"/admin/plans/plan/{cast.plan.pk}/change/").context["adminform"].form
    assert gone.label not in [label for _pk, label in plan.fields["coordinator"].choices]
    page = f"/indicators/{row.pk}/reporter/"
    refused = signed_in(cast.reviewer).post(page, {"reporter": str(gone.pk), "reason": "试"})
    assert _("Please pick an agency of this region that is not switched off.") in text(refused)
