from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PromotionsConfig(AppConfig):
    name = "promotions"
    verbose_name = _("Promotions")  # type: ignore[assignment]

    def ready(self) -> None:
        from promotions import invariants  # noqa: F401  they register themselves
        from promotions.mail import register_mail

        register_mail()
