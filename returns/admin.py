"""Returns to look at; whatever is done to them is done in the console."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from agents.permissions import Can
from agents.record_admin import RecordAdmin
from contactcenter.admin import OwnChannels, RightsInline, money_column
from returns.models import Return, ReturnLine

refund_amount = money_column("refund_amount", _("refund"), lambda rma: str(rma.currency))
refund = money_column("refund", _("refund"), lambda line: str(line.request.currency))


class ReturnLineInline(RightsInline):
    model = ReturnLine
    view_right = Can.VIEW_ORDERS_ADMIN
    fields = ["line", "quantity", "received", "restocked", "reason", "condition", refund]
    readonly_fields = [refund]


@admin.register(Return)
class ReturnAdmin(RecordAdmin):
    view_right = Can.VIEW_ORDERS_ADMIN
    list_display = ["number", "created_at", "channel", "order", "status", "type", "receive_status", "refund_status", refund_amount]
    list_filter = [("channel", OwnChannels), "status", "type", "action_required"]
    list_select_related = ["channel", "order"]
    search_fields = ["=number", "=external_number", "=order__number"]
    fields = [
        *["number", "external_number", "channel", "order", "customer", "created_at", "closed_at", "status", "type"],
        *["receive_status", "refund_status", "replace_status", "action_required", refund_amount, "comment"],
    ]
    readonly_fields = [refund_amount]
    inlines = [ReturnLineInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).filter(channel_id__in=request.actor.channel_ids)  # type: ignore[attr-defined]
