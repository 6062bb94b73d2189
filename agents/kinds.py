"""What kinds of actor there are."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ActorKind(models.TextChoices):
    """Each door into the product makes actors of one kind."""

    AGENT = "agent", _("agent")
    SHOPPER = "shopper", _("shopper")
    KEY = "key", _("key of another program")
    SYSTEM = "system", _("the system")
    NOBODY = "nobody", _("nobody")
