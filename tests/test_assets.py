"""Files of installed packages, charts, and texts."""

import ast
import re
import subprocess
from pathlib import Path

import plotly.graph_objects as go
import pytest
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils import timezone

from ipplans import assets
from plans.models import Plan
from targets import charts
from targets.compare import compared_groups
from targets.figures import SUBMITTED_STATUSES
from targets.plan_figures import plan_figures


def test_the_files_of_the_packages_are_gathered(tmp_path: Path) -> None:
    gathered = {path.name: path.stat().st_size for path in assets.gather(tmp_path)}
    assert set(gathered) == {*assets.PACKAGE_FILES, "plotly.css"}
    assert all(size > 1000 for size in gathered.values())


def test_the_chart_stylesheet_holds_the_rules_of_the_bundle(tmp_path: Path) -> None:
    assets.gather(tmp_path)
    sheet = (tmp_path / "plotly.css").read_text()
    assert ".js-plotly-plot .plotly .main-svg{" in sheet
    assert sheet.count("{") == sheet.count("}") >= assets.MIN_RULES


def test_a_bundle_that_keeps_its_rules_elsewhere_is_not_passed_over() -> None:
    with pytest.raises(assets.AssetMissing):
        assets.chart_stylesheet("var a={};for(b in a)c=b.replace(/^,/,'');")


@pytest.mark.django_db
@pytest.mark.parametrize("slug", ["wenzhou-2022", "tongzhou-2022", "jiaxing-2021", "jiaxing-2016"])
def test_every_chart_is_one_that_plotly_knows(slug: str) -> None:
    plan = Plan.objects.prefetch_related("rounds").get(slug=slug)
    for year in plan.years:
        figures = plan_figures(plan, plan.indicators.with_figures(), year, timezone.localdate(), SUBMITTED_STATUSES)
        drawn = [charts.regions_chart([charts.RegionMean("甲市", figures.means.assessed, None, False)])]
        for row in figures.rows:
            drawn += [charts.indicator_chart(row), charts.small_chart(row)]
            drawn += [
                charts.compare_chart(group, [year], "件") for group in compared_groups([row.indicator], [year], TODAY)
            ]
        for chart in drawn:
            go.Figure(data=chart["data"], layout=chart["layout"] | {"template": charts.TEMPLATE})


TODAY = timezone.localdate()
CATALOGUE = settings.BASE_DIR / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"


def texts(path: Path) -> set[str]:
    with path.open("rb") as file:
        return {str(m.id[0] if isinstance(m.id, tuple) else m.id) for m in read_po(file) if m.id}


def test_every_text_has_its_chinese() -> None:
    with CATALOGUE.open("rb") as file:
        for message in read_po(file, locale="zh_Hans"):
            if message.id:
                assert message.string, message.id
                assert all(message.string), message.id
                assert not message.fuzzy, message.id
                names = re.findall(r"%\((\w+)\)", str(message.id))
                assert set(re.findall(r"%\((\w+)\)", str(message.string))) <= set(names), message.id


def test_every_text_of_the_code_is_in_the_catalogue(tmp_path: Path) -> None:
    for folder in ("ipplans", "documents", "tasks", "targets", "plans", "templates"):
        (tmp_path / folder).symlink_to(settings.BASE_DIR / folder)
    (tmp_path / "locale").mkdir()
    command = [
        str(settings.BASE_DIR / ".venv/bin/django-admin"),
        "makemessages",
        "-l",
        "zh_Hans",
        "--extension",
        "html,txt,py,jinja",
        "--symlinks",
        "--no-location",
    ]
    subprocess.run(
        command,
        cwd=tmp_path,
        check=True,
        capture_output=True,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(settings.BASE_DIR)},
    )
    assert texts(tmp_path / "locale/zh_Hans/LC_MESSAGES/django.po") == texts(CATALOGUE)


GETTEXT = {"_", "gettext", "gettext_lazy", "ngettext", "pgettext"}


def test_no_text_hides_from_the_collector_inside_an_f_string() -> None:
    """`makemessages` does not look into f-strings: a text that stands there alone would stay English."""
    known = texts(CATALOGUE)
    for folder in ("ipplans", "documents", "tasks", "targets", "plans"):
        for path in (settings.BASE_DIR / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") in GETTEXT:
                    said = ast.literal_eval(node.args[0]) if isinstance(node.args[0], ast.Constant) else ""
                    assert not said or said in known, f"{path.name}:{node.lineno} {said}"
