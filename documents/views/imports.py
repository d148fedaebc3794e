"""A plan fixture in: upload, see what it changes, apply."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from documents.draft import Draft, Unreadable
from documents.forms import DecisionForm, UploadForm
from documents.loading import As, Decision, Refused, compared, load
from documents.readers.fixture import read_fixture
from plans.models import Plan
from plans.request import Request
from plans.rights import demand

WAITING = "fixture-waiting"  # where the session keeps an upload until it is applied


def upload(request: Request) -> HttpResponse:
    """Take a file; nothing is stored but in the person's own session."""
    demand(request.user, "import_plan")
    form = UploadForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        content = form.cleaned_data["file"].read()
        try:
            read_fixture(content)
        except Unreadable as fault:
            form.add_error("file", str(fault))
        else:
            request.session[WAITING] = content.decode("utf-8-sig")
            return redirect("documents:confirm")
    plans = Plan.objects.select_related("region")
    return render(request, "documents/upload.html", {"form": form, "plans": plans}, status=422 if form.errors else 200)


def confirm(request: Request) -> HttpResponse:
    """Show what would change; apply exactly what was shown."""
    demand(request.user, "import_plan")
    if WAITING not in request.session:
        return redirect("documents:upload")
    draft = read_fixture(request.session[WAITING].encode())
    try:
        found = compared(draft)
    except Refused as refusal:
        del request.session[WAITING]
        messages.error(request, str(refusal))
        return redirect("documents:upload")
    form = DecisionForm(request.POST or None, initial={"digest": found.digest})
    if form.is_valid() and _is_still(form, found.digest) and (plan := _loaded(request, draft, form)):
        del request.session[WAITING]
        messages.success(request, _("Applied: %(title)s") % {"title": plan.title})
        return redirect("region_detail", slug=plan.region.slug)
    context = {"draft": draft, "difference": found, "form": form}
    return render(request, "documents/difference.html", context, status=422 if form.errors else 200)


def _is_still(form: DecisionForm, digest: str) -> bool:
    if form.cleaned_data["digest"] == digest:
        return True
    form.show_again(digest)
    form.add_error(None, _("The stored plan was changed meanwhile. Please look at the difference again."))
    return False


def _loaded(request: Request, draft: Draft, form: DecisionForm) -> Plan | None:
    data = form.cleaned_data
    try:
        return load(draft, request.user, Decision(As(data["kind"]), data["doc_number"], data["reason"]))
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None
