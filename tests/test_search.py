"""Every search box finds by words, whatever their width, brackets, blanks and case.

A box without a line in `BOXES` fails: boxes of pages by their templates, those of the administration by its register.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.conf import settings
from django.contrib import admin
from django.urls import reverse
from django.utils.translation import gettext as _

from plans.models import Agency, Plan, Region, User
from plans.words import folded
from targets.models import Indicator, PlanIndicator
from tasks.filters import AllTasksFilter, TaskFilter
from tasks.models import Assignment, Task
from tests.cast import Cast, SignedIn

STORED = "综合处（PCT 2022）〔甲〕"
WRITTEN = [
    STORED,
    "综合处(PCT 2022)",
    "综合处（ＰＣＴ　２０２２）",
    "处（pct2022）",
    "综合处 (pct  2022) [甲]",
    "综 合 处",
    "【甲】",
    "ｐｃｔ",
]
OTHER = ["综合处(PCT 2023)", "PTC", "乙"]


@dataclass(frozen=True)
class Box:
    """Where words are typed: the field's name, the page, and what puts `STORED` into something to be found there."""

    address: Callable[[Cast], str]
    field: str
    put: Callable[[Cast], Any]


def name_agency(cast: Cast) -> str:
    Agency.objects.filter(pk=cast.partner.pk).update(name=STORED)
    return STORED


def alias_agency(cast: Cast) -> str:
    cast.partner.aliases.create(name=STORED)
    return cast.partner.name


def name_region(cast: Cast) -> str:
    Region.objects.filter(pk=cast.here.pk).update(name=STORED)
    return STORED


def task_text(cast: Cast) -> str:
    cast.plan.tasks.filter(seq=2).update(content=STORED)
    return STORED


def printed_agency(cast: Cast) -> str:
    Assignment.objects.filter(task__plan=cast.plan, task__seq=2, agency=cast.partner).update(printed_name=STORED)
    return str(cast.plan.tasks.get(seq=2).content)


def aliased_agency(cast: Cast) -> str:
    cast.partner.aliases.create(name=STORED)
    return str(cast.plan.tasks.get(seq=2).content)


def reason(cast: Cast) -> str:
    cast.plan.rounds.get().history.update(history_change_reason=STORED)
    return STORED


def named(model: type[Any], **fields: str) -> Callable[[Cast], str]:
    def put(cast: Cast) -> str:
        chosen = {
            Agency: cast.lead,
            Region: cast.here,
            Plan: cast.plan,
            User: cast.clerk,
            PlanIndicator: cast.indicator(1),
        }
        made = chosen.get(model) or Indicator.objects.create(name="某指标", slug="some")
        model.objects.filter(pk=made.pk).update(**fields)
        return str(made.pk)

    return put


BOXES = {
    "overview.html q": Box(lambda cast: reverse("overview"), "q", name_region),
    "indicator_list.html q": Box(lambda cast: reverse("indicator_list"), "q", name_region),
    "agency_list.html q": Box(lambda cast: reverse("agency_list"), "q", name_agency),
    "agency_list.html q, another name": Box(lambda cast: reverse("agency_list"), "q", alias_agency),
    "activity.html words": Box(lambda cast: reverse("activity", args=[cast.plan.slug]), "words", reason),
    "tasks words": Box(lambda cast: reverse("tasks:task_list", args=[cast.plan.slug]), "words", task_text),
    "all tasks words": Box(lambda cast: reverse("tasks:all_tasks"), "words", task_text),
    "all tasks agency": Box(lambda cast: reverse("tasks:all_tasks"), "agency", printed_agency),
    "all tasks agency, another name": Box(lambda cast: reverse("tasks:all_tasks"), "agency", aliased_agency),
}
ADMIN = {
    "plans.region": (Region, ["name"]),
    "plans.agency": (Agency, ["name"]),
    "plans.plan": (Plan, ["title", "doc_number"]),
    "plans.user": (User, ["name"]),
    "targets.indicator": (Indicator, ["name"]),
    "targets.planindicator": (PlanIndicator, ["name"]),
}


def shown(cast: Cast, signed_in: SignedIn, box: Box, words: str) -> str:
    """The page without what stands in its fields, and without the list of all plans below."""
    response = signed_in(cast.admin).get(box.address(cast), {box.field: words, "year": "2022"})
    text = re.sub(r"<option.*?</option>|<input[^>]*>", "", response.content.decode(), flags=re.S)
    return text.split(_("All plans"))[0]


@pytest.mark.parametrize("name", BOXES)
def test_a_box_finds_what_is_written_in_another_form(cast: Cast, signed_in: SignedIn, name: str) -> None:
    box = BOXES[name]
    found = box.put(cast)
    for words in WRITTEN:
        assert found in shown(cast, signed_in, box, words), words
    for words in OTHER:
        assert found not in shown(cast, signed_in, box, words), words


FIELDS = [(name, field) for name, (_model, fields) in ADMIN.items() for field in fields]


@pytest.mark.parametrize(("model", "field"), FIELDS)
def test_the_administration_finds_what_is_written_in_another_form(
    cast: Cast, signed_in: SignedIn, model: str, field: str
) -> None:
    found = named(ADMIN[model][0], **{field: STORED})(cast)
    address = reverse(f"admin:{model.replace('.', '_')}_changelist")
    client = signed_in(cast.admin)
    for words in WRITTEN:
        listed = client.get(address, {"q": words}).context["cl"].result_list
        assert found in [str(row.pk) for row in listed], words
    for words in OTHER:
        listed = client.get(address, {"q": words}).context["cl"].result_list
        assert found not in [str(row.pk) for row in listed], words


def test_every_box_has_a_line() -> None:
    boxes = set()
    for path in sorted((settings.BASE_DIR / "templates").rglob("*.html")):
        for form in re.findall(r'<form[^>]*method="get".*?</form>', path.read_text(), re.S):
            for field in re.findall(r"<input[^>]*>", form, re.S):
                if 'type="hidden"' not in field and 'type="checkbox"' not in field:
                    name = re.search(r'name="(\w+)"', field)
                    assert name
                    boxes.add(f"{path.name} {name[1]}")
    assert boxes == {name for name in BOXES if ".html" in name and "," not in name}
    in_admin = {model._meta.label_lower for model, page in admin.site._registry.items() if page.search_fields}
    assert in_admin - {"auth.group"} == set(ADMIN)
    for model, page in admin.site._registry.items():
        if model._meta.label_lower in ADMIN:
            assert all(str(name).endswith("__alike") for name in page.search_fields), model


def test_every_filter_by_words_folds_them() -> None:
    for filters in (TaskFilter, AllTasksFilter):
        for name, one in filters.base_filters.items():
            if type(one).__name__ == "CharFilter" and not one.method:
                assert one.lookup_expr == "alike", name


@pytest.mark.parametrize("words", ["%", "_", "\\", "'", "  ", "", "ß", "É", "①", "㎡", "\u200b"])
def test_signs_that_mean_something_to_a_database_are_looked_for_as_they_are(cast: Cast, words: str) -> None:
    rows = Task.objects.filter(plan=cast.plan)
    rows.filter(seq=1).update(content=f"甲{words}乙")
    rows.filter(seq=2).update(content="丙丁")
    expected = [row.content for row in rows.order_by("seq") if folded(words) in folded(row.content)]
    found = Task.objects.filter(plan=cast.plan, content__alike=words).order_by("seq")
    assert [row.content for row in found] == expected
