"""Four eyes: nobody reviews what he or she set any of since the last approval, and one person has one account."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils.translation import gettext as _

from plans.models import Membership, NotPossible, User
from targets.models import Actual, Evidence
from tasks.models import QuantityReached, TaskEvidence, TaskPart, TaskReport
from tests.cast import Cast, SignedIn

OWN = "Nobody reviews what he or she entered, in whole or in part, since the last approval."


def store(report: Any, by: User) -> None:
    type(report).objects.save_with_history([report], by)


def typed(report: Actual | TaskReport, by: User, **values: object) -> None:
    report.enter(values, report.agency, by)
    store(report, by)


def figure(cast: Cast) -> Actual:
    return cast.actual("100", by=cast.colleague)


def task_report(cast: Cast) -> TaskReport:
    report = TaskReport(task=cast.plan.tasks.get(seq=1), year=2022, version=0)
    values = {"state": "under-way", "summary": "正在推进", "percent": 50}
    report.enter(values, cast.lead, cast.colleague)
    store(report, cast.colleague)
    return report


def keeps_file(report: Actual | TaskReport, by: User | None) -> None:
    is_figure = isinstance(report, Actual)
    behind = {"actual" if is_figure else "report": report}
    row: Any = (Evidence if is_figure else TaskEvidence)(**behind, name="a.pdf", sha256="0" * 64, added_by=by)
    row._history_user = by
    row.file.save("a.pdf", ContentFile(b"%PDF-"))


def takes_file_away(report: Actual | TaskReport, by: User) -> None:
    keeps_file(report, None)
    row: Any = report.evidence.get()
    row._history_user = by
    row.delete()


def adds_part(report: TaskReport, by: User) -> None:
    part: Any = TaskPart(report=report, agency=report.task.partners[0], text="已配合")
    part._history_user = by
    part.save()


def gives_number(report: TaskReport, by: User) -> None:
    quantity = report.task.quantities.create(seq=1, text="100家", value=100, unit="家")
    row: Any = QuantityReached(report=report, quantity=quantity, value=50)
    row._history_user = by
    row.save()


WAYS: dict[str, tuple[Callable[[Cast], Any], Callable[[Any, User], None]]] = {
    "value": (figure, lambda report, by: typed(report, by, value=Decimal(7))),
    "condition": (figure, lambda report, by: typed(report, by, value=None, condition="not-published")),
    "parts of a ratio": (figure, lambda report, by: typed(report, by, numerator=Decimal(1), denominator=Decimal(2))),
    "remark": (figure, lambda report, by: typed(report, by, remark="说明")),
    "evidence": (figure, keeps_file),
    "evidence away": (figure, takes_file_away),
    "state": (task_report, lambda report, by: typed(report, by, state="done")),
    "summary": (task_report, lambda report, by: typed(report, by, summary="其他")),
    "evidence of a task": (task_report, keeps_file),
    "evidence of a task away": (task_report, takes_file_away),
    "part": (task_report, adds_part),
    "number reached": (task_report, gives_number),
}


@pytest.mark.parametrize("way", WAYS)
def test_who_set_any_of_it_does_not_review_it(cast: Cast, way: str) -> None:
    begin, act = WAYS[way]
    report = begin(cast)
    act(report, cast.reviewer)
    typed(report, cast.colleague, remark="补充")  # the last word is another's
    report = type(report).objects.get(pk=report.pk)
    report.submit(cast.colleague)
    store(report, cast.colleague)
    with pytest.raises(NotPossible, match=_(OWN)):
        report.approve(cast.reviewer)
    with pytest.raises(NotPossible, match=_(OWN)):
        report.return_for_correction(cast.reviewer, "x")
    report.approve(cast.admin)


def test_what_was_approved_since_is_no_own_work_any_more(cast: Cast) -> None:
    report = cast.actual("100", by=cast.reviewer)
    report.submit(cast.reviewer)
    store(report, cast.reviewer)
    report.approve(cast.admin)
    store(report, cast.admin)
    report.reopen(cast.reviewer, "年鉴更正")
    store(report, cast.reviewer)
    typed(report, cast.clerk, value=Decimal(101))
    report.submit(cast.clerk)
    store(report, cast.clerk)
    report.approve(cast.reviewer)


def test_a_remark_by_a_colleague_opens_no_way_on_the_screen(cast: Cast, signed_in: SignedIn) -> None:
    Membership.objects.create(user=cast.reviewer, role="staff", agency=cast.lead)
    reviewer = User.objects.get(pk=cast.reviewer.pk)
    row = cast.indicator(1)
    url, field = reverse("targets:entry", args=[cast.plan.slug, 2022]), f"i{row.pk}y2022"
    signed_in(reviewer).post(url, {f"{field}-text": "160", f"{field}-version": "0"})
    actual = Actual.objects.get(indicator=row, year=2022)
    typed(actual, cast.clerk, remark="核对过")
    actual.submit(cast.clerk)
    store(actual, cast.clerk)
    page = signed_in(reviewer).get(reverse("review")).content.decode()
    assert _("Entered by yourself; another reviewer decides.") in page
    signed_in(reviewer).post(reverse("review_action", args=[actual.pk, "approve"]), {"version": actual.version})
    actual.refresh_from_db()
    assert actual.status == "submitted"
