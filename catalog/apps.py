from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CatalogConfig(AppConfig):
    name = "catalog"
    verbose_name = _("Goods")  # type: ignore[assignment]

    def ready(self) -> None:
        from catalog import first_steps, invariants  # noqa: F401  they register themselves
