from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrdersConfig(AppConfig):
    name = "orders"
    verbose_name = _("Orders")  # type: ignore[assignment]

    def ready(self) -> None:
        from orders import invariants  # noqa: F401  registers itself
