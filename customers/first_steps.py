"""The first steps of a new shop that this app knows of; see contactcenter.checklist."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agents.permissions import Can
from contactcenter.checklist import Step, register
from customers.models import Customer


def _somebody_there(actor: Any) -> bool:
    return Customer.objects.visible_to(actor).exists()


register(
    Step(
        65,
        gettext_lazy("Customers"),
        Can.IMPORT_DATA,
        lambda actor: reverse("admin:customers_customer_changelist"),
        _somebody_there,
        lambda actor: _("They are read from files by manage.py import_commerce; docs/csv-format.md says how."),
    )
)
