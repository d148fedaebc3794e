from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig as DjangoAdminConfig


class IpplansConfig(AppConfig):
    name = "ipplans"


class AdminConfig(DjangoAdminConfig):
    default_site = "ipplans.admin_site.IpplansAdminSite"
