from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReturnsConfig(AppConfig):
    name = "returns"
    verbose_name = _("Returns")  # type: ignore[assignment]

    def ready(self) -> None:
        from returns import invariants  # noqa: F401  registers itself
