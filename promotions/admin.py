"""Promotions and their codes."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from agents.settings_admin import SettingsAdmin
from promotions.models import Coupon, Promotion


@admin.register(Promotion)
class PromotionAdmin(SettingsAdmin):
    list_display = ["name", "channel", "code", "where", "benefit", "value", "starts_at", "ends_at", "active"]
    list_filter = ["channel", "where", "active"]
    search_fields = ["code", "name", "name_de"]


@admin.register(Coupon)
class CouponAdmin(SettingsAdmin):
    list_display = ["code", "promotion", "expires_at", "used_at", "revoked_at"]
    list_select_related = ["promotion"]
    search_fields = ["=code"]
    autocomplete_fields = ["promotion"]
    readonly_fields = ["customer", "given_by", "created_at", "used_at"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).filter(promotion__channel_id__in=request.actor.channel_ids)  # type: ignore[attr-defined]
