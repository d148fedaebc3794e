"""A session that ends while somebody is typing: the sign-in, and what was typed, in the browser."""

import pytest
from django.utils.translation import gettext as _
from playwright.sync_api import Dialog, Page, expect

from ipplans import demo
from plans.models import Agency
from targets.models import Actual, PlanIndicator
from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser
TYPED = "请核对第二季度的数据"
SIGNED_OUT = "You are signed out. What you typed is still here: sign in again in a new tab, then send it once more."
BACK = "What you typed was not sent: you had to sign in again. Please check it in its form and send it."


def submitted() -> Actual:
    row = PlanIndicator.objects.get(plan__slug="wenzhou-2022", seq=14)
    Actual.objects.filter(indicator=row, year=2024).update(status="submitted")
    return Actual.objects.get(indicator=row, year=2024)


def sign_in(page: Page, username: str) -> None:
    page.fill("#id_username", username)
    page.fill("#id_password", demo.PASSWORD)
    page.click("#sign-in-button")


def test_the_reason_of_a_return_is_back_after_signing_in(visit: Visit) -> None:
    row = f"#actual-{submitted().pk}"
    page = visit("reviewer", "/review/")
    page.fill("#review-many input[name=reason]", TYPED)
    page.check(f"{row} input[name=pick]")
    page.context.clear_cookies(name="sessionid")
    page.click("#review-many button[name=return]")
    expect(
        page.get_by_text(_("You were signed out. What you typed is kept: after signing in you find it in its form."))
    ).to_be_visible()
    sign_in(page, "reviewer")
    page.wait_for_url("**/review/")
    expect(page.get_by_text(_(BACK))).to_be_visible()
    expect(page.locator("#review-many input[name=reason]")).to_have_value(TYPED)
    expect(page.locator(f"{row} input[name=pick]")).to_be_checked()
    page.click("#review-many button[name=return]")
    expect(page.locator(row)).to_have_count(0)
    assert Actual.objects.get(pk=row.rpartition("-")[2]).reason == TYPED


def test_the_list_stays_and_says_that_the_session_has_ended(visit: Visit) -> None:
    row = f"#actual-{submitted().pk}"
    page = visit("reviewer", "/review/")
    page.click(f"{row} summary")
    page.fill(f"{row} input[name=reason]", TYPED)
    page.context.clear_cookies(name="sessionid")
    page.click(f"{row} details button")
    expect(page.locator("#messages")).to_contain_text(_(SIGNED_OUT))
    expect(page.locator("#review-list")).not_to_contain_text(_("password"))
    expect(page.locator(f"{row} input[name=reason]")).to_have_value(TYPED)
    with page.context.expect_page() as opened:
        page.click("#messages a")
    sign_in(opened.value, "reviewer")
    opened.value.wait_for_url("**/review/")
    page.click(f"{row} details button")  # the page is from before signing in again: it is loaded with the reason
    expect(page.get_by_text(_(BACK))).to_be_visible()
    expect(page.locator(f"{row} input[name=reason]")).to_have_value(TYPED)
    page.click(f"{row} details button")
    expect(page.locator(row)).to_have_count(0)
    assert Actual.objects.get(pk=row.rpartition("-")[2]).reason == TYPED


def test_the_grid_tells_an_ended_session_from_a_missing_right(visit: Visit) -> None:
    row = PlanIndicator.objects.get(plan__slug="wenzhou-2022", seq=14)
    page = visit("clerk-market", "/plans/wenzhou-2022/entry/")
    field, notice = f"#i{row.pk}y2025 input.figure", page.locator("[data-notice]")
    page.context.clear_cookies(name="sessionid")
    page.fill(field, "110")
    page.press(field, "Tab")
    expect(notice).to_contain_text(_(SIGNED_OUT))
    with page.context.expect_page() as opened:
        notice.get_by_role("link").click()
    sign_in(opened.value, "clerk-market")
    expect(opened.value.locator(field)).to_have_value("110")
    expect(opened.value.locator(f"#i{row.pk}y2025-status")).to_contain_text(_("draft"))
    others = Agency.objects.filter(region=row.plan.region).exclude(memberships__user__username="clerk-market")
    PlanIndicator.objects.filter(pk=row.pk).update(reporter=others[0])
    opened.value.fill(field, "111")
    opened.value.press(field, "Tab")
    told = opened.value.locator("[data-notice]")
    expect(told).to_contain_text(_("Some of these rows are another agency's to report."))
    expect(told).not_to_contain_text(_(SIGNED_OUT))


def test_signing_out_removes_what_was_typed_and_not_stored_after_asking(visit: Visit) -> None:
    row = PlanIndicator.objects.get(plan__slug="wenzhou-2022", seq=14)
    page = visit("clerk-market", "/plans/wenzhou-2022/entry/")
    kept = "() => Object.keys(localStorage).filter((key) => key.startsWith('ipplans-'))"
    page.evaluate("localStorage.setItem('ipplans-entry-999999-/x/', '{}')")  # another person's on this computer
    page.route("**/*", lambda route: route.abort() if route.request.method == "POST" else route.fallback())
    page.fill(f"#i{row.pk}y2025 input.figure", "110")
    page.press(f"#i{row.pk}y2025 input.figure", "Tab")
    page.wait_for_function("Object.keys(localStorage).some((key) => key.includes('/entry/'))")
    page.unroute_all()
    asked: list[str] = []

    def dismiss(dialog: Dialog) -> None:
        asked.append(dialog.message)
        dialog.dismiss()

    page.once("dialog", dismiss)
    page.click(".account-menu summary")
    page.click("[data-sign-out] button")
    assert asked == [_("What you typed on this computer and did not store will be removed. Sign out all the same?")]
    assert len(page.evaluate(kept)) == 2
    page.on("dialog", lambda dialog: dialog.accept())
    page.click("[data-sign-out] button")
    page.wait_for_url("**/sign-in/")
    assert page.evaluate(kept) in ([], ["ipplans-entry-999999-/x/"])  # browsers clear all where they follow the server
