"""Forms for the rows of a draft under review: what the machine read, for a person to set right."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from documents.draft import (
    Draft,
    DraftActual,
    DraftBaseline,
    DraftGoal,
    DraftIndicator,
    DraftQuantity,
    DraftTask,
)
from documents.extract.agencies import Roles, split_names
from documents.extract.responsibilities import assignments
from documents.extract.values import scale_of
from plans.models import Agency, Plan, Region
from targets.choices import Accumulation, Attribute, BaselineKind, Basis, Direction, Operator
from targets.forms import FigureInput
from targets.models import Indicator
from targets.numbers import number_text

Choices = list[tuple[str, Any]]
NOBODY_SAID = ("", "—")


class _Row(forms.Form):
    """`version` is the draft the person saw; who comes second is asked to look again."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    is_removed = forms.BooleanField(label=_("remove this row from the draft"), required=False)

    def __init__(self, draft: Draft, number: int, data: Any = None, version: int = 0) -> None:
        self.draft, self.number = draft, number
        super().__init__(data, initial=self.starting() | {"version": version})
        for field in self.fields.values():
            is_check = isinstance(field.widget, forms.CheckboxInput)
            is_choice = isinstance(field.widget, forms.Select)
            field.widget.attrs["class"] = (
                "form-check-input" if is_check else "form-select" if is_choice else "form-control"
            )

    def starting(self) -> dict[str, Any]:
        raise NotImplementedError

    def lines(self) -> list[forms.BoundField]:
        """The fields to be shown one below the other."""
        return [field for field in self.visible_fields() if field.name != "is_removed"]


def _text(label: Any, most: int, *, is_needed: bool = False, rows: int = 0) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows}) if rows else None
    return forms.CharField(label=label, max_length=most, required=is_needed, widget=widget)


def _choice(label: Any, choices: Iterable[tuple[Any, Any]], *, is_open: bool = True) -> forms.ChoiceField:
    options: Choices = [*([NOBODY_SAID] if is_open else []), *choices]
    return forms.ChoiceField(label=label, choices=options, required=not is_open)


def _figure(label: Any) -> FigureInput:
    return FigureInput(label=label, required=False, widget=forms.TextInput(attrs={"inputmode": "decimal"}))


def _year(label: Any, *, is_needed: bool = False) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=1980, max_value=2100, required=is_needed)


class PlanForm(_Row):
    title = _text(_("title"), 200, is_needed=True)
    region = forms.ChoiceField(label=_("region"))
    start_year = _year(_("first year"), is_needed=True)
    end_year = _year(_("last year"), is_needed=True)
    kind = _choice(_("kind"), Plan.Kind.choices, is_open=False)
    doc_number = _text(_("document number"), 60)
    index_number = _text(_("index number"), 60)
    issuer = _text(_("issuing body"), 80)
    issued_on = forms.DateField(
        label=_("date issued"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    coordinator = _text(_("coordinating agency"), 80)
    is_another = forms.BooleanField(
        label=_("This is another plan than the one stored for the same region and years."), required=False
    )
    note = _text(_("note"), 200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["region"]
        assert isinstance(field, forms.ChoiceField)
        regions = Region.objects.exclude(level=Region.Level.COUNTRY).values_list("code", "name")
        field.choices = [NOBODY_SAID, *((code, f"{name} {code}") for code, name in regions)]
        del self.fields["is_removed"]

    def starting(self) -> dict[str, Any]:
        plan = self.draft.plan
        same = ("title", "region", "kind", "doc_number", "index_number", "issuer", "issued_on", "coordinator", "note")
        years = {"start_year": plan.start_year or None, "end_year": plan.end_year or None}
        return {name: getattr(plan, name) for name in same} | years | {"is_another": plan.slug.endswith("-2")}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("start_year") and data.get("end_year") and data["start_year"] > data["end_year"]:
            self.add_error("end_year", _("The last year lies before the first."))
        return data

    def apply(self, draft: Draft) -> None:
        data = dict(self.cleaned_data)
        data.pop("version")
        slug = ""
        if data.pop("is_another"):
            region = Region.objects.get(code=data["region"])
            slug = free_slug(f"{region.slug}-{data['start_year']}")
        elif not draft.plan.slug.endswith("-2"):
            slug = draft.plan.slug
        is_composed = draft.plan.is_title_composed
        draft.plan = replace(
            draft.plan, **data | {"coordinator": data["coordinator"] or None}, slug=slug, is_title_composed=is_composed
        )


def free_slug(stem: str) -> str:
    """Return the first of stem-2, stem-3, … that no plan has."""
    taken = set(Plan.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    return next(slug for n in range(2, 1000) if (slug := f"{stem}-{n}") not in taken)


class IndicatorForm(_Row):
    label = _text(_("label as printed"), 120, is_needed=True)
    name = _text(_("name"), 120, is_needed=True)
    unit = _text(_("unit as printed"), 20)
    catalogue = forms.ChoiceField(label=_("catalogue entry"), required=False)
    accumulation = _choice(_("accumulation"), Accumulation.choices)
    direction = _choice(_("direction"), Direction.choices, is_open=False)
    attribute = _choice(_("attribute"), Attribute.choices)
    group = _text(_("class"), 40)
    weight = _figure(_("weight"))
    baseline_year = _year(_("year of the baseline"))
    baseline_value = _figure(_("baseline"))
    baseline_kind = _choice(_("kind of baseline"), BaselineKind.choices, is_open=False)
    note = _text(_("note"), 200)

    def __init__(self, draft: Draft, number: int, *args: Any, **kwargs: Any) -> None:
        self.row = next(row for row in draft.indicators if row.seq == number)
        self.years = range(draft.plan.start_year, draft.plan.end_year + 1) if draft.plan.start_year else range(0)
        super().__init__(draft, number, *args, **kwargs)
        entries = Indicator.objects.values_list("slug", "name", "unit")
        field = self.fields["catalogue"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [NOBODY_SAID, *((slug, f"{name}（{unit}）") for slug, name, unit in entries)]
        for year in self.years:
            self._add_figure(f"target_{year}", _("target %(year)s") % {"year": year}, self.row.targets.get(year))
        for year, actual in self.row.actuals.items():
            self._add_figure(f"actual_{year}", _("actual %(year)s") % {"year": year}, actual.value)

    def _add_figure(self, name: str, label: str, value: Any) -> None:
        self.fields[name] = _figure(label)
        self.fields[name].widget.attrs["class"] = "form-control"
        self.initial[name] = "" if value is None else number_text(value)

    def starting(self) -> dict[str, Any]:
        row = self.row
        same = ("label", "name", "unit", "accumulation", "direction", "attribute", "group", "note")
        base = row.baseline
        return {name: getattr(row, name) for name in same} | {
            "catalogue": row.indicator,
            "weight": number_text(row.weight),
            "baseline_year": base.year if base else (self.draft.plan.start_year or 1) - 1 or None,
            "baseline_value": number_text(base.value) if base else "",
            "baseline_kind": base.kind if base else "start",
        }

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("baseline_value") is not None and not data.get("baseline_year"):
            self.add_error("baseline_year", _("A baseline needs its year."))
        return data

    def apply(self, draft: Draft) -> None:
        row, data = self.row, self.cleaned_data
        if data["is_removed"]:
            draft.indicators = [other for other in draft.indicators if other is not row]
            for goal in draft.goals:
                goal.indicator = None if goal.indicator == row.seq else goal.indicator
            return
        for name in ("label", "name", "unit", "direction", "attribute", "group", "note"):
            setattr(row, name, data[name])
        row.accumulation, row.indicator = data["accumulation"] or None, data["catalogue"] or None
        row.weight = data["weight"] if data["weight"] is not None else row.weight
        row.scale = scale_of(row.unit)
        value = data["baseline_value"]
        row.baseline = None if value is None else DraftBaseline(data["baseline_year"], value, data["baseline_kind"])
        row.targets = {y: v for y in self.years if (v := data[f"target_{y}"]) is not None}
        stated = {year: (data[f"actual_{year}"], actual.source) for year, actual in row.actuals.items()}
        row.actuals = {
            year: DraftActual(value, source) for year, (value, source) in stated.items() if value is not None
        }


class GoalForm(_Row):
    """A goal: its number, and the row it belongs to or becomes."""

    NEW, NOT = "new", "not"

    name = _text(_("name"), 120, is_needed=True)
    text = _text(_("clause"), 200, is_needed=True, rows=2)
    belongs_to = forms.ChoiceField(label=_("belongs to"))
    operator = _choice(_("operator"), Operator.choices, is_open=False)
    value = _figure(_("value"))
    value_high = _figure(_("upper value"))
    unit = _text(_("unit"), 20)
    basis = _choice(_("basis"), Basis.choices, is_open=False)
    base_year = _year(_("base year"))
    base_value = _figure(_("base value"))

    def __init__(self, draft: Draft, number: int, *args: Any, **kwargs: Any) -> None:
        self.goal = draft.goals[number]
        super().__init__(draft, number, *args, **kwargs)
        del self.fields["is_removed"]
        field = self.fields["belongs_to"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            (self.NEW, _("a row of its own")),
            (self.NOT, _("no row: not followed up")),
            *((str(row.seq), f"{row.seq} {row.name}") for row in draft.indicators),
        ]

    def starting(self) -> dict[str, Any]:
        goal = self.goal
        same = ("name", "text", "operator", "unit", "basis", "base_year")
        figures = {name: _shown(getattr(goal, name)) for name in ("value", "value_high", "base_value")}
        is_new = goal.is_accepted is True or (goal.is_accepted is None and goal.value is not None)
        place = str(goal.indicator) if goal.indicator else self.NEW if is_new else self.NOT
        return {name: getattr(goal, name) for name in same} | figures | {"belongs_to": place}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        low, high = data.get("value"), data.get("value_high")
        if high is not None and (low is None or high < low):
            self.add_error("value_high", _("The upper value lies below the value."))
        return data

    def apply(self, draft: Draft) -> None:
        goal, data = self.goal, self.cleaned_data
        for name in ("name", "text", "operator", "value", "value_high", "unit", "basis", "base_year", "base_value"):
            setattr(goal, name, data[name])
        place = data["belongs_to"]
        goal.is_accepted = {self.NEW: True, self.NOT: False}.get(place)
        goal.indicator = int(place) if place.isdigit() else None


class TaskForm(_Row):
    label = _text(_("number as printed"), 20)
    area = _text(_("area"), 120)
    content = _text(_("content"), 5_000, is_needed=True, rows=5)
    lead = _text(_("lead agencies"), 500, rows=2)
    co = _text(_("co-responsible agencies"), 2_000, rows=3)
    quantities = _text(_("numbers promised"), 2_000, rows=3)
    note = _text(_("note"), 200)

    def __init__(self, draft: Draft, number: int, *args: Any, **kwargs: Any) -> None:
        self.task = next(task for task in draft.tasks if task.seq == number)
        super().__init__(draft, number, *args, **kwargs)
        self.fields["lead"].help_text = _("Several names are separated by 、")
        self.fields["quantities"].help_text = _("One a line: clause | operator | value | unit")

    def starting(self) -> dict[str, Any]:
        task = self.task
        same = {name: getattr(task, name) for name in ("label", "area", "content", "note")}
        names = {role: [part.printed_name for part in task.assignments if part.role == role] for role in ("lead", "co")}
        roles = {role: "、".join(found) for role, found in names.items()}
        lines = (f"{q.text} | {q.operator} | {_range(q)} | {q.unit}" for q in task.quantities)
        return same | roles | {"quantities": "\n".join(lines)}

    def clean_quantities(self) -> list[DraftQuantity]:
        return [_quantity(line) for line in self.cleaned_data["quantities"].splitlines() if line.strip()]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for role in ("lead", "co"):
            data[role] = list(dict.fromkeys(split_names(data.get(role, ""))))
            if any(len(name) > 80 for name in data[role]):
                self.add_error(role, _("The name of an agency is longer than 80 characters."))
        return data

    def apply(self, draft: Draft) -> None:
        task, data = self.task, self.cleaned_data
        if data["is_removed"]:
            draft.tasks = [other for other in draft.tasks if other is not task]
            return
        for name in ("label", "area", "content", "note", "quantities"):
            setattr(task, name, data[name])
        before = [part.printed_name for part in task.assignments if part.role == "lead"]
        rule = task.assignments[0].rule if task.assignments and before == data["lead"] else "mark"
        co = [name for name in data["co"] if name not in data["lead"]]
        task.assignments = assignments(Roles(data["lead"], co, rule if data["lead"] else "none"))


class AgencyForm(_Row):
    """Under which agency a printed name goes: one known already, or a new one."""

    name = _text(_("agency"), 80, is_needed=True)
    kind = _choice(_("kind"), Agency.Kind.choices, is_open=False)
    aliases = _text(_("other names"), 300)

    def __init__(self, draft: Draft, number: int, *args: Any, **kwargs: Any) -> None:
        self.agency = draft.agencies[number]
        super().__init__(draft, number, *args, **kwargs)
        del self.fields["is_removed"]
        self.fields["name"].widget.attrs["list"] = "known-agencies"

    def starting(self) -> dict[str, Any]:
        return {"name": self.agency.name, "kind": self.agency.kind, "aliases": "、".join(self.agency.aliases)}

    def apply(self, draft: Draft) -> None:
        data = self.cleaned_data
        printed = list(dict.fromkeys([*self.agency.printed, self.agency.name]))
        others = [other for other in draft.agencies if other is not self.agency]
        same = next((other for other in others if other.name == data["name"]), None)
        if same is not None:  # two printed names of one agency
            same.printed = list(dict.fromkeys([*same.printed, *printed]))
            draft.agencies = others
            return
        self.agency.name, self.agency.kind = data["name"], data["kind"]
        self.agency.aliases, self.agency.printed = split_names(data["aliases"]), printed


FORMS: dict[str, type[_Row]] = {
    "plan": PlanForm,
    "indicators": IndicatorForm,
    "goals": GoalForm,
    "tasks": TaskForm,
    "agencies": AgencyForm,
}


def new_row(draft: Draft, kind: str) -> int:
    """Add an empty row and return its number."""
    if kind == "tasks":
        number = max((task.seq for task in draft.tasks), default=0) + 1
        draft.tasks.append(DraftTask(number, "—", str(number)))
    elif kind == "indicators":
        number = max((row.seq for row in draft.indicators), default=0) + 1
        draft.indicators.append(DraftIndicator(number, "—", "—"))
    elif kind == "goals":
        number = len(draft.goals)
        draft.goals.append(DraftGoal("—", draft.plan.end_year, "—", is_accepted=False))
    else:
        raise KeyError(kind)
    return number


def _shown(value: Any) -> str:
    return "" if value is None else number_text(value)


def _range(quantity: DraftQuantity) -> str:
    high = "" if quantity.value_high is None else f"-{quantity.value_high.normalize():f}"
    return f"{quantity.value.normalize():f}{high}"


def _quantity(line: str) -> DraftQuantity:
    parts = [part.strip() for part in line.split("|")]
    if len(parts) != 4 or parts[1] not in Operator.values or len(parts[0]) > 120 or len(parts[3]) > 20:
        raise ValidationError(_("This line is not clause | operator | value | unit: %(line)s"), params={"line": line})
    low, _dash, high = parts[2].partition("-")
    field = FigureInput()
    value = field.clean(low)
    if value is None:
        raise ValidationError(_("This line has no value: %(line)s"), params={"line": line})
    return DraftQuantity(parts[0], parts[1], value, parts[3], field.clean(high) if high else None)
