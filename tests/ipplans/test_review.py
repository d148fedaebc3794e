"""Review: approve, return, reopen; never one's own value; every step in the history."""

from django.urls import reverse
from django.utils.translation import gettext as _

from targets.models import Actual
from tests.cast import Cast, SignedIn


def action(actual: Actual, step: str) -> str:
    return reverse("review_action", args=[actual.pk, step])


def test_leaders_see_a_value_only_after_approval(cast: Cast, signed_in: SignedIn) -> None:
    actual = cast.submitted("160")
    page = reverse("region_detail", args=[cast.here.slug]) + "?year=2022"
    assert "160.0%" not in signed_in(cast.leader).get(page).content.decode()
    assert "160.0%" in signed_in(cast.leader).get(page + "&values=submitted").content.decode()
    signed_in(cast.reviewer).post(action(actual, "approve"), {"version": actual.version})
    assert "160.0%" in signed_in(cast.leader).get(page).content.decode()


def test_the_history_names_who_entered_and_who_approved(cast: Cast, signed_in: SignedIn) -> None:
    actual = cast.submitted("160")
    signed_in(cast.reviewer).post(action(actual, "approve"), {"version": actual.version})
    page = signed_in(cast.leader).get(reverse("indicator_detail", args=[actual.indicator_id])).content.decode()
    for word in ("c-clerk", "c-reviewer", "填报 160", "已提交", "已审核"):
        assert word in page


def test_the_history_of_what_is_not_approved_is_for_those_who_work_on_it(cast: Cast, signed_in: SignedIn) -> None:
    actual = cast.submitted("157")
    url = reverse("indicator_detail", args=[actual.indicator_id])
    for person, is_told in ((cast.clerk, True), (cast.reviewer, True), (cast.leader, False), (cast.other_clerk, False)):
        assert ("157" in signed_in(person).get(url).content.decode()) == is_told


def test_nobody_reviews_an_own_value(cast: Cast, signed_in: SignedIn) -> None:
    actual = cast.submitted()
    Actual.objects.filter(pk=actual.pk).update(author=cast.reviewer)
    response = signed_in(cast.reviewer).post(action(actual, "approve"), {"version": actual.version}, follow=True)
    assert (
        _("Nobody reviews what he or she entered, in whole or in part, since the last approval.")
        in response.content.decode()
    )
    actual.refresh_from_db()
    assert actual.status == "submitted"


def test_an_admin_who_steps_in_is_recorded(cast: Cast, signed_in: SignedIn) -> None:
    actual = cast.submitted()
    signed_in(cast.admin).post(action(actual, "approve"), {"version": actual.version})
    assert actual.history.latest().history_change_reason == "代审"


def test_a_return_needs_a_reason_and_keeps_it(cast: Cast, signed_in: SignedIn) -> None:
    actual = cast.submitted()
    client = signed_in(cast.reviewer)
    missing = client.post(action(actual, "return"), {"version": actual.version, "reason": " "}, follow=True)
    assert "请填写原因" in missing.content.decode()
    long = client.post(action(actual, "return"), {"version": actual.version, "reason": "长" * 201}, follow=True)
    assert "200 字" in long.content.decode()
    client.post(action(actual, "return"), {"version": actual.version, "reason": "请核对口径"})
    actual.refresh_from_db()
    assert (actual.status, actual.reason) == ("returned", "请核对口径")
    assert actual.history.latest().history_change_reason == "请核对口径"


def test_what_changed_meanwhile_is_not_approved_unseen(cast: Cast, signed_in: SignedIn) -> None:
    actual = cast.submitted()
    seen = actual.version
    actual.withdraw(cast.clerk)
    actual.submit(cast.clerk)
    Actual.objects.save_with_history([actual], cast.clerk)
    response = signed_in(cast.reviewer).post(action(actual, "approve"), {"version": seen}, follow=True)
    assert "已有变动" in response.content.decode()
    actual.refresh_from_db()
    assert actual.status == "submitted"


def test_an_approved_value_is_reopened_with_a_reason(cast: Cast, signed_in: SignedIn) -> None:
    actual = cast.approved()
    signed_in(cast.reviewer).post(action(actual, "reopen"), {"version": actual.version, "reason": "年鉴更正"})
    actual.refresh_from_db()
    assert actual.status == "reopened"


def test_one_click_approves_and_renews_the_list(cast: Cast, signed_in: SignedIn) -> None:
    actual = cast.submitted()
    client = signed_in(cast.reviewer)
    assert f'id="actual-{actual.pk}"' in client.get(reverse("review")).content.decode()
    page = client.post(action(actual, "approve"), {"version": actual.version}, headers={"HX-Request": "true"})
    assert (
        _("Nothing waits for review. Values and task reports appear here as soon as an agency submits them.")
        in page.content.decode()
    )
    assert "<html" not in page.content.decode()


def test_the_queue_holds_the_own_region_only(cast: Cast, signed_in: SignedIn) -> None:
    cast.submitted()
    assert (
        _("Nothing waits for review. Values and task reports appear here as soon as an agency submits them.")
        in signed_in(cast.stranger).get(reverse("review")).content.decode()
    )


def test_many_are_approved_or_returned_at_once(cast: Cast, signed_in: SignedIn) -> None:
    cast.plan.indicators.update(reporter=cast.lead)
    first, second = cast.submitted("90", 2022, 1), cast.submitted("7", 2022, 2)
    Actual.objects.filter(pk=second.pk).update(author=cast.reviewer)
    picks = [f"actual-{actual.pk}-{actual.version}" for actual in (first, second)]
    client = signed_in(cast.reviewer)
    page = client.post(reverse("review_many"), {"pick": picks, "approve": "1"}, follow=True).content.decode()
    assert "已通过 1 项" in page
    assert _("Nobody reviews what he or she entered, in whole or in part, since the last approval.") in page
    Actual.objects.filter(pk=second.pk).update(author=cast.clerk)
    page = client.post(reverse("review_many"), {"pick": picks[1:], "return": "1"}, follow=True).content.decode()
    assert "请填写原因" in page
    client.post(reverse("review_many"), {"pick": picks[1:], "return": "1", "reason": "口径"})
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.status, second.status, second.reason) == ("approved", "returned", "口径")
    assert (
        _("Nothing was picked.") in client.post(reverse("review_many"), {"approve": "1"}, follow=True).content.decode()
    )


def test_a_picked_value_of_another_region_is_not_found(cast: Cast, signed_in: SignedIn) -> None:
    actual = cast.submitted()
    picks = {"pick": [f"actual-{actual.pk}-{actual.version}"], "approve": "1"}
    assert signed_in(cast.stranger).post(reverse("review_many"), picks).status_code == 404
    assert signed_in(cast.clerk).post(reverse("review_many"), picks).status_code == 403
    actual.refresh_from_db()
    assert actual.status == "submitted"


def test_one_picked_twice_is_approved_once(cast: Cast, signed_in: SignedIn) -> None:
    actual = cast.submitted()
    pick = f"actual-{actual.pk}-{actual.version}"
    page = signed_in(cast.reviewer).post(reverse("review_many"), {"pick": [pick, pick], "approve": "1"}, follow=True)
    assert "已通过 1 项" in page.content.decode()
    assert actual.history.filter(status="approved").count() == 1


def test_the_reviewer_sees_an_earlier_return(cast: Cast, signed_in: SignedIn) -> None:
    actual = cast.submitted()
    actual.return_for_correction(cast.reviewer, "请核对口径")
    actual.remark = "已核对"
    Actual.objects.save_with_history([actual], cast.reviewer)
    actual.submit(cast.clerk)
    Actual.objects.save_with_history([actual], cast.clerk)
    assert "曾退回：请核对口径" in signed_in(cast.reviewer).get(reverse("review")).content.decode()
