"""Promotions and their codes."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from agents.settings_admin import AmountsForm, SettingsAdmin
from contactcenter.admin import OwnChannels, money_column
from contactcenter.dates import page_locale
from contactcenter.money import format_money, format_percent
from promotions.models import Coupon, Promotion

minimum = money_column("minimum", _("from a subtotal of"), lambda promotion: promotion.channel.currency)


class PromotionForm(AmountsForm):
    """What the value means depends on the benefit: per cent, or an amount in the channel's currency."""

    amounts = ("minimum",)

    class Meta:
        help_texts = {"value": _("Per cent, or an amount in the channel's currency; nothing for free shipping.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["value"] = self.instance.value.normalize().__format__("f")


@admin.register(Promotion)
class PromotionAdmin(SettingsAdmin):
    form = PromotionForm
    list_display = ["name", "channel", "code", "where", "benefit", "worth", minimum, "starts_at", "ends_at", "active"]
    list_filter = [("channel", OwnChannels), "where", "active"]
    list_select_related = ["channel"]
    search_fields = ["code", "name", "name_de"]
    fields = ["channel", "code", ("name", "name_de"), "where", ("benefit", "value"), "minimum", ("starts_at", "ends_at"), "active"]

    @admin.display(description=_("value"), ordering="value")
    def worth(self, promotion: Promotion) -> str:
        if promotion.benefit == Promotion.Benefit.PERCENTAGE:
            return format_percent(promotion.value / 100, page_locale())
        if promotion.benefit == Promotion.Benefit.AMOUNT:
            return format_money(promotion.value, promotion.channel.currency)
        return ""


@admin.register(Coupon)
class CouponAdmin(SettingsAdmin):
    list_display = ["code", "promotion", "expires_at", "used_at", "revoked_at"]
    list_select_related = ["promotion"]
    search_fields = ["=code"]
    fields = ["promotion", "code", ("expires_at", "revoked_at"), "customer", "given_by", "created_at", "used_at"]
    readonly_fields = ["customer", "given_by", "created_at", "used_at"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).filter(promotion__channel_id__in=request.actor.channel_ids)  # type: ignore[attr-defined]
