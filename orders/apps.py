from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrdersConfig(AppConfig):
    name = "orders"
    verbose_name = _("Orders")  # type: ignore[assignment]

    def ready(self) -> None:
        from carts.desk import EQUAL_ORDERS
        from orders import invariants  # noqa: F401  registers itself
        from orders.equal import equal_order

        if equal_order not in EQUAL_ORDERS:
            EQUAL_ORDERS.append(equal_order)
