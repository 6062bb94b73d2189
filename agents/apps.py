from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AgentsConfig(AppConfig):
    name = "agents"
    verbose_name = _("People and channels")  # type: ignore[assignment]

    def ready(self) -> None:
        from agents import first_steps, invariants  # noqa: F401  they register themselves
