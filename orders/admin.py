"""Orders to look at; whatever is done to them is done in the console."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from agents.permissions import Can
from agents.record_admin import RecordAdmin
from contactcenter.admin import OwnChannels, RightsInline, money_column
from orders.models import Order, OrderLine


def _currency(thing: Any) -> str:
    return str(thing.order.currency if isinstance(thing, OrderLine) else thing.currency)


total = money_column("total", _("total"), _currency)
AMOUNTS = [
    money_column("subtotal", _("subtotal"), _currency), money_column("discount", _("discount"), _currency),
    money_column("shipping", _("shipping"), _currency), money_column("tax", _("tax"), _currency), total,
]  # fmt: skip


class OrderLineInline(RightsInline):
    model = OrderLine
    view_right = Can.VIEW_ORDERS_ADMIN
    amounts = [
        money_column("unit_price", _("price"), _currency), money_column("net", _("net"), _currency),
        money_column("tax", _("tax"), _currency), money_column("gross", _("gross"), _currency),
    ]  # fmt: skip
    fields = ["position", "sku", "title", "quantity", "cancelled", *amounts]
    readonly_fields = amounts


@admin.register(Order)
class OrderAdmin(RecordAdmin):
    view_right = Can.VIEW_ORDERS_ADMIN
    list_display = ["number", "placed_at", "channel", "status", "payment_status", "fulfilment_status", "return_status", total]
    list_filter = [("channel", OwnChannels), "status", "payment_status", "fulfilment_status", "return_status"]
    list_select_related = ["channel"]
    search_fields = ["=number", "=external_number"]
    fields = [
        *["number", "external_number", "channel", "customer", "placed_at", "status"],
        *["payment_status", "fulfilment_status", "return_status"],
        *AMOUNTS,
    ]
    readonly_fields = AMOUNTS
    inlines = [OrderLineInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).filter(channel_id__in=request.actor.channel_ids)  # type: ignore[attr-defined]
