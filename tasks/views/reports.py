"""What agencies report on a task of theirs, and add to one they share."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from plans.downloads import kept_file
from plans.kept_forms import keep
from plans.models import NotPossible, User, lock_rounds, require_unsigned
from plans.posting import posted_from
from plans.request import Request
from plans.rights import Right, can, require, require_own_region
from plans.uploads import EvidenceForm
from tasks.entry import TaskEntry, add_part
from tasks.forms import PartForm
from tasks.models import Task, TaskEvidence, TaskReport
from tasks.saving import save_reports


def _task(request: Request, pk: int, year: int) -> Task:
    visible = Task.objects.visible_to(request.user).with_agencies().prefetch_related("quantities")
    task = get_object_or_404(visible, pk=pk)
    require_own_region(request.user, task.plan)
    if year not in task.plan.years:
        raise Http404
    return task


def task_report(request: Request, pk: int, year: int) -> HttpResponse:
    """The report of one year: its reporter fills it in, co-responsible agencies add their part."""
    task = _task(request, pk, year)
    can_report, can_add = can(request.user, Right.REPORT_TASK, task), can(request.user, Right.ADD_PART, task)
    if not (can_report or can_add) or (request.method == "POST" and not can_report):
        raise PermissionDenied(_("This task is another agency's to report."))
    data = request.POST if request.method == "POST" else None
    entry = TaskEntry(task, year, request.user, timezone.localdate(), data)
    if data is not None and (done := _saved(request, entry)):
        return done
    if entry.lock:
        keep(request, is_refused=True)
    context = {"entry": entry, "task": task, "can_report": can_report, "can_add": can_add}
    context["part_form"] = _part_form(entry, request.user)
    context["evidence_form"] = EvidenceForm(entry.report, request.user)
    status = 200 if data is None else 409 if entry.lock else 422
    return render(request, "tasks/task_report.html", context, status=status)


def _saved(request: Request, entry: TaskEntry) -> HttpResponse | None:
    """Store the report, and submit it where the person asked for it; None where the person must look again."""
    is_submitting = "submit" in request.POST
    save_reports([entry], request.user, submit=is_submitting)
    if entry.is_submitted or (entry.is_stored and not (is_submitting and entry.lacks)):
        messages.success(request, _("Handed in.") if entry.is_submitted else _("Saved as a draft."))
        return redirect(_after(entry) if entry.is_submitted else request.get_full_path())
    if entry.report and (entry.conflict or entry.lacks):
        entry.form.show_against(entry.report.version, must_choose=bool(entry.conflict))
    return None


def _after(entry: TaskEntry) -> str:
    """The table of the reports, at the next task that still has to be reported."""
    return reverse("tasks:ledger", args=[entry.task.plan.slug, entry.year])


def _part_form(entry: TaskEntry, user: User) -> PartForm:
    """The form of the person's own part, with what it says already."""
    own = next((part for agency, part in entry.parts if agency.pk in user.agency_ids), None)
    return PartForm(initial={"text": own.text, "is_confirmed": own.is_confirmed} if own else None)


@posted_from(lambda user, pk, year: reverse("tasks:task_report", args=[pk, year]))
def task_part(request: Request, pk: int, year: int) -> HttpResponse:
    """Add the part of a co-responsible agency, and confirm."""
    task = _task(request, pk, year)
    require(request.user, Right.ADD_PART, task)
    try:
        _add_part(request, task, year, PartForm(request.POST))
    except NotPossible as refusal:
        messages.error(request, str(refusal))
        keep(request, is_refused=True)
    else:
        messages.success(request, _("Your part is stored; the lead agency sees it."))
    return redirect("tasks:task_report", pk=pk, year=year)


def _add_part(request: Request, task: Task, year: int, form: PartForm) -> None:
    """Store the part; closing the round waits meanwhile. Raises NotPossible where it is locked, or the form wrong."""
    agency = next(agency for agency in task.partners if agency.pk in request.user.agency_ids)
    with transaction.atomic():
        rounds = lock_rounds([task.plan_id])
        entry = TaskEntry(task, year, request.user, timezone.localdate())
        entry.rounds = rounds
        if entry.lock:
            raise NotPossible(entry.lock)
        if not form.is_valid():
            raise NotPossible("；".join(str(error) for errors in form.errors.values() for error in errors))
        add_part(task, year, agency, form.cleaned_data["text"], form.cleaned_data["is_confirmed"], request.user)


def _locked_report(request: Request, pk: int) -> TaskReport:
    """The report, locked for this request, with the right to change it required."""
    visible = TaskReport.objects.visible_to(request.user).filter(pk=pk).lock()
    report: TaskReport = get_object_or_404(visible.select_related("task__plan", "task__reporter__successor"), pk=pk)
    require_own_region(request.user, report.task.plan)
    require(request.user, Right.REPORT_TASK, report.task)
    return report


def _is_open(request: Request, report: TaskReport) -> bool:
    """Whether the report can be changed now; else the person is shown why not."""
    try:
        report.task.plan.require_open_round(report.year, timezone.localdate())
        report.require_editable()
    except NotPossible as refusal:
        messages.error(request, str(refusal))
        return False
    return True


def _page_of_report(user: User, pk: int) -> str:
    report = TaskReport.objects.visible_to(user).get(pk=pk)
    return reverse("tasks:task_report", args=[report.task_id, report.year])


def _page_of_evidence(user: User, pk: int) -> str:
    return _page_of_report(user, TaskEvidence.objects.get(pk=pk).report_id)


@posted_from(_page_of_report)
def withdraw_report(request: Request, pk: int) -> HttpResponse:
    """Take back a report that nobody has reviewed, while the round is open."""
    with transaction.atomic():
        report = _locked_report(request, pk)
        try:
            report.task.plan.require_open_round(report.year, timezone.localdate())
            report.withdraw(request.user)
        except NotPossible as refusal:
            messages.error(request, str(refusal))
        else:
            TaskReport.objects.save_with_history([report], request.user)
            messages.success(request, _("Withdrawn; you can change it now."))
    if request.POST.get("back") == "ledger":
        return redirect("tasks:ledger", slug=report.task.plan.slug, year=report.year)
    return redirect("tasks:task_report", pk=report.task_id, year=report.year)


@posted_from(_page_of_report)
def add_evidence(request: Request, pk: int) -> HttpResponse:
    """Attach files to a report that is still being entered."""
    with transaction.atomic():
        report = _locked_report(request, pk)
        form = EvidenceForm(report, request.user, request.POST, request.FILES)
        if _is_open(request, report):
            if form.is_valid():
                names = "、".join(evidence.name for evidence in form.save())
                messages.success(request, _("Kept: %(name)s") % {"name": names})
            else:
                messages.error(request, "；".join(str(e) for errors in form.errors.values() for e in errors))
    return redirect("tasks:task_report", pk=report.task_id, year=report.year)


@posted_from(_page_of_evidence)
def remove_evidence(request: Request, pk: int) -> HttpResponse:
    """Take a file away from a report that is still being entered; the record keeps its name and SHA-256."""
    visible = TaskEvidence.objects.filter(report__in=TaskReport.objects.visible_to(request.user))
    with transaction.atomic():
        evidence = get_object_or_404(visible, pk=pk)
        report = _locked_report(request, evidence.report_id)
        if _is_open(request, report):
            require_unsigned([evidence], is_removal=True)
            evidence.delete()
            messages.success(request, _("Removed: %(name)s") % {"name": evidence.name})
    return redirect("tasks:task_report", pk=report.task_id, year=report.year)


def evidence_file(request: Request, pk: int) -> FileResponse:
    """Give out one file, always as a download."""
    visible = TaskEvidence.objects.filter(report__in=TaskReport.objects.visible_to(request.user))
    evidence = get_object_or_404(visible.select_related("report__task__plan", "report__task__reporter"), pk=pk)
    require_own_region(request.user, evidence.report.task.plan)
    require(request.user, Right.READ_TASK_EVIDENCE, evidence.report.task)
    return kept_file(request, evidence.file, evidence.sha256, evidence.name, str(evidence.report))
