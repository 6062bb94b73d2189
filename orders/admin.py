"""Orders to look at; whatever is done to them is done in the console."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from agents.permissions import Can
from contactcenter.admin import RightsAdmin, RightsInline
from orders.models import Order, OrderLine


class OrderLineInline(RightsInline):
    model = OrderLine
    view_right = Can.VIEW_ORDERS_ADMIN
    fields = ["position", "sku", "title", "quantity", "cancelled", "unit_price", "net", "tax", "gross"]


@admin.register(Order)
class OrderAdmin(RightsAdmin):
    view_right = Can.VIEW_ORDERS_ADMIN
    list_display = ["number", "placed_at", "channel", "status", "payment_status", "fulfilment_status", "return_status", "total", "currency"]
    list_filter = ["channel", "status", "payment_status", "fulfilment_status", "return_status"]
    list_select_related = ["channel"]
    search_fields = ["=number", "=external_number"]
    fields = [
        *["number", "external_number", "channel", "customer", "placed_at", "status"],
        *["payment_status", "fulfilment_status", "return_status"],
        *["currency", "subtotal", "discount", "shipping", "tax", "total"],
    ]
    inlines = [OrderLineInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).filter(channel_id__in=request.actor.channel_ids)  # type: ignore[attr-defined]
