"""The rules of a plan's lights 预警: everyone who sees the plan reads them; a reviewer tries others and sets them."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from ipplans.light_trial import Trial, last_year, trial_year
from plans.models import LightRules, Plan
from plans.request import Request
from plans.rights import Right, can, require
from plans.working_days import WorkingDays
from targets.light_form import LightRulesForm


def light_rules(request: Request, slug: str) -> HttpResponse:
    """The rules; then those typed, tried on the last year that is over; then, confirmed, those."""
    plans = Plan.objects.visible_to(request.user).select_related("region", "light_rules", "coordinator")
    plan = get_object_or_404(plans.prefetch_related("rounds", "phases").defer("source_text"), slug=slug)
    if request.method == "POST":
        require(request.user, Right.SET_LIGHTS, plan)
    form = LightRulesForm(plan, request.POST or None)
    if form.is_valid() and request.POST.get("confirmed") == form.confirmation:
        _store(form)
        messages.success(request, _("The rules count from now on."))
        return redirect("light_rules", slug=slug)
    days = WorkingDays()
    context = {"plan": plan, "form": form, "rules": form.rules, "is_own": form.rules.pk is not None}
    context |= {"can_set": can(request.user, Right.SET_LIGHTS, plan), "trials": _trials(plan, form, days)}
    context |= {"unknown_years": _unknown_years(days)}
    return render(request, "light_rules.html", context, status=422 if form.is_bound and form.errors else 200)


def _store(form: LightRulesForm) -> None:
    """Store the rules; of two people who set the first ones of a plan at once, the later one's stand."""
    rules = form.changed_rules
    with transaction.atomic():
        Plan.objects.select_for_update().get(pk=rules.plan_id)
        rules.pk = LightRules.objects.filter(plan=rules.plan_id).values_list("pk", flat=True).first()
        rules.save()


def _trials(plan: Plan, form: LightRulesForm, days: WorkingDays) -> tuple[Trial, Trial] | None:
    """The last year that is over under the rules typed and under those that count; None for a form that is not sent."""
    if not form.is_bound or not form.is_valid():
        return None
    today = timezone.localdate()
    year = trial_year(plan, today)
    if year is None:
        return None
    loaded = last_year(plan, year, today)
    return loaded.trial(form.changed_rules, days), loaded.trial(form.rules, days)


def _unknown_years(days: WorkingDays) -> list[int]:
    """Of this year and the next those whose days worked instead of holidays are not known."""
    this_year = timezone.localdate().year
    return [year for year in (this_year, this_year + 1) if not days.knows(year)]
