"""What happened to a plan, on the screen and as a workbook."""

import io
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.translation import gettext as _
from openpyxl import load_workbook

from targets.models import Actual
from tasks.models import TaskReport
from tests.cast import Cast, SignedIn


def test_every_step_is_listed_with_who_and_why(cast: Cast, signed_in: SignedIn) -> None:
    actual = cast.submitted("90")
    actual.return_for_correction(cast.reviewer, "请核对口径")
    Actual.objects.save_with_history([actual], cast.reviewer)
    cast.plan.tasks.get(seq=2).name_reporter(cast.partner, "分工通知")
    cast.plan.rounds.get().close()
    url = reverse("activity", args=[cast.plan.slug])
    page = signed_in(cast.reviewer).get(url).content.decode()
    for words in ("填报 90", "c-clerk", "c-reviewer", "已退回", "请核对口径", "分工通知", "已关闭", "授权量"):
        assert words in page
    narrowed = signed_in(cast.reviewer).get(url + "?words=分工").content.decode()
    assert "分工通知" in narrowed
    assert "请核对口径" not in narrowed
    assert "没有" in signed_in(cast.reviewer).get(url + "?words=zzz&page=9").content.decode()


def test_the_list_is_taken_away_as_a_workbook(cast: Cast, signed_in: SignedIn) -> None:
    cast.approved("90")
    url = reverse("activity_export", args=[cast.plan.slug, "xlsx"])
    sheet: Any = load_workbook(io.BytesIO(signed_in(cast.reviewer).get(url).content)).active
    rows = [" ".join(str(cell.value) for cell in row) for row in sheet.iter_rows(min_row=3)]
    assert any("c-reviewer" in row and "已审核" in row for row in rows)


def test_files_added_and_removed_stand_in_the_activity_and_in_the_history_of_the_thing(
    cast: Cast, signed_in: SignedIn
) -> None:
    actual, task = cast.actual(), cast.plan.tasks.get(seq=1)
    report = TaskReport.objects.create(task=task, year=2022, state="done", agency=cast.lead)
    client = signed_in(cast.clerk)
    for name, pk in (("targets", actual.pk), ("tasks", report.pk)):
        add = reverse(f"{name}:add_evidence", args=[pk])
        client.post(add, {"file": SimpleUploadedFile(f"{name}证明.pdf", b"%PDF-1.7")})
    for evidence in (actual.evidence.get(), report.evidence.get()):
        name = "targets" if evidence.name.startswith("targets") else "tasks"
        client.post(reverse(f"{name}:remove_evidence", args=[evidence.pk]))
    pages = {
        reverse("activity", args=[cast.plan.slug]): ("targets", "tasks"),
        reverse("indicator_detail", args=[actual.indicator_id]): ("targets",),
        task.get_absolute_url(): ("tasks",),
    }
    for url, names in pages.items():
        page = signed_in(cast.reviewer if "activity" in url else cast.clerk).get(url).content.decode()
        for name in names:
            for message in (_("evidence added: %(name)s"), _("evidence removed: %(name)s")):
                assert message % {"name": f"{name}证明.pdf"} in page
    indicator = reverse("indicator_detail", args=[actual.indicator_id])
    assert "证明.pdf" not in signed_in(cast.other_clerk).get(indicator).content.decode()
