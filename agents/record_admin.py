"""Records of people in the administration: opening one counts as it does in the console."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from agents.reads import log_read
from contactcenter.admin import RightsAdmin


class RecordAdmin(RightsAdmin):
    """A customer, an order or a return: to be seen by those with the right, noted in the read log, within the rate of their roles."""

    list_per_page = 50

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Raises NotAllowed beyond the rate that staff allow the reader's roles."""
        found: Any = self.get_object(request, object_id) if self.has_view_permission(request) else None
        if found is not None and request.method != "POST":
            owner = found.pk if found._meta.label == "customers.Customer" else found.customer_id
            log_read(request.actor, found, owner)  # type: ignore[attr-defined]
        return super().change_view(request, object_id, form_url, extra_context)
