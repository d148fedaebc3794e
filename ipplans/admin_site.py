"""Django's admin, open to administrators by the project's own rights."""

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig as DjangoAdminConfig
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


class IpplansAdminSite(AdminSite):
    site_header = _("Plan progress: administration")
    site_title = _("Administration")
    index_title = _("Master data, users and roles")

    def has_permission(self, request: HttpRequest) -> bool:
        return request.user.is_authenticated and request.user.is_admin


class AdminConfig(DjangoAdminConfig):
    default_site = "ipplans.admin_site.IpplansAdminSite"
