from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CustomersConfig(AppConfig):
    name = "customers"
    verbose_name = _("Customers")  # type: ignore[assignment]

    def ready(self) -> None:
        from customers import first_steps, invariants  # noqa: F401  they register themselves
