"""What is sold: products with their variations, prices and stock, tax rates, ways to ship."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from agents.settings_admin import SettingsAdmin, SettingsInline
from catalog.models import Price, Product, ShippingMethod, Stock, TaxRate, Variant
from catalog.search import fill


class VariantInline(SettingsInline):
    model = Variant
    exclude = ["organization"]
    show_change_link = True


@admin.register(Product)
class ProductAdmin(SettingsAdmin):
    exclude = ["organization"]
    list_display = ["sku", "name", "category", "tax_class", "returnable", "active"]
    list_filter = ["active", "returnable", "tax_class", "category"]
    search_fields = ["sku", "name", "name_de", "variants__sku"]
    inlines = [VariantInline]

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        for row in formset.forms:
            row.instance.organization_id = form.instance.organization_id
        super().save_formset(request, form, formset, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        for variant in form.instance.variants.select_related("product"):  # a new name is found at once
            fill(variant).save(update_fields=["search"])


class PriceInline(SettingsInline):
    """A variant without a price in a channel is not sold there, so a price can go."""

    model = Price
    can_delete = True


class StockInline(SettingsInline):
    """Only what is counted and expected; what was shipped, restocked and reserved follows from orders."""

    model = Stock
    readonly_fields = ["shipped", "restocked", "reserved"]


@admin.register(Variant)
class VariantAdmin(SettingsAdmin):
    exclude = ["organization"]
    readonly_fields = ["product"]
    list_display = ["sku", "product", "backorderable", "active"]
    list_select_related = ["product"]
    list_filter = ["active", "backorderable"]
    search_fields = ["sku", "product__name", "product__name_de"]
    inlines = [PriceInline, StockInline]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A variation is added on its product's page."""
        return False

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        fill(obj).save(update_fields=["search"])


@admin.register(TaxRate)
class TaxRateAdmin(SettingsAdmin):
    list_display = ["label", "channel", "tax_class", "rate"]
    list_filter = ["channel"]


@admin.register(ShippingMethod)
class ShippingMethodAdmin(SettingsAdmin):
    list_display = ["name", "channel", "code", "price", "free_from", "position", "active"]
    list_filter = ["channel", "active"]
