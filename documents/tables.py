"""The list of documents that were read."""

import django_tables2 as tables
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from documents.models import Import
from plans.models import User


class ImportTable(tables.Table):
    name = tables.Column(verbose_name=_("file"))
    title = tables.Column(verbose_name=_("plan"))
    uploaded_at = tables.Column(verbose_name=_("read"))
    status = tables.Column(verbose_name=_("result"))

    class Meta:
        order_by = "-uploaded_at"
        empty_text = _("No document has been read yet.")

    def render_name(self, record: Import) -> SafeString:
        """The file with the beginning of its SHA-256, so that two of one name can be distinguished."""
        address = reverse("documents:source_file", args=[record.pk])
        return format_html(
            '<a href="{}">{}</a> <span class="soft small" title="SHA-256 {}">{}…</span>',
            address, record.name, record.sha256, record.sha256[:12],
        )  # fmt: skip

    def value_name(self, record: Import) -> str:
        return f"{record.name} {record.sha256}"

    def value_title(self, record: Import) -> str:
        return record.title

    def render_title(self, record: Import) -> SafeString | str:
        return format_html('<a href="{}">{}</a>', reverse("documents:review", args=[record.pk]), record.title or "—")

    def render_uploaded_at(self, record: Import) -> str:
        return f"{timezone.localtime(record.uploaded_at):%Y-%m-%d %H:%M} {_label(record.uploaded_by)}"

    def render_status(self, record: Import) -> str:
        if record.loaded_at is None:
            return record.get_status_display()
        when = f"{timezone.localtime(record.loaded_at):%Y-%m-%d %H:%M} {_label(record.loaded_by)}"
        return f"{record.get_status_display()} {when}：{record.result}"


def _label(person: User | None) -> str:
    return person.label if person else "—"
