from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.db.backends.signals import connection_created


class ContactCenterConfig(AppConfig):
    name = "contactcenter"
    default = True

    def ready(self) -> None:
        from contactcenter import checks, sql  # noqa: F401  checks registers the system checks

        connection_created.connect(sql.settle)


class AdminConfig(admin_apps.AdminConfig):
    """The Django admin behind our own rights: see `contactcenter.admin.Site`."""

    default_site = "contactcenter.admin.Site"
    default = False
