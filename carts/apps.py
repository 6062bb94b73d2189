from django.apps import AppConfig


class CartsConfig(AppConfig):
    name = "carts"

    def ready(self) -> None:
        from agents.approvals import register
        from agents.desk import UNFINISHED
        from carts import invariants  # noqa: F401  registers itself
        from carts.desk import customers_with_items
        from carts.overrides import KIND

        register(KIND)
        if customers_with_items not in UNFINISHED:
            UNFINISHED.append(customers_with_items)
