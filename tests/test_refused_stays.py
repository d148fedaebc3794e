"""What is refused stays in its field, and a conflict is with somebody else."""

from typing import Any

import pytest
from django.urls import reverse
from django.utils.translation import gettext as _
from lxml import html as lxml_html

from targets.models import Actual
from tasks.models import Note, TaskReport
from tests.cast import Cast, SignedIn
from tests.test_session_end import TYPED, closed_round, fields_of, report_of


def field(response: Any, name: str) -> str:
    """What a hidden or visible field of the page holds."""
    page = lxml_html.document_fromstring(response.content.decode())
    (found,) = page.xpath(f"//*[@name='{name}']")
    return str(found.get("value"))


def test_a_task_report_that_must_say_more_is_sent_again_without_meeting_itself(cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.clerk)
    address = reverse("tasks:task_report", args=[cast.plan.tasks.get(seq=1).pk, 2022])
    data = {"state": "delayed", "summary": "进展", "version": "0", "submit": "1"}
    response = client.post(address, data)
    assert response.status_code == 422
    version = field(response, "version")
    assert version == str(TaskReport.objects.get(task__plan=cast.plan).version)
    assert client.post(address, data | {"version": version, "remark": "原因与措施"}).status_code == 302
    report = TaskReport.objects.get(task__plan=cast.plan)
    assert (report.status, report.remark) == ("submitted", "原因与措施")


def test_a_figure_that_must_be_explained_is_sent_again_without_meeting_itself(cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.clerk)
    address = reverse("targets:indicator_entry", args=[cast.indicator(1).pk, 2022])
    data = {"value": "1", "condition": "value", "stage": "final", "version": "0", "submit": "1"}
    response = client.post(address, data)
    assert response.status_code == 422
    version = field(response, "version")
    said = {"version": version, "cause": "原因", "remedy": "措施", "remedy_by": "2999-01-01", "remark": "说明"}
    assert client.post(address, data | said).status_code == 302
    actual = Actual.objects.get(indicator=cast.indicator(1))
    assert (actual.status, actual.cause) == ("submitted", "原因")


def test_after_the_choice_between_two_reports_the_one_that_lacks_something_asks_for_no_other_choice(
    cast: Cast, signed_in: SignedIn
) -> None:
    report = report_of(cast)
    client = signed_in(cast.colleague)
    address = reverse("tasks:task_report", args=[report.task_id, 2022])
    mine = {"state": "delayed", "summary": "另一说法", "submit": "1"}
    asked = client.post(address, mine | {"version": "0"})
    assert "c-clerk" in asked.content.decode()
    kept = client.post(address, mine | {"version": field(asked, "version"), "asked": "1", "choice": "mine"})
    assert kept.status_code == 422
    assert 'value="theirs"' not in kept.content.decode()
    done = mine | {"version": field(kept, "version"), "remark": "原因与措施"}
    assert client.post(address, done).status_code == 302


def test_a_conflict_with_somebody_else_is_still_one(cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.clerk)
    address = reverse("tasks:task_report", args=[cast.plan.tasks.get(seq=1).pk, 2022])
    data = {"state": "delayed", "summary": "进展", "version": "0", "submit": "1"}
    version = field(client.post(address, data), "version")
    theirs = data | {"version": version, "summary": "同事所写", "remark": "其他"}
    signed_in(cast.colleague).post(address, theirs)
    report = TaskReport.objects.get(task__plan=cast.plan)
    signed_in(cast.colleague).post(reverse("tasks:withdraw_report", args=[report.pk]))
    response = client.post(address, data | {"version": version, "remark": "原因"})
    assert response.status_code == 422
    assert "c-colleague" in response.content.decode()


LONG = "字" * 2100


def part(cast: Cast) -> Any:
    address = reverse("tasks:task_part", args=[cast.plan.tasks.get(seq=1).pk, 2022])
    return cast.other_clerk, address, {"text": TYPED, "is_confirmed": "on"}, [TYPED]


def note_on_an_indicator(cast: Cast) -> Any:
    return cast.leader, reverse("tasks:note_on_indicator", args=[cast.indicator(1).pk]), {"text": LONG}, [LONG]


def note_on_a_task(cast: Cast) -> Any:
    return cast.leader, reverse("tasks:note_on_task", args=[cast.plan.tasks.get(seq=1).pk]), {"text": LONG}, [LONG]


def answer(cast: Cast) -> Any:
    note = Note.objects.create(indicator=cast.indicator(1), text="请说明", author=cast.leader)
    return cast.clerk, reverse("tasks:answer_note", args=[note.pk]), {"answer": LONG}, [LONG]


def revision(cast: Cast) -> Any:
    address = reverse("targets:revise_target", args=[cast.indicator(1).pk, 2023])
    data = {"value": "一百三十", "document": "甲政办〔2023〕1号", "reason": TYPED}
    return cast.reviewer, address, data, list(data.values())


def return_of_what_was_changed(cast: Cast) -> Any:
    actual = cast.submitted()
    address = reverse("review_action", args=[actual.pk, "return"])
    return cast.reviewer, address, {"version": actual.version - 1, "reason": TYPED}, [TYPED]


def return_of_a_task_report(cast: Cast) -> Any:
    report = report_of(cast, "submitted")
    address = reverse("task_review_action", args=[report.pk, "return"])
    return cast.reviewer, address, {"version": report.version, "reason": LONG}, [LONG]


def return_of_many(cast: Cast) -> Any:
    cast.submitted()
    return cast.reviewer, reverse("review_many"), {"reason": TYPED, "return": "1"}, [TYPED]


def reopening(cast: Cast) -> Any:
    actual = cast.approved()
    address = reverse("review_action", args=[actual.pk, "reopen"])
    return cast.reviewer, address, {"version": actual.version - 1, "reason": TYPED}, [TYPED]


def reopening_of_a_task_report(cast: Cast) -> Any:
    report = report_of(cast, "approved")
    address = reverse("task_review_action", args=[report.pk, "reopen"])
    return cast.reviewer, address, {"version": report.version - 1, "reason": TYPED}, [TYPED]


def reopening_of_a_round(cast: Cast) -> Any:
    address = reverse("plans:round_action", args=[closed_round(cast).pk, "reopen"])
    return cast.reviewer, address, {"reason": TYPED, "due": "2000-01-01"}, [TYPED, "2000-01-01"]


def opening_of_a_round(cast: Cast) -> Any:
    data = {"year": "2023", "period": "year", "opens": "2024-02-01", "due": "2024-01-31"}
    return cast.reviewer, reverse("plans:round_list", args=[cast.plan.slug]), data, ["2024-02-01", "2024-01-31"]


def signature(cast: Cast) -> Any:
    address = reverse("freeze_round", args=[closed_round(cast).pk])
    return cast.reviewer, address, {"signed": "别人的名字"}, ["别人的名字"]


def reporter(cast: Cast) -> Any:
    address = reverse("targets:name_reporter", args=[cast.indicator(1).pk])
    return cast.reviewer, address, {"reporter": "", "reason": TYPED}, [TYPED]


def reporters(cast: Cast) -> Any:
    data = {"pick": [], "reporter": cast.partner.pk, "reason": TYPED}
    return cast.reviewer, reverse("name_reporters", args=[cast.plan.slug]), data, [TYPED]


REFUSED = [
    part, note_on_an_indicator, note_on_a_task, answer, revision, return_of_what_was_changed, return_of_a_task_report,
    return_of_many, reopening, reopening_of_a_task_report, reopening_of_a_round, opening_of_a_round, signature,
    reporter, reporters,
]  # fmt: skip


@pytest.mark.parametrize("make", REFUSED)
def test_what_is_refused_stays_in_its_field(cast: Cast, signed_in: SignedIn, make: Any) -> None:
    person, address, data, typed = make(cast)
    page = signed_in(person).post(address, data, follow=True)
    assert page.status_code in (200, 422)
    for text in typed:
        assert text in fields_of(page)


def test_a_refused_return_by_script_loads_the_list_again_with_the_reason(cast: Cast, signed_in: SignedIn) -> None:
    person, address, data, _typed = return_of_what_was_changed(cast)
    client = signed_in(person)
    response = client.post(address, data, headers={"HX-Request": "true"})
    assert response.headers["HX-Redirect"] == reverse("review")
    page = client.get(reverse("review"))
    assert TYPED in fields_of(page)
    assert _("This value was changed after you opened the page; please look again.") in page.content.decode()
    assert f'name="version" value="{data["version"]}"' not in page.content.decode()  # it is the one now shown


def test_picked_rows_stay_picked(cast: Cast, signed_in: SignedIn) -> None:
    data = {"pick": [f"indicator-{cast.indicator(1).pk}"], "reporter": "", "reason": TYPED}
    page = signed_in(cast.reviewer).post(reverse("name_reporters", args=[cast.plan.slug]), data).content.decode()
    (picked,) = [line for line in page.split("<input") if 'name="pick"' in line and " checked" in line]
    assert f'value="indicator-{cast.indicator(1).pk}"' in picked


def test_a_report_typed_while_its_round_was_closed_is_shown_in_words(cast: Cast, signed_in: SignedIn) -> None:
    closed_round(cast)
    address = reverse("tasks:task_report", args=[cast.plan.tasks.get(seq=1).pk, 2022])
    page = signed_in(cast.clerk).post(address, {"state": "under-way", "summary": TYPED, "version": "0"})
    assert page.status_code == 409
    assert f"<li>{TYPED}</li>" in page.content.decode()


def test_remark_and_explanations_stay_beside_a_figure_that_cannot_be_read(cast: Cast, signed_in: SignedIn) -> None:
    name = f"i{cast.indicator(1).pk}y2022"
    typed = {"remark": TYPED, "cause": "缘由", "remedy": "办法", "remedy_by": "2999-01-01"}
    data = {f"{name}-text": "一百", f"{name}-version": "0"} | {f"{name}-{key}": value for key, value in typed.items()}
    for year in ([], [2022]):
        page = signed_in(cast.clerk).post(reverse("targets:entry", args=[cast.plan.slug, *year]), data)
        assert page.status_code == 422
        assert {"一百", *typed.values()} <= fields_of(page)


def test_the_choice_between_two_values_is_taken_while_another_cell_is_wrong(cast: Cast, signed_in: SignedIn) -> None:
    actual = cast.actual("55", by=cast.colleague)
    name = f"i{cast.indicator(1).pk}y"
    data = {
        f"{name}2022-text": "77", f"{name}2022-version": str(actual.version), f"{name}2022-asked": "1",
        f"{name}2022-choice": "mine", f"{name}2023-text": "一百", f"{name}2023-version": "0",
    }  # fmt: skip
    cast.plan.rounds.create(year=2023, opens="2024-01-01", due="2999-01-31")
    page = signed_in(cast.clerk).post(reverse("targets:entry", args=[cast.plan.slug]), data).content.decode()
    assert 'value="一百"' in page
    actual.refresh_from_db()
    assert (actual.value, actual.author) == (77, cast.clerk)
