"""Returns to look at; whatever is done to them is done in the console."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from agents.permissions import Can
from contactcenter.admin import RightsAdmin, RightsInline
from returns.models import Return, ReturnLine


class ReturnLineInline(RightsInline):
    model = ReturnLine
    view_right = Can.VIEW_ORDERS_ADMIN
    fields = ["line", "quantity", "received", "restocked", "reason", "condition", "refund"]


@admin.register(Return)
class ReturnAdmin(RightsAdmin):
    view_right = Can.VIEW_ORDERS_ADMIN
    list_display = ["number", "created_at", "channel", "order", "status", "type", "receive_status", "refund_status", "refund_amount", "currency"]
    list_filter = ["channel", "status", "type", "action_required"]
    list_select_related = ["channel", "order"]
    search_fields = ["=number", "=external_number", "=order__number"]
    inlines = [ReturnLineInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).filter(channel_id__in=request.actor.channel_ids)  # type: ignore[attr-defined]
