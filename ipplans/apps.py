from django.apps import AppConfig


class IpplansConfig(AppConfig):
    name = "ipplans"
