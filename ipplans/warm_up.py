"""What a new process loads before it answers, so that nobody waits for it: views, templates, words."""

from __future__ import annotations

from django.conf import settings
from django.template import engines
from django.template.loader import get_template
from django.urls import get_resolver, reverse
from django.utils import translation

from plans.kept_pages import release


def warm_up() -> None:
    """Load what the first page would load; the database is not asked."""
    get_resolver().url_patterns  # noqa: B018 - read for what reading it imports
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            reverse("overview")
            translation.gettext("Overview")
    folder = settings.BASE_DIR / "templates"
    for path in sorted(folder.rglob("*.html")):
        get_template(path.relative_to(folder).as_posix())
    for path in sorted((folder / "rows").glob("*.jinja")):
        engines["rows"].get_template(path.name)
    release()
