from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class ContactCenterConfig(AppConfig):
    name = "contactcenter"
    default = True

    def ready(self) -> None:
        from contactcenter import checks  # noqa: F401  registers the system checks


class AdminConfig(admin_apps.AdminConfig):
    """The Django admin behind our own rights: see `contactcenter.admin.Site`."""

    default_site = "contactcenter.admin.Site"
    default = False
